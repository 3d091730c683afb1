#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/value.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

class FrontMatter {
 public:
  FrontMatter(Reading& r, Range range) : r_(r), range_(range) {}

  bool read() {
    const std::string_view text = r_.source.slice(range_);
    const Range first_line{range_.begin, r_.source.line(r_.source.line_at(range_.begin)).end};
    if (text.size() > limits::front_matter_bytes_max || nested_too_deep(text)) {
      r_.error("EH0105", first_line, "The front matter is too large to be one.",
               "At most 16 KB of `key: value` lines.");
      return names_id(text);
    }
    if (const std::optional<Range> quote = open_quote()) {
      r_.error("EH0105", *quote, "This quote is not closed on its line.",
               "End the value with a double quote, or leave both away.");
      return names_id(text);
    }
    try {
      const YAML::Node root = YAML::Load(std::string(text));
      if (!root.IsMap()) {
        r_.error("EH0105", first_line, "The front matter holds no `key: value` lines.", "Begin with id: and title:.");
        return names_id(text);
      }
      for (const auto& entry : root) key(entry.first, entry.second);
    } catch (const YAML::Exception& e) {
      r_.error("EH0105", mark_range(e.mark), "The front matter is no YAML: " + e.msg + ".",
               "Write `key: value`, and put values with a colon or a quote into double quotes.");
      // The page clearly wants to be a procedure when it names an id; it is then checked as one.
      return names_id(text);
    } catch (const std::exception& e) {
      r_.error("EH0105", first_line, std::string("The front matter cannot be read: ") + e.what() + ".");
      return false;
    }
    if (r_.procedure.id.empty() && !id_seen_) return false;
    for (Understanding& u : understood_) r_.understanding.push_back(std::move(u));
    return true;
  }

 private:
  /// Whether the lines want to be a procedure's: they are then held to the rules although they cannot be read.
  static bool names_id(std::string_view text) {
    return text.starts_with("id:") || text.find("\nid:") != std::string_view::npos;
  }

  static bool nested_too_deep(std::string_view text) {
    std::size_t depth = 0, dashes = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '[' || c == '{')
        ++depth;
      else if ((c == ']' || c == '}') && depth > 0)
        --depth;
      else if (c == '-' && i + 1 < text.size() && text[i + 1] == ' ')
        ++dashes;
      else if (c == '\n')
        dashes = 0;
      if (depth > limits::front_matter_depth_max || dashes > limits::front_matter_depth_max) return true;
    }
    return false;
  }

  /// A value that begins with a double quote and does not end on its line: YAML would run on over the keys below it.
  std::optional<Range> open_quote() const {
    for (std::size_t l = r_.source.line_at(range_.begin);
         l < r_.source.line_count() && r_.source.line(l).begin < range_.end; ++l) {
      const std::string_view line = r_.source.slice(r_.source.line(l));
      const std::size_t colon = line.find(": \"");
      if (colon == std::string_view::npos) continue;
      std::size_t i = colon + 3;
      while (i < line.size() && line[i] != '"') i += line[i] == '\\' ? 2 : 1;
      const std::size_t begin = r_.source.line(l).begin;
      if (i >= line.size()) return Range{begin + colon + 2, r_.source.line(l).end};
    }
    return std::nullopt;
  }

  Range mark_range(const YAML::Mark& mark, std::size_t size = 0) const {
    if (mark.is_null()) return range_;
    const std::size_t line = r_.source.line_at(range_.begin) + static_cast<std::size_t>(mark.line);
    if (line >= r_.source.line_count()) return {range_.end, range_.end};
    const Range l = r_.source.line(line);
    const std::size_t begin = std::min(l.begin + static_cast<std::size_t>(mark.column), l.end);
    return {begin, std::min(begin + size, l.end)};
  }
  Range range_of(const YAML::Node& node) const {
    return mark_range(node.Mark(), node.IsScalar() ? node.Scalar().size() : 1);
  }

  void bad(const YAML::Node& node, std::string message, std::string hint) {
    r_.error("EH0107", range_of(node), std::move(message), std::move(hint));
  }

  /// YAML has escapes for what may not stand in the file.
  std::string scalar(const YAML::Node& node) {
    if (!text::is_valid_utf8(node.Scalar()) || text::first_unwritable(node.Scalar()))
      bad(node, "This value holds a character that pages and terminals cannot show.", "Take the escape out.");
    return text::collapse_spaces(node.Scalar());
  }
  std::string word(const YAML::Node& node, std::string_view name) {
    if (node.IsScalar()) return scalar(node);
    bad(node, "`" + std::string(name) + "` takes one value.", "Write: " + std::string(name) + ": value");
    return {};
  }
  std::vector<std::string> words(const YAML::Node& node, std::string_view name,
                                 std::vector<YAML::Node>* nodes = nullptr) {
    std::vector<std::string> out;
    if (node.IsScalar()) {
      out.push_back(scalar(node));
      if (nodes != nullptr) nodes->push_back(node);
    } else if (node.IsSequence()) {
      for (const YAML::Node& item : node) {
        if (!item.IsScalar()) {
          bad(item, "`" + std::string(name) + "` takes a list of words.", "Write: " + std::string(name) + ": [a, b]");
          continue;
        }
        out.push_back(scalar(item));
        if (nodes != nullptr) nodes->push_back(item);
      }
    } else {
      bad(node, "`" + std::string(name) + "` takes a list of words.", "Write: " + std::string(name) + ": [a, b]");
    }
    return out;
  }
  std::vector<std::string> one_of(const YAML::Node& node, std::string_view name,
                                  const std::vector<std::string>& known) {
    std::vector<YAML::Node> nodes;
    std::vector<std::string> out = words(node, name, &nodes);
    for (std::size_t i = 0; i < out.size(); ++i)
      if (std::find(known.begin(), known.end(), out[i]) == known.end()) {
        const std::string near = did_you_mean(out[i], known);
        bad(nodes[i], "\"" + out[i] + "\" is not one of: " + join_names(known) + ".", near);
      }
    return out;
  }

  void key(const YAML::Node& key_node, const YAML::Node& value) {
    static const std::vector<std::string> known{"id",        "title",     "owner",     "approvers", "channels",
                                                "states",    "languages", "topics",    "products",  "review",
                                                "effective", "training",  "satisfies", "order",     "outcomes"};
    Procedure& p = r_.procedure;
    const std::string name = key_node.IsScalar() ? key_node.Scalar() : std::string();
    if (!seen_.insert(name).second) {
      r_.error("EH0106", range_of(key_node), "`" + name + "` stands twice in the front matter.",
               "Keep one of the two.");
      return;
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = did_you_mean(name, known);
      r_.error("EH0106", range_of(key_node), "\"" + name + "\" is no key of the front matter.",
               near.empty() ? "Keys are " + join_names(known) + "." : near);
      return;
    }
    if (name == "id")
      id(value);
    else if (name == "title")
      p.title = word(value, name);
    else if (name == "owner")
      p.owner = word(value, name);
    else if (name == "approvers")
      p.approvers = words(value, name);
    else if (name == "channels")
      p.channels = one_of(value, name, channel_names());
    else if (name == "states")
      states(value);
    else if (name == "languages")
      languages(value);
    else if (name == "topics")
      p.topics = words(value, name);
    else if (name == "products")
      products(value);
    else if (name == "review")
      review(value);
    else if (name == "effective")
      effective(value);
    else if (name == "training")
      training(value);
    else if (name == "satisfies")
      satisfies(value);
    else if (name == "order") {
      const std::vector<std::string> order = one_of(value, name, {"numbered", "free"});
      p.free_order = !order.empty() && order[0] == "free";
    } else if (name == "outcomes") {
      p.outcomes = words(value, name);
    }
    if (std::string how = understood(name); !how.empty())
      understood_.push_back({static_cast<std::uint32_t>(r_.source.line_at(range_of(key_node).begin) + 1),
                             "front matter", std::move(how)});
  }

  /// What a key comes to, for `explain`; empty when its value could not be read.
  std::string understood(const std::string& name) const {
    const Procedure& p = r_.procedure;
    const auto said = [](std::string_view before, const std::string& value, std::string_view after = {}) {
      return value.empty() ? std::string() : std::string(before) + value + std::string(after);
    };
    if (name == "id") return said("called ", p.id, " in records and links");
    if (name == "title") return said("called \"", p.title, "\" on screen");
    if (name == "owner") return said("kept up to date by the ", p.owner);
    if (name == "approvers") return said("approved by: ", join_names(p.approvers));
    if (name == "channels") return said("for cases by ", join_names(p.channels));
    if (name == "states") return said("for cases in ", join_names(p.states));
    if (name == "languages")
      return said("written in ", p.base_language, p.languages.size() > 1 ? ", the others are translations" : "");
    if (name == "topics") return said("found under ", join_names(p.topics));
    if (name == "products")
      return p.products.empty() ? "for every product"
                                : "for " + join_names(p.products) + "; a case for another product is refused";
    if (name == "review") return p.review_every ? "looked through again every " + p.review_every->str() : "";
    if (name == "effective") return said("in force from ", p.effective);
    if (name == "training")
      return p.training.required_for.empty() ? "nobody has to be trained"
                                             : "to be passed by " + join_names(p.training.required_for);
    if (name == "satisfies") return said("answers to ", join_names(p.satisfies));
    if (name == "order")
      return p.free_order ? "the actions may be done in any order while their guards hold"
                          : "the steps are followed by their numbers";
    if (name == "outcomes") return said("may be closed as ", join_names(p.outcomes));
    return {};
  }

  void id(const YAML::Node& value) {
    id_seen_ = true;
    r_.procedure.id = word(value, "id");
    if (r_.procedure.id.empty() || text::slug(r_.procedure.id) != r_.procedure.id)
      bad(value, "An id holds small letters, digits and hyphens.", "Write: id: " + text::slug(r_.procedure.id));
  }
  void products(const YAML::Node& value) {
    std::vector<YAML::Node> nodes;
    const std::vector<std::string> all = words(value, "products", &nodes);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (text::equals_ignoring_case(all[i], "any")) {
        if (all.size() > 1)
          bad(nodes[i], "`any` stands for every product, so nothing may stand beside it.",
              "Write: products: [any], or list the products.");
      } else if (all[i].empty()) {
        bad(nodes[i], "A product needs a name.", "Write: products: [gift card, voucher]");
      } else if (r_.procedure.find_product(all[i]) != nullptr) {
        bad(nodes[i], "The product \"" + all[i] + "\" stands twice.", "Keep one of the two.");
      } else {
        r_.procedure.products.push_back(all[i]);
      }
    }
  }
  void states(const YAML::Node& value) {
    std::vector<YAML::Node> nodes;
    const std::vector<std::string> all = words(value, "states", &nodes);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string code = state_code(all[i]);
      if (code.empty())
        bad(nodes[i], "\"" + all[i] + "\" is no state.", "Use two-letter codes: states: [AR, MA]");
      else
        r_.procedure.states.push_back(code);
    }
  }
  void languages(const YAML::Node& value) {
    std::vector<YAML::Node> nodes;
    r_.declared_languages = words(value, "languages", &nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::string& l = r_.declared_languages[i];
      const bool good = l.size() >= 2 && l.size() <= 3 &&
                        std::all_of(l.begin(), l.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      if (!good) bad(nodes[i], "\"" + l + "\" is no language code.", "Write: languages: [en, es]");
    }
    r_.procedure.languages = r_.declared_languages;
    if (!r_.declared_languages.empty()) r_.procedure.base_language = r_.declared_languages[0];
  }
  void review(const YAML::Node& value) {
    std::string words_of = word(value, "review");
    std::string_view rest = words_of;
    if (text::starts_with_ignoring_case(rest, "every ")) rest.remove_prefix(6);
    if (rest == "year" || rest == "month")
      words_of = "1 " + std::string(rest);
    else
      words_of = std::string(rest);
    r_.procedure.review_every = parse_duration_words(words_of);
    if (!r_.procedure.review_every) bad(value, "This is no interval.", "Write: review: every 6 months");
  }
  void effective(const YAML::Node& value) {
    r_.procedure.effective = word(value, "effective");
    if (feel::parse_date(r_.procedure.effective).is_null())
      bad(value, "This is no date.", "Write: effective: 2026-12-01");
  }
  void training(const YAML::Node& value) {
    std::string who = word(value, "training");
    if (!text::starts_with_ignoring_case(who, "required for ")) {
      if (!who.empty() && who != "optional")
        bad(value, "Who must be trained cannot be read.", "Write: training: required for agents");
      return;
    }
    Run run;
    run.text = who.substr(13);
    std::string role;
    for (const std::string_view part : text::split(run.text, ','))
      for (std::string_view rest = part; !rest.empty();) {
        const std::size_t both = rest.find(" and ");
        role = std::string(text::trim(rest.substr(0, both)));
        if (!role.empty()) r_.procedure.training.required_for.push_back(role);
        if (both == std::string_view::npos) break;
        rest.remove_prefix(both + 5);
      }
  }
  void satisfies(const YAML::Node& value) {
    std::vector<YAML::Node> nodes;
    r_.procedure.satisfies = words(value, "satisfies", &nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      if (r_.procedure.satisfies[i].find('/') == std::string::npos)
        bad(nodes[i], "A law fact is named as pack/fact.", "Write: satisfies: [us-ma/return-policy-disclosure]");
  }

  Reading& r_;
  Range range_;
  std::set<std::string> seen_;
  std::vector<Understanding> understood_;
  bool id_seen_ = false;
};

}  // namespace

bool read_front_matter(Reading& reading, Range yaml) {
  const std::size_t before = reading.diagnostics.size();
  const bool is_procedure = FrontMatter(reading, yaml).read();
  // Plain pages come with front matter of other tools: their keys are none of our business.
  if (!is_procedure) reading.diagnostics.resize(before);
  return is_procedure;
}

}  // namespace evenhand::procedure

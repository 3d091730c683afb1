#include "intake/draft_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

namespace {

/// Lists nested deeper are written at this depth: the language has twelve levels, and a branch takes one of its own.
constexpr std::size_t depth_max = 8;

bool is_listed(const Unit& unit) {
  switch (unit.form()) {
    case Form::sentence:
    case Form::choice:
    case Form::otherwise:
    case Form::block:
    case Form::box:
    case Form::advice:
    case Form::item:
      return true;
    default:
      return false;
  }
}

/// `{name}` would be filled in; what is no placeholder of ours is braces.
std::string with_plain_braces(std::string_view text) {
  std::string out;
  bool in_code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') in_code = !in_code;
    if (text[i] == '\\' && i + 1 < text.size()) {
      out += text[i++];
    } else if (text[i] == '{' && !in_code) {
      const std::string_view name =
          text.substr(i + 1, text.find('}', i) == std::string_view::npos ? 0 : text.find('}', i) - i - 1);
      const bool known =
          name == "company" || name == "agent" || name == "customer" || name == "case" || name == "today";
      if (!known) out += '\\';
    }
    out += text[i];
  }
  return out;
}

std::string cell(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|' && (i == 0 || text[i - 1] != '\\')) out += '\\';
    out += text[i];
  }
  return out.empty() ? " " : out;
}

class Writer {
 public:
  Writer(Draft& draft, bool with_notes) : draft_(draft), with_notes_(with_notes) {}

  Written run() {
    written_.runnable =
        std::any_of(draft_.units.begin(), draft_.units.end(), [](const Unit& u) { return u.form() == Form::step; });
    line("---");
    if (written_.runnable) line("id: " + draft_.id);
    std::string title;
    json::append_quoted(title, plain_words(draft_.title));
    line("title: " + title);
    line("---");
    line("");
    written_.title_line = next();
    line("# " + escaped(plain_words(draft_.title)));
    for (std::size_t i = 0; i < draft_.opening.size(); ++i) {
      if (draft_.opening[i].rule == "title") continue;
      block_gap();
      unit(draft_.opening[i], 0);
    }
    for (Unit& u : draft_.units) gather(u);
    facts();
    std::uint32_t number = 0;
    for (Unit& u : draft_.units) {
      gap();
      u.first_line = next();
      switch (u.form()) {
        case Form::step:
          line(fmt::format("## {}. {}", ++number, u.text));
          break;
        case Form::section:
          line("## " + u.text);
          break;
        case Form::apart:
          line("## About " + u.text);
          break;
        default:
          unit(u, 0, false);
          break;
      }
      heading_end_ = next() - 1;
      units(u.children, 0, true);
      u.last_line = next() - 1;
    }
    messages();
    if (with_notes_ && written_.runnable) {
      const std::vector<std::string> notes = notes_of(draft_, facts_.size());
      if (!notes.empty()) gap();
      for (const std::string& words : notes) line(words);
    }
    written_.text = std::move(out_);
    return std::move(written_);
  }

 private:
  std::uint32_t next() const { return lines_ + 1; }
  void line(std::string_view text) {
    std::string whole = prefix_ + std::string(text);
    while (!whole.empty() && whole.back() == ' ') whole.pop_back();
    out_ += whole;
    out_ += '\n';
    ++lines_;
    blank_ = text.empty();
  }
  void gap() {
    if (!blank_) line("");
  }
  void block_gap() { gap(); }

  /// The facts and messages of all units that are written as what needs them.
  void gather(const Unit& u) {
    if (u.form() == Form::sentence || u.form() == Form::choice || u.form() == Form::block)
      for (const FactGuess& fact : u.phrase.facts) add_fact(fact);
    if (u.form() == Form::decision)
      for (const FactGuess& fact : u.facts) add_fact(fact);
    if (u.form() == Form::choice || u.form() == Form::otherwise || u.forms.front() == Form::block)
      for (const Unit& then : u.then) gather(then);
    for (const Unit& child : u.children) gather(child);
  }
  void add_fact(const FactGuess& fact) {
    if (std::none_of(facts_.begin(), facts_.end(), [&](const FactGuess& f) { return f.name == fact.name; }))
      facts_.push_back(fact);
  }

  void facts() {
    if (facts_.empty()) return;
    gap();
    line("## Facts");
    line("");
    line("| Fact | Type | From | Personal |");
    line("| --- | --- | --- | --- |");
    for (const FactGuess& fact : facts_) {
      written_.names[next()] = fact.name;
      line(fmt::format("| {} | {} | {} | {} |", fact.name, fact.type, fact.source, fact.personal));
    }
  }

  void messages() {
    if (messages_.empty()) return;
    gap();
    line("## Messages");
    for (auto& [name, quote] : messages_) {
      gap();
      written_.names[next()] = name;
      line("### " + name);
      line("");
      quote->first_line = next();
      quote_of(*quote, 0);
      quote->last_line = next() - 1;
    }
  }

  void units(std::vector<Unit>& all, std::size_t depth, bool after_heading, std::size_t from = 0) {
    for (std::size_t i = from; i < all.size(); ++i) {
      const bool first = i == from;
      const bool both_listed = !first && is_listed(all[i - 1]) && is_listed(all[i]);
      if (first ? after_heading : !both_listed) gap();
      if (first && !after_heading && !is_listed(all[i]) && all[i].form() != Form::quote && all[i].form() != Form::said)
        gap();
      // The quote behind `Send` is the message's text; it stands in the Messages section.
      if (is_send(all[i]) && all[i].children.empty() && i + 1 < all.size() && is_message(all[i], all[i + 1])) {
        unit(all[i], depth);
        ++i;
        continue;
      }
      unit(all[i], depth);
    }
  }

  /// What was to be nested under a directive stays nested under its words.
  static bool is_plainer_block(const Unit& u) { return u.forms.front() == Form::block && u.form() != Form::block; }
  /// Whether the quote is taken as the text of what is sent; the first one of a name is.
  bool is_message(const Unit& send, Unit& quote) {
    return quote.form() == Form::quote && messages_.emplace(send.phrase.rest, &quote).second;
  }
  static bool is_send(const Unit& u) { return u.form() == Form::sentence && u.phrase.rule == "send"; }

  void unit(Unit& u, std::size_t depth, bool with_children = true) {
    u.first_line = next();
    switch (u.form()) {
      case Form::step:
      case Form::section:
      case Form::apart:
        line("**" + escaped(plain_words(u.text)) + "**");
        break;
      case Form::subheading:
        line("### " + u.text);
        break;
      case Form::strong:
        line("**" + escaped(plain_words(u.text)) + "**");
        break;
      case Form::sentence:
        line("- " + u.phrase.sentence);
        break;
      case Form::choice:
        line("- Ask for **" + u.phrase.condition + "**.");
        line("- If `" + u.phrase.condition + "`:");
        inside(u.then, depth);
        break;
      case Form::otherwise:
        line("- Otherwise:");
        inside(u.then, depth);
        break;
      case Form::block:
        line("- " + u.phrase.sentence);
        inside(u.then, depth);
        break;
      case Form::box:
        line("- [ ] " + with_plain_braces(u.text));
        break;
      case Form::advice:
        line("- " +
             (text::starts_with_ignoring_case(u.text, "if ") ? "When " + u.text.substr(3) : "As it stood: " + u.text));
        break;
      case Form::item:
        line("- " + (u.text.empty() ? std::string("…") : u.text));
        break;
      case Form::said:
        line("> " + with_plain_braces(escaped(u.phrase.rest)));
        break;
      case Form::quote:
        quote_of(u, depth);
        u.last_line = next() - 1;
        return;
      case Form::decision:
        decision(u);
        break;
      case Form::table:
        table(u);
        break;
      case Form::paragraph:
        line(u.text);
        break;
      case Form::as_code:
        for (const std::string_view l : text::split(u.text, '\n')) line(l);
        break;
      case Form::code:
        code(u);
        break;
    }
    if (is_plainer_block(u)) inside(u.then, depth);
    if (with_children && !u.children.empty()) {
      if (is_send(u) && is_message(u, u.children.front())) {
        inside(u.children, depth, 1);
      } else if (is_listed(u)) {
        inside(u.children, depth);
      } else {
        units(u.children, depth, true);
      }
    }
    u.last_line = next() - 1;
  }

  /// @param from  the first of the children to write
  void inside(std::vector<Unit>& children, std::size_t depth, std::size_t from = 0) {
    if (children.size() <= from) return;
    const std::string before = prefix_;
    if (depth < depth_max)
      prefix_ += "  ";
    else if (!is_listed(children[from]))
      gap();
    units(children, depth + 1, false, from);
    prefix_ = before;
  }

  void quote_of(Unit& u, std::size_t depth) {
    const std::string before = prefix_;
    const std::uint32_t from = next();
    prefix_ += "> ";
    blank_ = true;
    strip(u);
    units(u.children, depth, false);
    if (next() == from) line("…");
    prefix_ = before;
    blank_ = false;
  }
  /// What is said or sent has no HTML, and no placeholders that nobody fills in.
  static void strip(Unit& u) {
    for (Unit& child : u.children) {
      if (child.form() == Form::paragraph || child.form() == Form::item) {
        child.text = without_tags(child.text);
        if (child.text.find("\\{") == std::string::npos) child.text = with_plain_braces(child.text);
      }
      strip(child);
    }
  }

  void table(const Unit& u) {
    for (std::size_t r = 0; r < u.rows.size(); ++r) {
      std::string row = "|";
      for (std::size_t c = 0; c < u.rows[0].size(); ++c)
        row += " " + (c < u.rows[r].size() ? cell(u.rows[r][c]) : std::string()) + " |";
      line(row);
      if (r > 0) continue;
      std::string rule = "|";
      for (std::size_t c = 0; c < u.rows[0].size(); ++c) rule += " --- |";
      line(rule);
    }
  }

  void decision(const Unit& u) {
    std::string asked;
    for (std::size_t c = 0; c + 1 < u.facts.size(); ++c)
      asked += (c == 0 ? "" : c + 2 == u.facts.size() ? " and " : ", ") + ("**" + u.facts[c].name + "**");
    line("- Ask for " + asked + ".");
    line("- Decide **" + u.facts.back().name + "** by the table, first match wins.");
    line("");
    std::string head = "|", rule = "|";
    for (const FactGuess& fact : u.facts) {
      head += " " + fact.name + " |";
      rule += " --- |";
    }
    line(head);
    line(rule);
    for (std::size_t r = 1; r < u.rows.size(); ++r) {
      std::string row = "|";
      for (const std::string& words : u.rows[r]) {
        const std::string plain = text::to_lower_ascii(plain_words(words));
        row += " " + (plain == "any" ? "-" : plain) + " |";
      }
      line(row);
    }
  }

  /// Between fences nothing is read.
  void code(const Unit& u) {
    std::string words = u.text;
    for (const auto& row : u.rows) {
      if (!words.empty()) words += '\n';
      for (std::size_t c = 0; c < row.size(); ++c) words += (c == 0 ? "" : " | ") + plain_words(row[c]);
    }
    if (u.form() == Form::code && u.rows.empty() && u.forms.front() != Form::as_code) words = plain_words(words);
    std::string fence = "~~~~";
    while (words.find(fence) != std::string::npos) fence += '~';
    line(fence);
    for (const std::string_view l : text::split(words, '\n')) line(l);
    line(fence);
  }

  Draft& draft_;
  const bool with_notes_;
  Written written_;
  std::string out_, prefix_;
  std::uint32_t lines_ = 0, heading_end_ = 0;
  bool blank_ = true;
  std::vector<FactGuess> facts_;
  std::map<std::string, Unit*> messages_;
};

}  // namespace

Written write_draft(Draft& draft, bool with_notes) {
  return Writer(draft, with_notes).run();
}

}  // namespace evenhand::intake

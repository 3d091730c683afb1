#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

using Kind = Section::Kind;

const std::vector<std::string>& section_names() {
  static const std::vector<std::string> names{"Facts",   "Targets", "Messages", "Escalation",
                                              "Actions", "Records", "Training"};
  return names;
}

bool all_digits(std::string_view s) noexcept {
  return !s.empty() && s.size() <= 6 && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Parts of `Missouri, Maine and Oklahoma`.
std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> out;
  for (std::string_view part : text::split(list, ','))
    for (;;) {
      const std::size_t both = part.find(" and ");
      std::string_view one = text::trim(part.substr(0, both));
      if (one.starts_with("and ")) one = text::trim(one.substr(4));
      if (!one.empty()) out.emplace_back(one);
      if (both == std::string_view::npos) break;
      part.remove_prefix(both + 5);
    }
  return out;
}

class Outliner {
 public:
  Outliner(Reading& r, const std::vector<Block>& blocks) : r_(r), blocks_(blocks) {}

  std::vector<Section> run() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Block& b = blocks_[i];
      if (b.kind != Block::Kind::heading || b.level > 2) continue;
      if (!sections_.empty()) sections_.back().to = i;
      Section s;
      s.heading = &b;
      s.from = i + 1;
      s.to = blocks_.size();
      if (b.level == 2) classify(b, s);
      sections_.push_back(std::move(s));
    }
    return std::move(sections_);
  }

 private:
  void classify(const Block& heading, Section& s) {
    const std::string title = plain_text(heading.tokens);
    if (step(heading, title, s)) return;
    for (std::size_t i = 0; i < section_names().size(); ++i)
      if (text::equals_ignoring_case(section_names()[i], title)) {
        static constexpr std::array kinds{Kind::facts,   Kind::targets, Kind::messages, Kind::escalation,
                                          Kind::actions, Kind::records, Kind::training};
        s.kind = kinds[i];
        if (!seen_.insert(section_names()[i]).second)
          r_.error("EH0121", heading.range, "There are two sections called " + section_names()[i] + ".",
                   "Join the two.");
        return;
      }
    if (s.language = language_of(title); !s.language.empty()) {
      s.kind = Kind::translation;
      return;
    }
    if (overlay(heading, title, s)) return;
    near_miss(heading, title);
  }

  bool step(const Block& heading, const std::string& title, Section& s) {
    const std::size_t dot = title.find('.');
    if (dot == std::string::npos || !all_digits(std::string_view(title).substr(0, dot))) return false;
    s.kind = Kind::step;
    s.step.number = static_cast<std::uint32_t>(std::stoul(title.substr(0, dot)));
    s.step.title = std::string(text::trim(std::string_view(title).substr(dot + 1)));
    s.step.id = heading.anchor.empty() ? text::slug(s.step.title) : heading.anchor;
    if (s.step.title.empty())
      r_.error("EH0122", heading.range, "This step has no title.", "Write: ## 1. Greet and listen");
    if (s.step.id == "root") {
      // Cases call the whole procedure so.
      s.step.id = "root-step";
      if (!heading.anchor.empty())
        r_.error("EH0124", heading.anchor_range, "The whole procedure has the id \"root\".",
                 "Give the step another one: {#root-step}");
    }
    if (s.step.id.empty()) s.step.id = "step-" + std::to_string(s.step.number);
    if (r_.steps.size() >= limits::sop_steps_max) {
      if (!too_many_)
        r_.error("EH0109", heading.range,
                 "This procedure has more than " + std::to_string(limits::sop_steps_max) + " steps.",
                 "Split it, and follow one part from the other.");
      too_many_ = true;
      s.kind = Kind::guidance;
      return true;
    }
    const std::uint32_t expected = static_cast<std::uint32_t>(r_.steps.size() + 1);
    if (s.step.number != expected)
      r_.error("EH0122", heading.range,
               "This step is numbered " + std::to_string(s.step.number) + ", but it is number " +
                   std::to_string(expected) + ".",
               "Number the steps in order from 1.");
    for (std::size_t i = 0; i < heading.tokens.size(); ++i)
      if (is_mark_group(heading.tokens, i)) {
        r_.error("EH0224", heading.tokens[i].range, "A step takes no marks but {#id}.",
                 "Put the mark behind each item it is meant for.");
        break;
      }
    if (!heading.anchor.empty() && text::slug(heading.anchor) != heading.anchor)
      r_.error("EH0224", heading.anchor_range, "An id holds small letters, digits and hyphens.",
               "Write: {#" + text::slug(heading.anchor) + "}");
    for (const StepHeading& other : r_.steps)
      if (other.id == s.step.id) {
        r_.error("EH0124", heading.range, "Another step has the id \"" + s.step.id + "\".",
                 "Give one of the two another title, or an id of its own: {#" + s.step.id + "-again}");
        s.step.id += "-" + std::to_string(s.step.number);
        break;
      }
    r_.steps.push_back(s.step);
    return true;
  }

  bool overlay(const Block& heading, const std::string& title, Section& s) {
    s.overlay.name = title;
    s.overlay.span = r_.source.span(heading.range);
    if (text::starts_with_ignoring_case(title, "In ")) {
      const std::vector<std::string> parts = parts_of(std::string_view(title).substr(3));
      std::size_t known = 0;
      for (const std::string& part : parts)
        if (const std::string code = state_code(part); !code.empty()) {
          s.overlay.states.push_back(code);
          ++known;
        }
      if (known == 0) return false;
      if (known < parts.size()) {
        r_.error("EH0291", heading.range, "Not every name in this heading is a state.",
                 "Write: ## In Missouri and Oklahoma");
        return true;
      }
    } else if (text::starts_with_ignoring_case(title, "For product ") ||
               text::starts_with_ignoring_case(title, "For products ")) {
      s.overlay.products = parts_of(std::string_view(title).substr(title[11] == 's' ? 13 : 12));
    } else if (text::starts_with_ignoring_case(title, "For ")) {
      const std::vector<std::string> parts = parts_of(std::string_view(title).substr(4));
      for (const std::string& part : parts)
        if (const std::string lower = text::to_lower_ascii(part);
            std::find(channel_names().begin(), channel_names().end(), lower) != channel_names().end())
          s.overlay.channels.push_back(lower);
      if (s.overlay.channels.empty()) return false;
      if (s.overlay.channels.size() < parts.size()) {
        r_.error("EH0291", heading.range, "Not every name in this heading is a channel.",
                 "Channels are " + join_names(channel_names()) + ".");
        return true;
      }
    } else {
      return false;
    }
    s.kind = Kind::overlay;
    return true;
  }

  void near_miss(const Block& heading, const std::string& title) {
    if (r_.procedure.guidance_only) return;
    const std::size_t space = title.find(' ');
    const std::string_view first = std::string_view(title).substr(0, space);
    if (all_digits(first) ||
        (first.size() > 1 && first.back() == ')' && all_digits(first.substr(0, first.size() - 1)))) {
      r_.error("EH0120", heading.range, "This heading nearly is a step.",
               "Write: ## " + std::to_string(r_.steps.size() + 1) + ". " +
                   title.substr(std::min(first.size() + 1, title.size())));
      return;
    }
    if (text::equals_ignoring_case(first, "step") && space != std::string::npos) {
      r_.error("EH0120", heading.range, "This heading nearly is a step.",
               "Write: ## " + std::to_string(r_.steps.size() + 1) + ". Title");
      return;
    }
    std::vector<std::string> lower;
    for (const std::string& n : section_names()) lower.push_back(text::to_lower_ascii(n));
    if (const std::optional<std::string> near = text::nearest(text::to_lower_ascii(title), lower)) {
      r_.error("EH0120", heading.range, "This heading nearly is one that is acted on.",
               "Did you mean \"" + *near + "\"? For guidance, use another word.");
      const auto at = std::find(lower.begin(), lower.end(), *near) - lower.begin();
      r_.fix(heading.run.whole(), *std::next(section_names().begin(), at));
    } else if (text::starts_with_ignoring_case(title, "For ") &&
               text::nearest(text::to_lower_ascii(title.substr(4)), channel_names()))
      r_.error("EH0291", heading.range, "This heading nearly names a channel.",
               did_you_mean(text::to_lower_ascii(title.substr(4)), channel_names()));
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  std::vector<Section> sections_;
  std::set<std::string> seen_;
  bool too_many_ = false;
};

}  // namespace

std::vector<Section> outline(Reading& reading, const std::vector<Block>& blocks) {
  return Outliner(reading, blocks).run();
}

std::size_t opening_end(const std::vector<Block>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i].kind == Block::Kind::heading && blocks[i].level == 2) return i;
  return blocks.size();
}

std::size_t part_end(const std::vector<Block>& blocks, std::size_t at, std::size_t to) {
  const int level = blocks[at].level;
  for (std::size_t i = at + 1; i < to; ++i)
    if (blocks[i].kind == Block::Kind::heading && blocks[i].level <= level) return i;
  return to;
}

void read_step(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  Node n;
  n.kind = NodeKind::step;
  n.id = section.step.id;
  n.number = section.step.number;
  n.text.text = section.step.title;
  n.span = reading.source.span(section.heading->range);
  reading.understand(section.heading->range, "step", "step " + std::to_string(n.number) + ", " + n.text.text);
  for (std::size_t i = section.from; i < section.to; ++i) {
    const std::string title = blocks[i].kind == Block::Kind::heading ? plain_text(blocks[i].tokens) : std::string();
    const std::size_t digits = title.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string::npos || (title[digits] != '.' && title[digits] != ')')) continue;
    reading.error("EH0120", blocks[i].range, "This heading nearly is a step, but it is a part of the step above it.",
                  "Write it as ## " + title + ", or leave the number out if it is guidance.");
  }
  Items items(reading);
  n.children = items.blocks(blocks, section.from, section.to);
  reading.procedure.root.children.push_back(std::move(n));
}

void read_guidance(Reading& reading, const std::vector<Block>& blocks, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const Block& b = blocks[i];
    if (b.kind == Block::Kind::paragraph) check_guidance(reading, b.run, b.tokens);
    if (b.kind != Block::Kind::list) continue;
    for (const Block& item : b.children) {
      const Block* head = item.head();
      if (head == nullptr) continue;
      if (verb_at(head->tokens, 0) == Verb::none) {
        check_guidance(reading, head->run, head->tokens);
        continue;
      }
      const bool named = std::any_of(head->tokens.begin(), head->tokens.end(), [](const Token& t) {
        return t.kind == Token::Kind::bold || t.kind == Token::Kind::code;
      });
      if (named)
        reading.warning("EH0123", head->range,
                        "This looks like a directive, but it stands outside the steps and does nothing.",
                        "Move it under a heading such as ## 1. Title.");
    }
  }
}

}  // namespace evenhand::procedure

#include "intake/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::intake {

namespace {

constexpr std::size_t title_bytes_max = 80;
/// Steps that lists are made into; past it items stay boxes of their heading's step, well before the language's own limit.
constexpr std::size_t steps_of_items_max = 100;
/// Past it headings stay in the step before them: a procedure has at most limits::sop_steps_max.
constexpr std::size_t steps_max = 400;

struct SectionOf {
  const Part* heading = nullptr;  ///< null before the first heading
  std::vector<const Part*> parts;
};

/// How many items a list has, and how many of them what is asked; lists inside of items included.
template <class Asked>
std::pair<std::size_t, std::size_t> count_items(const Part& part, const Asked& asked) {
  std::pair<std::size_t, std::size_t> out{0, 0};
  for (const Part& child : part.children) {
    if (child.kind == Part::Kind::item) {
      ++out.first;
      if (asked(child)) ++out.second;
    }
    const auto inner = count_items(child, asked);
    out.first += inner.first;
    out.second += inner.second;
  }
  return out;
}

/// The first sentence or clause, short enough for a heading.
std::string title_of(std::string_view text) {
  const std::string plain = plain_words(text);
  std::string_view title = plain;
  for (const std::string_view end : {". ", ": ", "; ", " – ", " — ", " (", ", "}) {
    const std::size_t at = title.find(end);
    constexpr std::size_t shortest = 8;
    const bool needed = end == ". " || end == ": " || title.size() > title_bytes_max;
    if (needed && at != std::string_view::npos && at >= shortest) title = title.substr(0, at);
  }
  if (title.size() > title_bytes_max) {
    title = text::prefix(title, title_bytes_max);
    const std::size_t blank = title.rfind(' ');
    if (blank != std::string_view::npos && blank > title_bytes_max / 2) title = title.substr(0, blank);
    return escaped(text::trim(title)) + "…";
  }
  while (!title.empty() && (title.back() == '.' || title.back() == ':' || title.back() == ',')) title.remove_suffix(1);
  return escaped(text::trim(title));
}

/// Headings that the language reads as sections of its own.
bool is_reserved(std::string_view plain) {
  for (const std::string_view name :
       {"facts", "targets", "messages", "escalation", "actions", "records", "training", "to be looked at"})
    if (text::equals_ignoring_case(plain, name)) return true;
  for (const std::string_view opening : {"in ", "for ", "en "})
    if (text::starts_with_ignoring_case(plain, opening)) return true;
  return false;
}

class Composer {
 public:
  Composer(const Document& document, std::string_view fallback_title) : document_(document) {
    draft_.title = document.title.empty() ? std::string(fallback_title) : document.title;
  }

  Draft run() {
    std::vector<SectionOf> sections = split();
    const bool any_ordered =
        std::any_of(sections.begin(), sections.end(), [&](const SectionOf& s) { return ordered_in(s); });
    for (const SectionOf& section : sections) add(section, any_ordered);
    for (const Unread& part : document_.unread) {
      Entry entry;
      entry.outcome = Outcome::left_out;
      entry.rule = "unread";
      entry.became = "nothing";
      entry.words = std::string(text::prefix(part.words, excerpt_bytes_max));
      entry.element = part.element;
      entry.line = part.line;
      draft_.beside.push_back(std::move(entry));
    }
    return std::move(draft_);
  }

 private:
  std::vector<SectionOf> split() {
    std::vector<SectionOf> out{{}};
    bool titled = false;
    for (const Part& part : document_.parts) {
      if (part.kind != Part::Kind::heading) {
        out.back().parts.push_back(&part);
        continue;
      }
      // The first heading is the title, unless words came before it.
      if (!titled && out.size() == 1 && out.back().parts.empty() && !without_number(plain_words(part.text))) {
        titled = true;
        draft_.title = part.text;
        Unit title;
        title.entry = entry_of(part);
        title.rule = "title";
        title.forms = {Form::paragraph};
        title_ = std::move(title);
        continue;
      }
      out.push_back({&part, {}});
    }
    return out;
  }

  static bool has_ordered(const Part& part) {
    return (part.kind == Part::Kind::list && part.ordered) ||
           std::any_of(part.children.begin(), part.children.end(), has_ordered);
  }
  static bool ordered_in(const SectionOf& section) {
    return std::any_of(section.parts.begin(), section.parts.end(), [](const Part* p) { return has_ordered(*p); });
  }

  /// Whether something is to be done in the section, step by step.
  static bool is_procedural(const SectionOf& section, bool any_ordered) {
    if (section.heading != nullptr && without_number(plain_words(section.heading->text))) return true;
    std::size_t items = 0, to_do = 0, boxes = 0, ordered = 0, links = 0;
    for (const Part* part : section.parts) {
      const auto [all, acted] = count_items(*part, [](const Part& i) { return is_imperative(plain_words(i.text)); });
      items += all;
      to_do += acted;
      boxes += count_items(*part, [](const Part& i) { return i.task; }).second;
      ordered += count_items(*part, [](const Part& i) { return i.ordered; }).second;
      links += count_items(*part, [](const Part& i) { return i.ordered && is_bare_link(i.text); }).second;
    }
    if (boxes > 0) return true;
    if (ordered > 0) return links < ordered;
    return !any_ordered && items >= 2 && to_do * 5 >= items * 3;
  }

  void add(const SectionOf& section, bool any_ordered) {
    const bool procedural = is_procedural(section, any_ordered);
    if (section.heading == nullptr) {
      add_opening(section, procedural);
      return;
    }
    const Part& heading = *section.heading;
    if (procedural && try_steps_of_items(section)) return;
    const bool full = titles_.size() >= steps_max;
    if ((full || !procedural) && !draft_.units.empty() && (full || heading.level > container_level_)) {
      Unit sub = heading_unit(heading, {Form::subheading, Form::strong, Form::code}, "subheading");
      draft_.units.back().children.push_back(std::move(sub));
      add_parts(section.parts, 0, section.parts.size(), draft_.units.back(), procedural);
      return;
    }
    Unit unit = procedural ? step_unit(heading) : section_unit(heading);
    draft_.units.push_back(std::move(unit));
    container_level_ = heading.level;
    add_parts(section.parts, 0, section.parts.size(), draft_.units.back(), procedural);
  }

  void add_opening(const SectionOf& section, bool procedural) {
    if (title_) {
      title_->is_reported = true;
      draft_.opening.push_back(std::move(*title_));
      title_.reset();
    }
    if (!procedural) {
      Unit holder;
      add_parts(section.parts, 0, section.parts.size(), holder, false);
      for (Unit& u : holder.children) draft_.opening.push_back(std::move(u));
      return;
    }
    // Words up to the first list stay before the first step.
    const auto list = std::find_if(section.parts.begin(), section.parts.end(),
                                   [](const Part* p) { return p->kind == Part::Kind::list; });
    const auto before = static_cast<std::size_t>(list - section.parts.begin());
    Unit holder;
    add_parts(section.parts, 0, before, holder, false);
    for (Unit& u : holder.children) draft_.opening.push_back(std::move(u));
    if (steps_of_items(section, before)) return;
    Unit step;
    step.forms = {Form::step};
    step.text = unique_title(draft_.title.empty() ? "Steps" : draft_.title);
    step.is_reported = false;
    draft_.units.push_back(std::move(step));
    container_level_ = 1;
    add_parts(section.parts, before, section.parts.size(), draft_.units.back(), true);
  }

  Unit heading_unit(const Part& heading, std::vector<Form> forms, std::string rule) {
    Unit unit;
    unit.forms = std::move(forms);
    unit.entry = entry_of(heading);
    unit.rule = std::move(rule);
    const std::string plain = plain_words(heading.text);
    const auto words = without_number(plain);
    unit.text = words ? escaped(*words) : heading.text;
    return unit;
  }
  Unit section_unit(const Part& heading) {
    Unit unit = heading_unit(heading, {Form::section, Form::apart, Form::strong, Form::code}, "heading-section");
    if (is_reserved(plain_words(unit.text))) unit.at = 1;
    return unit;
  }
  Unit step_unit(const Part& heading) {
    Unit unit = heading_unit(heading, {Form::step}, "heading-step");
    unit.guessed = !without_number(plain_words(heading.text)).has_value();
    if (!unit.guessed) unit.rule = "numbered-heading";
    unit.text = unique_title(unit.text);
    return unit;
  }

  /// Records name steps by their titles, so no two are the same.
  std::string unique_title(const std::string& title) {
    std::string base =
        title.find("{#") == std::string::npos ? title : escaped(plain_words(title.substr(0, title.find("{#"))));
    if (text::trim(base).empty()) base = "Step";
    std::string tried = base;
    for (int n = 2; !titles_.insert(text::slug(plain_words(tried))).second; ++n)
      tried = fmt::format("{} ({})", base, n);
    return tried;
  }

  /// A list whose items have lists or paragraphs of their own is a list of steps.
  bool try_steps_of_items(const SectionOf& section) {
    if (without_number(plain_words(section.heading->text))) return false;
    const auto list = std::find_if(section.parts.begin(), section.parts.end(),
                                   [](const Part* p) { return p->kind == Part::Kind::list; });
    const auto before = static_cast<std::size_t>(list - section.parts.begin());
    if (!fits_steps(section, before)) return false;
    draft_.units.push_back(section_unit(*section.heading));
    container_level_ = section.heading->level;
    add_parts(section.parts, 0, before, draft_.units.back(), false);
    return steps_of_items(section, before);
  }

  bool fits_steps(const SectionOf& section, std::size_t list_at) const {
    if (list_at == section.parts.size()) return false;
    const Part& list = *section.parts[list_at];
    std::size_t lists = 0, with_parts = 0;
    for (const Part* p : section.parts) lists += p->kind == Part::Kind::list && p->ordered ? 1 : 0;
    for (const Part& item : list.children)
      with_parts += std::any_of(item.children.begin(), item.children.end(),
                                [](const Part& c) { return c.kind == Part::Kind::list; })
                        ? 1
                        : 0;
    return list.ordered && lists == 1 && list.children.size() >= 2 && with_parts * 2 >= list.children.size() &&
           titles_.size() + list.children.size() < steps_of_items_max &&
           std::none_of(list.children.begin(), list.children.end(),
                        [](const Part& i) { return i.task || i.text.empty(); });
  }

  bool steps_of_items(const SectionOf& section, std::size_t list_at) {
    if (!fits_steps(section, list_at)) return false;
    for (const Part& item : section.parts[list_at]->children) {
      Unit step;
      step.forms = {Form::step};
      step.entry = entry_of(item);
      step.rule = "item-step";
      step.guessed = true;
      const std::string title = title_of(item.text);
      step.text = unique_title(title);
      // What the title does not say, and what has nothing under it, is something to do in the step.
      const bool whole = plain_words(title) == plain_words(escaped(plain_words(item.text))) ||
                         plain_words(title) + "." == plain_words(item.text) ||
                         plain_words(title) + ":" == plain_words(item.text);
      if (!whole || item.children.empty() || item.text != escaped(plain_words(item.text))) {
        Part words = item;
        words.children.clear();
        Unit unit = unit_of_item(words, true);
        unit.is_reported = false;
        step.children.push_back(std::move(unit));
      }
      draft_.units.push_back(std::move(step));
      Unit& added = draft_.units.back();
      std::vector<const Part*> parts;
      for (const Part& child : item.children) parts.push_back(&child);
      add_parts(parts, 0, parts.size(), added, true);
    }
    add_parts(section.parts, list_at + 1, section.parts.size(), draft_.units.back(), true);
    return true;
  }

  void add_parts(const std::vector<const Part*>& parts, std::size_t from, std::size_t to, Unit& into, bool acted_on) {
    for (std::size_t i = from; i < to; ++i)
      add_part(*parts[i], i + 1 < to ? parts[i + 1] : nullptr, into.children, acted_on);
  }

  void add_part(const Part& part, const Part* next, std::vector<Unit>& into, bool acted_on) {
    Unit unit;
    unit.entry = entry_of(part);
    switch (part.kind) {
      case Part::Kind::heading:
        into.push_back(heading_unit(part, {Form::strong, Form::code}, "subheading"));
        return;
      case Part::Kind::paragraph:
        unit.forms = {Form::paragraph, Form::code};
        unit.rule = "paragraph";
        unit.text = part.text;
        break;
      case Part::Kind::quote:
        unit.forms = {Form::quote, Form::code};
        unit.rule = "quote";
        unit.guessed = acted_on;
        for (const Part& child : part.children) add_part(child, nullptr, unit.children, false);
        for (Unit& child : unit.children) child.is_reported = false;
        break;
      case Part::Kind::table:
        unit = unit_of_table(part, acted_on);
        break;
      case Part::Kind::code:
        unit.forms = {Form::as_code, Form::code};
        unit.rule = "code";
        unit.text = part.text;
        break;
      case Part::Kind::list:
        for (const Part& item : part.children)
          add_item(item, into, acted_on, &item == &part.children.back() ? next : nullptr);
        return;
      case Part::Kind::item:
        add_item(part, into, acted_on, nullptr);
        return;
    }
    into.push_back(std::move(unit));
  }

  void add_item(const Part& item, std::vector<Unit>& into, bool acted_on, const Part* next) {
    if (item.text.empty() && !item.ordered && !item.task && !item.children.empty()) {
      for (const Part& child : item.children) add_part(child, nullptr, into, acted_on);
      return;
    }
    Unit unit = unit_of_item(item, acted_on);
    const bool quoted = (!item.children.empty() && item.children.front().kind == Part::Kind::quote) ||
                        (item.children.empty() && next != nullptr && next->kind == Part::Kind::quote);
    // A message needs its text: without one, sending is a box.
    if (unit.form() == Form::sentence && unit.phrase.rule == "send") {
      if (!quoted)
        ++unit.at;
      else
        name_message(unit.phrase);
    }
    for (const Part& child : item.children) add_part(child, nullptr, unit.children, acted_on);
    if (unit.form() == Form::choice || unit.form() == Form::otherwise) {
      if (unit.phrase.rest.empty() && unit.children.empty()) ++unit.at;
      if (!unit.phrase.rest.empty()) {
        Part then;
        then.kind = Part::Kind::item;
        then.ordered = true;
        then.text = escaped(unit.phrase.rest);
        then.text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(then.text[0])));
        unit.then.push_back(unit_of_item(then, true));
        unit.then.back().is_reported = false;
        if (unit.then.back().form() == Form::sentence && unit.then.back().phrase.rule == "send") ++unit.then.back().at;
      }
    }
    into.push_back(std::move(unit));
  }

  /// Another text under a name that is taken is another message.
  void name_message(Phrase& phrase) {
    const std::string name = phrase.rest;
    for (int n = 2; !messages_.insert(phrase.rest).second; ++n) phrase.rest = fmt::format("{} {}", name, n);
    phrase.sentence.replace(phrase.sentence.find(name), name.size(), phrase.rest);
  }

  const Document& document_;
  Draft draft_;
  std::optional<Unit> title_;
  std::set<std::string> titles_, messages_;
  int container_level_ = 0;
};

}  // namespace

Draft compose(const Document& document, std::string_view fallback_title) {
  return Composer(document, fallback_title).run();
}

}  // namespace evenhand::intake

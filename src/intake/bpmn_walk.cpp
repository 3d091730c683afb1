#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "intake/bpmn_walk.hpp"
#include "intake/bpmn_words.hpp"
#include "intake/document.hpp"

namespace evenhand::intake::bpmn {

void Walker::process(std::size_t scope, Draft& draft) {
  draft_ = &draft;
  grouped_ = !graph_.groups.empty();
  for (const std::size_t start : order_.starts_of(scope)) top_level(start);
  if (grouped_) add_silent_groups();
}

void Walker::rest(Draft& draft) {
  Unit section;
  section.forms = {Form::section};
  section.text = "Also in the diagram";
  section.is_reported = false;
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
    const Node& n = graph_.nodes[i];
    if (written_[i] > 0) continue;
    Unit unit = elements_.words_unit(n, graph_.scopes[n.scope].by_event ? "unsupported" : "unreached");
    if (unit.text.empty()) {
      Entry entry = elements_.entry_of(n);
      entry.outcome = n.element == "startEvent" || n.is_gateway() ? Outcome::understood : Outcome::left_out;
      entry.rule = entry.outcome == Outcome::understood ? "flow" : "unsupported";
      entry.became = "nothing";
      draft.beside.push_back(std::move(entry));
      continue;
    }
    section.children.push_back(std::move(unit));
  }
  for (const Aside& aside : graph_.asides) {
    Entry entry;
    entry.element = aside.id;
    entry.line = aside.line;
    entry.words = std::string(text::prefix(aside.words, words_max));
    entry.rule = "unsupported";
    if (aside.element != "textAnnotation" || aside.words.empty()) {
      entry.outcome = Outcome::left_out;
      entry.became = "nothing";
      draft.beside.push_back(std::move(entry));
      continue;
    }
    Unit unit;
    unit.forms = {Form::item, Form::advice, Form::code};
    unit.text = escaped(aside.words);
    unit.rule = "unsupported";
    unit.entry = std::move(entry);
    section.children.push_back(std::move(unit));
  }
  if (!section.children.empty()) draft.units.push_back(std::move(section));
}

void Walker::top_level(std::size_t start) {
  const std::size_t before = draft_->units.size();
  std::vector<Unit> units;
  walk(start, none, 0, units, true);
  if (draft_->units.size() > before) {
    for (Unit& u : units) draft_->units.back().children.push_back(std::move(u));
    return;
  }
  if (units.empty()) return;
  Unit step;
  step.forms = {Form::step};
  step.text = unique("Work");
  step.is_reported = false;
  step.children = std::move(units);
  draft_->units.push_back(std::move(step));
}

std::string Walker::unique(std::string title) {
  while (title.ends_with('.')) title.pop_back();
  if (text::trim(title).empty()) title = "Step";
  constexpr std::size_t title_max = 80;
  if (title.size() > title_max) title = std::string(text::trim(text::prefix(title, title_max))) + "…";
  std::string tried = title;
  for (int n = 2; !titles_.insert(text::slug(tried)).second; ++n) tried = fmt::format("{} ({})", title, n);
  return escaped(tried);
}

void Walker::begin_step(const Node& n, std::vector<Unit>& into) {
  const bool by_group = grouped_ && n.group != none;
  if (grouped_ ? (!by_group || n.group == group_) : !n.is_activity()) return;
  if (draft_->units.size() + 1 >= limits::sop_steps_max) return;
  Unit step;
  step.forms = {Form::step};
  step.rule = "step-group";
  if (by_group) {
    group_ = n.group;
    if (!groups_done_.insert(group_).second) return;  // the flow comes back to a step that stands already
    step = group_step(group_);
  } else {
    step.text = unique(n.name.empty() ? "Step" : n.name);
    step.is_reported = false;
  }
  if (draft_->units.empty() || draft_->units.back().form() != Form::step) {
    for (Unit& u : into) step.children.push_back(std::move(u));
  } else {
    for (Unit& u : into) draft_->units.back().children.push_back(std::move(u));
  }
  into.clear();
  draft_->units.push_back(std::move(step));
}

Unit Walker::group_step(std::size_t group) {
  const Group& g = graph_.groups[group];
  Unit step;
  step.forms = {Form::step};
  step.rule = "step-group";
  const auto words = without_number(g.title);
  step.text = unique(words ? std::string(*words) : g.title);
  step.entry.element = g.id;
  step.entry.line = g.line;
  step.entry.words = g.title;
  if (!g.documentation.empty()) {
    Unit note;
    note.forms = {Form::paragraph, Form::code};
    note.text = escaped(g.documentation);
    note.rule = "paragraph";
    note.entry.element = g.id;
    note.entry.line = g.line;
    note.entry.words = std::string(text::prefix(g.documentation, words_max));
    step.children.push_back(std::move(note));
  }
  return step;
}

void Walker::add_silent_groups() {
  for (std::size_t g = 0; g < graph_.groups.size(); ++g)
    if (!groups_done_.contains(g) && !graph_.groups[g].title.empty()) draft_->units.push_back(group_step(g));
}

void Walker::walk(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into, bool top) {
  while (node != none && node != stop) {
    const Node& n = graph_.nodes[node];
    if (written_[node] >= copies_max || budget_ == 0) {
      Unit unit = elements_.words_unit(n, "unsupported");
      unit.text = "On to: " + (unit.text.empty() ? escaped(n.element) : unit.text);
      into.push_back(std::move(unit));
      return;
    }
    --budget_;
    if (top) begin_step(n, into);
    if (const std::size_t test = repeating_.contains(node) ? none : order_.loop_test_of(node, stop); test != none) {
      node = repeat(node, test, depth, into);
      continue;
    }
    ++written_[node];
    if (n.is_gateway() && order_.forward(n).size() > 1) {
      node = split(node, stop, depth, into);
      continue;
    }
    one(n, depth, into, top);
    boundary_events(node, stop, depth, into);
    if (order_.is_jump(n)) return;
    const auto ways = order_.forward(n);
    backward(n, into);
    if (ways.empty()) return;
    // Several flows out of a task are ways in parallel, or a choice where they have conditions.
    if (ways.size() > 1) {
      node = split(node, stop, depth, into);
      continue;
    }
    node = graph_.flows[ways.front()].to;
  }
}

void Walker::backward(const Node& n, std::vector<Unit>& into) {
  for (const std::size_t f : n.out) {
    if (!order_.goes_back(f) || order_.is_jump(n)) continue;
    const Node& to = graph_.nodes[graph_.flows[f].to];
    Unit unit = elements_.words_unit(to, "unsupported");
    unit.text = "From here back to: " + (to.name.empty() ? escaped(to.id) : escaped(to.name));
    unit.entry.words = graph_.flows[f].name;
    unit.is_reported = false;
    into.push_back(std::move(unit));
  }
}

void Walker::one(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top) {
  if (n.inner != none) {
    inside(n, depth, into, top);
    return;
  }
  if (n.element == "startEvent" || n.is_gateway()) {
    Entry entry = elements_.entry_of(n);
    entry.outcome = Outcome::understood;
    entry.rule = "flow";
    entry.became = "nothing";
    draft_->beside.push_back(std::move(entry));
    return;
  }
  Unit unit = n.is_activity() ? elements_.activity(n) : elements_.event(n);
  if (unit.text.empty() && unit.form() != Form::sentence) {
    unit.entry.outcome = Outcome::left_out;
    unit.entry.rule = "unsupported";
    unit.entry.became = "nothing";
    draft_->beside.push_back(unit.entry);
    return;
  }
  into.push_back(std::move(unit));
}

void Walker::inside(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top) {
  Unit heading;
  heading.forms = {Form::item, Form::advice, Form::code};
  heading.text = elements_.words_of(n);
  heading.rule = "step-group";
  heading.entry = elements_.entry_of(n);
  if (!heading.text.empty() && !(top && !grouped_)) into.push_back(std::move(heading));
  const auto starts = order_.starts_of(n.inner);
  if (depth >= depth_max) return;
  if (starts.size() > 1) {
    Unit any = elements_.block("In any order:", "In any order:", "parallel", elements_.entry_of(n));
    any.phrase.sure = n.element == "adHocSubProcess";
    any.is_reported = false;
    for (const std::size_t start : starts) walk(start, none, depth + 1, any.then, false);
    into.push_back(std::move(any));
    return;
  }
  std::vector<Unit> units;
  for (const std::size_t start : starts) walk(start, none, depth + 1, units, false);
  // The end of a sub-process ends it, not the case.
  for (Unit& u : units) end_inside(u);
  for (Unit& u : units) into.push_back(std::move(u));
}

void Walker::end_inside(Unit& u) {
  if (u.form() == Form::sentence && u.phrase.rule == "end") {
    u.forms = {Form::item, Form::advice, Form::code};
    u.text = "The end of this part: " + u.text;
  }
  for (Unit& then : u.then) end_inside(then);
}

}  // namespace evenhand::intake::bpmn

// Where ways part: gateways, events that race, repeats, and what may happen to a task.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "intake/bpmn_walk.hpp"
#include "intake/bpmn_words.hpp"
#include "intake/document.hpp"

namespace evenhand::intake::bpmn {

void Walker::boundary_events(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into) {
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
    const Node& n = graph_.nodes[i];
    if (n.attached_to != node || written_[i] > 0 || depth >= depth_max) continue;
    ++written_[i];
    std::string what = n.name;
    if (what.empty() && !n.timer.empty())
      what = duration_words(n.timer).empty() ? "time is up" : duration_words(n.timer) + " are over";
    if (what.empty()) what = n.event.empty() ? "something happens" : n.event + " event";
    Question question = question_of(what, {"yes", "no"});
    elements_.ask_first({question.fact}, into);
    Unit unit = elements_.block("If `" + question.conditions[0] + "`:", "When " + escaped(what) + ":", "event",
                                elements_.entry_of(n));
    unit.phrase.facts = {question.fact};
    for (const std::size_t f : order_.forward(n)) walk(graph_.flows[f].to, stop, depth + 1, unit.then, false);
    fill(unit);
    into.push_back(std::move(unit));
  }
}

void Walker::fill(Unit& unit) {
  if (!unit.then.empty()) return;
  Unit nothing;
  nothing.forms = {Form::item};
  nothing.text = "Nothing else is to be done here.";
  nothing.is_reported = false;
  unit.then.push_back(std::move(nothing));
}

std::size_t Walker::repeat(std::size_t head, std::size_t test, std::size_t depth, std::vector<Unit>& into) {
  const Node& t = graph_.nodes[test];
  const std::size_t on = order_.forward(t).front();
  const std::size_t back = t.out[0] == on ? t.out[1] : t.out[0];
  std::string until;
  std::vector<FactGuess> facts;
  if (const auto condition = condition_of(graph_.flows[on].condition)) {
    until = condition->feel;
    facts = condition->facts;
  } else if (const auto again = condition_of(graph_.flows[back].condition)) {
    until = "not(" + again->feel + ")";
    facts = again->facts;
  } else {
    const Question question =
        question_of(t.name, {graph_.flows[on].name.empty() ? "go on" : graph_.flows[on].name,
                             graph_.flows[back].name.empty() ? "again" : graph_.flows[back].name});
    until = question.conditions[0];
    facts = {question.fact};
  }
  Unit unit = elements_.block("Repeat until `" + until + "`:", "Repeat until " + escaped(until) + ":", "loop",
                              elements_.entry_of(t));
  unit.phrase.facts = facts;
  repeating_.insert(head);
  ++written_[test];
  if (depth < depth_max) walk(head, test, depth + 1, unit.then, false);
  repeating_.erase(head);
  // Each round has to settle anew what ends it.
  for (const FactGuess& fact : facts) elements_.known.erase(fact.name);
  elements_.ask_first(facts, unit.then);
  into.push_back(std::move(unit));
  return graph_.flows[on].to;
}

std::string Walker::way_name(std::size_t flow) const {
  const Flow& f = graph_.flows[flow];
  return f.name.empty() ? graph_.nodes[f.to].name : f.name;
}

std::string Walker::continuation(std::string_view name) {
  if (name == "if refused") return "If refused:";
  if (name == "if it fails") return "If it fails:";
  if (name == "if none in time") return "If none:";
  if (name == "if not") return "If not:";
  return {};
}

std::size_t Walker::split(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into) {
  const Node& n = graph_.nodes[node];
  std::vector<std::size_t> ways = order_.forward(n);
  std::vector<bool> ends;
  std::size_t join = order_.join_of(ways, ends);
  if (depth >= depth_max) return join;
  if (n.element == "parallelGateway" || (!n.is_gateway() && !has_conditions(ways)))
    return in_parallel(n, ways, join, stop, depth, into);
  if (n.element == "eventBasedGateway") return first_event(n, ways, join, ends, stop, depth, into);
  // One way goes on inline where the others end the case: the default one, or the only one that does not end.
  std::size_t on = none;
  if (join == none || std::count(ends.begin(), ends.end(), false) == 0) {
    for (std::size_t w = 0; w < ways.size(); ++w)
      if (graph_.flows[ways[w]].is_default) on = w;
    if (on == none) on = order_.longest(ways);
  }
  const std::size_t until = join != none ? join : stop;
  std::vector<std::string> conditions = conditions_of(n, ways, into);
  bool first = true, all_continue = true;
  std::size_t fallback = none;
  for (std::size_t w = 0; w < ways.size(); ++w) {
    const Flow& flow = graph_.flows[ways[w]];
    if (w == on) continue;
    if (flow.is_default && ways.size() > 1) {
      fallback = w;
      continue;
    }
    const std::string words = continuation(flow.name);
    all_continue = all_continue && !words.empty();
    std::string sentence =
        !words.empty() ? words : fmt::format("{} `{}`:", first ? "If" : "Otherwise if", conditions[w]);
    add_way(n, ways[w], std::move(sentence), until, depth, into, first);
    first = false;
  }
  if (fallback != none) {
    const std::size_t to = graph_.flows[ways[fallback]].to;
    if (to != until && all_continue && !first) {
      return to;  // the straight way behind `If it fails`
    } else if (to != until) {
      add_way(n, ways[fallback], first ? "If `" + conditions[fallback] + "`:" : "Otherwise:", until, depth, into,
              first);
    }
  }
  return on != none ? graph_.flows[ways[on]].to : join;
}

void Walker::add_way(const Node& n, std::size_t way, std::string sentence, std::size_t until, std::size_t depth,
                     std::vector<Unit>& into, bool first) {
  const Flow& flow = graph_.flows[way];
  std::string words = flow.name.empty() ? "in the other case" : flow.name;
  Entry entry = elements_.entry_of(n);
  entry.words = text::prefix(n.name.empty() ? words : n.name + ": " + words, words_max);
  Unit unit =
      elements_.block(std::move(sentence), "When " + escaped(n.name.empty() ? words : n.name + ": " + words) + ":",
                      "gateway", std::move(entry));
  unit.phrase.sure = !flow.condition.empty() || !continuation(flow.name).empty();
  unit.is_reported = first || !flow.name.empty();
  const auto known = elements_.known;
  walk(flow.to, until, depth + 1, unit.then, false);
  elements_.known = known;  // what one way asks, another has not asked
  fill(unit);
  into.push_back(std::move(unit));
}

bool Walker::has_conditions(const std::vector<std::size_t>& ways) const {
  return std::any_of(ways.begin(), ways.end(),
                     [&](std::size_t w) { return !graph_.flows[w].condition.empty() || graph_.flows[w].is_default; });
}

std::vector<std::string> Walker::conditions_of(const Node& n, const std::vector<std::size_t>& ways,
                                               std::vector<Unit>& into) {
  std::vector<std::string> out;
  std::vector<FactGuess> facts;
  bool all = true;
  for (const std::size_t w : ways) {
    const Flow& flow = graph_.flows[w];
    if (!continuation(flow.name).empty() || flow.is_default) {
      out.emplace_back("true");
      continue;
    }
    const auto condition = condition_of(flow.condition.empty() ? std::string_view{} : std::string_view(flow.condition));
    if (!condition) {
      all = false;
      break;
    }
    out.push_back(condition->feel);
    facts.insert(facts.end(), condition->facts.begin(), condition->facts.end());
  }
  if (all) {
    elements_.ask_first(facts, into);
    return out;
  }
  std::vector<std::string> names;
  for (const std::size_t w : ways) names.push_back(way_name(w));
  const Question question = question_of(n.name.empty() && !n.is_gateway() ? "what comes next" : n.name, names);
  elements_.known.erase(question.fact.name);
  elements_.ask_first({question.fact}, into);
  return question.conditions;
}

std::size_t Walker::in_parallel(const Node& n, const std::vector<std::size_t>& ways, std::size_t join, std::size_t stop,
                                std::size_t depth, std::vector<Unit>& into) {
  Unit unit = elements_.block("In any order:", "In any order:", "parallel", elements_.entry_of(n));
  unit.phrase.sure = join != none;
  for (const std::size_t w : ways) walk(graph_.flows[w].to, join != none ? join : stop, depth + 1, unit.then, false);
  fill(unit);
  into.push_back(std::move(unit));
  return join;
}

std::size_t Walker::first_event(const Node& n, const std::vector<std::size_t>& ways, std::size_t join,
                                const std::vector<bool>& ends, std::size_t stop, std::size_t depth,
                                std::vector<Unit>& into) {
  std::size_t reply = none, limit = none;
  for (std::size_t w = 0; w < ways.size(); ++w) {
    const Node& to = graph_.nodes[graph_.flows[ways[w]].to];
    if (to.event == "message" || to.element == "receiveTask" || to.event == "conditional") reply = w;
    if (to.event == "timer") limit = w;
  }
  const std::size_t until = join != none ? join : stop;
  if (ways.size() != 2 || reply == none || limit == none || reply == limit) {
    Unit none_of = elements_.words_unit(n, "unsupported");
    none_of.text = "Whichever of these comes first:";
    into.push_back(std::move(none_of));
    for (const std::size_t w : ways) walk(graph_.flows[w].to, until, depth + 1, into, false);
    return join;
  }
  const std::size_t waits = graph_.flows[ways[reply]].to, runs_out = graph_.flows[ways[limit]].to;
  ++written_[waits];
  ++written_[runs_out];
  const Node& timer = graph_.nodes[runs_out];
  Unit wait = elements_.event(graph_.nodes[waits]);
  if (wait.text.empty()) wait.text = "Wait for a reply";
  if (wait.form() != Form::sentence) wait = elements_.sentence("Wait for a reply.", "event", false, std::move(wait));
  // Our own exports say the limit in their words, business time included; the duration knows none.
  std::string most;
  if (timer.name.starts_with("None within ")) most = timer.name.substr(12);
  if (timer.name.starts_with("Not within ")) most = timer.name.substr(11);
  if (most.empty()) most = duration_words(timer.timer);
  if (!most.empty())
    wait.phrase.sentence = wait.phrase.sentence.substr(0, wait.phrase.sentence.size() - 1) + ", up to " + most + ".";
  const bool condition = graph_.nodes[waits].event == "conditional";
  into.push_back(std::move(wait));
  Unit late =
      elements_.block(condition ? "If not:" : "If none:", "When the time is up:", "timer", elements_.entry_of(timer));
  late.phrase.sure = !most.empty();
  for (const std::size_t f : order_.forward(timer)) walk(graph_.flows[f].to, until, depth + 1, late.then, false);
  fill(late);
  into.push_back(std::move(late));
  const auto on = order_.forward(graph_.nodes[waits]);
  if (on.empty()) return join;
  // The way of the reply goes on inline; where it joins the other, it goes on behind.
  (void)ends;
  return graph_.flows[on.front()].to;
}

}  // namespace evenhand::intake::bpmn

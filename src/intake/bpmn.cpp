// From the graph of a BPMN file to units: what follows what, which ways join again, what goes back.
#include "intake/bpmn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/expression.hpp"
#include "intake/bpmn_graph.hpp"
#include "intake/bpmn_words.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

namespace {

using namespace bpmn;

constexpr std::size_t depth_max = 10;  ///< choices inside choices
constexpr std::size_t words_max = 200;
constexpr std::size_t copies_max = 3;  ///< times an element is written that several ways lead to

/// Which nodes can be reached from one, without going back.
using Reach = std::vector<bool>;

class Walker {
 public:
  explicit Walker(const Graph& graph)
      : graph_(graph), written_(graph.nodes.size(), 0), back_(graph.flows.size(), false) {
    number_forward();
    for (const Flow& flow : graph_.flows)
      if (const auto condition = condition_of(flow.condition))
        for (const FactGuess& fact : condition->facts) types_.emplace(fact.name, fact.type);
  }

  void process(std::size_t scope, Draft& draft) {
    draft_ = &draft;
    grouped_ = !graph_.groups.empty();
    for (const std::size_t start : starts_of(scope)) top_level(start);
    if (grouped_) add_silent_groups();
  }

  /// Whatever no flow led to, and what the language has no place for: its words are kept.
  void rest(Draft& draft) {
    Unit section;
    section.forms = {Form::section};
    section.text = "Also in the diagram";
    section.is_reported = false;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const Node& n = graph_.nodes[i];
      if (written_[i] > 0) continue;
      Unit unit = words_unit(n, graph_.scopes[n.scope].by_event ? "unsupported" : "unreached");
      if (unit.text.empty()) {
        Entry entry = entry_of(n);
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

 private:
  // --- the order of the graph

  std::vector<std::size_t> starts_of(std::size_t scope) const {
    std::vector<std::size_t> out;
    for (const std::size_t i : graph_.scopes[scope].nodes) {
      const Node& n = graph_.nodes[i];
      if (n.in.empty() && n.attached_to == none && !n.out.empty() && n.element == "startEvent") out.push_back(i);
    }
    if (out.empty())
      for (const std::size_t i : graph_.scopes[scope].nodes)
        if (graph_.nodes[i].in.empty() && graph_.nodes[i].attached_to == none && !is_by_event(graph_.nodes[i]))
          out.push_back(i);
    // A circle without a way in begins somewhere.
    if (out.empty() && !graph_.scopes[scope].nodes.empty()) out.push_back(graph_.scopes[scope].nodes.front());
    return out;
  }
  bool is_by_event(const Node& n) const { return n.inner != none && graph_.scopes[n.inner].by_event; }

  /// Flows that go back, and an order in which all others go forward.
  void number_forward() {
    const std::size_t count = graph_.nodes.size();
    order_.assign(count, 0);
    std::vector<int> state(count, 0);  // 1: on the way, 2: done
    std::size_t next = count;
    const auto visit = [&](std::size_t root) {
      if (state[root] != 0) return;
      std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};
      state[root] = 1;
      while (!stack.empty()) {
        auto& [node, at] = stack.back();
        if (at == graph_.nodes[node].out.size()) {
          state[node] = 2;
          order_[node] = --next;
          stack.pop_back();
          continue;
        }
        const std::size_t flow = graph_.nodes[node].out[at++];
        const std::size_t to = graph_.flows[flow].to;
        if (state[to] == 1) back_[flow] = true;
        if (state[to] != 0) continue;
        state[to] = 1;
        stack.emplace_back(to, 0);
      }
    };
    for (std::size_t s = 0; s < graph_.scopes.size(); ++s)
      for (const std::size_t start : starts_of(s)) visit(start);
    for (std::size_t i = 0; i < count; ++i) visit(i);
  }

  /// A `Go to` of our own exports: where it leads is said, not followed.
  bool is_jump(const Node& n) const {
    return n.element == "intermediateThrowEvent" && n.event.empty() &&
           text::starts_with_ignoring_case(n.name, "go to ");
  }

  Reach reach_of(std::size_t from) const {
    Reach out(graph_.nodes.size(), false);
    std::vector<std::size_t> todo{from};
    out[from] = true;
    while (!todo.empty()) {
      const std::size_t node = todo.back();
      todo.pop_back();
      if (is_jump(graph_.nodes[node])) continue;
      for (const std::size_t flow : graph_.nodes[node].out) {
        const std::size_t to = graph_.flows[flow].to;
        if (back_[flow] || out[to]) continue;
        out[to] = true;
        todo.push_back(to);
      }
    }
    return out;
  }

  /// Where the ways that leave a node meet again; none where they do not. `ends` says which ways never get there.
  std::size_t join_of(const std::vector<std::size_t>& ways, std::vector<bool>& ends) const {
    std::vector<Reach> reach;
    for (const std::size_t way : ways) reach.push_back(reach_of(graph_.flows[way].to));
    ends.assign(ways.size(), true);
    std::vector<std::size_t> shared(graph_.nodes.size(), 0);
    for (const Reach& r : reach)
      for (std::size_t i = 0; i < r.size(); ++i) shared[i] += r[i] ? 1 : 0;
    for (std::size_t w = 0; w < ways.size(); ++w)
      for (std::size_t i = 0; i < shared.size(); ++i)
        if (reach[w][i] && shared[i] > 1) ends[w] = false;
    std::size_t join = none;
    for (std::size_t i = 0; i < shared.size(); ++i) {
      bool all = false;
      for (std::size_t w = 0; w < ways.size(); ++w) {
        if (ends[w]) continue;
        all = reach[w][i];
        if (!all) break;
      }
      if (all && shared[i] > 1 && (join == none || order_[i] < order_[join])) join = i;
    }
    return join;
  }

  // --- units

  Entry entry_of(const Node& n) const {
    Entry entry;
    entry.element = n.id;
    entry.line = n.line;
    entry.words = std::string(text::prefix(n.name.empty() ? n.documentation : n.name, words_max));
    return entry;
  }

  static std::string words_of(const Node& n) {
    std::string out = escaped(n.name);
    if (n.name.empty()) out = escaped(text::prefix(n.documentation, words_max * 4));
    return out;
  }

  Unit words_unit(const Node& n, std::string rule) const {
    Unit unit;
    unit.forms = {Form::item, Form::advice, Form::code};
    unit.text = words_of(n);
    unit.rule = std::move(rule);
    unit.entry = entry_of(n);
    return unit;
  }

  static Unit block(std::string sentence, std::string words, std::string rule, Entry entry) {
    Unit unit;
    unit.forms = {Form::block, Form::advice, Form::code};
    unit.phrase.sentence = std::move(sentence);
    unit.phrase.rule = unit.rule = std::move(rule);
    unit.text = std::move(words);
    unit.entry = std::move(entry);
    return unit;
  }

  static Unit sentence(std::string words, std::string rule, bool sure, Unit from) {
    from.phrase.sentence = std::move(words);
    from.phrase.rule = std::move(rule);
    from.phrase.sure = sure;
    from.forms.insert(from.forms.begin(), Form::sentence);
    return from;
  }

  /// Facts that a condition reads and nobody was asked for are asked before it.
  void ask_first(const std::vector<FactGuess>& facts, std::vector<Unit>& into) {
    std::vector<FactGuess> open;
    for (const FactGuess& fact : facts)
      if (known_.insert(fact.name).second) open.push_back(fact);
    if (open.empty()) return;
    Unit unit;
    std::string names;
    for (std::size_t i = 0; i < open.size(); ++i)
      names += (i == 0 ? "" : i + 1 == open.size() ? " and " : ", ") + ("**" + open[i].name + "**");
    unit.forms = {Form::sentence, Form::item};
    unit.phrase.sentence = "Ask for " + names + ".";
    unit.phrase.rule = unit.rule = "ask";
    unit.phrase.facts = std::move(open);
    unit.text = "What the next condition reads has to be known.";
    unit.is_reported = false;
    into.push_back(std::move(unit));
  }

  Unit activity(const Node& n) {
    Unit unit;
    unit.entry = entry_of(n);
    unit.text = words_of(n);
    if (unit.text.empty()) unit.text = "Do what the diagram shows without words";
    unit.rule = "task";
    unit.guessed = false;
    unit.forms = {Form::box, Form::advice, Form::code};
    if (n.element == "callActivity") {
      const std::string file = text::slug(n.called.empty() ? n.name : n.called);
      std::string title = n.name;
      if (text::starts_with_ignoring_case(title, "follow ")) title = title.substr(7);
      if (!file.empty() && !title.empty())
        return sentence(fmt::format("Follow [{}]({}.sop.md).", escaped(title), file), "call", !n.called.empty(),
                        std::move(unit));
      return unit;
    }
    if (n.element == "scriptTask" && !n.condition.empty() && text::starts_with_ignoring_case(n.name, "record ")) {
      const std::string name = n.name.substr(7);
      if (feel_name(name) && n.condition.find('`') == std::string::npos) {
        known_.insert(name);
        return sentence(fmt::format("Record **{}** as `{}`.", name, n.condition), "task", true, std::move(unit));
      }
    }
    // Our own exports give what is to be said a task of its own.
    if (n.element == "manualTask" && n.id.find(".say-") != std::string::npos) {
      unit.phrase.rule = "say";
      unit.phrase.sure = true;
      unit.phrase.rest = n.name;
      unit.forms.insert(unit.forms.begin(), Form::said);
      return unit;
    }
    // Our own exports name actions so; elsewhere `Do` is a word like others.
    if (text::starts_with_ignoring_case(n.name, "do ") && n.id.find("action-") != std::string::npos &&
        feel_name(n.name.substr(3)))
      return sentence(fmt::format("Do **{}**.", n.name.substr(3)), "task", true, std::move(unit));
    if (const auto phrase = recognise(n.name);
        phrase && !phrase->sentence.empty() && phrase->rule != "send" && phrase->rule != "close") {
      for (const FactGuess& fact : phrase->facts) known_.insert(fact.name);
      unit.phrase = *phrase;
      for (FactGuess& fact : unit.phrase.facts)
        if (const auto type = types_.find(fact.name); type != types_.end() && fact.type == "text")
          fact.type = type->second;
      unit.forms.insert(unit.forms.begin(), Form::sentence);
      if (phrase->rule == "approve")
        if (const std::string most = limit_of(n.documentation); !most.empty())
          unit.phrase.sentence.insert(unit.phrase.sentence.size() - 1, ", up to " + most);
    }
    if (!n.owner.empty() && unit.form() == Form::box && n.owner.find_first_of("${}()\n") == std::string::npos)
      unit.text += fmt::format("{} (by {})", unit.text.ends_with('.') ? "" : ".", escaped(n.owner));
    if (unit.form() == Form::box && n.documentation.starts_with("when ")) {
      if (const auto when = condition_of(std::string_view(n.documentation).substr(5))) {
        unit.text += fmt::format(" (when `{}`)", when->feel);
        return unit;
      }
    }
    if (!n.documentation.empty() && !n.name.empty() && unit.form() == Form::box && n.documentation != "by " + n.owner) {
      Unit note;
      note.forms = {Form::item, Form::advice, Form::code};
      note.text = escaped(n.documentation);
      note.is_reported = false;
      unit.children.push_back(std::move(note));
    }
    return unit;
  }

  /// One that expressions can read; the author gave it there, so its words are not looked at.
  static bool feel_name(std::string_view name) {
    const auto parsed = feel::parse(name, {});
    return parsed.ok() && parsed.expression.reads().size() == 1 && parsed.expression.reads().front() == name;
  }

  static std::string limit_of(std::string_view documentation) {
    const std::size_t at = documentation.find("up to ");
    if (at == std::string_view::npos) return {};
    std::string_view words = documentation.substr(at + 6);
    words = words.substr(0, words.find_first_of(".,;\xC2"));
    return std::string(text::trim(words));
  }

  Unit event(const Node& n) {
    Unit unit = words_unit(n, "event");
    if (n.element == "endEvent") {
      std::string outcome = n.name;
      if (text::starts_with_ignoring_case(outcome, "close as ")) outcome = outcome.substr(9);
      std::string plain;
      for (const char c : text::to_lower_ascii(outcome))
        plain += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : ' ';
      plain = text::collapse_spaces(plain);
      if (plain.empty() || plain == "end" || plain == "done") plain = "done";
      if (unit.text.empty()) unit.text = "The end";
      return sentence("Close as **" + plain + "**.", "end", !n.name.empty(), std::move(unit));
    }
    if (n.event == "timer" && n.element != "boundaryEvent") {
      const std::string time = n.timer.empty() ? std::string{} : duration_words(n.timer);
      if (unit.text.empty()) unit.text = "Wait";
      if (!time.empty()) return sentence("Wait " + time + ".", "timer", true, std::move(unit));
      unit.forms = {Form::box, Form::advice, Form::code};
      unit.guessed = true;
      return unit;
    }
    if (n.event == "message" && n.element == "intermediateCatchEvent") {
      if (unit.text.empty()) unit.text = "Wait for a message";
      return sentence("Wait for a reply.", "event", text::starts_with_ignoring_case(n.name, "wait for a reply"),
                      std::move(unit));
    }
    if (n.event == "conditional" && n.element == "intermediateCatchEvent") {
      if (const auto condition = condition_of(n.condition)) {
        Unit wait = sentence("Wait until `" + condition->feel + "`.", "event", true, std::move(unit));
        wait.phrase.facts = condition->facts;
        return wait;
      }
    }
    if (is_jump(n)) return sentence("Go to step **" + n.name.substr(6) + "**.", "flow", true, std::move(unit));
    if (unit.text.empty()) return unit;
    if (n.element == "intermediateThrowEvent" || n.element == "intermediateCatchEvent") {
      unit.forms = {Form::box, Form::advice, Form::code};
      unit.guessed = true;
    }
    return unit;
  }

  // --- walking

  /// Steps are made at the top: one for each group, or, without groups, one for each activity.
  void top_level(std::size_t start) {
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

  std::string unique(std::string title) {
    while (title.ends_with('.')) title.pop_back();
    if (text::trim(title).empty()) title = "Step";
    constexpr std::size_t title_max = 80;
    if (title.size() > title_max) title = std::string(text::trim(text::prefix(title, title_max))) + "…";
    std::string tried = title;
    for (int n = 2; !titles_.insert(text::slug(tried)).second; ++n) tried = fmt::format("{} ({})", title, n);
    return escaped(tried);
  }

  /// Begins the step that a node stands in, where it is another one than before. `into` goes to the step before.
  void begin_step(const Node& n, std::vector<Unit>& into) {
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

  Unit group_step(std::size_t group) {
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

  /// Steps that the flow comes to inside of a branch only, or never, stand at the end in their order.
  void add_silent_groups() {
    for (std::size_t g = 0; g < graph_.groups.size(); ++g)
      if (!groups_done_.contains(g) && !graph_.groups[g].title.empty()) draft_->units.push_back(group_step(g));
  }

  /// Appends what happens from `node` on until `stop`. @param top  whether steps may begin here
  void walk(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into, bool top) {
    while (node != none && node != stop) {
      const Node& n = graph_.nodes[node];
      if (written_[node] >= copies_max || budget_ == 0) {
        Unit unit = words_unit(n, "unsupported");
        unit.text = "On to: " + (unit.text.empty() ? escaped(n.element) : unit.text);
        into.push_back(std::move(unit));
        return;
      }
      --budget_;
      if (top) begin_step(n, into);
      if (const std::size_t test = loop_test_of(node, stop); test != none) {
        node = repeat(node, test, depth, into);
        continue;
      }
      ++written_[node];
      if (n.is_gateway() && forward(n).size() > 1) {
        node = split(node, stop, depth, into);
        continue;
      }
      one(n, depth, into, top);
      boundary_events(node, stop, depth, into);
      if (is_jump(n)) return;
      const auto ways = forward(n);
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

  std::vector<std::size_t> forward(const Node& n) const {
    std::vector<std::size_t> out;
    for (const std::size_t f : n.out)
      if (!back_[f]) out.push_back(f);
    return out;
  }

  /// A flow back that is no repeat we know: said in words, or as a jump to the step it leads to.
  void backward(const Node& n, std::vector<Unit>& into) {
    for (const std::size_t f : n.out) {
      if (!back_[f] || is_jump(n)) continue;
      const Node& to = graph_.nodes[graph_.flows[f].to];
      Unit unit = words_unit(to, "unsupported");
      unit.text = "From here back to: " + (to.name.empty() ? escaped(to.id) : escaped(to.name));
      unit.entry.words = graph_.flows[f].name;
      unit.is_reported = false;
      into.push_back(std::move(unit));
    }
  }

  void one(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top) {
    if (n.inner != none) {
      inside(n, depth, into, top);
      return;
    }
    if (n.element == "startEvent" || n.is_gateway()) {
      Entry entry = entry_of(n);
      entry.outcome = Outcome::understood;
      entry.rule = "flow";
      entry.became = "nothing";
      draft_->beside.push_back(std::move(entry));
      return;
    }
    Unit unit = n.is_activity() ? activity(n) : event(n);
    if (unit.text.empty() && unit.form() != Form::sentence) {
      unit.entry.outcome = Outcome::left_out;
      unit.entry.rule = "unsupported";
      unit.entry.became = "nothing";
      draft_->beside.push_back(unit.entry);
      return;
    }
    into.push_back(std::move(unit));
  }

  /// A sub-process: its inside in place of it.
  void inside(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top) {
    Unit heading;
    heading.forms = {Form::item, Form::advice, Form::code};
    heading.text = words_of(n);
    heading.rule = "step-group";
    heading.entry = entry_of(n);
    if (!heading.text.empty() && !(top && !grouped_)) into.push_back(std::move(heading));
    const auto starts = starts_of(n.inner);
    if (depth >= depth_max) return;
    if (starts.size() > 1) {
      Unit any = block("In any order:", "In any order:", "parallel", entry_of(n));
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
  static void end_inside(Unit& u) {
    if (u.form() == Form::sentence && u.phrase.rule == "end") {
      u.forms = {Form::item, Form::advice, Form::code};
      u.text = "The end of this part: " + u.text;
    }
    for (Unit& then : u.then) end_inside(then);
  }

  void boundary_events(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into) {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const Node& n = graph_.nodes[i];
      if (n.attached_to != node || written_[i] > 0 || depth >= depth_max) continue;
      ++written_[i];
      std::string what = n.name;
      if (what.empty() && !n.timer.empty())
        what = duration_words(n.timer).empty() ? "time is up" : duration_words(n.timer) + " are over";
      if (what.empty()) what = n.event.empty() ? "something happens" : n.event + " event";
      Question question = question_of(what, {"yes", "no"});
      ask_first({question.fact}, into);
      Unit unit = block("If `" + question.conditions[0] + "`:", "When " + escaped(what) + ":", "event", entry_of(n));
      unit.phrase.facts = {question.fact};
      for (const std::size_t f : forward(n)) walk(graph_.flows[f].to, stop, depth + 1, unit.then, false);
      fill(unit);
      into.push_back(std::move(unit));
    }
  }

  static void fill(Unit& unit) {
    if (!unit.then.empty()) return;
    Unit nothing;
    nothing.forms = {Form::item};
    nothing.text = "Nothing else is to be done here.";
    nothing.is_reported = false;
    unit.then.push_back(std::move(nothing));
  }

  /// The gateway at the end of a repeat that begins at `head`: the one flow back comes from it, and one goes on.
  std::size_t loop_test_of(std::size_t head, std::size_t stop) const {
    if (repeating_.contains(head)) return none;
    std::size_t test = none;
    for (const std::size_t f : graph_.nodes[head].in) {
      if (!back_[f]) continue;
      if (test != none) return none;
      test = graph_.flows[f].from;
    }
    if (test == none || test == head || test == stop || is_jump(graph_.nodes[test])) return none;
    const Node& t = graph_.nodes[test];
    return t.element == "exclusiveGateway" && t.out.size() == 2 && forward(t).size() == 1 && reach_of(head)[test]
               ? test
               : none;
  }

  std::size_t repeat(std::size_t head, std::size_t test, std::size_t depth, std::vector<Unit>& into) {
    const Node& t = graph_.nodes[test];
    const std::size_t on = forward(t).front();
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
    Unit unit = block("Repeat until `" + until + "`:", "Repeat until " + escaped(until) + ":", "loop", entry_of(t));
    unit.phrase.facts = facts;
    repeating_.insert(head);
    ++written_[test];
    if (depth < depth_max) walk(head, test, depth + 1, unit.then, false);
    repeating_.erase(head);
    // Each round has to settle anew what ends it.
    for (const FactGuess& fact : facts) known_.erase(fact.name);
    ask_first(facts, unit.then);
    into.push_back(std::move(unit));
    return graph_.flows[on].to;
  }

  std::string way_name(std::size_t flow) const {
    const Flow& f = graph_.flows[flow];
    return f.name.empty() ? graph_.nodes[f.to].name : f.name;
  }

  /// `If refused`, `If it fails` and the like continue the sentence before them.
  static std::string continuation(std::string_view name) {
    if (name == "if refused") return "If refused:";
    if (name == "if it fails") return "If it fails:";
    if (name == "if none in time") return "If none:";
    if (name == "if not") return "If not:";
    return {};
  }

  /// The ways of a gateway, each as a block. @return the node to go on with
  std::size_t split(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into) {
    const Node& n = graph_.nodes[node];
    std::vector<std::size_t> ways = forward(n);
    std::vector<bool> ends;
    std::size_t join = join_of(ways, ends);
    if (depth >= depth_max) return join;
    if (n.element == "parallelGateway" || (!n.is_gateway() && !has_conditions(ways)))
      return in_parallel(n, ways, join, stop, depth, into);
    if (n.element == "eventBasedGateway") return first_event(n, ways, join, ends, stop, depth, into);
    // One way goes on inline where the others end the case: the default one, or the only one that does not end.
    std::size_t on = none;
    if (join == none || std::count(ends.begin(), ends.end(), false) == 0) {
      for (std::size_t w = 0; w < ways.size(); ++w)
        if (graph_.flows[ways[w]].is_default) on = w;
      if (on == none) on = longest(ways);
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

  void add_way(const Node& n, std::size_t way, std::string sentence, std::size_t until, std::size_t depth,
               std::vector<Unit>& into, bool first) {
    const Flow& flow = graph_.flows[way];
    std::string words = flow.name.empty() ? "in the other case" : flow.name;
    Entry entry = entry_of(n);
    entry.words = text::prefix(n.name.empty() ? words : n.name + ": " + words, words_max);
    Unit unit = block(std::move(sentence), "When " + escaped(n.name.empty() ? words : n.name + ": " + words) + ":",
                      "gateway", std::move(entry));
    unit.phrase.sure = !flow.condition.empty() || !continuation(flow.name).empty();
    unit.is_reported = first || !flow.name.empty();
    const auto known = known_;
    walk(flow.to, until, depth + 1, unit.then, false);
    known_ = known;  // what one way asks, another has not asked
    fill(unit);
    into.push_back(std::move(unit));
  }

  bool has_conditions(const std::vector<std::size_t>& ways) const {
    return std::any_of(ways.begin(), ways.end(),
                       [&](std::size_t w) { return !graph_.flows[w].condition.empty() || graph_.flows[w].is_default; });
  }

  std::size_t longest(const std::vector<std::size_t>& ways) const {
    std::size_t best = 0, most = 0;
    for (std::size_t w = 0; w < ways.size(); ++w) {
      const Reach reach = reach_of(graph_.flows[ways[w]].to);
      const auto size = static_cast<std::size_t>(std::count(reach.begin(), reach.end(), true));
      if (size >= most) {
        best = w;
        most = size;
      }
    }
    return best;
  }

  /// The condition of each way: its expression where all that need one have one, else an answer to the gateway's question.
  std::vector<std::string> conditions_of(const Node& n, const std::vector<std::size_t>& ways, std::vector<Unit>& into) {
    std::vector<std::string> out;
    std::vector<FactGuess> facts;
    bool all = true;
    for (const std::size_t w : ways) {
      const Flow& flow = graph_.flows[w];
      if (!continuation(flow.name).empty() || flow.is_default) {
        out.emplace_back("true");
        continue;
      }
      const auto condition =
          condition_of(flow.condition.empty() ? std::string_view{} : std::string_view(flow.condition));
      if (!condition) {
        all = false;
        break;
      }
      out.push_back(condition->feel);
      facts.insert(facts.end(), condition->facts.begin(), condition->facts.end());
    }
    if (all) {
      ask_first(facts, into);
      return out;
    }
    std::vector<std::string> names;
    for (const std::size_t w : ways) names.push_back(way_name(w));
    const Question question = question_of(n.name.empty() && !n.is_gateway() ? "what comes next" : n.name, names);
    known_.erase(question.fact.name);
    ask_first({question.fact}, into);
    return question.conditions;
  }

  std::size_t in_parallel(const Node& n, const std::vector<std::size_t>& ways, std::size_t join, std::size_t stop,
                          std::size_t depth, std::vector<Unit>& into) {
    Unit unit = block("In any order:", "In any order:", "parallel", entry_of(n));
    unit.phrase.sure = join != none;
    for (const std::size_t w : ways) walk(graph_.flows[w].to, join != none ? join : stop, depth + 1, unit.then, false);
    fill(unit);
    into.push_back(std::move(unit));
    return join;
  }

  /// A reply or a time limit, whichever comes first; other events are a question.
  std::size_t first_event(const Node& n, const std::vector<std::size_t>& ways, std::size_t join,
                          const std::vector<bool>& ends, std::size_t stop, std::size_t depth, std::vector<Unit>& into) {
    std::size_t reply = none, limit = none;
    for (std::size_t w = 0; w < ways.size(); ++w) {
      const Node& to = graph_.nodes[graph_.flows[ways[w]].to];
      if (to.event == "message" || to.element == "receiveTask" || to.event == "conditional") reply = w;
      if (to.event == "timer") limit = w;
    }
    const std::size_t until = join != none ? join : stop;
    if (ways.size() != 2 || reply == none || limit == none || reply == limit) {
      Unit none_of = words_unit(n, "unsupported");
      none_of.text = "Whichever of these comes first:";
      into.push_back(std::move(none_of));
      for (const std::size_t w : ways) walk(graph_.flows[w].to, until, depth + 1, into, false);
      return join;
    }
    const std::size_t waits = graph_.flows[ways[reply]].to, runs_out = graph_.flows[ways[limit]].to;
    ++written_[waits];
    ++written_[runs_out];
    const Node& timer = graph_.nodes[runs_out];
    Unit wait = event(graph_.nodes[waits]);
    if (wait.text.empty()) wait.text = "Wait for a reply";
    if (wait.form() != Form::sentence) wait = sentence("Wait for a reply.", "event", false, std::move(wait));
    // Our own exports say the limit in their words, business time included; the duration knows none.
    std::string most;
    if (timer.name.starts_with("None within ")) most = timer.name.substr(12);
    if (timer.name.starts_with("Not within ")) most = timer.name.substr(11);
    if (most.empty()) most = duration_words(timer.timer);
    if (!most.empty())
      wait.phrase.sentence = wait.phrase.sentence.substr(0, wait.phrase.sentence.size() - 1) + ", up to " + most + ".";
    const bool condition = graph_.nodes[waits].event == "conditional";
    into.push_back(std::move(wait));
    Unit late = block(condition ? "If not:" : "If none:", "When the time is up:", "timer", entry_of(timer));
    late.phrase.sure = !most.empty();
    for (const std::size_t f : forward(timer)) walk(graph_.flows[f].to, until, depth + 1, late.then, false);
    fill(late);
    into.push_back(std::move(late));
    const auto on = forward(graph_.nodes[waits]);
    if (on.empty()) return join;
    // The way of the reply goes on inline; where it joins the other, it goes on behind.
    (void)ends;
    return graph_.flows[on.front()].to;
  }

  const Graph& graph_;
  std::vector<std::size_t> written_;  ///< how often each node was
  std::vector<bool> back_;            ///< flows that go back
  std::vector<std::size_t> order_;
  Draft* draft_ = nullptr;
  bool grouped_ = false;
  std::size_t group_ = none;
  std::set<std::size_t> groups_done_, repeating_;
  std::set<std::string> titles_;
  std::map<std::string, std::string> types_;  ///< of facts, by how conditions compare them
  std::set<std::string> known_;               ///< facts that were asked for on the way
  std::size_t budget_ = limits::import_flow_nodes_max * copies_max;
};

}  // namespace

Result<Draft> read_bpmn(std::string_view xml, std::string_view fallback_title) {
  const auto graph = read_graph(xml);
  if (!graph) return fail(graph.error());
  std::size_t main = graph->processes.front();
  for (const std::size_t p : graph->processes)
    if (graph->scopes[p].nodes.size() > graph->scopes[main].nodes.size()) main = p;
  Draft draft;
  const Scope& process = graph->scopes[main];
  draft.title = process.name.empty() ? std::string(fallback_title) : escaped(process.name);
  if (!process.documentation.empty()) {
    Unit summary;
    summary.text = escaped(process.documentation);
    summary.forms = {Form::paragraph, Form::code};
    summary.rule = "paragraph";
    summary.entry.words = std::string(text::prefix(process.documentation, words_max));
    draft.opening.push_back(std::move(summary));
  }
  Walker walker(*graph);
  walker.process(main, draft);
  walker.rest(draft);
  return draft;
}

}  // namespace evenhand::intake

#include <array>

#include "feel/value.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

namespace {

using json::Array;
using json::Object;
using json::Value;

/// Empty texts, lists and flags are left out.
class Writer {
 public:
  explicit Writer(bool spans) : spans_(spans) {}

  Value procedure(const Procedure& p) {
    Object o;
    put(o, "id", p.id);
    put(o, "title", p.title);
    put(o, "localTitle", text(p.local_title));
    put(o, "summary", p.summary);
    put(o, "summaryIn", words_in(p.summary_in));
    put(o, "namesIn", names_in(p.names_in));
    put(o, "followedIn", names_in(p.followed_in));
    put(o, "guidanceOnly", p.guidance_only);
    put(o, "freeOrder", p.free_order);
    put(o, "owner", p.owner);
    put(o, "approvers", strings(p.approvers));
    put(o, "channels", strings(p.channels));
    put(o, "states", strings(p.states));
    put(o, "languages", strings(p.languages));
    put(o, "topics", strings(p.topics));
    put(o, "products", strings(p.products));
    put(o, "satisfies", strings(p.satisfies));
    put(o, "baseLanguage", p.base_language);
    put(o, "reviewEvery", duration(p.review_every));
    put(o, "effective", p.effective);
    put(o, "facts", each(p.facts, [&](const Fact& f) { return fact(f); }));
    put(o, "targets", each(p.targets, [&](const Target& t) { return target(t); }));
    put(o, "root", node(p.root));
    put(o, "messages", each(p.messages, [&](const Message& m) { return message(m); }));
    put(o, "escalation", each(p.escalation, [&](const EscalationRule& r) { return escalation(r); }));
    put(o, "actions", each(p.actions, [&](const Action& a) { return action(a); }));
    put(o, "records", each(p.records, [&](const RecordRule& r) { return record(r); }));
    put(o, "training", training(p.training));
    put(o, "overlays", each(p.overlays, [&](const Overlay& v) { return overlay(v); }));
    put(o, "prose", each(p.prose, [&](const Prose& v) { return prose(v); }));
    put(o, "outcomes", strings(p.outcomes));
    put(o, "follows", strings(p.follows));
    put(o, "hash", p.hash);
    return o;
  }

 private:
  static bool is_empty(const Value& v) {
    if (v.is_null()) return true;
    if (const std::string* s = v.as_string()) return s->empty();
    if (const Array* a = v.as_array()) return a->empty();
    if (const Object* o = v.as_object()) return o->empty();
    if (const bool* b = v.as_bool()) return !*b;
    return false;
  }
  static void put(Object& o, const char* key, Value v) {
    if (!is_empty(v)) o.emplace_back(key, std::move(v));
  }
  void put_span(Object& o, const Span& s) const {
    if (!spans_ || s.line == 0) return;
    o.emplace_back(
        "span", Object{{"line", s.line}, {"column", s.column}, {"endLine", s.end_line}, {"endColumn", s.end_column}});
  }
  template <class List, class F>
  static Value each(const List& list, const F& f) {
    Array out;
    for (const auto& item : list) out.push_back(f(item));
    return out;
  }
  static Value strings(const std::vector<std::string>& list) {
    return each(list, [](const std::string& s) { return Value(s); });
  }
  static Value text(const LocalText& t) {
    if (t.translations.empty()) return t.text;
    return Object{{"text", t.text}, {"translations", words_in(t.translations)}};
  }
  static Value names_in(const std::map<std::string, std::map<std::string, std::string>>& names) {
    Object o;
    for (const auto& [language, words] : names) o.emplace_back(language, words_in(words));
    return o;
  }
  static Value words_in(const std::map<std::string, std::string>& words) {
    Object out;
    for (const auto& [key, one] : words) out.emplace_back(key, one);
    return out;
  }
  static Value duration(const std::optional<Duration>& d) { return d ? Value(d->str()) : Value(); }
  static Value number(const std::optional<Decimal>& d) { return d ? Value(*d) : Value(); }
  static Value condition(const std::optional<Condition>& c) { return c ? Value(c->expression.source()) : Value(); }

  static Value type(const FactType& t) {
    Object o{{"type", t.str()}};
    put(o, "options", strings(t.options));
    return o;
  }

  Value fact(const Fact& f) const {
    static constexpr std::array sources{"customer", "agent",    "system",   "result", "input",
                                        "counted",  "decision", "computed", "action"};
    static constexpr std::array classes{"no", "contact", "identity", "financial", "health", "location", "secret"};
    Object o;
    put(o, "name", f.name);
    put(o, "label", text(f.label));
    put(o, "type", f.type.str());
    put(o, "options",
        strings(f.type.kind == FactType::Kind::list && f.type.element ? f.type.element->options : f.type.options));
    Object options_in;
    for (const auto& [language, words] : f.options_in) options_in.emplace_back(language, strings(words));
    put(o, "optionsIn", std::move(options_in));
    put(o, "source", sources[static_cast<std::size_t>(f.source)]);
    put(o, "sourceDetail", f.source_detail);
    put(o, "personal", f.personal == Personal::no ? "" : classes[static_cast<std::size_t>(f.personal)]);
    put(o, "neverStored", f.never_stored);
    put(o, "implicit", f.implicit);
    put_span(o, f.span);
    return o;
  }

  Value target(const Target& t) const {
    static constexpr std::array kinds{"first_reply", "next_reply", "resolved", "satisfaction", "other"};
    Object o;
    put(o, "kind", kinds[static_cast<std::size_t>(t.kind)]);
    put(o, "within", duration(t.within));
    put(o, "atLeast", number(t.at_least));
    put(o, "outOf", number(t.out_of));
    put(o, "text", text(t.text));
    put_span(o, t.span);
    return o;
  }

  static Value bindings(const std::vector<Binding>& list) {
    return each(list, [](const Binding& b) {
      Object o{{"fact", b.fact}};
      if (b.parameter != b.fact) o.emplace_back("parameter", b.parameter);
      return Value(std::move(o));
    });
  }

  static Value table(const dmn::Table& t) {
    static constexpr std::array policies{"unique", "any", "priority", "first", "rule_order", "output_order", "collect"};
    static constexpr std::array aggregations{"", "sum", "count", "min", "max"};
    Object o{{"policy", policies[static_cast<std::size_t>(t.policy)]}};
    put(o, "aggregation", aggregations[static_cast<std::size_t>(t.aggregation)]);
    o.emplace_back("inputs", each(t.inputs, [](const dmn::Input& i) {
                     return Value(Object{{"label", i.label}, {"expression", i.expression.source()}});
                   }));
    o.emplace_back("outputs", each(t.outputs, [](const dmn::Output& out) { return Value(out.name); }));
    o.emplace_back("rules", each(t.rules, [](const dmn::Rule& r) {
                     const auto sources = [](const std::vector<feel::Expression>& list) {
                       return each(list, [](const feel::Expression& e) { return Value(e.source()); });
                     };
                     return Value(Object{{"tests", sources(r.tests)}, {"outputs", sources(r.outputs)}});
                   }));
    return o;
  }

  Value node(const Node& n) const {
    static constexpr std::array waits{"reply", "time", "condition"};
    Object o{{"kind", std::string(kind_name(n.kind))}};
    put(o, "id", n.id);
    if (n.kind == NodeKind::step) put(o, "number", n.number);
    put(o, "text", text(n.text));
    put(o, "when", condition(n.when));
    put(o, "optional", n.optional);
    put(o, "satisfies", strings(n.satisfies));
    put(o, "evidence", n.evidence);
    put(o, "byRole", n.by_role);
    put(o, "origin", n.origin);
    put(o, "guards", each(n.guards, [](const Condition& c) { return Value(c.expression.source()); }));
    put(o, "otherwise", n.has_otherwise);
    put(o, "condition", condition(n.condition));
    put(o, "facts", strings(n.facts));
    if (n.table) put(o, "table", table(*n.table));
    put(o, "name", n.name);
    put(o, "channel", n.channel);
    put(o, "inputs", bindings(n.inputs));
    put(o, "outputs", bindings(n.outputs));
    if (n.kind == NodeKind::wait) put(o, "waitFor", waits[static_cast<std::size_t>(n.wait_kind)]);
    put(o, "limit", duration(n.limit));
    put(o, "noLimit", n.no_limit);
    if (n.times_max > 0) put(o, "timesMax", n.times_max);
    put(o, "children", nodes(n.children));
    put(o, "branches", nodes(n.branches));
    put_span(o, n.span);
    return o;
  }
  Value nodes(const std::vector<Node>& list) const {
    return each(list, [&](const Node& n) { return node(n); });
  }

  Value message(const Message& m) const {
    Object o;
    put(o, "name", m.name);
    put(o, "body", text(m.body));
    Object channels;
    for (const auto& [channel, body] : m.by_channel) channels.emplace_back(channel, text(body));
    put(o, "byChannel", std::move(channels));
    put(o, "mandatory", m.mandatory);
    put(o, "satisfies", strings(m.satisfies));
    put_span(o, m.span);
    return o;
  }

  Value escalation(const EscalationRule& r) const {
    static constexpr std::array triggers{"no_first_reply", "no_reply",           "not_resolved",
                                         "step_not_done",  "any_time_condition", "any_time_mentions"};
    Object o;
    put(o, "id", r.id);
    put(o, "trigger", triggers[static_cast<std::size_t>(r.trigger)]);
    put(o, "within", duration(r.within));
    put(o, "step", r.step_id);
    put(o, "condition", condition(r.condition));
    put(o, "words", strings(r.words));
    Object words_in;
    for (const auto& [language, words] : r.words_in) words_in.emplace_back(language, strings(words));
    put(o, "wordsIn", std::move(words_in));
    put(o, "body", node(r.body));
    put(o, "text", r.text);
    put_span(o, r.span);
    return o;
  }

  static Value guard(const GuardPart& part) {
    static constexpr std::array kinds{"condition", "all", "any", "none", "order", "first"};
    Object o{{"kind", kinds[static_cast<std::size_t>(part.kind)]}};
    put(o, "when", condition(part.when));
    put(o, "condition", condition(part.condition));
    put(o, "words", part.words);
    put(o, "parts", each(part.parts, [](const GuardPart& p) { return guard(p); }));
    return o;
  }

  Value action(const Action& a) const {
    Object o;
    put(o, "name", a.name);
    put(o, "connector", a.connector);
    put(o, "needs", strings(a.needs));
    put(o, "gives", strings(a.gives));
    put(o, "allowedWhen", condition(a.allowed_when));
    put(o, "allowedText", a.allowed_text);
    if (a.allowed_tree) put(o, "allowedTree", guard(*a.allowed_tree));
    put_span(o, a.span);
    return o;
  }

  Value record(const RecordRule& r) const {
    Object o;
    put(o, "what", r.what);
    put(o, "keep", duration(r.keep));
    put(o, "satisfies", strings(r.satisfies));
    put(o, "text", r.text);
    put_span(o, r.span);
    return o;
  }

  Value training(const Training& t) const {
    Object o;
    put(o, "passMarkPercent", number(t.pass_mark_percent));
    put(o, "validFor", duration(t.valid_for));
    put(o, "requiredFor", strings(t.required_for));
    put(o, "questions", each(t.questions, [&](const Question& q) {
          Object out{{"text", text(q.text)}};
          out.emplace_back("choices", each(q.choices, [](const Question::Choice& c) {
                             return Value(Object{{"text", text(c.text)}, {"right", c.right}});
                           }));
          put_span(out, q.span);
          return Value(std::move(out));
        }));
    put(o, "scenarios", each(t.scenarios, [&](const Scenario& s) { return scenario(s); }));
    return o;
  }

  Value scenario(const Scenario& s) const {
    static constexpr std::array kinds{"outcome",     "fact",           "step_done",      "step_not_done",
                                      "action_done", "action_refused", "action_not_done"};
    Object o{{"name", s.name}};
    put(o, "state", s.state);
    put(o, "channel", s.channel);
    put(o, "product", s.product);
    put(o, "language", s.language);
    put(o, "given", each(s.given, [&](const Scenario::Given& g) {
          Object out{{"fact", g.fact}, {"value", g.value.source()}};
          put(out, "action", g.action);
          put_span(out, g.span);
          return Value(std::move(out));
        }));
    put(o, "failingActions", strings(s.failing_actions));
    put(o, "refusingRoles", strings(s.refusing_roles));
    put(o, "untickedTasks", strings(s.unticked_tasks));
    put(o, "noReply", s.no_reply);
    put(o, "reply", s.reply);
    put(o, "expect", each(s.expect, [&](const Scenario::Expect& e) {
          Object out{{"kind", kinds[static_cast<std::size_t>(e.kind)]}, {"name", e.name}};
          if (e.kind == Scenario::Expect::Kind::fact) out.emplace_back("value", e.value.source());
          put_span(out, e.span);
          return Value(std::move(out));
        }));
    put_span(o, s.span);
    return o;
  }

  Value prose(const Prose& v) const {
    static constexpr std::array places{"opening", "own",     "facts",    "targets",     "messages", "escalation",
                                       "actions", "records", "training", "translation", "overlay"};
    Object o{{"place", places[static_cast<std::size_t>(v.place)]}};
    put(o, "heading", v.heading);
    put(o, "text", v.text);
    put_span(o, v.span);
    return o;
  }

  Value overlay(const Overlay& v) const {
    static constexpr std::array kinds{"before",          "after",          "replace_step", "remove_step",
                                      "replace_message", "tighten_target", "add_record",   "add_escalation"};
    Object o{{"name", v.name}};
    put(o, "namesIn", words_in(v.names_in));
    put(o, "states", strings(v.states));
    put(o, "channels", strings(v.channels));
    put(o, "products", strings(v.products));
    put(o, "edits", each(v.edits, [&](const OverlayEdit& e) {
          Object out{{"kind", kinds[static_cast<std::size_t>(e.kind)]}};
          put(out, "step", e.step_id);
          put(out, "nodes", nodes(e.nodes));
          if (e.message) put(out, "message", message(*e.message));
          if (e.target) put(out, "target", target(*e.target));
          if (e.record) put(out, "record", record(*e.record));
          if (e.escalation) put(out, "escalation", escalation(*e.escalation));
          put_span(out, e.span);
          return Value(std::move(out));
        }));
    if (v.prose) put(o, "prose", prose(*v.prose));
    put_span(o, v.span);
    return o;
  }

  bool spans_;
};

}  // namespace

json::Value to_json(const Procedure& procedure, bool spans) {
  return Writer(spans).procedure(procedure);
}

}  // namespace evenhand::procedure

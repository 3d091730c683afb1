#include "procedure/law_requirements.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "law/json.hpp"
#include "procedure/ids.hpp"
#include "procedure/law_amounts.hpp"

namespace evenhand::procedure {
namespace {

using law::Requirement;
using Kind = Requirement::Kind;

constexpr std::array<std::string_view, 7> classes = {"no",     "contact",  "identity", "financial",
                                                     "health", "location", "secret"};

bool holds_word(std::string_view text, std::string_view word) {
  return text::to_lower_ascii(text).find(text::to_lower_ascii(word)) != std::string::npos;
}
bool holds_any(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return holds_word(text, word); });
}
bool lists_any(const std::vector<std::string>& list, const std::vector<std::string>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& own) { return text::equals_ignoring_case(own, one); });
  });
}

/// A procedure as one case of a state sees it, with those it follows.
class Text {
 public:
  Text(ProcedurePtr main, const Selection& selection, const LawQuestion& question) : main_(std::move(main)) {
    add(main_, selection, question, 0);
  }
  [[nodiscard]] const Procedure& main() const { return *main_; }
  template <class Visit>
  void each_node(const Visit& visit) const {
    for (const ProcedurePtr& p : all_) {
      for_each_node(p->root, [&](const Node& node) { visit(node, *p); });
      for (const EscalationRule& rule : p->escalation)
        for_each_node(rule.body, [&](const Node& node) { visit(node, *p); });
    }
  }
  template <class Visit>
  void each(const Visit& visit) const {
    for (const ProcedurePtr& p : all_) visit(*p);
  }
  /// No place in the text that is checked when it stands in one that is followed.
  [[nodiscard]] Span place(const Span& span, const Procedure& of) const { return &of == main_.get() ? span : Span{}; }

 private:
  void add(const ProcedurePtr& p, const Selection& selection, const LawQuestion& question, std::size_t depth) {
    all_.push_back(p);
    if (!question.followed || depth >= limits::follow_depth_max) return;
    for (const std::string& id : p->follows) {
      const ProcedurePtr next = question.followed(id);
      if (next == nullptr || !seen_.insert(id).second) continue;
      if (auto resolved = resolve(next, selection)) add(*resolved, selection, question, depth + 1);
    }
  }
  ProcedurePtr main_;
  std::vector<ProcedurePtr> all_;
  std::set<std::string> seen_;
};

/// What is said, sent or ticked.
std::string words_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::say:
    case NodeKind::task:
    case NodeKind::guidance:
      return node.text.text;
    default:
      return {};
  }
}

bool applies(const Requirement::When& when, const Text& text) {
  const Procedure& main = text.main();
  if (!when.topics.empty() && !lists_any(main.topics, when.topics)) return false;
  if (!when.channels.empty() && !main.channels.empty() && !lists_any(main.channels, when.channels)) return false;
  bool has_data = when.data.empty(), has_action = when.actions.empty(), has_words = when.words.empty();
  text.each([&](const Procedure& p) {
    for (const Fact& fact : p.facts)
      has_data |= lists_any(when.data, {std::string(classes[static_cast<std::size_t>(fact.personal)])});
    for (const Message& message : p.messages) has_words |= holds_any(message.body.text, when.words);
    for (const Action& action : p.actions) has_action |= holds_any(action.name, when.actions);
  });
  text.each_node([&](const Node& node, const Procedure&) {
    if (node.kind == NodeKind::action) has_action |= holds_any(node.name, when.actions);
    has_words |= holds_any(words_of(node), when.words);
  });
  return has_data && has_action && has_words;
}

/// One requirement held against one text.
class Judgement {
 public:
  Judgement(const Requirement& requirement, const law::Pack& pack, const Text& text, CalendarDate day)
      : requirement_(requirement), text_(text), day_(day) {
    finding_.requirement = law::name_of(pack, requirement.id);
    finding_.title = requirement.title;
    for (const std::string& fact : requirement.facts) finding_.facts.push_back(law::name_of(pack, fact));
    fact_ = pack.find(requirement.facts.front(), day);
  }

  LawFinding judge() {
    switch (requirement_.kind) {
      case Kind::step:
        step();
        break;
      case Kind::words:
        words();
        break;
      case Kind::wait:
        wait();
        break;
      case Kind::target:
        target();
        break;
      case Kind::keep:
        keep();
        break;
      case Kind::never_store:
        never_store();
        break;
      case Kind::hours:
        hours();
        break;
    }
    if (finding_.verdict == Verdict::missing && finding_.hint.empty() && !requirement_.add.lines.empty())
      finding_.hint = "Lines to add are ready: evenhand check --law FILE shows them.";
    return std::move(finding_);
  }
  /// Whether there is anything to judge: facts that no procedure has break no rule about them.
  [[nodiscard]] bool is_about_something() const { return about_something_; }

 private:
  void set(Verdict verdict, std::string message, std::string where = {}, Span span = {}, std::string hint = {}) {
    finding_.verdict = verdict;
    finding_.message = std::move(message);
    finding_.where = std::move(where);
    finding_.span = span;
    finding_.hint = std::move(hint);
  }
  /// Sets the verdict that is worse than the one there is.
  void worsen(Verdict verdict, std::string message, std::string where, Span span, std::string hint = {}) {
    if (finding_.message.empty() || finding_.verdict < verdict)
      set(verdict, std::move(message), std::move(where), span, std::move(hint));
  }
  [[nodiscard]] bool answers(const std::vector<std::string>& satisfies) const {
    return std::any_of(satisfies.begin(), satisfies.end(), [&](const std::string& claimed) {
      return std::find(finding_.facts.begin(), finding_.facts.end(), claimed) != finding_.facts.end();
    });
  }
  [[nodiscard]] std::string asks() const { return requirement_.title + "."; }

  void step() {
    set(Verdict::missing, asks());
    const auto found = [&](const std::string& where, Span span, bool optional) {
      if (finding_.verdict == Verdict::met) return;
      if (optional && !requirement_.may_be_optional)
        set(Verdict::missing, asks() + " The item that answers to it may be left out.", where, span,
            "Take (optional) away.");
      else
        set(Verdict::met, asks(), where, span);
    };
    text_.each_node([&](const Node& node, const Procedure& of) {
      if (answers(node.satisfies)) found(node.id, text_.place(node.span, of), node.optional);
    });
    text_.each([&](const Procedure& p) {
      for (const Message& message : p.messages)
        if (answers(message.satisfies)) found("message: " + message.name, text_.place(message.span, p), false);
      for (const RecordRule& rule : p.records)
        if (answers(rule.satisfies)) found("record: " + rule.what, text_.place(rule.span, p), false);
    });
  }

  void words() {
    step();
    if (finding_.verdict == Verdict::met) return;
    text_.each_node([&](const Node& node, const Procedure& of) {
      if (holds_any(words_of(node), requirement_.words) && finding_.verdict != Verdict::met)
        set(Verdict::met, asks(), node.id, text_.place(node.span, of));
    });
    text_.each([&](const Procedure& p) {
      for (const Message& message : p.messages)
        if (holds_any(message.body.text, requirement_.words) && finding_.verdict != Verdict::met)
          set(Verdict::met, asks(), "message: " + message.name, text_.place(message.span, p));
    });
  }

  /// The law's limit, or empty with a finding that says why not.
  std::optional<LawTime> limit() {
    const law::Parameter* parameter = fact_->find(requirement_.bound);
    const auto time = parameter == nullptr ? std::nullopt : law_time(parameter->value_on(day_), parameter->unit);
    if (!time) set(Verdict::unknown, asks() + " The law's number is not known.", {}, {}, law::notice_of(*fact_));
    return time;
  }
  [[nodiscard]] std::string limit_in_words() const { return law::shown(*fact_->find(requirement_.bound), day_); }

  void within(const Duration& duration, LawTime limit, const std::string& where, Span span) {
    switch (compare(duration, limit)) {
      case Compared::at_most:
        return worsen(Verdict::met, asks(), where, span);
      case Compared::more:
        return worsen(Verdict::contradicted,
                      asks() + " " + duration.str() + " is more than the " + limit_in_words() + " of the law.", where,
                      span, "At most " + limit_in_words() + ".");
      case Compared::unclear:
        return worsen(Verdict::unknown,
                      asks() + " Whether " + duration.str() + " is more than " + limit_in_words() +
                          " depends on the days that lie between.",
                      where, span, "Write it in the units of the law: " + limit_in_words() + ".");
    }
  }

  void wait() {
    const auto limit = this->limit();
    if (!limit) return;
    text_.each_node([&](const Node& node, const Procedure& of) {
      if (node.kind == NodeKind::wait && node.limit && answers(node.satisfies))
        within(*node.limit, *limit, node.id, text_.place(node.span, of));
    });
    if (finding_.message.empty()) set(Verdict::missing, asks());
  }

  void target() {
    using TargetKind = Target::Kind;
    const TargetKind kind = requirement_.target == "resolved"      ? TargetKind::resolved
                            : requirement_.target == "first reply" ? TargetKind::first_reply
                                                                   : TargetKind::next_reply;
    const auto limit = this->limit();
    if (!limit) return;
    for (const Target& one : text_.main().targets)
      if (one.kind == kind && one.within) within(*one.within, *limit, "target: " + requirement_.target, one.span);
    if (finding_.message.empty())
      set(Verdict::missing, asks() + " There is no such target.", {}, {},
          "Write under Targets: - Resolved within " + limit_in_words() + ".");
  }

  void keep() {
    const auto limit = this->limit();
    if (!limit) return;
    for (const RecordRule& rule : text_.main().records) {
      if (rule.what != "case" || !rule.keep) continue;
      keep_for(*rule.keep, *limit, rule.span);
    }
    if (finding_.message.empty())
      set(Verdict::missing, asks() + " Nothing says how long the case is kept.", {}, {},
          "Write under Records: - Keep the case for " + limit_in_words() + " after closing.");
  }
  void keep_for(const Duration& duration, LawTime limit, Span span) {
    switch (compare_least(duration, limit)) {
      case ComparedLeast::enough:
        return worsen(Verdict::met, asks(), "record: case", span);
      case ComparedLeast::less:
        return worsen(Verdict::contradicted,
                      asks() + " " + duration.str() + " is less than the " + limit_in_words() + " of the law.",
                      "record: case", span, "At least " + limit_in_words() + ".");
      case ComparedLeast::unclear:
        return worsen(
            Verdict::unknown,
            asks() + " Whether " + duration.str() + " is less than " + limit_in_words() + " depends on the months.",
            "record: case", span, "Write it in the units of the law: " + limit_in_words() + ".");
    }
  }

  void never_store() {
    about_something_ = false;
    text_.each([&](const Procedure& p) {
      for (const Fact& fact : p.facts) {
        if (!holds_any(fact.name, requirement_.words)) continue;
        about_something_ = true;
        const std::string where = "fact: " + fact.name;
        if (fact.never_stored)
          worsen(Verdict::met, asks(), where, text_.place(fact.span, p));
        else
          worsen(Verdict::contradicted, asks() + " **" + fact.name + "** would be stored.", where,
                 text_.place(fact.span, p), "Write under Personal: secret, never stored.");
      }
    });
  }

  void hours() {
    about_something_ = false;
    const law::Parameter *from = fact_->find(requirement_.bound), *to = fact_->find(requirement_.bound_to);
    const std::string first = text_of(from) + ":00", last = text_of(to) + ":00";
    text_.each([&](const Procedure& p) {
      for (const Action& action : p.actions) {
        if (!holds_any(action.name, requirement_.words)) continue;
        about_something_ = true;
        check_hours(action, p, first, last);
      }
    });
    if (!about_something_) {
      text_.each_node([&](const Node& node, const Procedure& of) {
        if (node.kind != NodeKind::action || !holds_any(node.name, requirement_.words)) return;
        about_something_ = true;
        worsen(Verdict::missing, asks() + " Nothing keeps **" + node.name + "** to those hours.", node.id,
               text_.place(node.span, of), "Guard it under Actions, between " + first + " and " + last + ".");
      });
    }
  }
  [[nodiscard]] std::string text_of(const law::Parameter* parameter) const {
    const std::string* text = parameter == nullptr ? nullptr : parameter->value_on(day_).as_string();
    return text == nullptr ? std::string() : *text;
  }
  /// The times that the guard names: all lie within the hours of the law.
  void check_hours(const Action& action, const Procedure& of, const std::string& first, const std::string& last) {
    const std::string where = "action: " + action.name;
    const Span span = text_.place(action.span, of);
    std::vector<std::string> times;
    const std::string source = action.allowed_when ? action.allowed_when->expression.source() : std::string();
    constexpr std::string_view mark = "time(\"";
    for (std::size_t at = source.find(mark); at != std::string::npos; at = source.find(mark, at + 1))
      times.push_back(source.substr(at + mark.size(), 8));
    if (times.size() < 2)
      return worsen(Verdict::missing, asks() + " Nothing keeps **" + action.name + "** to those hours.", where, span,
                    "Guard it between " + first + " and " + last + ", the time of the person called.");
    for (const std::string& time : times)
      if (time < first || time > last)
        return worsen(Verdict::contradicted, asks() + " **" + action.name + "** is allowed at " + time + ".", where,
                      span, "Between " + first + " and " + last + ".");
    worsen(Verdict::met, asks(), where, span);
  }

  const Requirement& requirement_;
  const Text& text_;
  const CalendarDate day_;
  const law::Fact* fact_ = nullptr;
  LawFinding finding_;
  bool about_something_ = true;
};

/// Those of the pack that apply, in its order; one that presupposes another applies where that does.
std::vector<const Requirement*> applying(const law::Pack& pack, const Text& text, CalendarDate day) {
  std::vector<const Requirement*> all;
  std::set<std::string> ids;
  for (bool grows = true; grows;) {
    grows = false;
    for (const Requirement& one : pack.requirements) {
      if (ids.contains(one.id) || pack.find(one.facts.front(), day) == nullptr || !applies(one.when, text)) continue;
      if (!std::all_of(one.needs.begin(), one.needs.end(), [&](const std::string& need) { return ids.contains(need); }))
        continue;
      ids.insert(one.id);
      grows = true;
    }
  }
  for (const Requirement& one : pack.requirements)
    if (ids.contains(one.id)) all.push_back(&one);
  return all;
}

/// The channels whose overlays make texts of their own, and none.
std::vector<std::string> channels_of(const Procedure& p) {
  std::vector<std::string> channels = {""};
  for (const Overlay& overlay : p.overlays)
    for (const std::string& channel : overlay.channels)
      if (std::find(channels.begin(), channels.end(), channel) == channels.end()) channels.push_back(channel);
  return channels;
}

}  // namespace

std::vector<LawFinding> requirements_in(const ProcedurePtr& procedure, const std::string& state,
                                        const LawQuestion& question) {
  std::vector<LawFinding> findings;
  const std::string jurisdiction = state.empty() ? "US" : "US-" + state;
  for (const std::string& channel : channels_of(*procedure)) {
    const Selection selection{.state = state, .channel = channel, .product = {}, .language = {}};
    auto resolved = resolve(procedure, selection);
    if (!resolved) continue;  // the compiler has said so
    const Text text(std::move(*resolved), selection, question);
    for (const law::Pack* pack : question.law.packs_of(jurisdiction)) {
      for (const Requirement* requirement : applying(*pack, text, question.day)) {
        const auto& wanted = requirement->when.channels;
        if (!channel.empty() && !wanted.empty() && !lists_any(wanted, {channel})) continue;
        Judgement judgement(*requirement, *pack, text, question.day);
        LawFinding finding = judgement.judge();
        if (!judgement.is_about_something()) continue;
        finding.state = state;
        const auto known = std::find_if(findings.begin(), findings.end(),
                                        [&](const LawFinding& one) { return one.requirement == finding.requirement; });
        // A channel's own overlay can answer where the base text does not; a requirement of that channel alone is met by it.
        const bool is_for_channel = !channel.empty() && wanted.size() == 1;
        if (known == findings.end())
          findings.push_back(std::move(finding));
        else if (is_for_channel || finding.verdict == Verdict::contradicted)
          *known = std::move(finding);
      }
    }
  }
  return findings;
}

}  // namespace evenhand::procedure

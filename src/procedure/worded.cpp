#include "procedure/worded.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace evenhand::procedure {

namespace {

std::optional<Worded::Kind> kind_of(const Node& n) {
  switch (n.kind) {
    case NodeKind::guidance:
      return n.text.text.starts_with('|') ? std::nullopt : std::optional(Worded::Kind::guidance);
    case NodeKind::say:
      return Worded::Kind::say;
    case NodeKind::task:
      return Worded::Kind::task;
    case NodeKind::tell:
      return has_words(n) ? std::optional(Worded::Kind::tell) : std::nullopt;
    default:
      return std::nullopt;
  }
}

void add(Node& node, std::vector<Worded>& out) {
  if (const auto kind = kind_of(node))
    out.push_back({*kind, &node.text, nullptr, *kind == Worded::Kind::tell ? node.name : std::string(), node.span});
  for (Node& n : node.children) add(n, out);
  for (Node& n : node.branches) add(n, out);
}

void add(EscalationRule& rule, std::vector<Worded>& out) {
  if (rule.trigger == EscalationRule::Trigger::any_time_mentions)
    out.push_back({Worded::Kind::mentions, nullptr, &rule, {}, rule.span});
  add(rule.body, out);
}

void add(Target& target, std::vector<Worded>& out) {
  if (target.kind == Target::Kind::other)
    out.push_back({Worded::Kind::guidance, &target.text, nullptr, {}, target.span});
}

std::vector<Worded> in_order(std::vector<Worded> all) {
  std::stable_sort(all.begin(), all.end(), [](const Worded& a, const Worded& b) {
    return std::pair(a.span.line, a.span.column) < std::pair(b.span.line, b.span.column);
  });
  return all;
}

}  // namespace

bool has_words(const Node& tell) {
  const std::string_view text = tell.text.text;
  const std::size_t role = text.find("**" + tell.name + "**");
  return role != std::string_view::npos && role + tell.name.size() + 4 < text.size();
}

bool Worded::in(const std::string& language) const {
  return kind == Kind::mentions ? rule->words_in.contains(language) : text->translations.contains(language);
}

std::vector<Worded> worded(Node& step) {
  std::vector<Worded> out;
  for (Node& n : step.children) add(n, out);
  for (Node& n : step.branches) add(n, out);
  return in_order(std::move(out));
}

std::vector<Worded> worded(Overlay& overlay) {
  std::vector<Worded> out;
  for (OverlayEdit& edit : overlay.edits) {
    for (Node& n : edit.nodes) add(n, out);
    if (edit.message) out.push_back({Worded::Kind::say, &edit.message->body, nullptr, {}, edit.message->span});
    if (edit.escalation) add(*edit.escalation, out);
    if (edit.target) add(*edit.target, out);
  }
  return in_order(std::move(out));
}

std::vector<Worded> worded(std::vector<EscalationRule>& rules) {
  std::vector<Worded> out;
  for (EscalationRule& rule : rules) add(rule, out);
  return in_order(std::move(out));
}

std::vector<Worded> worded(std::vector<Target>& targets) {
  std::vector<Worded> out;
  for (Target& target : targets) add(target, out);
  return out;
}

std::vector<Worded> worded(Question& question) {
  std::vector<Worded> out{{Worded::Kind::guidance, &question.text, nullptr, {}, question.span}};
  for (Question::Choice& choice : question.choices)
    out.push_back({Worded::Kind::answer, &choice.text, nullptr, {}, question.span});
  return out;
}

namespace {

class Names {
 public:
  void add(const std::string& name, const Span& span) {
    if (name.empty()) return;
    const auto [known, is_new] = names_.emplace(name, span);
    if (!is_new && (known->second.line == 0 || place(span) < place(known->second))) known->second = span;
  }
  void add(const Node& n) {
    const bool named = n.kind == NodeKind::action || n.kind == NodeKind::send || n.kind == NodeKind::approve ||
                       n.kind == NodeKind::tell || n.kind == NodeKind::hand_over || n.kind == NodeKind::close;
    if (named) add(n.name, n.span);
    add(n.by_role, n.span);
    for (const std::vector<Node>* below : {&n.children, &n.branches})
      for (const Node& one : *below) add(one);
  }
  std::vector<ShownName> take() {
    std::vector<ShownName> out;
    for (const auto& [name, span] : names_) out.push_back({name, span});
    std::stable_sort(out.begin(), out.end(),
                     [](const ShownName& a, const ShownName& b) { return place(a.span) < place(b.span); });
    return out;
  }

 private:
  static std::pair<std::uint32_t, std::uint32_t> place(const Span& span) { return {span.line, span.column}; }

  std::map<std::string, Span> names_;
};

}  // namespace

std::vector<ShownName> shown_names(const Procedure& p) {
  Names names;
  names.add(p.owner, {});
  for (const std::string& approver : p.approvers) names.add(approver, {});
  for (const std::string& product : p.products) names.add(product, {});
  for (const std::string& outcome : p.outcomes) names.add(outcome, {});
  names.add(p.root);
  for (const Message& message : p.messages) names.add(message.name, message.span);
  for (const EscalationRule& rule : p.escalation) names.add(rule.body);
  for (const Action& action : p.actions) names.add(action.name, action.span);
  for (const Overlay& overlay : p.overlays)
    for (const OverlayEdit& edit : overlay.edits) {
      for (const Node& node : edit.nodes) names.add(node);
      if (edit.escalation) names.add(edit.escalation->body);
    }
  return names.take();
}

}  // namespace evenhand::procedure

#include "procedure/worded.hpp"

#include <algorithm>
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
  }
  return in_order(std::move(out));
}

std::vector<Worded> worded(std::vector<EscalationRule>& rules) {
  std::vector<Worded> out;
  for (EscalationRule& rule : rules) add(rule, out);
  return in_order(std::move(out));
}

}  // namespace evenhand::procedure

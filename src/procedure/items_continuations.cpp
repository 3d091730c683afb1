// Items and ends of sentences that go on with what stands before them: `Otherwise`, `If none`, `If not`, …
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

std::string_view words_of(Continuation kind) noexcept {
  switch (kind) {
    case Continuation::otherwise:
      return "Otherwise";
    case Continuation::otherwise_if:
      return "Otherwise if";
    case Continuation::if_none:
      return "If none";
    case Continuation::if_not:
      return "If not";
    case Continuation::if_fails:
      return "If it fails";
    case Continuation::if_refused:
      return "If refused";
    case Continuation::none:
      break;
  }
  return "";
}

std::string_view follows_what(Continuation kind) noexcept {
  switch (kind) {
    case Continuation::otherwise:
      return "an `If` or a `Check that` without one";
    case Continuation::otherwise_if:
      return "an `If` that has no `Otherwise` yet";
    case Continuation::if_none:
      return "`Wait for a reply, up to …` or `Get approval from …, up to …`";
    case Continuation::if_not:
      return "a task box or `Wait until …, up to …`";
    case Continuation::if_fails:
      return "a `Do` sentence";
    case Continuation::if_refused:
      return "a `Get approval from` sentence";
    case Continuation::none:
      break;
  }
  return "";
}

/// What a continuation of `node` means, for `explain`.
std::string_view means(const Node& node, Continuation kind) noexcept {
  switch (kind) {
    case Continuation::otherwise:
      return node.kind == NodeKind::check ? "when it does not hold, what follows is done instead of waiting"
                                          : "when nothing before it holds, what follows is done";
    case Continuation::if_none:
      return "when the time is over first, what follows is done";
    case Continuation::if_not:
      return node.kind == NodeKind::task ? "when the box is answered no, what follows is done"
                                         : "when the time is over first, what follows is done";
    case Continuation::if_fails:
      return "when the action fails for good, what follows is done";
    case Continuation::if_refused:
      return "when the approval is refused, what follows is done";
    case Continuation::otherwise_if:
    case Continuation::none:
      break;
  }
  return "";
}

/// The node a continuation item belongs to: the one before it, or what that one's one-directive body ends with.
template <class Accepts>
Node* find_target(Node& node, const Accepts& accepts) {
  if (accepts(node)) return &node;
  if (node.kind != NodeKind::choice && node.kind != NodeKind::sequence) return nullptr;
  if (node.children.empty()) return nullptr;
  Node& last = node.children.back();
  if (node.kind == NodeKind::choice)
    return last.children.size() == 1 ? find_target(last.children.back(), accepts) : nullptr;
  return find_target(last, accepts);
}

bool has_body(const Node& node, std::size_t branch) {
  return node.branches.size() > branch && !node.branches[branch].children.empty();
}

bool accepts(const Node& node, Continuation kind) {
  switch (kind) {
    case Continuation::otherwise:
      return (node.kind == NodeKind::choice && !node.has_otherwise) ||
             (node.kind == NodeKind::check && node.branches.empty());
    case Continuation::otherwise_if:
      return node.kind == NodeKind::choice && !node.has_otherwise;
    case Continuation::if_none:
      return (node.kind == NodeKind::wait && node.wait_kind == Node::WaitKind::reply && node.branches.empty()) ||
             (node.kind == NodeKind::approve && node.limit && !has_body(node, 1));
    case Continuation::if_not:
      return (node.kind == NodeKind::task && node.branches.empty()) ||
             (node.kind == NodeKind::wait && node.wait_kind == Node::WaitKind::condition && node.branches.empty());
    case Continuation::if_fails:
      return node.kind == NodeKind::action && node.branches.empty();
    case Continuation::if_refused:
      return node.kind == NodeKind::approve && !has_body(node, 0);
    case Continuation::none:
      break;
  }
  return false;
}

}  // namespace

void Items::continuation(const Block& item, Continuation kind, std::vector<Node>& out,
                         std::optional<std::size_t> last) {
  const Block* head = item.head();
  Cursor cursor(head->run, head->tokens);
  Node* target = last ? find_target(out[*last], [&](const Node& n) { return accepts(n, kind); }) : nullptr;
  if (target == nullptr) {
    cursor.words(words_of(kind));
    r_.error(kind == Continuation::otherwise || kind == Continuation::otherwise_if ? "EH0204" : "EH0223",
             cursor.at() > 0 ? cursor.from(0) : cursor.here(),
             "`" + std::string(words_of(kind)) + "` continues nothing here.",
             "It stands right after " + std::string(follows_what(kind)) + ".");
    return;
  }
  if (attach(kind, *target, cursor, item) && !cursor.done())
    r_.error("EH0220", {cursor.here().begin, head->range.end}, "This text after the sentence is not read.",
             "Put a second directive, or guidance, into a list item of its own.");
  if (!taken_.contains(&item) && item.children.size() > 1) nested_after(item, out, *last);
}

/// Reads the continuation at the cursor into `node`, which accepts it.
bool Items::attach(Continuation kind, Node& node, Cursor& cursor, const Block& item) {
  const std::size_t first = cursor.at();
  std::optional<Condition> guard;
  cursor.words("otherwise");
  switch (kind) {
    case Continuation::otherwise:
      break;
    case Continuation::otherwise_if: {
      cursor.words("if");
      const Token* code = cursor.take(Token::Kind::code);
      if (code == nullptr) {
        r_.error("EH0203", cursor.here(), "`Otherwise if` needs a condition in code here.",
                 "Write: Otherwise if `amount > 500`: …");
        cursor.move_to(cursor.end());
        return false;
      }
      guard = r_.condition(cursor.run(), *code);
      break;
    }
    case Continuation::if_none:
      cursor.words("if none");
      break;
    case Continuation::if_fails:
      cursor.words("if it fails");
      break;
    case Continuation::if_refused:
      cursor.words("if refused");
      break;
    case Continuation::if_not:
      if (!cursor.words("if not")) {
        // `If it was not shown to the customer, …`: the words up to the comma only repeat the box.
        while (!cursor.done() && !cursor.peek().is_mark(',') && !cursor.peek().is_mark(':')) cursor.next();
      }
      break;
    case Continuation::none:
      break;
  }
  if (cursor.peek().is_mark('(') || cursor.peek().kind == Token::Kind::anchor) {
    const bool choice = kind == Continuation::otherwise || kind == Continuation::otherwise_if;
    r_.error("EH0224", cursor.here(), "`" + std::string(words_of(kind)) + "` takes no marks.",
             choice ? "Write: Otherwise if `amount > 5`: … Or put the mark behind the directive that follows."
                    : "Put the mark behind the directive that follows.");
    cursor.move_to(cursor.end());
    return false;
  }
  if (!cursor.mark(':') && !cursor.mark(',')) {
    r_.error("EH0222", cursor.here(), "A colon belongs after `" + std::string(words_of(kind)) + "`, then what to do.",
             "Write: " + std::string(words_of(kind)) + ": close as **declined**.");
    cursor.move_to(cursor.end());
    return false;
  }
  r_.understand(cursor.from(first), words_of(kind),
                guard
                    ? "when nothing before it holds, and " + guard->expression.source() + " holds, what follows is done"
                    : std::string(means(node, kind)));
  std::optional<Node> sequence = body(cursor, item, words_of(kind));
  if (!sequence) {
    cursor.move_to(cursor.end());
    return false;
  }
  sequence->text.text = kind == Continuation::otherwise_if
                            ? source_text(cursor.run(), item.head()->tokens, first, first + 3)
                            : std::string(words_of(kind));
  if (kind == Continuation::otherwise_if) sequence->text.text[0] = 'O';  // a sentence, however the line began
  if (node.kind == NodeKind::choice) {
    if (guard)
      node.guards.push_back(std::move(*guard));
    else
      node.has_otherwise = true;
    node.children.push_back(std::move(*sequence));
    return true;
  }
  const std::size_t index = kind == Continuation::if_none && node.kind == NodeKind::approve ? 1 : 0;
  while (node.branches.size() <= index) {
    node.branches.emplace_back();
    node.branches.back().span = node.span;
  }
  node.branches[index] = std::move(*sequence);
  return true;
}

void Items::continuations(Cursor& cursor, Node& node, const Block& item) {
  for (;;) {
    const Token& t = cursor.peek();
    if (cursor.done() || t.kind != Token::Kind::word) return;
    Continuation kind = Continuation::none;
    for (const Continuation k : {Continuation::otherwise_if, Continuation::otherwise, Continuation::if_none,
                                 Continuation::if_not, Continuation::if_fails, Continuation::if_refused})
      if (cursor.sees(words_of(k)) ||
          (k == Continuation::if_not && (cursor.sees("if it was not") || cursor.sees("if it is not")))) {
        kind = k;
        break;
      }
    if (kind == Continuation::none || !accepts(node, kind)) return;
    if (!attach(kind, node, cursor, item)) return;
  }
}

bool Items::continue_after(const Block& item, std::vector<Node>& nodes) {
  const Block* head = item.head();
  if (head == nullptr || item.task || nodes.empty()) return false;
  const Continuation kind = continuation_at(head->tokens, 0);
  if (kind == Continuation::none) return false;
  continuation(item, kind, nodes, nodes.size() - 1);
  return true;
}

}  // namespace evenhand::procedure

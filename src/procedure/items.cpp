#include <algorithm>

#include "base/text.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

const Run& empty_run() {
  static const Run run;
  return run;
}
const std::vector<Token>& no_tokens() {
  static const std::vector<Token> tokens;
  return tokens;
}

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

std::vector<Node> Items::blocks(const std::vector<Block>& blocks, std::size_t from, std::size_t to) {
  std::vector<Node> out;
  for (std::size_t i = from; i < to; ++i) {
    const Block& b = blocks[i];
    if (!r_.one_more_item(b.range)) break;
    switch (b.kind) {
      case Block::Kind::list: {
        std::vector<const Block*> tables;
        for (std::size_t t = i + 1; t < to && blocks[t].kind == Block::Kind::table; ++t) tables.push_back(&blocks[t]);
        tables_.push_back(std::move(tables));
        for (Node& n : list(b)) out.push_back(std::move(n));
        tables_.pop_back();
        break;
      }
      case Block::Kind::quote:
        out.push_back(say(b));
        break;
      case Block::Kind::table:
        if (!r_.used_tables.contains(&b) && !b.rows.empty())
          r_.warning("EH0248", b.rows[0].range, "No `Decide` sentence uses this table; it is shown as guidance.",
                     "Put `Decide **name** by the table.` in the list right before it.");
        if (!r_.used_tables.contains(&b)) out.push_back(guidance(b, empty_run(), no_tokens(), b.range));
        break;
      case Block::Kind::paragraph:
        out.push_back(guidance(b, b.run, b.tokens, b.range));
        break;
      case Block::Kind::heading:
      case Block::Kind::code:
      case Block::Kind::html:
        out.push_back(guidance(b, b.run, b.tokens, b.range));
        break;
      case Block::Kind::item:
      case Block::Kind::rule:
        break;
    }
  }
  return out;
}

std::vector<Node> Items::list(const Block& list) {
  std::vector<Node> out;
  std::optional<std::size_t> last;
  for (const Block& i : list.children) item(i, out, last);
  return out;
}

void Items::item(const Block& item, std::vector<Node>& out, std::optional<std::size_t>& last) {
  if (!r_.one_more_item(item.range)) return;
  const Block* head = item.head();
  if (head == nullptr) {
    for (Node& n : blocks(item.children, 0, item.children.size())) out.push_back(std::move(n));
    last.reset();
    return;
  }
  if (item.task) {
    const std::size_t index = out.size();
    task(item, 0, out);
    last = index;
    return;
  }
  if (const Continuation kind = continuation_at(head->tokens, 0); kind != Continuation::none) {
    continuation(item, kind, out, last);
    return;
  }
  if (verb_at(head->tokens, 0) != Verb::none) {
    Cursor cursor(head->run, head->tokens);
    std::optional<Node> node = sentence(cursor, item);
    if (!node) {
      last.reset();
      return;
    }
    if (!cursor.done())
      r_.error("EH0220", {cursor.here().begin, head->range.end}, "This text after the sentence is not read.",
               "Put a second directive, or guidance, into a list item of its own.");
    last = out.size();
    out.push_back(std::move(*node));
    nested_after(item, out, *last);
    return;
  }
  near_directive(*head);
  out.push_back(guidance(item, head->run, head->tokens, head->range));
  for (Node& n : blocks(item.children, 1, item.children.size())) out.push_back(std::move(n));
  last.reset();
}

void Items::nested_after(const Block& item, std::vector<Node>& out, std::size_t index) {
  if (item.children.size() < 2 || taken_.contains(&item)) return;
  taken_.insert(&item);
  for (std::size_t i = 1; i < item.children.size(); ++i) {
    const Block& b = item.children[i];
    if (b.kind != Block::Kind::list) {
      for (Node& n : blocks(item.children, i, i + 1)) out.push_back(std::move(n));
      continue;
    }
    std::optional<std::size_t> last = index;
    for (const Block& nested_item : b.children) {
      const Block* head = nested_item.head();
      const bool continues =
          head != nullptr && !nested_item.task && continuation_at(head->tokens, 0) != Continuation::none;
      if (head != nullptr && !continues && !nested_item.task && verb_at(head->tokens, 0) != Verb::none) {
        r_.error("EH0226", head->range, "The sentence above takes no nested directives.",
                 "Move this item out to the same level as the sentence above.");
        continue;
      }
      this->item(nested_item, out, last);
      if (!last) last = index;
    }
  }
}

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
  std::optional<Node> sequence = body(cursor, item, words_of(kind));
  if (!sequence) {
    cursor.move_to(cursor.end());
    return false;
  }
  sequence->text.text = kind == Continuation::otherwise_if
                            ? source_text(cursor.run(), item.head()->tokens, first, first + 3)
                            : std::string(words_of(kind));
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

std::vector<Node> Items::nested(const Block& item) {
  taken_.insert(&item);
  return blocks(item.children, 1, item.children.size());
}

std::optional<Node> Items::body(Cursor& cursor, const Block& item, std::string_view what) {
  Node sequence;
  sequence.kind = NodeKind::sequence;
  sequence.span = r_.source.span(cursor.here());
  if (!cursor.done()) {
    const std::size_t first = cursor.at();
    std::optional<Node> node = sentence(cursor, item);
    if (!node) return std::nullopt;
    sequence.span = r_.source.span(cursor.from(first));
    sequence.children.push_back(std::move(*node));
    return sequence;
  }
  if (item.children.size() > 1 && !taken_.contains(&item)) {
    sequence.span = r_.source.span(item.children[1].range);
    sequence.children = nested(item);
    return sequence;
  }
  r_.error("EH0222", cursor.here(), "Nothing follows `" + std::string(what) + "`.",
           "Put one directive after the colon, or a list nested under it.");
  return std::nullopt;
}

std::optional<std::vector<Node>> Items::body_or_box(Cursor& cursor, const Block& item, std::string_view what) {
  std::vector<Node> out;
  if (!cursor.done() && cursor.peek().text == "[" && cursor.peek(1).text == "]") {
    task(item, cursor.at() + 2, out);
    cursor.move_to(cursor.end());
    return out;
  }
  if (!cursor.done() && verb_at(item.head()->tokens, cursor.at()) == Verb::none) {
    Node n;
    n.kind = NodeKind::guidance;
    n.text.text = source_text(cursor.run(), item.head()->tokens, cursor.at(), cursor.end());
    n.span = r_.source.span({cursor.here().begin, item.head()->range.end});
    cursor.move_to(cursor.end());
    out.push_back(std::move(n));
    return out;
  }
  std::optional<Node> sequence = body(cursor, item, what);
  if (!sequence) return std::nullopt;
  return std::move(sequence->children);
}

bool Items::continue_after(const Block& item, std::vector<Node>& nodes) {
  const Block* head = item.head();
  if (head == nullptr || item.task || nodes.empty()) return false;
  const Continuation kind = continuation_at(head->tokens, 0);
  if (kind == Continuation::none) return false;
  continuation(item, kind, nodes, nodes.size() - 1);
  return true;
}

Node Items::guidance(const Block& block, const Run& run, const std::vector<Token>& tokens, Range range) {
  Node n;
  n.kind = NodeKind::guidance;
  n.span = r_.source.span(range);
  n.text.text = run.pieces.empty() ? print_block(r_.source, block) : text::collapse_spaces(run.text);
  if (block.kind == Block::Kind::heading) {
    n.text.text = "**" + n.text.text + "**";
  } else {
    check_normative(r_, run, tokens);
  }
  r_.understand(range, "guidance", "shown as written; nothing is enforced");
  return n;
}

Node Items::say(const Block& quote) {
  Node n;
  n.kind = NodeKind::say;
  n.span = r_.source.span(quote.range);
  n.text.text = quote_words(r_, quote);
  r_.understand(quote.range, "say", "words to say or send; names in braces are filled in");
  return n;
}

}  // namespace evenhand::procedure

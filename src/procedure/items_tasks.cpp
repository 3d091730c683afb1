#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

void Items::task(const Block& item, std::size_t start, std::vector<Node>& out) {
  const Block* head = item.head();
  const std::vector<Token>& tokens = head->tokens;
  Node n;
  n.kind = NodeKind::task;
  n.span = r_.source.span(head->range);
  Cursor cursor(head->run, tokens);
  // `If not:` near the end opens the branch; marks may stand before it or at the very end.
  std::size_t end = tokens.size();
  std::size_t if_not = end;
  for (std::size_t i = start; i + 2 < tokens.size(); ++i) {
    cursor.move_to(i);
    const bool sentence_start = i == start || tokens[i - 1].is_mark('.') || tokens[i - 1].is_mark(')') ||
                                tokens[i - 1].is_mark('?') || tokens[i - 1].is_mark('!') ||
                                tokens[i - 1].kind == Token::Kind::anchor;
    if (sentence_start && cursor.sees("if not") && tokens[i + 2].is_mark(':')) {
      if_not = i;
      break;
    }
  }
  const std::size_t text_end = trailing_marks(tokens, start, if_not);
  box_words(head->run, tokens, start, text_end);
  near_mark(head->run, tokens, start, text_end);
  n.text.text = source_text(head->run, tokens, start, text_end);
  mention_placeholders(r_, head->run);
  cursor.move_to(text_end);
  cursor.set_end(if_not);
  if (!marks(cursor, n)) cursor.move_to(if_not);
  cursor.set_end(end);
  const auto told = static_cast<std::ptrdiff_t>(r_.understanding.size());
  if (n.text.text.empty())
    r_.error("EH0227", head->range, "This box has no words.",
             "Write what the person confirms: - [ ] Read the notice aloud.");
  if (if_not < end) {
    // Marks behind the last full stop end the item, and the item is the box: they say something about it, as they would
    // without the alternative. Before that full stop they end the directive.
    std::size_t tail = trailing_marks(tokens, if_not, end);
    for (std::size_t i = end - 1; i > tail; --i)
      if (tokens[i - 1].is_mark('.')) tail = i;
    const bool after_stop = tail < end && (tokens[tail - 1].is_mark('.') || tokens[tail - 1].is_mark(':'));
    if (tail < end && !after_stop && !tokens[end - 1].is_mark('.')) {
      Cursor place(head->run, tokens, tail);
      r_.warning(
          "EH0228", {place.here().begin, head->range.end},
          "This mark could be meant for the box or for what follows `If not:`; it is taken for the directive.",
          "For the box, put it before `If not:` or behind a full stop; for the directive, put a full stop behind it.");
    }
    cursor.move_to(if_not);
    if (after_stop) cursor.set_end(tail);
    const bool attached = attach(Continuation::if_not, n, cursor, item);
    cursor.set_end(end);
    if (attached && !cursor.done() && marks(cursor, n)) cursor.mark('.');
    if (attached && !cursor.done())
      r_.error("EH0220", cursor.here(), "This text after the sentence is not read.",
               "Put a second directive, or guidance, into a list item of its own.");
  }
  r_.understand(head->range, "task", "a person confirms: " + n.text.text + marks_words(n));
  std::rotate(r_.understanding.begin() + told, r_.understanding.end() - 1,
              r_.understanding.end());  // before its `If not`
  const std::size_t index = out.size();
  out.push_back(std::move(n));
  if (item.children.size() > 1 && !taken_.contains(&item)) {
    taken_.insert(&item);
    std::optional<std::size_t> last = index;
    for (std::size_t i = 1; i < item.children.size(); ++i) {
      if (item.children[i].kind == Block::Kind::list)
        for (const Block& nested_item : item.children[i].children) this->item(nested_item, out, last);
      else
        for (Node& node : blocks(item.children, i, i + 1)) out.push_back(std::move(node));
    }
  }
}

/// What the marks of a node come to, for `explain`: ` (only when …; satisfies …)`, or nothing.
std::string marks_words(const Node& node) {
  std::vector<std::string> parts;
  if (node.when) parts.push_back("only when " + node.when->expression.source());
  if (node.optional) parts.emplace_back("may be skipped with a reason");
  const bool holds_others = node.kind == NodeKind::choice || node.kind == NodeKind::any_order ||
                            node.kind == NodeKind::repeat || node.kind == NodeKind::for_each ||
                            node.kind == NodeKind::follow;
  if (!node.by_role.empty()) parts.push_back((holds_others ? "all in it by the " : "by the ") + node.by_role);
  if (!node.evidence.empty()) parts.push_back("with evidence: " + node.evidence);
  if (!node.satisfies.empty()) parts.push_back("satisfies " + join_names(node.satisfies));
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? " (" : "; ") + part;
  return out.empty() ? out : out + ")";
}

bool Items::marks(Cursor& cursor, Node& node) {
  for (;;) {
    if (const Token* anchor = cursor.take(Token::Kind::anchor)) {
      if (anchor->text.empty() || text::slug(anchor->text) != anchor->text) {
        r_.error("EH0224", anchor->range, "An id holds small letters, digits and hyphens.",
                 "Write: {#" + text::slug(anchor->text) + "}");
        return false;
      }
      node.id = anchor->text;
      continue;
    }
    if (cursor.done() || !cursor.peek().is_mark('(')) return true;
    if (!one_mark(cursor, node)) {
      cursor.move_to(cursor.end());
      return false;
    }
  }
}

bool Items::one_mark(Cursor& cursor, Node& node) {
  const auto bad = [&](std::string message, std::string hint) {
    r_.error("EH0224", cursor.here(), std::move(message), std::move(hint));
    return false;
  };
  cursor.mark('(');
  if (cursor.words("optional")) {
    node.optional = true;
  } else if (cursor.words("when")) {
    const Token* code = cursor.take(Token::Kind::code);
    if (code == nullptr) return bad("`(when …)` needs a condition in code.", "Write: (when `channel = \"phone\"`)");
    node.when = r_.condition(cursor.run(), *code);
  } else if (cursor.words("satisfies")) {
    while (cursor.peek().kind == Token::Kind::word) {
      const std::string& id = cursor.peek().text;
      if (id.find('/') == std::string::npos)
        return bad("A law fact is named as pack/fact.", "Write: (satisfies us-ma/return-policy-disclosure)");
      node.satisfies.push_back(cursor.next().text);
      if (!cursor.mark(',') && !cursor.words("and")) break;
    }
    if (node.satisfies.empty())
      return bad("`(satisfies …)` names no law fact.", "Write: (satisfies us-ma/return-policy-disclosure)");
  } else if (cursor.sees("evidence") && node.kind != NodeKind::task) {
    return bad("Only a task box asks for evidence.",
               "Put a box before it: - [ ] Photograph the damage. (evidence: photo)");
  } else if (cursor.words("evidence")) {
    cursor.mark(':');
    static constexpr std::array<std::string_view, 4> kinds{"file", "photo", "signature", "text"};
    for (const std::string_view kind : kinds)
      if (cursor.words(kind)) node.evidence = std::string(kind);
    if (node.evidence.empty()) return bad("Evidence is a file, photo, signature or text.", "Write: (evidence: photo)");
  } else if (cursor.sees("by") &&
             (node.kind == NodeKind::approve || node.kind == NodeKind::check || node.kind == NodeKind::wait)) {
    return bad(node.kind == NodeKind::approve ? "Who approves is the role that the sentence names."
                                              : "Nobody acts on this sentence, so it is left to no role.",
               "Take the mark away, or put it to what people do: boxes, questions, actions, and what holds them.");
  } else if (cursor.words("by")) {
    cursor.mark(':');
    cursor.words("the");
    std::vector<Token> words;
    int open = 0;  // brackets of the role's own: (by lead (second line))
    while (!cursor.done() && (open > 0 || !cursor.peek().is_mark(')'))) {
      if (cursor.peek().is_mark(',') || cursor.sees("or") || cursor.sees("and"))
        return bad("Only one role can be named here.", "Name the role that does it, or one that both are members of.");
      open += cursor.peek().is_mark('(') ? 1 : cursor.peek().is_mark(')') ? -1 : 0;
      words.push_back(cursor.next());
    }
    const std::string role = plain_text(words);
    if (role.empty()) return bad("`(by …)` names no role.", "Write: (by compliance officer)");
    node.by_role = role;
  } else {
    return bad("This mark in brackets is not known.",
               "Marks are (optional), (when `expr`), (satisfies pack/fact), (evidence: file), (by role) and {#id}.");
  }
  if (!cursor.mark(')')) return bad("The bracket of this mark is not closed here.", "");
  return true;
}

}  // namespace evenhand::procedure

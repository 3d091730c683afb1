#include "procedure/sentences.hpp"

namespace evenhand::procedure {

std::optional<Node> Sentences::wait() {
  c.next();
  Node n = make(NodeKind::wait);
  if (c.words("for a reply") || c.words("for the reply")) {
    n.wait_kind = Node::WaitKind::reply;
    if (!limit(n)) return std::nullopt;
    understand(n.limit ? "waits for a reply, at most " + n.limit->str() : "waits for a reply, however long it takes");
  } else if (c.words("until")) {
    const Token* code = c.take(Token::Kind::code);
    if (code == nullptr)
      return fail("A condition in code is expected after `Wait until`.", "Write: Wait until `paid`, up to 2 days.");
    n.wait_kind = Node::WaitKind::condition;
    n.condition = r.condition(c.run(), *code);
    if (!limit(n)) return std::nullopt;
    understand("waits until " + code->text + " holds" + (n.limit ? ", at most " + n.limit->str() : ""));
  } else {
    n.wait_kind = Node::WaitKind::time;
    n.limit = take_duration(c);
    if (!n.limit) {
      return fail(
          "`Wait` goes on with `for a reply`, `until` and a condition in code, or a duration.",
          "Write: Wait for a reply, up to 5 business days. Or: Wait 3 days. Or: Wait until `paid`, up to 2 days.");
    }
    understand("waits " + n.limit->str());
  }
  if (n.wait_kind != Node::WaitKind::time && !n.limit && !n.no_limit)
    r.warning("EH0512", c.from(first), "This wait has no time limit: a case may wait for ever.",
              "Write: , up to 5 business days. If none: … Or say so: , with no limit.");
  return finish(std::move(n));
}

std::optional<Node> Sentences::approve() {
  c.next();
  c.words("approval");
  if (!c.words("from")) return fail("`Get approval` goes on with `from` and a role in bold.");
  const Token* role = name("The role that approves");
  if (role == nullptr) return std::nullopt;
  Node n = make(NodeKind::approve);
  n.name = role->text;
  if (!limit(n)) return std::nullopt;
  understand("needs the approval of " + n.name + ", never of the person who asks" +
             (n.limit ? ", within " + n.limit->str() : ""));
  return finish(std::move(n));
}

}  // namespace evenhand::procedure

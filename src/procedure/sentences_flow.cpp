#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/sentences.hpp"

namespace evenhand::procedure {

std::optional<Node> Sentences::check() {
  c.next();
  if (!c.words("that")) return fail("`Check` goes on with `that` and a condition in code.");
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return fail("A condition in code is expected after `Check that`.");
  Node n = make(NodeKind::check);
  n.condition = r.condition(c.run(), *code);
  understand("goes on only when " + code->text + " holds");
  return finish(std::move(n));
}

std::optional<Node> Sentences::choose() {
  c.next();
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return fail("A condition in code is expected after `If`.");
  Node n = make(NodeKind::choice);
  n.guards.push_back(r.condition(c.run(), *code));
  if (!colon(n)) return std::nullopt;
  r.understand(code->range, "if", "when " + code->text + " holds, what follows is done" + marks_words(n));
  std::optional<Node> then = items.body(c, item, "If");
  if (!then) return std::nullopt;
  then->text.text = n.text.text;
  n.children.push_back(std::move(*then));
  items.continuations(c, n, item);
  return n;
}

std::optional<Node> Sentences::any_order() {
  c.words("in any order");
  Node n = make(NodeKind::any_order);
  if (!colon(n)) return std::nullopt;
  understand("everything nested here is done, in whatever order suits" + marks_words(n));
  std::optional<Node> body = items.body(c, item, "In any order");
  if (!body) return std::nullopt;
  n.children = std::move(body->children);
  return n;
}

std::optional<Node> Sentences::repeat() {
  c.next();
  if (!c.words("until")) return fail("`Repeat` goes on with `until` and a condition in code.");
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return fail("A condition in code is expected after `Repeat until`.");
  Node n = make(NodeKind::repeat);
  if (c.mark(',')) {
    if (c.words("with no limit")) {
      n.no_limit = true;
    } else if (c.words("at most")) {
      const std::string& digits = c.peek().text;
      const bool number =
          !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char d) { return d >= '0' && d <= '9'; });
      if (c.peek().kind != Token::Kind::word || !number || digits.find_first_not_of('0') == std::string::npos)
        return fail("How many rounds, as a number, is expected here.");
      if (digits.size() > 9 || std::stoul(digits) > limits::repeat_limit_max)
        return fail("A repeat goes round " + std::to_string(limits::repeat_limit_max) + " times at most.",
                    "Name a smaller number: no person does a thing that often in one case.");
      n.times_max = static_cast<std::uint32_t>(std::stoul(c.next().text));
      if (!c.words("times") && !c.words("time")) return fail("`times` is expected here.");
    } else {
      return fail("`at most 3 times` or `with no limit` is expected here.");
    }
  }
  n.condition = r.condition(c.run(), *code);
  if (n.times_max == 0 && !n.no_limit)
    r.warning(
        "EH0511", c.from(first),
        "This repeat names no limit: after " + std::to_string(limits::repeat_limit_default) +
            " rounds the case waits for somebody who decides.",
        "Write how many rounds are enough: Repeat until `confirmed`, at most 3 times: … Or say so: , with no limit.");
  if (!colon(n)) return std::nullopt;
  understand(
      "repeats what is nested here until " + code->text + " holds" +
      (n.no_limit
           ? std::string(", without limit")
           : ", at most " + std::to_string(n.times_max == 0 ? limits::repeat_limit_default : n.times_max) + " times") +
      marks_words(n));
  std::optional<Node> body = items.body(c, item, "Repeat until");
  if (!body) return std::nullopt;
  n.children = std::move(body->children);
  return n;
}

std::optional<Node> Sentences::for_each() {
  c.words("for each");
  const Token* variable = name("The name of one item");
  if (variable == nullptr) return std::nullopt;
  if (!c.words("in")) return fail("`in` and a list in code are expected here.");
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return fail("A list in code is expected after `in`.");
  Node n = make(NodeKind::for_each);
  n.facts.push_back(variable->text);
  n.condition = r.condition(c.run(), *code);
  FactType type;
  if (const Fact* list = r.fact(text::trim(code->text)); list != nullptr && list->type.element)
    type = *list->type.element;
  r.implicit_fact(variable->text, type, Fact::Source::computed, {}, variable->range);
  r.read_names.insert(variable->text);
  if (!colon(n)) return std::nullopt;
  understand("does what is nested here once for each " + variable->text + " in " + code->text + marks_words(n));
  std::optional<Node> body = items.body(c, item, "For each");
  if (!body) return std::nullopt;
  n.children = std::move(body->children);
  return n;
}

std::optional<Node> Sentences::go_to() {
  c.next();
  c.words("to");
  if (!c.words("step")) return fail("`Go to` goes on with `step` and the step's title in bold, or its number.");
  Node n = make(NodeKind::go_to);
  const Token& target = c.peek();
  if (c.done() || (target.kind != Token::Kind::bold && target.kind != Token::Kind::word))
    return fail("The step's title in bold, or its number, is expected here.");
  if (target.kind == Token::Kind::word && r.step(target.text) == nullptr &&
      target.text.find_first_not_of("0123456789") != std::string::npos)
    return fail("The step's title in bold, or its number, is expected here.");
  c.next();
  if (const StepHeading* step = r.step(target.text))
    n.name = step->id;
  else
    n.name = target.text;
  r.mention(Mention::Kind::step, target.text, target.range);
  understand("goes on at step " + target.text);
  return finish(std::move(n));
}

std::optional<Node> Sentences::close() {
  c.next();
  c.words("the case");
  if (!c.words("as")) return fail("`Close` goes on with `as` and the outcome in bold.");
  const Token* outcome = name("The outcome");
  if (outcome == nullptr) return std::nullopt;
  Node n = make(NodeKind::close);
  n.name = outcome->text;
  understand("ends the case as " + n.name);
  return finish(std::move(n));
}

}  // namespace evenhand::procedure

#include "procedure/guard_tree.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

using Join = GuardPart::Kind;

/// One part of a guard, and what FEEL can say of it. FEEL knows no order: where a group must hold its order is left out,
/// where it must not hold the group counts as never held, so the expression is never stricter than the tree.
struct Part {
  std::string feel;
  GuardPart tree;
};

class GuardReader {
 public:
  explicit GuardReader(Reading& r) : r_(r) {}

  /// An expression, `**action** is done`, or a group with the item's nested list. `negated`: inside `none of`.
  std::optional<Part> part(Cursor& c, const Block& item, bool negated = false) {
    if (const Token* code = c.take(Token::Kind::code)) {
      Part out{"(" + code->text + ")", {}};
      out.tree.condition = r_.condition(c.run(), *code);
      out.tree.words = code->text;
      c.mark('.');
      return leaf(item, std::move(out));
    }
    if (const Token* action = c.take(Token::Kind::bold)) {
      if (!c.words("is")) return unread(c);
      const bool is_not = c.words("not");
      if (!c.words("done")) return unread(c);
      c.mark('.');
      r_.mention(Mention::Kind::action, action->text, action->range);
      const std::string name = action->text + " done";
      r_.read_names.insert(name);
      Part out{is_not ? "not(" + name + ")" : "(" + name + ")", {}};
      out.tree.condition = Condition{feel::parse(out.feel, r_.names).expression, r_.source.span(action->range)};
      out.tree.words = action->text + (is_not ? " is not done" : " is done");
      return leaf(item, std::move(out));
    }
    const std::optional<Join> join = take_join(c);
    if (!join || !c.mark(':') || !c.done()) return unread(c);
    return group(c, item, *join, negated);
  }

  std::nullopt_t unread(const Cursor& c) {
    r_.error("EH0272", c.here(), "This part of a guard cannot be read.",
             "A part is an expression in code, **action** is done, or: all of, any of, none of, in this order, the "
             "first that "
             "applies, each with a colon and a nested list.");
    return std::nullopt;
  }

 private:
  static std::optional<Join> take_join(Cursor& c) {
    if (c.words("all of")) return Join::all;
    if (c.words("any of")) return Join::any;
    if (c.words("none of")) return Join::none;
    if (c.words("in this order")) return Join::order;
    if (c.words("the first that applies")) return Join::first;
    return std::nullopt;
  }

  /// A condition takes nothing nested: parts under it would be lost.
  std::optional<Part> leaf(const Block& item, Part part) {
    if (item.children.size() < 2) return part;
    r_.error("EH0272", item.children[1].range, "Nothing nested under this condition is read.",
             "Nest parts under: all of, any of, none of, in this order or the first that applies.");
    return std::nullopt;
  }

  std::optional<Part> group(const Cursor& c, const Block& item, Join join, bool negated) {
    std::vector<Part> parts;
    const bool inside = negated != (join == Join::none);
    for (std::size_t i = 1; i < item.children.size(); ++i) {
      if (item.children[i].kind != Block::Kind::list) {
        r_.error("EH0272", item.children[i].range, "This is no part of the group: parts are items of a list.",
                 "Write each part as an item nested under the group.");
        return std::nullopt;
      }
      for (const Block& child : item.children[i].children) {
        const Block* head = child.head();
        if (head == nullptr) continue;
        Cursor inner(head->run, head->tokens);
        std::optional<Part> p = join == Join::first ? branch(inner, child, inside) : part(inner, child, inside);
        if (!p) return std::nullopt;
        if (!inner.done()) return unread(inner);
        parts.push_back(std::move(*p));
      }
    }
    if (parts.empty()) {
      r_.error("EH0222", c.here(), "Nothing is listed under this group.", "Nest the parts of the guard under it.");
      return std::nullopt;
    }
    return joined(join, std::move(parts), inside);
  }

  /// `if `a`: guard` or `otherwise: guard` of a first-that-applies group; FEEL with the rest of the chain left open.
  std::optional<Part> branch(Cursor& c, const Block& item, bool negated) {
    std::optional<Condition> when;
    std::string condition = "true";
    if (!c.words("otherwise")) {
      if (!c.words("if")) return unread(c);
      const Token* code = c.take(Token::Kind::code);
      if (code == nullptr) return unread(c);
      when = r_.condition(c.run(), *code);
      condition = code->text;
    }
    if (!c.mark(':')) return unread(c);
    std::optional<Part> p = c.done() ? group(c, item, Join::all, negated) : part(c, item, negated);
    if (!p) return std::nullopt;
    p->feel = "if " + condition + " then " + p->feel + " else ";
    p->tree.words = (when ? "if " + condition + ": " : "otherwise ") + p->tree.words;
    p->tree.when = std::move(when);
    return p;
  }

  static Part joined(Join join, std::vector<Part> parts, bool negated) {
    Part out;
    out.tree.kind = join;
    std::string_view between = " and ", words_between = " and ";
    if (join == Join::any || join == Join::none) between = words_between = " or ";
    if (join == Join::first) between = "";
    if (join == Join::order) words_between = ", then ";
    if (join == Join::first) words_between = "; ";
    std::string& words = out.tree.words;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out.feel += (i > 0 ? std::string(between) : "") + parts[i].feel;
      words += (i > 0 ? std::string(words_between) : "") + parts[i].tree.words;
      out.tree.parts.push_back(std::move(parts[i].tree));
    }
    if (join == Join::first) out.feel += "false";
    if (join == Join::order && parts.size() > 1) words = "first " + words;
    out.feel = (join == Join::none ? "not(" : "(") + out.feel + ")";
    if (parts.size() > 1) words = "(" + words + ")";
    if (join == Join::none) words = "none of " + words;
    if (join == Join::order && negated) out.feel = "(false)";
    return out;
  }

  Reading& r_;
};

bool asks_for_order(const GuardPart& part) {
  return (part.kind == Join::order && part.parts.size() > 1) ||
         std::any_of(part.parts.begin(), part.parts.end(), asks_for_order);
}

}  // namespace

bool read_guard(Reading& reading, Cursor& cursor, const Block& item, Action& action) {
  const Range place = cursor.here();
  if (cursor.peek().kind == Token::Kind::code) {
    const Token* code = cursor.take(Token::Kind::code);
    action.allowed_text = code->text;
    action.allowed_when = reading.condition(cursor.run(), *code);
    return true;
  }
  GuardReader guard(reading);
  std::optional<Part> part = guard.part(cursor, item);
  if (!part) return false;
  std::string& words = action.allowed_text;
  words = part->tree.words;
  if (words.starts_with('(') && words.ends_with(')')) words = words.substr(1, words.size() - 2);
  const feel::Parsed parsed = feel::parse(part->feel, reading.names);
  if (!parsed.ok()) return false;  // its parts have been reported at their places
  action.allowed_when = Condition{parsed.expression, reading.source.span({place.begin, item.range.end})};
  if (asks_for_order(part->tree)) action.allowed_tree = std::make_shared<const GuardPart>(std::move(part->tree));
  return true;
}

}  // namespace evenhand::procedure

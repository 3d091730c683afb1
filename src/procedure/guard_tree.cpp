#include "procedure/guard_tree.hpp"

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

enum class Join { none, all, any, no, order, first };

/// One part of a guard: FEEL and the words a refusal shows.
struct Part {
  std::string feel, words;
};

class GuardReader {
 public:
  explicit GuardReader(Reading& r) : r_(r) {}

  /// An expression, `**action** is done`, or a group with the item's nested list.
  std::optional<Part> part(Cursor& c, const Block& item) {
    if (const Token* code = c.take(Token::Kind::code)) {
      (void)r_.condition(c.run(), *code);
      c.mark('.');
      return Part{"(" + code->text + ")", code->text};
    }
    if (const Token* action = c.take(Token::Kind::bold)) {
      if (!c.words("is")) return unread(c);
      const bool negated = c.words("not");
      if (!c.words("done")) return unread(c);
      c.mark('.');
      r_.mention(Mention::Kind::action, action->text, action->range);
      const std::string name = action->text + " done";
      r_.read_names.insert(name);
      return Part{negated ? "not(" + name + ")" : "(" + name + ")",
                  action->text + (negated ? " is not done" : " is done")};
    }
    const Join join = take_join(c);
    if (join == Join::none || !c.mark(':') || !c.done()) return unread(c);
    return group(c, item, join);
  }

  std::nullopt_t unread(const Cursor& c) {
    r_.error("EH0272", c.here(), "This part of a guard cannot be read.",
             "A part is an expression in code, **action** is done, or: all of, any of, none of, in this order, the "
             "first that "
             "applies, each with a colon and a nested list.");
    return std::nullopt;
  }

 private:
  static Join take_join(Cursor& c) {
    if (c.words("all of")) return Join::all;
    if (c.words("any of")) return Join::any;
    if (c.words("none of")) return Join::no;
    if (c.words("in this order")) return Join::order;
    if (c.words("the first that applies")) return Join::first;
    return Join::none;
  }

  std::optional<Part> group(const Cursor& c, const Block& item, Join join) {
    std::vector<Part> parts;
    std::string fallback = "false", chain_end;
    for (std::size_t i = 1; i < item.children.size(); ++i) {
      if (item.children[i].kind != Block::Kind::list) continue;
      for (const Block& child : item.children[i].children) {
        const Block* head = child.head();
        if (head == nullptr) continue;
        Cursor inner(head->run, head->tokens);
        std::optional<Part> p = join == Join::first ? branch(inner, child) : part(inner, child);
        if (!p) return std::nullopt;
        if (!inner.done()) return unread(inner);
        parts.push_back(std::move(*p));
      }
    }
    if (parts.empty()) {
      r_.error("EH0222", c.here(), "Nothing is listed under this group.", "Nest the parts of the guard under it.");
      return std::nullopt;
    }
    return joined(join, parts);
  }

  /// `if `a`: guard` or `otherwise: guard` of a first-that-applies group; FEEL with the rest of the chain left open.
  std::optional<Part> branch(Cursor& c, const Block& item) {
    std::string condition;
    if (c.words("otherwise")) {
      condition = "true";
    } else {
      if (!c.words("if")) return unread(c);
      const Token* code = c.take(Token::Kind::code);
      if (code == nullptr) return unread(c);
      (void)r_.condition(c.run(), *code);
      condition = code->text;
    }
    if (!c.mark(':')) return unread(c);
    std::optional<Part> p = c.done() ? group(c, item, Join::all) : part(c, item);
    if (!p) return std::nullopt;
    const std::string words = condition == "true" ? "otherwise " : "if " + condition + ": ";
    return Part{"if " + condition + " then " + p->feel + " else ", words + p->words};
  }

  static Part joined(Join join, const std::vector<Part>& parts) {
    Part out;
    std::string_view between = " and ", words_between = " and ";
    if (join == Join::any || join == Join::no) between = words_between = " or ";
    if (join == Join::first) between = "";
    if (join == Join::order) words_between = ", then ";
    if (join == Join::first) words_between = "; ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out.feel += (i > 0 ? std::string(between) : "") + parts[i].feel;
      out.words += (i > 0 ? std::string(words_between) : "") + parts[i].words;
    }
    if (join == Join::first) out.feel += "false";
    out.feel = (join == Join::no ? "not(" : "(") + out.feel + ")";
    if (parts.size() > 1) out.words = "(" + out.words + ")";
    if (join == Join::no) out.words = "none of " + out.words;
    return out;
  }

  Reading& r_;
};

}  // namespace

std::optional<Condition> read_guard(Reading& reading, Cursor& cursor, const Block& item, std::string& text) {
  const Range place = cursor.here();
  if (cursor.peek().kind == Token::Kind::code) {
    const Token* code = cursor.take(Token::Kind::code);
    text = code->text;
    return reading.condition(cursor.run(), *code);
  }
  GuardReader guard(reading);
  const std::optional<Part> part = guard.part(cursor, item);
  if (!part) return std::nullopt;
  text = part->words;
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  Condition c;
  c.span = reading.source.span({place.begin, item.range.end});
  const feel::Parsed parsed = feel::parse(part->feel, reading.names);
  if (!parsed.ok()) return std::nullopt;  // its parts have been reported at their places
  c.expression = parsed.expression;
  return c;
}

}  // namespace evenhand::procedure

// Words that are no directive but look like one, or like a rule: they are shown and nothing is done.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

/// Whether `word` is a verb of a directive with an ending or one slip: `Asks`, `Chek`, `Cloes`.
bool is_slip_of(std::string_view word, std::string_view verb) {
  if (word == verb) return false;
  if (word == std::string(verb) + "s" || word == std::string(verb) + "es") return true;
  if (verb.size() < 4) return false;
  const auto [in_word, in_verb] = std::mismatch(word.begin(), word.end(), verb.begin(), verb.end());
  const std::string_view a(in_word, word.end()), b(in_verb, verb.end());
  if (word.size() == verb.size() && a.substr(1) == b.substr(1)) return true;
  if (word.size() == verb.size() && a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2))
    return true;
  if (word.size() == verb.size() + 1 && a.substr(1) == b) return true;
  return word.size() + 1 == verb.size() && a == b.substr(1);
}

/// What directives have and advice seldom has.
bool is_name(const Token& t) noexcept {
  return t.kind == Token::Kind::bold || t.kind == Token::Kind::code || t.kind == Token::Kind::link;
}

/// How long the box is that `text` was meant to begin with: `[]`, `[  ]`, `[y]`, `( )`, or `[ ]` with no blank behind it; 0
/// when it begins with none.
std::size_t slip_of_box(std::string_view text) {
  if (text.size() < 2 || (text[0] != '[' && text[0] != '(')) return 0;
  const std::size_t close = text.find(text[0] == '[' ? ']' : ')');
  if (close > 3) return 0;
  std::string_view inside = text.substr(1, close - 1);
  inside = text::trim(inside);
  const bool letter = inside.size() == 1 && std::isalpha(static_cast<unsigned char>(inside[0])) != 0;
  return inside.empty() || (letter && text[0] == '[') ? close + 1 : 0;
}

}  // namespace

/// Whether the words at token `first` nearly are a task box; that is reported.
bool Items::near_box(const Block& head, std::size_t first) {
  if (first >= head.tokens.size() || head.tokens[first].kind == Token::Kind::link) return false;
  const std::size_t at = head.tokens[first].at;
  const std::size_t size = slip_of_box(std::string_view(head.run.text).substr(at));
  if (size == 0) return false;
  r_.error("EH0231", head.run.range(at, at + size),
           "This is nearly a task box, but it is read as guidance: nobody confirms it.",
           "Write: - [ ] Show the policy.");
  return true;
}

/// Names and conditions are what directives have and advice seldom has: with one, a misspelt verb is no advice.
void Items::near_directive(const Block& head, std::size_t first) {
  const auto begin = head.tokens.begin() + static_cast<std::ptrdiff_t>(std::min(first, head.tokens.size()));
  if (begin == head.tokens.end() || begin->kind != Token::Kind::word) return;
  if (std::none_of(begin, head.tokens.end(), is_name)) return;
  static constexpr std::array<std::string_view, 12> verbs{"ask",  "check", "repeat", "decide", "record", "send",
                                                          "wait", "tell",  "hand",   "raise",  "follow", "close"};
  const std::string word = text::to_lower_ascii(begin->text);
  for (const std::string_view verb : verbs)
    if (is_slip_of(word, verb))
      r_.warning("EH0229", begin->range, "This is nearly a directive, but it is read as guidance: nothing is done.",
                 "Begin it with \"" + std::string(verb) + "\", or with another word if it is advice.");
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
    check_unacted(r_, run, tokens);
  }
  r_.understand(range, "guidance", "shown as written; nothing is enforced");
  return n;
}

std::optional<Node> Items::words_on_line(Cursor& cursor, const Block& head) {
  const std::size_t first = cursor.at();
  const bool ordered = cursor.peek(1).is_mark('.') || cursor.peek(1).is_mark(')');
  const bool mark = cursor.sees("-") || cursor.sees("*") || cursor.sees("+") ||
                    (ordered && cursor.peek().text.find_first_not_of("0123456789") == std::string::npos);
  cursor.move_to(cursor.end());
  if (mark) {
    r_.error("EH0290", head.tokens[first].range, "A list mark in the middle of a line begins no item.",
             "Leave it out, or nest the items in a list of their own.");
    return std::nullopt;
  }
  if (!near_box(head, first)) near_directive(head, first);
  check_normative(r_, head.run, head.tokens, first);
  Node n;
  n.kind = NodeKind::guidance;
  n.text.text = source_text(head.run, head.tokens, first, cursor.end());
  n.span = r_.source.span({head.tokens[first].range.begin, head.range.end});
  r_.understand(head.range, "guidance", "shown as written; nothing is enforced: " + n.text.text);
  return n;
}

/// A box is words that a person confirms. A directive or a mark among them looks as if it were acted on.
void Items::box_words(const Run& run, const std::vector<Token>& tokens, std::size_t first, std::size_t end) {
  const auto ends_part = [&](const Token& t) {
    return t.is_mark('.') || t.is_mark('?') || t.is_mark('!') || t.is_mark(':') || t.is_mark(';');
  };
  std::vector<bool> named(end + 1, false);  // whether a name follows before the next full stop
  for (std::size_t i = end; i-- > first;) named[i] = !tokens[i].is_mark('.') && (is_name(tokens[i]) || named[i + 1]);
  bool alternative = false;  // behind `If no` and `If not`, where a comma leads to what is then to be done
  for (std::size_t i = first; i < end; ++i) {
    Cursor c(run, tokens, i);
    const bool begins = i > first && (ends_part(tokens[i - 1]) || tokens[i - 1].is_mark(')'));
    alternative =
        alternative || c.sees("if no") || c.sees("if not") || c.sees("if it is not") || c.sees("if it was not");
    const bool follows = begins || (i > first && ((alternative && tokens[i - 1].is_mark(',')) ||
                                                  text::equals_ignoring_case(tokens[i - 1].text, "otherwise")));
    const Verb verb = verb_at(tokens, i);
    if (follows && verb != Verb::none && verb != Verb::choose && named[i]) {
      r_.error("EH0221", tokens[i].range, "This directive is among the words of a box, so it would never be done.",
               "Write the alternative as `If not: …` at the end of the item, anything else as an item of its own.");
      return;
    }
    if (tokens[i].is_mark('(') && i + 2 < end && text::equals_ignoring_case(tokens[i + 1].text, "if") &&
        tokens[i + 2].kind == Token::Kind::code) {
      r_.error("EH0224", tokens[i].range, "This mark in brackets is not known.",
               "Write: (when `" + tokens[i + 2].text + "`) at the end of the item.");
      return;
    }
    if (tokens[i].is_mark('.')) alternative = false;
    if (!is_mark_group(tokens, i)) continue;
    r_.warning("EH0230", tokens[i].range, "This mark stands among the words, so it is part of them and does nothing.",
               "Put marks at the end of the item.");
    return;
  }
}

namespace {

/// Where a line that begins like this is acted on; empty when it begins like none of them.
std::string_view acted_on_in(const Run& run, const std::vector<Token>& tokens) {
  Cursor c(run, tokens);
  const auto before = [&](std::string_view words, Token::Kind kind) {
    return c.sees(words) &&
           c.peek(static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) + 1).kind == kind;
  };
  const auto lasts = [&](std::string_view words) {
    Cursor at = c;
    return at.words(words) && take_duration(at).has_value();
  };
  if (before("needs", Token::Kind::bold) || before("gives", Token::Kind::bold) ||
      before("by connector", Token::Kind::bold) || before("allowed when", Token::Kind::code) ||
      c.sees("allowed when all of") || c.sees("allowed when any of"))
    return "Actions";
  if (before("any time", Token::Kind::code) || c.sees("any time the customer mentions")) return "Escalation";
  if (lasts("keep the case for") || lasts("keep the case and its messages for") ||
      (before("keep", Token::Kind::bold) && tokens.size() > 2 && text::equals_ignoring_case(tokens[2].text, "for")))
    return "Records";
  if (lasts("first reply within") || lasts("next reply within") || lasts("resolved within") ||
      c.sees("satisfaction of at least"))
    return "Targets";
  if (c.words("instead of message") && c.peek().kind == Token::Kind::bold) return "an overlay";
  if (c.words("before step") || c.words("after step") || c.words("instead of step") || c.words("without step")) {
    c.next();
    if (c.done() || c.peek().is_mark(':') || c.peek().is_mark('.')) return "an overlay";
  }
  return {};
}

}  // namespace

void check_unacted(Reading& reading, const Run& run, const std::vector<Token>& tokens) {
  const std::string_view where = acted_on_in(run, tokens);
  if (where.empty()) return;
  reading.warning("EH0123", run.whole(),
                  "This reads like a line of " + std::string(where) + "; nobody acts on it here.",
                  "Make it an item of a list under the heading ## " +
                      std::string(where == "an overlay" ? "In Massachusetts, or another" : where) + ".");
}

void check_no_directive(Reading& reading, const Block& paragraph) {
  if (verb_at(paragraph.tokens, 0) == Verb::none) return;
  Reading aside(reading.source, reading.resolver);  // what the sentence would say and do is of no account
  Block item;
  item.children.push_back(paragraph);
  Cursor cursor(item.head()->run, item.head()->tokens);
  if (!Items(aside).sentence(cursor, item)) return;
  reading.warning("EH0123", paragraph.range,
                  "This reads like a directive, but it is a paragraph, so nobody acts on it here.",
                  "Make it an item of a list: - " + text::collapse_spaces(paragraph.run.text));
}

void check_normative(Reading& reading, const Run& run, const std::vector<Token>& tokens, std::size_t first) {
  Cursor cursor(run, tokens, first);
  bool begins = true;  // whether a sentence does, at the cursor
  while (!cursor.done()) {
    const std::size_t at = cursor.at();
    bool rule = cursor.words("must") || cursor.words("shall") || cursor.words("has to") || cursor.words("have to") ||
                cursor.words("if") || cursor.words("unless") || cursor.words("not allowed") ||
                cursor.words("no later than");
    if (!rule && cursor.words("within")) rule = take_duration(cursor).has_value();
    // `Always ask first.` orders; `the customer is always right` tells, and so does `Never mind`.
    if (!rule && begins) rule = cursor.words("always") || (!cursor.sees("never mind") && cursor.words("never"));
    if (rule) {
      reading.warning("EH0560", cursor.from(at), "This sounds like a rule, but nobody will enforce it: it is guidance.",
                      "Make it a directive or a task box, or say it as advice.");
      return;
    }
    if (cursor.at() == at) {
      const Token& t = cursor.next();
      begins = t.is_mark('.') || t.is_mark('!') || t.is_mark('?') || t.is_mark(':') || t.is_mark(';');
    }
  }
}

}  // namespace evenhand::procedure

// Words that are no directive but look like one, or like a rule: they are shown and nothing is done.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"
#include "procedure/wordings.hpp"

namespace evenhand::procedure {

namespace {

/// What directives have and advice seldom has.
bool is_name(const Token& t) noexcept {
  return t.kind == Token::Kind::bold || t.kind == Token::Kind::code || t.kind == Token::Kind::link;
}

/// How long the box is that `text` was meant to begin with: `[]`, `[  ]`, `[y]`, `( )`, or `[ ]` with no blank behind it, `☐`;
/// 0 when it begins with none.
std::size_t slip_of_box(std::string_view text) {
  static constexpr std::array<std::string_view, 9> drawn{"☐", "☑", "☒", "□", "▢", "⬜", "◻", "❏", "❑"};
  for (const std::string_view box : drawn)
    if (text.starts_with(box)) return box.size();
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
bool Items::near_box(const Run& run, const std::vector<Token>& tokens, std::size_t first, bool in_list) {
  if (first >= tokens.size() || tokens[first].kind == Token::Kind::link) return false;
  const std::size_t at = tokens[first].at;
  const std::size_t size = slip_of_box(std::string_view(run.text).substr(at));
  if (size == 0) return false;
  r_.error("EH0231", run.range(at, at + size),
           "This is nearly a task box, but it is read as guidance: nobody confirms it.",
           "Write: - [ ] Show the policy.");
  const bool blank = at + size < run.text.size() && run.text[at + size] == ' ';
  if (in_list) r_.fix(run.range(at, at + size), blank ? "[ ]" : "[ ] ");
  return true;
}

/// Names and conditions are what directives have and advice seldom has: with one, a misspelt verb is no advice.
bool Items::near_directive(const std::vector<Token>& tokens, std::size_t first) {
  if (first >= tokens.size() || tokens[first].kind != Token::Kind::word) return false;
  const std::string_view verb = slip_of_verb(tokens[first].text);
  if (verb.empty() || std::none_of(tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.end(), is_name))
    return false;
  r_.warning("EH0229", tokens[first].range, "This is nearly a directive, but it is read as guidance: nothing is done.",
             "Begin it with \"" + std::string(verb) + "\", or with another word if it is advice.");
  std::string right(verb);
  if (tokens[first].text[0] >= 'A' && tokens[first].text[0] <= 'Z') right[0] = static_cast<char>(right[0] - 'a' + 'A');
  r_.fix(tokens[first].range, std::move(right));
  return true;
}

Node Items::guidance(const Block& block, const Run& run, const std::vector<Token>& tokens, Range range) {
  Node n;
  n.kind = NodeKind::guidance;
  n.span = r_.source.span(range);
  n.text.text = run.pieces.empty() ? print_block(r_.source, block) : text::collapse_spaces(run.text);
  if (block.kind == Block::Kind::heading) {
    n.text.text = "**" + n.text.text + "**";
  } else if (!near_box(run, tokens, 0, block.kind == Block::Kind::item) &&
             !(block.kind == Block::Kind::item && near_directive(tokens, 0))) {
    check_guidance(r_, run, tokens);
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
  if (!near_box(head.run, head.tokens, first, true) && !near_directive(head.tokens, first))
    check_guidance(r_, head.run, head.tokens, first);
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
    const auto after = [&](std::string_view word) { return text::equals_ignoring_case(tokens[i - 1].text, word); };
    const bool follows =
        begins || (i > first && ((alternative && (tokens[i - 1].is_mark(',') || after("not") || after("no"))) ||
                                 after("otherwise")));
    const Verb verb = verb_at(tokens, i);
    const std::optional<Wording> wording = begins_clause(tokens, i, first) ? wording_at(tokens, i) : std::nullopt;
    if ((follows && verb != Verb::none && verb != Verb::choose && named[i]) || (wording && wording->right)) {
      r_.error("EH0221", tokens[i].range, "This directive is among the words of a box, so it would never be done.",
               i == first ? "Take the box away: a directive is an item of its own."
                          : "Write the alternative as `If not: …` at the end of the item, anything else as an item of "
                            "its own.");
      return;
    }
    if (const std::size_t words = condition_words(r_, tokens, i); words > 0) {
      r_.error("EH0221", tokens[i].range, "This condition is among the words of a box, so nothing looks at it.",
               "Write: (when `" + tokens[i + words].text + "`) at the end of the item.");
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

/// Brackets where the marks of a box stand that are none of them: behind its full stop, or with a word that marks have.
void Items::near_mark(const Run& run, const std::vector<Token>& tokens, std::size_t first, std::size_t end) {
  while (end > first && tokens[end - 1].is_mark('.')) --end;
  if (end == first) return;
  const Token& last = tokens[end - 1];
  const char close = last.text.empty() || last.kind == Token::Kind::link ? '\0' : last.text.back();
  const std::string_view opening = close == ')' ? "(" : close == ']' ? "[" : close == '}' ? "{#" : "";
  if (opening.empty()) return;
  std::size_t open = end;
  while (open > first && !tokens[open - 1].text.starts_with(opening)) --open;
  if (open == first) return;
  --open;
  if (open + 2 < end && tokens[open + 2].kind == Token::Kind::code) return;  // `(if …)`: box_words has refused it
  static constexpr std::array<std::string_view, 9> words{
      "mandatory", "required", "obligatory", "compulsory", "optional", "if", "evidence", "satisfies", "by"};
  std::string_view inside = std::string_view(run.text).substr(tokens[open].at + 1, last.end - tokens[open].at - 2);
  inside = inside.substr(0, inside.find_first_of(" :"));
  const bool marked = std::any_of(words.begin(), words.end(),
                                  [&](std::string_view w) { return text::equals_ignoring_case(inside, w); });
  const bool behind_stop =
      open > first && (tokens[open - 1].is_mark('.') || tokens[open - 1].is_mark('!') || tokens[open - 1].is_mark('?'));
  if (!marked && !behind_stop && close != '}') return;
  r_.warning(
      "EH0230", {tokens[open].range.begin, last.range.end},
      "This is no mark, so it is part of the words and does nothing.",
      "Marks are (optional), (when `expr`), (satisfies pack/fact), (evidence: file), (by role) and {#id}. Put words "
      "before the full stop.");
}

}  // namespace evenhand::procedure

// Words that are no directive but look like one, or like a rule: they are shown and nothing is done.
#include <algorithm>
#include <array>

#include "base/text.hpp"
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

}  // namespace

/// Names and conditions are what directives have and advice seldom has: with one, a misspelt verb is no advice.
void Items::near_directive(const Block& head) {
  if (head.tokens.empty() || head.tokens[0].kind != Token::Kind::word) return;
  if (std::none_of(head.tokens.begin(), head.tokens.end(), is_name)) return;
  static constexpr std::array<std::string_view, 12> verbs{"ask",  "check", "repeat", "decide", "record", "send",
                                                          "wait", "tell",  "hand",   "raise",  "follow", "close"};
  const std::string word = text::to_lower_ascii(head.tokens[0].text);
  for (const std::string_view verb : verbs)
    if (is_slip_of(word, verb))
      r_.warning("EH0229", head.tokens[0].range,
                 "This is nearly a directive, but it is read as guidance: nothing is done.",
                 "Begin it with \"" + std::string(verb) + "\", or with another word if it is advice.");
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

void check_normative(Reading& reading, const Run& run, const std::vector<Token>& tokens) {
  Cursor cursor(run, tokens);
  while (!cursor.done()) {
    const std::size_t first = cursor.at();
    bool rule = cursor.words("must") || cursor.words("shall") || cursor.words("has to") || cursor.words("have to") ||
                cursor.words("if") || cursor.words("unless");
    if (!rule && cursor.words("within")) rule = take_duration(cursor).has_value();
    if (rule) {
      reading.warning("EH0560", cursor.from(first),
                      "This sounds like a rule, but nobody will enforce it: it is guidance.",
                      "Make it a directive or a task box, or say it as advice.");
      return;
    }
    if (cursor.at() == first) cursor.next();
  }
}

}  // namespace evenhand::procedure

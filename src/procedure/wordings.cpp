#include "procedure/wordings.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

/// A pattern's parts: a word (`a|b` either, `a?` may be missing), `*` a name in bold, `#` code, `@` a link to a file, `S` a
/// step's title or number, `D` a duration, `:` a colon.
struct Pattern {
  std::string_view parts;
  Verb verb;
};

constexpr std::array right_wordings{
    Pattern{"ask for *", Verb::ask},
    Pattern{"check that #", Verb::check},
    Pattern{"in any order :", Verb::any_order},
    Pattern{"repeat until #", Verb::repeat},
    Pattern{"for each * in", Verb::for_each},
    Pattern{"decide * by the table", Verb::decide},
    Pattern{"record * as", Verb::record},
    Pattern{"do *", Verb::act},
    Pattern{"send *", Verb::send},
    Pattern{"wait for a|the reply", Verb::wait},
    Pattern{"wait until #", Verb::wait},
    Pattern{"wait D", Verb::wait},
    Pattern{"get approval from *", Verb::approve},
    Pattern{"tell *", Verb::tell},
    Pattern{"hand over the? case? to *", Verb::hand_over},
    Pattern{"raise the? priority to *", Verb::raise},
    Pattern{"follow @", Verb::follow},
    Pattern{"go to step S", Verb::go_to},
    Pattern{"close the? case? as *", Verb::close},
};

constexpr std::array near_wordings{
    Pattern{"check|verify|ensure|confirm that? #", Verb::check},
    Pattern{"make sure that? #", Verb::check},
    Pattern{"in any sequence :", Verb::any_order},
    Pattern{"loop until #", Verb::repeat},
    Pattern{"for each|every|all *", Verb::for_each},
    Pattern{"record|set|store|save * as|to|in", Verb::record},
    Pattern{"await a|the reply", Verb::wait},
    Pattern{"get|obtain|request|seek the? approval|sign-off from|of|by *", Verb::approve},
    Pattern{"notify|inform|alert *", Verb::tell},
    Pattern{"hand off|over? the? case? over? to *", Verb::hand_over},
    Pattern{"hand|pass|transfer|assign|escalate|forward the|this? case|it? over|on? to *", Verb::hand_over},
    Pattern{"set|change|increase the? priority to *", Verb::raise},
    Pattern{"go|return|jump|skip|proceed back|ahead|on|straight? to step S", Verb::go_to},
    Pattern{"continue with|at|from step S", Verb::go_to},
    Pattern{"end|finish|resolve|mark the|this? case? as *", Verb::close},
};

bool is_name(const Token& t) noexcept {
  return t.kind == Token::Kind::bold || t.kind == Token::Kind::code || t.kind == Token::Kind::link;
}

bool is_bold_name(const Token& t) {
  return t.kind == Token::Kind::bold && !is_emphasis(t);
}

bool is_number(const Token& t) noexcept {
  return t.kind == Token::Kind::word && t.text.find_first_not_of("0123456789") == std::string::npos;
}

/// Cuts the first part off, without a copy: this is asked at every clause of a file.
std::string_view take_part(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

bool is_one_of(const Token& t, std::string_view words) {
  if (t.kind != Token::Kind::word) return false;
  while (!words.empty())
    if (text::equals_ignoring_case(t.text, take_part(words, '|'))) return true;
  return false;
}

/// @param verb  what is read instead of the first word
bool fits(const std::vector<Token>& tokens, std::size_t at, std::string_view parts, std::string_view verb = {}) {
  static const Run nowhere;
  Cursor c(nowhere, tokens, at);
  if (!verb.empty()) {
    if (take_part(parts, ' ') != verb) return false;
    c.next();
  }
  while (!parts.empty()) {
    std::string_view part = take_part(parts, ' ');
    const Token& t = c.peek();
    bool fits = false;
    if (part == "*")
      fits = is_bold_name(t);
    else if (part == "#")
      fits = t.kind == Token::Kind::code;
    else if (part == "@")
      fits = t.kind == Token::Kind::link && t.url.find("://") == std::string::npos;
    else if (part == "S")
      fits = !c.done() && (is_bold_name(t) || is_number(t));
    else if (part == ":")
      fits = t.is_mark(':');
    else if (part == "D")
      return take_duration(c).has_value();
    else if (part.ends_with('?')) {
      part.remove_suffix(1);
      if (is_one_of(t, part)) c.next();
      continue;
    } else
      fits = is_one_of(t, part);
    if (!fits) return false;
    c.next();
  }
  return true;
}

/// `**Get approval from** support manager`: the verb itself in bold. One word alone may be the heading of a list.
std::optional<Verb> verb_in_bold(const std::vector<Token>& tokens, std::size_t at) {
  struct Words {
    std::string_view words;
    Verb verb;
  };
  static constexpr std::array all{
      Words{"ask for", Verb::ask},
      Words{"check that", Verb::check},
      Words{"in any order", Verb::any_order},
      Words{"repeat until", Verb::repeat},
      Words{"for each", Verb::for_each},
      Words{"wait for a reply", Verb::wait},
      Words{"wait until", Verb::wait},
      Words{"get approval", Verb::approve},
      Words{"get approval from", Verb::approve},
      Words{"hand over", Verb::hand_over},
      Words{"hand over to", Verb::hand_over},
      Words{"raise priority to", Verb::raise},
      Words{"go to step", Verb::go_to},
      Words{"close as", Verb::close},
      Words{"close the case as", Verb::close},
      Words{"if", Verb::choose},
      Words{"ask", Verb::ask},
      Words{"check", Verb::check},
      Words{"decide", Verb::decide},
      Words{"record", Verb::record},
      Words{"do", Verb::act},
      Words{"send", Verb::send},
      Words{"tell", Verb::tell},
      Words{"follow", Verb::follow},
      Words{"close", Verb::close},
  };
  if (tokens[at].kind != Token::Kind::bold) return std::nullopt;
  std::string words = text::to_lower_ascii(tokens[at].text);
  while (words.ends_with(':') || words.ends_with('.')) words.pop_back();
  const auto names = [&](std::size_t i) { return i < tokens.size() && is_name(tokens[i]); };
  const bool before_name =
      names(at + 1) || (names(at + 2) && is_one_of(tokens[at + 1], "as|for|that|to|from|until|priority"));
  for (const Words& w : all)
    if (words == w.words && (before_name || w.words.find(' ') != std::string_view::npos)) return w.verb;
  return std::nullopt;
}

/// Whether `word` is `verb` with an ending or one slip; of shorter verbs only with an ending.
bool is_slip_of(std::string_view word, std::string_view verb, std::size_t shortest = 4) {
  if (word == verb) return false;
  if (word == std::string(verb) + "s" || word == std::string(verb) + "es") return true;
  if (verb.size() < shortest) return false;
  const auto [in_word, in_verb] = std::mismatch(word.begin(), word.end(), verb.begin(), verb.end());
  const std::string_view a(in_word, word.end()), b(in_verb, verb.end());
  if (word.size() == verb.size() && a.substr(1) == b.substr(1)) return true;
  if (word.size() == verb.size() && a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2))
    return true;
  if (word.size() == verb.size() + 1 && a.substr(1) == b) return true;
  return word.size() + 1 == verb.size() && a == b.substr(1);
}

}  // namespace

bool begins_clause(const std::vector<Token>& tokens, std::size_t at, std::size_t first) {
  if (at == first) return true;
  const Token& before = tokens[at - 1];
  const auto ends = [](const Token& t) {
    return t.is_mark('.') || t.is_mark('!') || t.is_mark('?') || t.is_mark(':') || t.is_mark(';') || t.is_mark(',') ||
           t.is_mark(')') || t.kind == Token::Kind::anchor;
  };
  if (ends(before) || is_one_of(before, "→|=>|->|–|—|else|please|kindly")) return true;
  if (!is_one_of(before, "then|first|next|now|also|finally|afterwards|otherwise|always|immediately|and|or"))
    return false;
  constexpr std::size_t clause_max = 30;
  for (std::size_t i = at - 1; i > first && at - i < clause_max && !ends(tokens[i - 1]); --i) {
    if (is_one_of(tokens[i - 1], "to|will|would|can|could|may|might|should|who|which|that|not|never")) return false;
    const bool opens = i - 1 == first || ends(tokens[i - 2]);
    if (opens && is_one_of(tokens[i - 1], "i|we|you|he|she|it|they|customers|agents|the|this|a|an")) return false;
  }
  return true;
}

std::optional<Wording> wording_at(const std::vector<Token>& tokens, std::size_t at) {
  if (at >= tokens.size()) return std::nullopt;
  if (const std::optional<Verb> verb = verb_in_bold(tokens, at)) return Wording{false, verb_page(*verb).example};
  if (tokens[at].kind != Token::Kind::word) return std::nullopt;
  for (const Pattern& p : right_wordings)
    if (fits(tokens, at, p.parts)) return Wording{true, verb_page(p.verb).example};
  for (const Pattern& p : near_wordings)
    if (fits(tokens, at, p.parts)) return Wording{false, verb_page(p.verb).example};
  if (const std::string_view verb = slip_of_verb(tokens[at].text); !verb.empty())
    for (const Pattern& p : right_wordings)
      if (fits(tokens, at, p.parts, verb)) return Wording{false, verb_page(p.verb).example};
  // So short a verb is told from other words by what follows it.
  const std::string lower = text::to_lower_ascii(tokens[at].text);
  const bool other = lower == "as" || lower == "task" || lower == "mask";
  if (!other && is_slip_of(lower, "ask", 3) && fits(tokens, at, "ask for *", "ask"))
    return Wording{false, verb_page(Verb::ask).example};
  if (fits(tokens, at, "else if? :") || fits(tokens, at, "else if #"))
    return Wording{false, "Otherwise: close as **declined**."};
  return std::nullopt;
}

std::size_t condition_words(const Reading& reading, const std::vector<Token>& tokens, std::size_t at) {
  static constexpr std::array<std::string_view, 12> all{"if",         "when",       "whenever",      "once",
                                                        "while",      "unless",     "until",         "in case",
                                                        "as soon as", "as long as", "provided that", "provided"};
  static const Run nowhere;
  Cursor c(nowhere, tokens, at);
  if (std::none_of(all.begin(), all.end(), [&](std::string_view words) { return c.words(words); })) return 0;
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return 0;
  const auto holds = [&](std::string_view part) { return code->text.find(part) != std::string::npos; };
  const bool condition =
      holds("=") || holds("<") || holds(">") || holds(" in ") || holds("not(") ||
      std::binary_search(reading.names.begin(), reading.names.end(), std::string(text::trim(code->text))) ||
      c.peek().is_mark(':') || c.peek().is_mark(',');
  return condition ? c.at() - at - 1 : 0;
}

std::string_view slip_of_verb(std::string_view word) {
  static constexpr std::array<std::string_view, 12> verbs{"ask",  "check", "repeat", "decide", "record", "send",
                                                          "wait", "tell",  "hand",   "raise",  "follow", "close"};
  // Words of their own, each one letter away from a verb.
  static constexpr std::array<std::string_view, 24> words{
      "end",  "task", "mask", "lend", "mend", "bend", "spend", "want", "well",  "sell",   "cell",  "fell",
      "bell", "tall", "band", "land", "sand", "hard", "rise",  "lose", "chose", "clothe", "cheek", "bait"};
  const std::string lower = text::to_lower_ascii(word);
  if (std::find(words.begin(), words.end(), lower) != words.end()) return {};
  const auto near =
      std::find_if(verbs.begin(), verbs.end(), [&](std::string_view verb) { return is_slip_of(lower, verb); });
  return near == verbs.end() ? std::string_view() : *near;
}

}  // namespace evenhand::procedure

// Guidance that looks acted on: directives in its midst or in other words, rules, and lines of other sections.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "procedure/sentence.hpp"
#include "procedure/wordings.hpp"

namespace evenhand::procedure {

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

bool is_any(const Token& t, const auto& words) {
  return t.kind == Token::Kind::word && std::any_of(words.begin(), words.end(), [&](std::string_view w) {
           return text::equals_ignoring_case(t.text, w);
         });
}

/// `4 hours`, `24h`, `two business days`, `a week`: how people write a time limit.
bool take_time(Cursor& c) {
  if (take_duration(c)) return true;
  static constexpr std::array<std::string_view, 20> numbers{
      "a",     "an",  "the",  "one",    "two",    "three",       "four",   "five",        "six",   "seven",
      "eight", "ten", "nine", "twelve", "twenty", "twenty-four", "thirty", "forty-eight", "sixty", "ninety"};
  static constexpr std::array<std::string_view, 21> units{
      "s",    "sec",   "seconds", "m",   "min",  "mins", "minute", "minutes", "h",      "hr",  "hrs",
      "hour", "hours", "d",       "day", "days", "week", "weeks",  "month",   "months", "year"};
  const std::string& word = c.peek().text;
  const std::size_t digits =
      c.peek().kind == Token::Kind::word ? std::min(word.find_first_not_of("0123456789"), word.size()) : 0;
  if (digits == 0 && !is_any(c.peek(), numbers)) return false;
  Token unit = c.peek();
  unit.text = word.substr(digits);
  if (digits > 0 && digits < word.size()) {
    if (!is_any(unit, units)) return false;
    c.next();
    return true;
  }
  const std::size_t start = c.at();
  c.next();
  for (const std::string_view kind : {"business", "working", "calendar"}) c.words(kind);
  if (is_any(c.peek(), units)) {
    c.next();
    return true;
  }
  c.move_to(start);
  return false;
}

/// `Agents may not refund` forbids; `it may not have arrived` and `you may not know` tell what nobody knows.
bool forbids(const std::vector<Token>& tokens, std::size_t may) {
  static constexpr std::array<std::string_view, 16> people{
      "agent",    "agents",    "you",     "we",        "nobody",         "staff",
      "employee", "employees", "manager", "managers",  "representative", "representatives",
      "lead",     "leads",     "team",    "colleagues"};
  static constexpr std::array<std::string_view, 18> states{"have",  "be",   "know",   "want",  "need", "always",
                                                           "even",  "yet",  "like",   "see",   "find", "understand",
                                                           "agree", "feel", "notice", "think", "hear", "necessarily"};
  return may > 0 && is_any(tokens[may - 1], people) && (may + 2 >= tokens.size() || !is_any(tokens[may + 2], states));
}

/// Reads sentence by sentence; each is reported once at most, at the first words that look acted on.
class GuidanceReader {
 public:
  GuidanceReader(Reading& reading, const Run& run, const std::vector<Token>& tokens, std::size_t first)
      : r_(reading), tokens_(tokens), first_(first), c_(run, tokens, first) {}

  void read(bool reported) {
    bool starts = true;  // whether a part of a sentence does, at the cursor
    sentence();
    while (!c_.done()) {
      const std::size_t at = c_.at();
      if (!reported) {
        reported = directive() || rule(starts);
        if (reported && c_.at() > at) continue;
      }
      const Token& t = c_.next();
      starts = t.is_mark('.') || t.is_mark('!') || t.is_mark('?') || t.is_mark(':') || t.is_mark(';');
      if (t.is_mark('.') || t.is_mark('!') || t.is_mark('?')) {
        reported = false;
        sentence();
      }
    }
  }

 private:
  void sentence() {
    begin_ = c_.at();
    only_ = forbidden_ = when_ = false;
  }

  bool directive() {
    if (!begins_clause(tokens_, c_.at(), first_)) return false;
    const std::optional<Wording> wording = wording_at(tokens_, c_.at());
    if (!wording) return false;
    const Range place = c_.peek().range;
    const std::string right = wording->right ? words_here() : std::string(wording->says);
    if (wording->right)
      r_.warning("EH0123", place,
                 "This reads like a directive, but it stands among other words, so nobody acts on it here.",
                 "Make it an item of its own in a list of a step: - " + right);
    else
      r_.warning(
          "EH0229", place, "This is nearly a directive, but it is read as guidance: nothing is done.",
          "Make it an item of its own: - " + right + " Or say it without a name in bold or code if it is advice.");
    return true;
  }

  /// From the cursor to the end of the sentence, as it would stand alone.
  std::string words_here() const {
    std::size_t end = c_.at();
    while (end < tokens_.size() && !tokens_[end].is_mark('.')) ++end;
    std::string out = source_text(c_.run(), tokens_, c_.at(), std::min(end + 1, tokens_.size()));
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }

  bool rule(bool starts) {
    const std::size_t at = c_.at();
    bool found = condition_words(r_, tokens_, at) > 0 || c_.words("must") || c_.words("shall") || c_.words("has to") ||
                 c_.words("have to") || c_.words("if") || c_.words("unless") || c_.words("not allowed") ||
                 c_.words("not permitted") || c_.words("no later than") || c_.words("are required to") ||
                 c_.words("is required to") || (c_.sees("may not") && forbids(tokens_, at));
    if (!found && c_.words("within")) found = take_time(c_);
    // `Always ask first.` orders; `the customer is always right` tells, and so does `Never mind`.
    if (!found && starts) found = c_.words("always") || (!c_.sees("never mind") && c_.words("never"));
    found = found || of_two_parts(starts);
    if (!found) {
      c_.move_to(at);
      return false;
    }
    r_.warning("EH0560", c_.at() > at ? c_.from(at) : tokens_[at].range,
               "This sounds like a rule, but nobody will enforce it: it is guidance.",
               "Make it a directive or a task box, or say it as advice.");
    return true;
  }

  /// `Only managers may …`, `Do not … without …`, `When …, escalate`.
  bool of_two_parts(bool starts) {
    only_ = only_ || (starts && c_.sees("only"));
    forbidden_ = forbidden_ || (starts && (c_.sees("do not") || c_.sees("don't") || c_.sees("don’t")));
    when_ = when_ || (starts && (c_.sees("when") || c_.sees("whenever") || c_.sees("once") || c_.sees("as soon as")));
    if (only_ && c_.sees("may")) return true;
    if (forbidden_ && (c_.sees("without") || c_.sees("until") || c_.sees("before"))) return true;
    return when_ && c_.at() > begin_ && tokens_[c_.at() - 1].is_mark(',') && c_.sees("escalate");
  }

  Reading& r_;
  const std::vector<Token>& tokens_;
  std::size_t first_;
  Cursor c_;
  std::size_t begin_ = 0;                                 ///< of the sentence
  bool only_ = false, forbidden_ = false, when_ = false;  ///< what the sentence began with
};

}  // namespace

void check_guidance(Reading& reading, const Run& run, const std::vector<Token>& tokens, std::size_t first,
                    std::string_view here) {
  const std::string_view where = first == 0 ? acted_on_in(run, tokens) : std::string_view();
  if (!where.empty() && where != here)
    reading.warning("EH0123", run.whole(),
                    "This reads like a line of " + std::string(where) + "; nobody acts on it here.",
                    "Make it an item of a list under the heading ## " +
                        std::string(where == "an overlay" ? "In Massachusetts, or another" : where) + ".");
  GuidanceReader(reading, run, tokens, first).read(!where.empty());
}

}  // namespace evenhand::procedure

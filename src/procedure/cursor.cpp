#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {
const Token& nothing() noexcept {
  static const Token token;
  return token;
}
bool is_word(const Token& t, std::string_view word) noexcept {
  return t.kind == Token::Kind::word && text::equals_ignoring_case(t.text, word);
}
}  // namespace

const Token& Cursor::peek(std::size_t ahead) const noexcept {
  return at_ + ahead < end_ ? (*tokens_)[at_ + ahead] : nothing();
}
const Token& Cursor::next() noexcept {
  const Token& t = peek();
  if (at_ < end_) ++at_;
  return t;
}

bool Cursor::sees(std::string_view phrase) const noexcept {
  for (std::size_t i = 0; !phrase.empty(); ++i) {
    const std::string_view word = phrase.substr(0, phrase.find(' '));
    if (!is_word(peek(i), word)) return false;
    phrase.remove_prefix(std::min(word.size() + 1, phrase.size()));
  }
  return true;
}
bool Cursor::words(std::string_view phrase) noexcept {
  if (!sees(phrase)) return false;
  at_ += static_cast<std::size_t>(std::count(phrase.begin(), phrase.end(), ' ')) + 1;
  return true;
}
bool Cursor::mark(char c) noexcept {
  if (done() || !peek().is_mark(c)) return false;
  ++at_;
  return true;
}
const Token* Cursor::take(Token::Kind kind) noexcept {
  if (done() || peek().kind != kind) return nullptr;
  return &next();
}
Range Cursor::here() const noexcept {
  if (!done()) return peek().range;
  if (end_ == 0 || tokens_->empty()) return run_->range(0, 0);
  const Range last = (*tokens_)[end_ - 1].range;
  return {last.end, last.end};
}
Range Cursor::from(std::size_t first) const noexcept {
  if (first >= tokens_->size()) return here();
  const std::size_t last = at_ > first ? at_ - 1 : first;
  return {(*tokens_)[first].range.begin, (*tokens_)[last].range.end};
}

std::optional<Duration> take_duration(Cursor& cursor) {
  const std::size_t start = cursor.at();
  const Token& number = cursor.peek();
  const std::string& digits = number.text;
  if (number.kind != Token::Kind::word || digits.empty() || digits.size() > 6 ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  Duration d;
  d.amount = static_cast<std::uint32_t>(std::stoul(digits));
  cursor.next();
  d.business = cursor.words("business") || cursor.words("working");
  struct UnitName {
    std::string_view one, many;
    Duration::Unit unit;
  };
  static constexpr std::array units{
      UnitName{"minute", "minutes", Duration::Unit::minutes}, UnitName{"hour", "hours", Duration::Unit::hours},
      UnitName{"day", "days", Duration::Unit::days},          UnitName{"week", "weeks", Duration::Unit::weeks},
      UnitName{"month", "months", Duration::Unit::months},    UnitName{"year", "years", Duration::Unit::years}};
  for (const UnitName& u : units) {
    if (!cursor.words(u.one) && !cursor.words(u.many)) continue;
    d.unit = u.unit;
    // Weeks, months and years of business time have no one meaning; zero is no limit at all.
    const bool long_unit = u.unit > Duration::Unit::days;
    if (d.amount == 0 || (d.business && long_unit)) break;
    return d;
  }
  cursor.move_to(start);
  return std::nullopt;
}

std::optional<Duration> parse_duration_words(std::string_view text) {
  Run run;
  run.text = std::string(text);
  run.pieces.push_back({0, 0, text.size()});
  const std::vector<Token> tokens = tokenize(run);
  Cursor cursor(run, tokens);
  const std::optional<Duration> d = take_duration(cursor);
  return d && cursor.done() ? d : std::nullopt;
}

std::vector<const Token*> take_names(Cursor& cursor) {
  std::vector<const Token*> names;
  while (const Token* name = cursor.take(Token::Kind::bold)) {
    names.push_back(name);
    const std::size_t before = cursor.at();
    const bool comma = cursor.mark(',');
    const bool word = cursor.words("and");
    if ((!comma && !word) || cursor.peek().kind != Token::Kind::bold) {
      cursor.move_to(before);
      break;
    }
  }
  return names;
}

std::string source_text(const Run& run, const std::vector<Token>& tokens, std::size_t first, std::size_t last) {
  if (first >= last || first >= tokens.size()) return {};
  last = std::min(last, tokens.size());
  return text::collapse_spaces(
      std::string_view(run.text).substr(tokens[first].at, tokens[last - 1].end - tokens[first].at));
}

namespace {
/// Past the end of a mark group that begins at `i`, or `i` when none does.
std::size_t mark_group_end(const std::vector<Token>& tokens, std::size_t i, std::size_t end) {
  constexpr std::size_t tokens_max = 200;  // a mark is short; brackets that nothing closes are not looked through again
  end = std::min(end, i + tokens_max);
  if (tokens[i].kind == Token::Kind::anchor) return i + 1;
  if (!tokens[i].is_mark('(') || i + 1 >= end) return i;
  static constexpr std::array<std::string_view, 5> openers{"optional", "when", "satisfies", "evidence", "by"};
  const Token& opener = tokens[i + 1];
  const bool known =
      std::any_of(openers.begin(), openers.end(), [&](std::string_view o) { return is_word(opener, o); });
  if (!known) return i;
  int open = 1;
  for (std::size_t j = i + 2; j < end; ++j) {
    open += tokens[j].is_mark('(') ? 1 : tokens[j].is_mark(')') ? -1 : 0;
    if (open == 0) return j + 1;
  }
  return i;
}
}  // namespace

bool is_mark_group(const std::vector<Token>& tokens, std::size_t at) {
  const std::size_t after = mark_group_end(tokens, at, tokens.size());
  if (after == at || tokens[at].kind == Token::Kind::anchor) return false;
  const std::size_t words = after - at - 2;
  if (is_word(tokens[at + 1], "optional")) return words == 1;
  if (is_word(tokens[at + 1], "when")) return words == 2 && tokens[at + 2].kind == Token::Kind::code;
  if (is_word(tokens[at + 1], "satisfies")) return words > 1 && tokens[at + 2].text.find('/') != std::string::npos;
  if (is_word(tokens[at + 1], "evidence")) return words > 1 && tokens[at + 2].is_mark(':');
  // `(by phone)` and `(by the customer)` are words; `(by team lead)` means something as a mark.
  static constexpr std::array<std::string_view, 5> no_role{"in", "mail", "the", "a", "an"};
  const auto begins = [&](std::string_view word) { return is_word(tokens[at + 2], word); };
  const std::vector<std::string>& how = channel_names();
  return words > 1 && std::none_of(how.begin(), how.end(), begins) &&
         std::none_of(no_role.begin(), no_role.end(), begins);
}

std::size_t trailing_marks(const std::vector<Token>& tokens, std::size_t first, std::size_t end) {
  std::size_t start = end;
  for (std::size_t i = first; i < end;) {
    const std::size_t after = mark_group_end(tokens, i, end);
    if (after > i) {
      if (start == end) start = i;
      i = after;
      continue;
    }
    const bool full_stop = tokens[i].is_mark('.') || tokens[i].is_mark(':');
    if (start != end && !full_stop) start = end;
    ++i;
  }
  return start;
}

bool is_emphasis(const Token& t) {
  if (t.kind != Token::Kind::bold) return false;
  const std::string_view word = std::string_view(t.text).substr(0, t.text.find(' '));
  return text::equals_ignoring_case(word, "not") || text::equals_ignoring_case(word, "never");
}

Verb verb_at(const std::vector<Token>& tokens, std::size_t at) {
  const auto word = [&](std::size_t i, std::string_view w) {
    return at + i < tokens.size() && is_word(tokens[at + i], w);
  };
  // A name right behind the first word of a verb is an attempt at it: `Get **manager** to approve`, `Go **Decide**`.
  const auto named = [&] {
    return at + 1 < tokens.size() &&
           (tokens[at + 1].kind == Token::Kind::bold || tokens[at + 1].kind == Token::Kind::code);
  };
  if (word(0, "ask")) return Verb::ask;
  if (word(0, "check")) return Verb::check;
  if (word(0, "if")) return Verb::choose;
  if (word(0, "in") && word(1, "any") && word(2, "order")) return Verb::any_order;
  if (word(0, "repeat")) return Verb::repeat;
  if (word(0, "for") && word(1, "each")) return Verb::for_each;
  if (word(0, "decide")) return Verb::decide;
  if (word(0, "record")) return Verb::record;
  if (word(0, "do"))
    return word(1, "not") || (at + 1 < tokens.size() && is_emphasis(tokens[at + 1])) ? Verb::none : Verb::act;
  if (word(0, "send")) return Verb::send;
  if (word(0, "wait")) return Verb::wait;
  if (word(0, "get") && (word(1, "approval") || named())) return Verb::approve;
  if (word(0, "tell")) return Verb::tell;
  if (word(0, "hand") && (word(1, "over") || named())) return Verb::hand_over;
  if (word(0, "raise") && (word(1, "priority") || word(1, "the") || named())) return Verb::raise;
  if (word(0, "follow")) return Verb::follow;
  if (word(0, "go") && (word(1, "to") || named())) return Verb::go_to;
  if (word(0, "close")) return Verb::close;
  return Verb::none;
}

Continuation continuation_at(const std::vector<Token>& tokens, std::size_t at) {
  const auto word = [&](std::size_t i, std::string_view w) {
    return at + i < tokens.size() && is_word(tokens[at + i], w);
  };
  if (word(0, "otherwise")) return word(1, "if") ? Continuation::otherwise_if : Continuation::otherwise;
  if (!word(0, "if")) return Continuation::none;
  if (word(1, "none")) return Continuation::if_none;
  if (word(1, "not") || (word(1, "it") && word(2, "was") && word(3, "not")) ||
      (word(1, "it") && word(2, "is") && word(3, "not")))
    return Continuation::if_not;
  if (word(1, "it") && word(2, "fails")) return Continuation::if_fails;
  if (word(1, "refused")) return Continuation::if_refused;
  return Continuation::none;
}

const VerbPage& verb_page(Verb verb) {
  static constexpr std::array pages{
      VerbPage{Verb::none, "EH0200", "a directive", "Ask for **order number**."},
      VerbPage{Verb::ask, "EH0201", "Ask for", "Ask for **order number** and **reason**."},
      VerbPage{Verb::check, "EH0202", "Check that", "Check that `amount > 0`."},
      VerbPage{Verb::choose, "EH0203", "If", "If `amount > 500`: get approval from **support manager**."},
      VerbPage{Verb::any_order, "EH0205", "In any order", "In any order: (then a nested list)"},
      VerbPage{Verb::repeat, "EH0206", "Repeat until",
               "Repeat until `confirmed`, at most 3 times: (then a nested list)"},
      VerbPage{Verb::for_each, "EH0207", "For each", "For each **item** in `items`: (then a nested list)"},
      VerbPage{Verb::decide, "EH0208", "Decide", "Decide **refund** by the table, first match wins."},
      VerbPage{Verb::record, "EH0209", "Record", "Record **total** as `price * 2`."},
      VerbPage{Verb::act, "EH0210", "Do", "Do **refund payment** with **amount**, giving **refund id**."},
      VerbPage{Verb::send, "EH0211", "Send", "Send **refund confirmed** by email."},
      VerbPage{Verb::wait, "EH0212", "Wait", "Wait for a reply, up to 5 business days."},
      VerbPage{Verb::approve, "EH0213", "Get approval from", "Get approval from **support manager**, up to 1 day."},
      VerbPage{Verb::tell, "EH0214", "Tell", "Tell **team lead** that the parcel is lost."},
      VerbPage{Verb::hand_over, "EH0215", "Hand over to", "Hand over to **fraud desk**."},
      VerbPage{Verb::raise, "EH0216", "Raise priority to", "Raise priority to **urgent**."},
      VerbPage{Verb::follow, "EH0217", "Follow", "Follow [Identity check](identity-check.sop.md)."},
      VerbPage{Verb::go_to, "EH0218", "Go to step", "Go to step **Decide**."},
      VerbPage{Verb::close, "EH0219", "Close as", "Close as **refunded**."}};
  for (const VerbPage& p : pages)
    if (p.verb == verb) return p;
  return pages[0];
}

}  // namespace evenhand::procedure

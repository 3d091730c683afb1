#include <algorithm>

#include "procedure/predicate.hpp"

namespace evenhand::procedure::predicate {
namespace {

bool is_name_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x80 || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A reader of the canonical text of an expression. Any surprise ends it, and the whole expression is one unknown.
class Reader {
 public:
  Reader(std::string text, const std::vector<std::string>& names) : text_(std::move(text)), names_(names) {
    std::sort(names_.begin(), names_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }
  std::optional<Formula> read() {
    auto out = disjunction();
    blanks();
    return out && at_ == text_.size() ? std::move(out) : std::nullopt;
  }

 private:
  struct Term {
    std::string name;  // empty: a constant
    Constant value;
  };

  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool sign(std::string_view wanted) {
    blanks();
    if (!std::string_view(text_).substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  bool word(std::string_view wanted) {
    blanks();
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (!rest.starts_with(wanted) || (rest.size() > wanted.size() && is_name_char(rest[wanted.size()]))) return false;
    at_ += wanted.size();
    return true;
  }

  static Formula join(Formula::Kind kind, std::vector<Formula> parts) {
    if (parts.size() == 1) return std::move(parts[0]);
    Formula out;
    out.kind = kind;
    for (const Formula& part : parts) out.reads.insert(part.reads.begin(), part.reads.end());
    out.parts = std::move(parts);
    return out;
  }

  std::optional<Formula> disjunction() {
    std::vector<Formula> parts;
    do {
      auto part = conjunction();
      if (!part) return std::nullopt;
      parts.push_back(std::move(*part));
    } while (word("or"));
    return join(Formula::Kind::disjunction, std::move(parts));
  }
  std::optional<Formula> conjunction() {
    std::vector<Formula> parts;
    do {
      auto part = unit();
      if (!part) return std::nullopt;
      parts.push_back(std::move(*part));
    } while (word("and"));
    return join(Formula::Kind::conjunction, std::move(parts));
  }
  std::optional<Formula> unit() {
    const std::size_t start = at_;
    if (word("not") && sign("(")) {
      auto inner = disjunction();
      if (!inner || !sign(")")) return std::nullopt;
      Formula out;
      out.kind = Formula::Kind::negation;
      out.reads = inner->reads;
      out.parts.push_back(std::move(*inner));
      return out;
    }
    at_ = start;
    if (sign("(")) {
      auto inner = disjunction();
      if (inner && sign(")") && !continues_term()) return inner;
      return std::nullopt;
    }
    return comparison();
  }
  /// What follows would make the part just read an operand: arithmetic, a path, a comparison.
  bool continues_term() {
    blanks();
    if (at_ >= text_.size()) return false;
    return std::string_view("+-*/.=<>![").find(text_[at_]) != std::string_view::npos;
  }

  std::optional<Term> term() {
    blanks();
    if (at_ >= text_.size()) return std::nullopt;
    for (const std::string& name : names_)
      if (word(name)) return Term{name, {}};
    const char c = text_[at_];
    if (c == '"') return string();
    if (word("true")) return Term{{}, true};
    if (word("false")) return Term{{}, false};
    if (word("null")) return Term{{}, std::monostate{}};
    if (word("date")) return date();
    if (c != '-' && (c < '0' || c > '9')) return std::nullopt;
    std::size_t end = at_ + 1;
    while (end < text_.size() &&
           ((text_[end] >= '0' && text_[end] <= '9') || (text_[end] == '.' && text_.compare(end, 2, "..") != 0)))
      ++end;
    const auto number = Decimal::parse(std::string_view(text_).substr(at_, end - at_));
    if (!number) return std::nullopt;
    at_ = end;
    return Term{{}, *number};
  }
  /// `date("2026-01-31")`: texts of this form sort as the days do, and no text of a fact has the mark before them.
  std::optional<Term> date() {
    if (!sign("(")) return std::nullopt;
    blanks();
    if (at_ >= text_.size() || text_[at_] != '"') return std::nullopt;
    auto day = string();
    constexpr std::size_t length = std::string_view("2026-01-31").size();
    if (!day || !sign(")")) return std::nullopt;
    const std::string& words = std::get<std::string>(day->value);
    if (words.size() != length || feel::parse_date(words).is_null()) return std::nullopt;
    day->value = "\x02" + words;
    return day;
  }
  std::optional<Term> string() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return Term{{}, std::move(out)};
      }
      if (text_[at_] == '\\') return std::nullopt;
      out += text_[at_];
    }
    return std::nullopt;
  }

  static Formula compare(std::string name, Formula::Comparison comparison, Constant value) {
    Formula out;
    out.kind = Formula::Kind::compare;
    out.reads.insert(name);
    out.name = std::move(name);
    out.comparison = comparison;
    out.value = std::move(value);
    return out;
  }

  std::optional<Formula> comparison() {
    using C = Formula::Comparison;
    auto left = term();
    if (!left) return std::nullopt;
    if (!left->name.empty() && word("between")) {
      auto low = term();
      if (!low || !low->name.empty() || !word("and")) return std::nullopt;
      auto high = term();
      if (!high || !high->name.empty() || continues_term()) return std::nullopt;
      return join(Formula::Kind::conjunction, {compare(left->name, C::greater_equal, std::move(low->value)),
                                               compare(left->name, C::less_equal, std::move(high->value))});
    }
    if (!left->name.empty() && word("in")) return membership(left->name);
    struct Sign {
      std::string_view text;
      C plain, flipped;
    };
    static constexpr Sign signs[] = {{"!=", C::not_equal, C::not_equal},
                                     {"<=", C::less_equal, C::greater_equal},
                                     {">=", C::greater_equal, C::less_equal},
                                     {"=", C::equal, C::equal},
                                     {"<", C::less, C::greater},
                                     {">", C::greater, C::less}};
    for (const Sign& op : signs) {
      if (!sign(op.text)) continue;
      auto right = term();
      if (!right || continues_term() || left->name.empty() == right->name.empty()) return std::nullopt;
      if (left->name.empty()) return compare(right->name, op.flipped, std::move(left->value));
      return compare(left->name, op.plain, std::move(right->value));
    }
    if (continues_term()) return std::nullopt;
    if (!left->name.empty()) return truth_of(left->name);
    Formula out;
    out.kind = Formula::Kind::constant;
    out.value = std::move(left->value);
    return out;
  }

  /// `in ("a", "b")`, `in ["a", "b"]`, `in [1..5]`, `in ]1..5[`.
  std::optional<Formula> membership(const std::string& name) {
    using C = Formula::Comparison;
    blanks();
    if (at_ >= text_.size()) return std::nullopt;
    const char open = text_[at_];
    if (open != '(' && open != '[' && open != ']') return std::nullopt;
    ++at_;
    auto first = term();
    if (!first || !first->name.empty()) return std::nullopt;
    if (sign("..")) {
      auto last = term();
      blanks();
      if (!last || !last->name.empty() || at_ >= text_.size()) return std::nullopt;
      const char close = text_[at_++];
      if (close != ')' && close != ']' && close != '[') return std::nullopt;
      if (continues_term()) return std::nullopt;
      return join(Formula::Kind::conjunction,
                  {compare(name, open == '[' ? C::greater_equal : C::greater, std::move(first->value)),
                   compare(name, close == ']' ? C::less_equal : C::less, std::move(last->value))});
    }
    std::vector<Formula> parts;
    parts.push_back(compare(name, C::equal, std::move(first->value)));
    while (sign(",")) {
      auto next = term();
      if (!next || !next->name.empty()) return std::nullopt;
      parts.push_back(compare(name, C::equal, std::move(next->value)));
    }
    if (!sign(open == '(' ? ")" : "]") || continues_term()) return std::nullopt;
    return join(Formula::Kind::disjunction, std::move(parts));
  }

  std::string text_;
  std::vector<std::string> names_;
  std::size_t at_ = 0;
};

}  // namespace

Formula truth_of(std::string name) {
  Formula out;
  out.kind = Formula::Kind::truth;
  out.reads.insert(name);
  out.name = std::move(name);
  return out;
}

Formula read(const feel::Expression& expression) {
  if (auto formula = Reader(expression.print(), expression.reads()).read()) return std::move(*formula);
  Formula out;
  out.name = expression.print();
  out.reads.insert(expression.reads().begin(), expression.reads().end());
  for (const char* clock : {"today", "now"})
    if (out.name.find(clock) != std::string::npos) out.stable = false;
  return out;
}

}  // namespace evenhand::procedure::predicate

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "procedure/checks.hpp"
#include "procedure/ids.hpp"
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

namespace {

using Kind = FactType::Kind;

/// Looks through an expression's source for a name compared with a literal that its type cannot equal. It reads the text
/// and not the tree, so it only sees plain comparisons; anything else is left alone.
class ComparisonScan {
 public:
  ComparisonScan(Reading& r, const Condition& c) : r_(r), c_(c), text_(c.expression.source()) {
    for (const std::string_view name : {"state", "channel", "product"}) {
      const auto* listed = listed_for(r.procedure, name);
      if (listed->empty()) continue;
      FactType& type = listed_[std::string(name)];
      type.kind = Kind::one_of;
      type.options = *listed;
    }
  }

  void run() {
    bool word_before = false;
    for (at_ = 0; at_ < text_.size();) {
      const char ch = text_[at_];
      if (ch == '"') {
        skip_string();
        word_before = false;
        continue;
      }
      const std::string* name = word_before || !is_name_start(ch) ? nullptr : longest_name();
      if (name == nullptr) {
        word_before = is_name_start(ch) || (ch >= '0' && ch <= '9') || ch == '.';
        ++at_;
        continue;
      }
      at_ += name->size();
      word_before = false;
      comparison(*name);
    }
  }

 private:
  static bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  }
  static bool is_name_part(char c) noexcept { return is_name_start(c) || (c >= '0' && c <= '9'); }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    if (at_ < text_.size()) ++at_;
  }
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  const std::string* longest_name() const {
    const std::string* best = nullptr;
    const char first = text_[at_];
    const auto from = std::lower_bound(r_.names.begin(), r_.names.end(), std::string_view(&first, 1));
    for (auto name = from; name != r_.names.end() && (*name)[0] == first; ++name) {
      const std::string& n = *name;
      if (best != nullptr && n.size() <= best->size()) continue;
      if (text_.substr(at_, n.size()) != n) continue;
      const std::size_t after = at_ + n.size();
      if (after < text_.size() && (is_name_part(text_[after]) || text_[after] == '.' || text_[after] == '(')) continue;
      best = &n;
    }
    return best;
  }

  const FactType* type_of_name(const std::string& name) const {
    if (const Fact* f = std::as_const(r_).fact(name)) return &f->type;
    if (const auto listed = listed_.find(name); listed != listed_.end()) return &listed->second;
    return builtin_type(name);
  }

  void comparison(const std::string& name) {
    skip_blanks();
    const std::size_t op = at_;
    while (at_ < text_.size() && std::string_view("=!<>").find(text_[at_]) != std::string_view::npos) ++at_;
    const bool list = at_ == op && text_.substr(at_, 3) == "in ";
    if (at_ == op && !list) return;
    if (list) at_ += 3;
    skip_blanks();
    if (list) {
      if (at_ >= text_.size() || text_[at_] != '(') return;
      ++at_;
    }
    const FactType* type = type_of_name(name);
    do {
      skip_blanks();
      const std::size_t begin = at_;
      if (!take_literal()) return;
      if (type != nullptr) literal(name, *type, begin);
      skip_blanks();
    } while (list && at_ < text_.size() && text_[at_] == ',' && ++at_ > 0);
  }

  bool take_literal() {
    if (at_ >= text_.size()) return false;
    if (text_[at_] == '"') {
      skip_string();
      return true;
    }
    const std::size_t begin = at_;
    if (text_[at_] == '-') ++at_;
    while (at_ < text_.size() && ((text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '.')) ++at_;
    if (at_ > begin) return at_ >= text_.size() || !is_name_part(text_[at_]);
    for (const std::string_view word : {"true", "false"})
      if (text_.substr(at_, word.size()) == word &&
          (at_ + word.size() >= text_.size() || !is_name_part(text_[at_ + word.size()]))) {
        at_ += word.size();
        return true;
      }
    return false;
  }

  Span place(std::size_t begin) const {
    const std::size_t base = r_.source.offset(c_.span.line, c_.span.column);
    const Range range{base + begin, base + at_};
    return r_.source.slice(range) == text_.substr(begin, at_ - begin) ? r_.source.span(range) : c_.span;
  }

  void literal(const std::string& name, const FactType& type, std::size_t begin) {
    const std::string_view value = text_.substr(begin, at_ - begin);
    const bool is_text = value.front() == '"';
    const bool is_boolean = value == "true" || value == "false";
    if (type.kind == Kind::one_of && is_text) {
      const std::string option(value.substr(1, value.size() - 2));
      if (std::find(type.options.begin(), type.options.end(), option) != type.options.end()) return;
      const std::string near = did_you_mean(option, type.options);
      // Where another procedure follows this one, its case may be for any state and channel.
      const bool may_be_followed = listed_.contains(name) && name != "product";
      r_.report(may_be_followed ? Severity::warning : Severity::error, "EH0509", place(begin),
                "\"" + name + "\" is never " + std::string(value) + ".",
                near.empty() ? "It is one of: " + join_names(type.options) + "." : near);
      return;
    }
    const bool number = type.kind == Kind::number || type.kind == Kind::money;
    const bool words = type.kind == Kind::text || type.kind == Kind::pattern || type.kind == Kind::email ||
                       type.kind == Kind::phone || type.kind == Kind::one_of;
    const bool fits =
        (is_text && words) || (is_boolean && type.kind == Kind::yes_no) || (!is_text && !is_boolean && number);
    // Types found by trial (implicit facts) may be guesses: only declared facts and built-in names are held to them.
    const Fact* f = std::as_const(r_).fact(name);
    if (fits || (f != nullptr && f->implicit)) return;
    r_.report(Severity::error, "EH0510", place(begin),
              "\"" + name + "\" is " + type.str() + ", so it never compares with " + std::string(value) + ".",
              hint(type));
  }

  static std::string hint(const FactType& type) {
    switch (type.kind) {
      case Kind::yes_no:
        return "Write the name alone, or not(name).";
      case Kind::number:
      case Kind::money:
        return "Write the number without quotes.";
      case Kind::date:
        return "Write: date(\"2026-01-31\").";
      case Kind::duration:
        return "Write: duration(\"P3D\").";
      case Kind::date_time:
        return "Write: date and time(\"2026-01-31T09:00:00Z\").";
      case Kind::time:
        return "Write: time(\"09:00:00\").";
      case Kind::list:
        return "Write: list contains(name, value).";
      default:
        return "Write the text in double quotes.";
    }
  }

  Reading& r_;
  const Condition& c_;
  std::string_view text_;
  std::map<std::string, FactType, std::less<>>
      listed_;  ///< of built-in names, when the front matter lists their values
  std::size_t at_ = 0;
};

/// Why a constant is no value of the type; empty where it may be one (reading values is generous), or where the type says so.
std::string misfit(const FactType& type, const feel::Value& value) {
  const std::string* words = value.as_string();
  const auto is = [&](bool right, bool readable) {
    return right || (words != nullptr && readable) ? std::string() : "which is " + type.str();
  };
  switch (type.kind) {
    case Kind::number:
      return is(value.as_number() != nullptr, words != nullptr && Decimal::parse(text::trim(*words)));
    case Kind::money:
      return is(value.as_number() != nullptr, words != nullptr && words->find_first_of("0123456789") != words->npos);
    case Kind::date:
      return is(value.as_date() != nullptr, words != nullptr && !feel::parse_date(*words).is_null());
    case Kind::time:
      return is(value.as_time() != nullptr, words != nullptr && !feel::parse_time(*words).is_null());
    case Kind::date_time:
      return is(value.as_date_time() != nullptr, words != nullptr && !feel::parse_date_time(*words).is_null());
    case Kind::duration:
      return is(value.as_days_time() != nullptr || value.as_years_months() != nullptr,
                words != nullptr && !feel::parse_duration(*words).is_null());
    case Kind::yes_no:
      return is(value.as_boolean() != nullptr, true);
    default:
      return {};
  }
}

void check_recorded(Reading& r, const Node& n) {
  const Fact* f = std::as_const(r).fact(n.facts.front());
  if (f == nullptr || f->implicit || !n.condition->expression.reads().empty()) return;
  const feel::Value value = n.condition->expression.evaluate(feel::MapEnvironment({}, Instant{}));
  if (value.is_null()) return;
  const std::string* words = value.as_string();
  if (f->type.kind == Kind::one_of && words != nullptr) {
    const auto same = [&](const std::string& option) { return text::equals_ignoring_case(option, *words); };
    if (std::none_of(f->type.options.begin(), f->type.options.end(), same))
      r.report(Severity::error, "EH0509", n.condition->span, "\"" + f->name + "\" is never \"" + *words + "\".",
               "It is one of: " + join_names(f->type.options) + ".");
  } else if (const std::string why = misfit(f->type, value); !why.empty()) {
    r.report(Severity::error, "EH0510", n.condition->span,
             feel::to_feel(value) + " is no value for \"" + f->name + "\", " + why + ".",
             "Record a value of that type, or change the type.");
  }
}

void check_listed(Reading& r, const Node& n) {
  const feel::Expression& list = n.condition->expression;
  const Fact* f = list.reads().size() == 1 ? std::as_const(r).fact(list.reads()[0]) : nullptr;
  if (f == nullptr || f->implicit || f->type.kind == Kind::list || list.print() != f->name) return;
  r.report(Severity::error, "EH0510", n.condition->span,
           "\"" + f->name + "\" is " + f->type.str() + ", and `For each` goes through a list.",
           "Declare it as `list of " + f->type.str() + "`, or name a list.");
}

}  // namespace

void check_types(Reading& r) {
  const auto scan = [&](const std::optional<Condition>& c) {
    if (c) ComparisonScan(r, *c).run();
  };
  for_all_nodes(r.procedure, [&](const Node& n) {
    scan(n.when);
    scan(n.condition);
    if (n.kind == NodeKind::record && n.condition && n.facts.size() == 1) check_recorded(r, n);
    if (n.kind == NodeKind::for_each && n.condition) check_listed(r, n);
    for (const Condition& g : n.guards) ComparisonScan(r, g).run();
  });
  for (const Action& a : r.procedure.actions) scan(a.allowed_when);
  for (const EscalationRule& e : r.procedure.escalation) scan(e.condition);
}

}  // namespace evenhand::procedure

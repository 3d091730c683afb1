/// @file predicate.hpp
/// @brief Conditions as far as they can be reasoned about: comparisons of one fact with one constant, joined by `and`,
/// `or` and `not`, over what the facts' types allow. Anything else is an unknown of its own that may be true or false.
/// `possible` looks through all cases that can be told apart, with FEEL's three-valued logic.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure::predicate {

/// Null, or a constant of FEEL.
using Constant = std::variant<std::monostate, bool, Decimal, std::string>;

struct Formula {
  enum class Kind { constant, compare, truth, unknown, negation, conjunction, disjunction };
  enum class Comparison { equal, not_equal, less, less_equal, greater, greater_equal };
  Kind kind = Kind::unknown;
  std::string name;  ///< compare, truth: whose; unknown: the expression itself
  Comparison comparison = Comparison::equal;
  Constant value;  ///< compare, constant
  std::vector<Formula> parts;
  std::set<std::string, std::less<>> reads;  ///< names the whole formula depends on
  bool stable = true;                        ///< false: reads the clock, so it may change by itself
  [[nodiscard]] bool reads_any(const std::set<std::string, std::less<>>& names) const;
};

/// Never fails: what it cannot take apart is one unknown.
[[nodiscard]] Formula read(const feel::Expression& expression);
[[nodiscard]] Formula truth_of(std::string name);

/// What is taken for granted: the formula is true, or it is not (false or null).
struct Given {
  const Formula* formula = nullptr;
  bool holds = true;
};

enum class Answer { no, yes, unknown };

/// The values a name can have; what is not listed here can be anything.
class Domains {
 public:
  static constexpr std::size_t work_max = 4'000'000;
  /// @param work  how many conditions and comparisons may be looked at in all, here and by whoever calls `spend`
  explicit Domains(const Procedure& procedure, std::size_t work = work_max);
  /// Takes so much of the work that is left; false, now and from then on, when there is not so much.
  bool spend(std::size_t work) const;
  [[nodiscard]] bool is_spent() const { return work_left_ == 0; }
  [[nodiscard]] std::size_t work_left() const { return work_left_; }
  /// Can all of `given` hold together, as far as they bear on the last one? `unknown` when there are too many cases, or
  /// when the work is spent (so that checking stays quick on any procedure).
  /// @param set  names that surely have a value (are not null)
  /// @param all_set  take every name to have a value of the type it is used with
  [[nodiscard]] Answer possible(std::span<const Given> given, const std::set<std::string, std::less<>>& set,
                                bool all_set = false) const;
  /// Does what the last formula says depend on `name`, which has no value yet, in some case in which all before hold?
  [[nodiscard]] bool depends_on_unset(std::span<const Given> given, const std::string& name,
                                      const std::set<std::string, std::less<>>& set) const;
  /// The options of a one-of fact; null pointer for any other name.
  [[nodiscard]] const std::vector<std::string>* options_of(std::string_view name) const;

 private:
  struct Domain {
    enum class Kind { any, truth, options, number, constants } kind = Kind::any;
    std::vector<std::string> options;
    std::optional<Decimal> minimum, maximum;
    std::vector<Constant> constants;  ///< all that anything ever gives it
  };
  [[nodiscard]] std::optional<std::vector<Constant>> values(const std::string& name,
                                                            const std::vector<Constant>& constants) const;
  struct Variable {
    std::string name;
    std::vector<Constant> values;
  };
  /// The last one and those that share a name with it, directly or through others; nothing when the work is spent.
  [[nodiscard]] std::vector<Given> bearing_on_last(std::span<const Given> all) const;
  [[nodiscard]] std::optional<std::vector<Variable>> variables(std::span<const Given> given,
                                                               const std::set<std::string, std::less<>>& set,
                                                               bool all_set) const;
  void find_constants(const Procedure& procedure);
  std::map<std::string, Domain, std::less<>> domains_;
  mutable std::size_t work_left_;
};

/// Kleene: empty is null.
[[nodiscard]] std::optional<bool> evaluate(const Formula& formula,
                                           const std::map<std::string, Constant, std::less<>>& values);

}  // namespace evenhand::procedure::predicate

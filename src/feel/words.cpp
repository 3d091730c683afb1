#include "feel/words.hpp"

#include <vector>

#include "feel/builtins.hpp"
#include "feel/expression_access.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {
namespace {

using Words = std::optional<std::string>;

/// Puts its words together bottom up; the first part without words leaves the whole without.
class Worder {
 public:
  explicit Worder(const Wording& wording) : wording_(wording) {}

  /// What holds, or what does not.
  [[nodiscard]] Words condition(const Node& node, bool holds) const {
    switch (node.kind) {
      case Kind::conjunction:
      case Kind::disjunction:
        // Not (a and b) is not a, or not b.
        return joined(node, holds, (node.kind == Kind::conjunction) == holds);
      case Kind::name:
        return truth(node.text, holds);
      case Kind::literal:
        if (const bool* value = node.value.as_boolean())
          return *value == holds ? say("always", "siempre") : say("never", "nunca");
        return std::nullopt;
      case Kind::compare:
        return compared(node, holds);
      case Kind::between:
        return between(node, holds);
      case Kind::in:
        return in(node, holds);
      case Kind::call:
        return called(node, holds);
      default:
        return std::nullopt;
    }
  }

 private:
  [[nodiscard]] std::string say(std::string_view english, std::string_view spanish) const {
    return std::string(wording_.spanish ? spanish : english);
  }
  [[nodiscard]] std::string is(bool holds) const { return holds ? say(" is ", " es ") : say(" is not ", " no es "); }

  [[nodiscard]] Words truth(const std::string& name, bool holds) const {
    if (wording_.truth)
      if (std::string words = wording_.truth(name, holds); !words.empty()) return words;
    return wording_.name(name) + (holds ? say(" is yes", " es sí") : say(" is no", " es no"));
  }

  [[nodiscard]] static bool is_joined(const Node& node) {
    return node.kind == Kind::conjunction || node.kind == Kind::disjunction;
  }

  [[nodiscard]] Words joined(const Node& node, bool holds, bool all) const {
    std::vector<std::string> parts;
    bool nested = false;
    for (const NodePtr& child : node.children) {
      auto words = condition(*child, holds);
      if (!words) return std::nullopt;
      nested = nested || is_joined(*child);
      // "a, and either b or c": what belongs together is told apart.
      if (all && child->kind != node.kind && is_joined(*child)) *words = say("either ", "o bien ") + *words;
      parts.push_back(std::move(*words));
    }
    const std::string last = all ? say(" and ", " y ") : say(" or ", " o ");
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out += i + 1 < parts.size() ? ", " : (nested ? "," : "") + last;
      out += parts[i];
    }
    return out;
  }

  [[nodiscard]] static std::string_view name_of(const Node& node) {
    return node.kind == Kind::name ? std::string_view(node.text) : std::string_view();
  }
  [[nodiscard]] static const std::string* function_of(const Node& node) {
    return node.kind == Kind::call && node.names.empty() && node.children.front()->kind == Kind::builtin
               ? &node.children.front()->text
               : nullptr;
  }
  /// A point in time is before another, not less than it.
  [[nodiscard]] static bool is_moment(const Node& node) {
    if (const std::string* name = function_of(node))
      return *name == "today" || *name == "now" || *name == "date" || *name == "date and time" || *name == "time";
    if (node.kind == Kind::literal)
      return node.value.type() == Type::date || node.value.type() == Type::date_time || node.value.type() == Type::time;
    return node.kind == Kind::chain && is_moment(*node.children.front());
  }

  /// A value that is compared with `name`.
  [[nodiscard]] Words term(const Node& node, std::string_view name = {}) const {
    switch (node.kind) {
      case Kind::name:
        return wording_.name(node.text);
      case Kind::literal:
        if (const bool* value = node.value.as_boolean()) return *value ? say("yes", "sí") : std::string("no");
        if (node.value.is_null()) return std::nullopt;
        return wording_.value(name, node.value);
      case Kind::negate: {
        auto inner = term(*node.children.front(), name);
        return inner ? Words("-" + *inner) : std::nullopt;
      }
      case Kind::chain:
        return chain(node);
      case Kind::path:
        return path(node);
      case Kind::call:
        return result(node);
      default:
        return std::nullopt;
    }
  }

  [[nodiscard]] Words chain(const Node& node) const {
    auto out = term(*node.children.front());
    for (std::size_t i = 0; out && i < node.operators.size(); ++i) {
      const Node& operand = *node.children[i + 1];
      // Brackets would be needed around a sum inside a product, and words have none.
      const char sign = node.operators[i];
      const bool sums = operand.kind == Kind::chain || (i == 0 && node.children.front()->kind == Kind::chain);
      if (sums || sign == '^') return std::nullopt;
      const auto right = term(operand);
      if (!right) return std::nullopt;
      *out += sign == '+'   ? say(" plus ", " más ")
              : sign == '-' ? say(" minus ", " menos ")
              : sign == '*' ? say(" times ", " por ")
                            : say(" divided by ", " entre ");
      *out += *right;
    }
    return out;
  }

  /// `(today() - delivered on).days`: "the days from delivered on to today".
  [[nodiscard]] Words path(const Node& node) const {
    const Node& of = *node.children.front();
    const bool counts = node.text == "days" || node.text == "hours" || node.text == "months" || node.text == "years";
    if (counts && of.kind == Kind::chain && of.operators == "-") {
      const auto to = term(*of.children[0]), from = term(*of.children[1]);
      if (!to || !from) return std::nullopt;
      return unit(node.text) + say(" from ", " desde ") + *from + say(" to ", " hasta ") + *to;
    }
    if (!counts) return std::nullopt;
    const auto inner = term(of);
    return inner ? Words(unit(node.text) + say(" of ", " de ") + *inner) : std::nullopt;
  }
  [[nodiscard]] std::string unit(const std::string& english) const {
    if (!wording_.spanish) return "the number of " + english;
    return english == "days"     ? "el número de días"
           : english == "hours"  ? "el número de horas"
           : english == "months" ? "el número de meses"
                                 : "el número de años";
  }

  [[nodiscard]] Words result(const Node& node) const {
    const std::string* function = function_of(node);
    if (function == nullptr) return std::nullopt;
    const std::size_t count = node.children.size() - 1;
    if (count == 0 && *function == "today") return say("today", "hoy");
    if (count == 0 && *function == "now") return say("now", "ahora");
    if (count != 1) return std::nullopt;
    const auto inner = term(*node.children[1]);
    if (!inner) return std::nullopt;
    if (*function == "count") return say("the number of ", "el número de ") + *inner;
    if (*function == "sum") return say("the sum of ", "la suma de ") + *inner;
    if (*function == "date" || *function == "lower case" || *function == "upper case") return inner;
    return std::nullopt;
  }

  [[nodiscard]] Words compared(const Node& node, bool holds) const {
    const Node *left = node.children[0].get(), *right = node.children[1].get();
    auto comparison = static_cast<Comparison>(node.comparison);
    // What is compared comes first, whichever way it was written.
    if (left->kind == Kind::literal && right->kind != Kind::literal) {
      std::swap(left, right);
      comparison = mirrored(comparison);
    }
    if (!holds) comparison = opposite(comparison);
    const bool same = comparison == Comparison::equal, differs = comparison == Comparison::not_equal;
    if (right->kind == Kind::literal && (same || differs)) {
      if (right->value.is_null()) {
        const auto what = term(*left);
        if (!what) return std::nullopt;
        return *what + (same ? say(" is not known", " no se conoce") : say(" is known", " se conoce"));
      }
      if (const bool* value = right->value.as_boolean(); value != nullptr && left->kind == Kind::name)
        return truth(left->text, *value == same);
    }
    const auto what = term(*left, name_of(*right)), with = term(*right, name_of(*left));
    if (!what || !with) return std::nullopt;
    if (same || differs) return *what + is(same) + *with;
    return *what + relation(comparison, is_moment(*left) || is_moment(*right)) + *with;
  }

  [[nodiscard]] std::string relation(Comparison comparison, bool moments) const {
    switch (comparison) {
      case Comparison::less:
        return moments ? say(" is before ", " es antes de ") : say(" is less than ", " es menor que ");
      case Comparison::less_equal:
        return moments ? say(" is not after ", " no es después de ") : say(" is at most ", " es como máximo ");
      case Comparison::greater:
        return moments ? say(" is after ", " es después de ") : say(" is more than ", " es mayor que ");
      default:
        return moments ? say(" is not before ", " no es antes de ") : say(" is at least ", " es como mínimo ");
    }
  }
  [[nodiscard]] static Comparison opposite(Comparison comparison) {
    switch (comparison) {
      case Comparison::equal:
        return Comparison::not_equal;
      case Comparison::not_equal:
        return Comparison::equal;
      case Comparison::less:
        return Comparison::greater_equal;
      case Comparison::less_equal:
        return Comparison::greater;
      case Comparison::greater:
        return Comparison::less_equal;
      case Comparison::greater_equal:
        return Comparison::less;
    }
    return comparison;
  }

  [[nodiscard]] Words range(const Node& what, const Node& low, const Node& high, bool holds) const {
    const auto name = name_of(what);
    const auto of = term(what), from = term(low, name), to = term(high, name);
    if (!of || !from || !to) return std::nullopt;
    return *of + (holds ? say(" is between ", " está entre ") : say(" is not between ", " no está entre ")) + *from +
           say(" and ", " y ") + *to;
  }
  [[nodiscard]] Words between(const Node& node, bool holds) const {
    return range(*node.children[0], *node.children[1], *node.children[2], holds);
  }

  [[nodiscard]] Words in(const Node& node, bool holds) const {
    const Node& what = *node.children[0];
    const Node* test = node.children[1].get();
    if (test->kind == Kind::test_value) test = test->children.front().get();
    if (test->kind == Kind::range && test->form == RangeForm::interval && test->low_closed && test->high_closed &&
        test->children[0] != nullptr && test->children[1] != nullptr)
      return range(what, *test->children[0], *test->children[1], holds);
    if (test->kind == Kind::literal) return in_value(what, test->value, holds);
    const bool several = test->kind == Kind::list || (test->kind == Kind::tests && !test->flag);
    const auto of = term(what);
    if (!of || !several || test->children.empty()) return std::nullopt;
    std::string list;
    for (std::size_t i = 0; i < test->children.size(); ++i) {
      const Node* one = test->children[i].get();
      if (one->kind == Kind::test_value) one = one->children.front().get();
      const auto word = term(*one, name_of(what));
      if (!word) return std::nullopt;
      if (i > 0) list += i + 1 < test->children.size() ? ", " : say(" or ", " o ");
      list += *word;
    }
    return *of + is(holds) + list;
  }

  /// A range or list of values that the parser has put together already.
  [[nodiscard]] Words in_value(const Node& what, const Value& value, bool holds) const {
    const auto literal = [](const Value& of) {
      Node node(Kind::literal);
      node.value = of;
      return node;
    };
    if (const Range* within = value.as_range()) {
      const bool bounded = within->low_closed && within->high_closed && within->form == RangeForm::interval &&
                           !within->low.is_null() && !within->high.is_null();
      return bounded ? range(what, literal(within->low), literal(within->high), holds) : std::nullopt;
    }
    const List* items = value.as_list();
    const auto of = term(what);
    if (!of || items == nullptr || items->empty()) return std::nullopt;
    std::string list;
    for (std::size_t i = 0; i < items->size(); ++i) {
      const auto word = term(literal((*items)[i]), name_of(what));
      if (!word) return std::nullopt;
      if (i > 0) list += i + 1 < items->size() ? ", " : say(" or ", " o ");
      list += *word;
    }
    return *of + is(holds) + list;
  }

  [[nodiscard]] Words called(const Node& node, bool holds) const {
    const std::string* function = function_of(node);
    if (function == nullptr) return std::nullopt;
    const std::size_t count = node.children.size() - 1;
    if (*function == "not" && count == 1) return condition(*node.children[1], !holds);
    if (count != 2) return std::nullopt;
    const auto what = term(*node.children[1]), with = term(*node.children[2], name_of(*node.children[1]));
    if (!what || !with) return std::nullopt;
    const auto relation = [&](std::string_view english, std::string_view not_english, std::string_view spanish) {
      const std::string_view verb = wording_.spanish ? spanish : holds ? english : not_english;
      return *what + (wording_.spanish && !holds ? " no " : " ") + std::string(verb) + " " + *with;
    };
    if (*function == "contains" || *function == "list contains")
      return relation("contains", "does not contain", "contiene");
    if (*function == "starts with") return relation("begins with", "does not begin with", "empieza por");
    if (*function == "ends with") return relation("ends with", "does not end with", "termina en");
    return std::nullopt;
  }

  const Wording& wording_;
};

}  // namespace

std::optional<std::string> in_words(const Expression& condition, const Wording& wording) {
  return Worder(wording).condition(ExpressionAccess::root(condition), true);
}

}  // namespace evenhand::feel

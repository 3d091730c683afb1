#include "feel/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/evaluator.hpp"
#include "feel/expression_access.hpp"
#include "feel/parser.hpp"

namespace evenhand::feel {

namespace {

/// Environments of so many values are searched from the front.
constexpr std::size_t searched_max = 32;

}  // namespace

MapEnvironment::MapEnvironment(Context values, Instant now) : values_(std::move(values)), now_(now) {
  if (values_.size() <= searched_max) return;
  for (std::size_t i = 0; i < values_.size(); ++i) places_.emplace(values_[i].first, i);
}

std::optional<std::size_t> MapEnvironment::place(std::string_view name) const {
  if (!places_.empty()) {
    const auto found = places_.find(std::string(name));
    return found == places_.end() ? std::nullopt : std::optional(found->second);
  }
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const auto& e) { return e.first == name; });
  return found == values_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - values_.begin()));
}

const Value* MapEnvironment::find(std::string_view name) const {
  const auto at = place(name);
  return at ? &values_[*at].second : nullptr;
}

void MapEnvironment::set(std::string name, Value value) {
  if (const auto at = place(name)) {
    values_[*at].second = std::move(value);
    return;
  }
  if (!places_.empty()) places_.emplace(name, values_.size());
  values_.emplace_back(std::move(name), std::move(value));
}

namespace {

const std::shared_ptr<const Node>& null_node() {
  static const std::shared_ptr<const Node> node = std::make_shared<const Node>(Kind::literal);
  return node;
}

/// Problems of the text as a whole, before it is read.
std::optional<Diagnostic> problem_of(std::string_view source) {
  if (source.size() > limits::feel_bytes_max) {
    return Diagnostic{Severity::error,
                      "EH0307",
                      fmt::format("The expression is longer than {} bytes.", limits::feel_bytes_max),
                      "Give parts of it names of their own.",
                      {1, 1, 1, 1}};
  }
  if (const auto bad = text::first_invalid_utf8(source)) {
    return Diagnostic{Severity::error,
                      "EH0312",
                      fmt::format("Byte {} of the expression is not UTF-8.", *bad),
                      "Save the text as UTF-8.",
                      {1, 1, 1, 1}};
  }
  return std::nullopt;
}

Parsed parse_with(std::string_view source, std::span<const std::string> names, bool strict, bool unary) {
  Parsed out;
  if (auto problem = problem_of(source)) {
    out.diagnostics.push_back(std::move(*problem));
    return out;
  }
  Parser parser(source, names, strict);
  NodePtr node = unary ? parser.parse_unary_text() : parser.parse_expression_text();
  out.diagnostics = parser.take_diagnostics();
  if (!node) return out;
  std::vector<std::string> reads = parser.reads();
  if (node->reads_question) {
    const auto place = std::lower_bound(reads.begin(), reads.end(), "?");
    reads.insert(place, "?");
  }
  out.expression =
      ExpressionAccess::make(std::shared_ptr<const Node>(std::move(node)), std::move(reads), std::string(source));
  return out;
}

}  // namespace

Expression::Expression() : root_(null_node()), source_("null") {}

Expression ExpressionAccess::make(std::shared_ptr<const Node> root, std::vector<std::string> reads,
                                  std::string source) {
  Expression out;
  out.root_ = std::move(root);
  out.reads_ = std::move(reads);
  out.source_ = std::move(source);
  return out;
}

const Node& ExpressionAccess::root(const Expression& expression) noexcept {
  return *expression.root_;
}

Value Expression::evaluate(const Environment& environment) const {
  return Evaluator(environment).run(*root_);
}

Explained Expression::explain(const Environment& environment) const {
  Explained out;
  std::vector<Evaluator::Trouble> troubles;
  out.value = Evaluator(environment).run(*root_, troubles);
  const Scanner scanner(source_);
  for (const Evaluator::Trouble& trouble : troubles) {
    out.warnings.push_back({Severity::warning, "EH0317", fmt::format("This is null: {}.", trouble.null.null_reason()),
                            "", scanner.span(trouble.from, trouble.to)});
  }
  return out;
}

std::string Expression::print() const {
  return feel::print(*root_);
}

Parsed parse(std::string_view source, std::span<const std::string> names, bool strict) {
  return parse_with(source, names, strict, false);
}

Parsed parse_unary_tests(std::string_view source, std::span<const std::string> names, bool strict) {
  return parse_with(source, names, strict, true);
}

Value make_function(std::vector<std::string> parameters, NativeBody body) {
  auto function = std::make_shared<Function>();
  function->parameters = std::make_shared<const Parameters>(Parameters{std::move(parameters), {}});
  function->native = std::move(body);
  return Value(std::shared_ptr<const Function>(std::move(function)));
}

Value call(const Value& function, std::span<const Value> arguments, const Environment& environment) {
  return Evaluator(environment).call(function, arguments);
}

Value evaluate(const Expression& expression, const Environment& environment, Budget& budget) {
  return Evaluator(environment, budget).run(ExpressionAccess::root(expression));
}

Value call(const Value& function, std::span<const Value> arguments, const Environment& environment, Budget& budget) {
  return Evaluator(environment, budget).call(function, arguments);
}

std::span<const std::string> parameters_of(const Function& function) noexcept {
  return function.parameters ? std::span<const std::string>(function.parameters->names)
                             : std::span<const std::string>();
}

}  // namespace evenhand::feel

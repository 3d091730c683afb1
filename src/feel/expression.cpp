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

const Value* MapEnvironment::find(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return &value;
  }
  return nullptr;
}

void MapEnvironment::set(std::string name, Value value) {
  for (auto& entry : values_) {
    if (entry.first != name) continue;
    entry.second = std::move(value);
    return;
  }
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
  function->parameters = std::move(parameters);
  function->native = std::move(body);
  return Value(std::shared_ptr<const Function>(std::move(function)));
}

Value call(const Value& function, std::span<const Value> arguments, const Environment& environment) {
  Evaluator evaluator(environment);
  return evaluator.call(function, arguments);
}

std::span<const std::string> parameters_of(const Function& function) noexcept {
  return function.parameters;
}

}  // namespace evenhand::feel

// Random trees: what a tree prints parses to the same tree, and means the same.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "feel/expression.hpp"
#include "feel/expression_access.hpp"

namespace evenhand::feel {
namespace {

const std::vector<std::string> names = {"order total", "pre-tax total", "customer", "items", "opened", "in stock"};

std::string pick(std::initializer_list<const char*> from) {
  return *rc::gen::elementOf(std::vector<std::string>(from.begin(), from.end()));
}
int below(int end) {
  return *rc::gen::inRange(0, end);
}

std::string expression(int depth);

std::string leaf() {
  switch (below(8)) {
    case 0:
      return std::to_string(below(1000));
    case 1:
      return pick({"1.50", "0.001", "1e3", "12345678901234567890.5", "-7"});
    case 2:
      return pick({"\"\"", "\"a\"", "\"é \\\"q\\\"\"", "\"line\\nbreak\"", "\"\\u263A\""});
    case 3:
      return pick({"true", "false", "null"});
    case 4:
      return pick(
          {"@\"2026-01-31\"", "@\"P1DT2H\"", "@\"-P1Y2M\"", "@\"10:30:00Z\"", "@\"2026-01-31T10:30:00@Europe/Oslo\""});
    case 5:
      return pick({"[]", "{}", "count", "nobody", "two words"});
    default:
      return pick({"order total", "pre-tax total", "customer", "items", "opened", "in stock"});
  }
}

std::string type(int depth) {
  if (depth > 2) return pick({"number", "string", "Any", "date and time"});
  switch (below(6)) {
    case 0:
      return "list<" + type(depth + 1) + ">";
    case 1:
      return "range<" + type(depth + 1) + ">";
    case 2:
      return "context<a: " + type(depth + 1) + ", two words: " + type(depth + 1) + ">";
    case 3:
      return "function<" + type(depth + 1) + ", number>->" + type(depth + 1);
    default:
      return pick({"number", "string", "boolean", "date", "years and months duration", "list", "context"});
  }
}

/// In brackets more often than not, so that most texts are FEEL.
std::string operand(int depth) {
  const std::string inner = expression(depth + 1);
  return below(3) == 0 ? inner : "(" + inner + ")";
}

std::string expression(int depth) {
  if (depth > 4) return leaf();
  switch (below(22)) {
    case 0:
      return operand(depth) + pick({" + ", " - ", "*", " / ", " ** "}) + operand(depth) + pick({" + ", " * "}) +
             operand(depth);
    case 1:
      return "-" + operand(depth);
    case 2:
      return operand(depth) + pick({" = ", " != ", " < ", " <= ", " > ", " >= "}) + operand(depth);
    case 3:
      return operand(depth) + " and " + operand(depth) + " and " + operand(depth);
    case 4:
      return operand(depth) + " or " + operand(depth) + " and " + operand(depth);
    case 5:
      return operand(depth) + " between " + operand(depth) + " and " + operand(depth);
    case 6:
      return operand(depth) + " in " +
             pick({"[1..3]", "(1..3)", "]1..3[", "(< 5)", "(1, 2, > 7)", "(not(3))", "items", "(!= 4)"});
    case 7:
      return "if " + operand(depth) + " then " + operand(depth) + " else " + operand(depth);
    case 8:
      return "for i in " + operand(depth) + ", j in 1..3 return " + operand(depth) + " + i + partial[-1]";
    case 9:
      return pick({"some", "every"}) + " x in " + operand(depth) + " satisfies x > " + operand(depth);
    case 10:
      return operand(depth) + "[" + expression(depth + 1) + "]";
    case 11:
      return operand(depth) + "[item > " + operand(depth) + "].name";
    case 12:
      return operand(depth) + "." + pick({"year", "home address", "start included"});
    case 13:
      return pick({"count", "sum", "string", "not", "date and time"}) + "(" + expression(depth + 1) + ")";
    case 14:
      return "substring(string: " + expression(depth + 1) + ", start position: " + expression(depth + 1) + ")";
    case 15:
      return "(function(a, b: number) a + b * " + operand(depth) + ")(" + expression(depth + 1) + ", 2)";
    case 16:
      return operand(depth) + " instance of " + type(0);
    case 17:
      return "[" + expression(depth + 1) + ", " + expression(depth + 1) + "]";
    case 18:
      return "{a: " + expression(depth + 1) + ", two words: a, \"+ odd\": " + expression(depth + 1) + "}";
    case 19:
      return pick({"[", "("}) + operand(depth) + ".." + operand(depth) + pick({"]", ")"});
    case 20:
      return pick({"(> ", "(<= ", "(= ", "(!= "}) + operand(depth) + ")";
    default:
      return leaf();
  }
}

bool same_type(const TypeSpec& a, const TypeSpec& b) {
  return a.base == b.base && a.simple == b.simple && a.names == b.names &&
         std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin(), b.arguments.end(), same_type);
}

/// Equal in everything but the places in the text.
bool same(const Node& a, const Node& b) {
  const bool alike = a.kind == b.kind && a.flag == b.flag && a.low_closed == b.low_closed &&
                     a.high_closed == b.high_closed && a.form == b.form && a.comparison == b.comparison &&
                     a.slot == b.slot && a.text == b.text && a.operators == b.operators && a.names == b.names &&
                     a.filters == b.filters && a.reads == b.reads && a.builtin == b.builtin && a.value == b.value &&
                     a.reads_question == b.reads_question && a.children.size() == b.children.size();
  if (!alike || (a.body == nullptr) != (b.body == nullptr) || (a.type == nullptr) != (b.type == nullptr)) return false;
  if (a.body != nullptr && !same(*a.body, *b.body)) return false;
  if (a.type != nullptr && !same_type(*a.type, *b.type)) return false;
  if (!a.parameters != !b.parameters) return false;
  if (a.parameters) {
    const auto& [own_names, types] = *a.parameters;
    const auto& [other_names, other_types] = *b.parameters;
    if (own_names != other_names ||
        !std::equal(types.begin(), types.end(), other_types.begin(), other_types.end(), same_type))
      return false;
  }
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    const Node* x = a.children[i].get();
    const Node* y = b.children[i].get();
    if ((x == nullptr) != (y == nullptr) || (x != nullptr && !same(*x, *y))) return false;
  }
  return true;
}

RC_GTEST_PROP(TreeProperty, PrintedTreesParseToTheSame, ()) {
  const std::string text = expression(0);
  const Parsed first = parse(text, names);
  RC_CLASSIFY(first.ok(), "is FEEL");
  if (!first.ok()) return;
  const std::string printed = first.expression.print();
  const Parsed second = parse(printed, names);
  RC_LOG() << text << "\nprinted as\n" << printed << "\n";
  RC_ASSERT(second.ok());
  RC_ASSERT(same(ExpressionAccess::root(first.expression), ExpressionAccess::root(second.expression)));
  RC_ASSERT(second.expression.print() == printed);
}

RC_GTEST_PROP(TreeProperty, PrintedCellsParseToTheSame, ()) {
  std::string text = pick({"", "< ", ">= ", "!= "}) + expression(3);
  for (int more = below(3); more > 0; --more) text += ", " + pick({"", "> "}) + expression(3);
  if (below(4) == 0) text = "not(" + text + ")";
  const Parsed first = parse_unary_tests(text, names);
  if (!first.ok()) return;
  const std::string printed = first.expression.print();
  const Parsed second = parse_unary_tests(printed, names);
  RC_LOG() << text << "\nprinted as\n" << printed << "\n";
  RC_ASSERT(second.ok());
  RC_ASSERT(same(ExpressionAccess::root(first.expression), ExpressionAccess::root(second.expression)));
}

RC_GTEST_PROP(TreeProperty, ExplainingChangesNoValueAndKeepsToTheText, ()) {
  const std::string text = expression(0);
  const Parsed parsed = parse(text, names);
  if (!parsed.ok()) return;
  const MapEnvironment environment({{"order total", 12}, {"in stock", true}, {"items", List{1, 2}}}, Instant{});
  const Explained explained = parsed.expression.explain(environment);
  RC_LOG() << text << "\n";
  RC_ASSERT(to_feel(explained.value) == to_feel(parsed.expression.evaluate(environment)));
  // A null has a reason somewhere, unless the text says null itself.
  const bool said = text.find("null") != std::string::npos || text.find("in stock") != std::string::npos;
  RC_ASSERT(!explained.value.is_null() || said || !explained.warnings.empty());
  for (const Diagnostic& warning : explained.warnings) {
    RC_ASSERT(warning.span.line == 1u);
    RC_ASSERT(warning.span.column >= 1u);
    RC_ASSERT(warning.span.end_column > warning.span.column);
  }
}

}  // namespace
}  // namespace evenhand::feel

#include "feel/operators.hpp"
#include "feel/parser.hpp"

namespace evenhand::feel {

NodePtr Parser::parse_unary_text() {
  tests_allowed_ = true;
  if (scanner_.at_end()) return fail("EH0311", "The cell is empty.", "Write - where any value will do.", 0, 0);
  const std::size_t start = scanner_.position();
  if (scanner_.sees_keyword("not") && scanner_.accept("not") && scanner_.sees("(")) {
    NodePtr negated = parse_negated_tests();
    if (negated) return negated;
  }
  scanner_.move_to(start);
  NodePtr node = parse_tests("");
  return check_end() ? std::move(node) : nullptr;
}

/// `not(…)` is a test only when nothing follows it; otherwise it is a call like any other.
NodePtr Parser::parse_negated_tests() {
  const std::size_t reported = diagnostics_.size();
  static_cast<void>(scanner_.accept("("));
  NodePtr node = parse_tests(")");
  if (node && scanner_.accept(")") && scanner_.at_end()) {
    if (node->kind != Kind::tests) {
      auto outer = std::make_unique<Node>(Kind::tests);
      outer->children.push_back(std::move(node));
      node = finish(std::move(outer));
      if (!node) return nullptr;
    }
    node->flag = true;
    return node;
  }
  diagnostics_.resize(reported);
  failed_ = false;
  return nullptr;
}

NodePtr Parser::parse_tests(std::string_view closer) {
  auto node = std::make_unique<Node>(Kind::tests);
  do {
    NodePtr test = parse_test();
    if (!test) return nullptr;
    node->children.push_back(std::move(test));
  } while (scanner_.accept(","));
  if (node->children.size() == 1 && closer.empty()) return std::move(node->children.front());
  return finish(std::move(node));
}

NodePtr Parser::parse_test() {
  const Depth depth(*this);
  scanner_.skip_blanks();
  const std::size_t start = scanner_.position();
  if (scanner_.accept("-")) {
    if (scanner_.at_end() || scanner_.sees(",") || scanner_.sees(")")) return std::make_unique<Node>(Kind::any);
    scanner_.move_to(start);
  }
  std::uint8_t comparison = 0;
  if (accept_comparison(comparison)) {
    auto node = std::make_unique<Node>(Kind::test_compare);
    node->comparison = comparison;
    node->children.push_back(parse_additive());
    if (!node->children.back()) return nullptr;
    node->reads_question = true;
    return placed(finish(std::move(node)), start);
  }
  if (failed_) return nullptr;
  auto node = std::make_unique<Node>(Kind::test_value);
  node->children.push_back(parse_expression());
  if (!node->children.back()) return nullptr;
  node->flag = node->children.back()->reads_question;
  node->reads_question = true;
  return finish(std::move(node));
}

NodePtr Parser::parse_in(NodePtr left) {
  const bool was_allowed = tests_allowed_;
  tests_allowed_ = true;
  NodePtr test;
  std::uint8_t comparison = 0;
  if (scanner_.sees("(")) {
    test = parse_bracketed_tests();
  } else if (accept_comparison(comparison)) {
    test = std::make_unique<Node>(Kind::test_compare);
    test->comparison = comparison;
    test->children.push_back(parse_additive());
    test = test->children.back() ? finish(std::move(test)) : nullptr;
  } else {
    test = std::make_unique<Node>(Kind::test_value);
    test->children.push_back(parse_additive());
    test = test->children.back() ? finish(std::move(test)) : nullptr;
  }
  tests_allowed_ = was_allowed;
  if (!test) return nullptr;
  // Here `?` is the value on the left, so it does not reach outside.
  test->flag = test->kind == Kind::test_value && test->children.front()->reads_question;
  test->reads_question = false;
  auto node = std::make_unique<Node>(Kind::in);
  node->children.push_back(std::move(left));
  node->children.push_back(std::move(test));
  return finish(std::move(node));
}

/// After `in`: `(1..3)`, `(list)`, `(<5)`, `("a", "b")`.
NodePtr Parser::parse_bracketed_tests() {
  scanner_.skip_blanks();
  const std::size_t start = scanner_.position();
  static_cast<void>(scanner_.accept("("));
  NodePtr tests = parse_tests(")");
  if (!tests) return nullptr;
  const bool is_one = tests->children.size() == 1;
  const bool is_value = is_one && tests->children.front()->kind == Kind::test_value;
  NodePtr value = is_value ? std::move(tests->children.front()->children.front()) : nullptr;
  if (is_value && scanner_.accept("..")) {
    value = placed(parse_range_end(std::move(value), false, start), start);
    return value ? goes_on(std::move(value)) : nullptr;
  }
  if (!scanner_.accept(")")) return fail_expected("\",\" or \")\" after a test");
  const char next = scanner_.peek();
  if (is_value && next != '\0' && std::string_view("+-*/[.").find(next) != std::string_view::npos &&
      !scanner_.sees("..")) {
    return goes_on(placed(std::move(value), start));
  }
  if (is_value) tests->children.front()->children.front() = std::move(value);
  // One test in brackets is that test.
  return is_one ? std::move(tests->children.front()) : std::move(tests);
}

/// What stands in the brackets turned out to be the beginning of an expression: it is not read a second time, since what is
/// nested would then be read twice for every level.
NodePtr Parser::goes_on(NodePtr first) {
  given_ = std::move(first);
  auto node = std::make_unique<Node>(Kind::test_value);
  node->children.push_back(parse_additive());
  return node->children.back() ? finish(std::move(node)) : nullptr;
}

}  // namespace evenhand::feel

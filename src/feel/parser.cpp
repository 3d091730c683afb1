#include "feel/parser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

NodePtr Parser::fail(std::string code, std::string message, std::string hint, std::size_t from, std::size_t to) {
  // What follows the first syntax error would only be noise.
  if (!failed_) {
    diagnostics_.push_back(
        {Severity::error, std::move(code), std::move(message), std::move(hint), scanner_.span(from, to)});
  }
  failed_ = true;
  return nullptr;
}

NodePtr Parser::fail_expected(std::string_view what, std::string hint) {
  const std::string next = scanner_.describe_next();
  const std::size_t at = scanner_.position();
  const std::size_t length = next.front() == '"' ? next.size() - 2 : 1;
  if (hint.empty()) {
    const std::string_view rest = scanner_.rest();
    if (rest.starts_with("&&")) hint = "FEEL writes \"and\".";
    if (rest.starts_with("||")) hint = "FEEL writes \"or\".";
    if (rest.starts_with("!")) hint = "FEEL writes not(…), and != for \"is not\".";
    if (rest.starts_with("=")) hint = "FEEL compares with one \"=\".";
    if (rest.starts_with("'") || rest.starts_with("“")) hint = "Put text between straight double quotes: \"text\".";
    if (rest.starts_with(">") && what == "a value") hint = "FEEL writes != for \"is not\".";
    if (at > 0 && scanner_.source().substr(at - 1).starts_with("/*"))
      hint = "A comment that begins with /* must end with */.";
  }
  return fail("EH0300", fmt::format("Expected {}, found {}.", what, next), std::move(hint), at, at + length);
}

NodePtr Parser::fail_depth() {
  const std::size_t at = scanner_.position();
  return fail("EH0308", fmt::format("The expression is nested deeper than {} levels.", limits::feel_depth_max),
              "Give a part of it a name of its own.", at, at + 1);
}

bool Parser::expect(std::string_view symbol, std::string_view why) {
  if (scanner_.accept(symbol)) return true;
  fail_expected(fmt::format("\"{}\" {}", symbol, why));
  return false;
}

bool Parser::expect_keyword(std::string_view word, std::string_view why) {
  if (scanner_.accept_keyword(word)) return true;
  fail_expected(fmt::format("\"{}\" {}", word, why));
  return false;
}

std::uint32_t Parser::declare(std::string name, bool is_filter) {
  const auto slot = static_cast<std::uint32_t>(locals_.size());
  locals_by_word_[first_word(name)].push_back(slot);
  if (is_filter) filters_.push_back(slot);
  locals_.push_back({std::move(name), slot, is_filter});
  return slot;
}

void Parser::forget() {
  locals_by_word_[first_word(locals_.back().name)].pop_back();
  if (locals_.back().is_filter) filters_.pop_back();
  locals_.pop_back();
}

std::string Parser::first_word(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return std::string(text.begin(), std::find_if_not(text.begin(), text.end(), is_word));
}

NodePtr Parser::literal(Value value) {
  auto node = std::make_unique<Node>(Kind::literal);
  node->value = std::move(value);
  return node;
}

NodePtr Parser::finish(NodePtr node) {
  if (!node) return nullptr;
  std::uint16_t below = node->body ? node->body->height : std::uint16_t{0};
  for (const NodePtr& child : node->children) {
    if (!child) continue;
    below = std::max(below, child->height);
    node->reads_question = node->reads_question || child->reads_question;
  }
  const Node* first = node->children.empty() ? nullptr : node->children.front().get();
  if (node->to == 0) {
    node->from = first != nullptr ? first->from : static_cast<std::uint32_t>(scanner_.position());
    node->to = static_cast<std::uint32_t>(end_of_last(node->from));
  }
  node->height = static_cast<std::uint16_t>(below + 1);
  if (node->height <= limits::feel_depth_max) return node;
  return fail_depth();
}

std::size_t Parser::end_of_last(std::size_t from) const noexcept {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  std::size_t end = scanner_.position();
  while (end > from && blanks.find(scanner_.source()[end - 1]) != std::string_view::npos) --end;
  return end;
}

NodePtr Parser::placed(NodePtr node, std::size_t from) {
  if (!node) return nullptr;
  node->from = static_cast<std::uint32_t>(from);
  node->to = static_cast<std::uint32_t>(end_of_last(from));
  return node;
}

bool Parser::check_end() {
  if (failed_) return false;
  if (scanner_.at_end()) return true;
  std::string hint;
  const std::string_view rest = scanner_.rest();
  if (rest.starts_with(")") || rest.starts_with("]") || rest.starts_with("}"))
    hint = "There is no bracket for it to close.";
  fail_expected("an operator or the end", std::move(hint));
  return false;
}

NodePtr Parser::parse_expression_text() {
  if (scanner_.at_end()) return fail("EH0311", "There is no expression.", "Write a condition or a value.", 0, 0);
  NodePtr node = parse_expression();
  return check_end() ? std::move(node) : nullptr;
}

bool Parser::accept_comparison(std::uint8_t& comparison) {
  struct Symbol {
    std::string_view text;
    Comparison value;
  };
  constexpr Symbol symbols[] = {{"<=", Comparison::less_equal}, {">=", Comparison::greater_equal},
                                {"!=", Comparison::not_equal},  {"<", Comparison::less},
                                {">", Comparison::greater},     {"=", Comparison::equal}};
  for (const Symbol& symbol : symbols) {
    if (!scanner_.accept(symbol.text)) continue;
    comparison = static_cast<std::uint8_t>(symbol.value);
    return true;
  }
  return false;
}

NodePtr Parser::parse_expression() {
  const Depth depth(*this);
  if (depth_ > limits::feel_depth_max) return fail_depth();
  return parse_disjunction();
}

NodePtr Parser::parse_disjunction() {
  NodePtr first = parse_conjunction();
  if (!first || !scanner_.sees_keyword("or")) return first;
  auto node = std::make_unique<Node>(Kind::disjunction);
  node->children.push_back(std::move(first));
  while (scanner_.accept_keyword("or")) {
    node->children.push_back(parse_conjunction());
    if (!node->children.back()) return nullptr;
  }
  return finish(std::move(node));
}

NodePtr Parser::parse_conjunction() {
  NodePtr first = parse_comparison();
  if (!first || !scanner_.sees_keyword("and")) return first;
  auto node = std::make_unique<Node>(Kind::conjunction);
  node->children.push_back(std::move(first));
  while (scanner_.accept_keyword("and")) {
    node->children.push_back(parse_comparison());
    if (!node->children.back()) return nullptr;
  }
  return finish(std::move(node));
}

NodePtr Parser::parse_comparison() {
  NodePtr left = parse_additive();
  while (left) {
    std::uint8_t comparison = 0;
    if (scanner_.accept_keyword("between")) {
      left = parse_between(std::move(left));
    } else if (scanner_.accept_keyword("in")) {
      left = parse_in(std::move(left));
    } else if (accept_comparison(comparison)) {
      auto node = std::make_unique<Node>(Kind::compare);
      node->comparison = comparison;
      node->children.push_back(std::move(left));
      node->children.push_back(parse_additive());
      if (!node->children.back()) return nullptr;
      left = finish(std::move(node));
    } else {
      return left;
    }
  }
  return nullptr;
}

NodePtr Parser::parse_between(NodePtr left) {
  auto node = std::make_unique<Node>(Kind::between);
  node->children.push_back(std::move(left));
  node->children.push_back(parse_additive());
  if (!node->children.back() || !expect_keyword("and", "between the two ends of \"between\"")) return nullptr;
  node->children.push_back(parse_additive());
  return node->children.back() ? finish(std::move(node)) : nullptr;
}

NodePtr Parser::chain(NodePtr first, std::initializer_list<std::string_view> operators, NodePtr (Parser::*next)()) {
  NodePtr node;
  while (first || node) {
    const auto found = std::find_if(operators.begin(), operators.end(), [&](std::string_view symbol) {
      if (!scanner_.sees(symbol)) return false;
      return symbol != "*" || !scanner_.sees("**");
    });
    if (found == operators.end()) return node ? finish(std::move(node)) : std::move(first);
    static_cast<void>(scanner_.accept(*found));
    if (!node) {
      node = std::make_unique<Node>(Kind::chain);
      node->children.push_back(std::move(first));
    }
    node->operators.push_back(*found == "**" ? '^' : found->front());
    node->children.push_back((this->*next)());
    if (!node->children.back()) return nullptr;
  }
  return nullptr;
}

NodePtr Parser::parse_additive() {
  return chain(parse_multiplicative(), {"+", "-"}, &Parser::parse_multiplicative);
}
NodePtr Parser::parse_multiplicative() {
  return chain(parse_power(), {"*", "/"}, &Parser::parse_power);
}
NodePtr Parser::parse_power() {
  return chain(parse_unary(), {"**"}, &Parser::parse_unary);
}

NodePtr Parser::parse_unary() {
  scanner_.skip_blanks();
  const std::size_t start = scanner_.position();
  if (given_ || !scanner_.accept("-")) return parse_postfix();
  const Depth depth(*this);
  if (depth_ > limits::feel_depth_max) return fail_depth();
  NodePtr operand = parse_unary();
  if (!operand) return nullptr;
  if (operand->kind == Kind::literal && operand->value.as_number() != nullptr) {
    operand->value = operand->value.as_number()->negated();
    return placed(std::move(operand), start);
  }
  auto node = std::make_unique<Node>(Kind::negate);
  node->children.push_back(std::move(operand));
  return placed(finish(std::move(node)), start);
}

/// What ends a range could also begin a filter by a name that begins with a keyword: `items[in stock]`.
bool Parser::sees_range_closer() {
  if (!scanner_.sees_range_closer()) return false;
  const std::size_t start = scanner_.position();
  static_cast<void>(scanner_.accept("["));
  std::string text;
  const Local* local = nullptr;
  bool known = false;
  const bool is_name = known_name_end(text, local, known) != std::string_view::npos;
  scanner_.move_to(start);
  return !is_name;
}

NodePtr Parser::parse_postfix() {
  NodePtr node = parse_primary();
  while (node) {
    if (scanner_.sees("[") && !sees_range_closer()) {
      node = parse_filter(std::move(node));
    } else if (scanner_.sees("(")) {
      node = parse_call(std::move(node));
    } else if (scanner_.sees(".") && !scanner_.sees("..")) {
      node = parse_member(std::move(node));
    } else if (scanner_.accept_keyword("instance")) {
      if (!expect_keyword("of", "after \"instance\"")) return nullptr;
      TypeSpec type;
      if (!parse_type(type)) return nullptr;
      auto outer = std::make_unique<Node>(Kind::instance_of);
      outer->children.push_back(std::move(node));
      outer->type = std::make_shared<const TypeSpec>(std::move(type));
      node = finish(std::move(outer));
    } else {
      return node;
    }
  }
  return nullptr;
}

}  // namespace evenhand::feel

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/operators.hpp"
#include "feel/parser.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

NodePtr Parser::parse_primary() {
  if (given_) return std::move(given_);
  scanner_.skip_blanks();
  const std::size_t start = scanner_.position();
  return placed(parse_primary_bare(), start);
}

NodePtr Parser::parse_primary_bare() {
  const char c = scanner_.peek();
  const std::size_t start = scanner_.position();
  switch (c) {
    case '"':
      return parse_string();
    case '@':
      return parse_temporal();
    case '(':
      return parse_parenthesis();
    case '[':
    case ']':
      return parse_list_or_range();
    case '{':
      return parse_context();
    case '?': {
      static_cast<void>(scanner_.accept("?"));
      if (!tests_allowed_ && strict_) {
        diagnostics_.push_back({Severity::error, "EH0301", "\"?\" has a meaning only in the cell of a decision table.",
                                "Write the name of the value.", scanner_.span(start, start + 1)});
      }
      auto node = std::make_unique<Node>(Kind::question);
      node->reads_question = true;
      return node;
    }
    default:
      break;
  }
  std::string text;
  const Local* local = nullptr;
  bool known = false;
  const std::size_t known_end = known_name_end(text, local, known);
  if ((c >= '0' && c <= '9') || c == '.') {
    // A name in scope may begin with a digit; it must reach further than the number.
    NodePtr number = parse_number();
    if (known_end == std::string_view::npos || known_end <= scanner_.position()) return number;
    scanner_.move_to(start);
    return parse_name();
  }
  if (!scanner_.sees_word()) return fail_expected("a value");
  const std::string_view word = scanner_.accept_word();
  const std::size_t word_end = scanner_.position();
  scanner_.move_to(start);
  // A longer name in scope that begins with such a word is the name, unless it reads as `for NAME in`.
  if (known_end != std::string_view::npos && known_end > word_end) {
    scanner_.move_to(known_end);
    const bool reads_as_loop = (word == "for" || word == "some" || word == "every") && scanner_.sees_keyword("in");
    scanner_.move_to(start);
    if (!reads_as_loop) return parse_name();
  }
  if (is_keyword(word)) return fail_expected("a value");
  if (scanner_.accept_keyword("true")) return literal(true);
  if (scanner_.accept_keyword("false")) return literal(false);
  if (scanner_.accept_keyword("null")) return literal(Value{});
  if (scanner_.accept_keyword("if")) return parse_if();
  if (scanner_.accept_keyword("for")) return parse_iteration(false, false);
  if (word == "some" || word == "every") {
    static_cast<void>(scanner_.accept_word());
    return parse_iteration(true, word == "every");
  }
  if (word == "function") {
    static_cast<void>(scanner_.accept_word());
    if (scanner_.sees("(")) return parse_function();
    scanner_.move_to(start);
  }
  return parse_name();
}

NodePtr Parser::parse_number() {
  const std::size_t start = scanner_.position();
  const std::string_view token = scanner_.accept_number();
  if (token.empty()) return fail_expected("a value");
  const auto number = Decimal::parse(token);
  if (number) return literal(*number);
  return fail("EH0305", "The number is out of range.", "Numbers have 34 digits and exponents up to 6144.", start,
              scanner_.position());
}

NodePtr Parser::parse_string() {
  std::size_t at = 0;
  auto text = scanner_.accept_string(at);
  if (text) return literal(std::move(*text));
  return fail("EH0304", "The text is not closed.", "End it with \" on the same line; write \\\" for a quote inside.",
              at, scanner_.source().size());
}

NodePtr Parser::parse_temporal() {
  const std::size_t start = scanner_.position();
  static_cast<void>(scanner_.accept("@"));
  if (scanner_.rest().empty() || scanner_.rest().front() != '"')
    return fail_expected("a quoted date or time after \"@\"");
  std::size_t at = 0;
  const auto text = scanner_.accept_string(at);
  if (!text) return fail("EH0304", "The text is not closed.", "End it with \".", at, scanner_.source().size());
  for (Value (*parse_text)(std::string_view) : {parse_date, parse_date_time, parse_time, parse_duration}) {
    Value value = parse_text(*text);
    if (!value.is_null()) return literal(std::move(value));
  }
  return fail("EH0306", fmt::format("\"{}\" is no date, time or duration.", shown(*text)),
              "Write it like 2026-01-31, 09:30:00, 2026-01-31T09:30:00Z, P3D or P1Y6M.", start, scanner_.position());
}

NodePtr Parser::parse_parenthesis() {
  const std::size_t start = scanner_.position();
  static_cast<void>(scanner_.accept("("));
  std::uint8_t comparison = 0;
  if (accept_comparison(comparison)) {
    // A range with one end: (< 5), or about one value: (!= 5).
    auto node = std::make_unique<Node>(Kind::range);
    const auto symbol = static_cast<Comparison>(comparison);
    const Depth depth(*this);
    if (depth_ > limits::feel_depth_max) return fail_depth();
    NodePtr end = parse_additive();
    if (!end || !expect(")", "after the end of a range")) return nullptr;
    if (symbol == Comparison::equal || symbol == Comparison::not_equal) {
      node->form = symbol == Comparison::equal ? RangeForm::equal : RangeForm::not_equal;
      node->low_closed = node->high_closed = symbol == Comparison::equal;
      node->children.push_back(std::move(end));
      return finish(std::move(node));
    }
    const bool upper = symbol == Comparison::less || symbol == Comparison::less_equal;
    node->low_closed = symbol == Comparison::greater_equal;
    node->high_closed = symbol == Comparison::less_equal;
    node->children.push_back(upper ? nullptr : std::move(end));
    node->children.push_back(upper ? std::move(end) : nullptr);
    return finish(std::move(node));
  }
  NodePtr inner = parse_expression();
  if (!inner) return nullptr;
  if (scanner_.accept("..")) return parse_range_end(std::move(inner), false, start);
  if (!expect(")", "to close the bracket")) return nullptr;
  return inner;
}

NodePtr Parser::parse_list_or_range() {
  const std::size_t start = scanner_.position();
  const bool closed = scanner_.accept("[");
  if (!closed) static_cast<void>(scanner_.accept("]"));
  auto node = std::make_unique<Node>(Kind::list);
  if (closed && scanner_.accept("]")) return literal(List{});
  for (;;) {
    NodePtr item = parse_expression();
    if (!item) return nullptr;
    if (node->children.empty() && scanner_.accept("..")) return parse_range_end(std::move(item), closed, start);
    if (!closed) return fail_expected("\"..\" of a range");
    node->children.push_back(std::move(item));
    if (!scanner_.accept(",")) break;
  }
  if (!expect("]", "to close the list")) return nullptr;
  const bool constant = std::all_of(node->children.begin(), node->children.end(),
                                    [](const NodePtr& child) { return child->kind == Kind::literal; });
  if (!constant) return finish(std::move(node));
  List items;
  for (const NodePtr& child : node->children) items.push_back(child->value);
  return literal(std::move(items));
}

namespace {

bool can_bound(const Value& low, const Value& high) {
  const auto ends = order(low, high);
  return ends && *ends <= 0;
}

}  // namespace

NodePtr Parser::parse_range_end(NodePtr low, bool low_closed, std::size_t start) {
  NodePtr high = parse_expression();
  if (!high) return nullptr;
  auto node = std::make_unique<Node>(Kind::range);
  node->low_closed = low_closed;
  node->high_closed = scanner_.accept("]");
  if (!node->high_closed && !scanner_.accept(")") && !scanner_.accept("[")) {
    return fail_expected("\"]\" or \")\" to close the range");
  }
  const bool constant = low->kind == Kind::literal && high->kind == Kind::literal;
  if (constant && strict_ && !order(low->value, high->value)) {
    return fail("EH0316", "The ends of the range cannot be compared.",
                "Both ends must be of one kind, such as two numbers.", start, scanner_.position());
  }
  // A range that is the same each time is made once. One that cannot be made stays, to say why when it is evaluated.
  if (constant && can_bound(low->value, high->value)) {
    return literal(Range{low->value, high->value, node->low_closed, node->high_closed});
  }
  node->children.push_back(std::move(low));
  node->children.push_back(std::move(high));
  return finish(std::move(node));
}

std::string Parser::parse_key() {
  if (scanner_.peek() == '"') {
    std::size_t at = 0;
    const auto text = scanner_.accept_string(at);
    if (text) return *text;
    fail("EH0304", "The text is not closed.", "End it with \".", at, scanner_.source().size());
    return {};
  }
  const std::string_view rest = scanner_.rest();
  const std::size_t end = rest.find_first_of(":\"{}[](),");
  if (!scanner_.sees_word() || end == std::string_view::npos || rest[end] != ':') {
    fail_expected("a name and \":\" for an entry");
    return {};
  }
  scanner_.move_to(scanner_.position() + end);
  return text::collapse_spaces(rest.substr(0, end));
}

NodePtr Parser::parse_context() {
  static_cast<void>(scanner_.accept("{"));
  auto node = std::make_unique<Node>(Kind::context);
  node->slot = static_cast<std::uint32_t>(locals_.size());
  const Scope scope(*this);
  if (scanner_.accept("}")) return literal(Context{});
  std::unordered_set<std::string> keys;
  do {
    scanner_.skip_blanks();
    const std::size_t start = scanner_.position();
    std::string key = parse_key();
    if (failed_) return nullptr;
    if (!keys.insert(key).second) {
      if (strict_) {
        return fail("EH0315", fmt::format("The entry \"{}\" is there twice.", shown(key)), "Rename one of them.", start,
                    scanner_.position());
      }
      if (!node->flag) node->text = key;
      node->flag = true;
    }
    if (!expect(":", "after the name of an entry")) return nullptr;
    // A function may call itself by the name of its entry; no other value can refer to itself.
    const std::size_t value_at = scanner_.position();
    const bool is_function = scanner_.accept_keyword("function") && scanner_.sees("(");
    scanner_.move_to(value_at);
    if (is_function) declare(key);
    NodePtr value = parse_expression();
    if (!value) return nullptr;
    if (is_function && value->kind == Kind::function) value->flag = true;
    if (!is_function) declare(key);
    node->names.push_back(std::move(key));
    node->children.push_back(std::move(value));
  } while (scanner_.accept(","));
  if (!expect("}", "to close the context")) return nullptr;
  return finish(std::move(node));
}

NodePtr Parser::parse_if() {
  auto node = std::make_unique<Node>(Kind::conditional);
  node->children.push_back(parse_expression());
  if (!node->children.back() || !expect_keyword("then", "after the condition of \"if\"")) return nullptr;
  node->children.push_back(parse_expression());
  if (!node->children.back()) return nullptr;
  if (!expect_keyword("else", "after the \"then\" part: FEEL's \"if\" always has both")) return nullptr;
  node->children.push_back(parse_expression());
  return node->children.back() ? finish(std::move(node)) : nullptr;
}

NodePtr Parser::parse_iteration(bool quantified, bool every) {
  auto node = std::make_unique<Node>(quantified ? Kind::quantified : Kind::iteration);
  node->flag = every;
  node->slot = static_cast<std::uint32_t>(locals_.size());
  const Scope scope(*this);
  do {
    std::string name = scanner_.accept_words();
    if (name.empty()) return fail_expected("the name of a variable");
    if (!expect_keyword("in", "after the name of the variable")) return nullptr;
    NodePtr domain = parse_expression();
    if (!domain) return nullptr;
    if (scanner_.accept("..")) {
      auto range = std::make_unique<Node>(Kind::range);
      range->children.push_back(std::move(domain));
      range->children.push_back(parse_expression());
      domain = range->children.back() ? finish(std::move(range)) : nullptr;
      if (!domain) return nullptr;
      domain->flag = true;
    }
    declare(name);
    node->names.push_back(std::move(name));
    node->children.push_back(std::move(domain));
  } while (scanner_.accept(","));
  const std::size_t before = scanner_.position();
  if (!quantified) declare("partial");
  const char* word = quantified ? "satisfies" : "return";
  if (!expect_keyword(word, quantified ? "after the list" : "after the list to go through")) return nullptr;
  node->children.push_back(parse_expression());
  if (!node->children.back()) return nullptr;
  // Keeping the results so far as a list costs a copy a round: only where the word is there at all.
  const std::string_view result = scanner_.source().substr(before, scanner_.position() - before);
  if (!quantified) node->flag = result.find("partial") != std::string_view::npos;
  return finish(std::move(node));
}

NodePtr Parser::parse_function() {
  auto node = std::make_unique<Node>(Kind::function);
  Parameters parameters;
  if (!expect("(", "after \"function\"")) return nullptr;
  node->slot = static_cast<std::uint32_t>(locals_.size());
  const Scope scope(*this);
  if (!scanner_.sees(")")) {
    do {
      std::string name = scanner_.accept_words();
      if (name.empty()) return fail_expected("the name of a parameter");
      TypeSpec type;
      if (scanner_.accept(":") && !parse_type(type)) return nullptr;
      declare(name);
      parameters.names.push_back(std::move(name));
      parameters.types.push_back(std::move(type));
    } while (scanner_.accept(","));
    const auto is_any = [](const TypeSpec& type) { return type.base == TypeSpec::Base::any; };
    if (std::all_of(parameters.types.begin(), parameters.types.end(), is_any)) parameters.types.clear();
  }
  if (!expect(")", "after the parameters")) return nullptr;
  std::set<std::string> reads;
  function_reads_.push_back(&reads);
  const bool external = scanner_.accept_keyword("external");
  NodePtr body = parse_expression();
  function_reads_.pop_back();
  if (!body) return nullptr;
  if (external) body = literal(Value::null("functions in other languages are not called"));
  node->parameters = std::make_shared<const Parameters>(std::move(parameters));
  node->reads.assign(reads.begin(), reads.end());
  node->body = std::shared_ptr<const Node>(std::move(body));
  return finish(std::move(node));
}

bool Parser::parse_type_arguments(TypeSpec& out) {
  const bool named = out.base == TypeSpec::Base::context;
  if (scanner_.accept(">")) return true;
  do {
    if (named) {
      out.names.push_back(scanner_.accept_words());
      if (out.names.back().empty() || !expect(":", "after the name of an entry")) return fail_expected("a name"), false;
    }
    out.arguments.emplace_back();
    if (!parse_type(out.arguments.back())) return false;
  } while (scanner_.accept(","));
  return expect(">", "after the type");
}

bool Parser::parse_type(TypeSpec& out) {
  struct Name {
    std::string_view text;
    TypeSpec::Base base;
    Type simple;
  };
  using Base = TypeSpec::Base;
  constexpr std::array<Name, 17> names = {{{"years and months duration", Base::simple, Type::years_months},
                                           {"days and time duration", Base::simple, Type::days_time},
                                           {"date and time", Base::simple, Type::date_time},
                                           {"dayTimeDuration", Base::simple, Type::days_time},
                                           {"yearMonthDuration", Base::simple, Type::years_months},
                                           {"dateTime", Base::simple, Type::date_time},
                                           {"number", Base::simple, Type::number},
                                           {"string", Base::simple, Type::string},
                                           {"boolean", Base::simple, Type::boolean},
                                           {"date", Base::simple, Type::date},
                                           {"time", Base::simple, Type::time},
                                           {"Null", Base::simple, Type::null},
                                           {"Any", Base::any, Type::null},
                                           {"list", Base::list, Type::list},
                                           {"context", Base::context, Type::context},
                                           {"range", Base::range, Type::range},
                                           {"function", Base::function, Type::function}}};
  const Depth depth(*this);
  if (depth_ > limits::feel_depth_max) return fail_depth(), false;
  scanner_.skip_blanks();
  const std::size_t start = scanner_.position();
  for (const Name& name : names) {
    const std::size_t end = scanner_.match_name(name.text);
    if (end == std::string_view::npos) continue;
    scanner_.move_to(end);
    out.base = name.base;
    out.simple = name.simple;
    out.text = name.text;
    if (name.base == Base::simple || name.base == Base::any) return true;
    if (!scanner_.accept("<")) return true;
    if (!parse_type_arguments(out)) return false;
    if (name.base == Base::function && scanner_.accept("->")) {
      out.arguments.emplace_back();
      if (!parse_type(out.arguments.back())) return false;
    }
    out.text = text::collapse_spaces(scanner_.source().substr(start, scanner_.position() - start));
    return true;
  }
  out.base = Base::unknown;
  out.text = scanner_.accept_words();
  while (!out.text.empty() && scanner_.sees(".") && !scanner_.sees("..")) {
    static_cast<void>(scanner_.accept("."));
    out.text += "." + scanner_.accept_words();
  }
  if (out.text.empty()) return fail_expected("the name of a type"), false;
  if (strict_) {
    diagnostics_.push_back({Severity::error, "EH0313", fmt::format("There is no type \"{}\".", shown(out.text)),
                            "Types are string, number, boolean, date, time, date and time, list, context, …",
                            scanner_.span(start, scanner_.position())});
  }
  return true;
}

}  // namespace evenhand::feel

#include <algorithm>

#include "feel/node.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

namespace {

/// Binding strength, loosest first; a part that binds looser than its place allows gets brackets.
enum Strength : int { block, disjoint, conjoint, compared, added, multiplied, raised, negated, postfixed, primary };

int strength_of(const Node& node) {
  switch (node.kind) {
    case Kind::conditional:
    case Kind::iteration:
    case Kind::quantified:
    case Kind::function:
      return block;
    case Kind::disjunction:
      return disjoint;
    case Kind::conjunction:
      return conjoint;
    case Kind::compare:
    case Kind::between:
    case Kind::in:
      return compared;
    case Kind::chain:
      switch (node.operators.front()) {
        case '+':
        case '-':
          return added;
        case '^':
          return raised;
        default:
          return multiplied;
      }
    case Kind::negate:
      return negated;
    case Kind::path:
    case Kind::filter:
    case Kind::call:
      return postfixed;
    case Kind::instance_of: {
      // After a bare `list` or `context` a "<" would begin its parts.
      const TypeSpec::Base base = node.type->base;
      const bool is_open = base == TypeSpec::Base::list || base == TypeSpec::Base::context ||
                           base == TypeSpec::Base::range || base == TypeSpec::Base::function;
      return is_open && node.type->arguments.empty() ? block : postfixed;
    }
    case Kind::literal: {
      const Decimal* number = node.value.as_number();
      return number != nullptr && number->is_negative() ? negated : primary;
    }
    default:
      return primary;
  }
}

bool is_plain_key(std::string_view key) noexcept {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (key.empty() || !letter(key.front()) || key.back() == ' ') return false;
  return std::all_of(key.begin(), key.end(), [&](char c) { return letter(c) || c == ' ' || (c >= '0' && c <= '9'); });
}

constexpr std::string_view comparison_text(std::uint8_t comparison) noexcept {
  switch (static_cast<Comparison>(comparison)) {
    case Comparison::equal:
      return "=";
    case Comparison::not_equal:
      return "!=";
    case Comparison::less:
      return "<";
    case Comparison::less_equal:
      return "<=";
    case Comparison::greater:
      return ">";
    case Comparison::greater_equal:
      return ">=";
  }
  return "=";
}

class Printer {
 public:
  void print(const Node& node, int least) {
    const bool brackets = strength_of(node) < least;
    if (brackets) out_ += '(';
    print_bare(node);
    if (brackets) out_ += ')';
  }

  std::string take() { return std::move(out_); }

 private:
  void print_bare(const Node& node) {
    switch (node.kind) {
      case Kind::literal:
        out_ += to_feel(node.value);
        break;
      case Kind::local:
      case Kind::name:
      case Kind::builtin:
        out_ += node.text;
        break;
      case Kind::question:
        out_ += '?';
        break;
      case Kind::any:
        out_ += '-';
        break;
      case Kind::list:
        print_all(node.children, 0, "[", "]");
        break;
      case Kind::context:
        print_context(node);
        break;
      case Kind::range:
        print_range(node);
        break;
      case Kind::negate:
        out_ += '-';
        print(*node.children.front(), postfixed);
        break;
      case Kind::chain:
        print_chain(node);
        break;
      case Kind::compare:
        print(*node.children[0], compared);
        out_.append(" ").append(comparison_text(node.comparison)).append(" ");
        print(*node.children[1], added);
        break;
      case Kind::conjunction:
        print_joined(node, " and ", compared);
        break;
      case Kind::disjunction:
        print_joined(node, " or ", conjoint);
        break;
      case Kind::between:
        print(*node.children[0], compared);
        out_ += " between ";
        print(*node.children[1], added);
        out_ += " and ";
        print(*node.children[2], added);
        break;
      case Kind::in:
        print_in(node);
        break;
      case Kind::test_compare:
        out_.append(comparison_text(node.comparison)).append(" ");
        print(*node.children.front(), added);
        break;
      case Kind::test_value:
        print(*node.children.front(), block);
        break;
      case Kind::tests:
        if (node.flag) return print_all(node.children, 0, "not(", ")");
        print_all(node.children, 0, "", "");
        break;
      case Kind::conditional:
        out_ += "if ";
        print(*node.children[0], block);
        out_ += " then ";
        print(*node.children[1], block);
        out_ += " else ";
        print(*node.children[2], block);
        break;
      case Kind::iteration:
        print_loop(node, "for ", " return ");
        break;
      case Kind::quantified:
        print_loop(node, node.flag ? "every " : "some ", " satisfies ");
        break;
      case Kind::path:
        print(*node.children.front(), postfixed);
        out_.append(".").append(node.text);
        break;
      case Kind::filter:
        print(*node.children[0], postfixed);
        out_ += '[';
        print(*node.children[1], block);
        out_ += ']';
        break;
      case Kind::call:
        print_call(node);
        break;
      case Kind::function:
        print_function(node);
        break;
      case Kind::instance_of:
        print(*node.children.front(), postfixed);
        out_.append(" instance of ").append(node.type->text);
        break;
    }
  }

  void print_all(const std::vector<NodePtr>& nodes, std::size_t from, std::string_view open, std::string_view close) {
    out_ += open;
    for (std::size_t i = from; i < nodes.size(); ++i) {
      if (i > from) out_ += ", ";
      print(*nodes[i], block);
    }
    out_ += close;
  }

  void print_joined(const Node& node, std::string_view joint, int least) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out_ += joint;
      print(*node.children[i], least);
    }
  }

  void print_chain(const Node& node) {
    const int strength = strength_of(node);
    print(*node.children.front(), strength + 1);
    for (std::size_t i = 0; i < node.operators.size(); ++i) {
      out_ += ' ';
      out_ += node.operators[i] == '^' ? "**" : std::string(1, node.operators[i]);
      out_ += ' ';
      print(*node.children[i + 1], strength + 1);
    }
  }

  void print_context(const Node& node) {
    out_ += '{';
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (i > 0) out_ += ", ";
      out_ += is_plain_key(node.names[i]) ? node.names[i] : to_feel(Value(node.names[i]));
      out_ += ": ";
      print(*node.children[i], block);
    }
    out_ += '}';
  }

  void print_range(const Node& node) {
    if (node.form != RangeForm::interval) {
      out_ += node.form == RangeForm::equal ? "(= " : "(!= ";
      print(*node.children[0], added);
      out_ += ')';
      return;
    }
    const Node* low = node.children[0].get();
    const Node* high = node.children[1].get();
    if (low == nullptr || high == nullptr) {
      out_ += low == nullptr ? "(<" : "(>";
      if (low == nullptr ? node.high_closed : node.low_closed) out_ += '=';
      out_ += ' ';
      print(low == nullptr ? *high : *low, added);
      out_ += ')';
      return;
    }
    if (!node.flag) out_ += node.low_closed ? '[' : '(';
    print(*low, block);
    out_ += "..";
    print(*high, block);
    if (!node.flag) out_ += node.high_closed ? ']' : ')';
  }

  void print_in(const Node& node) {
    print(*node.children[0], compared);
    out_ += " in ";
    const Node& test = *node.children[1];
    const Kind inner = test.kind == Kind::test_value ? test.children.front()->kind : test.kind;
    const bool plain = test.kind == Kind::test_compare || inner == Kind::range || inner == Kind::literal ||
                       inner == Kind::list || inner == Kind::name || inner == Kind::local;
    if (!plain) out_ += '(';
    print(test, block);
    if (!plain) out_ += ')';
  }

  void print_loop(const Node& node, std::string_view word, std::string_view result) {
    out_ += word;
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (i > 0) out_ += ", ";
      out_.append(node.names[i]).append(" in ");
      print(*node.children[i], block);
    }
    out_ += result;
    print(*node.children.back(), block);
  }

  void print_call(const Node& node) {
    print(*node.children.front(), postfixed);
    if (node.names.empty()) return print_all(node.children, 1, "(", ")");
    out_ += '(';
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (i > 0) out_ += ", ";
      out_.append(node.names[i]).append(": ");
      print(*node.children[i + 1], block);
    }
    out_ += ')';
  }

  void print_function(const Node& node) {
    out_ += "function(";
    const auto& [names, types] = *node.parameters;
    for (std::size_t i = 0; i < names.size(); ++i) {
      out_.append(i > 0 ? ", " : "").append(names[i]);
      if (!types.empty() && !types[i].text.empty()) out_.append(": ").append(types[i].text);
    }
    out_ += ") ";
    print(*node.body, block);
  }

  std::string out_;
};

}  // namespace

std::string print(const Node& node) {
  Printer printer;
  printer.print(node, block);
  return printer.take();
}

}  // namespace evenhand::feel

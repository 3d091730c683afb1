/// @file parser.hpp
/// @brief Recursive descent over FEEL's grammar (DMN 1.5, 10.3.1.2). Resolves names while reading: local variables to
/// slots, the rest to the environment or the built-ins. Stops at the first syntax error; unknown names do not stop it.
/// Private to this module.
#pragma once

#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.hpp"
#include "feel/node.hpp"
#include "feel/scanner.hpp"

namespace evenhand::feel {

class Parser {
 public:
  Parser(std::string_view source, std::span<const std::string> names, bool strict)
      : scanner_(source), names_(names), strict_(strict) {}

  /// Null pointer when there was a syntax error.
  [[nodiscard]] NodePtr parse_expression_text();
  [[nodiscard]] NodePtr parse_unary_text();

  [[nodiscard]] Diagnostics take_diagnostics() { return std::move(diagnostics_); }
  [[nodiscard]] std::vector<std::string> reads() const { return {reads_.begin(), reads_.end()}; }

 private:
  struct Local {
    std::string name;
    std::uint32_t slot = 0;
    bool is_filter = false;  ///< the item of a filter: its entries are names too
  };
  struct Resolved {
    std::string text;
    std::size_t start = 0;
    const Local* local = nullptr;
    bool is_known = false;  ///< among the names in scope
    const Builtin* builtin = nullptr;
  };
  class Depth;
  class Scope;

  // parser.cpp: operators, errors
  NodePtr parse_expression();
  NodePtr parse_disjunction();
  NodePtr parse_conjunction();
  NodePtr parse_comparison();
  NodePtr parse_between(NodePtr left);
  NodePtr parse_additive();
  NodePtr parse_multiplicative();
  NodePtr parse_power();
  NodePtr parse_unary();
  NodePtr parse_postfix();
  bool sees_range_closer();
  bool accept_comparison(std::uint8_t& comparison);
  NodePtr chain(NodePtr first, std::initializer_list<std::string_view> operators, NodePtr (Parser::*next)());

  // parser_cells.cpp: the tests of cells and after `in`
  NodePtr parse_in(NodePtr left);
  NodePtr parse_tests(std::string_view closer);
  NodePtr parse_negated_tests();
  NodePtr parse_test();
  NodePtr parse_bracketed_tests();
  NodePtr goes_on(NodePtr first);

  // parser_primary.cpp: values and blocks
  NodePtr parse_primary();
  NodePtr parse_primary_bare();
  NodePtr parse_number();
  NodePtr parse_string();
  NodePtr parse_temporal();
  NodePtr parse_parenthesis();
  NodePtr parse_list_or_range();
  NodePtr parse_range_end(NodePtr low, bool low_closed, std::size_t start);
  NodePtr parse_context();
  NodePtr parse_if();
  NodePtr parse_iteration(bool quantified, bool every);
  NodePtr parse_function();
  bool parse_type(TypeSpec& out);
  bool parse_type_arguments(TypeSpec& out);
  std::string parse_key();

  // parser_names.cpp: names, calls, paths
  Resolved resolve_name();
  NodePtr parse_name();
  NodePtr parse_call(NodePtr callee);
  bool parse_arguments(Node& call);
  bool check_call(const Node& call, std::size_t start);
  NodePtr parse_member(NodePtr base);
  NodePtr parse_filter(NodePtr base);
  std::size_t known_name_end(std::string& text, const Local*& local, bool& known);
  const Builtin* called_builtin(std::size_t& end);
  void report_unknown(const Resolved& name);
  void note_read(const std::string& name);

  /// Counts height and reads, and notes the place; null pointer with an error when the tree gets too high.
  NodePtr finish(NodePtr node);
  /// Says where a node begins that has no child at its beginning.
  NodePtr placed(NodePtr node, std::size_t from);
  /// The end of what was read last, without the blanks after it.
  [[nodiscard]] std::size_t end_of_last(std::size_t from) const noexcept;
  NodePtr literal(Value value);
  NodePtr fail(std::string code, std::string message, std::string hint, std::size_t from, std::size_t to);
  /// `Expected <what>, found <next>.`
  NodePtr fail_expected(std::string_view what, std::string hint = {});
  NodePtr fail_depth();
  bool expect(std::string_view symbol, std::string_view why);
  bool expect_keyword(std::string_view word, std::string_view why);
  bool check_end();
  std::uint32_t declare(std::string name, bool is_filter = false);
  void forget();
  /// The letters and digits that a text begins with; a name that stands somewhere begins as the text does there.
  [[nodiscard]] static std::string first_word(std::string_view text);

  Scanner scanner_;
  std::span<const std::string> names_;
  bool strict_;
  bool tests_allowed_ = false;  ///< inside tests: `?` has a meaning
  bool failed_ = false;
  std::size_t depth_ = 0;
  NodePtr given_;  ///< a primary that has been read already; the next one is this
  std::vector<Local> locals_;
  /// Places in `locals_` by the word that the name begins with, in their order: a context may have thousands of entries.
  std::unordered_map<std::string, std::vector<std::uint32_t>> locals_by_word_;
  std::vector<std::uint32_t> filters_;  ///< places of the filters' items in `locals_`
  std::set<std::string> reads_;
  std::vector<std::set<std::string>*> function_reads_;
  Diagnostics diagnostics_;
};

/// Keeps count of how deep the recursion is.
class Parser::Depth {
 public:
  explicit Depth(Parser& parser) : parser_(parser) { ++parser_.depth_; }
  ~Depth() { --parser_.depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  Parser& parser_;
};

/// Forgets the locals declared during its life.
class Parser::Scope {
 public:
  explicit Scope(Parser& parser) : parser_(parser), size_(parser.locals_.size()) {}
  ~Scope() {
    while (parser_.locals_.size() > size_) parser_.forget();
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Parser& parser_;
  std::size_t size_;
};

}  // namespace evenhand::feel

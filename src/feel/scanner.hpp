/// @file scanner.hpp
/// @brief Reads FEEL text piece by piece: blanks and comments, symbols, keywords, numbers, strings, words. The parser
/// asks for what may stand at a place, because where a FEEL name ends depends on the names in scope. Private to this
/// module.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace evenhand::feel {

[[nodiscard]] bool is_keyword(std::string_view word) noexcept;

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  [[nodiscard]] std::size_t position() const noexcept { return at_; }
  void move_to(std::size_t position) noexcept { at_ = position; }
  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  [[nodiscard]] std::string_view rest() const noexcept { return source_.substr(at_); }

  /// Skips white space and comments.
  void skip_blanks() noexcept;
  /// The rest of these skip blanks first.
  [[nodiscard]] bool at_end() noexcept;
  [[nodiscard]] char peek() noexcept;
  [[nodiscard]] bool sees(std::string_view symbol) noexcept;
  [[nodiscard]] bool accept(std::string_view symbol) noexcept;
  [[nodiscard]] bool sees_keyword(std::string_view word) noexcept;
  [[nodiscard]] bool accept_keyword(std::string_view word) noexcept;
  /// A `[` that ends a range, as in `]1..5[`: nothing that a filter could begin with follows it.
  [[nodiscard]] bool sees_range_closer() noexcept;
  [[nodiscard]] bool sees_word() noexcept;
  /// One identifier without blanks; empty when there is none.
  [[nodiscard]] std::string_view accept_word() noexcept;
  /// Words joined by single blanks up to a keyword or symbol, as unknown names are read.
  [[nodiscard]] std::string accept_words();
  /// Where `name` ends if it stands here, however its parts are spaced; npos otherwise.
  [[nodiscard]] std::size_t match_name(std::string_view name) noexcept;
  /// The text of a number that stands here, moved past; empty when there is none.
  [[nodiscard]] std::string_view accept_number() noexcept;
  /// The contents of a string literal, moved past. Empty when it does not end; `error_at` says where it began.
  [[nodiscard]] std::optional<std::string> accept_string(std::size_t& error_at);

  /// Lines and columns of a stretch of bytes.
  [[nodiscard]] Span span(std::size_t from, std::size_t to) const noexcept;
  /// What stands at the position, for messages: a word, number, string start or symbol.
  [[nodiscard]] std::string describe_next();

 private:
  [[nodiscard]] std::size_t blank_length(std::size_t at) const noexcept;
  [[nodiscard]] bool is_word_start(std::size_t at) const noexcept;
  [[nodiscard]] bool is_word_part(std::size_t at) const noexcept;
  [[nodiscard]] std::size_t word_end(std::size_t at) const noexcept;
  [[nodiscard]] std::size_t skip_white(std::size_t at) const noexcept;

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace evenhand::feel

/// @file tokens.hpp
/// @brief The inline content of an item as words, bold names, code, links and punctuation, each with its place. Sentences
/// are read from this stream, never from the raw text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedure/source.hpp"

namespace evenhand::procedure {

struct Token {
  enum class Kind {
    word,
    bold,   ///< `**name**`: text is the name, white space collapsed
    code,   ///< `` `expr` ``: text is the expression, newlines as blanks
    link,   ///< `[text](url)`: text and url
    mark,   ///< one of . , : ; ? ! ( ) "
    anchor  ///< `{#id}`: text is the id
  };
  Kind kind = Kind::word;
  std::string text;
  std::string url;
  std::size_t at = 0, end = 0;  ///< in the run's text
  std::size_t inner = 0;        ///< bold, code: where the content begins in the run's text
  Range range;                  ///< in the file
  bool unclosed = false;        ///< a `**` or a backtick that nothing closes
  [[nodiscard]] bool is_mark(char c) const noexcept { return kind == Kind::mark && text[0] == c; }
};

/// Linear in the run's length.
[[nodiscard]] std::vector<Token> tokenize(const Run& run);

}  // namespace evenhand::procedure

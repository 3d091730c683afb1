/// @file names.hpp
/// @brief Which of a model's names can stand in a text. Reading an expression tries every name it is given at every place; a
/// model with tens of thousands of names and expressions is read in reasonable time only if each is given its own few.
/// Private to this module.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/expression.hpp"

namespace evenhand::dmn {

class Names {
 public:
  explicit Names(const std::vector<std::string>& all);

  /// Those that begin with a word or a symbol of the text, and all of `more`. Empty when reading the model with them would
  /// take too long: a great many names begin alike.
  [[nodiscard]] std::optional<std::vector<std::string>> in(std::string_view text, const std::vector<std::string>& more);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> by_beginning_;
  std::size_t given_ = 0;
};

/// Reads a text as an expression or as the tests of a cell, with the names that can stand in it.
[[nodiscard]] feel::Parsed parse_within(std::string_view source, bool is_test, Names& names,
                                        const std::vector<std::string>& more = {});

}  // namespace evenhand::dmn

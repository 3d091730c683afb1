/// @file log.hpp
/// @brief One line a fact, to standard error: time, level, message, then `key=value` fields. Never log a Secret, a fact's
/// value or a message's text. The library behind it stays in log.cpp.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace evenhand::log {

enum class Level { debug, info, warning, error, off };
using Field = std::pair<std::string_view, std::string_view>;

void set_level(Level level);
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});
inline void debug(std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::debug, m, f);
}
inline void info(std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::info, m, f);
}
inline void warning(std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::warning, m, f);
}
inline void error(std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::error, m, f);
}

}  // namespace evenhand::log

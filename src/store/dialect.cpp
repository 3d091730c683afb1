#include "store/dialect.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

namespace evenhand::store {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Texts compare by their bytes in SQLite, and so they must elsewhere: cursors and orders rest on it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> in_postgresql{{
    {"INTEGER", "BIGINT"},
    {"TEXT", "TEXT COLLATE \"C\""},
    {"BLOB", "BYTEA"},
    {"STRICT, WITHOUT ROWID", ""},
    {"STRICT", ""},
}};

}  // namespace

std::string texts_of(Dialect dialect, std::string_view parameter) {
  return dialect == Dialect::sqlite
             ? fmt::format("(SELECT value FROM json_each({}))", parameter)
             : fmt::format("(SELECT jsonb_array_elements_text(CAST({} AS jsonb)) AS value)", parameter);
}

std::string json_text(Dialect dialect, std::string_view column, std::string_view key) {
  return dialect == Dialect::sqlite ? fmt::format("json_extract({}, '$.{}')", column, key)
                                    : fmt::format("CAST({} AS json) ->> '{}'", column, key);
}

std::string_view for_claim(Dialect dialect) noexcept {
  return dialect == Dialect::sqlite ? "" : " FOR UPDATE SKIP LOCKED";
}

std::string_view begin_writing(Dialect dialect) noexcept {
  return dialect == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN ISOLATION LEVEL READ COMMITTED";
}

std::string_view begin_reading(Dialect dialect) noexcept {
  return dialect == Dialect::sqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

std::string schema_in(Dialect dialect, std::string_view sql) {
  if (dialect == Dialect::sqlite) return std::string(sql);
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const bool begins_word = at == 0 || !is_word(sql[at - 1]);
    bool changed = false;
    for (const auto& [from, to] : in_postgresql) {
      const std::size_t end = at + from.size();
      if (!begins_word || !sql.substr(at).starts_with(from) || (end < sql.size() && is_word(sql[end]))) continue;
      out += to;
      at = end;
      changed = true;
      break;
    }
    if (!changed) out += sql[at++];
  }
  return out;
}

}  // namespace evenhand::store

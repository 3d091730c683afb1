/// @file postgres_values.hpp
/// @brief Values as they travel to and from PostgreSQL, in its binary form; and its errors as ours. Private to this module.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "store/sql.hpp"

namespace evenhand::store {

/// The values of one statement as libpq wants them. Texts and blobs are pointed at, not copied.
class PostgresParams {
 public:
  explicit PostgresParams(std::span<const Param> params);
  [[nodiscard]] int count() const noexcept { return static_cast<int>(types.size()); }

  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

 private:
  std::vector<std::array<char, 8>> integers_;
};

/// One row of a result in binary form.
class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  void move_to(int row) noexcept { row_ = row; }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  const PGresult* result_;
  int row_ = 0;
};

/// What the server refused. Its words name tables and columns and go to the log; values are left out of both.
[[nodiscard]] Error error_of(const PGresult* result, std::string_view sql);
/// The connection does not work, or not any more. @param said  libpq's words, for the log
[[nodiscard]] Error unreachable(std::string_view said);

}  // namespace evenhand::store

/// @file rows.hpp
/// @brief Small shapes that the repositories share: all rows of a query as a vector, one row or none, and runs whose
/// count does not matter. Private to this module.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store {

/// @param read  makes a T of the current row
template <class T, class Read>
[[nodiscard]] Result<std::vector<T>> all_rows(const Reader& reader, std::string_view sql, std::span<const Param> params,
                                              Read read) {
  std::vector<T> out;
  auto done = reader.sql().each(sql, params, [&](const Row& row) -> Result<void> {
    out.push_back(read(row));
    return {};
  });
  if (!done) return fail(done.error());
  return out;
}
template <class T, class Read>
[[nodiscard]] Result<std::vector<T>> all_rows(const Reader& reader, std::string_view sql, Params params, Read read) {
  return all_rows<T>(reader, sql, std::span(params.begin(), params.size()), read);
}
/// The first row, if any.
template <class T, class Read>
[[nodiscard]] Result<std::optional<T>> one_row(const Reader& reader, std::string_view sql, Params params, Read read) {
  auto rows = all_rows<T>(reader, sql, params, read);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<T>();
  return std::optional<T>(std::move(rows->front()));
}
/// Its failure may be told later, at the latest before the job counts as done.
[[nodiscard]] inline Result<void> run(Writer& writer, std::string_view sql, Params params) {
  return writer.sql().post(sql, params);
}
/// As run, but an error of its own when no row was there to change.
[[nodiscard]] inline Result<void> run_on_one(Writer& writer, std::string_view sql, Params params, Error missing) {
  return writer.sql().post(sql, params, [missing = std::move(missing)](std::int64_t rows) -> Result<void> {
    if (rows > 0) return {};
    return fail(missing);
  });
}

}  // namespace evenhand::store

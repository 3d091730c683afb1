#include "store/sql.hpp"

#include <algorithm>

namespace evenhand::store {

Sha256 Row::hash(int column) const {
  Sha256 out{};
  const std::string_view data = bytes(column);
  if (data.size() == out.size()) std::copy(data.begin(), data.end(), out.begin());
  return out;
}

Result<std::optional<std::int64_t>> Connection::integer(std::string_view sql, Params params) {
  std::optional<std::int64_t> out;
  auto done = each(sql, params, [&](const Row& row) -> Result<void> {
    if (!out && !row.is_null(0)) out = row.integer(0);
    return {};
  });
  if (!done) return fail(done.error());
  return out;
}

Result<std::optional<std::string>> Connection::text(std::string_view sql, Params params) {
  std::optional<std::string> out;
  auto done = each(sql, params, [&](const Row& row) -> Result<void> {
    if (!out && !row.is_null(0)) out = row.text(0);
    return {};
  });
  if (!done) return fail(done.error());
  return out;
}

}  // namespace evenhand::store

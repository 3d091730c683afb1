/// @file floor.hpp
/// @brief The floors of a durable step. A bare SQLite loop writes the same bytes: as the rows a step really writes, in a copy
/// of the same database, and, lower still, as one row without an index. The latter also stands behind a bare Asio loop that
/// reads whatever comes as one request and answers with as many bytes as the server does. No parsing, no rules, no limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evenhand::bench {

/// Writes for so many seconds, and goes on with the same database when called again. @return what it wrote
using Loop = std::function<double(double seconds)>;

/// Steps: each appends `events_per_step` events to a case like the last ones it has and rewrites the case's row,
/// `group` steps a commit, with the store's settings of SQLite. One thread, prepared statements, nothing else.
/// @param copy  of a store's database; it is changed
[[nodiscard]] Loop same_rows(const std::filesystem::path& copy, const std::vector<std::string>& case_ids,
                             std::size_t events_per_step, std::size_t group);

/// Rows: `bytes` each, `group` of them a commit, WAL and synchronous=FULL like the store's.
[[nodiscard]] Loop bare_sqlite(const std::filesystem::path& folder, std::size_t bytes, std::size_t group);

/// Writes `bytes` for every request, waiting requests together in one commit, and answers after it.
class BareServer {
 public:
  BareServer(const std::filesystem::path& folder, std::size_t bytes, std::size_t answer_bytes);
  ~BareServer();
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace evenhand::bench

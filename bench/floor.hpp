/// @file floor.hpp
/// @brief The floors of a durable step: the same bytes written by a bare SQLite loop, alone, and behind a bare Asio loop that
/// reads whatever comes as one request and answers with as many bytes as the server does. No parsing, no rules, no limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace evenhand::bench {

/// Rows a second: `bytes` each, `group` of them a commit, WAL and synchronous=FULL like the store's.
[[nodiscard]] double bare_sqlite(const std::filesystem::path& folder, std::size_t bytes, std::size_t group,
                                 double seconds);

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

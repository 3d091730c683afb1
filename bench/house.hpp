/// @file house.hpp
/// @brief Everything a real server has, in the benchmark's process, and callers that work its cases over HTTP.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/api.hpp"
#include "desk/desk.hpp"
#include "floor.hpp"
#include "http/server.hpp"
#include "identity/identity.hpp"
#include "load.hpp"

namespace evenhand::bench {

/// What callers saw over several runs, and what it cost.
struct Sum {
  std::vector<double> latencies_ms;
  double seconds = 0, cpu_seconds = 0;  ///< the latter of the server, without the callers
  std::uint64_t jobs = 0, commits = 0, events = 0, bytes = 0;

  void add(const LoadRow& load, double cpu_of_all) {
    latencies_ms.insert(latencies_ms.end(), load.latencies_ms.begin(), load.latencies_ms.end());
    seconds += load.seconds;
    cpu_seconds += cpu_of_all - load.cpu_seconds;
  }
  [[nodiscard]] double steps() const { return static_cast<double>(std::max<std::size_t>(latencies_ms.size(), 1)); }
  [[nodiscard]] double per_second() const { return static_cast<double>(latencies_ms.size()) / seconds; }
  [[nodiscard]] double cpu_us() const { return cpu_seconds / steps() * 1e6; }
  [[nodiscard]] double group() const {
    return static_cast<double>(jobs) / static_cast<double>(std::max<std::uint64_t>(commits, 1));
  }
  /// @return the latency that so many hundredths of the steps keep to
  [[nodiscard]] double percentile_ms(std::size_t hundredths) {
    if (latencies_ms.empty()) return 0;
    const auto at = latencies_ms.begin() + static_cast<std::ptrdiff_t>(latencies_ms.size() * hundredths / 100);
    std::nth_element(latencies_ms.begin(), at, latencies_ms.end());
    return *at;
  }
};

/// Opens a desk in a folder, or on a server, publishes a procedure that goes round for ever and serves it on loopback. What
/// cannot be opened ends the program.
class House {
 public:
  /// @param database  URL of a PostgreSQL server on this machine, whose CPU time then counts too; empty: SQLite in the folder
  explicit House(const std::filesystem::path& folder, const std::string& database = {});
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  void open_many(int count);
  /// Opens a case for each caller; they are the ones `run` works.
  void call(std::size_t callers);
  /// @param pace_per_second  0: as fast as answers come; else evenly spaced over all callers
  void run(Sum& sum, double seconds, double pace_per_second);

  [[nodiscard]] const std::vector<std::string>& worked() const noexcept { return worked_; }  ///< the callers' cases
  /// As long as a step's; its case does not matter to a floor.
  [[nodiscard]] std::string any_request() const;
  /// A copy of the database for a floor to write to; SQLite alone.
  void copy_to(const std::filesystem::path& file);

 private:
  struct Written {
    std::uint64_t events = 0, bytes = 0;
  };
  [[noreturn]] static void die(const Error& error);
  std::string open(int number);
  [[nodiscard]] std::string tick(const std::string& case_id) const;
  Written written();
  [[nodiscard]] double cpu_seconds() const;

  SystemClock clock_;
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<http::Server> server_;
  std::string token_, path_;
  std::vector<std::string> worked_, requests_;  ///< of the callers: their cases, what they send
  std::size_t cases_ = 0;
  pid_t postmaster_ = 0;  ///< 0: there is no server
};

}  // namespace evenhand::bench

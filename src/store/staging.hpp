/// @file staging.hpp
/// @brief A database that is built beside the place it is for and put there when it is whole, so that nobody ever serves half of
/// one. What was there before is moved aside, never deleted. An unfinished one stays, and whoever comes next goes on with it or
/// drops it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/instant.hpp"
#include "store/lock_file.hpp"
#include "store/place.hpp"

namespace evenhand::store {

class Staging {
 public:
  enum class Unfinished { go_on, drop };
  /// Holds the place against servers and other copies until this ends.
  /// @param schema  of the rows to come; only for a new one
  /// Errors: `store/locked` (a server or another copy has the place), and those of the SQL layer.
  [[nodiscard]] static Result<Staging> begin(const Place& place, Unfinished unfinished, int schema, Instant now);
  Staging(Staging&&) noexcept = default;
  Staging& operator=(Staging&&) noexcept = default;

  [[nodiscard]] Connection& sql() const noexcept { return *connection_; }
  [[nodiscard]] bool is_resumed() const noexcept { return resumed_; }
  /// Whether the place itself holds an organisation's data, of which one. Empty: nothing, or an empty database.
  [[nodiscard]] Result<std::string> organisation_there() const;

  /// Brings the schema up to date and makes all of it durable: nothing of it changes any more.
  [[nodiscard]] Result<void> complete(Instant now);
  /// Puts what is complete in its place.
  /// @param aside  where a database that is there goes: a folder, which is made; a schema of this name on a server
  /// @return whether something was moved aside
  [[nodiscard]] Result<bool> put_in_place(const std::filesystem::path& aside);
  /// Removes what was built.
  void drop();

 private:
  Staging() = default;
  [[nodiscard]] Result<void> open(int schema, Instant now);
  Place place_;
  std::filesystem::path draft_;  ///< the file that is being built
  LockFile lock_;
  ConnectionPtr connection_;
  bool resumed_ = false;
};

/// Puts the file `from` in the place of `to`. One that is there is kept in the folder `aside`; there is no moment at which `to` is
/// missing. Error `store/io`.
[[nodiscard]] Result<bool> replace_file(const std::filesystem::path& from, const std::filesystem::path& to,
                                        const std::filesystem::path& aside);

}  // namespace evenhand::store

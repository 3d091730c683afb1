#include "store/place.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "store/dialect.hpp"
#include "store/lock_file.hpp"
#include "store/postgres.hpp"
#include "store/sqlite.hpp"
#include "store/staging_server.hpp"
#include "store/tables.hpp"

namespace evenhand::store {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t bytes_left_min = 256u << 20;  ///< for the server, beside a copy

}  // namespace

Place Place::of(std::string_view text) {
  Place place;
  // Whatever looks like a URL is one: taken for a folder, a slip in it would make a place of its own.
  if (text.find("://") != std::string_view::npos) {
    place.url = text;
    return place;
  }
  place.file = text;
  std::error_code ignored;
  // A file has to be there to be one; any other name is a folder's, there or not yet.
  if (!fs::is_regular_file(place.file, ignored) && place.file.extension() != ".db") place.file /= "evenhand.db";
  return place;
}

std::string Place::shown() const {
  return is_server() ? shown_url(url) : file.string();
}

Result<ConnectionPtr> open_snapshot(const Place& place) {
  std::error_code ignored;
  if (!place.is_server() && !fs::exists(place.file, ignored))
    return fail(ErrorKind::not_found, "store/not-found", "There is no database " + place.file.string() + ".",
                "Name the data folder that `evenhand serve` works in.");
  // Read by SQLite when it is first used. A folder of small temporary files may lie in memory.
  if (!place.is_server()) ::setenv("SQLITE_TMPDIR", fs::absolute(place.file).parent_path().c_str(), 0);
  auto connection =
      place.is_server() ? open_postgres(place.url) : open_sqlite({.path = place.file.string(), .read_only = true});
  if (!connection && !place.is_server() && ::access(fs::absolute(place.file).parent_path().c_str(), W_OK) != 0) {
    return fail(ErrorKind::unavailable, "store/read-only",
                place.file.string() + " cannot be read where nothing may be written: its log has to stand beside it.",
                "Copy the data folder to where it can be written, and look at the copy.");
  }
  if (!connection) return connection;
  if (place.is_server()) {
    if (auto named = (*connection)->script("SET application_name = 'evenhand copy'"); !named)
      return fail(named.error());
  }
  if (auto begun = (*connection)->script(begin_reading((*connection)->dialect())); !begun) return fail(begun.error());
  // The first read is what fixes the moment.
  const auto schema = tables::schema_of(**connection);
  if (!schema) return fail(schema.error());
  if (*schema == 0)
    return fail(ErrorKind::not_found, "store/empty", "The database " + place.shown() + " is empty.",
                "Name the one that `evenhand serve` works with.");
  return connection;
}

Result<LongSnapshot> open_long_snapshot(const Place& place,
                                        const std::function<bool(std::uint64_t, std::uint64_t)>& step) {
  auto source = open_snapshot(place);
  if (!source) return fail(source.error());
  LongSnapshot out;
  if (place.is_server()) {
    out.connection = std::move(*source);
    return out;
  }
  const auto bytes =
      (*source)->integer("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", {});
  if (!bytes) return fail(bytes.error());
  std::error_code unknown;
  const fs::space_info space = fs::space(std::getenv("SQLITE_TMPDIR"), unknown);
  if (!unknown && space.available >= static_cast<std::uintmax_t>(bytes->value_or(0)) + bytes_left_min) {
    auto copied = copy_sqlite(**source, step);
    // A quota is only met by writing.
    const bool no_room = !copied && (copied.error().code == "store/full" || copied.error().code == "store/io");
    if (!copied && !no_room) return fail(copied.error());
    if (copied) {
      out.connection = std::move(*copied);
      return out;
    }
  }
  out.connection = std::move(*source);
  out.holds_log = true;
  return out;
}

Result<std::string> served_by(const Place& place) {
  if (!place.is_server()) {
    const std::string process = LockFile::holder(place.file);
    return process.empty() ? std::string() : "process " + process;
  }
  auto connection = open_postgres(place.url);
  if (!connection) return fail(connection.error());
  const auto nodes = has_nodes(**connection);
  if (!nodes) return fail(nodes.error());
  return *nodes ? std::string("its nodes") : std::string();
}

}  // namespace evenhand::store

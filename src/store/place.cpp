#include "store/place.hpp"

#include <fmt/format.h>

#include "store/dialect.hpp"
#include "store/lock_file.hpp"
#include "store/postgres.hpp"
#include "store/sqlite.hpp"
#include "store/tables.hpp"

namespace evenhand::store {
namespace fs = std::filesystem;

Place Place::of(std::string_view text) {
  Place place;
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
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
  if (!is_server()) return file.string();
  return shown_url(url);
}

Result<ConnectionPtr> open_snapshot(const Place& place) {
  std::error_code ignored;
  if (!place.is_server() && !fs::exists(place.file, ignored))
    return fail(ErrorKind::not_found, "store/not-found", "There is no database " + place.file.string() + ".",
                "Name the data folder that `evenhand serve` works in.");
  auto connection =
      place.is_server() ? open_postgres(place.url) : open_sqlite({.path = place.file.string(), .read_only = true});
  if (!connection) return connection;
  if (auto begun = (*connection)->script(begin_reading((*connection)->dialect())); !begun) return fail(begun.error());
  // The first read is what fixes the moment.
  const auto schema = tables::schema_of(**connection);
  if (!schema) return fail(schema.error());
  if (*schema == 0)
    return fail(ErrorKind::not_found, "store/empty", "The database " + place.shown() + " is empty.",
                "Name the one that `evenhand serve` works with.");
  return connection;
}

Result<bool> is_served(const Place& place) {
  if (place.is_server()) return false;
  std::error_code ignored;
  if (!fs::exists(place.file, ignored)) return false;
  const auto lock = LockFile::take(place.file.string() + ".lock");
  if (!lock && lock.error().code != "store/locked") return fail(lock.error());
  return !lock;
}

}  // namespace evenhand::store

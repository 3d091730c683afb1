#include "store/place.hpp"

#include <fmt/format.h>

#include "store/lock_file.hpp"
#include "store/sqlite.hpp"
#include "store/tables.hpp"

namespace evenhand::store {
namespace {

namespace fs = std::filesystem;

Result<ConnectionPtr> open_server(const Place& place) {
  return fail(ErrorKind::unsupported, "store/no-server", place.shown() + " names a database server.",
              "This build knows data folders only.");
}

}  // namespace

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
  const std::size_t scheme = url.find("://") + 3;
  const std::size_t at = url.find('@', scheme);
  const std::string_view rest = std::string_view(url).substr(at == std::string::npos ? scheme : at + 1);
  return url.substr(0, scheme) + std::string(rest.substr(0, rest.find('?')));
}

Result<ConnectionPtr> open_snapshot(const Place& place) {
  std::error_code ignored;
  if (!place.is_server() && !fs::exists(place.file, ignored))
    return fail(ErrorKind::not_found, "store/not-found", "There is no database " + place.file.string() + ".",
                "Name the data folder that `evenhand serve` works in.");
  auto connection =
      place.is_server() ? open_server(place) : open_sqlite({.path = place.file.string(), .read_only = true});
  if (!connection) return connection;
  if (auto begun = (*connection)->script("BEGIN"); !begun) return fail(begun.error());
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

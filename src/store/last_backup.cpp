#include "store/last_backup.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "store/postgres.hpp"

namespace evenhand::store {
namespace {

namespace fs = std::filesystem;

fs::path note_of(const Place& place) {
  return place.file.parent_path() / "last-backup.json";
}

std::optional<LastBackup> read_note(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return std::nullopt;
  const auto at = parse_rfc3339(value->string_or("at", ""));
  if (!at) return std::nullopt;
  return LastBackup{.at = *at,
                    .file = value->string_or("file", ""),
                    .events = static_cast<std::uint64_t>(value->int_or("events", 0))};
}

Result<void> write_file(const fs::path& path, const std::string& text) {
  const fs::path draft = path.string() + ".new";
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    ::chmod(draft.c_str(), S_IRUSR | S_IWUSR);
    out << text;
    out.close();
    if (!out || ::rename(draft.c_str(), path.c_str()) != 0)
      return fail(ErrorKind::unavailable, "store/io",
                  path.string() + " cannot be written: " + std::strerror(errno) + ".",
                  "Check who may write into the data folder.");
  }
  return {};
}

/// A comment takes no parameter; between dollars everything but a dollar stands for itself.
std::string literal(std::string_view text) {
  std::string out = "$note$";
  for (const char c : text) out += c == '$' ? std::string("\\u0024") : std::string(1, c);
  return out + "$note$";
}

}  // namespace

Result<void> note_backup(const Place& place, const LastBackup& backup) {
  json::Value value;
  value.set("at", format_rfc3339(backup.at)).set("file", backup.file).set("events", backup.events);
  const std::string text = json::write(value);
  if (!place.is_server()) return write_file(note_of(place), text + "\n");
  auto connection = open_postgres(place.url);
  if (!connection) return fail(connection.error());
  return (*connection)->script("COMMENT ON TABLE schema_migrations IS " + literal(text));
}

Result<std::optional<LastBackup>> last_backup(const Place& place) {
  if (!place.is_server()) {
    std::ifstream in(note_of(place), std::ios::binary);
    return read_note(std::string{std::istreambuf_iterator<char>(in), {}});
  }
  auto connection = open_postgres(place.url);
  if (!connection) return fail(connection.error());
  const auto text = (*connection)->text("SELECT obj_description(to_regclass('schema_migrations'), 'pg_class')", {});
  if (!text) return fail(text.error());
  return read_note(text->value_or(""));
}

}  // namespace evenhand::store

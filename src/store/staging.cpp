#include "store/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "store/database_check.hpp"
#include "store/migrations.hpp"
#include "store/orgs.hpp"
#include "store/sqlite.hpp"
#include "store/staging_server.hpp"
#include "store/tables.hpp"

namespace evenhand::store {
namespace {

namespace fs = std::filesystem;

Result<bool> io_error(const fs::path& path, const std::error_code& error) {
  return fail(ErrorKind::unavailable, "store/io",
              fmt::format("{} cannot be put in its place: {}.", path.string(), error.message()),
              "Check the folder's owner and the disk's space, then run the command again.");
}

void remove_database(const fs::path& file) {
  std::error_code ignored;
  for (const char* end : {"", "-wal", "-shm", "-journal", ".lock"}) fs::remove(file.string() + end, ignored);
}

void sync_folder(const fs::path& folder) {
  const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  ::fsync(opened);
  ::close(opened);
}

Result<std::string> organisation_in(Connection& connection) {
  const auto schema = tables::schema_of(connection);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return std::string();
  const auto orgs = orgs::list(Reader(connection));
  if (!orgs) return fail(orgs.error());
  return orgs->empty() ? std::string() : orgs->front().id;
}

}  // namespace

Result<bool> replace_file(const fs::path& from, const fs::path& to, const fs::path& aside) {
  std::error_code error;
  const bool there = fs::exists(to, error);
  if (there) {
    fs::create_directories(aside, error);
    if (error) return io_error(aside, error);
    fs::permissions(aside, fs::perms::owner_all, error);
    fs::create_hard_link(to, aside / to.filename(), error);
    // A file system without hard links: a copy is as good, only slower.
    if (error) fs::copy_file(to, aside / to.filename(), error);
    if (error) return io_error(to, error);
    sync_folder(aside);
  }
  fs::rename(from, to, error);
  if (error) return io_error(to, error);
  sync_folder(to.parent_path());
  return there;
}

Result<Staging> Staging::begin(const Place& place, Unfinished unfinished, int schema, Instant now) {
  Staging out;
  out.place_ = place;
  if (place.is_server()) {
    auto begun = begin_on_server(place.url, unfinished == Unfinished::drop);
    if (!begun) return fail(begun.error());
    out.connection_ = std::move(begun->connection);
    out.home_ = std::move(begun->home);
    auto filled = out.fill_in(schema, now);
    if (!filled && !out.resumed_) out.drop();
    if (!filled) return fail(filled.error());
    return out;
  }
  out.draft_ = place.file.string() + ".unfinished";
  std::error_code error;
  const fs::path folder = fs::absolute(place.file).parent_path();
  if (!fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    if (error) return fail(io_error(folder, error).error());
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  auto lock = LockFile::take(place.file);
  if (!lock) return fail(lock.error());
  out.lock_ = std::move(*lock);
  if (unfinished == Unfinished::drop) remove_database(out.draft_);
  auto opened = out.open(schema, now);
  // What was not there before is not left behind either.
  if (!opened && !out.resumed_) out.drop();
  if (!opened) return fail(opened.error());
  return out;
}

Result<void> Staging::open(int schema, Instant now) {
  auto size = ensure_private_file(draft_);
  if (!size) return fail(size.error());
  resumed_ = *size > 0;
  auto connection = open_sqlite({.path = draft_.string()});
  if (!connection) return fail(connection.error());
  connection_ = std::move(*connection);
  if (auto claimed = claim_file(*connection_); !claimed) return claimed;
  return fill_in(schema, now);
}

Result<void> Staging::fill_in(int schema, Instant now) {
  const auto there = tables::schema_of(*connection_);
  if (!there) return fail(there.error());
  resumed_ = *there > 0;
  return migrate(*connection_, now, resumed_ ? *there : schema);
}

Result<std::string> Staging::organisation_there() const {
  if (place_.is_server()) {
    std::string found;
    const ServerStaging staging{*connection_, home_};
    auto looked = look_home(staging, [&](Connection& connection) -> Result<void> {
      auto org = organisation_in(connection);
      if (!org) return fail(org.error());
      found = std::move(*org);
      return {};
    });
    if (!looked) return fail(looked.error());
    return found;
  }
  std::error_code ignored;
  if (!fs::exists(place_.file, ignored) || fs::file_size(place_.file, ignored) == 0) return std::string();
  auto connection = open_sqlite({.path = place_.file.string(), .read_only = true});
  if (!connection) return fail(connection.error());
  return organisation_in(**connection);
}

Result<std::unique_ptr<Store>> Staging::open_store(const Clock& clock) const {
  if (!place_.is_server()) return Store::open({.path = draft_}, clock);
  const char joint = place_.url.find('?') == std::string::npos ? '?' : '&';
  return Store::open(
      {.url = fmt::format("{}{}options=-csearch_path%3D{}%2C{}", place_.url, joint, draft_schema, home_)}, clock);
}

Result<void> Staging::complete(Instant now) {
  if (auto current = migrate(*connection_, now); !current) return current;
  if (place_.is_server()) return {};
  // One file, with nothing left in a log beside it.
  if (auto whole = connection_->script("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE"); !whole)
    return whole;
  connection_.reset();
  std::error_code ignored;
  fs::remove(draft_.string() + ".lock", ignored);
  return sync_file(draft_);
}

Result<bool> Staging::put_in_place(const fs::path& aside) {
  if (place_.is_server()) return move_home({*connection_, home_}, aside.filename().string());
  std::error_code error;
  // A log beside the old database is part of it; beside the new one it would be taken for its own.
  for (const char* end : {"-wal", "-shm"}) {
    const fs::path log = place_.file.string() + end;
    if (!fs::exists(log, error)) continue;
    fs::create_directories(aside, error);
    fs::permissions(aside, fs::perms::owner_all, error);
    fs::rename(log, aside / log.filename(), error);
    if (error) return io_error(log, error);
  }
  return replace_file(draft_, place_.file, aside);
}

void Staging::drop() {
  if (place_.is_server()) {
    if (connection_) drop_on_server({*connection_, home_});
    return;
  }
  connection_.reset();
  if (!draft_.empty()) remove_database(draft_);
}

}  // namespace evenhand::store

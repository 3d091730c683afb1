#include <fmt/format.h>

#include <utility>

#include "backup/archive.hpp"
#include "backup/archive_form.hpp"
#include "backup/stream_form.hpp"

namespace evenhand::backup {
namespace {

using store::tables::Table;

class Reading {
 public:
  Reading(StreamReader stream, std::filesystem::path file, const Visitor& visitor)
      : stream_(std::move(stream)), file_(std::move(file)), visitor_(visitor) {}

  Result<Manifest> run(std::string_view head) {
    for (;;) {
      auto record = next();
      if (!record) return fail(record.error());
      Result<void> done;
      switch (record->first) {
        case begins_part:
          done = begin(record->second);
          break;
        case holds_data:
          done = take(record->second);
          break;
        case ends_part:
          done = end();
          break;
        case holds_manifest: {
          auto manifest = read_manifest(record->second, head);
          if (!manifest) return manifest;
          if (auto ended = stream_.expect_end(); !ended) return fail(ended.error());
          return manifest;
        }
        default:
          return altered("a record of an unknown kind stands in it");
      }
      if (!done) return fail(done.error());
    }
  }

 private:
  tl::unexpected<Error> altered(std::string_view why) const {
    return fail(ErrorKind::corrupt, "backup/altered",
                fmt::format("The backup {} was altered: {}.", file_.string(), why),
                "Use another one, or copy it again from where it was made. Nothing was written.");
  }

  Result<std::pair<char, std::string>> next() {
    const auto head = stream_.read(5);
    if (!head) return fail(head.error());
    const std::size_t size = number_of(std::string_view(*head).substr(1));
    if (size > record_bytes_max) return altered("a record in it has an impossible length");
    auto payload = stream_.read(size);
    if (!payload) return fail(payload.error());
    return std::pair(head->front(), std::move(*payload));
  }

  Result<void> begin(const std::string& payload) {
    const auto value = json::parse(payload);
    if (!value || inside_) return altered("the head of a part cannot be read");
    inside_ = true;
    part_ = {.name = value->string_or("name", ""), .rows = 0, .bytes = 0, .sha256 = {}};
    digest_ = Digest();
    content_.clear();
    is_table_ = part_.name.starts_with(table_prefix);
    if (!is_table_) return {};
    table_ = {.name = part_.name.substr(table_prefix.size()), .columns = {}, .key = {}};
    const json::Value* columns = value->find("columns");
    if (columns == nullptr || columns->as_array() == nullptr) return altered(part_.name + " names no columns");
    for (const json::Value& column : *columns->as_array()) {
      const std::string kind = column.string_or("kind", "");
      if (kind != "integer" && kind != "text" && kind != "blob") return altered(part_.name + " has an unknown column");
      table_.columns.push_back({.name = column.string_or("name", ""),
                                .kind = kind == "integer" ? store::tables::Kind::integer
                                        : kind == "text"  ? store::tables::Kind::text
                                                          : store::tables::Kind::blob});
    }
    return visitor_.begin_table ? visitor_.begin_table(table_) : Result<void>();
  }

  Result<void> take(const std::string& payload) {
    if (!inside_) return altered("data stand outside a part");
    digest_.add(payload);
    part_.bytes += payload.size();
    if (!is_table_) {
      if (content_.size() + payload.size() > small_bytes_max) return altered(part_.name + " is too long");
      content_ += payload;
      return {};
    }
    std::string_view rest = payload;
    while (!rest.empty()) {
      auto row = store::tables::decode(table_, rest);
      if (!row) return altered("a row of " + part_.name + " cannot be read");
      ++part_.rows;
      if (!visitor_.row) continue;
      if (auto done = visitor_.row(std::move(*row)); !done) return done;
    }
    return {};
  }

  Result<void> end() {
    if (!inside_) return altered("a part ends that did not begin");
    inside_ = false;
    part_.sha256 = digest_.finish();
    parts_.push_back(part_);
    if (is_table_) return visitor_.end_table ? visitor_.end_table() : Result<void>();
    if (!visitor_.file) return {};
    return visitor_.file(part_.name.substr(part_.name.find('/') + 1), content_);
  }

  Result<Manifest> read_manifest(const std::string& payload, std::string_view head) {
    const auto value = json::parse(payload);
    const json::Value* list = value ? value->find("parts") : nullptr;
    const json::Value* ledger = value ? value->find("ledger") : nullptr;
    if (inside_ || list == nullptr || list->as_array() == nullptr || ledger == nullptr)
      return altered("its manifest cannot be read");
    if (value->string_or("head", "") != hex(sha256(head))) return altered("its first lines are others");
    Manifest out;
    out.program = value->string_or("program", "");
    out.schema = static_cast<int>(value->int_or("schema", 0));
    out.org = value->string_or("org", "");
    out.company = value->string_or("company", "");
    const auto at = parse_rfc3339(value->string_or("taken_at", ""));
    if (!at) return altered("its manifest cannot be read");
    out.taken_at = *at;
    out.events = static_cast<std::uint64_t>(ledger->int_or("events", 0));
    out.head = ledger->string_or("head", "");
    out.parts = parts_;
    if (list->as_array()->size() != parts_.size()) return altered("it has other parts than its manifest says");
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const json::Value& said = (*list->as_array())[i];
      if (said.string_or("name", "") != parts_[i].name || said.string_or("sha256", "") != parts_[i].sha256)
        return altered(parts_[i].name + " is not what its manifest says");
    }
    return out;
  }

  StreamReader stream_;
  const std::filesystem::path file_;
  const Visitor& visitor_;
  bool inside_ = false, is_table_ = false;
  Table table_;
  Part part_;
  Digest digest_;
  std::string content_;
  std::vector<Part> parts_;
};

}  // namespace

Result<Manifest> read_archive(const std::filesystem::path& file, const std::filesystem::path& secret_key_file,
                              const Visitor& visitor) {
  std::string head;
  const auto choose = [&](std::string_view lines) -> Result<Secret> {
    head = lines;
    const auto value = json::parse(lines.substr(magic.size()));
    if (!value)
      return fail(ErrorKind::corrupt, "backup/altered", "The head of the backup " + file.string() + " cannot be read.",
                  "Use another one.");
    const std::string wanted = value->string_or("encrypted_to", "");
    if (wanted.empty()) return Secret();
    if (secret_key_file.empty())
      return fail(ErrorKind::invalid, "backup/key-needed",
                  fmt::format("The backup {} is encrypted to the key {}.", file.string(), wanted),
                  "--key names the file with its secret half.");
    auto pair = read_secret_key(secret_key_file);
    if (!pair) return fail(pair.error());
    return std::move(pair->secret_key);
  };
  auto stream = StreamReader::open(file, choose);
  if (!stream) return fail(stream.error());
  return Reading(std::move(*stream), file, visitor).run(head);
}

}  // namespace evenhand::backup

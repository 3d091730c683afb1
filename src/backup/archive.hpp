/// @file archive.hpp
/// @brief A backup file as parts with a manifest at the end: each table's rows, each file of the data folder, and the SHA-256 of
/// every one of them. docs/backup.md describes the form byte by byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backup/stream.hpp"
#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "store/tables.hpp"

namespace evenhand::backup {

inline constexpr std::string_view table_prefix = "table/";  ///< then the table's name
inline constexpr std::string_view file_prefix = "file/";    ///< then the file's name in the data folder

struct Part {
  std::string name;
  std::uint64_t rows = 0, bytes = 0;
  std::string sha256;  ///< hexadecimal
};

struct Manifest {
  std::string program;  ///< version that made it
  int schema = 0;
  std::string org, company;
  Instant taken_at;          ///< the moment it shows
  std::uint64_t events = 0;  ///< positions in the journal
  std::string head;          ///< hash of the last event, hexadecimal; empty: no event
  std::vector<Part> parts;
  [[nodiscard]] json::Value to_json() const;
  [[nodiscard]] const Part* find(std::string_view name) const noexcept;
};

class Digest;

class ArchiveWriter {
 public:
  /// @param public_key  32 bytes; empty: not encrypted. Errors: those of StreamWriter::create.
  [[nodiscard]] static Result<ArchiveWriter> create(const std::filesystem::path& file, bool replace,
                                                    std::string_view program, Instant now, std::string_view public_key);
  [[nodiscard]] Result<void> begin_table(const store::tables::Table& table);
  [[nodiscard]] Result<void> row(const store::tables::Values& row);
  [[nodiscard]] Result<void> end_table();
  /// A small file, whole.
  [[nodiscard]] Result<void> file(std::string_view name, std::string_view content);
  /// @param manifest  without parts @return it, with them, and the size of the file in bytes
  [[nodiscard]] Result<std::pair<Manifest, std::uint64_t>> finish(Manifest manifest);

 private:
  explicit ArchiveWriter(StreamWriter stream) : stream_(std::move(stream)) {}
  [[nodiscard]] Result<void> record(char kind, std::string_view payload);
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> end_part();

  StreamWriter stream_;
  std::string head_hash_;
  const store::tables::Table* table_ = nullptr;
  Part part_;
  std::string rows_;  ///< not yet written
  std::shared_ptr<Digest> digest_;
  std::vector<Part> parts_;
};

/// Who reads a backup. Everything is handed over as it comes, before its hash is known: `read_archive` says in the end whether it
/// was sound.
struct Visitor {
  std::function<Result<void>(const store::tables::Table&)> begin_table;  ///< without its key
  std::function<Result<void>(store::tables::Values&&)> row;
  std::function<Result<void>()> end_table;
  std::function<Result<void>(const std::string& name, const std::string& content)> file;
};

/// Reads all of it and holds every part against its hash.
/// @param secret_key_file  for an encrypted one; may be empty
/// Errors: those of StreamReader, `backup/key-needed`, `backup/altered` and `backup/cut`, which name the part.
[[nodiscard]] Result<Manifest> read_archive(const std::filesystem::path& file,
                                            const std::filesystem::path& secret_key_file, const Visitor& visitor);

}  // namespace evenhand::backup

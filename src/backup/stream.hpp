/// @file stream.hpp
/// @brief The bytes of a backup file behind its first two lines: compressed (zstd), and on request encrypted to a public key
/// (libsodium: a random key in a sealed box, then secretstream chunks whose last one is marked, so that a cut shows).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "backup/keys.hpp"
#include "base/result.hpp"

namespace evenhand::backup {

/// Written under another name beside the file it is to be, mode 0600, and renamed when whole. Removed when it is not finished.
class StreamWriter {
 public:
  /// @param head  the lines before, as they are; bound to every encrypted chunk
  /// @param public_key  32 bytes; empty: not encrypted
  /// Errors: `backup/exists`, `backup/unwritable`, `backup/busy` (another one is writing this file).
  [[nodiscard]] static Result<StreamWriter> create(const std::filesystem::path& file, bool replace,
                                                   std::string_view head, std::string_view public_key);
  ~StreamWriter();
  StreamWriter(StreamWriter&&) noexcept;
  StreamWriter& operator=(StreamWriter&&) noexcept = delete;

  [[nodiscard]] Result<void> write(std::string_view bytes);
  /// Everything is on the disk, under its name, when this returns. @return the size of the file in bytes
  [[nodiscard]] Result<std::uint64_t> finish();

 private:
  class Inside;
  explicit StreamWriter(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

class StreamReader {
 public:
  /// Chooses the key once the head is read. @param head  both lines, with their ends @return 32 bytes; empty: not encrypted
  using ChooseKey = std::function<Result<Secret>(std::string_view head)>;
  /// Errors: `backup/unreadable`, `backup/not-a-backup`, `backup/wrong-key`, `backup/altered`, and those of `choose`.
  [[nodiscard]] static Result<StreamReader> open(const std::filesystem::path& file, const ChooseKey& choose);
  ~StreamReader();
  StreamReader(StreamReader&&) noexcept;
  StreamReader& operator=(StreamReader&&) noexcept = delete;

  /// Exactly `size` bytes. Errors: `backup/cut`, `backup/altered`.
  [[nodiscard]] Result<std::string> read(std::size_t size);
  /// Whether the stream ends here, as it should. Errors: `backup/cut`, `backup/altered` (more follows).
  [[nodiscard]] Result<void> expect_end();

 private:
  class Inside;
  explicit StreamReader(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace evenhand::backup

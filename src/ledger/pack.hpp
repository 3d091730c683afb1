/// @file pack.hpp
/// @brief An export of cases as one text file (`.evpack`) that proves itself with no database: canonical JSON, one
/// object a line, each line with its own sum, a signed checkpoint, an inclusion proof for every event, and at the end a
/// signature over all lines before.
///
/// Lines in order: `header`, `checkpoint`, `version`* (procedure texts in force), `key`* (persons whose values stay
/// readable), then for each case one `case`, its `event`s from seq 1 and its `file`s (sealed content of files the events
/// refer to), and `end`.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/checkpoint.hpp"

namespace evenhand::ledger {

namespace pack {
class EventLineReader;
}

inline constexpr std::size_t pack_line_bytes_max = 24u << 20;  ///< one line
inline constexpr std::size_t pack_versions_max = 100'000;      ///< versions in a pack, and also keys
inline constexpr std::size_t pack_problems_max = 100;          ///< problems listed; further ones are only counted

struct PackVersion {
  std::string procedure_id, hash;  ///< hash: the content hash cases are pinned to
  std::uint64_t number = 0;
  std::string title, source;
  Instant published_at;
};

/// What the text of a procedure says of itself.
struct PackText {
  std::string procedure_id, title, hash;  ///< hash: its content hash
  bool operator==(const PackText&) const = default;
};

/// Writes a pack to a stream, in the order above (calls out of order are a bug of the caller).
class PackWriter {
 public:
  /// @param key  signs checkpoint and pack; it and `out` must outlive the writer.
  PackWriter(std::ostream& out, Checkpoint checkpoint, const SigningKey& key, Instant made_at,
             std::string_view made_by);
  ~PackWriter();
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;
  void version(const PackVersion& version);
  /// Makes this person's values readable to whoever has the pack.
  void person_key(std::string_view person, const PersonKey& key);
  /// Cases go in by ascending id.
  void begin_case(std::string_view case_id, std::uint64_t events, const Hash& head);
  /// @param proof  of leaf `event.position - 1` in the tree of the checkpoint.
  /// Error `ledger/bad-event` when the stored body is no JSON (nothing is written).
  [[nodiscard]] Result<void> event(const StoredEvent& event, std::span<const Hash> proof);
  /// The sealed content (seal_file) of a file that an event of this case refers to; after the case's events.
  void file(std::string_view file_id, std::string_view sealed);
  /// Error `ledger/write-failed` when the stream failed at any point.
  [[nodiscard]] Result<void> finish();

 private:
  void line(json::Value object);
  void write(std::string_view text);
  std::ostream& out_;
  const SigningKey& key_;
  Sha256 running_{};
  std::string last_case_;
  std::uint64_t lines_ = 0, cases_ = 0, events_ = 0;
  std::unique_ptr<pack::EventLineReader> reader_;
  std::string text_;  ///< of the line being made
  struct Step {
    Hash hash{};
    std::string text;
  };
  std::vector<Step> steps_;  ///< of the last proof
};

struct PackProblem {
  std::uint64_t line = 0;  ///< from 1
  std::string case_id;     ///< empty outside cases
  std::uint64_t seq = 0;   ///< 0 outside events
  std::string message;     ///< what is wrong, one sentence
};
struct VerifyReport {
  bool ok = false;
  std::uint64_t lines = 0, cases = 0, events = 0, versions = 0;
  std::uint64_t files = 0;          ///< that events refer to
  std::uint64_t files_checked = 0;  ///< those of them whose content is in the pack and has the hash of the record
  std::uint64_t sealed = 0, readable = 0;  ///< sealed values, and those of them that a key of the pack opens
  std::string org, made_at, made_by, key_id;
  Checkpoint checkpoint;
  std::vector<PackProblem> problems;  ///< the first pack_problems_max
  std::uint64_t problem_count = 0;
};
struct VerifyOptions {
  /// The organisation's key as known from elsewhere (base64url). Empty: the one in the pack, which proves that the pack
  /// was not altered since, but not who made it.
  std::string public_key;
  /// Reads a procedure's text; nothing when it does not compile. Null: the texts are not held against what stands beside
  /// them.
  std::function<std::optional<PackText>(const std::string& source)> read_text;
  /// Given the content of every file that has the hash of the record; null: it is only checked.
  std::function<void(std::string_view case_id, std::string_view file_id, std::string_view type,
                     const std::string& content)>
      on_file;
};
/// Reads a pack from its first byte to its last, one line in memory at a time. Any input is safe.
[[nodiscard]] VerifyReport verify_pack(std::istream& in, const VerifyOptions& options = {});

}  // namespace evenhand::ledger

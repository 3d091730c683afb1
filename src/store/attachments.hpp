/// @file attachments.hpp
/// @brief Files of cases: what is known of each, and its sealed content. A file that no event refers to yet may be removed;
/// one that the record refers to stays as long as its customer's key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::attachments {

struct Attachment {
  std::string id, case_id;
  std::string name;         ///< sealed (ledger::seal_text); empty once the customer was erased
  std::string type;         ///< `image/png`
  std::uint64_t bytes = 0;  ///< of the content as it came
  std::string sha256;       ///< of the content as it came, in hex
  std::string uploaded_by;  ///< person id
  Instant uploaded_at;
  std::uint64_t first_seq = 0;  ///< of the first event that refers to it; 0: none does
};

/// @param sealed  ledger::seal_file. Errors: `file/too-many` past limits::case_files_max or case_file_bytes_max,
/// `case/not-found`.
[[nodiscard]] Result<void> add(Writer& writer, std::string_view org, const Attachment& file, std::string_view sealed);
/// Error `file/not-found`, also for a file of another case.
[[nodiscard]] Result<Attachment> find(const Reader& reader, std::string_view org, std::string_view case_id,
                                      std::string_view file_id);
/// Oldest first.
[[nodiscard]] Result<std::vector<Attachment>> of_case(const Reader& reader, std::string_view org,
                                                      std::string_view case_id);
/// The sealed content. Error `ledger/erased` when it went with its customer's key.
[[nodiscard]] Result<std::string> content(const Reader& reader, std::string_view org, std::string_view file_id);
/// An event refers to it from now on. Error `file/not-found`: it was removed meanwhile.
[[nodiscard]] Result<void> refer(Writer& writer, std::string_view org, std::string_view case_id,
                                 std::string_view file_id, std::uint64_t seq);
/// Errors: `file/not-found`, `file/in-record` (conflict) when an event refers to it.
[[nodiscard]] Result<void> remove(Writer& writer, std::string_view org, std::string_view case_id,
                                  std::string_view file_id);
/// Whether remove_unused would find any: looking costs no commit.
[[nodiscard]] Result<bool> any_unused(const Reader& reader, std::string_view org, Instant before);
/// Removes files uploaded before `before` that nothing refers to, at most `limit`. @return how many.
[[nodiscard]] Result<std::int64_t> remove_unused(Writer& writer, std::string_view org, Instant before,
                                                 std::size_t limit);

}  // namespace evenhand::store::attachments

/// @file files.hpp
/// @brief Files of cases: taken in, listed, read, removed. Taking one in changes no case: a file belongs to the record once
/// a command names it (a box is ticked with it, a fact is it), and until then it may be removed, which happens by itself
/// after limits::unused_file_hours. Contents and names are sealed under the customer's key.
#pragma once

#include <string>
#include <vector>

#include "casework/file.hpp"
#include "desk/desk.hpp"

namespace evenhand::desk {

struct Upload {
  std::string case_id, name, content;
  std::string person_id;  ///< who uploads
};
struct StoredFile {
  casework::CaseFile file;
  std::string uploaded_by;  ///< person id
  Instant uploaded_at;
  std::uint64_t first_seq = 0;  ///< of the first event that refers to it; 0: none, it may be removed
};
struct FileContent {
  casework::CaseFile file;
  std::string content;
};

/// What a file is, as its bytes tell: type, length, hash, and a clean name. `id` stays empty.
/// Errors: `file/too-large`, those of file_type.
[[nodiscard]] Result<casework::CaseFile> inspect_file(std::string_view name, std::string_view content);

/// Durable when it returns. Errors: those of inspect_file, `case/not-found`, `case/closed`, `file/too-many`,
/// `ledger/erased`.
[[nodiscard]] Result<StoredFile> add_file(Desk& desk, const Upload& upload);
/// Oldest first. Error `case/not-found`.
[[nodiscard]] Result<std::vector<StoredFile>> list_files(Desk& desk, const std::string& case_id);
/// Errors: `case/not-found`, `file/not-found` (also: of another case), `ledger/erased`, `file/corrupt`.
[[nodiscard]] Result<FileContent> read_file(Desk& desk, const std::string& case_id, const std::string& file_id);
/// Errors: `case/not-found`, `file/not-found`, `file/in-record`.
[[nodiscard]] Result<void> remove_file(Desk& desk, const std::string& case_id, const std::string& file_id);

}  // namespace evenhand::desk

/// @file file.hpp
/// @brief Files of a case as the engine sees them: never their bytes, only what proves which bytes they are. The desk looks
/// them up before a command is decided; what an event refers to is in the record for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::procedure {
struct FactType;
}
namespace evenhand::feel {
class Value;
}

namespace evenhand::casework {

/// What an event says of a file. Nothing personal is in it: the name stands apart, so that it can be sealed.
struct FileProof {
  std::string id;           ///< `file_…`
  std::string type;         ///< `image/png`, as its bytes tell
  std::uint64_t bytes = 0;  ///< of the content
  std::string sha256;       ///< of the content, in hex
  bool operator==(const FileProof&) const = default;
};
struct CaseFile : FileProof {
  std::string name;  ///< empty once the customer was erased
  bool operator==(const CaseFile&) const = default;
};

/// Whether this kind of evidence is a file: `file`, `photo`, `signature`; not `text`.
[[nodiscard]] bool is_file_evidence(std::string_view evidence) noexcept;
[[nodiscard]] bool is_image(std::string_view type) noexcept;
/// Why a file is not evidence of this kind, one sentence; empty when it is.
[[nodiscard]] std::optional<std::string> misfit(std::string_view evidence, const CaseFile& file);
/// `file`, or a list of files.
[[nodiscard]] bool holds_files(const procedure::FactType& type) noexcept;
/// The ids in a value of such a fact.
[[nodiscard]] std::vector<std::string> file_ids(const feel::Value& value);

}  // namespace evenhand::casework

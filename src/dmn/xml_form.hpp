/// @file xml_form.hpp
/// @brief What makes a text well-formed XML and pugixml lets pass: characters, references, one element at the outside. Private
/// to this module.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace evenhand::dmn {

struct IllFormed {
  std::size_t offset = 0;
  std::string message, hint;
};

/// The first place where UTF-8 text is no XML, found in one pass; tags that do not match, missing names and quotes and the like
/// are the parser's to find. Says nothing of what follows a document type, which is refused as a whole.
[[nodiscard]] std::optional<IllFormed> ill_formed(std::string_view xml);

}  // namespace evenhand::dmn

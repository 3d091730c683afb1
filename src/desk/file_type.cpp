#include "desk/file_type.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::desk {
namespace {

using namespace std::string_view_literals;

struct Kind {
  std::string_view type;
  std::vector<std::string_view> endings;  ///< the first is put on when none fits
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"application/pdf", {".pdf"}},
      {"image/png", {".png"}},
      {"image/jpeg", {".jpg", ".jpeg"}},
      {"image/gif", {".gif"}},
      {"image/webp", {".webp"}},
      {"image/heic", {".heic", ".heif"}},
      {"text/plain", {".txt", ".text", ".log", ".md"}},
      {"text/csv", {".csv"}},
      {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
      {"application/vnd.openxmlformats-officedocument.presentationml.presentation", {".pptx"}},
      {"application/vnd.oasis.opendocument.text", {".odt"}},
      {"application/vnd.oasis.opendocument.spreadsheet", {".ods"}},
      {"application/vnd.oasis.opendocument.presentation", {".odp"}},
  };
  return all;
}

tl::unexpected<Error> not_taken() {
  return fail(ErrorKind::invalid, "file/type", "Files of this kind are not taken.",
              "Send a PDF, an image (PNG, JPEG, GIF, WebP, HEIC), plain text, CSV, or a Word, Excel, PowerPoint or "
              "OpenDocument file.");
}

bool is_heic(std::string_view content) {
  if (content.size() < 12 || content.substr(4, 4) != "ftyp") return false;
  static constexpr std::array<std::string_view, 6> brands{"heic", "heix", "heim", "heis", "mif1", "msf1"};
  return std::find(brands.begin(), brands.end(), content.substr(8, 4)) != brands.end();
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = (value << 8u) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Names of the entries in a ZIP file's central directory (APPNOTE.TXT 4.3.12, 4.3.16); empty when it has none.
std::vector<std::string_view> zip_entries(std::string_view content) {
  constexpr std::size_t end_bytes = 22, entry_bytes = 46, entries_max = 10'000;
  const auto end = content.rfind("PK\x05\x06"sv);
  if (end == std::string_view::npos || content.size() - end < end_bytes) return {};
  std::vector<std::string_view> names;
  std::size_t at = little_endian(content, end + 16, 4);
  while (names.size() < entries_max && at <= end && end - at >= entry_bytes &&
         content.substr(at, 4) == "PK\x01\x02"sv) {
    const std::size_t name = little_endian(content, at + 28, 2);
    const std::size_t more = little_endian(content, at + 30, 2) + little_endian(content, at + 32, 2);
    if (end - at - entry_bytes < name + more) return {};
    names.push_back(content.substr(at + entry_bytes, name));
    at += entry_bytes + name + more;
  }
  return names;
}

Result<std::string> office_type(std::string_view content) {
  const auto entries = zip_entries(content);
  const auto has = [&](std::string_view name) {
    return std::find(entries.begin(), entries.end(), name) != entries.end();
  };
  if (std::any_of(entries.begin(), entries.end(), [](std::string_view name) {
        const std::string lower = text::to_lower_ascii(name);
        return lower.ends_with("vbaproject.bin") || lower.starts_with("basic/") || lower.starts_with("scripts/");
      })) {
    return fail(ErrorKind::invalid, "file/macros", "Documents with macros are not taken.",
                "Save it without macros, or as PDF.");
  }
  if (has("[Content_Types].xml")) {
    if (has("word/document.xml")) return std::string(kinds()[8].type);
    if (has("xl/workbook.xml")) return std::string(kinds()[9].type);
    if (has("ppt/presentation.xml")) return std::string(kinds()[10].type);
  }
  // OpenDocument keeps its media type uncompressed in the first entry (ODF 1.3 part 2, 3.3), after 30 bytes of header.
  if (content.size() > 38 && content.substr(30, 8) == "mimetype") {
    const std::size_t length = little_endian(content, 22, 4);
    for (const std::size_t i : {std::size_t{11}, std::size_t{12}, std::size_t{13}})
      if (length == kinds()[i].type.size() && content.substr(38, length) == kinds()[i].type)
        return std::string(kinds()[i].type);
  }
  return not_taken();
}

bool is_text(std::string_view content) {
  return text::is_valid_utf8(content) && std::none_of(content.begin(), content.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || byte == 0x7f;
         });
}

/// Markup is told by how it begins: a tag, a declaration or a comment.
bool is_markup(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  content = text::trim(content);
  if (content.size() < 2 || content.front() != '<') return false;
  const char next = content[1];
  return next == '!' || next == '?' || next == '/' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
}

/// Characters that file systems forbid, that end a header's quoted text, or that turn the reading direction.
bool is_bad(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0xfff0 && c <= 0xffff);
}

bool is_reserved_on_windows(std::string_view stem) {
  static constexpr std::array<std::string_view, 4> names{"con", "prn", "aux", "nul"};
  const std::string lower = text::to_lower_ascii(stem);
  const bool numbered =
      lower.size() == 4 && (lower.starts_with("com") || lower.starts_with("lpt")) && lower[3] >= '0' && lower[3] <= '9';
  return numbered || std::find(names.begin(), names.end(), lower) != names.end();
}

}  // namespace

Result<std::string> file_type(std::string_view content, std::string_view name) {
  if (content.empty())
    return fail(ErrorKind::invalid, "file/empty", "The file is empty.", "Choose the file again; nothing was kept.");
  if (content.starts_with("%PDF-")) return std::string("application/pdf");
  if (content.starts_with("\x89PNG\r\n\x1a\n"sv)) return std::string("image/png");
  if (content.starts_with("\xff\xd8\xff"sv)) return std::string("image/jpeg");
  if (content.starts_with("GIF87a") || content.starts_with("GIF89a")) return std::string("image/gif");
  if (content.starts_with("RIFF") && content.size() >= 12 && content.substr(8, 4) == "WEBP")
    return std::string("image/webp");
  if (is_heic(content)) return std::string("image/heic");
  if (content.starts_with("PK\x03\x04"sv)) return office_type(content);
  if (!is_text(content)) return not_taken();
  if (is_markup(content)) {
    return fail(ErrorKind::invalid, "file/markup", "HTML, SVG and XML files are not taken: a browser could run them.",
                "Send a PDF or an image of it.");
  }
  const bool csv = text::to_lower_ascii(name).ends_with(".csv");
  return std::string(csv ? "text/csv" : "text/plain");
}

std::string clean_file_name(std::string_view name, std::string_view type) {
  const auto kind = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& k) { return k.type == type; });
  std::string readable;
  for (std::size_t at = 0; text::is_valid_utf8(name) && at < name.size();) {
    const char32_t c = text::next_code_point(name, at);
    if (c == '/' || c == '\\') {
      readable.clear();
    } else if (c < 0x80 && "<>:\"|?*;%"sv.find(static_cast<char>(c)) != std::string_view::npos) {
      readable += '_';
    } else if (!is_bad(c)) {
      text::append_code_point(readable, c);
    }
  }
  std::string clean = text::collapse_spaces(readable);
  while (!clean.empty() && (clean.front() == '.' || clean.front() == ' ')) clean.erase(0, 1);
  while (!clean.empty() && (clean.back() == '.' || clean.back() == ' ')) clean.pop_back();
  if (clean.empty()) clean = "file";
  if (is_reserved_on_windows(std::string_view(clean).substr(0, clean.find('.')))) clean.insert(0, "_");
  if (kind == kinds().end()) return clean.substr(0, limits::file_name_bytes_max);
  const std::string lower = text::to_lower_ascii(clean);
  const auto fits = std::find_if(kind->endings.begin(), kind->endings.end(),
                                 [&](std::string_view ending) { return lower.ends_with(ending); });
  const std::string ending(fits == kind->endings.end() ? kind->endings.front() : *fits);
  if (fits != kind->endings.end()) clean.resize(clean.size() - ending.size());
  const std::size_t room = limits::file_name_bytes_max - ending.size();
  // Not in the middle of a character.
  std::size_t cut = std::min(clean.size(), room);
  while (cut > 0 && cut < clean.size() && (static_cast<unsigned char>(clean[cut]) & 0xc0u) == 0x80u) --cut;
  clean.resize(cut);
  return (clean.empty() ? "file" : clean) + ending;
}

}  // namespace evenhand::desk

#include "print/catalog.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/text.hpp"

namespace evenhand::print {
namespace {

/// A text string of PDF: UTF-16, high byte first, in hexadecimal digits.
std::string text_string(std::string_view words) {
  std::string out = "<FEFF";
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = text::next_code_point(words, at);
    if (c < 0x10000)
      out += fmt::format("{:04X}", static_cast<unsigned>(c));
    else
      out += fmt::format("{:04X}{:04X}", 0xD800 + ((static_cast<unsigned>(c) - 0x10000) >> 10),
                         0xDC00 + ((static_cast<unsigned>(c) - 0x10000) & 0x3ff));
  }
  return out + ">";
}

/// The number after `key` in the last part of the file.
std::optional<std::size_t> number_after(std::string_view pdf, std::string_view key) {
  const std::size_t at = pdf.rfind(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::size_t number = 0;
  const char* const begin = pdf.data() + at + key.size();
  if (std::from_chars(begin, pdf.data() + pdf.size(), number).ec != std::errc{}) return std::nullopt;
  return number;
}

std::string language_tag(std::string_view language) {
  std::string out;
  for (const char c : language.substr(0, 35))
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') out += c;
  return out;
}

}  // namespace

Result<void> complete_catalog(std::string& pdf, const Document& document) {
  const auto size = number_after(pdf, "/Size "), root = number_after(pdf, "/Root "), info = number_after(pdf, "/Info "),
             table = number_after(pdf, "startxref\n");
  const std::string head = root ? fmt::format("\n{} 0 obj\n", *root) : std::string();
  const std::size_t at = root ? pdf.rfind(head) : std::string::npos;
  const std::size_t end = at == std::string::npos ? at : pdf.find("\n>>\nendobj", at);
  if (!size || !info || !table || end == std::string::npos)
    return fail(ErrorKind::unsupported, "print/failed", "The drawing library ended the file in an unknown way.",
                "Cairo 1.16 to 1.18 are known.");
  const std::string catalog = pdf.substr(at + 1, end - at - 1);

  if (!pdf.ends_with('\n')) pdf += '\n';
  const std::size_t catalog_at = pdf.size();
  pdf += catalog;
  if (catalog.find("/Lang") == std::string::npos) pdf += "\n   /Lang (" + language_tag(document.language) + ")";
  if (catalog.find("/PageMode") == std::string::npos) pdf += "\n   /PageMode /UseOutlines";
  pdf += "\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n";
  const std::size_t info_at = pdf.size();
  pdf += fmt::format("{} 0 obj\n<< /Title {}\n", *info, text_string(document.title));
  if (!document.author.empty()) pdf += fmt::format("   /Author {}\n", text_string(document.author));
  if (document.made_at) {
    std::string digits;
    for (const char c : format_rfc3339(*document.made_at).substr(0, 19))
      if (c >= '0' && c <= '9') digits += c;
    pdf += fmt::format("   /CreationDate (D:{}Z)\n", digits);
  }
  pdf += "   /Producer (Evenhand)\n>>\nendobj\n";
  const std::size_t update_at = pdf.size();
  pdf += fmt::format("xref\n{} 1\n{:010} 00000 n \n{} 1\n{:010} 00000 n \n", *info, info_at, *root, catalog_at);
  pdf += fmt::format("trailer\n<< /Size {}\n   /Root {} 0 R\n   /Info {} 0 R\n   /Prev {}\n>>\nstartxref\n{}\n%%EOF\n",
                     *size, *root, *info, *table, update_at);
  return {};
}

}  // namespace evenhand::print

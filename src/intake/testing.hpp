/// @file testing.hpp
/// @brief Word files for tests, made on the spot: sound ones and others.
#pragma once

#include <zip.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace evenhand::intake::testing {

/// A zip of these parts.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
  }
  zip_close(archive);
  zip_stat_t about;
  zip_stat_init(&about);
  zip_source_stat(source, &about);
  std::string bytes(about.size, '\0');
  zip_source_open(source);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

inline const std::string content_types =
    "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
inline const std::string relations =
    "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/></Relationships>";

inline std::string word_paragraph(const std::string& words, const std::string& style = {}, bool numbered = false) {
  std::string out = "<w:p><w:pPr>";
  if (!style.empty()) out += "<w:pStyle w:val=\"" + style + "\"/>";
  if (numbered) out += "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
  return out + "</w:pPr><w:r><w:t>" + words + "</w:t></w:r></w:p>";
}

/// A Word file with this body.
inline std::string word_file(const std::string& body, std::vector<std::pair<std::string, std::string>> more = {}) {
  const std::string w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  std::vector<std::pair<std::string, std::string>> parts{
      {"[Content_Types].xml", content_types},
      {"_rels/.rels", relations},
      {"word/document.xml",
       "<?xml version=\"1.0\"?><w:document xmlns:w=\"" + w + "\"><w:body>" + body + "</w:body></w:document>"},
      {"word/_rels/document.xml.rels",
       "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
       "<Relationship Id=\"n1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" "
       "Target=\"numbering.xml\"/></Relationships>"},
      {"word/numbering.xml",
       "<?xml version=\"1.0\"?><w:numbering xmlns:w=\"" + w +
           "\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">"
           "<w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>"
           "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"}};
  for (auto& part : more) parts.push_back(std::move(part));
  return zip_of(parts);
}

inline bool has_pandoc() {
  return std::system("pandoc --version >/dev/null 2>&1") == 0;
}

}  // namespace evenhand::intake::testing

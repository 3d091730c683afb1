#include "desk/files.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "desk/file_type.hpp"

namespace evenhand::desk {
namespace {

using namespace std::string_view_literals;

std::string type_of(std::string_view content, std::string_view name = "x") {
  const auto type = file_type(content, name);
  return type ? *type : type.error().code;
}

std::string number(std::uint32_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> static_cast<unsigned>(8 * i));
  return bytes;
}
/// A ZIP with these empty entries; `first` is the content of the first one.
std::string zip(const std::vector<std::string>& names, const std::string& first = {}) {
  std::string files, directory;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string content = i == 0 ? first : std::string();
    const std::string sizes = number(static_cast<std::uint32_t>(content.size()), 4) +
                              number(static_cast<std::uint32_t>(content.size()), 4) +
                              number(static_cast<std::uint32_t>(names[i].size()), 2);
    const auto offset = static_cast<std::uint32_t>(files.size());
    files += "PK\x03\x04" + std::string(14, '\0') + sizes + std::string(2, '\0') + names[i] + content;
    directory += "PK\x01\x02" + std::string(16, '\0') + sizes + std::string(12, '\0') + number(offset, 4) + names[i];
  }
  const auto count = static_cast<std::uint32_t>(names.size());
  return files + directory + "PK\x05\x06" + std::string(4, '\0') + number(count, 2) + number(count, 2) +
         number(static_cast<std::uint32_t>(directory.size()), 4) + number(static_cast<std::uint32_t>(files.size()), 4) +
         std::string(2, '\0');
}

TEST(FileType, IsToldByTheBytes) {
  EXPECT_EQ(type_of("%PDF-1.7\n"), "application/pdf");
  EXPECT_EQ(type_of("\x89PNG\r\n\x1a\n...."sv, "holiday.exe"), "image/png");
  EXPECT_EQ(type_of("\xff\xd8\xff\xe0...."sv), "image/jpeg");
  EXPECT_EQ(type_of("GIF89a...."), "image/gif");
  EXPECT_EQ(type_of("RIFF\x10\0\0\0WEBPVP8 "sv), "image/webp");
  EXPECT_EQ(type_of("\0\0\0\x18"
                    "ftypheic\0\0\0\0"sv),
            "image/heic");
  EXPECT_EQ(type_of("Dear all,\r\n\tgrüße\n"), "text/plain");
  EXPECT_EQ(type_of("a,b\n1,2\n", "Sheet.CSV"), "text/csv");
  EXPECT_EQ(type_of(zip({"[Content_Types].xml", "word/document.xml"})),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(type_of(zip({"[Content_Types].xml", "xl/workbook.xml"})),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_EQ(type_of(zip({"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text");
}

TEST(FileType, WhatCouldRunOrIsUnknownIsRefused) {
  for (const std::string_view markup : {"<!DOCTYPE html><p>"sv, "  \n<svg xmlns='http://www.w3.org/2000/svg'/>"sv,
                                        "\xEF\xBB\xBF<?xml version='1.0'?>"sv, "<script>"sv, "<!-- x --><html>"sv})
    EXPECT_EQ(type_of(markup, "x.txt"), "file/markup") << markup;
  EXPECT_EQ(type_of("5 < 6 and so on"), "text/plain");
  EXPECT_EQ(type_of(""), "file/empty");
  EXPECT_EQ(type_of("MZ\x90\0\x03"sv, "photo.jpg"), "file/type");
  EXPECT_EQ(type_of("\x7f"
                    "ELF\x02\x01"sv),
            "file/type");
  EXPECT_EQ(type_of("\xc3\x28 no text"), "file/type");
  EXPECT_EQ(type_of(zip({"a.txt"})), "file/type") << "any other archive";
  EXPECT_EQ(type_of("PK\x03\x04 cut short"), "file/type");
  EXPECT_EQ(type_of(zip({"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"})), "file/macros");
  EXPECT_EQ(type_of(zip({"mimetype", "Basic/Standard/x.xml"}, "application/vnd.oasis.opendocument.text")),
            "file/macros");
}

TEST(FileType, AnyCutOfAnOfficeFileIsSafe) {
  const std::string whole = zip({"[Content_Types].xml", "word/document.xml"});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_NE(type_of(whole.substr(0, i)), "image/png");
    std::string bent = whole;
    bent[i] = static_cast<char>(0xff);
    EXPECT_FALSE(type_of(bent).empty());
  }
}

TEST(FileName, IsOnlyAName) {
  const auto clean = [](std::string_view name) { return clean_file_name(name, "application/pdf"); };
  EXPECT_EQ(clean("Receipt 12.pdf"), "Receipt 12.pdf");
  EXPECT_EQ(clean("../../etc/passwd"), "passwd.pdf");
  EXPECT_EQ(clean("C:\\Users\\kim\\x.PDF"), "x.pdf");
  EXPECT_EQ(clean("setup.exe"), "setup.exe.pdf");
  EXPECT_EQ(clean("a\r\nSet-Cookie: x=1\";.pdf"), "aSet-Cookie_ x=1__.pdf");
  EXPECT_EQ(clean("invoice\xE2\x80\xAE"
                  "fdp.exe"),
            "invoicefdp.exe.pdf");
  EXPECT_EQ(clean("..."), "file.pdf");
  EXPECT_EQ(clean(""), "file.pdf");
  EXPECT_EQ(clean("con.pdf"), "_con.pdf");
  EXPECT_EQ(clean("\xff\xfe"), "file.pdf");
  EXPECT_EQ(clean("Añejo — 合同.pdf"), "Añejo — 合同.pdf");
  EXPECT_EQ(clean_file_name("photo", "image/jpeg"), "photo.jpg");
  EXPECT_EQ(clean_file_name("photo.jpeg", "image/jpeg"), "photo.jpeg");
  std::string long_name;
  for (int i = 0; i < 200; ++i) long_name += "ñ";
  const std::string cut = clean(long_name + ".pdf");
  EXPECT_LE(cut.size(), limits::file_name_bytes_max);
  EXPECT_TRUE(cut.ends_with("ñ.pdf")) << cut;
  EXPECT_TRUE(text::is_valid_utf8(cut));
}

TEST(FileLimits, OneByteOverIsTooLarge) {
  std::string content = "%PDF-" + std::string(limits::file_bytes_max - 5, 'x');
  EXPECT_EQ(inspect_file("a.pdf", content)->bytes, limits::file_bytes_max);
  EXPECT_EQ(inspect_file("a.pdf", content + "x").error().code, "file/too-large");
  EXPECT_EQ(inspect_file("a.txt", "abc")->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace evenhand::desk

/// @file testing.hpp
/// @brief For tests: what independent readers (poppler-utils) find in a PDF.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace evenhand::print::testing {

/// Whether poppler-utils is installed.
inline bool has_readers() {
  return std::system("command -v pdftotext pdfinfo pdffonts >/dev/null 2>&1") == 0;
}

/// What a program of poppler-utils prints about a PDF. @param command  `pdfinfo -struct-text {}`: `{}` is the file
inline std::string seen(const std::string& pdf, std::string command) {
  std::string name = (std::filesystem::temp_directory_path() / "evenhand-print-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) return "no temporary file";
  close(file);
  std::ofstream(name, std::ios::binary) << pdf;
  command.replace(command.find("{}"), 2, name);
  std::string out;
  {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"), pclose);
    std::array<char, 4096> buffer;
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
      out.append(buffer.data(), got);
  }
  unlink(name.c_str());
  return out;
}
inline std::string words_of(const std::string& pdf) {
  return seen(pdf, "pdftotext {} -");
}
/// Of one page, counted from 1.
inline std::string words_of(const std::string& pdf, std::size_t page) {
  const std::string number = std::to_string(page);
  return seen(pdf, "pdftotext -f " + number + " -l " + number + " {} -");
}
inline std::size_t times(const std::string& text, const std::string& words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + words.size())) ++count;
  return count;
}

}  // namespace evenhand::print::testing

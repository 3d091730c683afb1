#include "intake/word_file.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"

namespace evenhand::intake {

namespace {

constexpr std::string_view anew = "Save the document anew as Word (.docx) and try again.";

struct ArchiveCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct EntryCloser {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, ArchiveCloser>;
using OpenEntry = std::unique_ptr<zip_file_t, EntryCloser>;

Error not_word(std::string what) {
  return {ErrorKind::invalid, "import/not-word", std::move(what), std::string(anew)};
}
Error bomb(std::string what) {
  return {ErrorKind::too_large, "import/zip-bomb", std::move(what),
          "A document of words is small; leave its pictures out, and save it anew."};
}
Error macro(std::string_view part) {
  return {ErrorKind::invalid, "import/macro",
          fmt::format("The file holds a macro: \"{}\".", text::printable(text::prefix(part, 200))),
          "Save it as Word (.docx) without macros and try again."};
}

bool has_suffix(std::string_view name, std::string_view end) {
  return name.size() >= end.size() && text::equals_ignoring_case(name.substr(name.size() - end.size()), end);
}

/// Looks through the bytes of one part as they come, with what a match across two blocks needs of the one before.
class Watch {
 public:
  explicit Watch(bool is_xml, bool is_types) : is_xml_(is_xml), is_types_(is_types) {}
  void add(std::string_view block) {
    if (!is_xml_) return;
    seen_ += block;
    declares_ =
        declares_ || seen_.find("<!DOCTYPE") != std::string::npos || seen_.find("<!ENTITY") != std::string::npos;
    if (is_types_)
      macros_ =
          macros_ || seen_.find("macroEnabled") != std::string::npos || seen_.find("vbaProject") != std::string::npos;
    constexpr std::size_t kept = 32;
    if (seen_.size() > kept) seen_.erase(0, seen_.size() - kept);
  }
  [[nodiscard]] bool declares_type() const { return declares_; }
  [[nodiscard]] bool names_macros() const { return macros_; }

 private:
  const bool is_xml_, is_types_;
  bool declares_ = false, macros_ = false;
  std::string seen_;
};

Result<void> check_entry(zip_t* archive, zip_uint64_t index, std::uint64_t& unpacked, std::set<std::string>& names) {
  zip_stat_t about;
  zip_stat_init(&about);
  if (zip_stat_index(archive, index, 0, &about) != 0 || (about.valid & ZIP_STAT_NAME) == 0)
    return fail(not_word(fmt::format("Part {} of the file cannot be read.", index + 1)));
  const std::string name = about.name;
  const std::string shown = text::printable(text::prefix(name, 200));
  if (!names.insert(text::to_lower_ascii(name)).second)
    return fail(not_word(fmt::format("The part \"{}\" stands twice in the file.", shown)));
  if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE)
    return fail(ErrorKind::invalid, "import/encrypted", fmt::format("The part \"{}\" is encrypted.", shown),
                "Take the password off and save it anew.");
  const std::string lower = text::to_lower_ascii(name);
  if (lower.find("vbaproject") != std::string::npos || lower.find("vbadata") != std::string::npos ||
      lower.find("activex/") != std::string::npos)
    return fail(macro(name));
  constexpr std::uint64_t small = 1u << 20;
  const auto too_packed = [&](std::uint64_t size) {
    return size > small && (about.valid & ZIP_STAT_COMP_SIZE) != 0 &&
           size / limits::import_zip_ratio_max > about.comp_size;
  };
  const auto past = [&](std::uint64_t size) -> Result<void> {
    if (size > limits::import_unpacked_bytes_max - std::min<std::uint64_t>(unpacked, limits::import_unpacked_bytes_max))
      return fail(bomb(fmt::format("With the part \"{}\" the file unpacks to over {} bytes.", shown,
                                   limits::import_unpacked_bytes_max)));
    if (too_packed(size))
      return fail(
          bomb(fmt::format("The part \"{}\" unpacks to over {} times its size.", shown, limits::import_zip_ratio_max)));
    return {};
  };
  if ((about.valid & ZIP_STAT_SIZE) != 0)
    if (const auto fits = past(about.size); !fits) return fits;
  const OpenEntry entry(zip_fopen_index(archive, index, 0));
  if (entry == nullptr) return fail(not_word(fmt::format("The part \"{}\" cannot be unpacked.", shown)));
  Watch watch(has_suffix(name, ".xml") || has_suffix(name, ".rels"), name == "[Content_Types].xml");
  std::vector<char> block(64u << 10);
  for (std::uint64_t size = 0;;) {
    const zip_int64_t n = zip_fread(entry.get(), block.data(), block.size());
    if (n < 0) return fail(not_word(fmt::format("The part \"{}\" is damaged.", shown)));
    size += static_cast<std::uint64_t>(n);
    if (const auto fits = past(size); !fits) return fits;
    watch.add({block.data(), static_cast<std::size_t>(n)});
    if (watch.declares_type())
      return fail(ErrorKind::invalid, "import/document-type",
                  fmt::format("The part \"{}\" declares a document type (<!DOCTYPE …>).", shown),
                  "Word writes none: entities and outside files are never read. Save the document anew.");
    if (watch.names_macros()) return fail(macro(name));
    if (n > 0) continue;
    unpacked += size;
    return {};
  }
}

bool is_unread(std::string_view lower) {
  for (const std::string_view start :
       {"word/media/", "word/header", "word/footer", "word/comments.xml", "word/embeddings/", "word/charts/"})
    if (lower.starts_with(start)) return true;
  return false;
}

}  // namespace

Result<std::vector<std::string>> check_word_file(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return fail(not_word("The file cannot be read."));
  const Archive archive(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error));
  if (archive == nullptr) {
    zip_source_free(source);
    const bool old = bytes.starts_with("\xD0\xCF\x11\xE0");
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (old) return fail(not_word("This is a Word file of the old kind (.doc), or one with a password."));
    return fail(not_word("This is no Word file: " + text::printable(why) + "."));
  }
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  if (entries < 0 || static_cast<std::uint64_t>(entries) > limits::import_zip_entries_max)
    return fail(bomb(
        fmt::format("The file has {} parts; a document has at most {}.", entries, limits::import_zip_entries_max)));
  std::uint64_t unpacked = 0;
  std::set<std::string> names;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i)
    if (const auto sound = check_entry(archive.get(), i, unpacked, names); !sound) return fail(sound.error());
  if (!names.contains("[content_types].xml")) return fail(not_word("The file has no part \"[Content_Types].xml\"."));
  if (!names.contains("word/document.xml")) return fail(not_word("The file has no part \"word/document.xml\"."));
  std::vector<std::string> unread;
  for (const std::string& name : names)
    if (is_unread(name)) unread.push_back(name);
  return unread;
}

}  // namespace evenhand::intake

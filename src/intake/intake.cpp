#include "intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <exception>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "intake/bpmn.hpp"
#include "intake/compose.hpp"
#include "intake/document.hpp"
#include "intake/pandoc.hpp"
#include "intake/word_file.hpp"
#include "procedure/compile.hpp"

namespace evenhand::intake {

namespace {

/// The file's name without folders and ending, as words.
std::string words_of_name(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
  for (const std::string_view ending : {".md", ".markdown", ".html", ".htm", ".docx", ".bpmn", ".xml", ".txt", ".sop"})
    if (name.size() > ending.size() && text::equals_ignoring_case(name.substr(name.size() - ending.size()), ending))
      name.remove_suffix(ending.size());
  std::string out(text::prefix(name, limits::file_name_bytes_max));
  for (char& c : out)
    if (c == '-' || c == '_' || c == '.') c = ' ';
  out = text::collapse_spaces(text::is_valid_utf8(out) ? out : std::string{});
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return escaped(out);
}

Result<void> check_text(std::string_view bytes) {
  std::size_t at = 0;
  std::string what;
  if (const auto bad = text::first_invalid_utf8(bytes)) {
    at = *bad;
    what = "is no UTF-8";
  } else if (const auto control = text::first_unwritable(bytes)) {
    at = *control;
    what = "holds a character that no text has";
  } else {
    return {};
  }
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return fail(ErrorKind::invalid, "import/not-text",
              fmt::format("Line {} {} (byte {} of the file).", line, what, at + 1),
              "Save the file as UTF-8 text and try again.");
}

/// Looks like an SOP, which needs no import.
bool is_sop(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text.starts_with("---\n") && !text.starts_with("---\r\n")) return false;
  const std::size_t end = text.find("\n---", 3);
  const std::string_view front = end == std::string_view::npos ? std::string_view{} : text.substr(3, end - 2);
  return front.find("\nid:") != std::string_view::npos && text.find("\n## 1. ") != std::string_view::npos;
}

Result<Imported> take_sop(std::string_view text) {
  const procedure::Compiled compiled = procedure::compile(text);
  if (compiled.procedure == nullptr) {
    const auto error = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                    [](const Diagnostic& d) { return d.severity == Severity::error; });
    return fail(ErrorKind::invalid, "import/already-sop",
                fmt::format("This is an SOP already, and line {} of it is wrong: {}", error->span.line, error->message),
                "Open it in the editor, or see what `evenhand check` says of it.");
  }
  Imported imported;
  imported.title = compiled.procedure->title;
  imported.draft = std::string(text);
  imported.runnable = !compiled.procedure->guidance_only;
  Entry entry;
  entry.outcome = Outcome::understood;
  entry.rule = "ready";
  entry.became = "title";
  entry.words = imported.title;
  entry.line = entry.draft_line = 1;
  imported.report.push_back(std::move(entry));
  return imported;
}

/// Lists deeper than any draft may have, found before pandoc takes the page apart: unclosed ones cost it twice the time a level.
Result<void> check_html_depth(std::string_view html) {
  std::size_t depth = 0, line = 1;
  for (std::size_t i = 0; i < html.size(); ++i) {
    line += html[i] == '\n' ? 1 : 0;
    if (html[i] != '<' || i + 3 >= html.size()) continue;
    const bool closes = html[i + 1] == '/';
    const std::string_view name = html.substr(i + (closes ? 2 : 1), 2);
    const std::size_t after = i + (closes ? 4 : 3);
    const bool whole =
        after >= html.size() || (html[after] != '-' && std::isalnum(static_cast<unsigned char>(html[after])) == 0);
    if (!whole || (!text::equals_ignoring_case(name, "ul") && !text::equals_ignoring_case(name, "ol"))) continue;
    if (closes) {
      depth -= depth > 0 ? 1 : 0;
    } else if (++depth > limits::sop_nesting_max) {
      return fail(
          ErrorKind::invalid, "import/too-deep",
          fmt::format("Line {}: lists are nested deeper than {} levels, or not closed.", line, limits::sop_nesting_max),
          "Close each <ol> and <ul>, and nest fewer of them.");
    }
  }
  return {};
}

Result<Document> read(Format format, std::string_view bytes, const Deadline& deadline) {
  if (format == Format::markdown) return read_markdown(bytes);
  std::vector<std::string> unread;
  if (format == Format::docx) {
    auto sound = check_word_file(bytes);
    if (!sound) return fail(sound.error());
    unread = std::move(*sound);
  }
  if (format == Format::html)
    if (const auto sound = check_html_depth(bytes); !sound) return fail(sound.error());
  const auto answer = run_pandoc(format == Format::docx ? "docx" : "html", bytes, deadline);
  if (!answer) return fail(answer.error());
  auto document = read_pandoc(*answer);
  if (document)
    for (std::string& part : unread) document->unread.push_back({part, part, 0});
  return document;
}

Result<Imported> import_it(std::string_view name, std::string_view bytes, const Deadline& deadline) {
  if (bytes.size() > limits::import_bytes_max)
    return fail(ErrorKind::too_large, "import/too-large",
                fmt::format("The file has {} bytes; at most {} are taken.", bytes.size(), limits::import_bytes_max),
                "Split it into one file for each procedure, and leave pictures out.");
  const auto format = format_of(name, bytes);
  if (!format) return fail(format.error());
  // An empty page is a page: of text files it becomes a draft with a title and nothing else.
  if (*format != Format::markdown && text::trim(bytes).empty())
    return fail(ErrorKind::invalid, "import/empty", "The file is empty.",
                "Choose a file with the words of a procedure.");
  if (*format != Format::docx)
    if (const auto text = check_text(bytes); !text) return fail(text.error());
  const std::string title = words_of_name(name);
  if (*format == Format::bpmn) {
    auto draft = read_bpmn(bytes, title);
    return draft ? finish(std::move(*draft), deadline) : Result<Imported>(fail(draft.error()));
  }
  if (*format == Format::markdown && is_sop(bytes)) {
    auto ready = take_sop(bytes);
    // Pages of other systems have ids too; only what is called an SOP has to be one.
    if (ready ||
        text::equals_ignoring_case(name.substr(name.size() - std::min<std::size_t>(name.size(), 7)), ".sop.md"))
      return ready;
  }
  const auto document = read(*format, bytes, deadline);
  if (!document) return fail(document.error());
  if (document->parts.empty() && *format != Format::markdown)
    return fail(ErrorKind::invalid, "import/empty", "The file holds no words.",
                "Pictures of text are not read; choose a file with the words of a procedure.");
  return finish(compose(*document, title), deadline);
}

}  // namespace

Result<Format> format_of(std::string_view name, std::string_view bytes) {
  const auto ends = [&](std::string_view ending) {
    return name.size() >= ending.size() && text::equals_ignoring_case(name.substr(name.size() - ending.size()), ending);
  };
  if (ends(".docx")) return Format::docx;
  if (ends(".docm") || ends(".dotm") || ends(".doc") || ends(".odt") || ends(".rtf") || ends(".pdf"))
    return fail(ErrorKind::unsupported, "import/unknown-format",
                fmt::format("A {} file is not read.", name.substr(name.rfind('.'))),
                "Save it as Word (.docx) without macros, HTML or Markdown.");
  if (ends(".md") || ends(".markdown") || ends(".txt")) return Format::markdown;
  if (ends(".html") || ends(".htm")) return Format::html;
  if (ends(".bpmn")) return Format::bpmn;
  if (bytes.starts_with("PK\x03\x04")) return Format::docx;
  const std::string_view start = text::trim(bytes.substr(0, 1024));
  if (start.find("http://www.omg.org/spec/BPMN/") != std::string_view::npos) return Format::bpmn;
  if (text::starts_with_ignoring_case(start, "<!doctype html") || text::starts_with_ignoring_case(start, "<html"))
    return Format::html;
  if (ends(".xml")) return Format::bpmn;
  return fail(ErrorKind::invalid, "import/unknown-format", "The name of the file does not say what it is.",
              "Name it .md, .html, .docx or .bpmn.");
}

Result<Imported> import_file(std::string_view name, std::string_view bytes) {
  return import_file(name, bytes, Deadline::in(std::chrono::seconds(limits::import_seconds_max)));
}

Result<Imported> import_file(std::string_view name, std::string_view bytes, const Deadline& deadline) {
  try {
    return import_it(name, bytes, deadline);
  } catch (const std::exception& e) {
    return fail(ErrorKind::invalid, "import/unreadable", std::string("The file cannot be read: ") + e.what(),
                "Save it anew from the program that made it.");
  }
}

}  // namespace evenhand::intake

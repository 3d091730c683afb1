#include "base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace evenhand {

namespace {

std::string_view severity_name(Severity severity) noexcept {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

/// The text of line `number`, counted from 1, without its line break.
std::string_view source_line(std::string_view source, std::uint32_t number) noexcept {
  for (std::uint32_t at = 1; at < number; ++at) {
    const std::size_t end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  source = source.substr(0, source.find('\n'));
  if (source.ends_with('\r')) source.remove_suffix(1);
  return source;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) noexcept {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string render(const Diagnostic& diagnostic, std::string_view file, std::string_view source) {
  std::string out = fmt::format("{}:{}:{}: {}: {} [{}]\n", file, diagnostic.span.line, diagnostic.span.column,
                                severity_name(diagnostic.severity), diagnostic.message, diagnostic.code);
  const std::string_view line = diagnostic.span.line == 0 ? "" : source_line(source, diagnostic.span.line);
  if (!line.empty() && text::is_valid_utf8(line)) {
    const std::uint32_t length = static_cast<std::uint32_t>(text::count_code_points(line));
    const std::uint32_t first = std::clamp<std::uint32_t>(diagnostic.span.column, 1, length + 1);
    const bool one_line = diagnostic.span.end_line == diagnostic.span.line;
    // Of a long line, such as all of a file that was written by a program, only what is around the place.
    constexpr std::uint32_t before_max = 60, after_max = 100;
    const std::uint32_t from = first > before_max + 1 ? first - before_max : 1;
    const std::uint32_t to = std::min(length + 1, first + after_max);
    const std::uint32_t last = std::max(first + 1, one_line ? std::min(diagnostic.span.end_column, to) : to);
    std::size_t offset = 0;
    for (std::uint32_t column = 1; column < from; ++column) static_cast<void>(text::next_code_point(line, offset));
    std::size_t end = offset;
    for (std::uint32_t column = from; column < to; ++column) static_cast<void>(text::next_code_point(line, end));
    fmt::format_to(std::back_inserter(out), "  {}{}{}\n  {}", from > 1 ? "…" : "", line.substr(offset, end - offset),
                   to <= length ? "…" : "", from > 1 ? " " : "");
    // Tabs are repeated so that the caret stands under the text whatever a tab's width is.
    for (std::uint32_t column = from; column < first; ++column) {
      out.push_back(offset < line.size() && text::next_code_point(line, offset) == U'\t' ? '\t' : ' ');
    }
    out.push_back('^');
    out.append(last - first - 1, '~');
    out.push_back('\n');
  }
  if (!diagnostic.hint.empty()) fmt::format_to(std::back_inserter(out), "  hint: {}\n", diagnostic.hint);
  return out;
}

}  // namespace evenhand

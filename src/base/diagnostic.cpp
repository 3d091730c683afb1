#include "base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
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

/// A line is shown whole up to this many code points; of a longer one this many around the problem.
constexpr std::uint32_t excerpt_width = 120;

/// The code points of `line` from number `begin`, counted from 1, up to before `end`.
std::string_view columns(std::string_view line, std::uint32_t begin, std::uint32_t end) noexcept {
  std::size_t from = 0;
  for (std::uint32_t at = 1; at < begin && from < line.size(); ++at)
    static_cast<void>(text::next_code_point(line, from));
  std::size_t to = from;
  for (std::uint32_t at = begin; at < end && to < line.size(); ++at) static_cast<void>(text::next_code_point(line, to));
  return line.substr(from, to - from);
}

/// The source line, or what of a long one stands around columns `first` to `last`, and a caret line under it.
std::string excerpt(std::string_view line, std::uint32_t first, std::uint32_t last) {
  const auto length = static_cast<std::uint32_t>(text::count_code_points(line));
  std::uint32_t begin = 1, end = length + 1;
  if (length > excerpt_width) {
    begin = std::min(first > excerpt_width / 2 ? first - excerpt_width / 2 : 1, length - excerpt_width + 1);
    end = begin + excerpt_width;
  }
  const std::string_view before = columns(line, begin, first);
  std::string out = fmt::format("  {}{}{}\n  {}", begin > 1 ? "…" : "", text::printable(columns(line, begin, end)),
                                end <= length ? "…" : "", begin > 1 ? " " : "");
  // Tabs are repeated so that the caret stands under the text whatever a tab's width is.
  for (std::size_t at = 0; at < before.size();) out.push_back(text::next_code_point(before, at) == U'\t' ? '\t' : ' ');
  out.push_back('^');
  out.append(std::max(std::min(last, end), first + 1) - first - 1, '~');
  out.push_back('\n');
  return out;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) noexcept {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string render(const Diagnostic& diagnostic, std::string_view file, std::string_view source) {
  std::string out =
      fmt::format("{}:{}:{}: {}: {} [{}]\n", text::printable(file), diagnostic.span.line, diagnostic.span.column,
                  severity_name(diagnostic.severity), text::printable(diagnostic.message), diagnostic.code);
  const std::string_view line = diagnostic.span.line == 0 ? "" : source_line(source, diagnostic.span.line);
  if (!line.empty() && text::is_valid_utf8(line)) {
    const auto length = static_cast<std::uint32_t>(text::count_code_points(line));
    const std::uint32_t first = std::clamp<std::uint32_t>(diagnostic.span.column, 1, length + 1);
    const bool one_line = diagnostic.span.end_line == diagnostic.span.line;
    out += excerpt(line, first, one_line ? std::min(diagnostic.span.end_column, length + 1) : length + 1);
  }
  if (!diagnostic.hint.empty())
    fmt::format_to(std::back_inserter(out), "  hint: {}\n", text::printable(diagnostic.hint));
  return out;
}

}  // namespace evenhand

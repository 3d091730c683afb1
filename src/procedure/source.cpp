#include "procedure/source.hpp"

#include <algorithm>

namespace evenhand::procedure {

namespace {
bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}
}  // namespace

Source::Source(std::string_view text) : text_(text) {
  std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  bool ascii = true;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) ascii = false;
    if (text[i] != '\n') continue;
    const std::size_t end = i > begin && text[i - 1] == '\r' ? i - 1 : i;
    lines_.push_back({begin, end, ascii});
    begin = i + 1;
    ascii = true;
  }
  lines_.push_back({begin, text.size(), ascii});
}

std::string_view Source::slice(Range range) const noexcept {
  const std::size_t begin = std::min(range.begin, text_.size());
  return text_.substr(begin, std::min(range.end, text_.size()) - begin);
}

std::size_t Source::next_line_begin(std::size_t line) const noexcept {
  return line + 1 < lines_.size() ? lines_[line + 1].begin : text_.size();
}

std::size_t Source::line_at(std::size_t offset) const noexcept {
  const auto after =
      std::upper_bound(lines_.begin(), lines_.end(), offset, [](std::size_t o, const Line& l) { return o < l.begin; });
  return after == lines_.begin() ? 0 : static_cast<std::size_t>(after - lines_.begin()) - 1;
}

std::uint32_t Source::column(std::size_t line, std::size_t offset) const noexcept {
  const Line& l = lines_[line];
  offset = std::clamp(offset, l.begin, std::max(l.end, l.begin));
  if (l.ascii) return static_cast<std::uint32_t>(offset - l.begin + 1);
  if (cached_line_ != line || offset < cached_offset_) {
    cached_line_ = line;
    cached_offset_ = l.begin;
    cached_column_ = 1;
  }
  for (; cached_offset_ < offset; ++cached_offset_)
    if (!is_continuation(text_[cached_offset_])) ++cached_column_;
  return cached_column_;
}

Span Source::span(Range range) const noexcept {
  const std::size_t first = line_at(range.begin);
  const std::size_t last = line_at(std::max(range.begin, range.end));
  Span s;
  s.line = static_cast<std::uint32_t>(first + 1);
  s.column = column(first, range.begin);
  s.end_line = static_cast<std::uint32_t>(last + 1);
  s.end_column = column(last, std::max(range.begin, range.end));
  return s;
}

std::size_t Source::offset(std::uint32_t line, std::uint32_t column) const noexcept {
  if (line == 0) return 0;
  if (line > lines_.size()) return text_.size();
  const Line& l = lines_[line - 1];
  std::size_t at = l.begin;
  for (std::uint32_t c = 1; c < column && at < l.end; ++c) {
    ++at;
    while (at < l.end && is_continuation(text_[at])) ++at;
  }
  return at;
}

void Run::append(const Source& source, Range range) {
  if (!pieces.empty()) text += '\n';
  pieces.push_back({text.size(), range.begin, range.end - range.begin});
  text += source.slice(range);
}

std::size_t Run::to_source(std::size_t at) const noexcept {
  if (pieces.empty()) return 0;
  const auto after =
      std::upper_bound(pieces.begin(), pieces.end(), at, [](std::size_t o, const Piece& p) { return o < p.at; });
  const Piece& p = after == pieces.begin() ? pieces.front() : *(after - 1);
  return p.source + std::min(at - p.at, p.size);
}

Range Run::range(std::size_t begin, std::size_t end) const noexcept {
  // The end belongs to the piece of the last byte, not to the one that begins there.
  const std::size_t source_end = end > begin ? to_source(end - 1) + 1 : to_source(begin);
  return {to_source(begin), source_end};
}

Range Run::whole() const noexcept {
  return range(0, text.size());
}

}  // namespace evenhand::procedure

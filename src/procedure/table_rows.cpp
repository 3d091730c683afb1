#include "procedure/table_rows.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace evenhand::procedure {

namespace {

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

Range piece_range(const Run& lines, std::size_t i) noexcept {
  return {lines.pieces[i].source, lines.pieces[i].source + lines.pieces[i].size};
}

/// Cells of one line, split at pipes that no backslash escapes; the outer pipes are optional.
std::vector<Range> split(const Source& source, Range line) {
  std::vector<Range> cells;
  const std::string_view text = source.text();
  std::size_t at = line.begin, end = line.end;
  while (at < end && is_blank(text[at])) ++at;
  if (at < end && text[at] == '|') ++at;
  std::size_t begin = at;
  bool closed = false;
  for (; at < end; ++at) {
    if (text[at] == '\\' && at + 1 < end) {
      ++at;
      continue;
    }
    if (text[at] != '|') continue;
    cells.push_back({begin, at});
    begin = at + 1;
    closed = true;
    for (std::size_t i = begin; i < end && closed; ++i) closed = is_blank(text[i]);
    if (closed) break;
  }
  if (!closed) cells.push_back({begin, end});
  for (Range& c : cells) {
    const std::size_t first = c.begin;
    while (c.begin < c.end && is_blank(text[c.begin])) ++c.begin;
    while (c.end > c.begin && is_blank(text[c.end - 1])) --c.end;
    // An empty cell stands where its text would: one blank after the pipe.
    if (c.begin >= c.end && c.end > first) c.begin = c.end = first + 1;
  }
  return cells;
}

bool is_delimiter_row(std::string_view line) noexcept {
  bool dash = false, pipe = false;
  for (const char c : line) {
    if (c == '-')
      dash = true;
    else if (c == '|')
      pipe = true;
    else if (c != ':' && !is_blank(c))
      return false;
  }
  return dash && pipe;
}

}  // namespace

std::optional<std::size_t> find_table(const Source& source, const Run& lines) {
  for (std::size_t i = 0; i + 1 < lines.pieces.size(); ++i) {
    const Range delimiter = piece_range(lines, i + 1);
    if (!is_delimiter_row(source.slice(delimiter))) continue;
    const std::vector<Range> marks = split(source, delimiter);
    const bool whole = std::all_of(marks.begin(), marks.end(), [&](Range r) {
      const std::string_view m = source.slice(r);
      const std::size_t first = m.find('-'), last = m.rfind('-');
      return first != std::string_view::npos && first <= 1 && last + 2 >= m.size() &&
             m.substr(first, last - first + 1).find_first_not_of('-') == std::string_view::npos;
    });
    if (whole && marks.size() == split(source, piece_range(lines, i)).size()) return i;
  }
  return std::nullopt;
}

void read_table(const Source& source, const Run& lines, std::size_t header, Block& table, Diagnostics& diagnostics) {
  const std::size_t count = lines.pieces.size();
  table.range = {lines.pieces[header].source, lines.pieces[count - 1].source + lines.pieces[count - 1].size};
  const std::size_t columns = split(source, piece_range(lines, header)).size();
  const std::size_t rows = count - header - 2;
  if (columns > limits::sop_table_columns_max || rows > limits::sop_table_rows_max) {
    diagnostics.push_back(
        {Severity::error, "EH0104",
         "This table has " + std::to_string(rows) + " rows and " + std::to_string(columns) + " columns.",
         "At most " + std::to_string(limits::sop_table_rows_max) + " rows and " +
             std::to_string(limits::sop_table_columns_max) + " columns.",
         source.span(piece_range(lines, header))});
    return;
  }
  table.rows.reserve(rows + 1);
  for (std::size_t i = header; i < count; ++i) {
    if (i == header + 1) continue;
    Row row;
    row.range = piece_range(lines, i);
    for (const Range cell : split(source, row.range)) {
      Cell c;
      c.range = cell;
      c.run.append(source, cell);
      c.tokens = tokenize(c.run);
      row.cells.push_back(std::move(c));
      // Cells past the header's are reported by whoever reads the table; a bound keeps hostile rows cheap.
      if (row.cells.size() > limits::sop_table_columns_max) break;
    }
    table.rows.push_back(std::move(row));
  }
}

}  // namespace evenhand::procedure

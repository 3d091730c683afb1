#include <algorithm>

#include "procedure/compile.hpp"
#include "procedure/source.hpp"

namespace evenhand::procedure {

Result<std::string> apply_edits(std::string_view text, std::vector<Edit> edits) {
  const Source source(text);
  struct Piece {
    Range range;
    const std::string* text;
  };
  const auto inside = [&](std::uint32_t line, std::uint32_t column) {
    if (line == 0 || column == 0 || line > source.line_count()) return false;
    // The exact column must exist: an offset that was clipped would silently edit another place.
    const Span back = source.span({source.offset(line, column), source.offset(line, column)});
    return back.line == line && back.column == column;
  };
  std::vector<Piece> pieces;
  for (const Edit& e : edits) {
    if (!inside(e.span.line, e.span.column) || !inside(e.span.end_line, e.span.end_column))
      return fail(ErrorKind::invalid, "sop/bad-edit", "An edit lies outside the text.",
                  "Read the file again; it may have changed.");
    pieces.push_back(
        {{source.offset(e.span.line, e.span.column), source.offset(e.span.end_line, e.span.end_column)}, &e.text});
    if (pieces.back().range.end < pieces.back().range.begin)
      return fail(ErrorKind::invalid, "sop/bad-edit", "An edit ends before it begins.");
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.range.begin < b.range.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Piece& p : pieces) {
    if (p.range.begin < at)
      return fail(ErrorKind::invalid, "sop/bad-edit", "Two edits overlap.", "Make one edit of the two.");
    out += text.substr(at, p.range.begin - at);
    out += *p.text;
    at = p.range.end;
  }
  out += text.substr(at);
  return out;
}

namespace {
std::size_t count_errors(std::string_view text, const Resolver& resolver) {
  const Diagnostics all = compile(text, resolver).diagnostics;
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.severity == Severity::error; }));
}
}  // namespace

Fixed fix(std::string_view text, const Resolver& resolver) {
  Fixed out{std::string(text), {}, {}};
  for (const Edit& edit : compile(text, resolver).fixes) {
    const Result<std::string> alone = apply_edits(text, {edit});
    const bool better = alone && count_errors(*alone, resolver) <= count_errors(text, resolver);
    (better ? out.made : out.refused).push_back(edit);
  }
  if (Result<std::string> together = apply_edits(text, out.made)) out.text = *std::move(together);
  return out;
}

}  // namespace evenhand::procedure

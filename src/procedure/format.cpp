#include <algorithm>

#include "base/text.hpp"
#include "procedure/compile.hpp"
#include "procedure/content_hash.hpp"
#include "procedure/printer.hpp"

namespace evenhand::procedure {

namespace {

struct Page {
  std::string front;  ///< with both fences, or empty
  std::vector<Block> blocks;
  std::string words;
};

/// Null when the text cannot be cut into blocks. `source` must outlive the page.
std::optional<Page> page_of(const Source& source) {
  Page p;
  Diagnostics ignored;
  std::size_t body = source.line(0).begin;
  const auto fence = [](std::string_view l) { return text::trim(l) == "---" && l.starts_with('-'); };
  if (fence(source.slice(source.line(0)))) {
    std::string front = "---\n";
    for (std::size_t l = 1; l < source.line_count(); ++l) {
      std::string_view line = source.slice(source.line(l));
      while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (fence(line) || line == "...") {
        p.front = front + "---\n";
        body = source.next_line_begin(l);
        break;
      }
      front += std::string(line) + "\n";
    }
  }
  std::optional<std::vector<Block>> blocks = read_blocks(source, {body, source.text().size()}, ignored);
  if (!blocks) return std::nullopt;
  p.blocks = std::move(*blocks);
  p.words = words_of_page(source, p.blocks);
  return p;
}

std::string print_page(const Source& source, const Page& page, bool sentences) {
  const std::string body = print_blocks(source, page.blocks, sentences);
  if (page.front.empty()) return body;
  return body.empty() ? page.front : page.front + "\n" + body;
}

/// @param line  where the first block stands that would not be read back as it was
tl::unexpected<Error> not_printable(std::uint32_t line) {
  return fail(ErrorKind::invalid, "sop/no-canonical-form",
              "What begins in line " + std::to_string(line) +
                  " would not be read back as it was from the canonical form, so the file stays as it is.",
              "Write that part in plain Markdown: one mark for a list, code between fences, no tabs.");
}

std::uint32_t first_difference(const Source& source, const Page& page, const Source& printed, const Page& again) {
  std::size_t i = 0;
  while (i < page.blocks.size() && i < again.blocks.size() &&
         words_of_page(source, {page.blocks[i]}) == words_of_page(printed, {again.blocks[i]}))
    ++i;
  if (page.blocks.empty()) return 1;
  return source.span(page.blocks[std::min(i, page.blocks.size() - 1)].range).line;
}

}  // namespace

Result<std::string> canonical(std::string_view text) {
  const std::string original(text);
  const Compiled compiled = compile(text);
  if (!compiled.procedure) return original;
  const bool sentences = !compiled.procedure->guidance_only;
  const Source source(original);
  const std::optional<Page> page = page_of(source);
  if (!page) return original;
  std::string printed = print_page(source, *page, sentences);
  // Prose may hold what cannot be printed in this form and read back the same. Then nothing is touched: a formatter that
  // changes a meaning once is never trusted again.
  const Source printed_source(printed);
  const std::optional<Page> again = page_of(printed_source);
  if (!again) return not_printable(1);
  const bool same_words = again->words == page->words && again->front == page->front;
  if (!same_words || print_page(printed_source, *again, sentences) != printed)
    return not_printable(first_difference(source, *page, printed_source, *again));
  const Compiled after = compile(printed);
  if (!after.procedure || after.procedure->hash != compiled.procedure->hash) return not_printable(1);
  return printed;
}

std::string format(std::string_view text) {
  Result<std::string> printed = canonical(text);
  return printed ? *std::move(printed) : std::string(text);
}

}  // namespace evenhand::procedure

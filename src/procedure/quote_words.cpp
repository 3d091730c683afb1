// What a person says or sends: the words of block quotes, with everything in them that carries words.
#include <cctype>

#include "base/text.hpp"
#include "procedure/placeholders.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

/// The first HTML tag or comment in `text` from `from` on, as CommonMark knows them; empty when there is none. `<mail@x>`
/// and `<https://x>` are none, and neither is `a < b`.
Range first_tag(std::string_view text, std::size_t from) {
  const auto letter = [&](std::size_t at) {
    return at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0;
  };
  std::size_t close = 0;  // looked up once for all openings before it
  for (std::size_t open = text.find('<', from); open < text.size(); open = text.find('<', open + 1)) {
    if (open > 0 && text[open - 1] == '\\') continue;
    if (close < open) close = text.find('>', open);
    if (close == std::string_view::npos) return {};
    std::size_t at = open + 1;
    if (text[at] == '!' || text[at] == '?') return {open, close + 1};
    if (text[at] == '/') ++at;
    if (!letter(at)) continue;
    while (letter(at) || (at < close && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 || text[at] == '-')))
      ++at;
    const char after = text[at];
    if (after == '>' || after == '/' || after == ' ' || after == '\t' || after == '\n') return {open, close + 1};
  }
  return {};
}

class QuoteWords {
 public:
  explicit QuoteWords(Reading& r) : r_(r) {}

  /// Blocks apart by an empty line; a list right below the words of its item.
  std::string blocks(const std::vector<Block>& all, bool in_item = false) {
    std::string out;
    for (const Block& b : all) {
      const std::string words = block(b);
      if (!out.empty()) out += in_item && b.kind == Block::Kind::list ? "\n" : "\n\n";
      out += words;
    }
    return out;
  }

 private:
  std::string block(const Block& b) {
    switch (b.kind) {
      case Block::Kind::heading:
      case Block::Kind::paragraph:
        inline_words(b.run, b.tokens);
        return text::collapse_spaces(b.run.text);
      case Block::Kind::list: {
        std::string out;
        for (const Block& item : b.children) {
          std::string mark = b.ordered ? std::to_string(item.number) + ". " : "- ";
          const std::string indent(mark.size(), ' ');
          if (item.task) mark += item.checked ? "[x] " : "[ ] ";
          out += (out.empty() ? "" : "\n") + mark + led(blocks(item.children, true), indent);
        }
        return out;
      }
      case Block::Kind::quote:
        return "> " + led(blocks(b.children), "> ");
      case Block::Kind::table:
        for (const Row& row : b.rows)
          for (const Cell& cell : row.cells) inline_words(cell.run, cell.tokens);
        return print_block(r_.source, b);
      case Block::Kind::code: {
        const std::string_view written = r_.source.slice(b.range);
        for (auto one = next_placeholder(written, 0); one; one = next_placeholder(written, one->end))
          r_.mention(Mention::Kind::fact, one->name, {b.range.begin + one->begin, b.range.begin + one->end});
        return print_block(r_.source, b);
      }
      case Block::Kind::rule:
        return "---";
      case Block::Kind::html:
        html(b.range);
        return {};
      case Block::Kind::item:
        break;
    }
    return {};
  }

  void inline_words(const Run& run, const std::vector<Token>& tokens) {
    mention_placeholders(r_, run);
    std::size_t from = 0;  // code is shown as it stands, so what stands between codes is looked through
    for (std::size_t i = 0; i <= tokens.size(); ++i) {
      const bool last = i == tokens.size();
      if (!last && tokens[i].kind != Token::Kind::code) continue;
      const std::size_t to = last ? run.text.size() : tokens[i].at;
      if (const Range tag = first_tag(std::string_view(run.text).substr(0, to), from); !tag.empty())
        return html(run.range(tag.begin, tag.end));
      if (!last) from = tokens[i].end;
    }
  }

  void html(Range range) {
    r_.error("EH0252", range, "HTML cannot be said or sent: neither a person nor a chat can show it.",
             "Write the words themselves.");
  }

  /// Lines after the first begin with `lead`; empty ones without its blanks.
  static std::string led(std::string_view words, const std::string& lead) {
    std::string out;
    for (const std::string_view line : text::split(words, '\n')) {
      if (!out.empty()) out += "\n" + (line.empty() ? std::string(text::trim(lead)) : lead);
      out += line;
    }
    return out;
  }

  Reading& r_;
};

}  // namespace

void mention_placeholders(Reading& reading, const Run& run) {
  for (auto one = next_placeholder(run.text, 0); one; one = next_placeholder(run.text, one->end))
    reading.mention(Mention::Kind::fact, one->name, run.range(one->begin, one->end));
}

std::string quote_words(Reading& reading, const Block& quote) {
  return QuoteWords(reading).blocks(quote.children);
}

}  // namespace evenhand::procedure

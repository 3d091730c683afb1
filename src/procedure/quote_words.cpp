// What a person says or sends: the words of block quotes, with everything in them that carries words.
#include "base/text.hpp"
#include "procedure/placeholders.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

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
        mention_placeholders(r_, b.run);
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
          for (const Cell& cell : row.cells) mention_placeholders(r_, cell.run);
        return print_block(r_.source, b);
      case Block::Kind::code: {
        std::string out = print_block(r_.source, b);
        for (auto one = next_placeholder(out, 0); one; one = next_placeholder(out, one->end))
          r_.mention(Mention::Kind::fact, one->name, b.range);
        return out;
      }
      case Block::Kind::rule:
        return "---";
      case Block::Kind::html:
        r_.error("EH0252", b.range, "HTML cannot be said or sent: neither a person nor a chat can show it.",
                 "Write the words themselves.");
        return {};
      case Block::Kind::item:
        break;
    }
    return {};
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

#include "print/document.hpp"

namespace evenhand::print {

std::string plain_words(const Line& line) {
  std::string out;
  for (const Words& words : line) out += words.text;
  return out;
}

std::string plain_words(const Block& block) {
  std::string out = plain_words(block.words);
  for (const Row& row : block.rows)
    for (const Cell& cell : row.cells) (out += '\t') += plain_words(cell.words);
  for (const Block& inner : block.blocks) (out += '\n') += plain_words(inner);
  return out;
}

}  // namespace evenhand::print

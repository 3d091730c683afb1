#include "procedure/placeholders.hpp"

#include "base/text.hpp"

namespace evenhand::procedure {

std::optional<Placeholder> next_placeholder(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] != '{') continue;
    const std::size_t close = text.find_first_of("{}", i + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text.substr(i + 1, close - i - 1);
    std::string name = text::collapse_spaces(inside);
    const bool is_one = text[close] == '}' && !name.empty() && name[0] != '#' && inside.find("\n\n") == inside.npos;
    if (is_one) return Placeholder{i, close + 1, std::move(name)};
    i = text[close] == '}' ? close : close - 1;
  }
  return std::nullopt;
}

}  // namespace evenhand::procedure

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

namespace {

bool is_letter(char c) noexcept {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Where the bracket at `open` is closed; npos when it is not.
std::size_t closing(std::string_view text, std::size_t open, char opens, char closes) {
  constexpr std::size_t looked_at_max = 4096;
  std::size_t depth = 0;
  for (std::size_t i = open; i < std::min(text.size(), open + looked_at_max); ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] == opens) ++depth;
    if (text[i] == closes && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::string without_tags(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens =
        text[i] == '<' && i + 1 < text.size() && (is_letter(text[i + 1]) || text[i + 1] == '/' || text[i + 1] == '!');
    const std::size_t end = opens ? text.find('>', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text[i];
      continue;
    }
    if (text.substr(i, end - i).find("://") == std::string_view::npos)
      out += ' ';
    else
      out += text.substr(i + 1, end - i - 1);  // `<https://…>` is a link, not a tag
    i = end;
  }
  return text::collapse_spaces(out);
}

std::string plain_words(std::string_view text) {
  std::string out;
  // Brackets that nothing closes are looked for a few times, not at each of very many.
  int looks_left = 32;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && std::ispunct(static_cast<unsigned char>(text[i + 1])) != 0) {
      out += text[++i];
    } else if (c == '*' || c == '`' ||
               (c == '_' && (i == 0 || i + 1 == text.size() || text[i - 1] == ' ' || text[i + 1] == ' ' ||
                             std::ispunct(static_cast<unsigned char>(text[i + 1])) != 0 ||
                             std::ispunct(static_cast<unsigned char>(text[i - 1])) != 0))) {
      continue;
    } else if (c == '!' && i + 1 < text.size() && text[i + 1] == '[') {
      continue;
    } else if (c == '[') {
      const std::size_t end = looks_left > 0 ? closing(text, i, '[', ']') : std::string_view::npos;
      if (end == std::string_view::npos) --looks_left;
      if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != '(') {
        out += c;
        continue;
      }
      const std::size_t url_end = closing(text, end + 1, '(', ')');
      if (url_end == std::string_view::npos) {
        out += c;
        continue;
      }
      out += plain_words(text.substr(i + 1, end - i - 1));
      i = url_end;
    } else {
      out += c;
    }
  }
  return without_tags(out);
}

std::string escaped(std::string_view plain) {
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const bool opens_line = out.empty() && (c == '#' || c == '-' || c == '+' || c == '>' || c == '~' || c == '=');
    const bool number_mark = (c == '.' || c == ')') && i > 0 && i < 10 &&
                             plain.substr(0, i).find_first_not_of("0123456789") == std::string_view::npos;
    if (opens_line || number_mark || c == '\\' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']' ||
        c == '<' || c == '|' || c == '&')
      out += '\\';
    out += c;
  }
  return out;
}

}  // namespace evenhand::intake

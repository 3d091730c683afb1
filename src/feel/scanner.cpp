#include "feel/scanner.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace evenhand::feel {

namespace {

/// Words that end a name of several words.
constexpr std::array<std::string_view, 9> keywords = {"and",  "or",   "in",     "between",  "instance",
                                                      "then", "else", "return", "satisfies"};

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads `count` hexadecimal digits; a value past Unicode when they are not there.
char32_t read_hex(std::string_view text, std::size_t at, std::size_t count) noexcept {
  constexpr char32_t none = 0x110000;
  if (at + count > text.size()) return none;
  char32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int digit = hex_value(text[at + i]);
    if (digit < 0) return none;
    value = value << 4 | static_cast<char32_t>(digit);
  }
  return value;
}

bool is_surrogate(char32_t c) noexcept {
  return c >= 0xD800 && c <= 0xDFFF;
}

/// Decodes the escape whose backslash stands at `at`, appends it, and returns its length. An unknown one stays as
/// written.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  switch (kind) {
    case 'n':
      out.push_back('\n');
      return 2;
    case 'r':
      out.push_back('\r');
      return 2;
    case 't':
      out.push_back('\t');
      return 2;
    case '"':
    case '\'':
    case '\\':
      out.push_back(kind);
      return 2;
    default:
      break;
  }
  if (kind == 'u' || kind == 'U') {
    const std::size_t digits = kind == 'u' ? 4 : 6;
    char32_t point = read_hex(text, at + 2, digits);
    std::size_t length = 2 + digits;
    if (kind == 'u' && point >= 0xD800 && point <= 0xDBFF && text.substr(at + length).starts_with("\\u")) {
      const char32_t low = read_hex(text, at + length + 2, 4);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        length += 6;
      }
    }
    if (point < 0x110000 && !is_surrogate(point)) {
      text::append_code_point(out, point);
      return length;
    }
  }
  out.push_back('\\');
  return 1;
}

}  // namespace

bool is_keyword(std::string_view word) noexcept {
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

std::size_t Scanner::blank_length(std::size_t at) const noexcept {
  if (at >= source_.size()) return 0;
  const auto byte = static_cast<unsigned char>(source_[at]);
  if (byte == ' ' || (byte >= 9 && byte <= 13)) return 1;
  if (byte < 0x80) return 0;
  std::size_t end = at;
  const char32_t c = text::next_code_point(source_, end);
  const bool blank = c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200B) ||
                     c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
  return blank ? end - at : 0;
}

std::size_t Scanner::skip_white(std::size_t at) const noexcept {
  while (const std::size_t length = blank_length(at)) at += length;
  return at;
}

void Scanner::skip_blanks() noexcept {
  for (;;) {
    at_ = skip_white(at_);
    const std::string_view next = rest();
    if (next.starts_with("//")) {
      at_ += std::min(next.find('\n'), next.size());
    } else if (next.starts_with("/*") && next.find("*/", 2) != std::string_view::npos) {
      at_ += next.find("*/", 2) + 2;
    } else {
      return;
    }
  }
}

bool Scanner::is_word_start(std::size_t at) const noexcept {
  if (at >= source_.size()) return false;
  const char c = source_[at];
  return is_letter(c) || (static_cast<unsigned char>(c) >= 0x80 && blank_length(at) == 0);
}

bool Scanner::is_word_part(std::size_t at) const noexcept {
  return at < source_.size() && (is_digit(source_[at]) || is_word_start(at));
}

std::size_t Scanner::word_end(std::size_t at) const noexcept {
  // By whole characters: the bytes inside one may look like a blank.
  while (is_word_part(at)) static_cast<void>(text::next_code_point(source_, at));
  return at;
}

bool Scanner::at_end() noexcept {
  skip_blanks();
  return at_ >= source_.size();
}

char Scanner::peek() noexcept {
  return at_end() ? '\0' : source_[at_];
}

bool Scanner::sees(std::string_view symbol) noexcept {
  skip_blanks();
  return rest().starts_with(symbol);
}

bool Scanner::accept(std::string_view symbol) noexcept {
  if (!sees(symbol)) return false;
  at_ += symbol.size();
  return true;
}

bool Scanner::sees_keyword(std::string_view word) noexcept {
  return sees(word) && !is_word_part(at_ + word.size());
}

bool Scanner::accept_keyword(std::string_view word) noexcept {
  if (!sees_keyword(word)) return false;
  at_ += word.size();
  return true;
}

bool Scanner::sees_range_closer() noexcept {
  const std::size_t start = at_;
  bool out = false;
  if (accept("[")) {
    const char next = peek();
    out = next == '\0' || std::string_view("),}].:=<>!+*/").find(next) != std::string_view::npos ||
          is_keyword(source_.substr(at_, word_end(at_) - at_));
  }
  at_ = start;
  return out;
}

bool Scanner::sees_word() noexcept {
  skip_blanks();
  return is_word_start(at_);
}

std::string_view Scanner::accept_word() noexcept {
  if (!sees_word()) return {};
  const std::size_t start = at_;
  at_ = word_end(at_);
  return source_.substr(start, at_ - start);
}

std::string Scanner::accept_words() {
  std::string out(accept_word());
  for (;;) {
    const std::size_t next = skip_white(at_);
    if (next == at_ || !is_word_part(next)) return out;
    const std::string_view word = source_.substr(next, word_end(next) - next);
    if (is_keyword(word)) return out;
    out.append(1, ' ').append(word);
    at_ = next + word.size();
  }
}

std::size_t Scanner::match_name(std::string_view name) noexcept {
  skip_blanks();
  const auto is_word_char = [](char c) { return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; };
  std::size_t at = at_;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (at < source_.size() && source_[at] == name[i] && name[i] != ' ') {
      ++at;
      continue;
    }
    const bool between_words = i > 0 && is_word_char(name[i - 1]) && is_word_char(name[i]);
    const std::size_t next = skip_white(at);
    if (name[i] == ' ') {
      const bool must = i > 0 && i + 1 < name.size() && is_word_char(name[i - 1]) && is_word_char(name[i + 1]);
      if (next == at && must) return std::string_view::npos;
      at = next;
    } else if (between_words || i == 0 || next == at || next >= source_.size() || source_[next] != name[i]) {
      return std::string_view::npos;
    } else {
      at = next + 1;
    }
  }
  if (!name.empty() && is_word_char(name.back()) && is_word_part(at)) return std::string_view::npos;
  return at;
}

std::string_view Scanner::accept_number() noexcept {
  skip_blanks();
  std::size_t at = at_;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < source_.size() && is_digit(source_[at])) ++at;
    return at > start;
  };
  const bool whole = digits();
  // `1..3` is a range: a point counts only before a digit.
  if (at + 1 < source_.size() && source_[at] == '.' && is_digit(source_[at + 1])) {
    ++at;
    digits();
  } else if (!whole) {
    return {};
  }
  if (at < source_.size() && (source_[at] == 'e' || source_[at] == 'E')) {
    const std::size_t before = at++;
    if (at < source_.size() && (source_[at] == '+' || source_[at] == '-')) ++at;
    if (!digits() || is_word_part(at)) at = before;
  }
  const std::string_view out = source_.substr(at_, at - at_);
  at_ = at;
  return out;
}

std::optional<std::string> Scanner::accept_string(std::size_t& error_at) {
  skip_blanks();
  error_at = at_;
  std::string out;
  std::size_t at = at_ + 1;
  while (at < source_.size() && source_[at] != '\n' && source_[at] != '\r') {
    const char c = source_[at];
    if (c == '"') {
      at_ = at + 1;
      return out;
    }
    if (c == '\\') {
      at += append_escape(out, source_, at);
    } else {
      out.push_back(c);
      ++at;
    }
  }
  return std::nullopt;
}

Span Scanner::span(std::size_t from, std::size_t to) const noexcept {
  const auto place = [&](std::size_t offset, std::uint32_t& line, std::uint32_t& column) {
    const std::string_view before = source_.substr(0, offset);
    const std::size_t last = before.rfind('\n');
    line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
    column = static_cast<std::uint32_t>(
        1 + text::count_code_points(last == std::string_view::npos ? before : before.substr(last + 1)));
  };
  Span out;
  place(std::min(from, source_.size()), out.line, out.column);
  place(std::min(std::max(to, from), source_.size()), out.end_line, out.end_column);
  return out;
}

std::string Scanner::describe_next() {
  constexpr std::size_t shown_max = 40;
  if (at_end()) return "the end";
  std::size_t end = word_end(at_);
  if (end == at_ && source_[at_] == '"') return "a text";
  if (end == at_) {
    std::size_t next = at_;
    static_cast<void>(text::next_code_point(source_, next));
    end = next;
  }
  if (end - at_ > shown_max) {
    end = at_ + shown_max;
    while ((static_cast<unsigned char>(source_[end]) & 0xC0) == 0x80) --end;
  }
  return "\"" + std::string(source_.substr(at_, end - at_)) + "\"";
}

}  // namespace evenhand::feel

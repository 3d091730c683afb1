#include "procedure/tokens.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}
bool is_ending(char c) noexcept {
  return c == '.' || c == ',' || c == ':' || c == ';' || c == '?' || c == '!';
}
bool is_word_start_of_mark(char c) noexcept {
  return c == '(' || c == ')' || c == '"';
}

class Tokenizer {
 public:
  explicit Tokenizer(const Run& run) : run_(run), text_(run.text) {}

  std::vector<Token> all() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_space(c))
        ++at_;
      else if (c == '`')
        code();
      else if (text_.substr(at_, 2) == "**" || text_.substr(at_, 2) == "__")
        bold();
      else if (c == '[' && link())
        continue;
      else if (text_.substr(at_, 2) == "{#" && anchor())
        continue;
      else if (is_ending(c) || is_word_start_of_mark(c))
        push(Token::Kind::mark, at_, at_ + 1, std::string(1, c));
      else
        word();
    }
    return std::move(tokens_);
  }

 private:
  Token& push(Token::Kind kind, std::size_t begin, std::size_t end, std::string text) {
    Token t;
    t.kind = kind;
    t.text = std::move(text);
    t.at = begin;
    t.end = end;
    t.inner = begin;
    t.range = run_.range(begin, end);
    tokens_.push_back(std::move(t));
    at_ = end;
    return tokens_.back();
  }

  /// Runs of backticks longer than this are read as words; it also bounds the memory of `no_close_`.
  static constexpr std::size_t fence_max = 8;
  static constexpr std::size_t anchor_bytes_max = 200;

  void code() {
    std::size_t fence = 0;
    while (at_ + fence < text_.size() && text_[at_ + fence] == '`') ++fence;
    const std::size_t begin = at_ + fence;
    if (fence <= fence_max && !no_close_[fence]) {
      for (std::size_t i = begin; i < text_.size();) {
        if (text_[i] != '`') {
          ++i;
          continue;
        }
        std::size_t run = 0;
        while (i + run < text_.size() && text_[i + run] == '`') ++run;
        if (run == fence) return closed_code(begin, i, i + run);
        i += run;
      }
      no_close_[fence] = true;
    }
    push(Token::Kind::word, at_, begin, std::string(text_.substr(at_, fence))).unclosed = true;
  }

  void closed_code(std::size_t begin, std::size_t end, std::size_t after) {
    std::string_view content = text_.substr(begin, end - begin);
    std::size_t inner = begin;
    // CommonMark: one blank at each end is dropped when the content is more than blanks.
    if (content.size() > 2 && is_space(content.front()) && is_space(content.back()) && !text::trim(content).empty()) {
      content = content.substr(1, content.size() - 2);
      ++inner;
    }
    std::string value(content);
    for (char& c : value)
      if (c == '\n') c = ' ';
    push(Token::Kind::code, at_, after, std::move(value)).inner = inner;
  }

  void bold() {
    const std::string_view fence = text_.substr(at_, 2);
    const bool stars = fence == "**";
    bool& hopeless = stars ? no_star_close_ : no_line_close_;
    const std::size_t close = hopeless ? std::string_view::npos : text_.find(fence, at_ + 2);
    if (close == std::string_view::npos) {
      hopeless = true;
      push(Token::Kind::word, at_, at_ + 2, std::string(fence)).unclosed = stars;
      return;
    }
    const std::size_t inner = at_ + 2;
    std::string name = text::collapse_spaces(text_.substr(inner, close - inner));
    push(Token::Kind::bold, at_, close + 2, std::move(name)).inner = inner;
  }

  bool link() {
    if (no_link_) return false;
    if (middle_ < at_ || middle_ == 0) middle_ = text_.find("](", at_);
    const std::size_t middle = middle_;
    if (middle == std::string_view::npos) {
      no_link_ = true;
      return false;
    }
    // A second opening bracket before the middle: this one is plain text.
    const std::size_t nested = text_.find('[', at_ + 1);
    if (nested != std::string_view::npos && nested < middle) return false;
    const std::size_t close = text_.find(')', middle);
    if (close == std::string_view::npos) {
      no_link_ = true;
      return false;
    }
    std::string label = text::collapse_spaces(text_.substr(at_ + 1, middle - at_ - 1));
    std::string_view url = text::trim(text_.substr(middle + 2, close - middle - 2));
    if (url.size() > 2 && url.front() == '<' && url.back() == '>') url = url.substr(1, url.size() - 2);
    const std::size_t title = url.find_first_of(" \t\n");
    if (title != std::string_view::npos) url = url.substr(0, title);
    push(Token::Kind::link, at_, close + 1, std::move(label)).url = std::string(url);
    return true;
  }

  bool anchor() {
    std::size_t end = at_ + 2;
    const std::size_t limit = std::min(text_.size(), at_ + anchor_bytes_max);
    while (end < limit && text_[end] != '}' && !is_space(text_[end])) ++end;
    if (end >= limit || text_[end] != '}') return false;
    push(Token::Kind::anchor, at_, end + 1, std::string(text_.substr(at_ + 2, end - at_ - 2)));
    return true;
  }

  void word() {
    std::size_t end = at_;
    while (end < text_.size()) {
      const char c = text_[end];
      if (is_space(c) || c == '`' || is_word_start_of_mark(c)) break;
      if (c == '\\' && end + 1 < text_.size() && !is_space(text_[end + 1])) {
        end += 2;
        continue;
      }
      if (end > at_ && (text_.substr(end, 2) == "**" || text_.substr(end, 2) == "{#")) break;
      if (end > at_ && c == '[') break;
      // Punctuation inside a word (4.5, name.sop.md) belongs to it; before a blank it ends the word.
      if (is_ending(c)) {
        std::size_t after = end;
        while (after < text_.size() && (is_ending(text_[after]) || is_word_start_of_mark(text_[after]))) ++after;
        if (after >= text_.size() || is_space(text_[after]) || text_[after] == '`' || text_.substr(after, 2) == "**")
          break;
        end = after;
        continue;
      }
      ++end;
    }
    if (end == at_) end = at_ + 1;
    push(Token::Kind::word, at_, end, std::string(text_.substr(at_, end - at_)));
  }

  const Run& run_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t middle_ = 0;  ///< the next `](`, looked up once for all brackets before it
  std::vector<Token> tokens_;
  std::array<bool, fence_max + 1> no_close_{};
  bool no_star_close_ = false, no_line_close_ = false, no_link_ = false;
};

}  // namespace

std::vector<Token> tokenize(const Run& run) {
  return Tokenizer(run).all();
}

}  // namespace evenhand::procedure

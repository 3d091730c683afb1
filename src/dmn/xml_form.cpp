#include "dmn/xml_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace evenhand::dmn {

namespace {

/// XML 1.0's production Char.
bool is_character(std::uint32_t code) noexcept {
  return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Form {
 public:
  explicit Form(std::string_view xml) : xml_(xml) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (xml_.starts_with(mark)) at_ = mark.size();
  }

  std::optional<IllFormed> check() {
    while (at_ < xml_.size() && !problem_) {
      if (xml_[at_] != '<') {
        text();
      } else if (sees("<!--")) {
        skip_to("-->", 4);
      } else if (sees("<![CDATA[")) {
        if (depth_ == 0) stop("There is text outside of the outermost element.", "Remove it.");
        skip_to("]]>", 9);
      } else if (sees("<?")) {
        skip_to("?>", 2);
      } else if (sees("<!")) {
        return std::nullopt;
      } else {
        tag();
      }
    }
    return std::move(problem_);
  }

 private:
  [[nodiscard]] bool sees(std::string_view what) const noexcept { return xml_.substr(at_).starts_with(what); }

  void stop(std::string message, std::string hint) {
    if (!problem_) problem_ = IllFormed{at_, std::move(message), std::move(hint)};
    at_ = xml_.size();
  }

  void skip_to(std::string_view end, std::size_t from) {
    const std::size_t found = xml_.find(end, std::min(at_ + from, xml_.size()));
    const std::size_t stop_at = found == std::string_view::npos ? xml_.size() : found + end.size();
    while (at_ < stop_at) character();
  }

  void text() {
    if (depth_ == 0 && !is_blank(xml_[at_]))
      return stop("There is text outside of the outermost element.", "Remove it.");
    if (xml_[at_] == '&') return reference();
    if (sees("]]>")) return stop("\"]]>\" stands in a text.", "Write ]]&gt;.");
    character();
  }

  void tag() {
    const bool closes = sees("</");
    if (!closes && depth_ == 0) {
      if (has_root_)
        return stop("A second element stands after the outermost one.", "A file has one; remove the rest.");
      has_root_ = true;
    }
    char quote = 0;
    char last = 0;
    for (++at_; at_ < xml_.size();) {
      const char c = xml_[at_];
      if (quote == 0 && c == '>') {
        ++at_;
        if (closes) {
          depth_ -= std::min<std::size_t>(depth_, 1);
        } else if (last != '/') {
          ++depth_;
        }
        return;
      }
      if (c == '<') return stop("There is a < inside of a tag.", "Close the tag before it, or write &lt;.");
      last = c;
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '&') {
        reference();
        continue;
      }
      character();
    }
  }

  void character() {
    std::size_t next = at_;
    const char32_t code = text::next_code_point(xml_, next);
    if (!is_character(code))
      return stop("There is a control character, which XML does not allow.",
                  "Remove it; in a FEEL text write it as \\u0001.");
    at_ = next;
  }

  void reference() {
    constexpr std::size_t longest = 12;
    const std::string_view rest = xml_.substr(at_ + 1, longest);
    const std::size_t end = rest.find(';');
    const std::string_view name = rest.substr(0, end);
    if (end == std::string_view::npos || name.empty())
      return stop("There is a bare & here.", "Write &amp; for the sign itself.");
    if (name.front() != '#') {
      constexpr std::array<std::string_view, 5> known = {"lt", "gt", "amp", "apos", "quot"};
      if (std::find(known.begin(), known.end(), name) == known.end())
        return stop(fmt::format("There is no entity &{};.", name),
                    "XML has &lt; &gt; &amp; &apos; and &quot;; write the character itself.");
    } else {
      const bool hex = name.starts_with("#x");
      const std::string_view digits = name.substr(hex ? 2 : 1);
      std::uint32_t code = 0;
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
      if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || !is_character(code))
        return stop(fmt::format("&{}; is no character that XML allows.", name),
                    "Remove it; in a FEEL text write a control character as \\u0001.");
    }
    at_ += 1 + end + 1;
  }

  std::string_view xml_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool has_root_ = false;
  std::optional<IllFormed> problem_;
};

}  // namespace

std::optional<IllFormed> ill_formed(std::string_view xml) {
  return Form(xml).check();
}

}  // namespace evenhand::dmn

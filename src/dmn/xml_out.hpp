/// @file xml_out.hpp
/// @brief Writes indented XML: elements open and close, attributes with no value are left out, everything is escaped.
/// Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evenhand::dmn {

class XmlOut {
 public:
  XmlOut() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  XmlOut& open(std::string_view name) {
    finish_tag(true);
    out_.append(2 * names_.size(), ' ');
    (out_ += '<') += name;
    names_.emplace_back(name);
    in_tag_ = true;
    return *this;
  }
  /// Left out when the value is empty.
  XmlOut& with(std::string_view name, std::string_view value) { return value.empty() ? *this : always(name, value); }
  XmlOut& always(std::string_view name, std::string_view value) {
    ((out_ += ' ') += name) += "=\"";
    escape(value, true);
    out_ += '"';
    return *this;
  }
  void close() {
    const std::string name = std::move(names_.back());
    names_.pop_back();
    if (in_tag_) {
      out_ += "/>\n";
      in_tag_ = false;
      return;
    }
    out_.append(2 * names_.size(), ' ');
    ((out_ += "</") += name) += ">\n";
  }
  /// An element of text alone.
  void leaf(std::string_view name, std::string_view text) {
    open(name);
    finish_tag(false);
    escape(text, false);
    ((out_ += "</") += name) += ">\n";
    names_.pop_back();
  }
  void leaf_with_text(std::string_view name, std::string_view text) {
    if (!text.empty()) leaf(name, text);
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void finish_tag(bool line) {
    if (!in_tag_) return;
    out_ += line ? ">\n" : ">";
    in_tag_ = false;
  }
  void escape(std::string_view text, bool attribute) {
    for (const char c : text) {
      switch (c) {
        case '&':
          out_ += "&amp;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '"':
          out_ += attribute ? "&quot;" : "\"";
          break;
        case '\r':
          out_ += "&#13;";
          break;
        case '\n':
          out_ += attribute ? "&#10;" : "\n";
          break;
        case '\t':
          out_ += attribute ? "&#9;" : "\t";
          break;
        default:
          // What XML has no way to say.
          out_ += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
      }
    }
  }

  std::string out_;
  std::vector<std::string> names_;
  bool in_tag_ = false;
};

}  // namespace evenhand::dmn

/// @file html_nodes.hpp
/// @brief The nodes of a procedure as HTML: directives as sentences, words to say as quotes, tasks with a box, decision
/// tables. Part of html.cpp.
#pragma once

#include <string>
#include <string_view>

#include "procedure/html_words.hpp"
#include "procedure/model.hpp"
#include "procedure/picture_words.hpp"

namespace evenhand::procedure {

class NodeHtml {
 public:
  NodeHtml(const Procedure& procedure, const std::string& language);

  /// The items of a step or of a body, as a list.
  /// @param origin  of what they stand in: said once, not again for each item inside
  [[nodiscard]] std::string items(const std::vector<Node>& nodes, const std::string& origin = {}) const;
  /// Words with their `{placeholders}` marked. Markdown in, blocks of HTML out.
  [[nodiscard]] std::string words(const LocalText& text) const;
  [[nodiscard]] std::string inline_words(const std::string& markdown) const;
  /// An expression, or the plain words of a decision table's cell.
  /// @param column  the fact or expression whose values it is about
  [[nodiscard]] std::string cell(std::string_view source, std::string_view column) const;
  [[nodiscard]] std::string satisfies(const std::vector<std::string>& laws) const;
  [[nodiscard]] const std::string& local(const LocalText& text) const;

 private:
  [[nodiscard]] std::string item(const Node& node, const std::string& origin) const;
  [[nodiscard]] std::string content(const Node& node) const;
  [[nodiscard]] std::string sentence(const Node& node) const;
  [[nodiscard]] std::string choice(const Node& node) const;
  [[nodiscard]] std::string table(const Node& node) const;
  [[nodiscard]] std::string alternatives(const Node& node) const;
  [[nodiscard]] std::string marks(const Node& node) const;
  [[nodiscard]] std::string named(const std::string& name) const;
  [[nodiscard]] std::string names(const std::vector<std::string>& facts) const;
  [[nodiscard]] std::string bindings(const std::vector<Binding>& bindings) const;
  [[nodiscard]] std::string label(const std::string& placeholder) const;
  [[nodiscard]] std::string mark_placeholders(std::string html) const;

  const Procedure& procedure_;
  const std::string& language_;
  const PictureWords& picture_;
  const PageWords& page_;
};

/// Escaped, and without characters HTML has no place for.
[[nodiscard]] std::string html_text(std::string_view text);
[[nodiscard]] std::string strong(std::string_view text);
[[nodiscard]] std::string code(std::string_view source);

}  // namespace evenhand::procedure

/// @file sentences.hpp
/// @brief One function for each sentence of the language, grouped by family in sentences_*.cpp. Each starts after the
/// verb's words and returns null with the error reported. Private to this module.
#pragma once

#include "procedure/sentence.hpp"

namespace evenhand::procedure {

struct Sentences {
  Items& items;
  Reading& r;
  Cursor& c;
  const Block& item;
  Verb verb;
  std::size_t first;                           ///< token the sentence begins with
  std::optional<std::size_t> understood = {};  ///< in r.understanding, once the sentence has said what it does

  // sentences_facts.cpp
  std::optional<Node> ask();
  std::optional<Node> record();
  std::optional<Node> decide();
  // sentences_flow.cpp
  std::optional<Node> check();
  std::optional<Node> choose();
  std::optional<Node> any_order();
  std::optional<Node> repeat();
  std::optional<Node> for_each();
  std::optional<Node> go_to();
  std::optional<Node> close();
  // sentences_work.cpp
  std::optional<Node> act();
  std::optional<Node> send();
  std::optional<Node> tell();
  std::optional<Node> hand_over();
  std::optional<Node> raise();
  // sentences_time.cpp
  std::optional<Node> wait();
  std::optional<Node> approve();
  // sentences_follow.cpp
  std::optional<Node> follow();

  [[nodiscard]] Node make(NodeKind kind) const;
  /// Reports the verb's code at the cursor and gives up the rest of the item.
  std::nullopt_t fail(std::string message, std::string hint = {});
  /// Text and span, marks, full stop, then the continuations this kind takes.
  std::optional<Node> finish(Node node);
  /// Text and span, marks, the colon. The body is the caller's to read.
  bool colon(Node& node);
  void set_text(Node& node) const;
  std::optional<std::vector<Binding>> bindings(bool outputs);
  /// ` with amount as sum, which gives id as refund id`, or nothing, for `explain`.
  [[nodiscard]] static std::string bound(const Node& node);
  /// `, up to 5 days` or `, with no limit`. False after reporting a limit that cannot be read.
  bool limit(Node& node);
  void understand(std::string text);
  const Token* name(std::string_view what);
};

}  // namespace evenhand::procedure

/// @file bpmn_elements.hpp
/// @brief What single tasks and events of a BPMN file become: boxes, sentences, words. Private to this module.
#pragma once

#include <map>
#include <set>
#include <string>

#include "intake/bpmn_order.hpp"
#include "intake/units.hpp"

namespace evenhand::intake::bpmn {

inline constexpr std::size_t words_max = 200;  ///< bytes of an element's words in the report

class Elements {
 public:
  Elements(const Graph& graph, const Order& order);

  [[nodiscard]] Unit activity(const Node& n);
  [[nodiscard]] Unit event(const Node& n);
  /// Its words as guidance.
  [[nodiscard]] Unit words_unit(const Node& n, std::string rule) const;
  [[nodiscard]] Entry entry_of(const Node& n) const;
  [[nodiscard]] static std::string words_of(const Node& n);
  /// A sentence with a colon, and `words` for where it cannot be one.
  [[nodiscard]] static Unit block(std::string sentence, std::string words, std::string rule, Entry entry);
  [[nodiscard]] static Unit sentence(std::string words, std::string rule, bool sure, Unit from);
  /// Facts that a condition reads and nobody was asked for are asked before it.
  void ask_first(const std::vector<FactGuess>& facts, std::vector<Unit>& into);

  std::set<std::string> known;  ///< facts that were asked for on the way

 private:
  /// One that expressions can read; the author gave it there, so its words are not looked at.
  [[nodiscard]] static bool feel_name(std::string_view name);
  [[nodiscard]] static std::string limit_of(std::string_view documentation);

  const Order& order_;
  std::map<std::string, std::string> types_;  ///< of facts, by how conditions compare them
};

}  // namespace evenhand::intake::bpmn

/// @file layout_nodes.hpp
/// @brief Each kind of node as a block of the picture. Part of layout.cpp.
#pragma once

#include <span>
#include <string>

#include "procedure/layout_blocks.hpp"
#include "procedure/picture_words.hpp"

namespace evenhand::procedure::layout {

class NodeBlocks {
 public:
  NodeBlocks(const Procedure& procedure, const std::string& language)
      : procedure_(procedure), language_(language), words_(picture_words(language)) {}

  /// Empty for what is not drawn: guidance, empty bodies.
  [[nodiscard]] Block node_block(const Node& node);
  [[nodiscard]] Block sequence(std::span<const Node> nodes);
  [[nodiscard]] Box task_box(const Node& node) const;
  [[nodiscard]] Box pill_box(Role role, std::string name, const std::string& note = {}) const;

  Canvas canvas;

 private:
  Block alternatives(const Node& node);
  Block choice(const Node& node);
  Block any_order(const Node& node);
  Block wait(const Node& node);
  Box test_box(const Node& node) const;
  Box event_box(const Node& node) const;

  const Procedure& procedure_;
  const std::string& language_;
  const PictureWords& words_;
  int parallel_depth_ = 0;
};

}  // namespace evenhand::procedure::layout

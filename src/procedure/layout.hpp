/// @file layout.hpp
/// @brief Where everything of a procedure's picture stands: the process tree as boxes, lines and step panels in whole
/// pixels, top to bottom, branches side by side, loops routed back. Pure and deterministic; boxes never overlap, lines
/// never cross a box. SVG and BPMN are two ways to write one Layout down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure::layout {

struct Point {
  int x = 0, y = 0;
  bool operator==(const Point&) const = default;
};
struct Rect {
  int x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] int right() const noexcept { return x + width; }
  [[nodiscard]] int bottom() const noexcept { return y + height; }
  [[nodiscard]] Point center() const noexcept { return {x + width / 2, y + height / 2}; }
  bool operator==(const Rect&) const = default;
};

/// What a box stands for. All but `node` and `action` are made by the layout, between the nodes of the tree.
enum class Role {
  start,           ///< where a case opens
  end,             ///< the case ends without a `Close`
  node,            ///< a node of the tree, by its kind
  limit,           ///< the time limit of a wait, first on the way taken when it passes
  split,           ///< one way on, by condition or outcome
  event_split,     ///< one way on, by what happens first
  parallel_split,  ///< all ways on
  merge,           ///< ways come together
  parallel_join,   ///< all ways are done
  loop_test,       ///< once more, or on
  trigger,         ///< what starts an escalation rule
  stop,            ///< the end of an escalation rule
  actions,         ///< the frame around declared actions of a free-order procedure; other boxes stand inside it
  action,          ///< one declared action
};

/// A pill (event) is drawn around its text; its BPMN circle stands in its middle. Lines meet boxes only at the middle of
/// a side, and pills only at top and bottom.
struct Box {
  Role role = Role::node;
  const Node* node = nullptr;            ///< node, limit, split, loop_test: whose
  const Action* action = nullptr;        ///< action
  const EscalationRule* rule = nullptr;  ///< every box of an escalation rule
  Rect rect;
  bool pill = false;
  bool parallel = false;           ///< inside `In any order`: a close ends the other ways too
  std::string name;                ///< the whole label
  std::vector<std::string> lines;  ///< the label as it fits
  std::vector<std::string> notes;  ///< smaller lines below it: when, by whom, how long
  std::vector<std::string> side;   ///< diamonds: text beside it, in `side_rect`
  Rect side_rect;
};

struct Edge {
  std::size_t from = 0, to = 0;  ///< indexes of boxes
  std::vector<Point> points;     ///< at least two; each stretch is horizontal or vertical
  std::string name;              ///< the whole label, may be empty
  std::vector<std::string> lines;
  Rect label_rect;
  const Condition* condition = nullptr;  ///< of a choice
  bool fallback = false;                 ///< taken when no other way from the same split is
  bool back = false;                     ///< runs against the flow: a loop or a go to
};

/// A step with its title at the left, or an escalation rule.
struct Panel {
  const Node* step = nullptr;
  const EscalationRule* rule = nullptr;
  Rect rect, header;
  std::string title;
  std::vector<std::string> lines, notes;
};

struct Caption {
  Point at;  ///< left end of the base line
  std::string text;
};

struct Layout {
  int width = 0, height = 0;
  std::vector<Box> boxes;
  std::vector<Edge> edges;
  std::vector<Panel> panels;
  std::vector<Caption> captions;
};

/// Sizes shared by the layout and its writers, in pixels.
inline constexpr int box_width = 224;
inline constexpr int text_size = 13, line_height = 17;
inline constexpr int small_size = 11, small_line_height = 15;
inline constexpr int title_size = 14, title_line_height = 19;
inline constexpr int icon_room = 34;  ///< from a box's left side to its text
inline constexpr int diamond = 28, dot = 18, pill_height = 36;
inline constexpr int header_width = 168;

/// Pointers in the result point into `procedure`, which must outlive it. Time and memory grow with the number of nodes
/// times their nesting.
[[nodiscard]] Layout lay_out(const Procedure& procedure, const std::string& language);

}  // namespace evenhand::procedure::layout

/// @file layout_blocks.hpp
/// @brief The parts layout.cpp builds a picture from. A block is a stretch of the flow around its axis (x = 0, the way
/// straight on): boxes and lines with coordinates of their own, one way in at the top, at most one way out at the bottom,
/// and the jumps that leave it at its right side. Blocks are put under each other, beside each other, and into loops.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "procedure/layout.hpp"

namespace evenhand::procedure::layout {

/// Distances in pixels.
inline constexpr int gap = 26;         ///< between boxes under each other
inline constexpr int column_gap = 28;  ///< between branches
inline constexpr int jump_gap = 10;    ///< between lines that run side by side
inline constexpr int row_gap = 22;     ///< between the lines out of one row of branches and the lines into the next
inline constexpr int label_width = 176, label_lines = 3, label_padding = 5;  ///< of what stands on a line
inline constexpr int columns_max = 4;  ///< branches side by side; more go into further rows

/// A way that has left its box and has not arrived yet.
struct Line {
  std::size_t from = 0;
  std::vector<Point> points;
  std::string name;
  std::vector<std::string> lines;
  Rect label_rect;
  const Condition* condition = nullptr;
  bool fallback = false;
};
/// A line to a step elsewhere, led to the right side of its block.
struct Jump {
  Line line;
  std::string target;
};

struct Block {
  int left = 0, right = 0, height = 0;                                   ///< how far it reaches from the axis, and down
  std::size_t box_begin = 0, box_end = 0, edge_begin = 0, edge_end = 0;  ///< its part of the canvas
  std::optional<std::pair<std::size_t, Point>> entry;  ///< box and point; none: there is nothing in it
  std::optional<Line> exit;                            ///< ends on the axis at the bottom
  std::vector<Jump> jumps;                             ///< each ends at the right side
};

/// One way on from a split.
struct Column {
  Block block;
  std::string label;
  const Condition* condition = nullptr;
  bool mono = false;  ///< the label is an expression
  bool fallback = false;
};

/// Holds the boxes and lines while they are built; a block owns a contiguous part of each.
class Canvas {
 public:
  [[nodiscard]] Block start_block() const;
  void finish(Block& block) const;
  void shift(Block& block, int dx, int dy);
  std::size_t add(Box box);
  void connect(Line line, std::size_t to, Point at, bool back = false);

  /// A block of one box of its size, on the axis.
  [[nodiscard]] Block single(Box box);
  /// Puts `below` under `above`; either may be empty. `above` must be the newest block but `below`.
  [[nodiscard]] Block stack(Block above, Block below, int distance = gap);
  /// A split under `head`: straight on through `axis`, or through one of the columns at its right, and together again.
  [[nodiscard]] Block branch_off(Block head, Box split, Block axis, std::vector<Column> columns);
  /// A split under `head`: through one of the columns (or all, for a parallel split), and together again.
  [[nodiscard]] Block fan_out(Block head, Box split, std::vector<Column> columns);
  /// Body, then a test that leads back to before the body.
  [[nodiscard]] Block loop_after(Block body, Box test);
  /// A test before the body, which leads back to the test.
  [[nodiscard]] Block loop_before(Block body, Box test);

  std::vector<Box> boxes;
  std::vector<Edge> edges;

 private:
  struct Row {
    std::vector<Line> exits;
    std::vector<Jump> jumps;
    int bottom = 0, left = 0, right = 0;
  };
  Row place_row(std::vector<Column>& columns, std::size_t first, std::size_t count, int x, int top, const Line& from,
                const std::vector<Point>& way);
  void join(Block& block, std::vector<Line> exits, Box join_box);
  void lead_jumps_right(Block& block);
};

/// Appends a point, leaving out what lies on a straight line.
void extend(Line& line, Point to);
[[nodiscard]] Box diamond_box(Role role, const Node* node, bool parallel);

}  // namespace evenhand::procedure::layout

#include "procedure/layout_blocks.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {
namespace {

void move(Point& point, int dx, int dy) {
  point.x += dx;
  point.y += dy;
}
void move(Rect& rect, int dx, int dy) {
  rect.x += dx;
  rect.y += dy;
}
template <class Way>
void move_way(Way& way, int dx, int dy) {
  for (Point& point : way.points) move(point, dx, dy);
  move(way.label_rect, dx, dy);
}

}  // namespace

void extend(Line& line, Point to) {
  auto& points = line.points;
  if (!points.empty() && points.back() == to) return;
  if (points.size() >= 2) {
    const Point a = points[points.size() - 2], b = points.back();
    const bool down = a.x == b.x && b.x == to.x && (b.y - a.y) * (to.y - b.y) >= 0;
    const bool across = a.y == b.y && b.y == to.y && (b.x - a.x) * (to.x - b.x) >= 0;
    if (down || across) {
      points.back() = to;
      return;
    }
  }
  points.push_back(to);
}

Box diamond_box(Role role, const Node* node, bool parallel) {
  Box box;
  box.role = role;
  box.node = node;
  box.parallel = parallel;
  const int size = role == Role::merge ? dot : diamond;
  box.rect = {0, 0, size, size};
  return box;
}

Block Canvas::start_block() const {
  Block block;
  block.box_begin = block.box_end = boxes.size();
  block.edge_begin = block.edge_end = edges.size();
  return block;
}

void Canvas::finish(Block& block) const {
  block.box_end = boxes.size();
  block.edge_end = edges.size();
}

void Canvas::shift(Block& block, int dx, int dy) {
  for (std::size_t i = block.box_begin; i < block.box_end; ++i) {
    move(boxes[i].rect, dx, dy);
    move(boxes[i].side_rect, dx, dy);
  }
  for (std::size_t i = block.edge_begin; i < block.edge_end; ++i) move_way(edges[i], dx, dy);
  if (block.entry) move(block.entry->second, dx, dy);
  if (block.exit) move_way(*block.exit, dx, dy);
  for (Jump& jump : block.jumps) move_way(jump.line, dx, dy);
}

std::size_t Canvas::add(Box box) {
  boxes.push_back(std::move(box));
  return boxes.size() - 1;
}

void Canvas::connect(Line line, std::size_t to, Point at, bool back) {
  extend(line, at);
  Edge edge;
  edge.from = line.from;
  edge.to = to;
  edge.points = std::move(line.points);
  edge.name = std::move(line.name);
  edge.lines = std::move(line.lines);
  edge.label_rect = line.label_rect;
  edge.condition = line.condition;
  edge.fallback = line.fallback;
  edge.back = back;
  edges.push_back(std::move(edge));
}

Block Canvas::single(Box box) {
  Block block = start_block();
  box.rect.x = -box.rect.width / 2;
  box.rect.y = 0;
  block.left = box.rect.width / 2;
  block.right = box.rect.width - block.left;
  block.height = box.rect.height;
  if (!box.side.empty()) {
    box.side_rect.x = block.right + 8;
    box.side_rect.y = (box.rect.height - box.side_rect.height) / 2;
    if (box.side_rect.y < 0) {  // tall text beside a small diamond
      box.rect.y = -box.side_rect.y;
      box.side_rect.y = 0;
      block.height = box.rect.y + std::max(box.rect.height, box.side_rect.height - box.rect.y);
    }
    block.right = box.side_rect.right();
  }
  const int top = box.rect.y, bottom = box.rect.bottom();
  const std::size_t index = add(std::move(box));
  block.entry = {index, {0, top}};
  block.exit = Line{};
  block.exit->from = index;
  block.exit->points = {{0, bottom}};
  extend(*block.exit, {0, block.height});
  finish(block);
  return block;
}

void Canvas::lead_jumps_right(Block& block) {
  for (Jump& jump : block.jumps) extend(jump.line, {block.right, jump.line.points.back().y});
}

Block Canvas::stack(Block above, Block below, int distance) {
  if (!below.entry) return above;
  if (!above.entry) return below;
  EH_ASSERT(above.box_end <= below.box_begin && above.edge_end <= below.edge_begin);
  shift(below, 0, above.height + distance);
  if (above.exit) connect(std::move(*above.exit), below.entry->first, below.entry->second);
  Block out = std::move(above);
  out.height += distance + below.height;
  out.left = std::max(out.left, below.left);
  out.right = std::max(out.right, below.right);
  out.exit = std::move(below.exit);
  for (Jump& jump : below.jumps) out.jumps.push_back(std::move(jump));
  lead_jumps_right(out);
  finish(out);
  return out;
}

/// Columns from left to right, the first's left side at `x`, tops at `top`. `way` leads from the split to the channel
/// above the row.
Canvas::Row Canvas::place_row(std::vector<Column>& columns, std::size_t first, std::size_t count, int x, int top,
                              const Line& from, const std::vector<Point>& way) {
  Row row;
  row.bottom = top;
  row.left = x;
  for (std::size_t i = first; i < first + count; ++i) {
    Column& column = columns[i];
    Line line = from;
    line.name = column.label;
    line.condition = column.condition;
    line.fallback = column.fallback;
    const Face face = column.mono ? Face::mono : Face::regular;
    line.lines = wrap_text(column.label, label_width, label_lines, small_size, face);
    int width = 0;
    for (const std::string& text : line.lines) width = std::max(width, text_width(text, small_size, face));
    if (width > 0) {
      line.label_rect.width = width + 4 * label_padding;
      line.label_rect.height = static_cast<int>(line.lines.size()) * small_line_height + 2 * label_padding;
    }
    const int half = (line.label_rect.width + 1) / 2;
    const int left = std::max({column.block.left, half, 8}), right = std::max({column.block.right, half, 8});
    const int axis = x + left;
    for (const Point& point : way) extend(line, point);
    extend(line, {axis, line.points.back().y});
    int y = top;
    if (width > 0) {
      move(line.label_rect, axis - line.label_rect.width / 2, y);
      y += line.label_rect.height;
    }
    shift(column.block, axis, y + gap);
    row.bottom = std::max(row.bottom, y);
    if (column.block.entry) {
      connect(std::move(line), column.block.entry->first, column.block.entry->second);
      row.bottom = std::max(row.bottom, y + gap + column.block.height);
      if (column.block.exit) row.exits.push_back(std::move(*column.block.exit));
    } else {
      extend(line, {axis, y});
      row.exits.push_back(std::move(line));
    }
    x = axis + right;
    int lane = x;
    for (Jump& jump : column.block.jumps) {
      if (i + 1 < first + count) lane += jump_gap;
      extend(jump.line, {lane, jump.line.points.back().y});
      row.jumps.push_back(std::move(jump));
    }
    row.right = x = lane;
    x += column_gap;
  }
  int channel = row.bottom;
  for (Jump& jump : row.jumps) {
    if (jump.line.points.back().x == row.right) continue;  // the last column's leave straight to the right
    channel += jump_gap;
    extend(jump.line, {jump.line.points.back().x, channel});
    extend(jump.line, {row.right, channel});
  }
  row.bottom = channel;
  return row;
}

/// Leads every way that is still open to the axis at the bottom; more than one meet in `join_box`.
void Canvas::join(Block& block, std::vector<Line> exits, Box join_box) {
  block.exit.reset();
  if (exits.empty()) return;
  const auto lead = [](Line& line, int y) { extend(line, {line.points.back().x, y}); };
  if (exits.size() == 1) {
    const int channel = block.height + jump_gap;
    lead(exits[0], channel);
    extend(exits[0], {0, channel});
    block.height = channel;
    block.exit = std::move(exits[0]);
    return;
  }
  const int size = join_box.rect.width;
  join_box.rect = {-size / 2, block.height + gap, size, size};
  const Rect rect = join_box.rect;
  const std::size_t index = add(std::move(join_box));
  for (Line& line : exits) {
    const int x = line.points.back().x;
    if (x == 0) {
      connect(std::move(line), index, {0, rect.y});
      continue;
    }
    lead(line, rect.center().y);
    connect(std::move(line), index, {x < 0 ? rect.x : rect.right(), rect.center().y});
  }
  block.height = rect.bottom();
  block.exit = Line{};
  block.exit->from = index;
  block.exit->points = {{0, rect.bottom()}};
}

Block Canvas::branch_off(Block head, Box split, Block axis, std::vector<Column> columns) {
  const bool parallel = split.parallel;
  const bool has_axis = axis.entry.has_value();
  const std::size_t box_begin = head.entry ? head.box_begin : has_axis ? axis.box_begin : boxes.size();
  const std::size_t edge_begin = head.entry ? head.edge_begin : has_axis ? axis.edge_begin : edges.size();
  Block out;
  out.box_begin = columns.empty() || head.entry || has_axis ? box_begin : columns[0].block.box_begin;
  out.edge_begin = columns.empty() || head.entry || has_axis ? edge_begin : columns[0].block.edge_begin;
  out.left = std::max(head.left, diamond / 2);
  split.rect.x = -diamond / 2;
  split.rect.y = head.entry ? head.height + gap : 0;
  const Rect rect = split.rect;
  const std::size_t index = add(std::move(split));
  out.entry = head.entry ? head.entry : std::pair{index, Point{0, 0}};
  if (head.exit) connect(std::move(*head.exit), index, {0, rect.y});

  Line straight;
  straight.from = index;
  straight.points = {{0, rect.bottom()}};
  straight.fallback = true;
  int right = diamond / 2, bottom = rect.bottom() + jump_gap;
  std::vector<Line> exits;
  std::vector<Jump> jumps;
  if (has_axis) {
    shift(axis, 0, rect.bottom() + gap);
    straight.fallback = false;
    connect(std::move(straight), axis.entry->first, axis.entry->second);
    if (axis.exit) exits.push_back(std::move(*axis.exit));
    out.left = std::max(out.left, axis.left);
    right = std::max(right, axis.right);
    bottom = std::max(bottom, rect.bottom() + gap + axis.height);
    jumps = std::move(axis.jumps);
  } else {
    exits.push_back(std::move(straight));
  }
  int lane = right;
  for (Jump& jump : jumps) {
    lane += jump_gap;
    extend(jump.line, {lane, jump.line.points.back().y});
  }
  Line from;
  from.from = index;
  from.points = {{rect.right(), rect.center().y}};
  Row row = place_row(columns, 0, columns.size(), lane + column_gap, rect.bottom() + jump_gap, from, {});
  bottom = std::max(bottom, row.bottom);
  for (Jump& jump : jumps) {
    bottom += jump_gap;
    extend(jump.line, {jump.line.points.back().x, bottom});
  }
  for (Line& line : row.exits) exits.push_back(std::move(line));
  for (Jump& jump : head.jumps) out.jumps.push_back(std::move(jump));
  for (Jump& jump : jumps) out.jumps.push_back(std::move(jump));
  for (Jump& jump : row.jumps) out.jumps.push_back(std::move(jump));
  out.right = std::max({head.right, right, row.right});
  out.height = bottom;
  join(out, std::move(exits), diamond_box(Role::merge, nullptr, parallel));
  lead_jumps_right(out);
  finish(out);
  return out;
}

}  // namespace evenhand::procedure::layout

#include <algorithm>

#include "base/assert.hpp"
#include "procedure/layout_blocks.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {

Block Canvas::fan_out(Block head, Box split, std::vector<Column> columns) {
  EH_ASSERT(!columns.empty());
  const bool parallel = split.parallel;
  const Role join_role = split.role == Role::parallel_split ? Role::parallel_join : Role::merge;
  const Node* node = split.node;
  Block out;
  out.box_begin = head.entry ? head.box_begin : columns[0].block.box_begin;
  out.edge_begin = head.entry ? head.edge_begin : columns[0].block.edge_begin;
  Block top = stack(std::move(head), single(std::move(split)));
  const std::size_t index = boxes.size() - 1;
  out.entry = top.entry;
  out.left = top.left;
  out.right = top.right;
  out.jumps = std::move(top.jumps);
  Line from = *top.exit;
  from.from = index;
  int channel = top.height + gap / 2;
  extend(from, {0, channel});

  std::vector<Line> exits;
  std::vector<std::size_t> early;  // exits of rows above the last: led down the right side
  int trunk = 0, trunk_right = 0;
  const std::size_t rows = (columns.size() + columns_max - 1) / columns_max;
  const std::size_t per_row = (columns.size() + rows - 1) / rows;
  // The rows' widths are needed before the first line is drawn: the trunks run beside the widest.
  const auto reach = [&](const Column& column) {
    const Face face = column.mono ? Face::mono : Face::regular;
    int width = 0;
    for (const std::string& text : wrap_text(column.label, label_width, label_lines, small_size, face))
      width = std::max(width, text_width(text, small_size, face) + 4 * label_padding);
    return std::pair{std::max({column.block.left, (width + 1) / 2, 8}),
                     std::max({column.block.right, (width + 1) / 2, 8})};
  };
  std::vector<int> starts;
  for (std::size_t first = 0; first < columns.size(); first += per_row) {
    const std::size_t count = std::min(per_row, columns.size() - first);
    std::vector<int> axes;
    int x = 0;
    for (std::size_t i = first; i < first + count; ++i) {
      const auto [left, right] = reach(columns[i]);
      axes.push_back(x + left);
      x += left + right;
      if (i + 1 < first + count) x += column_gap + jump_gap * static_cast<int>(columns[i].block.jumps.size());
    }
    const std::size_t middle = count / 2;
    const int axis = count % 2 == 1 ? axes[middle] : (axes[middle - 1] + axes[middle]) / 2;
    starts.push_back(-axis);
    trunk = std::max(trunk, axis);
    trunk_right = std::max(trunk_right, x - axis);
  }
  trunk += 2 * jump_gap;
  trunk_right += 2 * jump_gap;
  int bottom = channel;
  for (std::size_t row_index = 0; row_index < rows; ++row_index) {
    const std::size_t first = row_index * per_row, count = std::min(per_row, columns.size() - first);
    std::vector<Point> way;
    if (row_index > 0) way = {{-trunk, channel}, {-trunk, bottom + row_gap}};
    const int row_channel = row_index > 0 ? bottom + row_gap : channel;
    Row row = place_row(columns, first, count, starts[row_index], row_channel + jump_gap, from, way);
    bottom = row.bottom;
    out.left = std::max(out.left, -row.left);
    out.right = std::max(out.right, row.right);
    if (row_index + 1 < rows && !row.exits.empty()) {
      bottom += jump_gap;
      for (Line& line : row.exits) {
        extend(line, {line.points.back().x, bottom});
        extend(line, {trunk_right, bottom});
      }
    }
    for (Line& line : row.exits) exits.push_back(std::move(line));
    for (Jump& jump : row.jumps) out.jumps.push_back(std::move(jump));
  }
  if (rows > 1) {
    out.left = std::max(out.left, trunk);
    out.right = std::max(out.right, trunk_right);
  }
  out.height = bottom;
  join(out, std::move(exits), diamond_box(join_role, node, parallel));
  lead_jumps_right(out);
  finish(out);
  return out;
}

Block Canvas::loop_after(Block body, Box test) {
  if (body.entry && !body.exit) return body;  // it never comes round
  const bool parallel = test.parallel;
  Block out;
  out.box_begin = body.entry ? body.box_begin : boxes.size();
  out.edge_begin = body.entry ? body.edge_begin : edges.size();
  Box merge_box = diamond_box(Role::merge, test.node, parallel);
  merge_box.rect.x = -dot / 2;
  const std::size_t merge = add(std::move(merge_box));
  out.entry = {merge, {0, 0}};
  Line into;
  into.from = merge;
  into.points = {{0, dot}};
  int y = dot;
  if (body.entry) {
    shift(body, 0, y + gap);
    connect(std::move(into), body.entry->first, body.entry->second);
    y += gap + body.height;
    into = std::move(*body.exit);
  }
  Block tail = single(std::move(test));
  shift(tail, 0, y + gap);
  const std::size_t index = tail.entry->first;
  connect(std::move(into), index, tail.entry->second);
  out.left = std::max(body.left, diamond / 2) + 2 * jump_gap;
  out.right = std::max(body.right, tail.right);
  const int middle = boxes[index].rect.center().y;
  Line back;
  back.from = index;
  back.points = {{-diamond / 2, middle}};
  extend(back, {-out.left, middle});
  extend(back, {-out.left, dot / 2});
  connect(std::move(back), merge, {-dot / 2, dot / 2}, true);
  out.height = y + gap + tail.height;
  out.exit = std::move(tail.exit);
  out.jumps = std::move(body.jumps);
  lead_jumps_right(out);
  finish(out);
  return out;
}

Block Canvas::loop_before(Block body, Box test) {
  const bool parallel = test.parallel;
  const bool comes_round = !body.entry || body.exit;
  Block out;
  out.box_begin = body.entry ? body.box_begin : boxes.size();
  out.edge_begin = body.entry ? body.edge_begin : edges.size();
  int y = 0;
  std::optional<std::size_t> merge;
  Block head = single(std::move(test));
  const std::size_t index = head.entry->first;
  if (comes_round) {
    Box merge_box = diamond_box(Role::merge, boxes[index].node, parallel);
    merge_box.rect.x = -dot / 2;
    merge = add(std::move(merge_box));
    y = dot + gap;
  }
  shift(head, 0, y);
  out.entry = merge ? std::pair{*merge, Point{0, 0}} : *head.entry;
  if (merge) {
    Line into;
    into.from = *merge;
    into.points = {{0, dot}};
    connect(std::move(into), index, head.entry->second);
  }
  const int middle = boxes[index].rect.center().y;
  y += head.height;
  Line again = *head.exit;
  out.left = std::max(body.left, diamond / 2);
  out.right = std::max(body.right, head.right);
  if (body.entry) {
    shift(body, 0, y + gap);
    connect(std::move(again), body.entry->first, body.entry->second);
    y += gap + body.height;
    if (body.exit) again = std::move(*body.exit);
  }
  if (comes_round) {
    y += jump_gap;
    out.right += 2 * jump_gap;
    extend(again, {0, y});
    extend(again, {out.right, y});
    extend(again, {out.right, dot / 2});
    connect(std::move(again), *merge, {dot / 2, dot / 2}, true);
  }
  y += gap / 2;
  out.left += 2 * jump_gap;
  Line on;
  on.from = index;
  on.points = {{-diamond / 2, middle}};
  on.fallback = true;
  extend(on, {-out.left, middle});
  extend(on, {-out.left, y});
  extend(on, {0, y});
  out.exit = std::move(on);
  out.height = y;
  out.jumps = std::move(body.jumps);
  lead_jumps_right(out);
  finish(out);
  return out;
}

}  // namespace evenhand::procedure::layout

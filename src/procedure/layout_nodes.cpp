#include "procedure/layout_nodes.hpp"

#include <algorithm>

#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {
namespace {

constexpr int pill_text_width = 190;

int widest(const std::vector<std::string>& lines, int size, Face face = Face::regular) {
  int width = 0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, size, face));
  return width;
}

}  // namespace

Box NodeBlocks::task_box(const Node& node) const {
  Box box;
  box.node = &node;
  box.parallel = parallel_depth_ > 0;
  box.name = node_label(procedure_, node, language_);
  const int room = box_width - icon_room - 12;
  box.lines = wrap_text(box.name, room, 3, text_size);
  box.notes = wrap_text(node_note(procedure_, node, language_), room, 2, small_size);
  const int text = static_cast<int>(box.lines.size()) * line_height;
  const int notes = static_cast<int>(box.notes.size()) * small_line_height;
  box.rect = {0, 0, box_width, std::max(42, 20 + text + (notes > 0 ? notes + 2 : 0))};
  return box;
}

Box NodeBlocks::pill_box(Role role, std::string name, const std::string& note) const {
  Box box;
  box.role = role;
  box.pill = true;
  box.parallel = parallel_depth_ > 0;
  box.lines = wrap_text(name, pill_text_width, 2, text_size);
  box.notes = wrap_text(note, pill_text_width, 1, small_size);
  box.name = std::move(name);
  const int text = std::max(widest(box.lines, text_size), widest(box.notes, small_size));
  const int height =
      16 + static_cast<int>(box.lines.size()) * line_height + static_cast<int>(box.notes.size()) * small_line_height;
  const int width = std::max(64, text + icon_room + 18);
  box.rect = {0, 0, width + width % 2, std::max(pill_height, height + height % 2)};
  return box;
}

Box NodeBlocks::event_box(const Node& node) const {
  Box box = pill_box(Role::node, node_label(procedure_, node, language_), node_note(procedure_, node, language_));
  box.node = &node;
  return box;
}

Box NodeBlocks::test_box(const Node& node) const {
  Box box = diamond_box(Role::loop_test, &node, parallel_depth_ > 0);
  box.name = node_label(procedure_, node, language_);
  box.side = wrap_text(box.name, 170, 3, small_size, Face::mono);
  const auto note = wrap_text(node_note(procedure_, node, language_), 170, 1, small_size, Face::mono);
  box.side.insert(box.side.end(), note.begin(), note.end());
  box.side_rect.width = widest(box.side, small_size, Face::mono) + 4;
  box.side_rect.height = static_cast<int>(box.side.size()) * small_line_height;
  return box;
}

Block NodeBlocks::sequence(std::span<const Node> nodes) {
  Block out = canvas.start_block();
  for (const Node& node : nodes) out = canvas.stack(std::move(out), node_block(node));
  return out;
}

/// A box whose node can also go another way: `If not`, `If it fails`, `If refused`, `If none`.
Block NodeBlocks::alternatives(const Node& node) {
  Block head = canvas.single(task_box(node));
  std::vector<Column> columns;
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    std::string label(words_.if_not);
    if (node.kind == NodeKind::action) label = words_.if_fails;
    if (node.kind == NodeKind::check) label = words_.otherwise;
    if (node.kind == NodeKind::approve) label = i == 0 ? words_.if_refused : words_.none;
    if (node.branches[i].children.empty()) continue;
    columns.push_back({sequence(node.branches[i].children), std::move(label)});
  }
  if (columns.empty()) return head;
  Box split = diamond_box(Role::split, &node, parallel_depth_ > 0);
  return canvas.branch_off(std::move(head), std::move(split), Block{}, std::move(columns));
}

Block NodeBlocks::wait(const Node& node) {
  if (node.branches.empty() || node.branches[0].children.empty()) return canvas.single(event_box(node));
  Block axis = canvas.single(event_box(node));
  const std::string time = node.limit ? duration_words(*node.limit, words_) : std::string();
  const auto pattern = node.wait_kind == Node::WaitKind::reply ? words_.none_within : words_.not_within;
  Box limit = pill_box(Role::limit, fill(pattern, time));
  limit.node = &node;
  Block late = canvas.single(std::move(limit));
  late = canvas.stack(std::move(late), sequence(node.branches[0].children));
  std::vector<Column> columns;
  columns.push_back({std::move(late), {}});
  Box split = diamond_box(Role::event_split, &node, parallel_depth_ > 0);
  return canvas.branch_off(Block{}, std::move(split), std::move(axis), std::move(columns));
}

Block NodeBlocks::choice(const Node& node) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Condition* condition = i < node.guards.size() ? &node.guards[i] : nullptr;
    Column column;
    column.block = sequence(std::span(&node.children[i], 1));
    column.label = condition ? condition->expression.source() : std::string(words_.otherwise);
    column.condition = condition;
    column.mono = condition != nullptr;
    column.fallback = condition == nullptr;
    columns.push_back(std::move(column));
  }
  if (columns.empty()) return canvas.start_block();
  Box split = diamond_box(Role::split, &node, parallel_depth_ > 0);
  if (columns.size() == 1) return canvas.branch_off(Block{}, std::move(split), Block{}, std::move(columns));
  if (!columns.back().fallback) {
    Column rest;
    rest.block = canvas.start_block();
    rest.label = words_.otherwise;
    rest.fallback = true;
    columns.push_back(std::move(rest));
  }
  return canvas.fan_out(Block{}, std::move(split), std::move(columns));
}

Block NodeBlocks::any_order(const Node& node) {
  ++parallel_depth_;
  std::vector<Column> columns;
  for (const Node& child : node.children) {
    Block block = node_block(child);
    if (block.entry) columns.push_back({std::move(block), {}});
  }
  --parallel_depth_;
  if (columns.empty()) return canvas.start_block();
  if (columns.size() == 1) return std::move(columns[0].block);
  Box split = diamond_box(Role::parallel_split, &node, true);
  split.name = words_.any_order;
  split.side = {split.name};
  split.side_rect = {0, 0, text_width(split.name, small_size, Face::mono) + 4, small_line_height};
  return canvas.fan_out(Block{}, std::move(split), std::move(columns));
}

Block NodeBlocks::node_block(const Node& node) {
  switch (node.kind) {
    case NodeKind::sequence:
      return sequence(node.children);
    case NodeKind::step: {
      Block block = sequence(node.children);
      if (block.entry) return block;
      return canvas.single([&] {  // a step of nothing but guidance
        const auto found = std::find_if(node.children.begin(), node.children.end(),
                                        [](const Node& child) { return child.kind == NodeKind::guidance; });
        return task_box(found != node.children.end() ? *found : node);
      }());
    }
    case NodeKind::guidance:
      return canvas.start_block();
    case NodeKind::choice:
      return choice(node);
    case NodeKind::any_order:
      return any_order(node);
    case NodeKind::repeat: {
      Block body = sequence(node.children);
      return canvas.loop_after(std::move(body), test_box(node));
    }
    case NodeKind::for_each: {
      Block body = sequence(node.children);
      return canvas.loop_before(std::move(body), test_box(node));
    }
    case NodeKind::wait:
      return wait(node);
    case NodeKind::close: {
      Block block = canvas.single(event_box(node));
      block.exit.reset();
      return block;
    }
    case NodeKind::go_to: {
      Block block = canvas.single(event_box(node));
      Line line = std::move(*block.exit);
      block.exit.reset();
      const int channel = block.height + jump_gap;
      extend(line, {0, channel});
      extend(line, {block.right, channel});
      block.height = channel + jump_gap / 2;
      block.jumps.push_back({std::move(line), node.name});
      return block;
    }
    case NodeKind::task:
    case NodeKind::check:
    case NodeKind::action:
    case NodeKind::approve:
      return alternatives(node);
    case NodeKind::ask:
    case NodeKind::say:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::send:
    case NodeKind::tell:
    case NodeKind::hand_over:
    case NodeKind::follow:
    case NodeKind::raise:
      return canvas.single(task_box(node));
  }
  return canvas.start_block();
}

}  // namespace evenhand::procedure::layout

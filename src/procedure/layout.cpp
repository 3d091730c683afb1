#include "procedure/layout.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "procedure/layout_blocks.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/prose.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {
namespace {

constexpr int margin = 20;
constexpr int panel_padding = 18;
constexpr int panel_gap = 26;
constexpr int pill_text_width = 190;
constexpr int rules_width_min = 1000;  ///< escalation rules go into a further row past this, or past the steps' width

int widest(const std::vector<std::string>& lines, int size, Face face = Face::regular) {
  int width = 0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, size, face));
  return width;
}

class Builder {
 public:
  Builder(const Procedure& procedure, const std::string& language)
      : procedure_(procedure), language_(language), words_(picture_words(language)) {}

  Layout build();

 private:
  Block sequence(std::span<const Node> nodes);
  Block node_block(const Node& node);
  Block alternatives(const Node& node);
  Block choice(const Node& node);
  Block wait(const Node& node);
  Box task_box(const Node& node) const;
  Box pill_box(Role role, std::string name, const std::string& note = {}) const;
  Box test_box(const Node& node) const;
  Box event_box(const Node& node) const;

  void place_steps();
  void place_actions();
  void place_rules();
  void close_jumps();
  void crop();
  void find_targets(const Node& node);
  Block actions_block();

  const Procedure& procedure_;
  const std::string& language_;
  const PictureWords& words_;
  Canvas canvas_;
  Layout out_;
  int parallel_depth_ = 0;
  std::set<std::string, std::less<>> targets_;
  std::map<std::string, std::size_t, std::less<>> target_boxes_;
  std::vector<Jump> jumps_;
  int bottom_ = 0, right_ = 0, left_ = 0;
};

Box Builder::task_box(const Node& node) const {
  Box box;
  box.node = &node;
  box.parallel = parallel_depth_ > 0;
  box.name = node_label(procedure_, node, language_);
  const int room = box_width - icon_room - 12;
  box.lines = wrap_text(box.name, room, 3, text_size);
  box.notes = wrap_text(node_note(node, language_), room, 2, small_size);
  const int text = static_cast<int>(box.lines.size()) * line_height;
  const int notes = static_cast<int>(box.notes.size()) * small_line_height;
  box.rect = {0, 0, box_width, std::max(42, 20 + text + (notes > 0 ? notes + 2 : 0))};
  return box;
}

Box Builder::pill_box(Role role, std::string name, const std::string& note) const {
  Box box;
  box.role = role;
  box.pill = true;
  box.parallel = parallel_depth_ > 0;
  box.lines = wrap_text(name, pill_text_width, 2, text_size);
  box.notes = wrap_text(note, pill_text_width, 1, small_size);
  box.name = std::move(name);
  const int text = std::max(widest(box.lines, text_size), widest(box.notes, small_size));
  const int height = 16 + static_cast<int>(box.lines.size()) * line_height +
                     static_cast<int>(box.notes.size()) * small_line_height;
  const int width = std::max(64, text + icon_room + 18);
  box.rect = {0, 0, width + width % 2, std::max(pill_height, height + height % 2)};
  return box;
}

Box Builder::event_box(const Node& node) const {
  Box box = pill_box(Role::node, node_label(procedure_, node, language_), node_note(node, language_));
  box.node = &node;
  return box;
}

Box Builder::test_box(const Node& node) const {
  Box box = diamond_box(Role::loop_test, &node, parallel_depth_ > 0);
  box.name = node_label(procedure_, node, language_);
  box.side = wrap_text(box.name, 170, 3, small_size, Face::mono);
  const auto note = wrap_text(node_note(node, language_), 170, 1, small_size, Face::mono);
  box.side.insert(box.side.end(), note.begin(), note.end());
  box.side_rect.width = widest(box.side, small_size, Face::mono) + 4;
  box.side_rect.height = static_cast<int>(box.side.size()) * small_line_height;
  return box;
}

Block Builder::sequence(std::span<const Node> nodes) {
  Block out = canvas_.start_block();
  for (const Node& node : nodes) out = canvas_.stack(std::move(out), node_block(node));
  return out;
}

/// A box whose node can also go another way: `If not`, `If it fails`, `If refused`, `If none`.
Block Builder::alternatives(const Node& node) {
  Block head = canvas_.single(task_box(node));
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
  return canvas_.branch_off(std::move(head), std::move(split), Block{}, std::move(columns));
}

Block Builder::wait(const Node& node) {
  if (node.branches.empty() || node.branches[0].children.empty()) return canvas_.single(event_box(node));
  Block axis = canvas_.single(event_box(node));
  const std::string time = node.limit ? duration_words(*node.limit, words_) : std::string();
  const auto pattern = node.wait_kind == Node::WaitKind::reply ? words_.none_within : words_.not_within;
  Box limit = pill_box(Role::limit, fill(pattern, time));
  limit.node = &node;
  Block late = canvas_.single(std::move(limit));
  late = canvas_.stack(std::move(late), sequence(node.branches[0].children));
  std::vector<Column> columns;
  columns.push_back({std::move(late), {}});
  Box split = diamond_box(Role::event_split, &node, parallel_depth_ > 0);
  return canvas_.branch_off(Block{}, std::move(split), std::move(axis), std::move(columns));
}

Block Builder::choice(const Node& node) {
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
  if (columns.empty()) return canvas_.start_block();
  Box split = diamond_box(Role::split, &node, parallel_depth_ > 0);
  if (columns.size() == 1) return canvas_.branch_off(Block{}, std::move(split), Block{}, std::move(columns));
  if (!columns.back().fallback) {
    Column rest;
    rest.block = canvas_.start_block();
    rest.label = words_.otherwise;
    rest.fallback = true;
    columns.push_back(std::move(rest));
  }
  return canvas_.fan_out(Block{}, std::move(split), std::move(columns));
}

Block Builder::node_block(const Node& node) {
  switch (node.kind) {
    case NodeKind::sequence: return sequence(node.children);
    case NodeKind::step: {
      Block block = sequence(node.children);
      if (block.entry) return block;
      return canvas_.single([&] {  // a step of nothing but guidance
        const auto found = std::find_if(node.children.begin(), node.children.end(),
                                        [](const Node& child) { return child.kind == NodeKind::guidance; });
        return task_box(found != node.children.end() ? *found : node);
      }());
    }
    case NodeKind::guidance: return canvas_.start_block();
    case NodeKind::choice: return choice(node);
    case NodeKind::any_order: {
      ++parallel_depth_;
      std::vector<Column> columns;
      for (const Node& child : node.children) {
        Block block = node_block(child);
        if (block.entry) columns.push_back({std::move(block), {}});
      }
      --parallel_depth_;
      if (columns.empty()) return canvas_.start_block();
      if (columns.size() == 1) return std::move(columns[0].block);
      Box split = diamond_box(Role::parallel_split, &node, true);
      split.name = words_.any_order;
      split.side = {split.name};
      split.side_rect = {0, 0, text_width(split.name, small_size, Face::mono) + 4, small_line_height};
      return canvas_.fan_out(Block{}, std::move(split), std::move(columns));
    }
    case NodeKind::repeat: {
      Block body = sequence(node.children);
      return canvas_.loop_after(std::move(body), test_box(node));
    }
    case NodeKind::for_each: {
      Block body = sequence(node.children);
      return canvas_.loop_before(std::move(body), test_box(node));
    }
    case NodeKind::wait: return wait(node);
    case NodeKind::close: {
      Block block = canvas_.single(event_box(node));
      block.exit.reset();
      return block;
    }
    case NodeKind::go_to: {
      Block block = canvas_.single(event_box(node));
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
    case NodeKind::approve: return alternatives(node);
    case NodeKind::ask:
    case NodeKind::say:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::send:
    case NodeKind::tell:
    case NodeKind::hand_over:
    case NodeKind::follow:
    case NodeKind::raise: return canvas_.single(task_box(node));
  }
  return canvas_.start_block();
}

void Builder::find_targets(const Node& node) {
  if (node.kind == NodeKind::go_to) targets_.insert(node.name);
  for (const Node& child : node.children) find_targets(child);
  for (const Node& branch : node.branches) find_targets(branch);
}

/// Start, the steps under each other with a panel each, end.
void Builder::place_steps() {
  find_targets(procedure_.root);
  Block flow = canvas_.single(pill_box(Role::start, std::string(words_.start)));
  struct Placed {
    const Node* node;
    int top, bottom;
    std::size_t panel;
  };
  std::vector<Placed> placed;
  int left = flow.left, right = flow.right;
  for (const Node& node : procedure_.root.children) {
    const bool is_step = node.kind == NodeKind::step;
    if (is_step && targets_.contains(node.id)) {
      flow = canvas_.stack(std::move(flow), canvas_.single(diamond_box(Role::merge, &node, false)), panel_gap);
      target_boxes_[node.id] = canvas_.boxes.size() - 1;
    }
    const Block block = node_block(node);
    if (!block.entry) continue;
    Panel panel;
    if (is_step) {
      panel.step = &node;
      panel.title = node_label(procedure_, node, language_);
      panel.lines = wrap_text(panel.title, header_width - 54, 5, title_size, Face::bold);
      panel.notes = wrap_text(node_note(node, language_), header_width - 54, 3, small_size);
    }
    const int text = static_cast<int>(panel.lines.size()) * title_line_height +
                     static_cast<int>(panel.notes.size()) * small_line_height;
    const int height = std::max(block.height, text - 8);
    const int top = flow.height + panel_gap + panel_padding;
    left = std::max(left, block.left);
    right = std::max(right, block.right);
    flow = canvas_.stack(std::move(flow), block, panel_gap + panel_padding);
    if (is_step) {
      placed.push_back({&node, top, top + height, out_.panels.size()});
      out_.panels.push_back(std::move(panel));
    }
    const int slack = height - block.height + panel_padding;
    flow.height += slack;
    if (flow.exit) extend(*flow.exit, {0, flow.height});
  }
  if (flow.exit && procedure_.free_order && !procedure_.actions.empty() && placed.empty()) {
    flow = canvas_.stack(std::move(flow), actions_block(), panel_gap);
    left = std::max(left, flow.left);
    right = std::max(right, flow.right);
  }
  if (flow.exit) flow = canvas_.stack(std::move(flow), canvas_.single(pill_box(Role::end, std::string(words_.done))), panel_gap);
  for (const Placed& step : placed) {
    Panel& panel = out_.panels[step.panel];
    panel.rect = {-left - panel_padding - header_width, step.top - panel_padding,
                  left + right + 2 * panel_padding + header_width, step.bottom - step.top + 2 * panel_padding};
    panel.header = {panel.rect.x, panel.rect.y, header_width, panel.rect.height};
  }
  left_ = placed.empty() ? -left : -left - panel_padding - header_width;
  right_ = placed.empty() ? right : right + panel_padding;
  bottom_ = flow.height;
  jumps_ = std::move(flow.jumps);
}

/// Jumps run in lanes at the right of the panels, one lane for each step they lead to.
void Builder::close_jumps() {
  std::map<std::string, int, std::less<>> lanes;
  int next = right_ + 2 * jump_gap;
  for (Jump& jump : jumps_) {
    const auto target = target_boxes_.find(jump.target);
    if (target == target_boxes_.end()) continue;  // the checker has said so
    const auto [lane, is_new] = lanes.try_emplace(jump.target, next);
    if (is_new) next += jump_gap + 4;
    const Rect rect = canvas_.boxes[target->second].rect;
    extend(jump.line, {lane->second, jump.line.points.back().y});
    extend(jump.line, {lane->second, rect.center().y});
    const bool back = rect.y < canvas_.boxes[jump.line.from].rect.y;
    canvas_.connect(std::move(jump.line), target->second, {rect.right(), rect.center().y}, back);
    right_ = std::max(right_, lane->second);
  }
}

/// The declared actions of a free-order procedure in a frame of their own.
Block Builder::actions_block() {
  constexpr int per_row = 3, spacing = 16, header = 34;
  std::vector<Box> boxes;
  for (const Action& action : procedure_.actions) {
    Box box;
    box.role = Role::action;
    box.action = &action;
    box.name = fill(words_.act, action.name);
    const int room = box_width - icon_room - 12;
    box.lines = wrap_text(box.name, room, 2, text_size);
    if (action.allowed_when)
      box.notes = wrap_text(fill(words_.allowed_when, action.allowed_when->expression.source()), room, 3, small_size);
    box.rect = {0, 0, box_width,
                std::max(42, 22 + static_cast<int>(box.lines.size()) * line_height +
                                 static_cast<int>(box.notes.size()) * small_line_height)};
    boxes.push_back(std::move(box));
  }
  const int columns = std::min<int>(per_row, static_cast<int>(boxes.size()));
  Box frame;
  frame.role = Role::actions;
  frame.name = words_.actions;
  frame.lines = {frame.name};
  frame.rect.width = std::max(columns * box_width + (columns + 1) * spacing,
                              text_width(frame.name, title_size, Face::bold) + 2 * spacing);
  frame.rect.width += frame.rect.width % 2;
  int y = header;
  for (std::size_t i = 0; i < boxes.size(); i += per_row) {
    int tallest = 0;
    const std::size_t end = std::min(boxes.size(), i + per_row);
    for (std::size_t k = i; k < end; ++k) tallest = std::max(tallest, boxes[k].rect.height);
    for (std::size_t k = i; k < end; ++k) {
      boxes[k].rect.x = -frame.rect.width / 2 + spacing + static_cast<int>(k - i) * (box_width + spacing);
      boxes[k].rect.y = y;
      boxes[k].rect.height = tallest;
    }
    y += tallest + spacing;
  }
  frame.rect.height = y;
  Block block = canvas_.single(std::move(frame));
  for (Box& box : boxes) canvas_.add(std::move(box));
  canvas_.finish(block);
  return block;
}

void Builder::place_actions() {
  const bool has_steps = !procedure_.root.children.empty();
  if (!procedure_.free_order || procedure_.actions.empty() || !has_steps) return;
  Block block = actions_block();
  canvas_.shift(block, left_ + block.left, bottom_ + 2 * panel_gap);
  bottom_ += 2 * panel_gap + block.height;
  right_ = std::max(right_, left_ + block.left + block.right);
}

/// Each escalation rule in a panel, side by side below the steps.
void Builder::place_rules() {
  if (procedure_.escalation.empty()) return;
  int y = bottom_ + 2 * panel_gap;
  out_.captions.push_back({{left_, y + title_size}, std::string(words_.any_time)});
  y += title_line_height + 12;
  const int limit = std::max(right_, left_ + rules_width_min);
  int x = left_, row_bottom = y;
  std::size_t row_begin = out_.panels.size();
  const auto level_row = [&] {
    for (std::size_t i = row_begin; i < out_.panels.size(); ++i) out_.panels[i].rect.height = row_bottom - out_.panels[i].rect.y;
    row_begin = out_.panels.size();
  };
  for (const EscalationRule& rule : procedure_.escalation) {
    Block block = canvas_.single(pill_box(Role::trigger, trigger_label(procedure_, rule, language_)));
    const std::size_t begin = block.box_begin;
    block = canvas_.stack(std::move(block), sequence(rule.body.children));
    if (block.exit) {
      Box stop = diamond_box(Role::stop, nullptr, false);
      stop.rect = {0, 0, dot, dot};
      block = canvas_.stack(std::move(block), canvas_.single(std::move(stop)));
    }
    for (std::size_t i = begin; i < canvas_.boxes.size(); ++i) canvas_.boxes[i].rule = &rule;
    const int width = block.left + block.right + 2 * panel_padding;
    if (x > left_ && x + width > limit) {
      level_row();
      x = left_;
      y = row_bottom + panel_gap / 2;
    }
    canvas_.shift(block, x + panel_padding + block.left, y + panel_padding);
    Panel panel;
    panel.rule = &rule;
    panel.rect = {x, y, width, block.height + 2 * panel_padding};
    row_bottom = std::max(row_bottom, panel.rect.bottom());
    out_.panels.push_back(std::move(panel));
    x += width + panel_gap / 2;
    right_ = std::max(right_, x - panel_gap / 2);
  }
  level_row();
  bottom_ = row_bottom;
}

/// Moves everything so that the picture begins at its margin.
void Builder::crop() {
  const int dx = margin - left_, dy = margin;
  const auto move_rect = [&](Rect& rect) { rect.x += dx, rect.y += dy; };
  for (Box& box : canvas_.boxes) move_rect(box.rect), move_rect(box.side_rect);
  for (Edge& edge : canvas_.edges) {
    for (Point& point : edge.points) point.x += dx, point.y += dy;
    move_rect(edge.label_rect);
  }
  for (Panel& panel : out_.panels) move_rect(panel.rect), move_rect(panel.header);
  for (Caption& caption : out_.captions) caption.at.x += dx, caption.at.y += dy;
  out_.width = right_ + dx + margin;
  out_.height = bottom_ + dy + margin;
  out_.boxes = std::move(canvas_.boxes);
  out_.edges = std::move(canvas_.edges);
}

Layout Builder::build() {
  place_steps();
  close_jumps();
  place_actions();
  place_rules();
  crop();
  return std::move(out_);
}

}  // namespace

Layout lay_out(const Procedure& procedure, const std::string& language) {
  return Builder(procedure, language).build();
}

}  // namespace evenhand::procedure::layout

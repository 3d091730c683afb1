#include "procedure/layout.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "procedure/layout_nodes.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {
namespace {

constexpr int margin = 20;
constexpr int panel_padding = 18;
constexpr int panel_gap = 26;
constexpr int rules_width_min = 1000;  ///< escalation rules go into a further row past this, or past the steps' width

class Builder {
 public:
  Builder(const Procedure& procedure, const std::string& language)
      : procedure_(procedure), language_(language), words_(picture_words(language)), nodes_(procedure, language) {}

  Layout build();

 private:
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
  NodeBlocks nodes_;
  Layout out_;
  std::set<std::string, std::less<>> targets_;
  std::map<std::string, std::size_t, std::less<>> target_boxes_;
  std::vector<Jump> jumps_;
  int bottom_ = 0, right_ = 0, left_ = 0;
};

void Builder::find_targets(const Node& node) {
  if (node.kind == NodeKind::go_to) targets_.insert(node.name);
  for (const Node& child : node.children) find_targets(child);
  for (const Node& branch : node.branches) find_targets(branch);
}

/// Start, the steps under each other with a panel each, end.
void Builder::place_steps() {
  find_targets(procedure_.root);
  Block flow = nodes_.canvas.single(nodes_.pill_box(Role::start, std::string(words_.start)));
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
      flow =
          nodes_.canvas.stack(std::move(flow), nodes_.canvas.single(diamond_box(Role::merge, &node, false)), panel_gap);
      target_boxes_[node.id] = nodes_.canvas.boxes.size() - 1;
    }
    const Block block = nodes_.node_block(node);
    if (!block.entry) continue;
    Panel panel;
    if (is_step) {
      panel.step = &node;
      panel.title = node_label(procedure_, node, language_);
      panel.lines = wrap_text(panel.title, header_width - 54, 5, title_size, Face::bold);
      panel.notes = wrap_text(node_note(procedure_, node, language_), header_width - 54, 3, small_size);
    }
    const int text = static_cast<int>(panel.lines.size()) * title_line_height +
                     static_cast<int>(panel.notes.size()) * small_line_height;
    const int height = std::max(block.height, text - 8);
    const int top = flow.height + panel_gap + panel_padding;
    left = std::max(left, block.left);
    right = std::max(right, block.right);
    flow = nodes_.canvas.stack(std::move(flow), block, panel_gap + panel_padding);
    if (is_step) {
      placed.push_back({&node, top, top + height, out_.panels.size()});
      out_.panels.push_back(std::move(panel));
    }
    const int slack = height - block.height + panel_padding;
    flow.height += slack;
    if (flow.exit) extend(*flow.exit, {0, flow.height});
  }
  if (flow.exit && procedure_.free_order && !procedure_.actions.empty() && placed.empty()) {
    flow = nodes_.canvas.stack(std::move(flow), actions_block(), panel_gap);
    left = std::max(left, flow.left);
    right = std::max(right, flow.right);
  }
  if (flow.exit)
    flow = nodes_.canvas.stack(std::move(flow),
                               nodes_.canvas.single(nodes_.pill_box(Role::end, std::string(words_.done))), panel_gap);
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
    const Rect rect = nodes_.canvas.boxes[target->second].rect;
    extend(jump.line, {lane->second, jump.line.points.back().y});
    extend(jump.line, {lane->second, rect.center().y});
    const bool back = rect.y < nodes_.canvas.boxes[jump.line.from].rect.y;
    nodes_.canvas.connect(std::move(jump.line), target->second, {rect.right(), rect.center().y}, back);
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
    box.name = fill(words_.act, procedure_.name_in(action.name, language_));
    const int room = box_width - icon_room - 12;
    box.lines = wrap_text(box.name, room, 2, text_size);
    if (action.allowed_when)
      box.notes = wrap_text(fill(words_.allowed_when,
                                 action.allowed_tree ? action.allowed_text : action.allowed_when->expression.source()),
                            room, 3, small_size);
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
  Block block = nodes_.canvas.single(std::move(frame));
  for (Box& box : boxes) nodes_.canvas.add(std::move(box));
  nodes_.canvas.finish(block);
  return block;
}

void Builder::place_actions() {
  const bool has_steps = !procedure_.root.children.empty();
  if (!procedure_.free_order || procedure_.actions.empty() || !has_steps) return;
  Block block = actions_block();
  nodes_.canvas.shift(block, left_ + block.left, bottom_ + 2 * panel_gap);
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
    for (std::size_t i = row_begin; i < out_.panels.size(); ++i)
      out_.panels[i].rect.height = row_bottom - out_.panels[i].rect.y;
    row_begin = out_.panels.size();
  };
  for (const EscalationRule& rule : procedure_.escalation) {
    Block block = nodes_.canvas.single(nodes_.pill_box(Role::trigger, trigger_label(procedure_, rule, language_)));
    const std::size_t begin = block.box_begin;
    block = nodes_.canvas.stack(std::move(block), nodes_.sequence(rule.body.children));
    if (block.exit) {
      Box stop = diamond_box(Role::stop, nullptr, false);
      stop.rect = {0, 0, dot, dot};
      block = nodes_.canvas.stack(std::move(block), nodes_.canvas.single(std::move(stop)));
    }
    for (std::size_t i = begin; i < nodes_.canvas.boxes.size(); ++i) nodes_.canvas.boxes[i].rule = &rule;
    const int width = block.left + block.right + 2 * panel_padding;
    if (x > left_ && x + width > limit) {
      level_row();
      x = left_;
      y = row_bottom + panel_gap / 2;
    }
    nodes_.canvas.shift(block, x + panel_padding + block.left, y + panel_padding);
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
  for (Box& box : nodes_.canvas.boxes) move_rect(box.rect), move_rect(box.side_rect);
  for (Edge& edge : nodes_.canvas.edges) {
    for (Point& point : edge.points) point.x += dx, point.y += dy;
    move_rect(edge.label_rect);
  }
  for (Panel& panel : out_.panels) move_rect(panel.rect), move_rect(panel.header);
  for (Caption& caption : out_.captions) caption.at.x += dx, caption.at.y += dy;
  out_.width = right_ + dx + margin;
  out_.height = bottom_ + dy + margin;
  out_.boxes = std::move(nodes_.canvas.boxes);
  out_.edges = std::move(nodes_.canvas.edges);
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

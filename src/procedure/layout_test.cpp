#include "procedure/layout.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "procedure/testing_trees.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure::layout {
namespace {

using by_hand::Builder;
using by_hand::TreeGenerator;

bool overlap(const Rect& a, const Rect& b) {
  return a.width > 0 && b.width > 0 && a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}
bool touches(const Rect& rect, Point point) {
  const bool across = point.x >= rect.x && point.x <= rect.right(),
             down = point.y >= rect.y && point.y <= rect.bottom();
  const bool side = point.x == rect.x || point.x == rect.right(), end = point.y == rect.y || point.y == rect.bottom();
  return across && down && (side || end);
}
/// The stretch from `a` to `b` runs through the inside of `rect`.
bool crosses(Point a, Point b, const Rect& rect) {
  const int left = std::min(a.x, b.x), right = std::max(a.x, b.x), top = std::min(a.y, b.y),
            bottom = std::max(a.y, b.y);
  return left < rect.right() && right > rect.x && top < rect.bottom() && bottom > rect.y;
}

/// Everything that must hold of any picture; empty when it does.
std::string fault(const Layout& layout) {
  const auto& boxes = layout.boxes;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Rect& rect = boxes[i].rect;
    if (rect.x < 0 || rect.y < 0 || rect.right() > layout.width || rect.bottom() > layout.height)
      return "box outside the picture: " + boxes[i].name;
    for (std::size_t k = i + 1; k < boxes.size(); ++k) {
      const bool framed = boxes[i].role == Role::actions && boxes[k].role == Role::action;
      if (!framed && overlap(rect, boxes[k].rect)) return "boxes overlap: " + boxes[i].name + " / " + boxes[k].name;
      if (overlap(boxes[k].side_rect, rect) || overlap(boxes[i].side_rect, boxes[k].rect))
        return "text beside a diamond is covered";
    }
  }
  for (std::size_t i = 0; i < layout.edges.size(); ++i) {
    const Edge& edge = layout.edges[i];
    if (edge.points.size() < 2) return "line without length";
    if (!touches(boxes[edge.from].rect, edge.points.front())) return "line does not begin at its box";
    if (!touches(boxes[edge.to].rect, edge.points.back())) return "line does not end at its box";
    for (std::size_t k = 1; k < edge.points.size(); ++k) {
      const Point a = edge.points[k - 1], b = edge.points[k];
      if (a.x != b.x && a.y != b.y) return "line is neither level nor upright";
      for (const Box& box : boxes)
        if (crosses(a, b, box.rect)) return "line crosses the box " + box.name;
    }
    for (const Box& box : boxes)
      if (overlap(edge.label_rect, box.rect)) return "label " + edge.name + " covers " + box.name;
    for (std::size_t k = i + 1; k < layout.edges.size(); ++k)
      if (overlap(edge.label_rect, layout.edges[k].label_rect)) return "labels overlap: " + edge.name;
  }
  for (std::size_t i = 0; i < layout.panels.size(); ++i)
    for (std::size_t k = i + 1; k < layout.panels.size(); ++k)
      if (overlap(layout.panels[i].rect, layout.panels[k].rect)) return "panels overlap";
  for (const Panel& panel : layout.panels)
    for (const Box& box : boxes) {
      const Rect& rect = box.rect;
      const bool inside = rect.x >= panel.rect.x && rect.right() <= panel.rect.right() && rect.y >= panel.rect.y &&
                          rect.bottom() <= panel.rect.bottom();
      if (overlap(rect, panel.rect) && !inside) return "box sticks out of its panel: " + box.name;
      if (overlap(rect, panel.header)) return "box covers a title";
    }
  return {};
}

RC_GTEST_PROP(Layout, NothingOverlapsAndEveryLineMeetsItsBoxes, ()) {
  const Procedure procedure = TreeGenerator().generate(6);
  const std::string found = fault(lay_out(procedure, "en"));
  if (!found.empty()) RC_LOG() << found << '\n';
  RC_ASSERT(found.empty());
}

RC_GTEST_PROP(Layout, LabelsFitTheirBoxes, ()) {
  const Procedure procedure = TreeGenerator().generate(3);
  for (const Box& box : lay_out(procedure, "en").boxes) {
    if (box.role == Role::actions || box.rect.width <= diamond) continue;
    const int room = box.rect.width - icon_room - 4;
    for (const std::string& line : box.lines) RC_ASSERT(text_width(line, text_size) <= room);
    for (const std::string& line : box.notes) RC_ASSERT(text_width(line, small_size) <= room);
    const int height =
        static_cast<int>(box.lines.size()) * line_height + static_cast<int>(box.notes.size()) * small_line_height;
    RC_ASSERT(height <= box.rect.height);
  }
}

TEST(Layout, IsTheSameEveryTime) {
  Builder b;
  b.fact("amount", FactType::Kind::number);
  b.step("Decide", {b.choice({{"amount > 5", {b.close("large")}}, {"", {b.task("Go on")}}})});
  const Layout one = lay_out(b.procedure, "en"), two = lay_out(b.procedure, "en");
  ASSERT_EQ(one.boxes.size(), two.boxes.size());
  for (std::size_t i = 0; i < one.boxes.size(); ++i) EXPECT_EQ(one.boxes[i].rect, two.boxes[i].rect);
}

TEST(Layout, AnEmptyProcedureIsAStartAndAnEnd) {
  const Procedure procedure;
  const Layout layout = lay_out(procedure, "en");
  ASSERT_EQ(layout.boxes.size(), 2u);
  ASSERT_EQ(layout.edges.size(), 1u);
  EXPECT_EQ(layout.boxes[layout.edges[0].from].role, Role::start);
  EXPECT_EQ(layout.boxes[layout.edges[0].to].role, Role::end);
}

TEST(Layout, AJumpBackEndsBeforeItsStepAndIsMarkedAsBack) {
  Builder b;
  b.step("First", {b.task("Try")});
  b.step("Second", {b.go_to("first")});
  const Procedure& procedure = b.procedure;
  const Layout layout = lay_out(procedure, "en");
  const auto back = std::find_if(layout.edges.begin(), layout.edges.end(), [](const Edge& edge) { return edge.back; });
  ASSERT_NE(back, layout.edges.end());
  EXPECT_EQ(layout.boxes[back->from].node->kind, NodeKind::go_to);
  EXPECT_EQ(layout.boxes[back->to].role, Role::merge);
  EXPECT_LT(layout.boxes[back->to].rect.y, layout.panels[0].rect.y);
}

TEST(Layout, AStepOfGuidanceAloneShowsABox) {
  Builder b;
  b.step("Read this", {b.node(NodeKind::guidance, "Some words.")});
  const Layout layout = lay_out(b.procedure, "en");
  EXPECT_EQ(layout.boxes.size(), 3u);
  EXPECT_EQ(layout.panels.size(), 1u);
}

TEST(Layout, WaysThatCloseAreNotLedOn) {
  Builder b;
  b.fact("amount", FactType::Kind::number);
  b.step("Decide", {b.choice({{"amount > 5", {b.close("large")}}, {"", {b.close("small")}}})});
  for (const Edge& edge : lay_out(b.procedure, "en").edges) {
    const Layout layout = lay_out(b.procedure, "en");
    EXPECT_NE(layout.boxes[edge.to].role, Role::end);
    EXPECT_NE(layout.boxes[edge.to].role, Role::merge);
  }
}

TEST(Layout, ManyBranchesGoIntoRows) {
  Builder b;
  b.fact("amount", FactType::Kind::number);
  std::vector<std::pair<std::string, std::vector<Node>>> ways;
  for (int i = 0; i < 55; ++i) ways.push_back({"amount = " + std::to_string(i), {b.task("Handle it")}});
  b.step("Dispatch", {b.choice(std::move(ways))});
  const Layout layout = lay_out(b.procedure, "en");
  EXPECT_LT(layout.width, 1600);
  EXPECT_EQ(fault(layout), "");
}

TEST(Layout, FiveHundredStepsGrowInStep) {
  const auto draw = [](int steps) {
    Builder b;
    b.fact("amount", FactType::Kind::number);
    for (int i = 0; i < steps; ++i)
      b.step("Step " + std::to_string(i), {b.ask({"amount"}), b.choice({{"amount > 5", {b.task("Large")}}}),
                                           b.with(b.action("pay"), {b.go_to("step-0")})});
    const Layout layout = lay_out(b.procedure, "en");
    std::size_t points = 0;
    for (const Edge& edge : layout.edges) points += edge.points.size();
    return points + layout.boxes.size();
  };
  EXPECT_LT(draw(500), draw(250) * 21 / 10);
}

TEST(TextFit, WrapsAtBlanksAndEndsInAnEllipsis) {
  EXPECT_EQ(wrap_text("one two three", 1000, 2, 13), (std::vector<std::string>{"one two three"}));
  EXPECT_EQ(wrap_text("one two three", text_width("one two", 13), 2, 13),
            (std::vector<std::string>{"one two", "three"}));
  const auto cut = wrap_text("one two three four five six", text_width("one two …", 13), 1, 13);
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_TRUE(cut[0].ends_with("…"));
  EXPECT_TRUE(wrap_text(" \n ", 100, 2, 13).empty());
  for (const std::string& line : wrap_text(std::string(300, 'w'), 90, 9, 13)) EXPECT_LE(text_width(line, 13), 90);
  EXPECT_EQ(wrap_text("\xff\xfe", 100, 2, 13).size(), 1u);
}

}  // namespace
}  // namespace evenhand::procedure::layout

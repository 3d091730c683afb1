#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "procedure/draw.hpp"
#include "procedure/layout.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/svg_parts.hpp"
#include "procedure/text_fit.hpp"

namespace evenhand::procedure {
namespace {

using namespace layout;

constexpr std::string_view known_marks[] = {"done",  "current", "blocked", "skipped",
                                            "added", "removed", "changed", "moved"};

std::string escaped(std::string_view text) {
  return text::escape_html(text::writable(text));
}

class Writer {
 public:
  Writer(const Procedure& procedure, const DrawOptions& options)
      : procedure_(procedure),
        options_(options),
        words_(picture_words(options.language)),
        picture_(lay_out(procedure, options.language)) {}

  std::string write() {
    head();
    for (const Panel& panel : picture_.panels) draw(panel);
    for (const Caption& caption : picture_.captions) line(caption.at.x, caption.at.y, "eh-title", caption.text);
    for (const Edge& edge : picture_.edges) draw(edge);
    for (const Box& box : picture_.boxes) draw(box);
    for (const Edge& edge : picture_.edges) draw_label(edge);
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void line(int x, int y, std::string_view style, std::string_view words) {
    put("<text x=\"{}\" y=\"{}\"", x, y);
    if (!style.empty()) put(" class=\"{}\"", style);
    put(">{}</text>", escaped(words));
  }

  void head() {
    const std::string id = "eh-" + text::slug(procedure_.id.empty() ? procedure_.title : procedure_.id);
    std::vector<std::string> steps;
    for (const Panel& panel : picture_.panels)
      if (panel.step) steps.push_back(std::to_string(panel.step->number) + ". " + panel.title);
    put("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"eh-flow\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" "
        "role=\"img\" lang=\"{2}\" aria-labelledby=\"{3}-title {3}-desc\">",
        picture_.width, picture_.height, escaped(options_.language), id);
    put("<title id=\"{}-title\">{}</title>", id, escaped(fill(words_.flow_of, title())));
    std::string list;
    for (const std::string& step : steps) list += (list.empty() ? "" : "; ") + step;
    put("<desc id=\"{}-desc\">{}</desc>", id, escaped(list.empty() ? title() : fill(words_.flow_steps, list)));
    if (options_.standalone) {
      put("<style>{}</style>", picture_style());
      put("<rect class=\"eh-page\" width=\"{}\" height=\"{}\"/>", picture_.width, picture_.height);
    }
    out_ +=
        "<defs><marker id=\"eh-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
        "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"eh-tip\" d=\"M0 .5L8 4 0 "
        "7.5z\"/></marker></defs>\n";
  }

  std::string title() const {
    const auto found = procedure_.local_title.translations.find(options_.language);
    return found != procedure_.local_title.translations.end() ? found->second : procedure_.title;
  }

  std::string_view mark_of(const Node* node) const {
    if (!node) return {};
    const auto found = options_.marks.find(node->id);
    if (found == options_.marks.end()) return {};
    const bool known =
        std::find(std::begin(known_marks), std::end(known_marks), found->second) != std::end(known_marks);
    return known ? std::string_view(found->second) : std::string_view{};
  }
  std::string_view mark_word(std::string_view mark) const {
    if (mark == "done") return words_.mark_done;
    if (mark == "current") return words_.mark_current;
    if (mark == "added") return words_.mark_added;
    if (mark == "removed") return words_.mark_removed;
    if (mark == "changed") return words_.mark_changed;
    if (mark == "moved") return words_.mark_moved;
    return mark == "blocked" ? words_.mark_blocked : words_.mark_skipped;
  }

  void badge(int x, int y, std::string_view mark) {
    if (mark.empty()) return;
    put("<circle class=\"eh-badge\" cx=\"{}\" cy=\"{}\" r=\"9\"/>", x, y);
    std::string_view sign = "M-3.5 0h7";
    if (mark == "done") sign = "M-3.8 .2L-1.2 2.8 3.8-2.6";
    if (mark == "current") sign = "M-1.6-3.4L2.6 0-1.6 3.4z";
    if (mark == "blocked") sign = "M0-4.2V.8M0 3.9v.1";
    if (mark == "added") sign = "M-3.6 0h7.2M0-3.6v7.2";
    if (mark == "changed") sign = "M-4 1.6q2-4.6 4-1.6t4-1.6";
    if (mark == "moved") sign = "M-2.6-1.6L0-4.2 2.6-1.6M0-4.2v8.4M-2.6 1.6L0 4.2 2.6 1.6";
    put("<path class=\"eh-badge-sign\" transform=\"translate({} {})\" d=\"{}\"/>", x, y, sign);
  }

  void open_group(std::string style, const Node* node, std::string_view mark) {
    if (!mark.empty()) style += " is-" + std::string(mark);
    put("<g class=\"{}\"", style);
    if (node && !node->id.empty()) put(" data-node=\"{}\"", escaped(node->id));
    out_ += '>';
  }

  void hover(const Box& box, std::string_view mark) {
    std::string words = box.name;
    if (box.node && box.role == Role::node) {
      const std::string note = node_note(procedure_, *box.node, options_.language);
      if (!note.empty()) words += " (" + note + ")";
      if (!box.node->origin.empty()) words += " – " + procedure_.origin_in(box.node->origin, options_.language);
      for (const std::string& law : box.node->satisfies) words += " § " + law;
    }
    if (!mark.empty()) words += ": " + std::string(mark_word(mark));
    if (!words.empty()) put("<title>{}</title>", escaped(words));
  }

  void draw(const Panel& panel) {
    const Rect& rect = panel.rect;
    const std::string_view mark = mark_of(panel.step);
    open_group(panel.step ? "eh-lane" : "eh-lane eh-rule-panel", panel.step, mark);
    put("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"/>", rect.x, rect.y, rect.width, rect.height);
    if (panel.step) {
      const Rect& head = panel.header;
      put("<path d=\"M{} {}h-{}a12 12 0 0 0-12 12v{}a12 12 0 0 0 12 12h{}z\"/>", head.right(), head.y, head.width - 12,
          head.height - 24, head.width - 12);
      const int cx = head.x + 26, cy = head.y + 28;
      put("<circle class=\"eh-number\" cx=\"{}\" cy=\"{}\" r=\"13\"/>", cx, cy);
      put("<text class=\"eh-number-text\" x=\"{}\" y=\"{}\">{}</text>", cx, cy + 4, panel.step->number);
      int y = head.y + 33;
      for (const std::string& words : panel.lines) line(head.x + 46, y, "eh-title", words), y += title_line_height;
      y -= 2;
      for (const std::string& words : panel.notes) line(head.x + 46, y, "eh-note", words), y += small_line_height;
      put("<title>{}. {}{}{}</title>", panel.step->number, escaped(panel.title), mark.empty() ? "" : ": ",
          mark.empty() ? std::string_view{} : mark_word(mark));
      badge(cx, cy + 26, mark);
    }
    out_ += "</g>\n";
  }

  /// Corners are rounded; the line ends at the box it leads to.
  void draw(const Edge& edge) {
    constexpr int radius = 8;
    std::vector<Point> points = edge.points;
    const Box &source = picture_.boxes[edge.from], &target = picture_.boxes[edge.to];
    if (source.role == Role::merge)
      points.insert(points.begin(), source.rect.center());  // the dot is smaller than its box
    if (target.role == Role::merge) {
      Point end = target.rect.center();
      if (edge.back) end.x += points.back().x < end.x ? -4 : 4;
      points.push_back(end);
    }
    put("<path class=\"eh-edge{}\" d=\"M{} {}", edge.back ? " eh-back" : "", points[0].x, points[0].y);
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      const Point a = points[i - 1], b = points[i], c = points[i + 1];
      const auto reach = [](Point p, Point q) { return std::abs(p.x - q.x) + std::abs(p.y - q.y); };
      const int r = std::min({radius, reach(a, b) / 2, reach(b, c) / 2});
      const auto toward = [r](Point from, Point to) {
        const int dx = to.x > from.x ? r : to.x < from.x ? -r : 0, dy = to.y > from.y ? r : to.y < from.y ? -r : 0;
        return Point{from.x + dx, from.y + dy};
      };
      const Point before = toward(b, a), after = toward(b, c);
      put("L{} {}Q{} {} {} {}", before.x, before.y, b.x, b.y, after.x, after.y);
    }
    put("L{} {}\"", points.back().x, points.back().y);
    const bool into_dot = target.role == Role::merge || target.role == Role::split || target.role == Role::event_split;
    if (!into_dot || edge.back) out_ += " marker-end=\"url(#eh-tip)\"";
    out_ += "/>\n";
  }

  void draw_label(const Edge& edge) {
    if (edge.lines.empty()) return;
    const Rect& rect = edge.label_rect;
    put("<g class=\"eh-chip\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
        escaped(edge.name), rect.x, rect.y, rect.width, rect.height, std::min(rect.height / 2, 12));
    int y = rect.y + 16;
    for (const std::string& words : edge.lines) {
      line(rect.center().x, y, edge.condition ? "eh-code" : "", words);
      y += small_line_height;
    }
    out_ += "</g>\n";
  }

  void draw_diamond(const Box& box, std::string_view mark) {
    const Point c = box.rect.center();
    const int r = box.rect.width / 2;
    if (box.role == Role::merge || box.role == Role::parallel_join) {
      if (box.role == Role::merge)
        put("<circle class=\"eh-dot\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>", c.x, c.y);
      else
        put("<path class=\"eh-diamond\" d=\"M{} {}l{r} {r}-{r} {r}-{r}-{r}z\"/><path class=\"eh-cross\" d=\"M{} "
            "{}h8m-4-4v8\"/>",
            c.x, c.y - r, c.x - 4, c.y, fmt::arg("r", r));
      return;
    }
    if (mark == "current") put("<circle class=\"eh-halo\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", c.x, c.y, r + 2);
    put("<path class=\"eh-diamond\" d=\"M{0} {1}l{2} {2}-{2} {2}-{2}-{2}z\"/>", c.x, c.y - r, r);
    if (box.role == Role::parallel_split)
      put("<path class=\"eh-cross\" d=\"M{} {}h10m-5-5v10\"/>", c.x - 5, c.y);
    else if (box.role == Role::loop_test)
      put("<path class=\"eh-cross\" d=\"M{} {}a4.2 4.2 0 1 1-1.2-3m.2-2.4v2.6h-2.6\"/>", c.x + 4, c.y + 1);
    else if (box.role == Role::event_split)
      put("<circle class=\"eh-cross\" cx=\"{}\" cy=\"{}\" r=\"5\"/>", c.x, c.y);
    else
      put("<path class=\"eh-cross\" d=\"M{} {}a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1 .8-1 1.6m0 2.6v.1\"/>", c.x - 2.6,
          c.y - 1.6);
    int y = box.side_rect.y + 11;
    for (const std::string& words : box.side) line(box.side_rect.x, y, "eh-code", words), y += small_line_height;
    if (!box.side.empty()) badge(c.x + r - 5, c.y - r + 5, mark);
  }

  void draw(const Box& box) {
    const Rect& rect = box.rect;
    const bool carries_mark = box.role == Role::node || box.role == Role::loop_test || box.role == Role::split ||
                              box.role == Role::event_split || box.role == Role::parallel_split;
    const std::string_view mark = carries_mark ? mark_of(box.node) : std::string_view{};
    const Node* node = box.role == Role::merge || box.role == Role::parallel_join ? nullptr : box.node;
    const Sign sign = sign_of(box);
    if (box.role == Role::stop) {
      put("<circle class=\"eh-stop\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", rect.center().x, rect.center().y,
          rect.width / 2 - 2);
      return;
    }
    const bool plain = box.rect.width <= diamond;
    std::string style = "eh-node";
    if (!plain) style += (box.pill ? " eh-pill " : " ") + std::string(sign.family);
    if (box.role == Role::actions) style = "eh-node eh-frame";
    if (node && box.role == Role::node && (node->optional || node->when)) style += " eh-maybe";
    open_group(std::move(style), node, mark);
    hover(box, mark);
    if (plain)
      draw_diamond(box, mark);
    else
      draw_body(box, sign, mark);
    out_ += "</g>\n";
  }

  void draw_body(const Box& box, const Sign& sign, std::string_view mark) {
    const Rect& rect = box.rect;
    const int radius = box.pill ? std::min(rect.height / 2, 22) : 9;
    if (mark == "current")
      put("<rect class=\"eh-halo\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>", rect.x - 2, rect.y - 2,
          rect.width + 4, rect.height + 4, radius + 2);
    put("<rect class=\"eh-body\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>", rect.x, rect.y, rect.width,
        rect.height, radius);
    if (box.role == Role::actions) {
      line(rect.x + 16, rect.y + 22, "eh-title", box.name);
      return;
    }
    if (box.node && !box.node->origin.empty() && box.role == Role::node)
      put("<rect class=\"eh-origin\" x=\"{}\" y=\"{}\" width=\"3\" height=\"{}\" rx=\"1.5\"/>", rect.x + 1, rect.y + 10,
          rect.height - 20);
    const int text = static_cast<int>(box.lines.size()) * line_height,
              notes = static_cast<int>(box.notes.size()) * small_line_height;
    const int top = rect.y + (rect.height - text - notes) / 2;
    const int tile = 24, tile_x = rect.x + (box.pill ? 7 : 8), tile_y = rect.center().y - tile / 2;
    put("<rect class=\"eh-tile\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>", tile_x, tile_y, tile, tile,
        box.pill ? 12 : 6);
    put("<path class=\"eh-sign\" transform=\"translate({} {}) scale(.84)\" d=\"{}\"/>", tile_x + 4.5, tile_y + 4.5,
        sign.path);
    if (box.node && box.node->kind == NodeKind::follow)  // a second edge: there is more inside
      put("<path class=\"eh-shade\" d=\"M{} {}h5v{}h-5z\"/>", rect.right() - 6, rect.y + 8, rect.height - 16);
    int y = top + 13;
    const int x = rect.x + icon_room + 4;
    for (const std::string& words : box.lines) line(x, y, {}, words), y += line_height;
    for (const std::string& words : box.notes) line(x, y - 1, "eh-note", words), y += small_line_height;
    if (box.node && box.role == Role::node && !box.node->satisfies.empty())
      line(rect.right() - 12, rect.y + 13, "eh-law", "§");
    badge(rect.right() - 4, rect.y + 3, mark);
  }

  const Procedure& procedure_;
  const DrawOptions& options_;
  const PictureWords& words_;
  const Layout picture_;
  std::string out_;
};

}  // namespace

std::string to_svg(const Procedure& procedure, const DrawOptions& options) {
  return Writer(procedure, options).write();
}

}  // namespace evenhand::procedure

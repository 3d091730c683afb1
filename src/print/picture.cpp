#include "print/picture.hpp"

#include <librsvg/rsvg.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <pugixml.hpp>

#include "base/text.hpp"
#include "print/flow.hpp"
#include "print/setter.hpp"

namespace evenhand::print {

std::string without_variables(std::string svg) {
  const std::size_t begin = svg.find("<style>"), end = svg.find("</style>");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return svg;
  std::string css = svg.substr(begin + 7, end - begin - 7);
  for (std::size_t at = css.find("@media"); at != std::string::npos; at = css.find("@media", at)) {
    std::size_t depth = 0, close = css.find('{', at);
    for (; close < css.size(); ++close) {
      if (css[close] == '{') ++depth;
      if (css[close] == '}' && --depth == 0) break;
    }
    css.erase(at, close == std::string::npos ? close : close + 1 - at);
  }
  std::map<std::string, std::string> values;
  for (std::size_t at = css.find("--"); at != std::string::npos; at = css.find("--", at)) {
    const std::size_t colon = css.find(':', at), close = css.find_first_of(";}", at);
    const bool defines = at > 0 && (css[at - 1] == '{' || css[at - 1] == ';' || css[at - 1] == '\n');
    if (defines && colon < close && close != std::string::npos)
      values.emplace(text::trim(std::string_view(css).substr(at, colon - at)),
                     css.substr(colon + 1, close - colon - 1));
    at += 2;
  }
  for (std::size_t at = css.find("var("); at != std::string::npos; at = css.find("var(", at)) {
    const std::size_t close = css.find(')', at);
    if (close == std::string::npos) break;
    const auto found = values.find(std::string(text::trim(std::string_view(css).substr(at + 4, close - at - 4))));
    const std::string value = found == values.end() ? "none" : found->second;
    css.replace(at, close + 1 - at, value);
  }
  // The families of the page's words, whatever else is installed.
  for (std::size_t at = css.find("font-family:"); at != std::string::npos; at = css.find("font-family:", at + 1)) {
    const std::size_t close = std::min(css.find_first_of(";}", at), css.size());
    const bool is_code = css.substr(at, close - at).find("mono") != std::string::npos;
    css.replace(at, close - at, std::string("font-family:") + (is_code ? style::code_family : style::body_family));
  }
  return svg.replace(begin + 7, end - begin - 7, css);
}

namespace {

using pugi::xml_node;

/// From the upper to the lower edge of what an element draws; all heights where that cannot be told.
struct Reach {
  double top = std::numeric_limits<double>::infinity(), bottom = -top;
  void take(double from, double to) {
    top = std::min(top, from);
    bottom = std::max(bottom, to);
  }
  void take_all() { take(-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()); }
};
/// Beyond what was computed: strokes, markers, letters below their line, and paths whose steps are relative to their start.
constexpr double slack = 60;

/// Every second number of a path of absolute steps; of another one that of its start.
void path_reach(xml_node node, Reach& reach) {
  const std::string_view transform = node.attribute("transform").as_string(), path = node.attribute("d").as_string();
  double x = 0, down = 0;
  if (!transform.empty() && std::sscanf(transform.data(), "translate(%lf %lf)", &x, &down) != 2)
    return reach.take_all();
  const bool is_absolute = path.find_first_not_of("MLQCTSZ0123456789. -,\n") == std::string_view::npos;
  std::size_t numbers = 0;
  for (const char* at = path.data(); *at != '\0';) {
    char* end = nullptr;
    const double value = std::strtod(at, &end);
    if (end == at) {
      ++at;
      continue;
    }
    if (++numbers % 2 == 0) reach.take(down + value, down + value);
    if (numbers == 2 && !is_absolute) return;
    at = end;
  }
}

void reach_of(xml_node node, Reach& reach, int depth = 0) {
  const std::string_view name = node.name();
  const auto number = [&](const char* attribute) { return node.attribute(attribute).as_double(); };
  if (name == "path") return path_reach(node, reach);
  if (node.attribute("transform") || depth > 8) return reach.take_all();
  if (name == "rect") return reach.take(number("y"), number("y") + number("height"));
  if (name == "circle") return reach.take(number("cy") - number("r"), number("cy") + number("r"));
  if (name == "text") return reach.take(number("y"), number("y"));
  if (name == "title") return;
  if (name != "g") return reach.take_all();
  for (const xml_node child : node.children()) reach_of(child, reach, depth + 1);
}

struct Written : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
};
std::string written(xml_node node) {
  Written out;
  node.print(out, "", pugi::format_raw);
  return std::move(out.text);
}

tl::unexpected<Error> unreadable(const std::string& why) {
  return fail(ErrorKind::invalid, "print/picture", "A picture cannot be drawn: " + why + ".");
}
tl::unexpected<Error> unreadable(GError* error) {
  const std::string why = error != nullptr ? error->message : "librsvg does not say why";
  g_clear_error(&error);
  return unreadable(why);
}

}  // namespace

Result<std::shared_ptr<const Drawn>> Drawn::read(const std::string& svg) {
  pugi::xml_document document;
  const std::string plain = without_variables(svg);
  const auto parsed = document.load_buffer(plain.data(), plain.size(),
                                           pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  const xml_node root = document.child("svg");
  if (!parsed || !root) return unreadable(parsed ? "it is no SVG" : parsed.description());
  auto drawn = std::make_shared<Drawn>();
  drawn->width_ = root.attribute("width").as_double();
  drawn->height_ = root.attribute("height").as_double();
  if (!(drawn->width_ > 0 && drawn->height_ > 0)) return unreadable("it has no size");
  for (const xml_node child : root.children()) {
    Reach reach;
    reach_of(child, reach);
    drawn->elements_.push_back({written(child), reach.top - slack, reach.bottom + slack});
  }
  while (document.child("svg").first_child()) document.child("svg").remove_child(root.first_child());
  drawn->head_ = written(root);
  drawn->head_.erase(drawn->head_.rfind("/>"));
  drawn->head_ += '>';
  return drawn;
}

std::string Drawn::part(double from, double to) const {
  std::string out = head_;
  for (const Element& element : elements_)
    if (element.bottom >= from && element.top <= to) out += element.xml;
  return out + "</svg>";
}

Result<void> Drawn::draw(cairo_t* cairo, double x, double y, double scale, double from, double to) const {
  GError* error = nullptr;
  const std::string svg = part(from, to);
  const Owned<RsvgHandle> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (handle == nullptr) return unreadable(error);
  cairo_save(cairo);
  cairo_rectangle(cairo, x, y, width_ * scale, (to - from) * scale);
  cairo_clip(cairo);
  cairo_translate(cairo, x, y - from * scale);
  cairo_scale(cairo, scale, scale);
  const RsvgRectangle viewport{0, 0, width_, height_};
  const bool is_drawn = rsvg_handle_render_document(handle.get(), cairo, &viewport, &error) != FALSE;
  cairo_restore(cairo);
  return is_drawn ? Result<void>() : unreadable(error);
}

void Flow::picture(const Block& block, const Place& place) {
  auto drawn = Drawn::read(block.picture.svg);
  if (!drawn) {
    fate_ = fail(drawn.error());
    return;
  }
  const std::shared_ptr<const Drawn> picture = *drawn;
  // The highest part that may not be cut has to fit on a page.
  std::vector<double> cuts = block.picture.cuts;
  cuts.push_back(picture->height());
  double highest = 0, last = 0;
  for (const double cut : cuts) highest = std::max(highest, cut - last), last = cut;
  double scale = std::min({place.width / picture->width(), style::picture_scale_max, page_height_ / highest});
  scale = std::min(std::max(scale, style::picture_scale_min), place.width / picture->width());
  const double x = place.x + (place.width - picture->width() * scale) / 2, part_max = page_height_ / scale;
  for (double from = 0; from < picture->height() && !is_over();) {
    double to = from;
    for (const double cut : cuts)
      if (cut > from && cut - from <= part_max) to = cut;
    if (to == from) to = std::min(from + part_max, picture->height());
    put({.height = (to - from) * scale,
         .path = inside(place, "Figure").path,
         .draw =
             [picture, x, scale, from, to](Painter& painter, double top) {
               if (const auto done = picture->draw(painter.cairo(), x, top, scale, from, to); !done)
                 painter.fail(done.error());
             }},
        from == 0 ? style::paragraph_gap : 0);
    from = to;
  }
}

}  // namespace evenhand::print

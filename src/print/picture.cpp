#include "print/picture.hpp"

#include <librsvg/rsvg.h>

#include <map>

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
tl::unexpected<Error> unreadable(GError* error) {
  const std::string why = error != nullptr ? error->message : "it has no size";
  g_clear_error(&error);
  return fail(ErrorKind::invalid, "print/picture", "A picture cannot be drawn: " + why + ".");
}
}  // namespace

Result<std::shared_ptr<const Drawn>> Drawn::read(const std::string& svg) {
  const std::string plain = without_variables(svg);
  GError* error = nullptr;
  RsvgHandle* const handle =
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(plain.data()), plain.size(), &error);
  auto drawn = std::make_shared<Drawn>();
  const bool has_size = handle != nullptr &&
                        rsvg_handle_get_intrinsic_size_in_pixels(handle, &drawn->width_, &drawn->height_) != FALSE &&
                        drawn->width_ > 0 && drawn->height_ > 0;
  drawn->handle_.reset(handle);
  if (!has_size) return unreadable(error);
  return drawn;
}

void Drawn::HandleFree::operator()(void* handle) const {
  g_object_unref(handle);
}

Result<void> Drawn::draw(cairo_t* cairo, double x, double y, double scale, double from, double to) const {
  cairo_save(cairo);
  cairo_rectangle(cairo, x, y, width_ * scale, (to - from) * scale);
  cairo_clip(cairo);
  cairo_translate(cairo, x, y - from * scale);
  cairo_scale(cairo, scale, scale);
  const RsvgRectangle viewport{0, 0, width_, height_};
  GError* error = nullptr;
  const bool is_drawn =
      rsvg_handle_render_document(static_cast<RsvgHandle*>(handle_.get()), cairo, &viewport, &error) != FALSE;
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

#include "print/painter.hpp"

#include <algorithm>

namespace evenhand::print {

void Painter::enter(const std::vector<int>& path) {
  const auto common = std::mismatch(open_.begin(), open_.end(), path.begin(), path.end());
  const auto kept = static_cast<std::size_t>(common.first - open_.begin());
  while (open_.size() > kept) leave();
  for (std::size_t i = kept; i < path.size(); ++i) enter(path[i]);
}

void Painter::enter(int element) {
  close_span();
  cairo_tag_begin(cairo_, elements_[static_cast<std::size_t>(element)].tag, nullptr);
  open_.push_back(element);
}

void Painter::leave() {
  close_span();
  cairo_tag_end(cairo_, elements_[static_cast<std::size_t>(open_.back())].tag);
  open_.pop_back();
}

void Painter::end_page() {
  close_span();
  // Words may not stand open over the end of a page; an element that goes on has its words in spans.
  static constexpr std::string_view holders[] = {"Document", "L", "LI", "LBody", "BlockQuote", "Table"};
  while (!open_.empty()) {
    const Element& last = elements_[static_cast<std::size_t>(open_.back())];
    if (last.in_spans || std::find(std::begin(holders), std::end(holders), last.tag) != std::end(holders)) break;
    leave();
  }
}

void Painter::open_span(const std::string& link) {
  if (span_ != nullptr && span_link_ == link) return;
  close_span();
  span_ = link.empty() ? "Span" : CAIRO_TAG_LINK;
  span_link_ = link;
  cairo_tag_begin(cairo_, span_, link.empty() ? nullptr : link.c_str());
}

void Painter::close_span() {
  if (span_ == nullptr) return;
  cairo_tag_end(cairo_, span_);
  span_ = nullptr;
}

void Painter::run(const Run& run) {
  const Words& words = *run.words;
  std::string link;
  if (!running_ && !open_.empty() && elements_[static_cast<std::size_t>(open_.back())].in_spans) {
    if (!words.link.empty()) link = target_(words.link);
    open_span(link);
  }
  const double top = run.baseline - run.size * 0.86, height = run.size * 1.16;
  if (words.code) fill(run.x - 1, top, run.width + 2, height, style::code_fill);
  if (words.tone == Words::Tone::fill_in) fill(run.x - 1, top, run.width + 2, height, style::fill_in_fill);
  const style::Colour colour = !link.empty() && words.change == Change::none ? style::link : run.colour;
  cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  cairo_move_to(cairo_, run.x, run.baseline);
  pango_cairo_show_glyph_item(cairo_, run.text, run.item);
  if (words.change == Change::inserted)
    line(run.x, run.baseline + run.size * 0.16, run.x + run.width, run.baseline + run.size * 0.16, colour, 0.7);
  if (words.change == Change::deleted || words.struck)
    line(run.x, run.baseline - run.size * 0.27, run.x + run.width, run.baseline - run.size * 0.27, colour, 0.7);
}

void Painter::fill(double x, double y, double width, double height, const style::Colour& colour) {
  cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_fill(cairo_);
}

void Painter::line(double x1, double y1, double x2, double y2, const style::Colour& colour, double thickness) {
  cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  cairo_set_line_width(cairo_, thickness);
  cairo_move_to(cairo_, x1, y1);
  cairo_line_to(cairo_, x2, y2);
  cairo_stroke(cairo_);
}

}  // namespace evenhand::print

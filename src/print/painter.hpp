/// @file painter.hpp
/// @brief Draws on the pages of one PDF and keeps its tags in order: which element is open, what is a span or a link in it, what
/// is decoration only. Private to this module.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/result.hpp"
#include "print/document.hpp"
#include "print/style.hpp"

namespace evenhand::print {

/// One element of the structure that a screen reader walks: `P`, `L`, `TD`.
struct Element {
  const char* tag = "P";
  bool in_spans = false;  ///< its words are in elements below it: it has links, or goes on on the next page
};

/// Some glyphs of one look on their way to the page.
struct Run {
  PangoGlyphItem* item;
  const char* text;
  const Words* words;
  style::Colour colour;
  double size, x, baseline, width;
};

class Painter {
 public:
  /// @param target  the attributes of a link's tag, empty where it leads nowhere
  Painter(cairo_t* cairo, const std::vector<Element>& elements, std::function<std::string(const std::string&)> target)
      : cairo_(cairo), elements_(elements), target_(std::move(target)) {}

  /// Leaves what is open and not in `path`, enters the rest. From the outermost element to the innermost.
  void enter(const std::vector<int>& path);
  void enter(int element);
  void leave();
  /// Elements that went to their end on this page are closed, the others stay open.
  void end_page();
  void end() { enter(std::vector<int>{}); }

  void run(const Run& run);
  void fill(double x, double y, double width, double height, const style::Colour& colour);
  void line(double x1, double y1, double x2, double y2, const style::Colour& colour, double thickness = 0.5);
  /// A page's running heads stand in no element.
  void set_running(bool running) { running_ = running; }
  /// The first failure of what was drawn by others.
  void fail(const Error& error) {
    if (!failure_) failure_ = error;
  }
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
  [[nodiscard]] cairo_t* cairo() const noexcept { return cairo_; }

 private:
  void open_span(const std::string& link);
  void close_span();

  cairo_t* cairo_;
  const std::vector<Element>& elements_;
  const std::function<std::string(const std::string&)> target_;
  std::vector<int> open_;
  const char* span_ = nullptr;
  std::string span_link_;
  bool running_ = false;
  std::optional<Error> failure_;
};

}  // namespace evenhand::print

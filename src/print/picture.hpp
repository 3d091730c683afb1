/// @file picture.hpp
/// @brief Pictures in SVG drawn by librsvg, part by part. Private to this module.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace evenhand::print {

/// A picture that was read; its size in pixels.
class Drawn {
 public:
  /// CSS variables, which librsvg does not know, are put in first; rules for dark screens are left out. Error `print/picture`.
  [[nodiscard]] static Result<std::shared_ptr<const Drawn>> read(const std::string& svg);
  [[nodiscard]] double width() const noexcept { return width_; }
  [[nodiscard]] double height() const noexcept { return height_; }
  /// The part between two heights, its upper left corner at (x, y), at `scale` points a pixel. Words stay words.
  /// Error `print/picture`.
  [[nodiscard]] Result<void> draw(cairo_t* cairo, double x, double y, double scale, double from, double to) const;
  /// The picture with only what may be seen between two heights: the cost of a long one grows with its length alone.
  [[nodiscard]] std::string part(double from, double to) const;

 private:
  struct Element {
    std::string xml;
    double top, bottom;
  };
  std::string head_;
  std::vector<Element> elements_;  ///< in the order of drawing
  double width_ = 0, height_ = 0;
};

/// An SVG with its CSS variables put in, as its first rules for a light page define them.
[[nodiscard]] std::string without_variables(std::string svg);

}  // namespace evenhand::print

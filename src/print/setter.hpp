/// @file setter.hpp
/// @brief Lines of words set into a width: shaping, fonts, line breaks. Private to this module.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <pango/pangocairo.h>

#include "print/document.hpp"
#include "print/style.hpp"

namespace evenhand::print {

class Painter;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

/// How words look that say nothing else of themselves.
struct Look {
  double size = style::body_size;
  bool strong = false, emphasis = false;
  style::Colour colour = style::ink;
  bool to_the_right = false;
};

/// Words in their lines. Heights in points from the top of the first line.
class Set {
 public:
  [[nodiscard]] std::size_t lines() const noexcept { return tops_.size() - 1; }
  [[nodiscard]] double top(std::size_t line) const noexcept { return tops_[line]; }
  [[nodiscard]] double height() const noexcept { return tops_.back(); }
  [[nodiscard]] double height(std::size_t line) const noexcept { return tops_[line + 1] - tops_[line]; }
  [[nodiscard]] double width() const noexcept { return width_; }  ///< of the widest line
  [[nodiscard]] double baseline() const noexcept { return baselines_.empty() ? 0 : baselines_.front(); }
  [[nodiscard]] std::size_t unknown_characters() const noexcept { return unknown_; }
  [[nodiscard]] const Line& words() const noexcept { return line_; }
  /// Draws lines [from, to) with the top of `from` at (x, y).
  void draw(Painter& painter, double x, double y, std::size_t from, std::size_t to) const;

 private:
  friend class Setter;
  Owned<PangoLayout> layout_;
  Line line_;
  std::vector<std::size_t> starts_;  ///< byte at which each of the words begins
  std::vector<double> tops_, baselines_;
  Look look_;
  double width_ = 0;
  std::size_t unknown_ = 0;
};
using SetPtr = std::shared_ptr<const Set>;

/// One at a time on one thread.
class Setter {
 public:
  explicit Setter(const std::string& language);
  /// @param width  in points; below zero: no line is broken; 0: at every place where one may be
  [[nodiscard]] SetPtr set(Line line, double width, const Look& look) const;
  [[nodiscard]] bool has_fonts() const;

 private:
  Owned<PangoFontMap> fonts_;
  Owned<PangoContext> context_;
};

/// Parts that are set one by one, so that no line of words costs more than its length: cut at a blank where there is one.
[[nodiscard]] std::vector<Line> in_parts(Line line, std::size_t bytes_max);

}  // namespace evenhand::print

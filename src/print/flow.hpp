/// @file flow.hpp
/// @brief A document's blocks as one long strip of pieces that no page end goes through; `pages.hpp` cuts it into pages. Private
/// to this module.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "print/painter.hpp"
#include "print/setter.hpp"

namespace evenhand::print {

using Drawing = std::function<void(Painter&, double top)>;

struct Piece {
  double before = 0;  ///< room above it, none at the top of a page
  double height = 0;
  bool keep_with_next = false;
  std::vector<int> path;  ///< elements it stands in; the last holds its words
  Drawing draw;
  int head = -1;  ///< the table head that is repeated when a page begins with it
  std::vector<std::string> anchors;
};

/// The head of a table, as it is repeated on the next page: decoration, said once only.
struct TableHead {
  double height = 0;
  Drawing draw;
};

/// What lies behind or beside pieces [first, last].
struct Panel {
  double x, width;
  style::Colour colour;
  std::size_t first, last;
};

struct Bookmark {
  int level;
  std::string words;
  std::size_t piece;
};

/// Where blocks are put: nested ones further in.
struct Place {
  double x, width;
  std::vector<int> path;
  Change change = Change::none;
};

class Flow {
 public:
  Flow(const Setter& setter, double x, double width, double page_height, const Deadline& deadline);
  /// Errors `print/too-large`, `print/picture`.
  [[nodiscard]] Result<void> add(const std::vector<Block>& blocks);

  std::vector<Piece> pieces;
  std::vector<Element> elements;
  std::vector<TableHead> heads;
  std::vector<Panel> panels;
  std::vector<Bookmark> bookmarks;
  std::size_t unknown_characters = 0;

 private:
  friend class TableFlow;
  void add(const std::vector<Block>& blocks, const Place& place);
  void add(const Block& block, const Place& place);
  void heading(const Block& block, const Place& place);
  void paragraph(const Block& block, const Place& place);
  void list(const Block& block, const Place& place);
  void item(const Block& block, const Place& place, int number);
  void quote(const Block& block, const Place& place);
  void code(const Block& block, const Place& place);
  void rule(const Place& place);
  void picture(const Block& block, const Place& place);
  void table(const Block& block, const Place& place);

  /// Lines of words, broken over pages with at least two on either side.
  void lines(Line words, const Place& place, const Look& look, const char* tag, double before, bool keep);
  [[nodiscard]] SetPtr set(Line line, double width, const Look& look);
  Piece& put(Piece piece, double before);
  [[nodiscard]] int element(const char* tag);
  [[nodiscard]] Place inside(const Place& place, const char* tag);
  void bar(std::size_t first, const Place& place);
  [[nodiscard]] bool is_over();

  const Setter& setter_;
  const double page_height_;
  const Deadline& deadline_;
  const Place page_;
  double gap_ = 0, height_ = 0;
  bool flush_ = false;
  std::size_t texts_ = 0;
  std::vector<std::string> anchors_;  ///< of what the next piece begins
  Result<void> fate_;
};

[[nodiscard]] bool is_changed(const Line& line);
[[nodiscard]] bool has_links(const Line& line);
/// Words that say nothing of themselves take the change of what they stand in.
[[nodiscard]] Line under(Line line, Change change);

}  // namespace evenhand::print

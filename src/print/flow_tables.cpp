#include <algorithm>

#include "print/flow.hpp"

namespace evenhand::print {
namespace {

/// Rows whose words are measured to find the widths of columns.
constexpr std::size_t measured_rows_max = 150;
/// A row that is higher than this part of a page is cut into several, of some lines each.
constexpr double whole_row_max = 0.4, row_part_height = 150;
/// Words of one cell that are set at once, and that are measured.
constexpr std::size_t cell_part_bytes_max = 4u << 10, measured_bytes_max = 1u << 10;

struct Widths {
  double least = 14, natural = 14;
};

/// Columns get what their words want; where there is no room for that, what they need and a share of the rest.
std::vector<double> shared(const std::vector<Widths>& wanted, double room) {
  double least = 0, natural = 0;
  for (const Widths& one : wanted) least += one.least, natural += one.natural;
  std::vector<double> out;
  for (const Widths& one : wanted) {
    if (natural <= room)
      out.push_back(one.natural + (room - natural) * one.natural / natural);
    else if (least <= room)
      out.push_back(one.least + (room - least) * (one.natural - one.least) / std::max(natural - least, 0.001));
    else
      out.push_back(room * one.least / least);
  }
  return out;
}

/// Words of one cell that stand in one part of its row.
struct Part {
  SetPtr set;
  std::size_t from, to;
  int element;
  double x;
  double down;  ///< so that the first lines of a row stand on one line
};

/// A row, or some lines of one that is too high for a page.
struct RowPart {
  std::vector<Part> parts;
  double above, height;
  bool is_last, is_top;  ///< of its row; of its table
};

/// Rows whose cells hold more than can be set at once go on in rows of their own.
std::vector<std::pair<Row, bool>> rows_in_parts(const std::vector<Row>& rows) {
  std::vector<std::pair<Row, bool>> out;  // with whether it goes on in the next
  for (const Row& row : rows) {
    std::vector<std::vector<Line>> cells;
    std::size_t most = 1;
    for (const Cell& cell : row.cells) {
      cells.push_back(in_parts(cell.words, cell_part_bytes_max));
      most = std::max(most, cells.back().size());
    }
    for (std::size_t part = 0; part < most; ++part) {
      Row one{{}, row.change};
      for (std::size_t c = 0; c < cells.size(); ++c)
        one.cells.push_back({part < cells[c].size() ? cells[c][part] : Line(), row.cells[c].is_header});
      out.emplace_back(std::move(one), part + 1 < most);
    }
  }
  return out;
}

}  // namespace

/// Some columns of a table, row by row.
class TableFlow {
 public:
  TableFlow(Flow& flow, const Block& table, const Place& place, std::size_t first_column, std::size_t columns)
      : flow_(flow),
        table_(table),
        place_(flow.inside(place, "Table")),
        first_column_(first_column),
        columns_(columns),
        row_padding_(table.is_plain ? 1.2 : style::cell_padding_y) {}

  void add() {
    find_widths();
    flow_.gap_ = std::max(flow_.gap_, table_.is_plain ? 0 : style::table_gap - 3);
    const auto rows = rows_in_parts(table_.rows);
    std::size_t in_head = table_.header_rows;
    for (std::size_t r = 0; r < rows.size() && !flow_.is_over(); ++r) {
      const auto& [row, goes_on] = rows[r];
      add_row(row, in_head > 0, goes_on, r);
      if (in_head > 0 && !goes_on && --in_head == 0) finish_head();
    }
    flow_.gap_ = table_.is_plain ? style::paragraph_gap : style::table_gap + 2;
  }

 private:
  [[nodiscard]] Look look_of(const Cell& cell) const {
    Look look{.size = table_.is_plain ? style::body_size : style::table_size,
              .strong = cell.is_header && !table_.is_plain};
    if (cell.is_header && table_.is_plain) look.colour = style::quiet_ink;
    return look;
  }

  void find_widths() {
    constexpr double padding = style::cell_padding_x;
    std::vector<Widths> wanted(columns_);
    const std::size_t measured = std::min(table_.rows.size(), measured_rows_max);
    for (std::size_t r = 0; r < measured; ++r)
      for (std::size_t c = 0; c < columns_ && first_column_ + c < table_.rows[r].cells.size(); ++c) {
        const Cell& cell = table_.rows[r].cells[first_column_ + c];
        if (cell.words.empty() || flow_.is_over()) continue;
        const Line line = std::move(in_parts(cell.words, measured_bytes_max).front());
        const double natural = flow_.set(line, -1, look_of(cell))->width(),
                     least = flow_.set(line, 0, look_of(cell))->width();
        wanted[c].natural = std::max(wanted[c].natural, std::min(natural, place_.width) + 2 * padding + 0.5);
        wanted[c].least = std::max(wanted[c].least, std::min(least, place_.width / 3) + 2 * padding + 0.5);
      }
    widths_ = shared(wanted, place_.width);
    if (table_.is_plain && columns_ > 1) {  // values follow close behind their names
      const double names = std::min(wanted[0].natural + 8, place_.width * 0.35);
      widths_.assign(columns_, (place_.width - names) / static_cast<double>(columns_ - 1));
      widths_[0] = names;
    }
  }

  void add_row(const Row& row, bool in_head, bool goes_on, std::size_t number) {
    const Change change = row.change != Change::none ? row.change : place_.change;
    bool changed = false;
    std::vector<Part> cells = set_cells(row, change, changed);
    double height = 0;
    for (const Part& part : cells) height = std::max(height, part.set->height() + part.down);
    const bool whole = in_head || height <= flow_.page_height_ * whole_row_max;
    const std::size_t first_piece = flow_.pieces.size();
    for (bool more = true, is_first = true; more && !flow_.is_over(); is_first = false) {
      RowPart part = next_part(cells, whole, is_first, more);
      if (!more && goes_on) part.is_last = false, part.height -= row_padding_;
      part.is_top = number == 0 && is_first;
      const bool keeps = in_head || (is_first && whole && number == table_.header_rows);
      Piece piece{.height = part.height,
                  .keep_with_next = keeps && number + 1 < table_.rows.size(),
                  .path = flow_.inside(place_, "TR").path,
                  .head = head_};
      piece.draw = [part, place = place_, in_head, plain = table_.is_plain](Painter& painter, double top) {
        draw(part, place, in_head, plain, painter, top);
      };
      if (in_head) remember_head(part);
      flow_.put(std::move(piece), 0);
    }
    if (changed && place_.change == Change::none) {
      Place marked = place_;
      marked.change = row.change;
      flow_.bar(first_piece, marked);
    }
  }

  std::vector<Part> set_cells(const Row& row, Change change, bool& changed) {
    std::vector<Part> cells;
    double baseline = 0, x = place_.x;
    for (std::size_t c = 0; c < columns_; ++c) {
      const Cell none, &cell = first_column_ + c < row.cells.size() ? row.cells[first_column_ + c] : none;
      const Line words = under(cell.words, change);
      for (const Words& one : words)
        if (!one.anchor.empty()) flow_.anchors_.push_back(one.anchor);
      changed = changed || is_changed(words);
      const double padding = table_.is_plain && c == 0 ? 0 : style::cell_padding_x;
      const SetPtr set = flow_.set(words, std::max(widths_[c] - 2 * style::cell_padding_x, 4.0), look_of(cell));
      if (!words.empty()) baseline = std::max(baseline, set->baseline());
      const int element = flow_.element(cell.is_header ? "TH" : "TD");
      flow_.elements.back().in_spans = has_links(words);
      cells.push_back({set, 0, 0, element, x + padding, 0});
      x += widths_[c];
    }
    for (Part& part : cells) part.down = std::max(0.0, baseline - part.set->baseline());
    return cells;
  }

  /// The next lines of each cell; `cells` know where they went on from.
  RowPart next_part(std::vector<Part>& cells, bool whole, bool is_first, bool& more) {
    RowPart out{{}, is_first ? row_padding_ : 0, 0, true, false};
    more = false;
    for (Part& cell : cells) {
      const Set& set = *cell.set;
      const auto top_of = [&](std::size_t line) { return line < set.lines() ? set.top(line) : set.height(); };
      cell.from = cell.to;
      while (cell.to < set.lines() &&
             (whole || cell.to == cell.from || top_of(cell.to + 1) - top_of(cell.from) <= row_part_height))
        ++cell.to;
      if (!is_first) {
        cell.down = 0;
        Element again = flow_.elements[static_cast<std::size_t>(cell.element)];
        flow_.elements.push_back(again);
        cell.element = static_cast<int>(flow_.elements.size()) - 1;
      }
      out.height = std::max(out.height, top_of(cell.to) - top_of(cell.from) + cell.down);
      more = more || cell.to < set.lines();
    }
    out.parts = cells;
    out.is_last = !more;
    out.height += out.above + (more ? 0 : row_padding_);
    return out;
  }

  static void draw(const RowPart& row, const Place& place, bool in_head, bool plain, Painter& painter, double top) {
    const double right = place.x + place.width, bottom = top + row.height;
    if (in_head) painter.fill(place.x, top, place.width, row.height, style::head_fill);
    if (in_head && row.is_top) painter.line(place.x, top, right, top, style::strong_hair, 0.8);
    if (!plain && row.is_last)
      painter.line(place.x, bottom, right, bottom, in_head ? style::strong_hair : style::hair, in_head ? 0.8 : 0.5);
    for (const Part& part : row.parts) {
      if (part.element >= 0) painter.enter(part.element);
      if (part.from < part.to) part.set->draw(painter, part.x, top + row.above + part.down, part.from, part.to);
      if (part.element >= 0) painter.leave();
    }
  }

  /// On the pages after the first it is decoration: said once is enough.
  void remember_head(RowPart row) {
    for (Part& part : row.parts) part.element = -1;
    row.is_top = row.is_top || head_rows_.empty();
    head_rows_.emplace_back(head_height_, std::move(row));
    head_height_ += head_rows_.back().second.height;
  }
  void finish_head() {
    if (head_height_ > flow_.page_height_ / 3) return;  // too high to be repeated
    flow_.heads.push_back({head_height_, [rows = head_rows_, place = place_](Painter& painter, double top) {
                             for (const auto& [at, row] : rows) draw(row, place, true, false, painter, top + at);
                           }});
    head_ = static_cast<int>(flow_.heads.size()) - 1;
  }

  Flow& flow_;
  const Block& table_;
  const Place place_;
  const std::size_t first_column_, columns_;
  const double row_padding_;
  std::vector<double> widths_;
  std::vector<std::pair<double, RowPart>> head_rows_;
  double head_height_ = 0;
  int head_ = -1;
};

void Flow::table(const Block& block, const Place& place) {
  std::size_t columns = 0;
  for (const Row& row : block.rows) columns = std::max(columns, row.cells.size());
  for (std::size_t first = 0; first < columns && !is_over(); first += style::table_columns_max)
    TableFlow(*this, block, place, first, std::min<std::size_t>(columns - first, style::table_columns_max)).add();
}

}  // namespace evenhand::print

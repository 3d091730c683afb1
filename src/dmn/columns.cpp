#include "dmn/columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "feel/operators.hpp"

namespace evenhand::dmn {

namespace {

using feel::Range;
using feel::Shape;
using feel::Type;
using feel::Value;

constexpr std::size_t tries_max = 5'000'000;

/// Equal values have equal text.
std::string text_of(const Value& value) {
  const Decimal* number = value.as_number();
  return number != nullptr ? number->normalized().str() : feel::to_feel(value);
}

bool precedes(const Value& a, const Value& b) {
  const auto found = feel::order(a, b);
  return found && *found < 0;
}

bool is_point(const Range& range) {
  return range.low_closed && range.high_closed && range.low.equals(range.high).value_or(false);
}

bool only_points(const Shape& shape) {
  return std::all_of(shape.ranges.begin(), shape.ranges.end(), is_point);
}

/// Sorts, joins what touches, and turns the set around when the cell is negated.
Cell tidy(Cell cell, bool negated, std::size_t atoms) {
  std::sort(cell.begin(), cell.end(), [](const Stretch& a, const Stretch& b) { return a.first < b.first; });
  Cell joined;
  for (const Stretch& stretch : cell) {
    if (!joined.empty() && stretch.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, stretch.last);
    } else {
      joined.push_back(stretch);
    }
  }
  if (!negated) return joined;
  Cell rest;
  std::size_t next = 0;
  for (const Stretch& stretch : joined) {
    if (stretch.first > next) rest.push_back({next, stretch.first - 1});
    next = stretch.last + 1;
  }
  if (next < atoms) rest.push_back({next, atoms - 1});
  return rest;
}

/// What both have; each is in order.
Cell intersection(const Cell& a, const Cell& b) {
  Cell out;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const Stretch both{std::max(x->first, y->first), std::min(x->last, y->last)};
    if (both.first <= both.last) out.push_back(both);
    if (x->last < y->last) {
      ++x;
    } else {
      ++y;
    }
  }
  return out;
}

/// In a column of numbers what compares with anything else is never true.
void drop_all_but_numbers(Shape& shape) {
  const auto is_other = [](const Range& range) {
    return (range.low.is_null() ? range.high : range.low).as_number() == nullptr;
  };
  shape.never = shape.never || !shape.values.empty() || std::any_of(shape.ranges.begin(), shape.ranges.end(), is_other);
  shape.values.clear();
  shape.ranges.erase(std::remove_if(shape.ranges.begin(), shape.ranges.end(), is_other), shape.ranges.end());
}

bool holds(const Shape& shape, const Value& value) {
  const bool in_range = std::any_of(shape.ranges.begin(), shape.ranges.end(),
                                    [&](const Range& range) { return feel::contains(range, value).is_true(); });
  const bool is_value = std::any_of(shape.values.begin(), shape.values.end(),
                                    [&](const Value& one) { return one.equals(value).value_or(false); });
  return (shape.any || in_range || is_value) != shape.negated;
}

}  // namespace

Columns::Columns(const Table& table) {
  columns_.resize(table.inputs.size());
  known_.assign(table.rules.size(), true);
  stretches_.assign(table.rules.size(), 0);
  std::size_t tries = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    Column& column = columns_[c];
    column.label = table.inputs[c].label.empty() ? table.inputs[c].expression.source() : table.inputs[c].label;
    column.allowed = table.inputs[c].allowed;
    column.within = table.inputs[c].within;
    Shapes shapes;
    shapes.reserve(table.rules.size());
    for (const Rule& rule : table.rules) {
      auto shape = feel::shape_of(rule.tests[c]);
      // What a missing value does is not part of this picture.
      if (shape && shape->null) shape.reset();
      if (shape && table.inputs[c].is_number) drop_all_but_numbers(*shape);
      shapes.push_back(std::move(shape));
    }
    cut(column, shapes, table.inputs[c].is_boolean);
    column.inside = inside_of(column);
    for (std::size_t r = 0; r < shapes.size(); ++r) {
      // Ranges among listed values are tried value by value; past a limit such cells are taken as not understood.
      if (shapes[r] && !column.is_ordered && !only_points(*shapes[r])) {
        tries += column.atoms.size() * (shapes[r]->ranges.size() + shapes[r]->values.size());
        if (tries > tries_max) shapes[r].reset();
      }
      if (!shapes[r]) known_[r] = false;
      column.cells.push_back(cell_of(shapes[r], column));
      stretches_[r] += column.cells.back().size();
    }
  }
  full_from_.assign(table.rules.size(), 0);
  for (std::uint32_t r = 0; r < table.rules.size(); ++r) {
    std::size_t from = columns_.size();
    while (from > 0 && is_full(from - 1, r)) --from;
    full_from_[r] = from;
  }
}

/// Chooses the atoms. Where the cells' values have no order in common, the column says nothing: its cells become
/// unknown.
void Columns::cut(Column& column, Shapes& shapes, bool is_boolean) {
  if (!column.allowed.empty()) return cut_listed(column, column.allowed, false);
  bool booleans = is_boolean;
  bool ranges = false;
  bool points = true;
  bool only_texts = true;
  for (const auto& shape : shapes) {
    if (!shape) continue;
    booleans = booleans || !shape->values.empty();
    for (const Range& range : shape->ranges) {
      ranges = true;
      points = points && is_point(range);
      only_texts = only_texts && (range.low.as_string() != nullptr || range.high.as_string() != nullptr);
    }
  }
  if (booleans && !ranges) return cut_listed(column, {Value(true), Value(false)}, false);
  if (!booleans && ranges && points && only_texts) {
    std::vector<Value> values;
    for (const auto& shape : shapes) {
      if (!shape) continue;
      for (const Range& range : shape->ranges) values.push_back(range.low);
    }
    return cut_listed(column, values, true);
  }
  if (!booleans && (!ranges || cut_ordered(column, shapes))) {
    if (!ranges) cut_listed(column, {}, true);
    return;
  }
  for (auto& shape : shapes) {
    if (shape && !(shape->any && !shape->negated)) shape.reset();
  }
  cut_listed(column, {}, true);
}

bool Columns::cut_ordered(Column& column, const Shapes& shapes) {
  std::vector<Value> points;
  for (const auto& shape : shapes) {
    if (!shape) continue;
    for (const Range& range : shape->ranges) {
      if (!range.low.is_null()) points.push_back(range.low);
      if (!range.high.is_null()) points.push_back(range.high);
    }
  }
  for (const Range& range : column.within) {
    if (!range.low.is_null()) points.push_back(range.low);
    if (!range.high.is_null()) points.push_back(range.high);
  }
  for (const Value& point : points) {
    if (point.type() != points.front().type() || !feel::order(point, points.front())) return false;
  }
  std::sort(points.begin(), points.end(), precedes);
  points.erase(
      std::unique(points.begin(), points.end(), [](const Value& a, const Value& b) { return !precedes(a, b); }),
      points.end());
  Value low;
  for (const Value& point : points) {
    column.atoms.push_back({low, point, false, false});
    column.atoms.push_back({point, point, true, false});
    low = point;
  }
  column.atoms.push_back({low, Value{}, false, false});
  column.is_ordered = true;
  return true;
}

void Columns::cut_listed(Column& column, const std::vector<Value>& values, bool others) {
  for (const Value& value : values) {
    if (!column.by_text.emplace(text_of(value), column.atoms.size()).second) continue;
    column.atoms.push_back({value, value, true, false});
  }
  if (others) column.atoms.push_back({Value{}, Value{}, false, true});
}

Cell Columns::inside_of(const Column& column) {
  if (!column.is_ordered || column.within.empty()) return {{0, column.atoms.size() - 1}};
  Shape within;
  within.ranges = column.within;
  return ordered_cell(within, column);
}

Cell Columns::cell_of(const std::optional<Shape>& shape, const Column& column) {
  if (!shape || (shape->any && !shape->negated)) return column.inside;
  if (shape->negated && shape->never) return {};
  return intersection(column.is_ordered ? ordered_cell(*shape, column) : listed_cell(*shape, column), column.inside);
}

Cell Columns::ordered_cell(const Shape& shape, const Column& column) {
  const auto place_of = [&](const Value& point) {
    std::size_t low = 0;
    std::size_t high = column.atoms.size() / 2;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (precedes(column.atoms[2 * middle + 1].low, point)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 2 * low + 1;
  };
  Cell out;
  for (const Range& range : shape.ranges) {
    const std::size_t first = range.low.is_null() ? 0 : place_of(range.low) + (range.low_closed ? 0 : 1);
    const std::size_t end =
        range.high.is_null() ? column.atoms.size() : place_of(range.high) + (range.high_closed ? 1 : 0);
    if (first < end) out.push_back({first, end - 1});
  }
  return tidy(std::move(out), shape.negated, column.atoms.size());
}

Cell Columns::listed_cell(const Shape& shape, const Column& column) {
  Cell out;
  if (only_points(shape)) {
    for (const Range& range : shape.ranges) {
      const auto found = column.by_text.find(text_of(range.low));
      if (found != column.by_text.end()) out.push_back({found->second, found->second});
    }
    for (const Value& value : shape.values) {
      const auto found = column.by_text.find(text_of(value));
      if (found != column.by_text.end()) out.push_back({found->second, found->second});
    }
    return tidy(std::move(out), shape.negated, column.atoms.size());
  }
  for (std::size_t i = 0; i < column.atoms.size(); ++i) {
    if (holds(shape, column.atoms[i].low)) out.push_back({i, i});
  }
  return tidy(std::move(out), false, column.atoms.size());
}

bool Columns::is_full(std::size_t column, std::uint32_t rule) const {
  return columns_[column].cells[rule] == columns_[column].inside;
}

std::size_t Columns::dead_cell(std::uint32_t rule) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].cells[rule].empty()) return c;
  }
  return none;
}

std::optional<std::vector<std::size_t>> Columns::common(std::uint32_t a, std::uint32_t b) const {
  std::vector<std::size_t> out;
  for (const Column& column : columns_) {
    auto x = column.cells[a].begin();
    auto y = column.cells[b].begin();
    bool found = false;
    while (!found && x != column.cells[a].end() && y != column.cells[b].end()) {
      const std::size_t first = std::max(x->first, y->first);
      if (first <= std::min(x->last, y->last)) {
        out.push_back(first);
        found = true;
      } else if (x->last < y->last) {
        ++x;
      } else {
        ++y;
      }
    }
    if (!found) return std::nullopt;
  }
  return out;
}

/// A value inside an open stretch, the plainest one there is.
std::string Columns::example_of(const std::string& label, const Atom& atom) {
  if (atom.is_other) return fmt::format("{} is anything else", label);
  if (atom.is_point && atom.low.is_null()) return fmt::format("no {} is known", label);
  if (atom.is_point) return fmt::format("{} = {}", label, feel::to_feel(atom.low));
  const bool number = atom.low.as_number() != nullptr || atom.high.as_number() != nullptr;
  const bool date = atom.low.as_date() != nullptr || atom.high.as_date() != nullptr;
  if (number || date) {
    const Value one = number ? Value(1) : Value(feel::DaysTime{86'400, 0});
    Value inside;
    if (atom.low.is_null()) {
      inside = feel::subtract(atom.high, one);
    } else {
      inside = feel::add(atom.low, one);
      if (number) inside = Value(*feel::add(atom.low, one).as_number()->round(0, Rounding::floor));
    }
    const bool fits =
        (atom.low.is_null() || precedes(atom.low, inside)) && (atom.high.is_null() || precedes(inside, atom.high));
    if (!fits && number) inside = feel::divide(feel::add(atom.low, atom.high), Value(2));
    if (fits || number) return fmt::format("{} = {}", label, feel::to_feel(inside));
  }
  if (atom.low.is_null()) return fmt::format("{} < {}", label, feel::to_feel(atom.high));
  if (atom.high.is_null()) return fmt::format("{} > {}", label, feel::to_feel(atom.low));
  return fmt::format("{} is between {} and {}", label, feel::to_feel(atom.low), feel::to_feel(atom.high));
}

std::string Columns::describe(const std::vector<std::size_t>& atoms, std::size_t decided) const {
  std::string out;
  for (std::size_t c = 0; c < std::min(decided, columns_.size()); ++c) {
    if (columns_[c].atoms.size() < 2) continue;
    if (!out.empty()) out += " and ";
    out += example_of(columns_[c].label, columns_[c].atoms[atoms[c]]);
  }
  return out.empty() ? "the inputs are anything at all" : out;
}

std::string Columns::ordered_text(const Column& column, const Stretch& stretch) {
  // Odd atoms are points, even ones the stretches between them.
  const Value low = stretch.first == 0 ? Value{} : column.atoms[stretch.first].low;
  const Value high = stretch.last + 1 == column.atoms.size() ? Value{} : column.atoms[stretch.last].high;
  const bool low_closed = stretch.first % 2 == 1, high_closed = stretch.last % 2 == 1;
  if (low.is_null()) return fmt::format("{} {}", high_closed ? "<=" : "<", feel::to_feel(high));
  if (high.is_null()) return fmt::format("{} {}", low_closed ? ">=" : ">", feel::to_feel(low));
  if (stretch.first == stretch.last && low_closed) return feel::to_feel(low);
  return fmt::format("{}{}..{}{}", low_closed ? "[" : "(", feel::to_feel(low), feel::to_feel(high),
                     high_closed ? "]" : ")");
}

std::string Columns::listed_text(const Column& column, const Stretch& stretch) {
  const bool with_others = column.atoms[stretch.last].is_other;
  std::string out;
  for (std::size_t i = 0; i < column.atoms.size(); ++i) {
    const bool inside = i >= stretch.first && i <= stretch.last;
    if (inside == with_others || column.atoms[i].is_other) continue;
    out += (out.empty() ? "" : ", ") + feel::to_feel(column.atoms[i].low);
  }
  return with_others ? fmt::format("not({})", out) : out;
}

std::string Columns::test_text(std::size_t column, const Stretch& stretch) const {
  const Column& c = columns_[column];
  if (c.inside == Cell{stretch}) return "-";
  return c.is_ordered ? ordered_text(c, stretch) : listed_text(c, stretch);
}

bool Columns::may_be_missing(std::size_t column, const Stretch& stretch) const {
  const auto& atoms = columns_[column].atoms;
  return std::any_of(atoms.begin() + static_cast<std::ptrdiff_t>(stretch.first),
                     atoms.begin() + static_cast<std::ptrdiff_t>(stretch.last + 1),
                     [](const Atom& atom) { return atom.is_point && atom.low.is_null(); });
}

std::string Columns::allowed_text(std::size_t column) const {
  constexpr std::size_t shown_max = 8;
  std::vector<Value> allowed = columns_[column].allowed;
  if (allowed.empty()) allowed.assign(columns_[column].within.begin(), columns_[column].within.end());
  if (allowed.empty()) return "Change the cell or delete the row.";
  std::string out;
  for (std::size_t i = 0; i < std::min(allowed.size(), shown_max); ++i) {
    out += (i == 0 ? "" : ", ") + feel::to_feel(allowed[i]);
  }
  return fmt::format("It can be {}{}.", out, allowed.size() > shown_max ? ", …" : "");
}

}  // namespace evenhand::dmn

/// @file columns.hpp
/// @brief A decision table's input columns cut into atoms: the smallest stretches that no cell tells apart. Every cell
/// is then a set of atoms, and questions about the table are questions about sets. Private to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dmn/table.hpp"
#include "feel/shape.hpp"

namespace evenhand::dmn {

/// Atoms from `first` to `last`, both included.
struct Stretch {
  std::size_t first = 0, last = 0;
  bool operator==(const Stretch&) const = default;
};
using Cell = std::vector<Stretch>;  ///< in order, apart from each other

class Columns {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  explicit Columns(const Table& table);

  [[nodiscard]] std::size_t count() const noexcept { return columns_.size(); }
  [[nodiscard]] std::size_t atoms(std::size_t column) const noexcept { return columns_[column].atoms.size(); }
  /// The atoms that the input can be in; cells have no others.
  [[nodiscard]] const Cell& inside(std::size_t column) const { return columns_[column].inside; }
  [[nodiscard]] const Cell& cell(std::size_t column, std::uint32_t rule) const { return columns_[column].cells[rule]; }
  /// The cell holds for everything.
  [[nodiscard]] bool is_full(std::size_t column, std::uint32_t rule) const;
  /// All cells from this column on do.
  [[nodiscard]] bool is_full_from(std::size_t column, std::uint32_t rule) const { return column >= full_from_[rule]; }
  /// Every cell of the rule was understood; the sets of others are what they may match at most.
  [[nodiscard]] bool is_known(std::uint32_t rule) const { return known_[rule]; }
  /// The first column whose cell can never hold, or none.
  [[nodiscard]] std::size_t dead_cell(std::uint32_t rule) const;
  /// Of all cells of the rule together.
  [[nodiscard]] std::size_t stretches(std::uint32_t rule) const { return stretches_[rule]; }
  /// An atom of every column that both rules match.
  [[nodiscard]] std::optional<std::vector<std::size_t>> common(std::uint32_t a, std::uint32_t b) const;

  /// `age = 17 and product = "gold"`, from one atom a column; columns from `decided` on may hold anything.
  [[nodiscard]] std::string describe(const std::vector<std::size_t>& atoms, std::size_t decided) const;
  /// A cell that holds in this stretch and nowhere else: `< 18`, `[5..7)`, `not("a", "b")`, `-`.
  [[nodiscard]] std::string test_text(std::size_t column, const Stretch& stretch) const;
  /// The input may be missing there: null is one of its values.
  [[nodiscard]] bool may_be_missing(std::size_t column, const Stretch& stretch) const;
  [[nodiscard]] const std::string& label(std::size_t column) const { return columns_[column].label; }
  /// `It can be "a", "b".`, or nothing where the column is not limited.
  [[nodiscard]] std::string allowed_text(std::size_t column) const;

 private:
  /// One atom: a single value, an open stretch between two values, or all other values.
  struct Atom {
    feel::Value low, high;
    bool is_point = false;
    bool is_other = false;
  };
  struct Column {
    std::string label;
    std::vector<feel::Value> allowed;
    std::vector<feel::Range> within;
    std::vector<Atom> atoms;
    Cell inside;              ///< the atoms that the input can be in
    bool is_ordered = false;  ///< atoms 1, 3, 5, … are points, the others the stretches around them
    std::map<std::string, std::size_t> by_text;  ///< listed points, by their canonical text
    std::vector<Cell> cells;
  };

  using Shapes = std::vector<std::optional<feel::Shape>>;

  static void cut(Column& column, Shapes& shapes, bool is_boolean);
  static bool cut_ordered(Column& column, const Shapes& shapes);
  static void cut_listed(Column& column, const std::vector<feel::Value>& values, bool others);
  static Cell inside_of(const Column& column);
  static Cell cell_of(const std::optional<feel::Shape>& shape, const Column& column);
  static Cell ordered_cell(const feel::Shape& shape, const Column& column);
  static Cell listed_cell(const feel::Shape& shape, const Column& column);
  static std::string ordered_text(const Column& column, const Stretch& stretch);
  static std::string listed_text(const Column& column, const Stretch& stretch);
  static std::string example_of(const std::string& label, const Atom& atom);

  std::vector<Column> columns_;
  std::vector<std::size_t> full_from_;
  std::vector<std::size_t> stretches_;
  std::vector<bool> known_;
};

}  // namespace evenhand::dmn

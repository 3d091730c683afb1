#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "base/text.hpp"
#include "dmn/cells.hpp"
#include "dmn/columns.hpp"
#include "dmn/table.hpp"

namespace evenhand::dmn {

namespace {

using Rules = std::vector<std::uint32_t>;

constexpr std::size_t boxes_max = 200'000;
constexpr std::size_t visits_max = 10'000'000;
constexpr std::size_t gaps_max = 3;
constexpr std::size_t overlaps_max = 20;
/// Sets this small are compared pair by pair.
constexpr std::size_t pairs_set_max = 24;

/// Cuts the space of inputs into boxes, column by column, so that inside a box the same rules match. Findings are made
/// on whole boxes; the work is counted and given up past its limit.
class Analysis {
 public:
  explicit Analysis(const Table& table) : table_(table), columns_(table) {}

  Diagnostics run() {
    const Rules possible = find_possible();
    for (std::uint32_t r = 0; r < table_.rules.size(); ++r)
      if (const std::size_t dead = columns_.dead_cell(r); dead != Columns::none) report_dead(r, dead);
    find_duplicates(possible);
    for (const auto& [later, earlier] : duplicates_) report_duplicate(later, earlier);
    if (needs_cover()) {
      restart();
      find_gaps(0, possible);
    }
    if (table_.policy == HitPolicy::unique || table_.policy == HitPolicy::any) {
      Rules sure;
      std::copy_if(possible.begin(), possible.end(), std::back_inserter(sure),
                   [&](std::uint32_t r) { return columns_.is_known(r); });
      restart();
      find_overlaps(0, sure);
    }
    if (table_.policy == HitPolicy::first) {
      for (const std::uint32_t r : find_hidden()) report_hidden(r);
    }
    return std::move(findings_);
  }

  /// Rows that can match and are the first to do so nowhere; those that say the same as an earlier one are not among them.
  Rules find_hidden() {
    const Rules possible = find_possible();
    if (duplicates_.empty()) find_duplicates(possible);
    reached_.assign(table_.rules.size(), false);
    restart();
    Rules out;
    if (!find_reached(0, possible)) return out;
    std::copy_if(possible.begin(), possible.end(), std::back_inserter(out),
                 [&](std::uint32_t r) { return !reached_[r] && !duplicates_.contains(r); });
    return out;
  }

 private:
  [[nodiscard]] Rules find_possible() const {
    Rules out;
    for (std::uint32_t r = 0; r < table_.rules.size(); ++r)
      if (columns_.dead_cell(r) == Columns::none) out.push_back(r);
    return out;
  }
  /// A table whose result may be an empty list need not cover everything; neither must one with a value for the rest.
  [[nodiscard]] bool needs_cover() const {
    const bool single = table_.policy == HitPolicy::unique || table_.policy == HitPolicy::any ||
                        table_.policy == HitPolicy::first || table_.policy == HitPolicy::priority;
    return single && std::none_of(table_.outputs.begin(), table_.outputs.end(),
                                  [](const Output& output) { return output.otherwise.has_value(); });
  }

  void restart() {
    boxes_ = 0;
    visits_ = 0;
    example_.assign(columns_.count(), 0);
    gap_.assign(columns_.count(), {});
  }
  bool spend(std::size_t visits) {
    ++boxes_;
    visits_ += visits;
    return boxes_ <= boxes_max && visits_ <= visits_max;
  }
  /// For one look at these rules in a column: at each of them, and at every stretch of their cells.
  [[nodiscard]] std::size_t visits(std::size_t column, const Rules& rules) const {
    std::size_t out = rules.size();
    if (column == columns_.count()) return out;
    for (const std::uint32_t r : rules) out += columns_.cell(column, r).size();
    return out;
  }

  /// Calls `visit(stretch, rules)` for each stretch of a column in which the same rules match, as long as it says true.
  template <class Visit>
  bool for_segments(std::size_t column, const Rules& rules, const Visit& visit) const {
    std::vector<std::pair<std::size_t, std::uint32_t>> starts;
    std::vector<std::pair<std::size_t, std::uint32_t>> ends;
    std::vector<std::size_t> cuts;
    Rules active;
    const auto cut_at = [&](const Stretch& stretch) {
      cuts.push_back(stretch.first);
      if (stretch.last + 1 < columns_.atoms(column)) cuts.push_back(stretch.last + 1);
    };
    for (const Stretch& stretch : columns_.inside(column)) cut_at(stretch);
    for (const std::uint32_t r : rules) {
      if (columns_.is_full(column, r)) {
        active.push_back(r);
        continue;
      }
      for (const Stretch& stretch : columns_.cell(column, r)) {
        starts.emplace_back(stretch.first, r);
        ends.emplace_back(stretch.last + 1, r);
        cut_at(stretch);
      }
    }
    for (auto* list : {&starts, &ends}) std::sort(list->begin(), list->end());
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    std::size_t start = 0;
    std::size_t end = 0;
    auto inside = columns_.inside(column).begin();
    const auto place = [&](std::uint32_t r) { return std::lower_bound(active.begin(), active.end(), r); };
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      const std::size_t cut = cuts[i];
      const std::size_t last = (i + 1 < cuts.size() ? cuts[i + 1] : columns_.atoms(column)) - 1;
      for (; end < ends.size() && ends[end].first <= cut; ++end) active.erase(place(ends[end].second));
      for (; start < starts.size() && starts[start].first <= cut; ++start) {
        active.insert(place(starts[start].second), starts[start].second);
      }
      while (inside != columns_.inside(column).end() && inside->last < cut) ++inside;
      if (inside == columns_.inside(column).end()) return true;
      if (inside->first > cut) continue;
      if (!visit(Stretch{cut, last}, active)) return false;
    }
    return true;
  }

  [[nodiscard]] bool any_covers_rest(std::size_t column, const Rules& rules) const {
    return std::any_of(rules.begin(), rules.end(), [&](std::uint32_t r) { return columns_.is_full_from(column, r); });
  }

  bool find_gaps(std::size_t column, const Rules& rules) {
    if (!spend(visits(column, rules))) return false;
    if (rules.empty()) {
      for (std::size_t c = column; c < example_.size(); ++c) example_[c] = 0;
      report_gap(column);
      return gaps_ < gaps_max;
    }
    if (column == columns_.count() || any_covers_rest(column, rules)) return true;
    return for_segments(column, rules, [&](const Stretch& stretch, const Rules& matching) {
      example_[column] = stretch.first;
      gap_[column] = stretch;
      return find_gaps(column + 1, matching);
    });
  }

  bool find_overlaps(std::size_t column, const Rules& rules) {
    if (rules.size() < 2) return true;
    if (!spend(visits(column, rules))) return false;
    if (rules.size() <= pairs_set_max || column == columns_.count()) return compare_pairs(rules);
    return for_segments(column, rules,
                        [&](const Stretch&, const Rules& matching) { return find_overlaps(column + 1, matching); });
  }

  bool compare_pairs(const Rules& rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      for (std::size_t j = i + 1; j < rules.size(); ++j) {
        if (!spend(1 + columns_.stretches(rules[i]) + columns_.stretches(rules[j]))) return false;
        if (overlap_seen_.contains({rules[i], rules[j]}) || agree(rules[i], rules[j])) continue;
        const auto common = columns_.common(rules[i], rules[j]);
        if (!common) continue;
        overlap_seen_.insert({rules[i], rules[j]});
        report_overlap(rules[i], rules[j], *common);
        if (overlap_seen_.size() >= overlaps_max) return false;
      }
    }
    return true;
  }

  /// For the policy any: rules that match together must give the same; only plain values can be told to differ.
  [[nodiscard]] bool agree(std::uint32_t a, std::uint32_t b) const {
    // These have been reported already.
    if (duplicates_.contains(b) && duplicates_.at(b) == a) return true;
    if (table_.policy != HitPolicy::any) return false;
    const Rule& first = table_.rules[a];
    const Rule& second = table_.rules[b];
    for (std::size_t i = 0; i < first.outputs.size(); ++i) {
      const auto x = feel::literal_of(first.outputs[i]);
      const auto y = feel::literal_of(second.outputs[i]);
      if (x && y && !(*x == *y)) return false;
    }
    return true;
  }

  /// Marks every rule that is the first to match somewhere. False when the work was given up.
  bool find_reached(std::size_t column, Rules rules) {
    if (!spend(visits(column, rules))) return false;
    // What stands behind a rule that surely matches all of this box cannot be first in it.
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (!columns_.is_known(rules[i]) || !columns_.is_full_from(column, rules[i])) continue;
      rules.resize(i + 1);
      break;
    }
    if (std::all_of(rules.begin(), rules.end(), [&](std::uint32_t r) { return reached_[r]; })) return true;
    if (rules.size() == 1 || column == columns_.count()) {
      for (const std::uint32_t r : rules) {
        reached_[r] = true;
        if (columns_.is_known(r)) break;
      }
      return true;
    }
    return for_segments(column, rules,
                        [&](const Stretch&, const Rules& matching) { return find_reached(column + 1, matching); });
  }

  void find_duplicates(const Rules& rules) {
    std::map<std::string, std::uint32_t> seen;
    for (const std::uint32_t r : rules) {
      std::string key;
      for (const auto& test : table_.rules[r].tests) key += test.print() + '\n';
      for (const auto& output : table_.rules[r].outputs) key += output.print() + '\n';
      const auto [place, is_new] = seen.emplace(std::move(key), r);
      if (!is_new) duplicates_.emplace(r, place->second);
    }
  }

  /// Where only one row may match, two of a kind leave nothing decided.
  void report_duplicate(std::uint32_t later, std::uint32_t earlier) {
    add(table_.policy == HitPolicy::unique ? Severity::error : Severity::warning, "EH0404",
        fmt::format("Row {} says the same as row {}.", later + 1, earlier + 1),
        fmt::format("Delete one of them. Both match when {}.", example_of(later, earlier)), table_.rules[later].span);
  }

  void report_gap(std::size_t decided) {
    ++gaps_;
    const Span span = table_.rules.empty() ? Span{} : table_.rules.back().span;
    // A row that lists hundreds of values helps nobody.
    constexpr std::size_t shown_max = 500;
    const std::string row = missing_row(decided);
    bool missing = false;
    for (std::size_t c = 0; c < decided; ++c) missing = missing || columns_.may_be_missing(c, gap_[c]);
    add(Severity::warning, "EH0401", fmt::format("No row matches when {}.", columns_.describe(example_, decided)),
        missing || row.size() > shown_max ? std::string("Add a row for that, or a last row with - in every cell.")
                                          : fmt::format("Add the row {}, or a last row with - in every cell.", row),
        span);
  }

  /// `| < 18 | - | ? |`: a row that matches the gap and nothing that another row does.
  [[nodiscard]] std::string missing_row(std::size_t decided) const {
    std::string out = "|";
    for (std::size_t c = 0; c < columns_.count(); ++c)
      out += fmt::format(" {} |", c < decided ? columns_.test_text(c, gap_[c]) : "-");
    for (std::size_t i = 0; i < table_.outputs.size(); ++i) out += " ? |";
    return out;
  }

  void report_overlap(std::uint32_t a, std::uint32_t b, const std::vector<std::size_t>& atoms) {
    const bool any = table_.policy == HitPolicy::any;
    add(Severity::error, "EH0402",
        fmt::format("Rows {} and {} both match{} when {}.", a + 1, b + 1, any ? " and disagree" : "",
                    columns_.describe(atoms, atoms.size())),
        any ? "Give both the same outputs, or narrow one of them." : "Narrow one of them, or use the hit policy first.",
        table_.rules[b].span);
  }

  void report_hidden(std::uint32_t r) {
    add(Severity::warning, "EH0403",
        fmt::format("Row {} is never reached: earlier rows match everything it does.", r + 1),
        fmt::format("{}Move it up, narrow the rows above, or delete it.", taken_by_earlier(r)), table_.rules[r].span);
  }

  [[nodiscard]] std::string example_of(std::uint32_t a, std::uint32_t b) const {
    const auto common = columns_.common(a, b);
    return common ? columns_.describe(*common, common->size()) : "the same inputs are given";
  }
  [[nodiscard]] std::string taken_by_earlier(std::uint32_t r) const {
    for (std::uint32_t earlier = 0; earlier < r; ++earlier) {
      if (columns_.is_known(earlier) && columns_.common(earlier, r))
        return fmt::format("Row {} matches first when {}, for one. ", earlier + 1, example_of(earlier, r));
    }
    return "";
  }

  void report_dead(std::uint32_t r, std::size_t column) {
    const Rule& rule = table_.rules[r];
    const Span span = column < rule.test_spans.size() ? rule.test_spans[column] : rule.span;
    add(Severity::warning, "EH0403",
        fmt::format("Row {} never matches: {} can never be {}.", r + 1, columns_.label(column),
                    text::prefix(rule.tests[column].print(), 100)),
        columns_.allowed_text(column), span);
  }

  void add(Severity severity, std::string code, std::string message, std::string hint, const Span& span) {
    findings_.push_back({severity, std::move(code), std::move(message), std::move(hint), span});
  }

  const Table& table_;
  const Columns columns_;
  Diagnostics findings_;
  std::vector<std::size_t> example_;
  std::vector<Stretch> gap_;                           ///< around the example, all of which no rule matches
  std::map<std::uint32_t, std::uint32_t> duplicates_;  ///< to the earlier rule
  std::set<std::pair<std::uint32_t, std::uint32_t>> overlap_seen_;
  std::vector<bool> reached_;
  std::size_t boxes_ = 0;
  std::size_t visits_ = 0;
  std::size_t gaps_ = 0;
};

}  // namespace

namespace {

/// Where priority decides, the rows in its order are as those of a table where the first one does.
void find_outranked(const Table& table, Diagnostics& out) {
  std::vector<std::pair<std::vector<std::size_t>, std::uint32_t>> ranks;
  for (std::uint32_t r = 0; r < table.rules.size(); ++r) {
    std::vector<std::size_t> rank;
    for (std::size_t c = 0; c < table.outputs.size(); ++c) {
      const auto value = feel::literal_of(table.rules[r].outputs[c]);
      if (!value) return;
      rank.push_back(priority_of(table.outputs[c], *value));
    }
    ranks.emplace_back(std::move(rank), r);
  }
  std::sort(ranks.begin(), ranks.end());
  Table sorted = table;
  for (std::size_t i = 0; i < ranks.size(); ++i) sorted.rules[i] = table.rules[ranks[i].second];
  Rules hidden = Analysis(sorted).find_hidden();
  for (std::uint32_t& r : hidden) r = ranks[r].second;
  std::sort(hidden.begin(), hidden.end());
  for (const std::uint32_t r : hidden)
    out.push_back({Severity::warning, "EH0403",
                   fmt::format("Row {} never decides: rows that win by priority match everything it does.", r + 1),
                   "Narrow those rows, change the order of the output's values, or delete it.", table.rules[r].span});
}

}  // namespace

Diagnostics analyse(const Table& table) {
  Diagnostics out;
  check_outputs(table, out);
  if (table.inputs.empty() || table.rules.empty()) return out;
  Diagnostics found = Analysis(table).run();
  std::move(found.begin(), found.end(), std::back_inserter(out));
  if (table.policy == HitPolicy::priority) find_outranked(table, out);
  return out;
}

}  // namespace evenhand::dmn

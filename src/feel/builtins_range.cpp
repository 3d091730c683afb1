#include "feel/builtins.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

namespace {

/// A point or a range. A null end is open towards its side.
struct Stretch {
  Value low, high;
  bool low_closed = true, high_closed = true;
  bool is_point = false;
};

std::optional<Stretch> stretch_of(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (const Range* range = value.as_range()) {
    if (range->form == RangeForm::not_equal) return std::nullopt;
    return Stretch{range->low, range->high, range->low_closed, range->high_closed, false};
  }
  return Stretch{value, value, true, true, true};
}

/// Order of two ends; an end that is not there lies beyond every value on its side. 2 when they cannot be compared.
struct End {
  const Value& value;
  int side;  ///< -1 low, 1 high
};
int order_of(const End& a, const End& b) {
  const int at_a = a.value.is_null() ? a.side : 0;
  const int at_b = b.value.is_null() ? b.side : 0;
  if (at_a != at_b) return at_a < at_b ? -1 : 1;
  if (at_a != 0) return 0;
  const auto found = order(a.value, b.value);
  if (!found) return 2;
  return *found < 0 ? -1 : *found > 0 ? 1 : 0;
}

constexpr int incomparable = 2;

/// One relation: from the ends' orders and whether they are closed.
struct Pair {
  const Stretch& a;
  const Stretch& b;
  int low_low = order_of({a.low, -1}, {b.low, -1});
  int low_high = order_of({a.low, -1}, {b.high, 1});
  int high_low = order_of({a.high, 1}, {b.low, -1});
  int high_high = order_of({a.high, 1}, {b.high, 1});

  [[nodiscard]] bool comparable() const noexcept {
    return low_low != incomparable && low_high != incomparable && high_low != incomparable && high_high != incomparable;
  }
};

using Relation = bool (*)(const Pair&);

bool before(const Pair& p) {
  return p.high_low < 0 || (p.high_low == 0 && !(p.a.high_closed && p.b.low_closed));
}
bool after(const Pair& p) {
  return p.low_high > 0 || (p.low_high == 0 && !(p.a.low_closed && p.b.high_closed));
}
bool meets(const Pair& p) {
  return p.high_low == 0 && p.a.high_closed && p.b.low_closed;
}
bool met_by(const Pair& p) {
  return p.low_high == 0 && p.a.low_closed && p.b.high_closed;
}
bool overlaps(const Pair& p) {
  return !before(p) && !after(p);
}
bool starts_earlier(const Pair& p) {
  return p.low_low < 0 || (p.low_low == 0 && p.a.low_closed && !p.b.low_closed);
}
bool ends_not_later(const Pair& p) {
  return p.high_high < 0 || (p.high_high == 0 && (!p.a.high_closed || p.b.high_closed));
}
bool starts_not_earlier(const Pair& p) {
  return p.low_low > 0 || (p.low_low == 0 && (!p.a.low_closed || p.b.low_closed));
}
bool overlaps_before(const Pair& p) {
  return starts_earlier(p) && overlaps(p) && ends_not_later(p);
}
bool finishes(const Pair& p) {
  if (p.a.is_point) return p.high_high == 0 && p.b.high_closed;
  return p.high_high == 0 && p.a.high_closed == p.b.high_closed && starts_not_earlier(p);
}
bool starts(const Pair& p) {
  if (p.a.is_point) return p.low_low == 0 && p.b.low_closed;
  return p.low_low == 0 && p.a.low_closed == p.b.low_closed && ends_not_later(p);
}
bool during(const Pair& p) {
  return starts_not_earlier(p) && ends_not_later(p);
}
bool coincides(const Pair& p) {
  return p.low_low == 0 && p.high_high == 0 && p.a.low_closed == p.b.low_closed && p.a.high_closed == p.b.high_closed;
}

/// `swapped` relations are those of the second argument to the first: `includes(a, b)` is `during(b, a)`.
template <Relation relation, bool swapped = false>
Value relate(const Call& call) {
  const auto first = stretch_of(call.single(swapped ? 1 : 0));
  const auto second = stretch_of(call.single(swapped ? 0 : 1));
  if (!first || !second) return call.wrong("two points or ranges");
  const Pair pair{*first, *second};
  if (!pair.comparable()) return call.wrong("points and ranges of one kind");
  return relation(pair);
}

constexpr Builtin table[] = {
    {"after", "point1,point2|point,range|range,point|range1,range2", 2, 2, relate<after>},
    {"before", "point1,point2|point,range|range,point|range1,range2", 2, 2, relate<before>},
    {"coincides", "point1,point2|range1,range2", 2, 2, relate<coincides>},
    {"during", "point,range|range1,range2", 2, 2, relate<during>},
    {"finished by", "range,point|range1,range2", 2, 2, relate<finishes, true>},
    {"finishes", "point,range|range1,range2", 2, 2, relate<finishes>},
    {"includes", "range,point|range1,range2", 2, 2, relate<during, true>},
    {"meets", "range1,range2", 2, 2, relate<meets>},
    {"met by", "range1,range2", 2, 2, relate<met_by>},
    {"overlaps", "range1,range2", 2, 2, relate<overlaps>},
    {"overlaps after", "range1,range2", 2, 2, relate<overlaps_before, true>},
    {"overlaps before", "range1,range2", 2, 2, relate<overlaps_before>},
    {"started by", "range,point|range1,range2", 2, 2, relate<starts, true>},
    {"starts", "point,range|range1,range2", 2, 2, relate<starts>},
};

}  // namespace

std::span<const Builtin> range_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "store/case_row.hpp"
#include "store/dialect.hpp"
#include "store/search.hpp"

namespace evenhand::store::cases {

namespace {

/// Texts as one value, since a statement takes a limited number of values.
std::string json_list(std::span<const std::string> texts) {
  json::Array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return json::write(list);
}

/// Builds a SELECT and keeps its values: `$1` is the organisation.
class Query {
 public:
  Query(Dialect dialect, std::string_view org) : dialect_(dialect) { (void)value(org); }

  /// @return the placeholder of a list, which is kept here
  std::string list(std::span<const std::string> texts) {
    return texts_of(dialect_, value(lists_.emplace_back(json_list(texts))));
  }
  /// @return the placeholder of a value
  std::string value(Param param) {
    params_.push_back(param);
    return fmt::format("${}", params_.size());
  }
  /// @return the placeholders of a few values
  std::string values(std::span<const std::string> few) {
    std::vector<std::string> placeholders;
    for (const std::string& one : few) placeholders.push_back(value(one));
    return fmt::format("({})", fmt::join(placeholders, ", "));
  }
  void where(std::string condition) { conditions_.push_back(std::move(condition)); }
  void equals(std::string_view column, const std::string& wanted) {
    if (!wanted.empty()) where(fmt::format("{} = {}", column, value(wanted)));
  }
  [[nodiscard]] std::string conditions() const { return fmt::format("{}", fmt::join(conditions_, " AND ")); }
  [[nodiscard]] std::span<const Param> params() const { return params_; }

 private:
  const Dialect dialect_;
  std::vector<Param> params_;
  std::deque<std::string> lists_;
  std::vector<std::string> conditions_;
};

/// How one sort orders rows, and where a page ended in it.
struct Order {
  std::string_view name, columns, order_by;
  std::size_t keys;  ///< integers before the case id
  bool descending;
};
constexpr Order order_of(Sort sort) {
  switch (sort) {
    case Sort::by_changed:
      return {"changed", "c.changed_at, c.case_id", "c.changed_at DESC, c.case_id DESC", 1, true};
    case Sort::by_opened:
      return {"opened", "c.opened_at, c.case_id", "c.opened_at DESC, c.case_id DESC", 1, true};
    case Sort::by_urgency:
      break;
  }
  return {"urgency", "c.priority_rank, c.next_due, c.case_id", "c.priority_rank, c.next_due, c.case_id", 2, false};
}

struct Cursor {
  std::vector<std::int64_t> keys;
  std::string case_id;
};

std::string cursor_text(const Order& order, const CaseRow& row) {
  json::Array parts{order.name};
  if (order.keys == 2) {
    parts.emplace_back(priority_rank(row.priority).value_or(0));
    parts.emplace_back(row.next_due.micros);
  } else {
    parts.emplace_back(order.name == "changed" ? row.changed_at.micros : row.opened_at.micros);
  }
  parts.emplace_back(row.id);
  return base64url(json::write(parts));
}

Result<Cursor> parse_cursor(const Order& order, std::string_view text) {
  const auto bad = [] {
    return fail(ErrorKind::invalid, "store/bad-cursor", "The cursor is not one of this list and sort.",
                "Begin again with the first page.");
  };
  const auto raw = text.size() <= 512 ? unbase64url(text) : std::nullopt;
  const auto value = raw ? json::parse(*raw) : Result<json::Value>(bad());
  const json::Array* parts = value ? value->as_array() : nullptr;
  if (parts == nullptr || parts->size() != order.keys + 2) return bad();
  const std::string* name = parts->front().as_string();
  const std::string* id = parts->back().as_string();
  if (name == nullptr || *name != order.name || id == nullptr) return bad();
  Cursor out{.keys = {}, .case_id = *id};
  for (std::size_t i = 1; i <= order.keys; ++i) {
    const Decimal* number = (*parts)[i].as_number();
    const auto key = number != nullptr ? number->to_int64() : std::nullopt;
    if (!key) return bad();
    out.keys.push_back(*key);
  }
  return out;
}

/// Which halves of the table a list is of. The indexes know only closed or not; the exact status is looked at in the rows
/// they give.
struct Halves {
  bool open = true, closed = true;
};
Halves add_statuses(Query& query, const Filter& filter) {
  Halves halves;
  if (!filter.statuses.empty()) {
    const auto all = filter.statuses.size();
    const auto closed = static_cast<std::size_t>(std::count(filter.statuses.begin(), filter.statuses.end(), "closed"));
    halves.open = closed != all;
    halves.closed = closed != 0;
    query.where(fmt::format("c.status IN {}", query.values(filter.statuses)));
  }
  if (filter.overdue) halves.closed = false;
  return halves;
}

/// The indexes by urgency begin with closed or not, and by change or opening they do not. A list over both by urgency is
/// therefore put together from the first rows of each half; one more index would cost every step of every case.
std::string page_statement(const Query& query, const Order& order, Halves halves, std::size_t count) {
  const auto rows = [&](std::string_view half) {
    return fmt::format("SELECT {} FROM cases c WHERE {}{} ORDER BY {} LIMIT {}", row_columns, half, query.conditions(),
                       order.order_by, count);
  };
  if (!halves.open) return rows("c.closed = 1 AND ");
  if (!halves.closed) return rows("c.closed = 0 AND ");
  if (order.keys == 1) return rows("");
  return fmt::format(
      "SELECT {} FROM (SELECT * FROM ({}) first UNION ALL SELECT * FROM ({}) second) c ORDER BY {} LIMIT {}",
      row_columns, rows("c.closed = 0 AND "), rows("c.closed = 1 AND "), order.order_by, count);
}

/// The page first, then whom its cases are of, looked up one by one: a join may read whole tables where they are small.
/// The number of rows stands in the text, so that a server can plan once for all pages of that size.
std::string statement(const Query& query, const Order& order, Halves halves, std::size_t count) {
  return fmt::format(
      "SELECT {}, (SELECT p.name FROM customers p WHERE p.org_id = c.org_id AND p.customer_id = c.customer_id), "
      "(SELECT k.wrapped FROM person_keys k WHERE k.org_id = c.org_id AND k.customer_id = c.customer_id) "
      "FROM ({}) c ORDER BY {}",
      row_columns, page_statement(query, order, halves, count), order.order_by);
}

}  // namespace

Result<Page> list(const Reader& reader, std::string_view org, const Filter& filter, std::string_view cursor,
                  std::size_t limit) {
  const Order order = order_of(filter.sort);
  limit = std::clamp<std::size_t>(limit, 1, limits::page_size_max);
  Query query(reader.sql().dialect(), org);
  query.where("c.org_id = $1");
  const Halves halves = add_statuses(query, filter);
  if (!halves.open && !halves.closed) return Page{};
  query.equals("c.team", filter.team);
  if (filter.unassigned) {
    query.where("c.assignee_id = ''");
  } else {
    query.equals("c.assignee_id", filter.assignee_id);
  }
  query.equals("c.procedure_id", filter.procedure_id);
  query.equals("c.state", filter.state);
  query.equals("c.channel", filter.channel);
  query.equals("c.waiting_role", filter.waiting_role);
  if (!filter.waiting_for_any.empty())
    query.where(fmt::format("c.waiting_role IN {}", query.list(filter.waiting_for_any)));
  query.equals("c.customer_id", filter.customer_id);
  if (!filter.priority.empty()) {
    query.where(fmt::format("c.priority_rank = {}", query.value(priority_rank(filter.priority).value_or(-1))));
  }
  if (filter.overdue) query.where(fmt::format("c.next_due <= {}", query.value(filter.now)));
  const std::string words = search::match_expression(reader.sql().dialect(), filter.text);
  if (!filter.text.empty()) {
    if (words.empty()) return Page{};
    query.where(fmt::format("c.case_id IN ({})", search::targets(reader.sql().dialect(), query.value(words))));
  }
  Cursor from;
  if (!cursor.empty()) {
    auto parsed = parse_cursor(order, cursor);
    if (!parsed) return fail(parsed.error());
    from = std::move(*parsed);
    std::vector<std::string> keys;
    for (const std::int64_t key : from.keys) keys.push_back(query.value(key));
    keys.push_back(query.value(from.case_id));
    query.where(fmt::format("({}) {} ({})", order.columns, order.descending ? "<" : ">", fmt::join(keys, ", ")));
  }
  // One more than asked for tells whether there is a next page.
  const std::string sql = statement(query, order, halves, limit + 1);
  Page page;
  auto read = reader.sql().each(sql, query.params(), [&](const Row& row) -> Result<void> {
    page.rows.push_back(read_row(row));
    page.customers.push_back({.name = row.text(row_column_count), .wrapped = row.text(row_column_count + 1)});
    return {};
  });
  if (!read) return fail(read.error());
  if (page.rows.size() > limit) {
    page.rows.resize(limit);
    page.customers.resize(limit);
    page.next = cursor_text(order, page.rows.back());
  }
  return page;
}

}  // namespace evenhand::store::cases

#include "store/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "store/migrations.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"
#include "store/tables_catalogue.hpp"

namespace evenhand::store::tables {
namespace {

constexpr std::string_view search_table = "search_documents";
constexpr std::size_t batch_rows_max = 1'000;
constexpr std::size_t batch_bytes = 4u << 20;

std::string names_of(const Table& table, std::string_view prefix) {
  std::string out;
  for (const Column& column : table.columns) out += fmt::format("{}{}{}", out.empty() ? "" : ", ", prefix, column.name);
  return out;
}
std::string key_names(const Table& table, std::string_view prefix) {
  std::string out;
  for (const std::size_t i : table.key)
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", prefix, table.columns[i].name);
  return out;
}
std::string places(std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return out;
}

Param param_of(const Column& column, const Value& value) {
  if (const auto* n = std::get_if<std::int64_t>(&value)) return *n;
  if (const auto* s = std::get_if<std::string>(&value)) {
    if (column.kind == Kind::blob) return Blob{*s};
    return std::string_view(*s);
  }
  return nullptr;
}

Value value_of(const Row& row, int at, Kind kind) {
  if (row.is_null(at)) return std::monostate{};
  if (kind == Kind::integer) return row.integer(at);
  return row.text(at);
}

bool is_search_of_sqlite(Connection& connection, const Table& table) {
  return table.name == search_table && !is_postgresql(connection);
}

/// What rows are read from, under the name `t`, with the columns of `table`.
std::string from_of(Connection& connection, const Table& table) {
  if (!is_search_of_sqlite(connection, table)) return table.name + " t";
  return "(SELECT d.org_id, d.kind, d.document_id, d.target, d.customer_id, coalesce(s.title, '') AS title, "
         "coalesce(s.body, '') AS body FROM search_documents d LEFT JOIN search_text s ON s.rowid = d.entry) t";
}

template <class T>
void put_number(std::string& out, T number) {
  char bytes[sizeof(T)];
  for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(number >> (8 * i) & 0xff);
  out.append(bytes, sizeof(T));
}
template <class T>
bool take_number(std::string_view& bytes, T& number) {
  if (bytes.size() < sizeof(T)) return false;
  number = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) number |= static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  bytes.remove_prefix(sizeof(T));
  return true;
}

Result<Values> bad_row(const Table& table) {
  return fail(ErrorKind::corrupt, "store/bad-row", fmt::format("A row of {} cannot be read.", table.name));
}

Result<void> run_all(Writer& writer, const std::string& sql, const std::vector<Param>& params) {
  auto done = writer.sql().run(sql, params);
  return done ? Result<void>() : fail(done.error());
}

std::size_t size_of(const Values& row) {
  std::size_t bytes = 0;
  for (const Value& value : row) {
    const auto* text = std::get_if<std::string>(&value);
    bytes += 16 + (text == nullptr ? 0 : text->size());
  }
  return bytes;
}

}  // namespace

Result<std::vector<Table>> all(Connection& connection) {
  auto catalogue = read_catalogue(connection);
  if (!catalogue) return fail(catalogue.error());
  std::vector<Table> out;
  std::set<std::string> placed;
  // Parents first: as often as tables stand on others, which is a few times.
  for (bool moved = true; moved;) {
    moved = false;
    for (CatalogueTable& one : *catalogue) {
      if (one.table.name.empty()) continue;  // placed
      const bool ready = std::all_of(one.parents.begin(), one.parents.end(), [&](const std::string& parent) {
        return parent == one.table.name || placed.contains(parent);
      });
      if (!ready) continue;
      placed.insert(one.table.name);
      if (one.table.name == search_table) {
        one.table.columns.clear();
        for (const char* name : {"org_id", "kind", "document_id", "target", "customer_id", "title", "body"})
          one.table.columns.push_back({.name = name, .kind = Kind::text});
        one.table.key = {0, 1, 2};
      }
      out.push_back(std::exchange(one.table, {}));
      moved = true;
    }
  }
  if (out.size() != catalogue->size())
    return fail(ErrorKind::corrupt, "store/sql", "Tables of the database refer to each other in a circle.",
                "The database is not one of Evenhand's.");
  return out;
}

Result<int> schema_of(Connection& connection) {
  const auto tables = table_names(connection);
  if (!tables) return fail(tables.error());
  if (tables->empty()) return 0;
  if (std::find(tables->begin(), tables->end(), "schema_migrations") == tables->end())
    return fail(ErrorKind::unsupported, "store/not-ours", "The database belongs to another program.",
                "Check the path or the URL.");
  auto last = connection.integer("SELECT max(number) FROM schema_migrations", {});
  if (!last) return fail(last.error());
  const auto known = static_cast<std::int64_t>(migrations().size());
  if (last->value_or(0) > known)
    return fail(ErrorKind::unsupported, "store/newer-schema",
                fmt::format("The database has schema {}; this program knows {} and older.", **last, known),
                "Use the version of evenhand that wrote it, or a newer one.");
  return static_cast<int>(last->value_or(0));
}

Values key_of(const Table& table, const Values& row) {
  Values key;
  for (const std::size_t i : table.key) key.push_back(row[i]);
  return key;
}

Result<std::vector<Values>> read(Connection& connection, const Table& table, const Values& after, const Values& until,
                                 std::size_t rows_max) {
  std::vector<Param> params;
  std::string where;
  const auto bound = [&](const Values& key, std::string_view compares) {
    if (key.empty()) return;
    where += fmt::format("{}({}) {} ({})", where.empty() ? " WHERE " : " AND ", key_names(table, "t."), compares,
                         places(params.size() + 1, key.size()));
    for (std::size_t i = 0; i < key.size(); ++i) params.push_back(param_of(table.columns[table.key[i]], key[i]));
  };
  bound(after, ">");
  bound(until, "<=");
  params.emplace_back(rows_max);
  const std::string sql = fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT ${}", names_of(table, "t."),
                                      from_of(connection, table), where, key_names(table, "t."), params.size());
  const Reader reader(connection);
  return all_rows<Values>(reader, sql, params, [&](const Row& row) {
    Values values;
    values.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      values.push_back(value_of(row, static_cast<int>(i), table.columns[i].kind));
    return values;
  });
}

Result<std::uint64_t> count(Connection& connection, const Table& table) {
  auto rows = connection.integer("SELECT count(*) FROM " + table.name, {});
  if (!rows) return fail(rows.error());
  return static_cast<std::uint64_t>(rows->value_or(0));
}

Result<void> put(Writer& writer, const Table& table, const Values& row) {
  if (table.name == search_table) {
    const auto text = [&](std::size_t i) {
      const auto* value = std::get_if<std::string>(&row[i]);
      return value == nullptr ? std::string() : *value;
    };
    return search::put(
        writer, text(0),
        {.kind = text(1), .id = text(2), .target = text(3), .customer_id = text(4), .title = text(5), .body = text(6)});
  }
  std::vector<Param> params;
  std::string changes;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    params.push_back(param_of(table.columns[i], row[i]));
    if (std::find(table.key.begin(), table.key.end(), i) == table.key.end())
      changes += fmt::format("{}{} = excluded.{}", changes.empty() ? "" : ", ", name, name);
  }
  const std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO {}", table.name,
                                      names_of(table, ""), places(1, params.size()), key_names(table, ""),
                                      changes.empty() ? "NOTHING" : "UPDATE SET " + changes);
  return run_all(writer, sql, params);
}

Result<void> remove(Writer& writer, const Table& table, const Values& key) {
  if (table.name == search_table)
    return search::remove(writer, std::get<std::string>(key[0]), std::get<std::string>(key[1]),
                          std::get<std::string>(key[2]));
  std::vector<Param> params;
  for (std::size_t i = 0; i < key.size(); ++i) params.push_back(param_of(table.columns[table.key[i]], key[i]));
  return run_all(
      writer,
      fmt::format("DELETE FROM {} WHERE ({}) = ({})", table.name, key_names(table, ""), places(1, params.size())),
      params);
}

void encode(const Table& table, const Values& row, std::string& out) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const auto* n = std::get_if<std::int64_t>(&row[i])) {
      out += '\1';
      put_number(out, static_cast<std::uint64_t>(*n));
    } else if (const auto* s = std::get_if<std::string>(&row[i])) {
      out += table.columns[i].kind == Kind::blob ? '\3' : '\2';
      put_number(out, static_cast<std::uint32_t>(s->size()));
      out += *s;
    } else {
      out += '\0';
    }
  }
}

Result<Values> decode(const Table& table, std::string_view& bytes) {
  Values row;
  row.reserve(table.columns.size());
  for (const Column& column : table.columns) {
    if (bytes.empty()) return bad_row(table);
    const char kind = bytes.front();
    bytes.remove_prefix(1);
    const char expected = column.kind == Kind::integer ? '\1' : column.kind == Kind::text ? '\2' : '\3';
    if (kind == '\0') {
      row.emplace_back();
      continue;
    }
    if (kind != expected) return bad_row(table);
    if (column.kind == Kind::integer) {
      std::uint64_t number = 0;
      if (!take_number(bytes, number)) return bad_row(table);
      row.emplace_back(static_cast<std::int64_t>(number));
      continue;
    }
    std::uint32_t size = 0;
    if (!take_number(bytes, size) || bytes.size() < size) return bad_row(table);
    row.emplace_back(std::string(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  return row;
}

Result<std::vector<Values>> Walk::next() {
  auto rows = read(connection_, table_, after_, {}, rows_);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return rows;
  after_ = key_of(table_, rows->back());
  std::size_t bytes = 1;
  for (const Values& row : *rows) bytes += size_of(row);
  // Rows of a table are much of a size: files are read a few at a time, events by the thousand.
  rows_ = std::clamp<std::size_t>(batch_bytes * rows->size() / bytes, 1, std::min(rows_ * 8, batch_rows_max));
  return rows;
}

}  // namespace evenhand::store::tables

// Writes tests/upgrade/schema_N.sql for each schema that has none yet: a small installation as a release with schema N left it.
// Usage: make_fixtures FOLDER, from anywhere. What a release has written never changes, so a file that is there is left as it is.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "desk/desk.hpp"
#include "store/database_check.hpp"
#include "store/migrations.hpp"
#include "store/people.hpp"
#include "store/sqlite.hpp"
#include "store/tables.hpp"

namespace {

using namespace evenhand;
namespace fs = std::filesystem;
namespace cw = casework;

constexpr Instant start{1'790'000'000'000'000};
constexpr std::string_view procedure = R"(---
id: small-refund
title: Small refund
channels: [email]
---

# Small refund

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |

## 1. Look

- Ask for **order number**.

## 2. Answer

- [ ] Read the order.
- Send **answer**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### answer

> We found order {order number}.
)";

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().code + ": " + result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

cw::Actor agent() {
  return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
}

std::string open_case(desk::Desk& desk, const std::string& name) {
  desk::Opening opening;
  opening.procedure_id = "small-refund";
  opening.selection.channel = "email";
  opening.open.subject = name + " asks for a refund";
  opening.open.customer_name = name;
  opening.open.customer_address = name + "@mail.example";
  opening.message = "Where is my money?";
  opening.actor = agent();
  const auto opened = desk.open_and_wait(std::move(opening));
  if (!opened) give_up("a case was not opened");
  return opened->case_id;
}

/// Submits to the node of this kind that the case is at.
template <class Make>
void go_on(desk::Desk& desk, const std::string& id, procedure::NodeKind kind, Make make) {
  const desk::Outcome now = must(desk.look(id));
  for (const cw::Place* place : now.program->places()) {
    const auto node = now.state->nodes.find(place->path);
    if (place->node->kind != kind || node == now.state->nodes.end() || node->second.status != cw::NodeStatus::active)
      continue;
    if (!desk.submit_and_wait({.case_id = id, .command = make(place->path), .actor = agent()}))
      give_up("a command was refused");
    return;
  }
  give_up("the case is at no such node");
}

/// Three cases: one just asked, one that waits for a reply with its timer armed, one that is closed.
void fill(const fs::path& folder) {
  ManualClock clock(start);
  auto desk = must(desk::Desk::open({.folder = folder, .company = "Juniper & Oak", .background = false}, clock));
  if (!desk->library().publish({.procedure_id = "small-refund",
                                .source = std::string(procedure),
                                .note = "first",
                                .person_id = "person_agent",
                                .expected_current = 0},
                               clock.now()))
    give_up("the procedure was not published");
  open_case(*desk, "ana");
  for (const char* name : {"ben", "cleo"}) {
    clock.advance(std::chrono::minutes(7));
    const std::string id = open_case(*desk, name);
    go_on(*desk, id, procedure::NodeKind::ask, [](const std::string& path) {
      return cw::RecordFacts{path, {{"order number", std::string("AB-12")}}};
    });
    go_on(*desk, id, procedure::NodeKind::task, [](const std::string& path) { return cw::TickTask{path}; });
    if (name == std::string("cleo") &&
        !desk->submit_and_wait(
            {.case_id = id,
             .command = cw::ReceiveMessage{.channel = "email", .text = "Thank you", .from = "", .key = "1"},
             .actor = agent()}))
      give_up("the reply was refused");
  }
  must(desk->checkpoint());
}

std::string dump(const fs::path& from, int schema, const fs::path& scratch) {
  auto source = must(store::open_sqlite({.path = from.string(), .read_only = true}));
  auto target = must(store::open_sqlite({.path = scratch.string()}));
  must(store::claim_file(*target));
  must(store::migrate(*target, start, schema));
  // Tables and columns that this schema has, of rows that the present one wrote.
  for (const store::tables::Table& table : must(store::tables::all(*target))) {
    store::tables::Walk walk(*source, table);
    store::Writer writer(*target, start);
    for (auto rows = must(walk.next()); !rows.empty(); rows = must(walk.next()))
      for (const auto& row : rows) must(store::tables::put(writer, table, row));
  }
  std::string out = fmt::format(
      "-- As a release with schema {} left it. Made by tests/upgrade/make_fixtures; never changed.\n", schema);
  out += "PRAGMA application_id = 1165387112;\n";
  must(
      target->each("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_text_%' AND name NOT "
                   "LIKE 'sqlite_%' ORDER BY rowid",
                   {}, [&](const store::Row& row) -> Result<void> {
                     out += row.text(0) + ";\n";
                     return {};
                   }));
  std::vector<std::pair<std::string, std::string>> tables;  // name, columns
  for (const std::string& name : {std::string("schema_migrations"), std::string("search_text")})
    tables.emplace_back(name, name == "search_text" ? "rowid, org_id, title, body" : "number, name, applied_at");
  for (const store::tables::Table& table : must(store::tables::all(*target))) {
    std::string columns;
    must(target->each("SELECT name FROM pragma_table_info($1) ORDER BY cid", {table.name},
                      [&](const store::Row& row) -> Result<void> {
                        columns += (columns.empty() ? "" : ", ") + row.text(0);
                        return {};
                      }));
    tables.emplace_back(table.name, columns);
  }
  for (const auto& [name, columns] : tables) {
    std::string quoted;
    for (std::size_t at = 0; at < columns.size();) {
      const std::size_t end = std::min(columns.find(", ", at), columns.size());
      quoted += fmt::format("{}quote({})", quoted.empty() ? "" : " || ', ' || ", columns.substr(at, end - at));
      at = end + 2;
    }
    must(target->each(fmt::format("SELECT {} FROM {} ORDER BY 1", quoted, name), {},
                      [&, table = name, all = columns](const store::Row& row) -> Result<void> {
                        out += fmt::format("INSERT INTO {} ({}) VALUES ({});\n", table, all, row.text(0));
                        return {};
                      }));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) give_up("Usage: make_fixtures FOLDER");
  const fs::path to = argv[1];
  const fs::path work = fs::temp_directory_path() / ("evenhand-fixtures-" + hex(sha256(random_bytes(8))).substr(0, 12));
  fs::create_directories(work);
  // One set of keys for all of them: made for this, they guard nothing.
  for (const char* key : {"master.key", "signing.key"})
    if (fs::exists(to / key)) fs::copy_file(to / key, work / key), ::chmod((work / key).c_str(), 0600);
  fill(work);
  for (const char* key : {"master.key", "signing.key"})
    if (!fs::exists(to / key)) fs::copy_file(work / key, to / key);
  for (int schema = 1; schema <= store::Store::schema_version(); ++schema) {
    const fs::path file = to / fmt::format("schema_{}.sql", schema);
    if (fs::exists(file)) continue;
    std::ofstream(file) << dump(work / "evenhand.db", schema, work / fmt::format("{}.db", schema));
    fmt::print("{}\n", file.string());
  }
  fs::remove_all(work);
}

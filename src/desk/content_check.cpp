#include "desk/content_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "desk/case_check.hpp"
#include "ledger/record.hpp"
#include "procedure/compile.hpp"
#include "store/cases.hpp"
#include "store/customers.hpp"
#include "store/procedures.hpp"
#include "store/row_check.hpp"
#include "store/search.hpp"
#include "store/tables.hpp"

namespace evenhand::desk {
namespace {

using store::tables::Table;
using store::tables::Values;

constexpr std::size_t batch_cases = 1'000;
constexpr std::size_t unreadable_max = 20;  ///< then it is not a case that is broken

constexpr std::string_view answers = "idempotency_keys";

/// Tables whose rows are looked at one by one: all but those of cases, which their events speak of, and of derived values.
constexpr std::array<std::string_view, 18> looked_through = {"orgs",
                                                             "org_settings",
                                                             "people",
                                                             "person_roles",
                                                             "teams",
                                                             "team_members",
                                                             "sessions",
                                                             "tokens",
                                                             "customers",
                                                             "procedures",
                                                             "procedure_versions",
                                                             "procedure_drafts",
                                                             "procedure_draft_authors",
                                                             "procedure_draft_comments",
                                                             "procedure_submissions",
                                                             "procedure_events",
                                                             "checkpoints",
                                                             answers};

class RestCheck {
 public:
  RestCheck(const store::Reader& reader, const std::string& org, const ContentKeys& keys,
            std::vector<std::string>& problems)
      : reader_(reader), org_(org), keys_(keys), problems_(problems) {}

  /// @return how many answers there were, which nobody else looks at
  Result<std::uint64_t> run() {
    const auto tables = store::tables::all(reader_.sql());
    if (!tables) return fail(tables.error());
    for (const Table& table : *tables) {
      if (std::find(looked_through.begin(), looked_through.end(), table.name) == looked_through.end()) continue;
      store::tables::Walk walk(reader_.sql(), table);
      for (;;) {
        const auto rows = walk.next();
        if (!rows) return fail(rows.error());
        if (rows->empty()) break;
        for (const Values& row : *rows) check(table, row);
      }
    }
    return rows_;
  }

 private:
  void problem(const Table& table, std::string_view what) {
    problems_.push_back(fmt::format("a row of {}: {}", table.name, what));
  }
  static std::string text_of(const Table& table, const Values& row, std::string_view name) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto* text = std::get_if<std::string>(&row[i]);
      if (table.columns[i].name == name && text != nullptr) return *text;
    }
    return {};
  }

  void check(const Table& table, const Values& row) {
    if (table.name == answers) return check_answer(table, row);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto* text = std::get_if<std::string>(&row[i]);
      if (table.columns[i].kind == store::tables::Kind::text && text != nullptr && !text::is_valid_utf8(*text))
        problem(table, table.columns[i].name + " is no text");
    }
    if (table.name == "people" && !json::parse(text_of(table, row, "settings"))) problem(table, "settings is no JSON");
    if (table.name == "procedures") check_procedure(table, row);
    if (table.name == "procedure_versions") check_version(table, row);
    if (table.name == "customers") check_customer(table, row);
    if (table.name == "checkpoints") check_checkpoint(table, row);
  }

  void check_procedure(const Table& table, const Values& row) {
    const std::string id = text_of(table, row, "procedure_id");
    if (text_of(table, row, "hash").empty()) return;  // its first version waits to take effect
    const auto current = store::procedures::current(reader_, org_, id);
    if (!current) return problem(table, current.error().message);
    const auto found = store::search::document(reader_, org_, current->kind, id);
    if (!found || !*found || (*found)->target != id || !(*found)->customer_id.empty() ||
        (*found)->title != current->title || (*found)->body != current->source)
      problem(table, fmt::format("the search index has other words than {}", id));
  }

  /// The name covers every word. A text that this release cannot compile cannot be told.
  void check_version(const Table& table, const Values& row) {
    const std::string hash = text_of(table, row, "hash");
    const auto compiled = procedure::compile(text_of(table, row, "source"));
    if (compiled.procedure == nullptr) return;
    const auto& procedure = *compiled.procedure;
    const std::string id = text_of(table, row, "procedure_id");
    if (procedure.hash != hash)
      problem(table, fmt::format("the text of {} has another hash than its name {}", id, hash.substr(0, 12)));
    if (procedure.title != text_of(table, row, "title") ||
        (procedure.guidance_only ? "guidance" : "procedure") != text_of(table, row, "kind"))
      problem(table, fmt::format("the title or kind of {} is not what its text says", id));
  }

  void check_customer(const Table& table, const Values& row) {
    const std::string id = text_of(table, row, "customer_id");
    const auto wrapped = store::customers::wrapped_key(reader_, org_, id);
    if (!wrapped || wrapped->empty() || keys_.ring == nullptr) return;
    const auto key = keys_.ring->unwrap(*wrapped, org_, id);
    if (!key) return problem(table, "the key of " + id + " cannot be opened");
    const ledger::SealScope scope{
        .org = org_, .case_id = id, .person = id, .keys = [&](std::string_view) { return key; }};
    const auto name = ledger::open_text(text_of(table, row, "name"), "customer-name", scope);
    if (!name) problem(table, fmt::format("the name of {} cannot be opened", id));
    const auto address = ledger::open_text(text_of(table, row, "address"), "customer-address", scope);
    if (!address) return problem(table, fmt::format("the address of {} cannot be opened", id));
    const std::string print =
        address->empty() ? std::string() : keys_.ring->fingerprint("address", text::to_lower_ascii(*address));
    if (print != text_of(table, row, "address_print"))
      problem(table, fmt::format("the fingerprint of {} is not that of the address", id));
  }

  void check_checkpoint(const Table& table, const Values& row) {
    const auto checkpoint = ledger::checkpoint_from_text(text_of(table, row, "note"));
    if (!checkpoint) return problem(table, checkpoint.error().message);
    const std::string name = "the checkpoint of " + format_rfc3339(checkpoint->at);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (const auto* size = std::get_if<std::int64_t>(&row[i]);
          table.columns[i].name == "size" && (size == nullptr || static_cast<std::uint64_t>(*size) != checkpoint->size))
        problem(table, name + " is of another size than its row");
    if (keys_.signing != nullptr && checkpoint->key_id == keys_.signing->key_id() &&
        !ledger::verify(*checkpoint, text_of(table, row, "signature"), keys_.signing->public_key()))
      problem(table, name + " has a signature that does not verify");
  }

  void check_answer(const Table& table, const Values& row) {
    ++rows_;
    const std::string case_id = text_of(table, row, "case_id");
    const std::string response = text_of(table, row, "response");
    if (case_id.empty()) {
      if (!text::is_valid_utf8(response)) problem(table, "response is no text");
      return;
    }
    const auto found = store::cases::find(reader_, org_, case_id);
    if (!found) return problem(table, "is of no case");
    if (keys_.ring == nullptr) return;
    const auto wrapped = store::customers::wrapped_key(reader_, org_, found->customer_id);
    if (!wrapped || wrapped->empty()) return;
    const auto key = keys_.ring->unwrap(*wrapped, org_, found->customer_id);
    const ledger::SealScope scope{
        .org = org_, .case_id = case_id, .person = found->customer_id, .keys = [&](std::string_view) { return key; }};
    if (key && !ledger::open_text(response, "answer", scope))
      problem(table, "an answer about " + case_id + " cannot be opened");
  }

  const store::Reader& reader_;
  const std::string& org_;
  const ContentKeys& keys_;
  std::vector<std::string>& problems_;
  std::uint64_t rows_ = 0;
};

}  // namespace

Result<ContentReport> check_content(const store::Reader& reader, const std::string& org, const ContentKeys& keys,
                                    const std::function<void(std::uint64_t)>& step) {
  const auto count = store::cases::how_many(reader, org);
  if (!count) return fail(count.error());
  ContentReport report;
  Library library(reader, org);
  const CaseSurroundings around{.reader = reader, .org = org, .ring = keys.ring, .library = library};
  std::size_t unreadable = 0;
  for (std::string after;;) {
    const auto ids = store::cases::ids_after(reader, org, after, batch_cases);
    if (!ids) return fail(ids.error());
    if (ids->empty()) break;
    after = ids->back();
    for (const std::string& id : *ids) {
      auto checked = check_case(around, id);
      if (!checked && (checked.error().kind == ErrorKind::unavailable || ++unreadable > unreadable_max))
        return fail(checked.error());
      if (!checked) report.problems.push_back(id + ": it cannot be read: " + checked.error().message);
      if (checked) report.problems.insert(report.problems.end(), checked->begin(), checked->end());
      ++report.cases;
      if (step) step(*count);
    }
  }
  auto looked = store::row_check::look(reader);
  if (!looked) return fail(looked.error());
  report.rows = looked->rows;
  report.problems.insert(report.problems.end(), looked->problems.begin(), looked->problems.end());
  const auto rest = RestCheck(reader, org, keys, report.problems).run();
  if (!rest && rest.error().kind == ErrorKind::unavailable) return fail(rest.error());
  if (!rest) report.problems.push_back("the tables cannot be read to their ends: " + rest.error().message);
  if (rest) report.rows += *rest;
  return report;
}

}  // namespace evenhand::desk

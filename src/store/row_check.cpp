#include "store/row_check.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "store/sqlite.hpp"
#include "store/tables.hpp"

namespace evenhand::store::row_check {
namespace {

/// By far the longest rows of a busy day: whoever opens them looks at the rest of them too.
constexpr std::string_view answers = "idempotency_keys";

/// A condition, on a row `t` of a table, that no row fulfils.
struct Rule {
  std::string_view table, broken, what;
};

// NOT EXISTS looks into primary keys alone.
constexpr std::array rules{
    Rule{"people", "t.active NOT IN (0, 1)", "active is neither yes nor no"},
    Rule{"person_roles", "t.role = ''", "role is empty"},
    Rule{"sessions", "length(t.session_hash) <> 64 OR trim(t.session_hash, '0123456789abcdef') <> ''",
         "session_hash is no hash"},
    Rule{"tokens", "length(t.token_hash) <> 64 OR trim(t.token_hash, '0123456789abcdef') <> ''",
         "token_hash is no hash"},
    Rule{"customers",
         "NOT EXISTS (SELECT 1 FROM person_keys k WHERE k.org_id = t.org_id AND k.customer_id = t.customer_id AND "
         "k.erased_at = t.erased_at)",
         "has no key, or one that was erased at another time"},
    Rule{"customers", "t.erased_at <> 0 AND (t.name <> '' OR t.address <> '' OR t.address_print IS NOT NULL)",
         "was erased and is still named"},
    Rule{"person_keys", "(t.erased_at = 0) = (t.wrapped = '')", "the key is there and was erased, or neither"},
    Rule{"procedures", "t.kind NOT IN ('procedure', 'guidance')", "kind is none"},
    Rule{"procedures", "t.retired NOT IN (0, 1)", "retired is neither yes nor no"},
    Rule{"procedures",
         "t.current_number <> 0 AND NOT EXISTS (SELECT 1 FROM procedure_versions v WHERE v.org_id = t.org_id AND "
         "v.procedure_id = t.procedure_id AND v.number = t.current_number AND v.hash = t.hash AND v.kind = t.kind AND "
         "v.title = t.title)",
         "is not what its current version says"},
    Rule{"procedure_versions", "t.number < 1", "number is none"},
    Rule{"procedure_versions", "t.scheduled NOT IN (0, 1)", "scheduled is neither yes nor no"},
    Rule{"procedure_versions", "t.expires_at <> 0 AND t.expires_at <= t.effective_at",
         "expires before it takes effect"},
    Rule{"procedure_versions",
         "t.scheduled = 0 AND t.withdrawn_at = 0 AND t.number > (SELECT p.current_number FROM procedures p WHERE "
         "p.org_id = t.org_id AND p.procedure_id = t.procedure_id)",
         "is newer than the current one and not scheduled"},
    Rule{"procedure_submissions", "t.status NOT IN ('open', 'published', 'sent-back', 'recalled', 'void')",
         "status is none"},
    Rule{"procedure_submissions", "(t.status = 'open') <> (t.settled_at = 0)", "settled is not what status says"},
    Rule{"procedure_draft_comments", "(t.resolved_by = '') <> (t.resolved_at = 0)",
         "is resolved by nobody, or at no time"},
    Rule{"procedure_events", "t.seq < 1", "seq is none"},
    Rule{"procedure_drafts", "t.kind NOT IN ('procedure', 'guidance')", "kind is none"},
    Rule{"procedure_drafts", "t.revision < 1", "revision is none"},
    Rule{"cases", "t.closed <> CASE WHEN t.status = 'closed' THEN 1 ELSE 0 END", "closed is not what status says"},
    Rule{"timers", "t.ready_at < t.due_at", "may be claimed before it is due"},
    Rule{"outbox",
         "coalesce(t.ready_at, -1) <> CASE t.status WHEN 'pending' THEN t.next_at WHEN 'claimed' THEN t.lease_until "
         "ELSE "
         "-1 END",
         "when it may be claimed is not what status says"},
    Rule{"outbox", "t.attempts < 0 OR t.attempts > 1000000", "attempts is no such number"},
    Rule{"notifications", "NOT EXISTS (SELECT 1 FROM cases c WHERE c.org_id = t.org_id AND c.case_id = t.case_id)",
         "is of no case"},
    Rule{"notification_reads",
         "NOT EXISTS (SELECT 1 FROM people p WHERE p.org_id = t.org_id AND p.person_id = t.person_id)", "is of nobody"},
    Rule{"search_documents", "t.kind NOT IN ('procedure', 'guidance', 'case', 'message')", "kind is none"},
    Rule{"search_documents",
         "t.kind = 'case' AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.org_id = t.org_id AND c.case_id = "
         "t.document_id)",
         "is of no case"},
    Rule{"search_documents",
         "t.kind = 'message' AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.org_id = t.org_id AND m.message_id = "
         "t.document_id AND m.case_id = t.target)",
         "is of no message"},
    Rule{"search_documents",
         "t.kind IN ('procedure', 'guidance') AND NOT EXISTS (SELECT 1 FROM procedures p WHERE p.org_id = t.org_id AND "
         "p.procedure_id = t.document_id AND p.procedure_id = t.target)",
         "is of no procedure"},
};

bool is_moment(std::string_view column) {
  return column == "at" || column.ends_with("_at") || column.ends_with("_until") || column.ends_with("_due");
}

/// Microseconds: none, never, or in the years 2000 to 2199.
std::string out_of_time(std::string_view column) {
  return fmt::format(
      "t.{0} <> 0 AND t.{0} <> 9223372036854775807 AND (t.{0} < 946684800000000 OR t.{0} >= 7258118400000000)", column);
}

}  // namespace

Result<Looked> look(const Reader& reader) {
  const auto tables = tables::all(reader.sql());
  if (!tables) return fail(tables.error());
  Looked out;
  for (const tables::Table& table : *tables) {
    if (table.name == answers) continue;
    std::vector<std::string> whats;
    std::string sql = "SELECT count(*)";
    const auto add = [&](std::string_view broken, std::string what) {
      sql += fmt::format(", count(CASE WHEN {} THEN 1 END)", broken);
      whats.push_back(std::move(what));
    };
    for (const tables::Column& column : table.columns)
      if (column.kind == tables::Kind::integer && is_moment(column.name))
        add(out_of_time(column.name), column.name + " is no moment of our time");
    for (const Rule& rule : rules)
      if (rule.table == table.name) add(rule.broken, std::string(rule.what));
    sql += fmt::format(" FROM {} t", table.name);
    const auto read = reader.sql().each(sql, {}, [&](const Row& row) -> Result<void> {
      out.rows += row.count(0);
      for (std::size_t i = 0; i < whats.size(); ++i)
        if (const std::uint64_t rows = row.count(static_cast<int>(i) + 1); rows > 0)
          out.problems.push_back(
              fmt::format("{} of {}: {}", rows == 1 ? "a row" : fmt::format("{} rows", rows), table.name, whats[i]));
      return {};
    });
    if (!read && read.error().kind == ErrorKind::unavailable) return fail(read.error());
    if (!read) out.problems.push_back(fmt::format("the table {}: {}", table.name, read.error().message));
  }
  return out;
}

Result<std::vector<std::string>> look_at_words(const Place& place) {
  if (place.is_server()) return std::vector<std::string>{};
  const auto opened = open_sqlite({.path = place.file.string(), .read_only = true, .vfs = {}, .for_copies = true});
  if (!opened) return fail(opened.error());
  Connection& connection = **opened;
  if (auto begun = connection.script("BEGIN"); !begun) return fail(begun.error());
  const auto defined =
      connection.text("SELECT sql FROM sqlite_master WHERE name = 'search_text' AND type = 'table'", {});
  if (!defined) return fail(defined.error());
  const std::size_t made_of = defined->value_or("").find("USING");
  if (made_of == std::string::npos) return std::vector<std::string>{"there is no full-text index"};
  std::string copy = "CREATE VIRTUAL TABLE temp.words " + (*defined)->substr(made_of);
  for (const char* part : {"data", "idx", "content", "docsize", "config"})
    copy += fmt::format("; DELETE FROM temp.words_{0}; INSERT INTO temp.words_{0} SELECT * FROM main.search_text_{0}",
                        part);
  auto looked = connection.script(copy);
  if (looked) looked = connection.script("INSERT INTO temp.words (words) VALUES ('integrity-check')");
  if (!looked && looked.error().kind != ErrorKind::corrupt) return fail(looked.error());
  if (!looked) return std::vector<std::string>{"the full-text index has other words than its documents"};
  return std::vector<std::string>{};
}

}  // namespace evenhand::store::row_check

#include "store/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "store/rows.hpp"

namespace evenhand::store::search {

namespace {

constexpr std::size_t words_max = 12;
constexpr std::size_t ranked_max = 2'000;              ///< matches of one search, the newest
constexpr std::size_t indexed_bytes_max = 256u << 10;  ///< PostgreSQL's index of one text ends at a megabyte

// Private-use marks: no text of a person holds them, so they need no escaping.
constexpr std::string_view hit_begins = "\uE000";
constexpr std::string_view hit_ends = "\uE001";

/// The databases' own split is finer; this one only has to find where words surely end.
bool ends_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && !std::isalnum(byte);
}

/// A text with blanks between its words, so that PostgreSQL's parser makes no addresses and numbers of them.
std::string words_alone(std::string_view text) {
  std::string out(text::prefix(text, indexed_bytes_max));
  std::replace_if(out.begin(), out.end(), ends_word, ' ');
  return out;
}

bool is_sqlite(const Reader& reader) {
  return reader.sql().dialect() == Dialect::sqlite;
}

Result<void> put_postgresql(Writer& writer, std::string_view org, const Document& d) {
  const std::string title = words_alone(d.title), body = words_alone(d.body);
  return run(writer,
             "INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, title, body, words) VALUES "
             "($1, $2, $3, $4, $5, $6, $7, setweight(to_tsvector('evenhand', $8), 'A') || "
             "setweight(to_tsvector('evenhand', $9), 'D')) ON CONFLICT (org_id, kind, document_id) DO UPDATE SET "
             "target = excluded.target, customer_id = excluded.customer_id, title = excluded.title, "
             "body = excluded.body, words = excluded.words",
             {org, d.kind, d.id, d.target, d.customer_id, d.title, d.body, title, body});
}

// A word in the title counts for ten in the text. Only the page's own rows get a headline: it reads the whole text.

/// A common word is in half of all texts: the newest of them are ranked, so that no search reads the whole record. The page's rows
/// are met again by walking the matches between them, since a look at one row makes the index gather a beginning's words anew.
std::string sqlite_find(std::string_view of_kinds) {
  return fmt::format(
      "WITH m AS MATERIALIZED (SELECT n.* FROM (SELECT t.rowid AS entry, d.kind, d.document_id, "
      "bm25(t.search_text, 0, 10, 1) AS rank FROM search_text t CROSS JOIN search_documents d ON d.org_id = $1 AND "
      "d.entry = t.rowid WHERE t.search_text MATCH $2 {}ORDER BY t.rowid DESC LIMIT {}) n "
      "ORDER BY n.rank, n.document_id LIMIT $3 OFFSET $4) "
      "SELECT m.kind, m.document_id, d.target, t.title, snippet(t.search_text, 2, $5, $6, '…', 24) FROM search_text t "
      "CROSS JOIN m ON m.entry = t.rowid CROSS JOIN search_documents d ON d.org_id = t.org_id AND d.kind = m.kind AND "
      "d.document_id = m.document_id WHERE t.search_text MATCH $2 AND d.org_id = $1 AND "
      "t.rowid BETWEEN (SELECT MIN(entry) FROM m) AND (SELECT MAX(entry) FROM m) ORDER BY m.rank, m.document_id",
      of_kinds, ranked_max);
}

std::string postgresql_find(std::string_view of_kinds) {
  return fmt::format(
      "SELECT m.kind, m.document_id, m.target, m.title, ts_headline('evenhand', m.body, m.q, $5) FROM (SELECT "
      "d.*, q, ts_rank('{{0.1, 0.1, 0.1, 1.0}}', d.words, q) AS rank FROM search_documents d, "
      "to_tsquery('evenhand', $2) q WHERE d.words @@ q AND d.org_id = $1 {}"
      "ORDER BY rank DESC, d.document_id LIMIT $3 OFFSET $4) m ORDER BY m.rank DESC, m.document_id",
      of_kinds);
}

Result<void> remove_sqlite(Writer& writer, std::string_view org, std::string_view kind, std::string_view id) {
  const auto entry = writer.sql().integer(
      "SELECT entry FROM search_documents WHERE org_id = $1 AND kind = $2 AND document_id = $3", {org, kind, id});
  if (!entry) return fail(entry.error());
  if (!*entry) return {};
  return run(writer, "DELETE FROM search_text WHERE rowid = $1 AND org_id = $2", {**entry, org});
}

}  // namespace

std::string match_expression(Dialect dialect, std::string_view query) {
  std::vector<std::string> words;
  std::string word;
  const char quote = dialect == Dialect::sqlite ? '"' : '\'';
  const auto flush = [&] {
    if (!word.empty() && words.size() < words_max) words.push_back(fmt::format("{0}{1}{0}", quote, word));
    word.clear();
  };
  if (!text::is_valid_utf8(query)) return {};
  for (const char c : query.substr(0, 1024)) {
    if (ends_word(c)) {
      flush();
    } else {
      word.push_back(c);
    }
  }
  // Cutting at a byte may leave half a character; such a word matches nothing.
  if (!text::is_valid_utf8(word)) word.clear();
  flush();
  if (words.empty()) return {};
  words.back() += dialect == Dialect::sqlite ? "*" : ":*";
  return fmt::format("{}", fmt::join(words, dialect == Dialect::sqlite ? " AND " : " & "));
}

std::string targets(Dialect dialect, std::string_view parameter) {
  return dialect == Dialect::sqlite
             // CROSS JOIN keeps the order: the words are looked up once, not for each document.
             ? fmt::format(
                   "SELECT d.target FROM search_text t CROSS JOIN search_documents d ON d.org_id = $1 AND "
                   "d.entry = t.rowid WHERE t.search_text MATCH {} AND d.kind IN ('case', 'message')",
                   parameter)
             : fmt::format(
                   "SELECT d.target FROM search_documents d WHERE d.words @@ to_tsquery('evenhand', {}) AND "
                   "d.org_id = $1 AND d.kind IN ('case', 'message')",
                   parameter);
}

Result<void> put(Writer& writer, std::string_view org, const Document& d) {
  if (!is_sqlite(writer)) return put_postgresql(writer, org, d);
  if (auto gone = remove(writer, org, d.kind, d.id); !gone) return gone;
  auto done = run(writer, "INSERT INTO search_text (org_id, title, body) VALUES ($1, $2, $3)", {org, d.title, d.body});
  if (!done) return done;
  const auto entry = writer.sql().integer("SELECT last_insert_rowid()", {});
  if (!entry) return fail(entry.error());
  return run(writer,
             "INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) "
             "VALUES ($1, $2, $3, $4, $5, $6)",
             {org, d.kind, d.id, d.target, d.customer_id, entry->value_or(0)});
}

Result<void> remove(Writer& writer, std::string_view org, std::string_view kind, std::string_view id) {
  if (is_sqlite(writer)) {
    if (auto done = remove_sqlite(writer, org, kind, id); !done) return done;
  }
  return run(writer, "DELETE FROM search_documents WHERE org_id = $1 AND kind = $2 AND document_id = $3",
             {org, kind, id});
}

Result<std::optional<Document>> document(const Reader& reader, std::string_view org, std::string_view kind,
                                         std::string_view id) {
  const std::string_view from =
      is_sqlite(reader)
          ? "SELECT d.kind, d.document_id, d.target, d.customer_id, s.title, s.body FROM search_documents d LEFT JOIN "
            "search_text s ON s.rowid = d.entry AND s.org_id = d.org_id"
          : "SELECT d.kind, d.document_id, d.target, d.customer_id, d.title, d.body FROM search_documents d";
  return one_row<Document>(reader, fmt::format("{} WHERE d.org_id = $1 AND d.kind = $2 AND d.document_id = $3", from),
                           {org, kind, id}, [](const Row& row) {
                             return Document{row.text(0), row.text(1), row.text(2),
                                             row.text(3), row.text(4), row.text(5)};
                           });
}

Result<void> remove_of_customer(Writer& writer, std::string_view org, std::string_view customer_id) {
  Result<void> done;
  if (is_sqlite(writer)) {
    done = run(writer,
               "DELETE FROM search_text WHERE rowid IN (SELECT entry FROM search_documents WHERE org_id = $1 AND "
               "customer_id = $2) AND org_id = $1",
               {org, customer_id});
  }
  if (done) {
    done = run(writer, "DELETE FROM search_documents WHERE org_id = $1 AND customer_id = $2", {org, customer_id});
  }
  // Deleted words stay in the index's old segments until they are merged: merge them now.
  if (done && is_sqlite(writer)) done = run(writer, "INSERT INTO search_text (search_text) VALUES ('optimize')", {});
  return done;
}

Result<std::vector<Hit>> find(const Reader& reader, std::string_view org, std::string_view query,
                              std::span<const std::string> kinds, std::size_t limit, std::size_t offset) {
  const std::string words = match_expression(reader.sql().dialect(), query);
  if (words.empty()) return std::vector<Hit>();
  static const std::string headline =
      fmt::format("StartSel=\"{}\", StopSel=\"{}\", MaxWords=24, MinWords=8, MaxFragments=1, FragmentDelimiter=\" … \"",
                  hit_begins, hit_ends);
  std::vector<Param> params{org, words, limit, offset};
  if (is_sqlite(reader)) {
    params.emplace_back(hit_begins);
    params.emplace_back(hit_ends);
  } else {
    params.emplace_back(headline);
  }
  std::vector<std::string> wanted;
  for (const std::string& kind : kinds) {
    params.emplace_back(kind);
    wanted.push_back(fmt::format("${}", params.size()));
  }
  const std::string of_kinds = kinds.empty() ? "" : fmt::format("AND d.kind IN ({}) ", fmt::join(wanted, ", "));
  const std::string sql = is_sqlite(reader) ? sqlite_find(of_kinds) : postgresql_find(of_kinds);
  return all_rows<Hit>(reader, sql, params, [](const Row& row) {
    return Hit{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
  });
}

}  // namespace evenhand::store::search

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "store/search.hpp"

namespace evenhand::api {
namespace {

/// Hits stand between two private-use characters in the plain snippet.
std::string marked_html(const std::string& snippet) {
  std::string html = text::escape_html(snippet);
  const auto replace_all = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = html.find(from, at)) != std::string::npos; at += to.size())
      html.replace(at, from.size(), to);
  };
  replace_all("\xEE\x80\x80", "<mark>");
  replace_all("\xEE\x80\x81", "</mark>");
  return html;
}

/// What is looked through: what was asked for, of what the caller may read.
Result<std::vector<std::string>> kinds_of(const Call& call) {
  const std::string kind = call.query("kind");
  const bool may_procedures = call.who.may(identity::Permission::procedure_read);
  std::vector<std::string> kinds;
  if (kind.empty()) kinds = {"case", "message"};
  if (kind == "case" || kind == "message") kinds.push_back(kind);
  if (kind == "procedure" && !may_procedures) return fail(lacks(identity::Permission::procedure_read));
  if ((kind.empty() || kind == "procedure") && may_procedures) kinds.insert(kinds.end(), {"procedure", "guidance"});
  if (kinds.empty()) return fail(ErrorKind::invalid, "query/kind", "\"kind\" is procedure, case or message.");
  return kinds;
}

http::Response search(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto limit = page_limit(call);
  if (!limit) return problem(limit.error());
  std::size_t offset = 0;
  if (const std::string cursor = call.query("cursor"); !cursor.empty()) {
    const auto number = Decimal::parse(cursor);
    const auto whole = number ? number->to_int64() : std::nullopt;
    if (!whole || *whole < 0 || *whole > 10'000)
      return problem({ErrorKind::invalid, "query/cursor", "This cursor is not one of ours.", {}});
    offset = static_cast<std::size_t>(*whole);
  }
  const auto kinds = kinds_of(call);
  if (!kinds) return problem(kinds.error());
  const auto hits = desk.store().read_lagging([&](store::Reader& reader) {
    return store::search::find(reader, desk.org(), call.query("q"), *kinds, *limit, offset);
  });
  if (!hits) return problem(hits.error());
  json::Array items;
  for (const auto& hit : *hits) {
    json::Value value;
    value.set("kind", hit.kind)
        .set("id", hit.id)
        .set("target", hit.target)
        .set("title", hit.title)
        .set("snippet_html", marked_html(hit.snippet));
    items.push_back(std::move(value));
  }
  return page_answer(call, std::move(items), hits->size() == *limit ? std::to_string(offset + *limit) : std::string{});
}

}  // namespace

void add_search_endpoints(std::vector<Endpoint>& endpoints) {
  endpoints.push_back({.method = "GET",
                       .pattern = "/api/v1/search",
                       .tag = "Search",
                       .summary = "Procedures, cases and messages by their words",
                       .permission = identity::Permission::case_read,
                       .query = {{"q", "words"},
                                 {"kind", "procedure, case or message"},
                                 {"limit", "1 to 200"},
                                 {"cursor", "of the page before"}},
                       .answer = "HitList",
                       .handle = search});
}

}  // namespace evenhand::api

// The packs of law facts in use, for whoever reads a procedure: facts by place and day, decision tables to be asked.
#include <algorithm>
#include <set>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "law/json.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;

std::shared_ptr<const law::Law> law_of(const Call& call) {
  static const auto none = law::Law::of({}).value();
  auto law = call.services.desk.library().law();
  return law == nullptr ? none : law;
}

Result<CalendarDate> day_asked(const Call& call) {
  const std::string on = call.query("on");
  if (on.empty()) return day_of(call.services.desk.clock().now());
  const auto day = parse_calendar_date(on);
  return day ? day : fail(ErrorKind::invalid, "query/on", "\"on\" is no day of the calendar.", day.error().hint);
}

/// Newest first of what holds; else of what is there.
json::Value present_fact(const Call& call, const law::Found& found, CalendarDate day) {
  json::Value value = law::to_json(found, day, call.language());
  value.set("in_force", found.fact->effective.holds_on(day));
  return value;
}

http::Response list_packs(Call& call) {
  const auto law = law_of(call);  // another may take its place meanwhile
  json::Array items;
  for (const auto& pack : law->packs()) items.push_back(law::to_json(*pack));
  return page_answer(call, std::move(items), {});
}

/// Each of the words somewhere in it.
bool is_about(const law::Fact& fact, const std::string& words) {
  if (words.empty()) return true;
  std::string all = fact.id + " " + fact.title + " " + fact.summary + " " + fact.citation;
  for (const auto& [language, title] : fact.titles) all += " " + title;
  all = text::to_lower_ascii(all);
  const auto each = text::split(words, ' ');
  return std::all_of(each.begin(), each.end(),
                     [&](std::string_view word) { return all.find(word) != std::string::npos; });
}

http::Response list_facts(Call& call) {
  const auto day = day_asked(call);
  if (!day) return problem(day.error());
  const auto limit = page_limit(call);
  if (!limit) return problem(limit.error());
  const std::string place = call.query("place"), topic_name = call.query("topic");
  const auto topic = topic_name.empty() ? std::optional<law::Topic>() : law::topic_named(topic_name);
  if (!topic_name.empty() && !topic)
    return problem({ErrorKind::invalid, "query/topic", "\"topic\" is none that law facts have.", {}});
  const std::string all = call.query("all");
  const auto law = law_of(call);
  auto found = law->list({.jurisdiction = place.empty() || place == "US" ? place : "US-" + place,
                          .own_only = false,
                          .day = *day,
                          .topic = topic,
                          .any_day = all == "true"});
  const std::string words = text::to_lower_ascii(text::collapse_spaces(call.query("q")));
  std::erase_if(found, [&](const law::Found& one) { return !is_about(*one.fact, words); });
  std::size_t offset = 0;
  if (const std::string cursor = call.query("cursor"); !cursor.empty()) {
    const auto number = Decimal::parse(cursor);
    const auto whole = number ? number->to_int64() : std::nullopt;
    if (!whole || *whole < 0 || static_cast<std::size_t>(*whole) > found.size())
      return problem({ErrorKind::invalid, "query/cursor", "This cursor is not one of ours.", {}});
    offset = static_cast<std::size_t>(*whole);
  }
  json::Array items;
  const std::size_t end = std::min(found.size(), offset + *limit);
  for (std::size_t i = offset; i < end; ++i) items.push_back(present_fact(call, found[i], *day));
  return page_answer(call, std::move(items), end < found.size() ? std::to_string(end) : std::string{});
}

http::Response get_fact(Call& call) {
  const auto day = day_asked(call);
  if (!day) return problem(day.error());
  const auto law = law_of(call);
  const std::string name = call.path.at("pack") + "/" + call.path.at("fact");
  const auto found = law->find(name, *day);
  if (found) return json_answer(200, present_fact(call, *found, *day));
  // Who reads an old case, or is ahead of the law, sees what it says all the same.
  if (found.error().code != "law/not-in-force") return problem(found.error());
  const law::Pack* pack = law->find_pack(call.path.at("pack"));
  return json_answer(200, present_fact(call, {pack, pack->find_all(call.path.at("fact")).back()}, *day));
}

/// Null when there is none, with the answer in `refused`.
const law::DecisionTable* table_asked(const Call& call, const law::Law& law, const law::Pack*& pack) {
  pack = law.find_pack(call.path.at("pack"));
  return pack == nullptr ? nullptr : pack->find_table(call.path.at("table"));
}
http::Response no_table() {
  return problem({ErrorKind::not_found, "law/unknown-table", "There is no such decision table.", {}});
}

http::Response get_table(Call& call) {
  const auto law = law_of(call);
  const law::Pack* pack = nullptr;
  const law::DecisionTable* table = table_asked(call, *law, pack);
  return table == nullptr ? no_table() : json_answer(200, law::to_json(*pack, *table));
}

http::Response decide(Call& call) {
  const auto law = law_of(call);
  const law::Pack* pack = nullptr;
  const law::DecisionTable* table = table_asked(call, *law, pack);
  if (table == nullptr) return no_table();
  const auto given = law::inputs_of(*table, *call.body.find("inputs"));
  if (!given) return problem(given.error());
  const dmn::Decision decision =
      dmn::evaluate(table->table, feel::MapEnvironment(*given, call.services.desk.clock().now()));
  json::Array rules;
  for (const std::size_t rule : decision.rules) rules.emplace_back(static_cast<std::int64_t>(rule + 1));
  json::Value answer;
  answer.set("value", feel::to_json(decision.value)).set("display", feel::to_display(decision.value));
  answer.set("matched", std::move(rules));
  return json_answer(200, answer);
}

}  // namespace

void add_law_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/law";
  const QueryField on{"on", "the day, 2026-01-31; today without it"};
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "GET",
       .pattern = base + "/packs",
       .tag = "Law",
       .summary = "The packs of law facts in use",
       .permission = Permission::procedure_read,
       .answer = "LawPackList",
       .handle = list_packs});
  add({.method = "GET",
       .pattern = base + "/facts",
       .tag = "Law",
       .summary = "Law facts that hold in a place on a day",
       .permission = Permission::procedure_read,
       .query = {{"place", "MA: that state's and the federal ones; US: those alone"},
                 {"topic", "such as privacy-and-breach"},
                 {"q", "words"},
                 {"all", "true: what held before, or will, too"},
                 on,
                 {"limit", "1 to 200"},
                 {"cursor", "of the page before"}},
       .answer = "LawFactList",
       .handle = list_facts});
  add({.method = "GET",
       .pattern = base + "/facts/{pack}/{fact}",
       .tag = "Law",
       .summary = "One law fact; when it does not hold on the day, its latest text",
       .permission = Permission::procedure_read,
       .query = {on},
       .answer = "LawFact",
       .handle = get_fact});
  add({.method = "GET",
       .pattern = base + "/tables/{pack}/{table}",
       .tag = "Law",
       .summary = "A decision table of a pack",
       .permission = Permission::procedure_read,
       .answer = "LawTable",
       .handle = get_table});
  add({.method = "POST",
       .pattern = base + "/tables/{pack}/{table}/decide",
       .tag = "Law",
       .summary = "Ask a decision table of a pack",
       .permission = Permission::procedure_read,
       .body =
           {{.name = "inputs", .kind = Field::Kind::object, .required = true, .about = "One value for each input."}},
       .takes_body = true,
       .answer = "LawDecision",
       .repeats = Repeats::none,
       .handle = decide});
}

}  // namespace evenhand::api

// Packs of law facts: check them, look into them, hold two against each other, decide by their tables.
#include <fmt/format.h>

#include <algorithm>

#include "base/instant.hpp"
#include "base/limits.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "cli/law_packs.hpp"
#include "cli/sop_files.hpp"
#include "law/json.hpp"
#include "procedure/law_check.hpp"

namespace evenhand::cli {
namespace {

/// `ma`, `MA` and `US-MA` are one place. Error `law/unknown-place`.
Result<std::string> place_of(const law::Law& law, std::string_view place) {
  std::string name;
  for (const char c : place) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (name.size() == 2 && name != "US") name = "US-" + name;
  std::string all;
  for (const auto& pack : law.packs()) {
    if (name.empty() || pack->jurisdiction == name) return name;
    all += (all.empty() ? "" : ", ") + pack->jurisdiction;
  }
  return fail(ErrorKind::not_found, "law/unknown-place", "There is no pack for " + std::string(place) + ".",
              "There are " + all + ".");
}

std::string period_of(const law::Fact& fact) {
  const std::string from = fact.effective.from ? to_string(*fact.effective.from) : "not recorded";
  return fact.effective.to ? from + " to " + to_string(*fact.effective.to) : from;
}

void print_fact(const law::Found& found, CalendarDate day) {
  const law::Fact& fact = *found.fact;
  const auto line = [](std::string_view label, const std::string& text) {
    if (!text.empty()) fmt::print("{:<12} {}\n", label, text::printable(text));
  };
  fmt::print("{}  {}\n\n{}\n\n", law::name_of(*found.pack, fact.id), text::printable(fact.title),
             text::printable(fact.summary));
  for (const law::Parameter& parameter : fact.parameters)
    fmt::print("  {}: {}\n", text::printable(law::label_of(parameter)), text::printable(law::shown(parameter, day)));
  if (!fact.parameters.empty()) fmt::print("\n");
  line("where", found.pack->name);
  line("citation", fact.citation);
  line("holds from", period_of(fact));
  line("agency", fact.agency.name + ", " + fact.agency.page);
  line("look up", fact.verify_url + (fact.verify_url_seen ? "" : " (address not opened)"));
  line("source", fact.source);
  line("confidence", fmt::format("{} ({})", law::name_of(fact.confidence), law::name_of(fact.basis)));
  line("checked on", to_string(fact.checked_on));
  for (const law::HistoryEntry& entry : fact.history) line(to_string(entry.date), entry.change);
  fmt::print("\n{}\n", text::printable(law::notice_of(fact)));
}

void print_changes(const std::vector<law::FactChange>& changes, std::string_view what) {
  for (const law::FactChange& change : changes) {
    const std::string_view sign = change.kind == law::FactChange::Kind::added     ? "+"
                                  : change.kind == law::FactChange::Kind::removed ? "-"
                                                                                  : "~";
    fmt::print("{} {} {}  {}{}\n", sign, what, change.id, text::printable(change.title),
               change.fields.empty() || change.is_material ? "" : "  (nothing that it asks)");
    for (const law::FieldChange& field : change.fields)
      fmt::print("    {}: {} -> {}\n", field.field, field.before.empty() ? "nothing" : text::printable(field.before),
                 field.after.empty() ? "nothing" : text::printable(field.after));
  }
}

}  // namespace

int law_check(const CheckOptions& options) {
  Findings findings(options);
  std::size_t facts = 0;
  const Instant now = SystemClock().now();
  for (const std::string& file : options.files) {
    const auto text = read_file(file, limits::law_pack_bytes_max);
    if (!text) return report(text.error());
    law::ParsedPack parsed = law::parse_pack(*text);
    for (const law::DecisionTable& table : parsed.pack.tables)
      for (std::string& failure : law::failures_of(table, now))
        parsed.diagnostics.push_back({Severity::error, "EH0911", std::move(failure), {}, {1, 1, 1, 2}});
    facts += parsed.pack.facts.size();
    findings.add(parsed.diagnostics, file, *text);
  }
  json::Value answer;
  answer.set("files", static_cast<std::int64_t>(options.files.size())).set("facts", static_cast<std::int64_t>(facts));
  return findings.finish(count_of(facts, "fact"), std::move(answer));
}

int law_list(const LawListOptions& options) {
  const auto law = law_in_use(options);
  if (!law) return report(law.error());
  const auto day = day_asked(options.on);
  if (!day) return report(day.error());
  const auto place = place_of(**law, options.place);
  if (!place) return report(place.error());
  const auto topic = options.topic.empty() ? std::optional<law::Topic>() : law::topic_named(options.topic);
  if (!options.topic.empty() && !topic) {
    std::string all;
    for (std::size_t i = 0; i < law::topic_count; ++i)
      all += (i ? ", " : "") + std::string(law::name_of(static_cast<law::Topic>(i)));
    return report({ErrorKind::not_found, "law/unknown-topic", "There is no topic " + options.topic + ".", all + "."});
  }
  const auto found =
      (*law)->list({.jurisdiction = *place, .own_only = false, .day = *day, .topic = topic, .any_day = options.all});
  if (options.json) {
    json::Array all;
    for (const law::Found& one : found) all.push_back(law::to_json(one, *day));
    json::Value answer;
    answer.set("on", to_string(*day)).set("items", std::move(all));
    fmt::print("{}\n", json::write_pretty(answer));
    return exit_ok;
  }
  for (const law::Found& one : found)
    fmt::print("{:<34} {:<12} {}{}\n", law::name_of(*one.pack, one.fact->id),
               one.fact->effective.from ? to_string(*one.fact->effective.from) : "-", text::printable(one.fact->title),
               one.fact->is_confirmed() ? "" : "  (not confirmed)");
  fmt::print("\n{} on {}. Facts for software, not legal advice.\n", count_of(found.size(), "fact"), to_string(*day));
  return exit_ok;
}

int law_show(const LawShowOptions& options) {
  const auto law = law_in_use(options);
  if (!law) return report(law.error());
  const auto day = day_asked(options.on);
  if (!day) return report(day.error());
  const auto found = (*law)->find(options.name, *day);
  if (!found) return report(found.error());
  if (options.json)
    fmt::print("{}\n", json::write_pretty(law::to_json(*found, *day)));
  else
    print_fact(*found, *day);
  return exit_ok;
}

int law_diff(const LawDiffOptions& options) {
  auto one = read_pack(options.before);
  if (!one) return report(one.error());
  law::PackChanges changes;
  if (options.after.empty()) {
    const auto law = law_in_use(options);
    if (!law) return report(law.error());
    const law::Pack* in_use = (*law)->find_pack(one->id);
    changes = law::compare(in_use != nullptr ? *in_use : law::Pack{}, *one);
  } else {
    const auto other = read_pack(options.after);
    if (!other) return report(other.error());
    if (other->id != one->id)
      return report({ErrorKind::invalid, "law/other-pack",
                     fmt::format("{} is the pack {}, {} is {}.", options.before, one->id, options.after, other->id),
                     "Two editions of one pack can be held against each other."});
    changes = law::compare(*one, *other);
  }
  if (options.json) {
    fmt::print("{}\n", json::write_pretty(law::to_json(changes)));
  } else {
    print_changes(changes.facts, "fact");
    print_changes(changes.tables, "table");
    if (changes.facts.empty() && changes.tables.empty()) fmt::print("They say the same.\n");
  }
  return changes.facts.empty() && changes.tables.empty() ? exit_ok : exit_no;
}

int law_decide(const LawDecideOptions& options) {
  const auto law = law_in_use(options);
  if (!law) return report(law.error());
  const std::size_t slash = options.table.find('/');
  const law::Pack* pack = (*law)->find_pack(options.table.substr(0, slash));
  const law::DecisionTable* table =
      pack == nullptr || slash == std::string::npos ? nullptr : pack->find_table(options.table.substr(slash + 1));
  if (table == nullptr) {
    std::string all;
    for (const auto& one : (*law)->packs())
      for (const law::DecisionTable& known : one->tables)
        all += (all.empty() ? "" : ", ") + law::name_of(*one, known.id);
    return report({ErrorKind::not_found, "law/unknown-table", "There is no table " + options.table + ".", all + "."});
  }
  const bool is_text = options.input != "-" && !options.input.starts_with('@');
  const auto text =
      is_text ? Result<std::string>(options.input)
              : read_file(options.input == "-" ? options.input : options.input.substr(1), limits::law_pack_bytes_max);
  if (!text) return report(text.error());
  const auto given = json::parse(*text);
  if (!given) return report(given.error());
  const auto inputs = law::inputs_of(*table, *given);
  if (!inputs) return report(inputs.error());
  const dmn::Decision decision = dmn::evaluate(table->table, feel::MapEnvironment(*inputs, SystemClock().now()));
  if (options.json) {
    json::Value answer = law::to_json(*pack, *table);
    answer.set("value", feel::to_json(decision.value));
    json::Array rules;
    for (const std::size_t rule : decision.rules) rules.emplace_back(static_cast<std::int64_t>(rule + 1));
    answer.set("matched", std::move(rules));
    fmt::print("{}\n", json::write_pretty(answer));
  } else {
    fmt::print("{}\n", text::printable(feel::to_display(decision.value)));
    for (const std::string& fact : table->facts) fmt::print("by {}\n", law::name_of(*pack, fact));
  }
  return decision.value.is_null() ? exit_no : exit_ok;
}

int law_add(const LawAddOptions& options) {
  const auto law = law_in_use(options);
  if (!law) return report(law.error());
  SopFiles files;
  int exit_code = exit_ok;
  const procedure::ProcedurePtr procedure = files.load(options.file, exit_code);
  if (procedure == nullptr) return exit_code;
  const auto edit = procedure::addition_for(files.source(), *procedure, **law, options.requirement);
  if (!edit) return report(edit.error());
  const auto text = procedure::apply_edits(files.source(), {*edit});
  if (!text) return report(text.error());
  const auto written = write_file(options.output.empty() ? options.file : options.output, *text);
  return written ? exit_ok : report(written.error());
}

}  // namespace evenhand::cli

#include "law/json.hpp"

#include <algorithm>

namespace evenhand::law {
namespace {

json::Value shown_date(const std::optional<CalendarDate>& date) {
  return date ? json::Value(to_string(*date)) : json::Value();
}

std::string_view word_of(FactChange::Kind kind) {
  switch (kind) {
    case FactChange::Kind::added:
      return "added";
    case FactChange::Kind::removed:
      return "removed";
    case FactChange::Kind::changed:
      break;
  }
  return "changed";
}

std::string words_of(const json::Value& value) {
  if (value.is_null()) return "none found";
  if (const bool* flag = value.as_bool()) return *flag ? "yes" : "no";
  std::string words;
  if (const json::Array* list = value.as_array()) {
    for (const json::Value& one : *list) words += (words.empty() ? "" : ", ") + words_of(one);
    return words;
  }
  if (const json::Object* object = value.as_object()) {
    for (const auto& [name, one] : *object) words += (words.empty() ? "" : ", ") + name + " " + words_of(one);
    return words;
  }
  words = value.as_string() != nullptr ? *value.as_string() : json::write(value);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

json::Value to_json(const Parameter& parameter, CalendarDate day) {
  json::Value value;
  value.set("name", parameter.name).set("label", label_of(parameter)).set("unit", parameter.unit);
  value.set("value", parameter.value_on(day)).set("shown", shown(parameter, day));
  json::Array steps;
  for (const Parameter::Step& step : parameter.steps)
    steps.push_back(std::move(json::Value().set("from", shown_date(step.from)).set("value", step.value)));
  value.set("values", std::move(steps));
  return value;
}

json::Array to_json(const std::vector<FactChange>& changes) {
  json::Array all;
  for (const FactChange& change : changes) {
    json::Value one;
    one.set("kind", word_of(change.kind)).set("id", change.id).set("title", change.title);
    one.set("from", shown_date(change.effective.from)).set("material", change.is_material);
    json::Array fields;
    for (const FieldChange& field : change.fields)
      fields.push_back(
          std::move(json::Value().set("field", field.field).set("before", field.before).set("after", field.after)));
    one.set("fields", std::move(fields));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::string shown(const Parameter& parameter, CalendarDate day) {
  const json::Value& value = parameter.value_on(day);
  std::string words = words_of(value);
  const bool is_amount = value.as_number() != nullptr || value.as_array() != nullptr;
  if (is_amount && !parameter.unit.empty()) words += " " + parameter.unit;
  return words;
}

std::string label_of(const Parameter& parameter) {
  std::string label = parameter.name;
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

std::string notice_of(const Fact& fact) {
  return (fact.is_confirmed() ? "Verify with " : "Not confirmed: ask ") + fact.agency.name +
         "; this is not legal advice.";
}

json::Value to_json(const Found& found, CalendarDate day, const std::string& language) {
  const Fact& fact = *found.fact;
  json::Value value;
  value.set("name", name_of(*found.pack, fact.id)).set("id", fact.id).set("pack", found.pack->id);
  value.set("jurisdiction", found.pack->jurisdiction).set("place", found.pack->name);
  value.set("topic", name_of(fact.topic)).set("title", fact.title_in(language)).set("summary", fact.summary);
  json::Array parameters;
  for (const Parameter& parameter : fact.parameters) parameters.push_back(to_json(parameter, day));
  value.set("parameters", std::move(parameters)).set("citation", fact.citation);
  value.set("from", shown_date(fact.effective.from)).set("to", shown_date(fact.effective.to));
  value.set("agency", std::move(json::Value().set("name", fact.agency.name).set("page", fact.agency.page)));
  value.set("verify_url", fact.verify_url).set("verify_url_seen", fact.verify_url_seen).set("source", fact.source);
  value.set("basis", name_of(fact.basis)).set("confidence", name_of(fact.confidence));
  value.set("confirmed", fact.is_confirmed()).set("checked_on", to_string(fact.checked_on));
  json::Array history;
  for (const HistoryEntry& entry : fact.history)
    history.push_back(std::move(json::Value().set("date", to_string(entry.date)).set("change", entry.change)));
  value.set("history", std::move(history)).set("notice", notice_of(fact));
  return value;
}

json::Value to_json(const Pack& pack) {
  json::Value value;
  value.set("id", pack.id).set("jurisdiction", pack.jurisdiction).set("name", pack.name);
  value.set("edition", to_string(pack.edition)).set("hash", pack.hash);
  value.set("facts", static_cast<std::int64_t>(pack.facts.size()));
  value.set("tables", static_cast<std::int64_t>(pack.tables.size()));
  return value;
}

json::Value to_json(const Pack& pack, const DecisionTable& table) {
  json::Value value;
  value.set("name", name_of(pack, table.id)).set("title", table.title);
  json::Array facts, inputs, outputs, rules;
  for (const std::string& fact : table.facts) facts.emplace_back(name_of(pack, fact));
  for (const DecisionTable::Input& input : table.inputs) inputs.emplace_back(input.name);
  for (const dmn::Output& output : table.table.outputs) outputs.emplace_back(output.name);
  for (const dmn::Rule& rule : table.table.rules) {
    json::Array tests, results;
    for (const auto& cell : rule.tests) tests.emplace_back(cell.source());
    for (const auto& cell : rule.outputs) results.emplace_back(cell.source());
    rules.push_back(std::move(json::Value().set("if", std::move(tests)).set("then", std::move(results))));
  }
  value.set("facts", std::move(facts)).set("inputs", std::move(inputs)).set("outputs", std::move(outputs));
  value.set("rules", std::move(rules));
  return value;
}

json::Value to_json(const PackChanges& changes) {
  json::Value value;
  value.set("facts", to_json(changes.facts)).set("tables", to_json(changes.tables));
  return value;
}

}  // namespace evenhand::law

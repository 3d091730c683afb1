#include "law/changes.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"

namespace evenhand::law {
namespace {

std::string shown(const json::Value& value) {
  if (value.is_null()) return "none found";
  return value.as_string() != nullptr ? *value.as_string() : json::write(value);
}

std::string shown(const Parameter* parameter) {
  if (parameter == nullptr) return "";
  std::string text;
  for (const Parameter::Step& step : parameter->steps) {
    if (!text.empty()) text += ", ";
    text += shown(step.value);
    if (!parameter->unit.empty() && !step.value.is_null()) text += " " + parameter->unit;
    if (step.from) text += " from " + to_string(*step.from);
  }
  return text;
}

std::string shown(const std::optional<CalendarDate>& date) {
  return date ? to_string(*date) : "";
}

class Comparison {
 public:
  explicit Comparison(FactChange& change) : change_(change) {}
  void field(std::string name, std::string before, std::string after, bool material) {
    if (before == after) return;
    change_.is_material |= material;
    change_.fields.push_back({std::move(name), std::move(before), std::move(after)});
  }

 private:
  FactChange& change_;
};

void compare_parameters(Comparison& comparison, const Fact& before, const Fact& after) {
  for (const Parameter& one : before.parameters)
    comparison.field("parameters." + one.name, shown(&one), shown(after.find(one.name)), true);
  for (const Parameter& one : after.parameters)
    if (before.find(one.name) == nullptr) comparison.field("parameters." + one.name, "", shown(&one), true);
}

FactChange compare(const Fact& before, const Fact& after) {
  FactChange change{.kind = FactChange::Kind::changed,
                    .id = after.id,
                    .title = after.title,
                    .effective = after.effective,
                    .fields = {},
                    .is_material = false};
  Comparison comparison(change);
  comparison.field("title", before.title, after.title, false);
  comparison.field("summary", before.summary, after.summary, true);
  comparison.field("topic", std::string(name_of(before.topic)), std::string(name_of(after.topic)), false);
  compare_parameters(comparison, before, after);
  comparison.field("citation", before.citation, after.citation, false);
  comparison.field("effective.to", shown(before.effective.to), shown(after.effective.to), true);
  comparison.field("agency", before.agency.name, after.agency.name, false);
  comparison.field("agency page", before.agency.page, after.agency.page, false);
  comparison.field("verify", before.verify_url, after.verify_url, false);
  comparison.field("source", before.source, after.source, false);
  comparison.field("basis", std::string(name_of(before.basis)), std::string(name_of(after.basis)), false);
  // What becomes confirmed, or no longer is, changes what procedures are held to.
  comparison.field("confidence", std::string(name_of(before.confidence)), std::string(name_of(after.confidence)),
                   before.is_confirmed() != after.is_confirmed());
  comparison.field("checked_on", to_string(before.checked_on), to_string(after.checked_on), false);
  return change;
}

FactChange whole(const Fact& fact, FactChange::Kind kind) {
  return {
      .kind = kind, .id = fact.id, .title = fact.title, .effective = fact.effective, .fields = {}, .is_material = true};
}

std::string rows_of(const DecisionTable& table) {
  std::string text;
  for (const dmn::Rule& rule : table.table.rules) {
    for (const auto& cell : rule.tests) text += cell.print() + " | ";
    for (const auto& cell : rule.outputs) text += cell.print() + " | ";
    text += "\n";
  }
  return text;
}

void compare_tables(const Pack& before, const Pack& after, PackChanges& changes) {
  const auto add = [&](const DecisionTable& table, FactChange::Kind kind) {
    changes.tables.push_back(
        {.kind = kind, .id = table.id, .title = table.title, .effective = {}, .fields = {}, .is_material = true});
  };
  for (const DecisionTable& table : after.tables) {
    const DecisionTable* old = before.find_table(table.id);
    if (old == nullptr)
      add(table, FactChange::Kind::added);
    else if (const std::string was = rows_of(*old), is = rows_of(table); was != is) {
      add(table, FactChange::Kind::changed);
      changes.tables.back().fields.push_back({"rules", was, is});
    }
  }
  for (const DecisionTable& table : before.tables)
    if (after.find_table(table.id) == nullptr) add(table, FactChange::Kind::removed);
}

}  // namespace

PackChanges compare(const Pack& before, const Pack& after) {
  using Key = std::pair<std::string, std::optional<CalendarDate>>;
  std::map<Key, const Fact*> old;
  for (const Fact& fact : before.facts) old[{fact.id, fact.effective.from}] = &fact;
  PackChanges changes;
  const auto add = [&](FactChange change) {
    if (changes.facts.size() < limits::law_changes_max) changes.facts.push_back(std::move(change));
  };
  for (const Fact& fact : after.facts) {
    const auto found = old.find({fact.id, fact.effective.from});
    if (found == old.end()) {
      add(whole(fact, FactChange::Kind::added));
      continue;
    }
    if (FactChange change = compare(*found->second, fact); !change.fields.empty()) add(std::move(change));
    old.erase(found);
  }
  for (const Fact& fact : before.facts)
    if (old.contains({fact.id, fact.effective.from})) add(whole(fact, FactChange::Kind::removed));
  compare_tables(before, after, changes);
  return changes;
}

}  // namespace evenhand::law

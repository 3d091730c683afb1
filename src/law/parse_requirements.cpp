#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "law/pack_parts.hpp"

namespace evenhand::law {
namespace {

using Kind = Requirement::Kind;

/// The parameter that bounds it, of the first fact.
std::string read_bound(Reading& reading, const YAML::Node& node, std::string_view name, const Requirement& requirement,
                       const Pack& pack) {
  std::string parameter = words_of(reading, node, name);
  if (parameter.empty() || requirement.facts.empty()) return parameter;
  for (const Fact* fact : pack.find_all(requirement.facts.front())) {
    if (fact->find(parameter) != nullptr) continue;
    reading.error("EH0910", node, "`" + fact->id + "` has no parameter `" + parameter + "`.");
    break;
  }
  return parameter;
}

/// `step: true`, or `step: optional` where an item that may be left out will do.
bool is_optional(Reading& reading, const YAML::Node& node) {
  const json::Value value = value_of(reading, node);
  const std::string* word = value.as_string();
  const bool optional = word != nullptr && *word == "optional";
  if (!optional && !(value.as_bool() != nullptr && *value.as_bool()))
    reading.error("EH0904", node, "`step` is true or optional.");
  return optional;
}

Requirement::When read_when(Reading& reading, const YAML::Node& node) {
  Requirement::When when;
  Fields fields(reading, node, "`when`");
  when.topics = list_of(reading, fields.take("topics"), "topics");
  when.channels = list_of(reading, fields.take("channels"), "channels");
  when.data = list_of(reading, fields.take("data"), "data");
  when.actions = list_of(reading, fields.take("actions"), "actions");
  when.words = list_of(reading, fields.take("words"), "words");
  fields.finish();
  return when;
}

void read_target(Reading& reading, const YAML::Node& node, Requirement& requirement, const Pack& pack) {
  constexpr std::array<std::string_view, 3> targets = {"resolved", "first reply", "next reply"};
  if (!node.IsMap() || node.size() != 1)
    return reading.error("EH0904", node, "`target_at_most` names one target and the parameter that bounds it.",
                         "Write: target_at_most: {resolved: respond_days}");
  const auto entry = *node.begin();
  requirement.target = words_of(reading, entry.first, "target");
  if (std::find(targets.begin(), targets.end(), requirement.target) == targets.end())
    reading.error("EH0904", entry.first, "There is no target `" + requirement.target + "`.",
                  "One of: resolved, first reply, next reply.");
  requirement.bound = read_bound(reading, entry.second, "target", requirement, pack);
}

void read_hours(Reading& reading, const YAML::Node& node, Requirement& requirement, const Pack& pack) {
  Fields fields(reading, node, "`hours`");
  requirement.words = list_of(reading, fields.need("actions"), "actions");
  requirement.bound = read_bound(reading, fields.need("from"), "from", requirement, pack);
  requirement.bound_to = read_bound(reading, fields.need("to"), "to", requirement, pack);
  fields.finish();
}

void read_then(Reading& reading, const YAML::Node& node, Requirement& requirement, const Pack& pack) {
  Fields fields(reading, node, "`then`");
  if (!fields.is_map()) return;
  const std::array<std::pair<const char*, std::function<void(const YAML::Node&)>>, 7> kinds = {
      {{"step", [&](const YAML::Node& given) { requirement.may_be_optional = is_optional(reading, given); }},
       {"words", [&](const YAML::Node& given) { requirement.words = list_of(reading, given, "words"); }},
       {"wait_at_most",
        [&](const YAML::Node& given) {
          requirement.bound = read_bound(reading, given, "wait_at_most", requirement, pack);
        }},
       {"target_at_most", [&](const YAML::Node& given) { read_target(reading, given, requirement, pack); }},
       {"keep_at_least",
        [&](const YAML::Node& given) {
          requirement.bound = read_bound(reading, given, "keep_at_least", requirement, pack);
        }},
       {"never_store", [&](const YAML::Node& given) { requirement.words = list_of(reading, given, "never_store"); }},
       {"hours", [&](const YAML::Node& given) { read_hours(reading, given, requirement, pack); }}}};
  std::size_t given = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const YAML::Node field = fields.take(kinds[i].first);
    if (!field.IsDefined()) continue;
    ++given;
    requirement.kind = static_cast<Kind>(i);
    kinds[i].second(field);
  }
  fields.finish();
  if (given != 1)
    reading.error("EH0904", node, "`then` says one thing.",
                  "One of: step, words, wait_at_most, target_at_most, keep_at_least, never_store, hours.");
}

void read_addition(Reading& reading, const YAML::Node& node, Requirement& requirement) {
  if (!is_given(node)) return;
  Fields fields(reading, node, "`add`");
  const YAML::Node at = fields.need("at");
  const std::string where = words_of(reading, at, "at");
  if (where != "start" && where != "end" && !where.empty()) reading.error("EH0904", at, "`at` is start or end.");
  requirement.add.at_end = where == "end";
  const YAML::Node lines = fields.need("lines");
  fields.finish();
  if (!lines.IsDefined() || !lines.IsScalar()) return reading.error("EH0904", node, "`lines` is the text to add.");
  (void)words_of(reading, lines, "lines");  // its lines stay lines
  requirement.add.lines = lines.Scalar();
}

Requirement read_requirement(Reading& reading, const YAML::Node& node, const Pack& pack) {
  Requirement requirement;
  Fields fields(reading, node, "a requirement");
  requirement.id = id_of(reading, fields.need("id"), "id");
  requirement.title = words_of(reading, fields.need("title"), "title");
  requirement.facts = read_facts_behind(reading, fields.need("facts"), pack);
  requirement.needs = list_of(reading, fields.take("needs"), "needs");
  if (const YAML::Node when = fields.take("when"); is_given(when)) requirement.when = read_when(reading, when);
  read_then(reading, fields.need("then"), requirement, pack);
  read_addition(reading, fields.take("add"), requirement);
  fields.finish();
  return requirement;
}

/// Whether a requirement presupposes itself, by whatever way.
bool goes_round(const Pack& pack, const Requirement& requirement) {
  std::vector<const Requirement*> open = {&requirement};
  std::map<std::string_view, bool> seen;
  while (!open.empty()) {
    const Requirement* one = open.back();
    open.pop_back();
    for (const std::string& need : one->needs) {
      if (need == requirement.id) return true;
      if (seen[need]) continue;
      seen[need] = true;
      if (const Requirement* next = pack.find_requirement(need)) open.push_back(next);
    }
  }
  return false;
}

}  // namespace

void read_requirements(Reading& reading, const YAML::Node& requirements, Pack& pack) {
  if (!requirements.IsDefined()) return;
  if (!requirements.IsSequence()) return reading.error("EH0904", requirements, "`requirements` is a list.");
  for (const YAML::Node& node : requirements) {
    if (!reading.count(node)) return;
    Requirement requirement = read_requirement(reading, node, pack);
    if (pack.find_requirement(requirement.id) != nullptr)
      reading.error("EH0906", node, "There are two requirements `" + requirement.id + "`.", "Give one another id.");
    pack.requirements.push_back(std::move(requirement));
  }
  for (std::size_t i = 0; i < pack.requirements.size(); ++i) {
    const Requirement& one = pack.requirements[i];
    for (const std::string& need : one.needs)
      if (pack.find_requirement(need) == nullptr)
        reading.error("EH0910", requirements[i], "The pack has no requirement `" + need + "`.");
    if (goes_round(pack, one))
      reading.error("EH0909", requirements[i], "`" + one.id + "` needs itself, by way of what it needs.",
                    "Take one of the names out of `needs`.");
  }
}

}  // namespace evenhand::law

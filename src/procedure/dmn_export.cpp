#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "dmn/content.hpp"
#include "feel/shape.hpp"
#include "procedure/decisions.hpp"
#include "procedure/prose.hpp"
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

namespace {

using Kind = FactType::Kind;

/// DMN's name for a fact's type; empty where FEEL has several or none.
std::string type_name(const FactType* type) {
  if (type == nullptr) return {};
  switch (type->kind) {
    case Kind::text:
    case Kind::pattern:
    case Kind::email:
    case Kind::phone:
    case Kind::one_of:
      return "string";
    case Kind::number:
    case Kind::money:
      return "number";
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::date_time:
      return "dateTime";
    case Kind::yes_no:
      return "boolean";
    case Kind::duration:  // FEEL has two kinds of it
    case Kind::list:
    case Kind::file:
      return {};
  }
  return {};
}

std::string values_of(const std::vector<std::string>& options) {
  std::string out;
  for (const std::string& option : options) {
    if (!out.empty()) out += ", ";
    out += feel::to_feel(feel::Value(option));
  }
  return out;
}

class Exporter {
 public:
  explicit Exporter(const Procedure& procedure) : procedure_(procedure) {}

  Result<dmn::Model> run() {
    collect(procedure_.root);
    for (const Overlay& overlay : procedure_.overlays)
      for (const OverlayEdit& edit : overlay.edits) {
        for (const Node& node : edit.nodes) collect(node);
        if (edit.escalation) collect(edit.escalation->body);
      }
    for (const EscalationRule& rule : procedure_.escalation) collect(rule.body);
    if (tables_.empty())
      return fail(ErrorKind::not_found, "sop/no-table", "This procedure decides nothing by a table.",
                  "Only decision tables are exported.");
    name_decisions();
    model_.id = "procedure_" + text::slug(procedure_.id);
    model_.name = procedure_.title.empty() ? procedure_.id : procedure_.title;
    model_.space = "urn:evenhand:procedure:" + text::slug(procedure_.id);
    model_.description = procedure_.summary;
    for (std::size_t i = 0; i < tables_.size(); ++i) decision(i);
    return dmn::Model(std::move(model_));
  }

 private:
  void collect(const Node& node) {
    if (node.kind == NodeKind::decide && node.table) tables_.push_back(&node);
    for (const Node& child : node.children) collect(child);
    for (const Node& branch : node.branches) collect(branch);
  }

  void name_decisions() {
    std::map<std::string, int> deciding;
    for (const Node* node : tables_)
      for (const std::string& fact : node->facts) ++deciding[fact];
    std::set<std::string> names, inputs;
    for (const Fact& fact : procedure_.facts) inputs.insert(fact.name);
    for (const Node* node : tables_) {
      std::string name;
      if (node->facts.size() == 1 && deciding[node->facts[0]] == 1) {
        name = node->facts[0];
        by_fact_[name] = names_.size();
      } else {
        for (const std::string& fact : node->facts) name += (name.empty() ? "decide " : " + ") + fact;
        const std::string first = name;
        for (int i = 2; names.contains(name) || inputs.contains(name); ++i) name = first + " " + std::to_string(i);
      }
      names.insert(name);
      names_.push_back(name);
    }
    // Tables that need one another in a circle take the facts as inputs, and step aside from the facts' names.
    for (auto place = by_fact_.begin(); place != by_fact_.end();) {
      if (!needs_itself(place->second)) {
        ++place;
        continue;
      }
      std::string& name = names_[place->second];
      const std::string first = "decide " + name;
      name = first;
      for (int i = 2; names.contains(name) || inputs.contains(name); ++i) name = first + " " + std::to_string(i);
      names.insert(name);
      place = by_fact_.erase(place);
    }
  }

  [[nodiscard]] static std::set<std::string> reads_of(const dmn::Table& table) {
    std::set<std::string> out;
    const auto add = [&](const feel::Expression& expression) {
      for (const std::string& name : expression.reads())
        if (name != "?") out.insert(name);
    };
    for (const dmn::Input& input : table.inputs) add(input.expression);
    for (const dmn::Rule& rule : table.rules) {
      for (const auto& test : rule.tests) add(test);
      for (const auto& output : rule.outputs) add(output);
    }
    return out;
  }

  [[nodiscard]] bool needs_itself(std::size_t index) const {
    std::set<std::size_t> seen;
    std::vector<std::size_t> open = {index};
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (const std::string& name : reads_of(*tables_[at]->table)) {
        const auto next = by_fact_.find(name);
        if (next == by_fact_.end()) continue;
        if (next->second == index) return true;
        if (seen.insert(next->second).second) open.push_back(next->second);
      }
    }
    return false;
  }

  static std::string decision_id(std::size_t index) { return "decision_" + std::to_string(index + 1); }

  [[nodiscard]] const FactType* type_of(const std::string& name) const {
    const Fact* fact = procedure_.find_fact(name);
    if (fact != nullptr) return fact->implicit ? nullptr : &fact->type;
    return builtin_type(name);
  }

  [[nodiscard]] std::string dmn_type(const std::string& name) const {
    const FactType* type = type_of(name);
    return type != nullptr && type->kind == Kind::duration ? duration_type(name) : type_name(type);
  }

  /// The kind of duration that the cells of a fact name; empty when they name none, or both.
  [[nodiscard]] std::string duration_type(const std::string& name) const {
    bool days = false, months = false;
    const auto note = [&](const feel::Value& value) {
      days = days || value.as_days_time() != nullptr;
      months = months || value.as_years_months() != nullptr;
    };
    for (const Node* node : tables_) {
      const dmn::Table& table = *node->table;
      for (const dmn::Rule& rule : table.rules) {
        for (std::size_t c = 0; c < table.inputs.size(); ++c) {
          const auto shape = table.inputs[c].expression.source() == name ? feel::shape_of(rule.tests[c]) : std::nullopt;
          if (!shape) continue;
          for (const feel::Range& range : shape->ranges) note(range.low), note(range.high);
        }
        for (std::size_t c = 0; c < table.outputs.size(); ++c)
          if (table.outputs[c].name == name) note(feel::literal_of(rule.outputs[c]).value_or(feel::Value{}));
      }
    }
    if (days == months) return {};
    return days ? "dayTimeDuration" : "yearMonthDuration";
  }

  std::string input_id(const std::string& name) {
    const auto [place, is_new] = inputs_.emplace(name, "input_" + std::to_string(inputs_.size() + 1));
    if (is_new) {
      dmn::InputData input;
      input.id = place->second;
      input.name = name;
      input.type = dmn_type(name);
      model_.inputs.push_back(std::move(input));
    }
    return place->second;
  }

  void decision(std::size_t index) {
    const Node& node = *tables_[index];
    const dmn::Table& table = *node.table;
    dmn::DecisionNode out;
    out.id = decision_id(index);
    out.name = names_[index];
    out.description = plain_prose(node.text.text);
    const bool single = table.outputs.size() == 1 && !gathers(table);
    if (single) out.type = table.aggregation == dmn::Aggregation::count ? "number" : dmn_type(table.outputs[0].name);
    for (const std::string& name : reads_of(table)) {
      dmn::Requirement need;
      need.id = out.id + "_needs_" + std::to_string(out.needs.size() + 1);
      const auto other = by_fact_.find(name);
      const bool decided = other != by_fact_.end();
      need.kind = decided ? dmn::Requirement::Kind::decision : dmn::Requirement::Kind::input;
      need.href = decided ? decision_id(other->second) : input_id(name);
      out.needs.push_back(std::move(need));
    }
    out.logic = logic(table);
    model_.decisions.push_back(std::move(out));
  }

  dmn::BoxedPtr logic(const dmn::Table& table) const {
    auto out = std::make_shared<dmn::Boxed>();
    out->kind = dmn::Boxed::Kind::table;
    out->table = table;
    for (const dmn::Input& input : table.inputs) {
      dmn::TableText::Clause clause;
      clause.label = input.label;
      clause.expression = input.expression.source();
      const FactType* type = type_of(clause.expression);
      clause.expression_type = dmn_type(clause.expression);
      if (type != nullptr && type->kind == Kind::one_of) clause.values = values_of(type->options);
      out->rows.inputs.push_back(std::move(clause));
    }
    for (const dmn::Output& output : table.outputs) {
      dmn::TableText::Clause clause;
      clause.label = output.name;
      clause.name = output.name;
      const FactType* type = type_of(output.name);
      clause.type = table.aggregation == dmn::Aggregation::count ? "" : dmn_type(output.name);
      if (type != nullptr && type->kind == Kind::one_of) clause.values = values_of(type->options);
      out->rows.outputs.push_back(std::move(clause));
    }
    for (const dmn::Rule& rule : table.rules) {
      dmn::TableText::Row row;
      for (const auto& test : rule.tests) row.tests.push_back(test.source());
      for (const auto& output : rule.outputs) row.outputs.push_back(output.source());
      out->rows.rows.push_back(std::move(row));
    }
    return out;
  }

  const Procedure& procedure_;
  std::vector<const Node*> tables_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> by_fact_;  ///< the one table that decides a fact alone
  std::map<std::string, std::string> inputs_;   ///< name to id
  dmn::ModelContent model_;
};

}  // namespace

Result<dmn::Model> to_dmn(const Procedure& procedure) {
  return Exporter(procedure).run();
}

}  // namespace evenhand::procedure

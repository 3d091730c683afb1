#include <algorithm>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "dmn/model.hpp"
#include "http/problem.hpp"
#include "procedure/decisions.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;

http::Response unusable(const Diagnostics& diagnostics) {
  json::Value document = http::problem_document(422, "dmn/unusable", "The model cannot be evaluated.",
                                                "\"diagnostics\" says what is wrong and where.");
  document.set("diagnostics", present_diagnostics(diagnostics));
  return http::problem_response(422, document);
}

/// The published procedure that is named, at the version that is named.
Result<procedure::ProcedurePtr> named_procedure(Call& call, const std::string& id) {
  const auto current = call.services.desk.library().current(id);
  if (!current) return fail(current.error());
  const std::string hash = call.body.string_or("hash", "");
  if (hash.empty()) return (*current)->procedure;
  const auto version = call.services.desk.library().by_hash(hash);
  if (!version) return fail(version.error());
  if ((*version)->procedure->id != (*current)->procedure->id)
    return fail(ErrorKind::not_found, "procedure/not-found", "The procedure has no version of that hash.");
  return (*version)->procedure;
}

http::Response evaluate(Call& call) {
  const std::string xml = call.body.string_or("model", "");
  const std::string procedure = call.body.string_or("procedure", "");
  if (xml.empty() == procedure.empty())
    return problem({ErrorKind::invalid, "body/invalid", "Give either \"model\" or \"procedure\".",
                    "\"model\" is DMN XML, \"procedure\" the id of a published procedure."});
  dmn::ReadModel read;
  if (!xml.empty()) {
    std::vector<std::string> imports;
    if (const json::Value* given = call.body.find("imports"); given != nullptr && given->as_array() != nullptr) {
      for (const json::Value& one : *given->as_array()) imports.push_back(*one.as_string());
    }
    read = dmn::read_model(xml, dmn::importer_of(imports));
    if (!read.usable) return unusable(read.diagnostics);
  } else {
    const auto found = named_procedure(call, procedure);
    if (!found) return problem(found.error());
    auto model = procedure::to_dmn(**found);
    if (!model) return problem(model.error());
    read.model = std::move(*model);
  }
  const auto inputs = read.model.read_inputs(*call.body.find("inputs"));
  if (!inputs) return problem(inputs.error());
  std::vector<std::string> names = read.model.decisions();
  if (const std::string wanted = call.body.string_or("decision", ""); !wanted.empty()) {
    const auto invocables = read.model.invocables();
    names.insert(names.end(), invocables.begin(), invocables.end());
    if (std::find(names.begin(), names.end(), wanted) == names.end())
      return problem({ErrorKind::not_found, "dmn/not-found", "The model has no decision \"" + wanted + "\".",
                      text::nearest(wanted, names).value_or("")});
    names = {wanted};
  }
  constexpr std::size_t decisions_max = 100;
  if (names.size() > decisions_max)
    return problem({ErrorKind::too_large, "dmn/too-many", "The model has more than 100 decisions.",
                    "Name the one that is wanted as \"decision\"."});
  const bool explain = call.body.bool_or("explain", false);
  const Instant now = call.services.desk.clock().now();
  // One of each for all decisions: a hundred that take as long as one may would keep a server busy for minutes.
  feel::Budget budget{limits::dmn_steps_max};
  const Deadline deadline = call.services.deadline();
  json::Object values, reasons, explanations;
  for (const std::string& name : names) {
    dmn::Trace trace;
    const feel::Value value = read.model.evaluate(name, *inputs, now, explain ? &trace : nullptr, deadline, &budget);
    values.emplace_back(name, dmn::to_plain_json(value));
    if (value.is_null()) reasons.emplace_back(name, std::string(value.null_reason()));
    if (explain) explanations.emplace_back(name, dmn::to_json(trace));
  }
  if (call.services.is_stopping) return busy_response();
  json::Value answer;
  answer.set("values", std::move(values))
      .set("reasons", std::move(reasons))
      .set("diagnostics", present_diagnostics(read.diagnostics));
  if (explain) answer.set("explanations", std::move(explanations));
  return json_answer(200, answer);
}

}  // namespace

void add_dmn_endpoints(std::vector<Endpoint>& endpoints) {
  endpoints.push_back(
      {.method = "POST",
       .pattern = "/api/v1/dmn/evaluate",
       .tag = "Decisions",
       .summary = "Evaluate a DMN model, or the decision tables of a published procedure",
       .permission = Permission::procedure_read,
       .body = {{.name = "model", .about = "DMN XML, 1.1 to 1.5.", .bytes_max = limits::dmn_request_bytes_max},
                {.name = "imports", .kind = Field::Kind::texts, .about = "DMN XML of the models that it imports."},
                {.name = "procedure", .about = "The id of a published procedure, instead of a model."},
                {.name = "hash", .about = "A version of the procedure; the current one when left out."},
                {.name = "inputs",
                 .kind = Field::Kind::object,
                 .required = true,
                 .about = "Values of the input data, by name."},
                {.name = "decision", .about = "A decision, service or knowledge model; all decisions when left out."},
                {.name = "explain",
                 .kind = Field::Kind::boolean,
                 .about = "Say what was computed and which rows matched."}},
       .takes_body = true,
       .answer = "DmnValues",
       .body_bytes_max = limits::dmn_request_bytes_max,
       .is_long = true,
       .repeats = Repeats::none,
       .handle = evaluate});
}

}  // namespace evenhand::api

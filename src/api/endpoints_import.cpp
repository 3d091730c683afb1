#include "api/api.hpp"
#include "api/present.hpp"
#include "intake/intake.hpp"

namespace evenhand::api {
namespace {

/// Nothing is kept: the draft is saved where its author says so, like any other.
http::Response import_file(Call& call) {
  const auto imported = intake::import_file(call.query("name"), call.request->body, call.services.deadline());
  if (call.services.is_stopping) return busy_response();
  if (!imported) return problem(imported.error());
  json::Value answer = intake::to_json(*imported);
  answer.set("draft", imported->draft);
  return json_answer(200, answer);
}

}  // namespace

void add_import_endpoints(std::vector<Endpoint>& endpoints) {
  endpoints.push_back(
      {.method = "POST",
       .pattern = "/api/v1/procedures/import",
       .tag = "Authoring",
       .summary = "Make a draft of a Word, HTML, Markdown or BPMN file, and say what became of each part",
       .permission = identity::Permission::procedure_edit,
       .raw_body = true,
       .query = {{"name", "what the file is called: its ending says what it is"}},
       .answer = "Imported",
       .body_bytes_max = limits::import_bytes_max,
       .is_long = true,
       .repeats = Repeats::none,
       .handle = import_file});
}

}  // namespace evenhand::api

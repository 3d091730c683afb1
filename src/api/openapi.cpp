#include <set>

#include "api/api.hpp"

namespace evenhand::api {
namespace {

json::Value object_schema(const std::vector<Field>& fields, bool are_others_allowed);

json::Value schema_of(const Field& field) {
  json::Value schema;
  switch (field.kind) {
    case Field::Kind::text:
      schema.set("type", "string").set("maxLength", static_cast<std::int64_t>(field.bytes_max));
      break;
    case Field::Kind::integer:
      schema.set("type", "integer");
      break;
    case Field::Kind::boolean:
      schema.set("type", "boolean");
      break;
    case Field::Kind::object:
      if (field.members.empty())
        schema.set("type", "object");
      else
        schema = object_schema(field.members, false);
      break;
    case Field::Kind::texts: {
      json::Value item;
      item.set("type", "string");
      schema.set("type", "array").set("items", std::move(item)).set("maxItems", std::uint64_t{field.items_max});
      break;
    }
    case Field::Kind::instant:
      schema.set("type", "string").set("format", "date-time");
      break;
  }
  if (!field.about.empty()) schema.set("description", field.about);
  return schema;
}

json::Value object_schema(const std::vector<Field>& fields, bool are_others_allowed) {
  json::Value properties{json::Object{}};
  json::Array required;
  for (const Field& field : fields) {
    properties.set(std::string(field.name), schema_of(field));
    if (field.required) required.emplace_back(field.name);
  }
  json::Value schema;
  schema.set("type", "object").set("properties", std::move(properties)).set("additionalProperties", are_others_allowed);
  if (!required.empty()) schema.set("required", std::move(required));
  return schema;
}

json::Value body_of(const Endpoint& endpoint) {
  json::Value media, content, body;
  if (endpoint.raw_body) {
    json::Value schema;
    schema.set("type", "string").set("format", "binary").set("maxLength", std::uint64_t{endpoint.body_bytes_max});
    media.set("schema", std::move(schema));
    content.set("application/octet-stream", std::move(media));
  } else {
    media.set("schema", object_schema(endpoint.body, endpoint.free_body));
    content.set("application/json", std::move(media));
  }
  body.set("required", true).set("content", std::move(content));
  return body;
}

json::Value parameter(std::string_view name, std::string_view where, bool required, std::string_view about) {
  json::Value schema, value;
  schema.set("type", "string");
  value.set("name", name).set("in", where).set("required", required).set("schema", std::move(schema));
  if (!about.empty()) value.set("description", about);
  return value;
}

json::Array parameters_of(const Endpoint& endpoint) {
  json::Array parameters;
  for (std::size_t open = endpoint.pattern.find('{'); open != std::string::npos;
       open = endpoint.pattern.find('{', open + 1)) {
    const std::size_t close = endpoint.pattern.find('}', open);
    parameters.push_back(
        parameter(std::string_view(endpoint.pattern).substr(open + 1, close - open - 1), "path", true, ""));
  }
  for (const QueryField& query : endpoint.query)
    parameters.push_back(parameter(query.name, "query", false, query.about));
  if (endpoint.method == "POST")
    parameters.push_back(parameter("Idempotency-Key", "header", false,
                                   "The same key with the same body gives the same answer for 24 hours."));
  return parameters;
}

std::string_view media_type(const std::string& answer) {
  if (answer == "Svg") return "image/svg+xml";
  if (answer == "Bpmn" || answer == "Dmn") return "application/xml";
  if (answer == "Pack") return "application/x-ndjson";
  if (answer == "FileContent") return "application/octet-stream";
  if (answer == "EventStream") return "text/event-stream";
  return "application/json";
}

json::Value answers_of(const Endpoint& endpoint) {
  json::Value success, responses, error;
  success.set("description", endpoint.summary);
  if (!endpoint.answer.empty()) {
    json::Value reference, media, content;
    reference.set("$ref", "#/components/schemas/" + endpoint.answer);
    media.set("schema", std::move(reference));
    content.set(std::string(media_type(endpoint.answer)), std::move(media));
    success.set("content", std::move(content));
  }
  responses.set(std::to_string(endpoint.success), std::move(success));
  error.set("$ref", "#/components/responses/Problem");
  responses.set("default", std::move(error));
  return responses;
}

json::Value problem_response_component() {
  json::Value reference, media, content, response;
  reference.set("$ref", "#/components/schemas/Problem");
  media.set("schema", std::move(reference));
  content.set("application/problem+json", std::move(media));
  response.set("description", "RFC 9457 problem details").set("content", std::move(content));
  return response;
}

json::Value problem_schema() {
  json::Value text, number, properties, schema, gates, gate;
  text.set("type", "string");
  number.set("type", "integer");
  gate.set("type", "object")
      .set("description", "path, step_id, step_title, kind, message, condition, facts, law, remedy");
  gates.set("type", "array")
      .set("items", std::move(gate))
      .set("description", "What stands in the way, for a refused command");
  properties.set("type", text)
      .set("title", text)
      .set("status", std::move(number))
      .set("code", text)
      .set("detail", text)
      .set("hint", text)
      .set("gates", std::move(gates));
  schema.set("type", "object").set("properties", std::move(properties));
  return schema;
}

}  // namespace

json::Value openapi_document(const std::vector<Endpoint>& endpoints, const std::string& version) {
  json::Value paths{json::Object{}};
  json::Value schemas{json::Object{}};
  schemas.set("Problem", problem_schema());
  for (const Endpoint& endpoint : endpoints) {
    json::Value operation;
    operation.set("summary", endpoint.summary)
        .set("tags", json::Array{json::Value(endpoint.tag)})
        .set("parameters", parameters_of(endpoint));
    if (endpoint.takes_body || endpoint.raw_body) operation.set("requestBody", body_of(endpoint));
    operation.set("responses", answers_of(endpoint));
    if (endpoint.access == Access::open) operation.set("security", json::Array{});
    if (endpoint.access == Access::permitted)
      operation.set("x-permission", identity::permission_name(endpoint.permission));
    std::string method = endpoint.method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    const json::Value* existing = paths.find(endpoint.pattern);
    json::Value path = existing == nullptr ? json::Value(json::Object{}) : *existing;
    path.set(method, std::move(operation));
    paths.set(endpoint.pattern, std::move(path));
    if (!endpoint.answer.empty()) {
      json::Value schema;
      schema.set("description", "See docs/api.md");
      if (media_type(endpoint.answer) == "application/json")
        schema.set("type", "object");
      else
        schema.set("type", "string");
      schemas.set(endpoint.answer, std::move(schema));
    }
  }
  json::Value info, bearer, cookie, schemes, responses, components, document, by_token, by_cookie;
  info.set("title", "Evenhand")
      .set("version", version)
      .set("summary", "Customer-service procedures: guided, enforced, recorded");
  bearer.set("type", "http").set("scheme", "bearer");
  cookie.set("type", "apiKey").set("in", "cookie").set("name", session_cookie);
  schemes.set("token", std::move(bearer)).set("session", std::move(cookie));
  responses.set("Problem", problem_response_component());
  components.set("securitySchemes", std::move(schemes))
      .set("responses", std::move(responses))
      .set("schemas", std::move(schemas));
  by_token.set("token", json::Array{});
  by_cookie.set("session", json::Array{});
  document.set("openapi", "3.1.0")
      .set("info", std::move(info))
      .set("security", json::Array{std::move(by_token), std::move(by_cookie)});
  document.set("paths", std::move(paths)).set("components", std::move(components));
  return document;
}

}  // namespace evenhand::api

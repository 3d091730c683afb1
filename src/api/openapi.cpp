#include "api/api.hpp"
#include "api/schemas.hpp"

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
  // Null is as good as left out.
  if (!field.required) schema.set("type", json::Array{*schema.find("type"), json::Value("null")});
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
    media.set("schema", endpoint.body_schema.empty() ? object_schema(endpoint.body, endpoint.free_body)
                                                     : schema_reference(endpoint.body_schema));
    content.set("application/json", std::move(media));
  }
  body.set("required", endpoint.needs_body()).set("content", std::move(content));
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
  for (const QueryField& header : endpoint.headers)
    parameters.push_back(parameter(header.name, "header", false, header.about));
  if (endpoint.takes_key())
    parameters.push_back(parameter("Idempotency-Key", "header", false,
                                   "The same key with the same body gives the same answer for 24 hours."));
  return parameters;
}

/// Of answers that are no JSON; empty: JSON.
std::string_view media_type(std::string_view answer) {
  if (answer == "Svg") return "image/svg+xml";
  if (answer == "Bpmn" || answer == "Dmn") return "application/xml";
  if (answer == "Pdf") return "application/pdf";
  if (answer == "Pack") return "application/x-ndjson";
  if (answer == "FileContent") return "*/*";
  if (answer == "EventStream") return "text/event-stream";
  return {};
}

json::Value header(std::string_view about) {
  json::Value schema, value;
  schema.set("type", "string");
  return value.set("description", about).set("schema", std::move(schema));
}

json::Value answers_of(const Endpoint& endpoint) {
  json::Value success, responses, error, headers;
  success.set("description", endpoint.summary);
  if (!endpoint.answer.empty()) {
    json::Value schema, media, content;
    const std::string_view type = media_type(endpoint.answer);
    media.set("schema", type.empty() ? schema_reference(endpoint.answer) : schema.set("type", "string"));
    content.set(std::string(type.empty() ? "application/json" : type), std::move(media));
    success.set("content", std::move(content));
  }
  if (endpoint.has_tag) headers.set("ETag", header("What the answer is a picture of: for If-Match."));
  if (endpoint.has_location) headers.set("Location", header("Where it is."));
  if (!headers.is_null()) success.set("headers", std::move(headers));
  responses.set(std::to_string(endpoint.success), success);
  if (endpoint.success_also == 204) {
    json::Value empty;
    responses.set("204", empty.set("description", "There is none."));
  } else if (endpoint.success_also != 0) {
    responses.set(std::to_string(endpoint.success_also), std::move(success));
  }
  error.set("$ref", "#/components/responses/Problem");
  return responses.set("default", std::move(error));
}

json::Value problem_response() {
  json::Value media, content, response;
  media.set("schema", schema_reference("Problem"));
  content.set("application/problem+json", std::move(media));
  return response.set("description", "RFC 9457 problem details").set("content", std::move(content));
}

/// `{"name": []}` for each: all of them together.
json::Value requirement(std::initializer_list<const char*> names) {
  json::Value value;
  for (const char* name : names) value.set(name, json::Array{});
  return value;
}

json::Array security_of(const Endpoint& endpoint) {
  if (endpoint.access == Access::open) return {};
  if (endpoint.changes_something()) return {requirement({"token"}), requirement({"session", "csrf"})};
  return {requirement({"token"}), requirement({"session"})};
}

json::Value operation_of(const Endpoint& endpoint) {
  json::Value operation;
  operation.set("summary", endpoint.summary)
      .set("tags", json::Array{json::Value(endpoint.tag)})
      .set("parameters", parameters_of(endpoint));
  if (endpoint.takes_body || endpoint.raw_body) operation.set("requestBody", body_of(endpoint));
  operation.set("responses", answers_of(endpoint)).set("security", security_of(endpoint));
  if (endpoint.access == Access::permitted)
    operation.set("x-permission", identity::permission_name(endpoint.permission));
  return operation;
}

json::Value schemes() {
  json::Value bearer, cookie, csrf, all;
  bearer.set("type", "http").set("scheme", "bearer");
  cookie.set("type", "apiKey").set("in", "cookie").set("name", session_cookie);
  csrf.set("type", "apiKey").set("in", "header").set("name", "X-Evenhand-CSRF");
  return all.set("token", std::move(bearer)).set("session", std::move(cookie)).set("csrf", std::move(csrf));
}

}  // namespace

json::Value openapi_document(const std::vector<Endpoint>& endpoints, const std::string& version) {
  constexpr std::string_view list = "List";
  json::Value paths{json::Object{}};
  json::Value schemas = schemas_of_bodies();
  for (const Endpoint& endpoint : endpoints) {
    std::string method = endpoint.method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    const json::Value* existing = paths.find(endpoint.pattern);
    json::Value path = existing == nullptr ? json::Value(json::Object{}) : *existing;
    path.set(method, operation_of(endpoint));
    paths.set(endpoint.pattern, std::move(path));
    if (endpoint.answer.ends_with(list) && schemas.find(endpoint.answer) == nullptr) {
      const std::string item = endpoint.answer.substr(0, endpoint.answer.size() - list.size());
      schemas.set(endpoint.answer, page_schema(item));
    }
  }
  json::Value info, license, responses, components, document, server;
  license.set("name", "Apache 2.0").set("identifier", "Apache-2.0");
  info.set("title", "Evenhand")
      .set("version", version)
      .set("summary", "Customer-service procedures: guided, enforced, recorded")
      .set("license", std::move(license));
  responses.set("Problem", problem_response());
  components.set("securitySchemes", schemes())
      .set("responses", std::move(responses))
      .set("schemas", std::move(schemas));
  server.set("url", "/");
  return document.set("openapi", "3.1.0")
      .set("info", std::move(info))
      .set("servers", json::Array{std::move(server)})
      .set("paths", std::move(paths))
      .set("components", std::move(components));
}

}  // namespace evenhand::api

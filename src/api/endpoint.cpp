#include "api/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include "base/instant.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace evenhand::api {
namespace {

Error bad_field(const Field& field, const std::string& inside, const std::string& what) {
  return {ErrorKind::invalid, "body/invalid", "\"" + inside + std::string(field.name) + "\" " + what + ".",
          std::string(field.about)};
}

}  // namespace

std::string url_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
        c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4u];
      out += digits[static_cast<unsigned char>(c) & 15u];
    }
  }
  return out;
}

namespace {

/// @param inside  `customer.` for the members of a member, for the errors.
Result<void> check_members(const std::vector<Field>& fields, bool are_others_allowed, json::Object& object,
                           const std::string& inside);

Result<void> check_kind(const Field& field, json::Value& value, const std::string& inside) {
  switch (field.kind) {
    case Field::Kind::text:
      if (value.as_string() == nullptr) return fail(bad_field(field, inside, "is to be text"));
      if (value.as_string()->size() > field.bytes_max)
        return fail(bad_field(field, inside, "is longer than " + std::to_string(field.bytes_max) + " bytes"));
      return {};
    case Field::Kind::integer:
      if (value.as_number() == nullptr || !value.as_number()->to_int64())
        return fail(bad_field(field, inside, "is to be a whole number"));
      return {};
    case Field::Kind::boolean:
      if (value.as_bool() == nullptr) return fail(bad_field(field, inside, "is to be true or false"));
      return {};
    case Field::Kind::object:
      if (value.as_object() == nullptr) return fail(bad_field(field, inside, "is to be an object"));
      if (field.members.empty()) return {};
      return check_members(field.members, false, *value.as_object(), inside + std::string(field.name) + ".");
    case Field::Kind::texts: {
      const json::Array* items = value.as_array();
      if (items == nullptr ||
          std::any_of(items->begin(), items->end(), [](const json::Value& v) { return v.as_string() == nullptr; })) {
        return fail(bad_field(field, inside, "is to be a list of texts"));
      }
      if (items->size() > field.items_max)
        return fail(bad_field(field, inside, "has more than " + std::to_string(field.items_max) + " items"));
      return {};
    }
    case Field::Kind::instant:
      if (value.as_string() == nullptr || !parse_rfc3339(*value.as_string()))
        return fail(bad_field(field, inside, "is to be a time like 2026-12-31T17:00:00Z"));
      return {};
  }
  return {};
}

Result<void> check_members(const std::vector<Field>& fields, bool are_others_allowed, json::Object& object,
                           const std::string& inside) {
  const auto is_declared = [&](const std::string& name) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  };
  std::erase_if(object, [&](const auto& member) { return member.second.is_null() && is_declared(member.first); });
  for (const Field& field : fields) {
    const auto member =
        std::find_if(object.begin(), object.end(), [&](const auto& one) { return one.first == field.name; });
    if (member == object.end()) {
      if (field.required) return fail(bad_field(field, inside, "is missing"));
      continue;
    }
    if (auto fine = check_kind(field, member->second, inside); !fine) return fine;
  }
  if (are_others_allowed) return {};
  for (const auto& [name, value] : object) {
    if (is_declared(name)) continue;
    std::vector<std::string> known;
    for (const Field& field : fields) known.emplace_back(field.name);
    const auto near = text::nearest(name, known);
    return fail(ErrorKind::invalid, "body/unknown-field", "There is no field \"" + inside + name + "\" here.",
                near ? "Did you mean \"" + inside + *near + "\"?" : "");
  }
  return {};
}

}  // namespace

bool Endpoint::needs_body() const {
  return raw_body || std::any_of(body.begin(), body.end(), [](const Field& field) { return field.required; });
}

std::string Call::language() const {
  if (!who.person.language.empty()) return who.person.language;
  const std::string_view accepted = request->headers.value_or("Accept-Language", "en");
  return text::starts_with_ignoring_case(accepted, "es") ? "es" : "en";
}

std::string Call::query(std::string_view name) const {
  return std::string(request->query_value(name).value_or(""));
}

Result<void> check_body(const std::vector<Field>& fields, bool free_body, json::Value& body) {
  json::Object* object = body.as_object();
  if (object == nullptr) return fail(ErrorKind::invalid, "body/not-object", "The body is a JSON object.");
  return check_members(fields, free_body, *object, {});
}

Result<void> check_query(const std::vector<QueryField>& fields, const http::Request& request) {
  for (const auto& [name, value] : request.query) {
    const bool is_known =
        std::any_of(fields.begin(), fields.end(), [&, &name = name](const QueryField& f) { return f.name == name; });
    if (is_known) continue;
    std::string known;
    for (const QueryField& field : fields) known += (known.empty() ? "" : ", ") + std::string(field.name);
    return fail(ErrorKind::invalid, "query/unknown", "There is no query parameter \"" + name + "\" here.",
                known.empty() ? "There is none at all." : "There is: " + known + ".");
  }
  return {};
}

Error lacks(identity::Permission permission) {
  return {ErrorKind::forbidden, "permission/missing",
          "You lack the permission " + std::string(identity::permission_name(permission)) + ".",
          "Ask an administrator for a role that has it."};
}

http::Response json_answer(int status, const json::Value& value) {
  return http::json_response(status, json::write(value));
}

http::Response problem(const Error& error) {
  return http::problem_response(error);
}

http::Response problem(const casework::Refusal& refusal) {
  const bool invalid = refusal.code.starts_with("fact/") || refusal.code.starts_with("command/");
  const bool forbidden =
      refusal.code == "case/role" || refusal.code == "case/self-approval" || refusal.code == "case/permission";
  const int status = invalid ? 422 : forbidden ? 403 : 409;
  json::Value document = http::problem_document(status, refusal.code, refusal.message);
  json::Array gates;
  for (const casework::Gate& gate : refusal.gates) gates.push_back(casework::to_json(gate));
  document.set("gates", std::move(gates));
  return http::problem_response(status, document);
}

Result<std::size_t> page_limit(const Call& call) {
  const auto given = call.request->query_value("limit");
  if (!given) return limits::page_size_default;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), limit);
  if (error != std::errc{} || end != given->data() + given->size() || limit < 1 || limit > limits::page_size_max) {
    return fail(ErrorKind::invalid, "query/limit",
                "\"limit\" is a number from 1 to " + std::to_string(limits::page_size_max) + ".");
  }
  return limit;
}

http::Response page_answer(const Call& call, json::Array items, const std::string& next_cursor) {
  json::Value value;
  value.set("items", std::move(items));
  value.set("next_cursor", next_cursor.empty() ? json::Value(nullptr) : json::Value(next_cursor));
  http::Response response = json_answer(200, value);
  if (!next_cursor.empty()) {
    std::string link = "<" + call.request->path + "?";
    for (const auto& [name, text] : call.request->query) {
      if (name != "cursor") link += url_encode(name) + "=" + url_encode(text) + "&";
    }
    response.headers.set("Link", link + "cursor=" + url_encode(next_cursor) + ">; rel=\"next\"");
  }
  return response;
}

}  // namespace evenhand::api

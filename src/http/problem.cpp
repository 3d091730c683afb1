#include "http/problem.hpp"

namespace evenhand::http {

int status_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid:
      return 422;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::refused:
      return 409;
    case ErrorKind::precondition:
      return 412;
    case ErrorKind::too_large:
      return 413;
    case ErrorKind::rate_limited:
      return 429;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::unsupported:
      return 501;
    case ErrorKind::corrupt:
      return 500;
  }
  return 500;
}

std::string problem_type(std::string_view code) {
  return "urn:evenhand:problem:" + std::string(code);
}

json::Value problem_document(int status, std::string_view code, std::string_view detail, std::string_view hint) {
  json::Value document;
  document.set("type", problem_type(code));
  document.set("title", reason_phrase(status));
  document.set("status", status);
  document.set("code", code);
  document.set("detail", detail);
  if (!hint.empty()) document.set("hint", hint);
  return document;
}

Response problem_response(int status, const json::Value& document) {
  Response response = text_response(status, json::write(document), problem_content_type);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Response problem_response(int status, std::string_view code, std::string_view detail, std::string_view hint) {
  return problem_response(status, problem_document(status, code, detail, hint));
}

Response problem_response(const Error& error) {
  Response response = problem_response(status_of(error.kind), error.code, error.message, error.hint);
  if (error.kind == ErrorKind::unavailable) response.headers.add("Retry-After", "1");
  return response;
}

}  // namespace evenhand::http

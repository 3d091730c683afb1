/// @file message.hpp
/// @brief What a handler is given and what it gives back: Request, Response, and the header list both carry. Nothing
/// here knows of sockets, so that handlers are tested by building a Request and reading the Response.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evenhand::http {

/// Header fields in order. Names compare without regard to ASCII case; look-up is a scan (a message has some twenty).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  /// The first field of that name, or null.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
  /// The first field's value, or the fallback. The view lives as long as this list is not changed.
  [[nodiscard]] std::string_view value_or(std::string_view name, std::string_view fallback) const noexcept;
  [[nodiscard]] bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  /// All fields of that name as one comma-separated value (RFC 9110 section 5.3); empty when there is none.
  [[nodiscard]] std::string joined(std::string_view name) const;

  /// Appends, keeping fields of the same name (Set-Cookie, Link).
  void add(std::string name, std::string value);
  /// Replaces every field of that name by one.
  void set(std::string name, std::string value);
  void remove(std::string_view name);

  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
  [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] auto end() const noexcept { return fields_.end(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Field> fields_;
};

using NameValue = std::pair<std::string, std::string>;

/// One request, complete with its body. Immutable once a handler has it; may be read from any thread.
struct Request {
  std::string method;            ///< as sent, upper case by convention: `GET`
  std::string target;            ///< as sent: `/api/v1/cases?state=open`
  std::string path;              ///< up to `?`, still percent-encoded, always begins with `/` (or is `*` for OPTIONS)
  std::vector<NameValue> query;  ///< decoded, in order, repeats kept
  Headers headers;
  std::vector<NameValue> cookies;  ///< in order of the Cookie header, values not decoded
  std::string body;
  std::string remote_address;  ///< of the peer's socket, without port: `127.0.0.1`, `::1`
  std::string id;              ///< X-Request-Id of the client when it is 1 to 64 of `A-Za-z0-9._-`, else made here
  bool is_tls = false;
  int version = 11;  ///< 10 or 11

  /// The first header, query parameter or cookie of that name.
  [[nodiscard]] const std::string* header(std::string_view name) const noexcept { return headers.find(name); }
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const noexcept;
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const noexcept;
  /// Sets target, path, query and cookies from `target` and the Cookie headers. False when the target or its percent
  /// encoding is malformed. The server calls this; tests that build requests by hand do too.
  [[nodiscard]] bool set_target(std::string_view raw_target);
  void read_cookies();
};

/// Makes a Request for tests and internal calls. A malformed target is a bug of the caller.
[[nodiscard]] Request make_request(std::string_view method, std::string_view target, Headers headers = {},
                                   std::string body = {});

/// The bytes of a response: its own string, a string shared with others, or bytes that live as long as the program.
class Body {
 public:
  Body() = default;
  Body(std::string bytes) : owned_(std::move(bytes)) {}  // NOLINT(google-explicit-constructor)
  Body(const char* bytes) : owned_(bytes) {}             // NOLINT(google-explicit-constructor)
  [[nodiscard]] static Body shared(std::shared_ptr<const std::string> bytes);
  /// `bytes` must outlive the server: embedded assets, literals.
  [[nodiscard]] static Body from_static(std::string_view bytes);
  [[nodiscard]] std::string_view view() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return view().size(); }
  /// Whether it is in memory for this one response.
  [[nodiscard]] bool is_held() const noexcept { return !owned_.empty(); }

 private:
  std::string owned_;
  std::shared_ptr<const std::string> shared_;
  std::string_view static_;
};

/// One response. The server adds Date, Content-Length, Connection, X-Request-Id and X-Content-Type-Options, leaves the
/// body out for HEAD, 204 and 304, and replaces control bytes in header values by blanks (no response splitting).
struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

[[nodiscard]] Response text_response(int status, std::string body,
                                     std::string_view content_type = "text/plain; charset=utf-8");
[[nodiscard]] Response json_response(int status, std::string json);
[[nodiscard]] Response empty_response(int status = 204);

/// The standard phrase (`Not Found`); empty for a number without one.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace evenhand::http

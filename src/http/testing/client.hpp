/// @file client.hpp
/// @brief A small blocking HTTP client over raw sockets, for tests that must send what no decent client would. Every
/// wait is bounded; what goes wrong shows as a short read and not as a hang.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace evenhand::http::testing {

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

class Client {
 public:
  /// Connects to 127.0.0.1. A refused connection shows in `is_connected`.
  explicit Client(std::uint16_t port, std::chrono::milliseconds wait_max = std::chrono::seconds(5));
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool is_connected() const noexcept { return socket_ >= 0; }
  /// False when the server has closed.
  bool send(std::string_view bytes);
  /// Reads one response with its body (Content-Length, or to the end). Empty when none came whole in time. `HEAD`
  /// responses and 1xx have no body.
  [[nodiscard]] std::optional<ClientResponse> receive(bool is_head_request = false);
  /// Sends a simple request with Host and, for a body, Content-Length; then receives.
  [[nodiscard]] std::optional<ClientResponse> request(std::string_view method, std::string_view target,
                                                      const Headers& headers = {}, std::string_view body = {});
  /// Reads until the bytes so far contain `mark`, and takes everything up to its end. Empty when it did not come in
  /// time.
  [[nodiscard]] std::optional<std::string> receive_until(std::string_view mark);
  /// Whether the server closes (or resets) within the wait; bytes before that are kept in `rest`.
  [[nodiscard]] bool is_closed_by_server();
  /// What was received and not taken yet.
  [[nodiscard]] const std::string& rest() const noexcept { return received_; }
  /// Closes the sending side only.
  void finish_sending();
  /// Closes with a reset, as a crashed client does.
  void reset();
  /// A small receive buffer, so that the server's writes stall soon. Call before much is received.
  void shrink_receive_buffer(int bytes);
  [[nodiscard]] int native_handle() const noexcept { return socket_; }

 private:
  /// Appends what arrives. False at the end, on an error, or when nothing came in time.
  bool read_some();

  int socket_ = -1;
  std::chrono::milliseconds wait_max_;
  std::string received_;
  bool is_ended_ = false;
};

}  // namespace evenhand::http::testing

#include "http/testing/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace evenhand::http::testing {

Client::Client(std::uint16_t port, std::chrono::milliseconds wait_max) : wait_max_(wait_max) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::read_some() {
  if (is_ended_ || socket_ < 0) return false;
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(wait_max_.count())) <= 0) return false;
  std::array<char, 16384> block;
  const ssize_t count = ::recv(socket_, block.data(), block.size(), 0);
  if (count <= 0) {
    is_ended_ = true;
    return false;
  }
  received_.append(block.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> Client::receive_until(std::string_view mark) {
  std::size_t found = received_.find(mark);
  while (found == std::string::npos) {
    if (!read_some()) return std::nullopt;
    found = received_.find(mark);
  }
  std::string out = received_.substr(0, found + mark.size());
  received_.erase(0, out.size());
  return out;
}

std::optional<ClientResponse> Client::receive(bool is_head_request) {
  const auto head = receive_until("\r\n\r\n");
  if (!head || !head->starts_with("HTTP/1.1 ")) return std::nullopt;
  ClientResponse response;
  std::from_chars(head->data() + 9, head->data() + 12, response.status);
  const auto lines = text::split(*head, '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    if (colon == std::string_view::npos) continue;
    response.headers.add(std::string(lines[i].substr(0, colon)), std::string(text::trim(lines[i].substr(colon + 1))));
  }
  if (is_head_request || response.status < 200 || response.status == 204 || response.status == 304) return response;
  const std::string* length = response.headers.find("Content-Length");
  if (length == nullptr) {
    while (read_some()) {}
    response.body = std::exchange(received_, {});
    return response;
  }
  std::size_t wanted = 0;
  std::from_chars(length->data(), length->data() + length->size(), wanted);
  while (received_.size() < wanted) {
    if (!read_some()) return std::nullopt;
  }
  response.body = received_.substr(0, wanted);
  received_.erase(0, wanted);
  return response;
}

std::optional<ClientResponse> Client::request(std::string_view method, std::string_view target, const Headers& headers,
                                              std::string_view body) {
  std::string bytes = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  bytes += "\r\n";
  bytes += body;
  if (!send(bytes)) return std::nullopt;
  return receive(method == "HEAD");
}

bool Client::is_closed_by_server() {
  while (read_some()) {}
  return is_ended_;
}

void Client::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void Client::reset() {
  const linger abrupt{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  ::close(socket_);
  socket_ = -1;
}

void Client::shrink_receive_buffer(int bytes) {
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace evenhand::http::testing

/// @file testing.hpp
/// @brief A service of the outside world for tests: a loopback port that answers as the test says.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace evenhand::connect::testing {

/// A service on a loopback port that answers each request with what the test says; an empty answer keeps silent.
class Service {
 public:
  explicit Service(std::function<std::string(const std::string& request)> answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Service() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int silent : silent_) close(silent);
    close(listener_);
  }
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  [[nodiscard]] std::string last_request() {
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  void run() {
    while (!stopping_) {
      const int client = accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      std::string request;
      char buffer[4096];
      while (request.find("\r\n\r\n") == std::string::npos || !complete(request)) {
        const auto got = recv(client, buffer, sizeof buffer, 0);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
      }
      {
        const std::lock_guard lock(mutex_);
        last_ = request;
      }
      const std::string answer = answer_(request);
      if (answer.empty()) {
        silent_.push_back(client);
        continue;
      }
      [[maybe_unused]] const auto sent = send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
      close(client);
    }
  }
  static bool complete(const std::string& request) {
    const auto length = request.find("Content-Length: ");
    if (length == std::string::npos) return true;
    const auto body = request.find("\r\n\r\n") + 4;
    return request.size() - body >= std::stoul(request.substr(length + 16));
  }
  std::function<std::string(const std::string&)> answer_;
  std::mutex mutex_;
  std::string last_;
  std::vector<int> silent_;
  std::atomic<bool> stopping_{false};
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

inline std::string http_answer(const std::string& status, const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "Connection: close\r\n\r\n" + body;
}

}  // namespace evenhand::connect::testing

#include "load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

#include "base/assert.hpp"

namespace evenhand::bench {
namespace {

using Steady = std::chrono::steady_clock;

double cpu_of_this_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

class Callers {
 public:
  Callers(std::uint16_t port, const std::vector<std::string>& requests, double pace_per_second)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)), start_(Steady::now()) {
    EH_ASSERT(epoll_ >= 0);
    const double count = static_cast<double>(requests.size());
    if (pace_per_second > 0) every_ = count / pace_per_second;
    callers_.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const double first = every_ * static_cast<double>(i) / count;
      callers_.push_back({.socket = connect_to(port), .request = requests[i], .due = first, .answer = {}});
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      EH_ASSERT(::epoll_ctl(epoll_, EPOLL_CTL_ADD, callers_[i].socket, &event) == 0);
    }
  }
  ~Callers() {
    for (const Caller& caller : callers_) ::close(caller.socket);
    ::close(epoll_);
  }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  LoadRow run(double seconds) {
    LoadRow row;
    const double cpu_before = cpu_of_this_thread();
    std::size_t under_way = 0;
    std::array<epoll_event, 64> events{};
    while (row.failure.empty()) {
      const bool over = now() >= seconds;
      if (over && under_way == 0) break;
      double next_due = seconds;
      for (Caller& caller : callers_) {
        if (over || caller.waits) continue;
        if (caller.due <= now()) {
          send(caller);
          ++under_way;
        } else {
          next_due = std::min(next_due, caller.due);
        }
      }
      const int wait_ms =
          under_way > 0 && every_ == 0 ? 1'000 : std::max(0, static_cast<int>((next_due - now()) * 1e3));
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
      for (int i = 0; i < count; ++i) {
        Caller& caller = callers_[events[static_cast<std::size_t>(i)].data.u64];
        if (!receive(caller, row)) continue;
        --under_way;
        row.latencies_ms.push_back((now() - caller.due) * 1e3);
        caller.due = every_ > 0 ? caller.due + every_ : now();
      }
    }
    row.seconds = now();
    row.cpu_seconds = cpu_of_this_thread() - cpu_before;
    std::sort(row.latencies_ms.begin(), row.latencies_ms.end());
    return row;
  }

 private:
  struct Caller {
    int socket;
    std::string request;
    double due;  ///< seconds after the start
    std::string answer;
    bool waits = false;
  };

  [[nodiscard]] double now() const { return std::chrono::duration<double>(Steady::now() - start_).count(); }

  static int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EH_ASSERT(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
  }

  static void send(Caller& caller) {
    const auto sent = ::send(caller.socket, caller.request.data(), caller.request.size(), MSG_NOSIGNAL);
    EH_ASSERT(sent == static_cast<ssize_t>(caller.request.size()));
    caller.waits = true;
  }

  /// Takes what has come. @return whether the answer is whole.
  static bool receive(Caller& caller, LoadRow& row) {
    std::array<char, 16'384> block;
    const ssize_t count = ::recv(caller.socket, block.data(), block.size(), MSG_DONTWAIT);
    if (count < 0) return false;
    if (count == 0) {
      row.failure = "the server closed the connection";
      return false;
    }
    caller.answer.append(block.data(), static_cast<std::size_t>(count));
    const std::string_view answer = caller.answer;
    const std::size_t head = answer.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    constexpr std::string_view length_name = "Content-Length: ";
    const std::size_t at = answer.find(length_name);
    std::size_t length = 0;
    EH_ASSERT(at < head);
    std::from_chars(answer.data() + at + length_name.size(), answer.data() + head, length);
    if (answer.size() < head + 4 + length) return false;
    if (!answer.starts_with("HTTP/1.1 200")) row.failure = caller.answer;
    caller.answer.clear();
    caller.waits = false;
    return true;
  }

  const int epoll_;
  const Steady::time_point start_;
  double every_ = 0;  ///< seconds between two requests of one caller; 0: no pace
  std::vector<Caller> callers_;
};

}  // namespace

LoadRow run_load(std::uint16_t port, const std::vector<std::string>& requests, double seconds, double pace_per_second) {
  return Callers(port, requests, pace_per_second).run(seconds);
}

}  // namespace evenhand::bench

// http_bench [REQUESTS]
//
// Requests per second and CPU time per request of the HTTP server for a fixed tiny response over keep-alive connections
// on loopback, beside a bare Asio loop that answers the same bytes to the same bytes. CPU time is that of the serving
// thread alone; the client is one blocking thread that keeps every connection busy. REQUESTS (default 60000) bounds
// each row.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "figure.hpp"
#include "http/server.hpp"

namespace {

namespace asio = boost::asio;
namespace bench = evenhand::bench;
namespace http = evenhand::http;

constexpr std::string_view request =
    "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nUser-Agent: evenhand-bench\r\n"
    "Authorization: Bearer evh_0123456789abcdef0123456789abcdef\r\n\r\n";
constexpr std::string_view body = "{\"status\":\"ok\"}";

/// CPU seconds used so far by the thread of this clock.
double cpu_seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

clockid_t own_cpu_clock() {
  clockid_t clock{};
  pthread_getcpuclockid(pthread_self(), &clock);
  return clock;
}

class Connections {
 public:
  Connections(std::uint16_t port, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      EH_ASSERT(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      sockets_.push_back(socket);
    }
  }
  ~Connections() {
    for (const int socket : sockets_) ::close(socket);
  }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// One request on every connection, then every response.
  void round() {
    for (const int socket : sockets_) {
      EH_ASSERT(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
    }
    for (const int socket : sockets_) receive(socket);
  }
  [[nodiscard]] std::size_t count() const { return sockets_.size(); }
  /// Of the last response.
  [[nodiscard]] std::size_t response_bytes() const { return response_bytes_; }

 private:
  void receive(int socket) {
    // Lengths differ by the digits of the request id, so the end is told by the last byte.
    response_bytes_ = 0;
    char last = 0;
    while (last != body.back()) {
      const ssize_t count = ::recv(socket, block_.data(), block_.size(), 0);
      EH_ASSERT(count > 0);
      response_bytes_ += static_cast<std::size_t>(count);
      last = block_[static_cast<std::size_t>(count) - 1];
    }
  }

  std::vector<int> sockets_;
  std::array<char, 4096> block_{};
  std::size_t response_bytes_ = 0;
};

struct Row {
  double per_second = 0;
  double cpu_microseconds = 0;
};

Row measure(Connections& connections, std::size_t requests, clockid_t server_clock) {
  const std::size_t rounds = std::max<std::size_t>(1, requests / connections.count());
  const double cpu_before = cpu_seconds(server_clock);
  const auto before = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < rounds; ++i) connections.round();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - before;
  const double cpu = cpu_seconds(server_clock) - cpu_before;
  const auto done = static_cast<double>(rounds * connections.count());
  return {done / elapsed.count(), cpu / done * 1e6};
}

/// The floor: what arrives is answered with a fixed number of bytes; no parsing, no limits, no deadlines.
class EchoFloor {
 public:
  explicit EchoFloor(std::size_t response_bytes) : response_(response_bytes - 1, 'x') {
    response_ += body.back();
    accept();
    thread_ = std::thread([this] {
      clock_ = own_cpu_clock();
      is_ready_ = true;
      io_.run();
    });
    while (!is_ready_) std::this_thread::yield();
  }
  ~EchoFloor() {
    io_.stop();
    thread_.join();
  }
  EchoFloor(const EchoFloor&) = delete;
  EchoFloor& operator=(const EchoFloor&) = delete;
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] clockid_t clock() const { return clock_; }

 private:
  using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
  struct Peer : std::enable_shared_from_this<Peer> {
    Peer(Socket s, const std::string& r) : socket(std::move(s)), response(r) {}
    void read() {
      socket.async_read_some(asio::buffer(block), [self = shared_from_this()](const auto& ec, std::size_t) {
        if (!ec) self->write();
      });
    }
    void write() {
      asio::async_write(socket, asio::buffer(response), [self = shared_from_this()](const auto& ec, std::size_t) {
        if (!ec) self->read();
      });
    }
    Socket socket;
    const std::string& response;
    std::array<char, 4096> block;
  };

  void accept() {
    acceptor_.async_accept(io_, [this](const boost::system::error_code& ec, Socket socket) {
      if (ec) return;
      socket.set_option(asio::ip::tcp::no_delay(true));
      std::make_shared<Peer>(std::move(socket), response_)->read();
      accept();
    });
  }

  std::string response_;
  asio::io_context io_{1};
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_{
      io_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread_;
  clockid_t clock_{};
  std::atomic<bool> is_ready_{false};
};

void print(std::string_view name, std::size_t connections, const Row& row) {
  const std::string figure = fmt::format("answers/{}/{}", name, connections);
  bench::figure("http", figure, row.per_second, "requests/s");
  bench::figure("http", figure + "/cpu", row.cpu_microseconds, "us");
}

/// Resident memory of this process in bytes.
std::size_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t total_pages = 0;
  std::size_t resident_pages = 0;
  in >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// What a connection costs that has been answered once and now waits.
void measure_idle(std::size_t connections) {
  http::Server server({}, [](const std::shared_ptr<const http::Request>&, http::Responder responder) {
    responder.send(http::json_response(200, std::string(body)));
  });
  const auto started = server.start();
  EH_ASSERT_MSG(started.has_value(), started ? "" : started.error().message);
  Connections(server.port(), 1).round();
  const std::size_t before = resident_bytes();
  Connections clients(server.port(), connections);
  clients.round();
  const std::size_t after = resident_bytes();
  bench::figure("http", fmt::format("memory of an idle connection, of {}", connections),
                static_cast<double>(after - before) / 1024.0 / static_cast<double>(connections), "KiB");
}

void compare(std::size_t connections, std::size_t requests) {
  std::atomic<bool> has_clock{false};
  clockid_t clock{};
  http::Server server({}, [&](const std::shared_ptr<const http::Request>&, http::Responder responder) {
    if (!has_clock) {
      clock = own_cpu_clock();
      has_clock = true;
    }
    responder.send(http::json_response(200, std::string(body)));
  });
  const auto started = server.start();
  EH_ASSERT_MSG(started.has_value(), started ? "" : started.error().message);
  std::size_t response_bytes = 0;
  Row ours;
  {
    Connections clients(server.port(), connections);
    clients.round();
    response_bytes = clients.response_bytes();
    ours = measure(clients, requests, clock);
  }
  const EchoFloor floor(response_bytes);
  Connections clients(floor.port(), connections);
  clients.round();
  const Row bare = measure(clients, requests, floor.clock());
  print("evenhand", connections, ours);
  print("floor, a bare asio echo", connections, bare);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t requests = 60'000;
  if (argc > 1) {
    const std::string_view text = argv[1];
    if (std::from_chars(text.data(), text.data() + text.size(), requests).ec != std::errc{} || requests > 10'000'000) {
      std::fprintf(stderr, "usage: http_bench [REQUESTS up to 10000000]\n");
      return 2;
    }
  }
  measure_idle(400);
  for (const std::size_t connections : {std::size_t{1}, std::size_t{32}, std::size_t{256}}) {
    compare(connections, connections == 1 ? requests / 3 : requests);
  }
  return 0;
}

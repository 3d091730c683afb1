#include "http/server.hpp"

#include <netinet/tcp.h>
#include <signal.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/ssl/context.hpp>
#include <future>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "http/rate_limit.hpp"
#include "http/worker_impl.hpp"

namespace evenhand::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using WorkGuard = asio::executor_work_guard<Executor>;

/// How long accepting rests when the process has no more file descriptors.
constexpr std::chrono::milliseconds accept_pause{100};

/// IPv4 in IPv6 dress counts as IPv4.
asio::ip::address plain_address(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address;
}

/// Picks HTTP/1.1 from what a TLS client offers; a client that offers only others is refused.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned in_length, void*) {
  static constexpr std::string_view own = "\x08http/1.1";
  unsigned char* selected = nullptr;
  const int status = SSL_select_next_proto(&selected, out_length, reinterpret_cast<const unsigned char*>(own.data()),
                                           static_cast<unsigned>(own.size()), in, in_length);
  *out = selected;
  return status == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<asio::ssl::context> make_tls(const ServerOptions& options) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  boost::system::error_code ec;
  const auto problem = [&](const std::string& file) {
    return fail(ErrorKind::invalid, "http/tls-invalid", file + " cannot be used for TLS: " + ec.message() + ".",
                "Give a PEM certificate chain and its PEM private key.");
  };
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_alpn_select_cb(context.native_handle(), &select_protocol, nullptr);
  if (context.use_certificate_chain_file(options.tls_certificate_file, ec); ec) {
    return problem(options.tls_certificate_file);
  }
  if (context.use_private_key_file(options.tls_private_key_file, asio::ssl::context::pem, ec); ec) {
    return problem(options.tls_private_key_file);
  }
  return context;
}

void run_loop(asio::io_context& io) {
  for (;;) {
    try {
      io.run();
      return;
    } catch (const std::exception& error) {
      log::error("an I/O thread caught an exception and goes on", {{"what", error.what()}});
    }
  }
}

}  // namespace

struct Server::Impl {
  std::shared_ptr<ServerShared> shared = std::make_shared<ServerShared>();
  std::vector<std::shared_ptr<Worker>> workers;
  std::vector<WorkGuard> guards;
  std::vector<std::thread> threads;
  std::optional<Acceptor> acceptor;
  std::optional<Timer> accept_timer;
  std::atomic<std::uint16_t> port{0};
  std::size_t next_worker = 0;
  std::mutex shutdown_mutex;
  bool is_running = false;

  Result<void> listen();
  void accept();
  void take(Socket socket);
  bool shutdown(std::chrono::milliseconds drain_time_max);
};

Result<void> Server::Impl::listen() {
  const ServerOptions& options = shared->options;
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec) {
    return fail(ErrorKind::invalid, "http/address-invalid", "'" + options.address + "' is not an IP address.",
                "Use 127.0.0.1 for this machine only, 0.0.0.0 or :: for every network.");
  }
  const asio::ip::tcp::endpoint endpoint(address, options.port);
  acceptor.emplace(workers.front()->io);
  acceptor->open(endpoint.protocol(), ec);
  if (!ec) acceptor->set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec && address.is_v6()) acceptor->set_option(asio::ip::v6_only(false), ec);
  if (!ec) acceptor->bind(endpoint, ec);
  if (ec == asio::error::address_in_use) {
    return fail(ErrorKind::unavailable, "http/address-in-use",
                "Port " + std::to_string(options.port) + " of " + options.address + " is in use.",
                "Stop the other program or choose another port.");
  }
  if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    return fail(
        ErrorKind::unavailable, "http/listen-failed",
        "Cannot listen on " + options.address + " port " + std::to_string(options.port) + ": " + ec.message() + ".");
  }
  port = acceptor->local_endpoint().port();
  return {};
}

void Server::Impl::accept() {
  Worker& worker = *workers[next_worker];
  acceptor->async_accept(worker.io, [this](const boost::system::error_code& ec, Socket socket) {
    if (!acceptor->is_open()) return;
    if (!ec) {
      guarded("accepting a connection", [&] { take(std::move(socket)); });
      return accept();
    }
    if (ec == asio::error::connection_aborted) return accept();
    log::warning("accepting a connection failed; trying again soon", {{"reason", ec.message()}});
    accept_timer->expires_after(accept_pause);
    accept_timer->async_wait([this](const boost::system::error_code& timer_error) {
      if (!timer_error && acceptor->is_open()) accept();
    });
  });
}

void Server::Impl::take(Socket socket) {
  const std::shared_ptr<Worker> worker = workers[next_worker];
  next_worker = (next_worker + 1) % workers.size();
  boost::system::error_code ec;
  const auto endpoint = socket.remote_endpoint(ec);
  if (ec) return;  // gone already
  socket.set_option(asio::ip::tcp::no_delay(true), ec);
  // Else the kernel resends to a peer that is gone without a word for a quarter of an hour.
  const auto patience = static_cast<unsigned>(shared->options.limits.unacknowledged_time_max.count());
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
  const auto address = plain_address(endpoint.address());
  std::string text = address.to_string();
  std::string key = network_of(text);
  const Admission admission = shared->enter(key);
  if (admission == Admission::dropped) return;
  // Counted in, it is counted out again whatever happens: by the connection, or here when it does not come to be.
  struct Place {
    std::shared_ptr<ServerShared> shared;
    std::string key;
    Admission admission;
    ~Place() {
      if (shared) shared->leave(key, admission);
    }
    Place(std::shared_ptr<ServerShared> s, std::string k, Admission a)
        : shared(std::move(s)), key(std::move(k)), admission(a) {}
    Place(Place&&) = default;
    Place& operator=(Place&&) = delete;
  };
  Place place(shared, std::move(key), admission);
  worker->run([worker, socket = std::move(socket), text = std::move(text), place = std::move(place)]() mutable {
    auto connection = make_connection(worker, std::move(socket), std::move(text), place.key, place.admission);
    worker->add(connection);
    place.shared.reset();  // from here on the connection leaves by itself
    if (!guarded("beginning a connection", [&] { connection->start(); })) connection->finish();
  });
}

bool Server::Impl::shutdown(std::chrono::milliseconds drain_time_max) {
  const std::scoped_lock lock(shutdown_mutex);
  if (!is_running) return true;
  is_running = false;
  shared->is_draining = true;
  // Every accepted socket is with its worker before the workers are told to drain.
  std::promise<void> closed;
  workers.front()->post([&] {
    boost::system::error_code ignored;
    acceptor->close(ignored);
    accept_timer->cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  for (const auto& worker : workers) worker->post([&worker] { worker->drain_all(); });
  const bool is_drained = shared->wait_until_empty(drain_time_max);
  for (const auto& worker : workers) worker->post([&worker] { worker->finish_all(); });
  guards.clear();
  for (std::thread& thread : threads) thread.join();
  for (const auto& worker : workers) worker->stop();
  threads.clear();
  // Responders may outlive the server and hold its workers; what the handler captured must not.
  shared->handler = nullptr;
  shared->options.body_limit = nullptr;
  shared->options.turn_away = nullptr;
  return is_drained;
}

Server::Server(ServerOptions options, Handler handler) : impl_(std::make_unique<Impl>()) {
  EH_ASSERT(handler != nullptr);
  EH_ASSERT(options.io_threads > 0);
  impl_->shared->options = std::move(options);
  impl_->shared->handler = std::move(handler);
  impl_->shared->request_id_prefix = base64url(random_bytes(6));
}

Server::~Server() {
  impl_->shutdown(std::chrono::milliseconds(0));
}

Result<void> Server::start() {
  EH_ASSERT(impl_->workers.empty());
  const ServerOptions& options = impl_->shared->options;
  if (!options.tls_certificate_file.empty() || !options.tls_private_key_file.empty()) {
    auto tls = make_tls(options);
    if (!tls) return fail(std::move(tls.error()));
    impl_->shared->tls.emplace(std::move(*tls));
  }
  for (unsigned i = 0; i < options.io_threads; ++i) impl_->workers.push_back(std::make_shared<Worker>(impl_->shared));
  if (auto listening = impl_->listen(); !listening) {
    impl_->acceptor.reset();
    impl_->workers.clear();
    return listening;
  }
  // A client that leaves while we write is an error code, not the end of the process.
  ::signal(SIGPIPE, SIG_IGN);
  impl_->accept_timer.emplace(impl_->workers.front()->io);
  for (const auto& worker : impl_->workers) impl_->guards.emplace_back(worker->io.get_executor());
  impl_->accept();
  for (const auto& worker : impl_->workers) impl_->threads.emplace_back([&io = worker->io] { run_loop(io); });
  impl_->is_running = true;
  return {};
}

std::uint16_t Server::port() const noexcept {
  return impl_->port;
}

bool Server::shutdown(std::chrono::milliseconds drain_time_max) {
  return impl_->shutdown(drain_time_max);
}

ServerStatistics Server::statistics() const noexcept {
  const ServerShared& shared = *impl_->shared;
  return {shared.connections(), shared.accepted,         shared.capped,
          shared.requests,      shared.refused_requests, shared.event_streams};
}

}  // namespace evenhand::http

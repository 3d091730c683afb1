#include "cli/serve.hpp"
#include "cli/law_packs.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "api/api.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "cli/demo.hpp"
#include "cli/output.hpp"
#include "desk/desk.hpp"
#include "http/server.hpp"
#include "http/static_assets.hpp"
#include "identity/identity.hpp"
#include "store/health.hpp"
#include "web_assets/web_assets.hpp"

namespace evenhand::cli {
namespace {

constexpr auto drain_time = std::chrono::seconds(10);

/// Signals that end the server, taken by sigwait on the main thread; blocked everywhere else.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// Takes as many file descriptors as the system gives. @param wanted  0: the default. @return how many connections there may be.
/// Error `serve/few-descriptors` when there is no room for what is wanted.
Result<std::size_t> connections_for_descriptors(std::size_t wanted) {
  const std::size_t connections = wanted == 0 ? limits::http_connections_max : wanted;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const std::size_t kept = limits::http_descriptors_kept;
  const std::size_t room = limit.rlim_cur > 2 * kept ? limit.rlim_cur - kept : limit.rlim_cur / 2;
  if (room >= connections) return connections;
  if (wanted != 0) {
    return fail(ErrorKind::invalid, "serve/few-descriptors",
                fmt::format("{} connections want {} file descriptors; this process may have {}.", wanted, wanted + kept,
                            limit.rlim_cur),
                "Raise the hard limit (ulimit -Hn, LimitNOFILE= of the service), or ask for fewer connections.");
  }
  log::warning("there are few file descriptors (ulimit -n), and so few connections",
               {{"connections", std::to_string(room)}});
  return room;
}

/// The first start has nobody who could sign in: makes one administrator and says the password once.
Result<void> make_first_administrator(identity::Identity& identity, desk::Desk& desk) {
  const auto people = desk.store().read([&](store::Reader& reader) { return store::people::list(reader, desk.org()); });
  if (!people) return fail(people.error());
  if (!people->empty()) return {};
  const Secret password(base64url(random_bytes(12)));
  store::people::Person person;
  person.name = "Administrator";
  person.email = "admin@localhost";
  person.roles = {"admin"};
  const auto added = identity.add_person(person, password);
  // Another node that shares the database was first.
  if (!added && added.error().code == "person/email-taken") return {};
  if (!added) return fail(added.error());
  fmt::print("First start: sign in as {} with the password {} and change it.\n", person.email, password.reveal());
  std::fflush(stdout);  // whoever waits for the port reads this too
  return {};
}

/// A clock that was set back: what is to come is due later than it seems, and new events are dated before old ones.
void warn_of_clock(desk::Desk& desk) {
  const auto later = desk.store().read(
      [&](store::Reader& reader) { return store::health::events_to_come(reader, desk.org(), desk.clock().now()); });
  if (!later || *later == 0) return;
  log::warning("events of the journal are later than this machine's clock: set it right, timers wait for it",
               {{"events", std::to_string(*later)}});
}

}  // namespace

int serve(const ServeOptions& options) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (options.quiet) log::set_level(log::Level::error);

  const auto connections_max = connections_for_descriptors(options.connections_max);
  if (!connections_max) return report(connections_max.error());
  const SystemClock clock;
  if (options.demo) {
    if (const auto made = make_demo(options.data, options.database, clock.now()); !made) return report(made.error());
  }
  const auto law = law_in_use({});
  if (!law) return report(law.error());
  auto desk = desk::Desk::open({.folder = options.data,
                                .database = options.database,
                                .replica = options.replica,
                                .company = options.company,
                                .law = *law},
                               clock);
  if (!desk) return report(desk.error());
  warn_of_clock(**desk);
  identity::Identity identity((*desk)->store(), (*desk)->org(), clock);
  api::ApiOptions api_options;
  api_options.secure_cookies = options.behind_tls || !options.tls_certificate.empty();
  if (options.demo) {
    api_options.demo_accounts = demo_accounts();
  } else if (const auto made = make_first_administrator(identity, **desk); !made) {
    return report(made.error());
  }

  const http::StaticAssets assets(web_assets::all());
  api::Api api(**desk, identity, std::move(api_options));
  api.router().set_fallback([&assets](const std::shared_ptr<const http::Request>& request, const http::PathParameters&,
                                      http::Responder responder) { responder.send(assets.serve(*request)); });
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.tls_certificate_file = options.tls_certificate;
  server_options.tls_private_key_file = options.tls_key;
  server_options.limits.connections_max = *connections_max;
  if (options.connections_per_address_max != 0)
    server_options.limits.connections_per_address_max = options.connections_per_address_max;
  server_options.turn_away = [&api](const http::Request&) { return api.turn_away(); };
  server_options.body_limit = [&api](const http::Request& request) { return api.body_limit(request); };
  http::Server server(std::move(server_options),
                      [&api](std::shared_ptr<const http::Request> request, http::Responder responder) {
                        api.router()(std::move(request), std::move(responder));
                      });
  if (const auto started = server.start(); !started) return report(started.error());
  if (!options.port_file.empty()) {
    const auto written = write_file(options.port_file, fmt::format("{}\n", server.port()));
    if (!written) return report(written.error());
  }
  const std::string host = options.address == "0.0.0.0" || options.address == "::" ? "localhost" : options.address;
  fmt::print("Evenhand is ready at {}://{}:{}/\n", options.tls_certificate.empty() ? "http" : "https", host,
             server.port());
  if (options.demo) {
    fmt::print("This is a demo business. Sign in with one of these; the password of all is {}\n", demo_password);
    for (const auto& account : demo_accounts()) fmt::print("  {:<32} {}\n", account.email, account.role);
  }
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  // A second signal ends the process at once: it was waited for and has no action of its own.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  log::info("stopping");
  api.call_off();
  server.shutdown(drain_time);
  api.close();
  identity.close();  // its threads answer requests: with what the API holds
  (*desk)->close();
  return 0;
}

}  // namespace evenhand::cli

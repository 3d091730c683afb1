/// @file serve.hpp
/// @brief `evenhand serve`: opens the data folder, starts the server, and stops it gently on a signal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace evenhand::cli {

struct ServeOptions {
  std::string data = "data", database, replica;  ///< database: a URL; empty: SQLite in the folder
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string company;
  std::string tls_certificate, tls_key;
  std::size_t connections_max = 0;              ///< 0: the default, or as many as the file descriptors allow
  std::size_t connections_per_address_max = 0;  ///< 0: the default; the addresses of a proxy want as many as all
  bool behind_tls = false;  ///< a proxy in front speaks TLS: the cookie is `Secure` over plain HTTP too
  std::string port_file;    ///< written with the bound port once it answers; for scripts that ask for port 0
  bool demo = false;
  bool quiet = false;
};

/// @return the exit code: 0 after a gentle stop, 2 when it could not start.
[[nodiscard]] int serve(const ServeOptions& options);

}  // namespace evenhand::cli

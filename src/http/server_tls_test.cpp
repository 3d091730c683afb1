#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "http/testing/server.hpp"

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::EchoServer;

/// A self-signed certificate and its key in files of their own.
class Certificate {
 public:
  Certificate() {
    std::string pattern = (std::filesystem::temp_directory_path() / "evenhand-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    std::FILE* out = std::fopen(certificate_file().c_str(), "w");
    PEM_write_X509(out, certificate.get());
    std::fclose(out);
    out = std::fopen(key_file().c_str(), "w");
    PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  [[nodiscard]] std::string certificate_file() const { return folder_ + "/certificate.pem"; }
  [[nodiscard]] std::string key_file() const { return folder_ + "/key.pem"; }

 private:
  std::string folder_;
};

/// TLS on top of a test client's socket, blocking.
class TlsConnection {
 public:
  TlsConnection(int socket, const Certificate& certificate, int version_max = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free), ssl_(nullptr, &SSL_free) {
    SSL_CTX_set_max_proto_version(context_.get(), version_max);
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_load_verify_locations(context_.get(), certificate.certificate_file().c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket);
  }
  [[nodiscard]] bool handshake() { return SSL_connect(ssl_.get()) == 1; }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  /// Reads to the end; `is_clean_end` tells whether the server said goodbye.
  [[nodiscard]] std::string receive_all() {
    std::string out;
    std::array<char, 16384> block;
    for (;;) {
      const int count = SSL_read(ssl_.get(), block.data(), static_cast<int>(block.size()));
      if (count <= 0) {
        is_clean_end = SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN;
        return out;
      }
      out.append(block.data(), static_cast<std::size_t>(count));
    }
  }
  bool is_clean_end = false;

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

ServerOptions tls_options(const Certificate& certificate) {
  ServerOptions options;
  options.tls_certificate_file = certificate.certificate_file();
  options.tls_private_key_file = certificate.key_file();
  return options;
}

TEST(ServerTls, ServesOverTls) {
  const Certificate certificate;
  EchoServer server(tls_options(certificate));
  Client client(server.port());
  TlsConnection tls(client.native_handle(), certificate);
  ASSERT_TRUE(tls.handshake());
  ASSERT_TRUE(
      tls.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"
               "GET /big HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  const std::string received = tls.receive_all();
  EXPECT_NE(received.find("POST /echo hi"), std::string::npos);
  EXPECT_TRUE(received.ends_with(std::string(8u << 20, 'x')));
  EXPECT_TRUE(tls.is_clean_end);
}

TEST(ServerTls, HandlerKnowsAndStreamsWork) {
  const Certificate certificate;
  EchoServer server(tls_options(certificate));
  Client client(server.port());
  TlsConnection tls(client.native_handle(), certificate);
  ASSERT_TRUE(tls.handshake());
  ASSERT_TRUE(tls.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  EXPECT_TRUE(held->request->is_tls);
  EventStream stream = held->responder.open_event_stream();
  EXPECT_TRUE(stream.send("1", "", "x"));
  stream.close();
  EXPECT_TRUE(tls.receive_all().ends_with("\r\n\r\nid: 1\ndata: x\n\n"));
  EXPECT_TRUE(tls.is_clean_end);
}

TEST(ServerTls, OldVersionsAndPlainTextAreRefused) {
  const Certificate certificate;
  EchoServer server(tls_options(certificate));
  {
    Client client(server.port());
    TlsConnection tls(client.native_handle(), certificate, TLS1_1_VERSION);
    EXPECT_FALSE(tls.handshake());
  }
  Client client(server.port());
  ASSERT_TRUE(client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_EQ(server.server().statistics().requests, 0u);
}

TEST(ServerTls, SlowHandshakeIsDropped) {
  const Certificate certificate;
  ServerOptions options = tls_options(certificate);
  options.limits.header_time_max = 30ms;
  EchoServer server(options);
  Client client(server.port());
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerTls, KeyOfAnotherCertificateIsRefusedAtStart) {
  const Certificate one;
  const Certificate other;
  ServerOptions options = tls_options(one);
  options.tls_private_key_file = other.key_file();
  Server server(options, [](const std::shared_ptr<const Request>&, Responder) {});
  const auto started = server.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, "http/tls-invalid");
}

}  // namespace
}  // namespace evenhand::http

// Hostile and careless clients: everything here must get a clear answer or a closed connection, and harm no one else.
#include <gtest/gtest.h>

#include <thread>

#include "base/json.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "http/testing/server.hpp"

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::Client;
using testing::ClientResponse;
using testing::EchoServer;
using testing::wait_until;

std::string code_of(const ClientResponse& response) {
  const auto document = json::parse(response.body);
  return document ? document->string_or("code", "") : "";
}

struct RawCase {
  std::string_view name;
  std::string request;
  int status;
  std::string_view code;
};

std::string fields(std::size_t count) {
  std::string out = "GET /echo HTTP/1.1\r\nHost: x\r\n";
  for (std::size_t i = 1; i < count; ++i) out += "X-" + std::to_string(i) + ": 1\r\n";
  return out + "\r\n";
}

TEST(ServerLimits, RefusesAndCloses) {
  ServerOptions options;
  options.body_limit = [](const Request& request) { return request.path == "/echo" ? 10u : 100u; };
  EchoServer server(options);
  const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
  const std::vector<RawCase> cases = {
      {"long target", "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "http/target-too-long"},
      {"target just over", "GET /" + std::string(4096, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414,
       "http/target-too-long"},
      {"endless target", "GET /" + std::string(20'000, 'a'), 414, "http/target-too-long"},
      {"huge header", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(17'000, 'a') + "\r\n\r\n", 431,
       "http/header-too-large"},
      {"101 fields", fields(101), 431, "http/too-many-fields"},
      {"declared length over the limit", post + "Content-Length: 11\r\n\r\n", 413, "http/body-too-large"},
      {"enormous length", post + "Content-Length: 18446744073709551615\r\n\r\n", 413, "http/body-too-large"},
      {"overflowing length", post + "Content-Length: 18446744073709551616\r\n\r\n", 400, "http/framing-ambiguous"},
      {"chunk over the limit", post + "Transfer-Encoding: chunked\r\n\r\nb\r\n", 413, "http/body-too-large"},
      {"chunks over the limit", post + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n", 413,
       "http/body-too-large"},
      {"enormous chunk", post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413, "http/body-too-large"},
      {"both lengths", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "http/framing-ambiguous"},
      {"both lengths the other way", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400,
       "http/framing-ambiguous"},
      {"doubled length", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, "http/framing-ambiguous"},
      {"doubled equal length", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400,
       "http/framing-ambiguous"},
      {"list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", 400, "http/framing-ambiguous"},
      {"signed length", post + "Content-Length: +3\r\n\r\nabc", 400, "http/framing-ambiguous"},
      {"negative length", post + "Content-Length: -3\r\n\r\nabc", 400, "http/framing-ambiguous"},
      {"doubled coding", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "http/framing-ambiguous"},
      {"other coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "http/transfer-coding-unknown"},
      {"coding in disguise", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501,
       "http/transfer-coding-unknown"},
      {"coding on 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "http/framing-ambiguous"},
      {"folded field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400, "http/malformed"},
      {"bare line feeds", "GET / HTTP/1.1\nHost: x\n\n", 400, "http/malformed"},
      {"bare carriage return", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n", 400, "http/malformed"},
      {"NUL in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"s, 400, "http/malformed"},
      {"blank before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400, "http/malformed"},
      {"no colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400, "http/malformed"},
      {"bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "http/malformed"},
      {"chunk without its end", post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabXX\r\n0\r\n\r\n", 400,
       "http/malformed"},
      {"endless chunk line", post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(20'000, 'e'), 400,
       "http/malformed"},
      {"no Host", "GET /echo HTTP/1.1\r\n\r\n", 400, "http/host-invalid"},
      {"two Hosts", "GET /echo HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400, "http/host-invalid"},
      {"bad Host", "GET /echo HTTP/1.1\r\nHost: a/b@c\r\n\r\n", 400, "http/host-invalid"},
      {"bad target", "GET echo HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http/target-invalid"},
      {"bad escape", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http/target-invalid"},
      {"tunnel", "CONNECT example.test:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http/target-invalid"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http/version-unsupported"},
      {"version from the future", "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505, "http/version-unsupported"},
      {"no version", "GET /\r\n\r\n", 400, "http/target-invalid"},
      {"odd expectation", post + "Expect: miracles\r\nContent-Length: 1\r\n\r\n", 417, "http/expectation-unknown"},
      {"TLS hello", "\x16\x03\x01\x02\x01\x01\x03\x03 binary\r\n\r\n", 400, "http/malformed"},
  };
  for (const RawCase& c : cases) {
    Client client(server.port());
    client.send(c.request);
    const auto response = client.receive();
    ASSERT_TRUE(response.has_value()) << c.name;
    EXPECT_EQ(response->status, c.status) << c.name << ": " << response->body;
    EXPECT_EQ(code_of(*response), c.code) << c.name;
    EXPECT_EQ(response->headers.value_or("Content-Type", ""), "application/problem+json") << c.name;
    EXPECT_EQ(response->headers.value_or("Connection", ""), "close") << c.name;
    EXPECT_TRUE(client.is_closed_by_server()) << c.name;
    EXPECT_EQ(client.rest(), "") << c.name << ": nothing after the refusal is taken for a request";
  }
  EXPECT_EQ(server.server().statistics().requests, 0u) << "none of them reached the handler";
  EXPECT_EQ(server.server().statistics().requests_refused, cases.size());
}

TEST(ServerLimits, TakesWhatIsJustWithin) {
  ServerOptions options;
  options.body_limit = [](const Request&) { return 10u; };
  EchoServer server(options);
  Client client(server.port());
  EXPECT_EQ(client.request("POST", "/echo", {}, "0123456789")->status, 200);
  ASSERT_TRUE(client.send(fields(100)));
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_EQ(client.request("GET", "/" + std::string(4095, 'a'))->status, 404);
  ASSERT_TRUE(client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n"));
  EXPECT_EQ(client.receive()->body, "POST /echo abcdefghij");
}

TEST(ServerLimits, TrailersAreNotHeaders) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(
      client.send("POST /hold HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                  "Authorization: Bearer x\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  EXPECT_FALSE(held->request->headers.contains("Authorization"));
  EXPECT_EQ(held->request->body, "a");
  held->responder.send(empty_response());
  EXPECT_EQ(client.receive()->status, 204);
}

TEST(ServerLimits, LargeUploadIsRefusedWithoutReset) {
  EchoServer server;
  Client client(server.port());
  const auto response = client.request("POST", "/echo", {}, std::string(2u << 20, 'u'));
  // The client may be stopped while sending; what it can still read must be the refusal.
  const auto refusal = response ? response : client.receive();
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->status, 413);
}

TEST(ServerLimits, SlowHeader) {
  ServerOptions options;
  options.limits.header_time_max = 30ms;
  EchoServer server(options);
  Client client(server.port());
  ASSERT_TRUE(client.send("GET /echo HT"));
  const auto response = client.receive();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 408);
  EXPECT_EQ(code_of(*response), "http/header-timeout");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerLimits, TricklingDoesNotExtendTheHeaderTime) {
  ServerOptions options;
  options.limits.header_time_max = 50ms;
  EchoServer server(options);
  Client client(server.port(), 1ms);
  std::optional<ClientResponse> response;
  for (int i = 0; i < 5000 && !response; ++i) {
    if (!client.send("x")) break;
    response = client.receive();
  }
  EXPECT_EQ(server.server().statistics().requests_refused, 1u);
}

TEST(ServerLimits, SlowBody) {
  ServerOptions options;
  options.limits.body_time_max = 30ms;
  EchoServer server(options);
  for (const std::string_view framing : {"Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    Client client(server.port());
    ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string(framing)));
    const auto response = client.receive();
    ASSERT_TRUE(response.has_value()) << framing;
    EXPECT_EQ(response->status, 408);
    EXPECT_EQ(code_of(*response), "http/body-timeout");
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

/// What the server says to the head of a body of so many bytes: 100, or the refusal. The connection stays open.
std::string say_to_body(Client& client, std::size_t bytes) {
  EXPECT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " +
                          std::to_string(bytes) + "\r\n\r\n"));
  const auto line = client.receive_until("\r\n");
  return line ? line->substr(9, 3) : "";
}

TEST(ServerLimits, LongBodiesAtOnceOfOneAddress) {
  ServerOptions options;
  options.body_limit = [](const Request&) { return std::size_t{4u << 20}; };
  options.limits.large_bodies_per_address_max = 2;
  EchoServer server(options);
  const std::size_t large = limits::http_body_bytes_max + 1;
  {
    Client one(server.port()), two(server.port()), three(server.port()), four(server.port());
    EXPECT_EQ(say_to_body(one, large), "100");
    EXPECT_EQ(say_to_body(two, large), "100");
    EXPECT_EQ(say_to_body(three, large), "503");
    EXPECT_EQ(say_to_body(four, limits::http_body_bytes_max), "100") << "a shorter one is no matter";
  }
  ASSERT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 0; }));
  Client later(server.port());
  EXPECT_EQ(say_to_body(later, large), "100") << "a place was not given back";
}

TEST(ServerLimits, RoomForAllBodiesTogether) {
  ServerOptions options;
  options.limits.bodies_bytes_max = 250'000;
  EchoServer server(options);
  {
    Client one(server.port()), two(server.port()), three(server.port()), four(server.port());
    EXPECT_EQ(say_to_body(one, 100'000), "100");
    EXPECT_EQ(say_to_body(two, 100'000), "100");
    EXPECT_EQ(say_to_body(three, 100'000), "503");
    EXPECT_EQ(say_to_body(four, 50'000), "100");
  }
  ASSERT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 0; }));
  Client whole(server.port());
  const auto answer = whole.request("POST", "/echo", {}, std::string(250'000, 'x'));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
  const auto again = whole.request("POST", "/echo", {}, std::string(250'000, 'x'));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->status, 200) << "the room is given back with each answer";
}

TEST(ServerLimits, ALongBodyIsTurnedAwayBeforeItIsRead) {
  ServerOptions options;
  options.turn_away = [](const Request& request) -> std::optional<Response> {
    if (request.headers.contains("X-Fine")) return std::nullopt;
    return problem_response(503, "test/busy", "Not now.");
  };
  EchoServer server(options);
  Client one(server.port()), two(server.port());
  EXPECT_EQ(say_to_body(one, 100'000), "503");
  EXPECT_EQ(say_to_body(two, 50'000), "100") << "a short one is read: its connection can be kept";
  Client three(server.port());
  const auto fine = three.request("POST", "/echo", {{"X-Fine", "1"}}, std::string(100'000, 'x'));
  ASSERT_TRUE(fine.has_value());
  EXPECT_EQ(fine->status, 200);
}

TEST(ServerLimits, RoomForAnswersThatNobodyReads) {
  ServerOptions options;
  options.limits.answers_bytes_max = 20u << 20;
  EchoServer server(options);
  const auto ask = [&](Client& client) {
    EXPECT_TRUE(client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
    auto held = server.held.take();
    if (held) held->responder.send(text_response(200, std::string(16u << 20, 'x')));
  };
  Client two(server.port());
  {
    Client one(server.port());
    one.shrink_receive_buffer(4'096);
    ask(one);
    ask(two);
    const auto refused = two.receive();
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(code_of(*refused), "http/too-many-answers");
    EXPECT_EQ(refused->headers.value_or("Retry-After", ""), "1");
    one.reset();
  }
  ASSERT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 1; }));
  ask(two);
  const auto answer = two.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200) << "its room was not given back";
  EXPECT_EQ(answer->body.size(), 16u << 20);
}

TEST(ServerLimits, RoomForTheBodiesOfOneAddress) {
  ServerOptions options;
  options.limits.bodies_bytes_per_address_max = 150'000;
  EchoServer server(options);
  {
    Client one(server.port()), two(server.port());
    EXPECT_EQ(say_to_body(one, 100'000), "100");
    EXPECT_EQ(say_to_body(two, 100'000), "503");
  }
  ASSERT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 0; }));
  Client later(server.port());
  EXPECT_EQ(say_to_body(later, 150'000), "100") << "the room was not given back";
}

TEST(ServerLimits, ALongBodyHasToKeepMoving) {
  ServerOptions options;
  options.limits.body_pace_time = 400ms;
  options.limits.body_pace_bytes_min = 1'000;
  EchoServer server(options);
  const std::size_t bytes = 100'000;
  Client slow(server.port());
  EXPECT_EQ(say_to_body(slow, bytes), "100");
  ASSERT_TRUE(slow.send(std::string(500, 'x')));
  const auto refusal = slow.receive_until("\r\n\r\n");
  ASSERT_TRUE(refusal && slow.receive_until("http/body-timeout"));

  Client steady(server.port());
  EXPECT_EQ(say_to_body(steady, bytes), "100");
  for (std::size_t sent = 0; sent < bytes; sent += 5'000) {
    ASSERT_TRUE(steady.send(std::string(5'000, 'x')));
    std::this_thread::sleep_for(25ms);
  }
  ASSERT_TRUE(steady.receive_until("200 OK"));
}

TEST(ServerLimits, IdleConnectionsAreClosedSilently) {
  ServerOptions options;
  options.limits.idle_time_max = 30ms;
  EchoServer server(options);
  Client fresh(server.port());
  Client used(server.port());
  EXPECT_EQ(used.request("GET", "/echo")->status, 200);
  for (Client* client : {&fresh, &used}) {
    EXPECT_TRUE(client->is_closed_by_server());
    EXPECT_EQ(client->rest(), "");
  }
}

TEST(ServerLimits, HandlerTimeIsNotIdleTime) {
  ServerOptions options;
  options.limits.idle_time_max = 20ms;
  EchoServer server(options);
  Client slow(server.port());
  ASSERT_TRUE(slow.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  Client other(server.port());
  EXPECT_TRUE(other.is_closed_by_server()) << "by then the idle time has passed for the first one too";
  held->responder.send(text_response(200, "still here"));
  EXPECT_EQ(slow.receive()->body, "still here");
}

TEST(ServerLimits, SlowReaderIsDropped) {
  ServerOptions options;
  options.limits.write_time_max = 30ms;
  // Far more than the kernel's buffers take, yet little enough for a short total deadline.
  EchoServer server(options, 16000);
  Client client(server.port());
  client.shrink_receive_buffer(1024);
  std::string requests;
  for (int i = 0; i < 2000; ++i) requests += "GET /big HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send(requests);
  EXPECT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 0; }));
  EXPECT_LT(server.server().statistics().requests, 2000u);
}

TEST(ServerLimits, ConnectionCapAnswers503) {
  ServerOptions options;
  options.limits.connections_max = 2;
  EchoServer server(options);
  std::optional<Client> first(std::in_place, server.port());
  Client second(server.port());
  EXPECT_EQ(first->request("GET", "/echo")->status, 200);
  EXPECT_EQ(second.request("GET", "/echo")->status, 200);
  Client third(server.port());
  const auto refused = third.receive();
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(code_of(*refused), "http/too-many-connections");
  EXPECT_EQ(refused->headers.value_or("Retry-After", ""), "1");
  EXPECT_TRUE(third.is_closed_by_server());
  first.reset();
  ASSERT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 1; }));
  Client fourth(server.port());
  EXPECT_EQ(fourth.request("GET", "/echo")->status, 200);
  EXPECT_EQ(server.server().statistics().connections_refused, 1u);
}

TEST(ServerLimits, ConnectionCapPerAddress) {
  ServerOptions options;
  options.limits.connections_per_address_max = 1;
  EchoServer server(options);
  Client first(server.port());
  EXPECT_EQ(first.request("GET", "/echo")->status, 200);
  Client second(server.port());
  EXPECT_EQ(second.request("GET", "/echo")->status, 503);
}

}  // namespace
}  // namespace evenhand::http

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "connect/connector.hpp"
#include "connect/http_connector.hpp"
#include "connect/table_connector.hpp"
#include "connect/template.hpp"
#include "connect/testing.hpp"

namespace evenhand::connect {
namespace {

namespace fs = std::filesystem;
using testing::http_answer;
using testing::Service;

json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value.value_or(json::Value());
}

Connectors bank(const Service& service, bool allow_private = true) {
  json::Value outputs, action, actions, settings, connectors, config;
  outputs.set("refund id", "/refund/id");
  action.set("method", "POST")
      .set("url", service.url("/orders/{order number}/refunds"))
      .set("outputs", std::move(outputs));
  action.set("body", parsed(R"({"amount":"{amount}","note":"for {order number}"})"));
  actions.set("refund payment", std::move(action));
  settings.set("kind", "http")
      .set("allow_private", allow_private)
      .set("timeout_seconds", 1)
      .set("actions", std::move(actions));
  connectors.set("bank", std::move(settings));
  config.set("connectors", std::move(connectors));
  auto made = Connectors::from_json(config, ".");
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return made.value_or(Connectors{});
}

Call refund() {
  return {.action = "refund payment",
          .key = "case_1/refund-payment/1",
          .inputs = {{"order number", "AB/1 2"}, {"amount", *Decimal::parse("12.50")}}};
}

TEST(Csv, QuotesNewlinesAndLineEnds) {
  const auto rows = parse_csv("\xEF\xBB\xBFname,note\r\n\"Ito, Ken\",\"said \"\"yes\"\"\nand left\"\r\nplain,\n");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ((*rows)[1][0], "Ito, Ken");
  EXPECT_EQ((*rows)[1][1], "said \"yes\"\nand left");
  EXPECT_EQ((*rows)[2][1], "");
}

TEST(Csv, AnOpenQuoteNamesItsLine) {
  const auto rows = parse_csv("a,b\nc,\"d\n");
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("line 2"), std::string::npos) << rows.error().message;
}

TEST(Template, PercentEncodesInUrlsAndKeepsTypesInBodies) {
  const json::Object inputs = {{"order number", "AB/1 2"}, {"amount", *Decimal::parse("12.50")}};
  EXPECT_EQ(fill_url("/o/{order number}", inputs).value_or(""), "/o/AB%2F1%202");
  const auto body = fill_json(parsed(R"({"amount":"{amount}","text":"{amount} USD"})"), inputs);
  ASSERT_TRUE(body);
  EXPECT_EQ(json::write(*body), R"({"amount":12.50,"text":"12.50 USD"})");
  const auto missing = fill_url("/o/{reason}", inputs);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "connector/missing-input");
}

TEST(Template, JsonPointersFollowRfc6901) {
  const json::Value value = parsed(R"({"a/b":{"m~n":[10,20]},"":1})");
  ASSERT_NE(at_pointer(value, "/a~1b/m~0n/1"), nullptr);
  EXPECT_EQ(*at_pointer(value, "/a~1b/m~0n/1"), json::Value(20));
  EXPECT_EQ(*at_pointer(value, "/"), json::Value(1));
  EXPECT_EQ(at_pointer(value, "/a~1b/m~0n/2"), nullptr);
  EXPECT_EQ(at_pointer(value, "a"), nullptr);
}

TEST(TableConnector, FindsTheRowAndReadsTheFileAgainWhenItChanges) {
  const fs::path folder = fs::temp_directory_path() / ("evenhand_connect_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto write = [&](const std::string& text) { std::ofstream(folder / "orders.csv") << text; };
  write(
      "action,order number,amount,delivered on,error\nlook up order,AB-1,40.00,2026-11-01,\nlook up order,AB-2,,,Order "
      "AB-2 is locked\n*,AB-3,5,,\n");
  auto made =
      Connectors::from_json(parsed(R"({"connectors":{"shop":{"kind":"table","file":"orders.csv"}}})"), folder.string());
  ASSERT_TRUE(made);
  const auto look_up = [&](const char* order) {
    return made->call("shop", {.action = "look up order", .key = "k", .inputs = {{"order number", order}}});
  };
  const Answer found = look_up("AB-1");
  ASSERT_TRUE(found.ok) << found.error;
  EXPECT_EQ(json::write(json::Value(found.outputs)), R"({"amount":"40.00","delivered on":"2026-11-01"})");
  EXPECT_EQ(look_up("AB-2").error, "Order AB-2 is locked");
  EXPECT_TRUE(look_up("AB-3").ok);
  const Answer none = look_up("AB-9");
  EXPECT_FALSE(none.ok);
  EXPECT_FALSE(none.may_retry);
  write("order number,amount\nAB-9,7\n");
  fs::last_write_time(folder / "orders.csv", fs::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_TRUE(look_up("AB-9").ok);
  fs::remove_all(folder);
}

TEST(Connectors, BadSettingsNameTheConnectorAndTheField) {
  for (
      const char* text :
      {R"({"connectors":{"x":{"kind":"fax"}}})", R"({"connectors":{"x":{"kind":"table"}}})",
       R"({"connectors":{"x":{"kind":"http"}}})",
       R"({"connectors":{"x":{"kind":"http","actions":{"a":{"url":"ftp://h/"}}}}})",
       R"({"connectors":{"x":{"kind":"http","timeout_seconds":0,"actions":{"a":{"url":"http://h/"}}}}})",
       R"({"connectors":{"x":{"kind":"http","headers":{"A":"{env:EVENHAND_SURELY_NOT_SET}"},"actions":{"a":{"url":"http://h/"}}}}})"}) {
    const auto made = Connectors::from_json(parsed(text), ".");
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().code, "connector/bad-config");
    EXPECT_NE(made.error().message.find("\"x\""), std::string::npos) << made.error().message;
  }
}

TEST(HttpConnector, SendsTheKeyAndMapsTheAnswer) {
  Service service([](const std::string&) { return http_answer("200 OK", R"({"refund":{"id":"R-77"}})"); });
  const Answer answer = bank(service).call("bank", refund());
  ASSERT_TRUE(answer.ok) << answer.error;
  EXPECT_EQ(json::write(json::Value(answer.outputs)), R"({"refund id":"R-77"})");
  const std::string request = service.last_request();
  EXPECT_TRUE(request.starts_with("POST /orders/AB%2F1%202/refunds HTTP/1.1")) << request;
  EXPECT_NE(request.find("Idempotency-Key: case_1/refund-payment/1"), std::string::npos);
  EXPECT_NE(request.find(R"({"amount":12.50,"note":"for AB/1 2"})"), std::string::npos) << request;
}

TEST(HttpConnector, TroubleThatPassesMayBeRetriedOtherTroubleNot) {
  struct Case {
    std::string answer;
    bool may_retry;
    int retry_after;
  };
  const std::vector<Case> cases = {{http_answer("500 Oops", "{}"), true, 0},
                                   {http_answer("503 Busy", "{}", "Retry-After: 7\r\n"), true, 7},
                                   {http_answer("200 OK", "<html>garbage"), true, 0},
                                   {http_answer("200 OK", R"({"other":1})"), true, 0},
                                   {http_answer("422 No", R"({"why":"closed"})"), false, 0},
                                   {http_answer("302 Found", "", "Location: http://elsewhere.example/\r\n"), false, 0},
                                   {http_answer("200 OK", std::string((1u << 20) + 1, ' ')), false, 0},
                                   {"complete nonsense\r\n\r\n", true, 0},
                                   {"", true, 0}};  // silence: times out after a second
  for (const Case& one : cases) {
    Service service([&](const std::string&) { return one.answer; });
    const Answer answer = bank(service).call("bank", refund());
    EXPECT_FALSE(answer.ok);
    EXPECT_EQ(answer.may_retry, one.may_retry) << one.answer.substr(0, 40) << " -> " << answer.error;
    EXPECT_EQ(answer.retry_after_seconds, one.retry_after);
    EXPECT_FALSE(answer.error.empty());
  }
}

TEST(HttpConnector, ACallThatIsCalledOffEndsSoon) {
  Service service([](const std::string&) { return std::string(); });
  json::Value action, actions, settings, connectors, config;
  action.set("method", "POST").set("url", service.url("/"));
  actions.set("ask", std::move(action));
  settings.set("kind", "http").set("allow_private", true).set("timeout_seconds", 100);
  settings.set("actions", std::move(actions));
  connectors.set("silent", std::move(settings));
  config.set("connectors", std::move(connectors));
  const auto all = Connectors::from_json(config, ".");
  ASSERT_TRUE(all) << all.error().message;
  std::atomic<bool> called_off{false};
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    called_off = true;
  });
  const auto began = std::chrono::steady_clock::now();
  const Answer answer = all->call("silent", {.action = "ask", .key = "k", .inputs = {}, .called_off = &called_off});
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  EXPECT_FALSE(answer.ok);
  later.join();
}

TEST(HttpConnector, PrivateAddressesAreRefusedUnlessAllowed) {
  Service service([](const std::string&) { return http_answer("200 OK", R"({"refund":{"id":"R-77"}})"); });
  const Answer answer = bank(service, false).call("bank", refund());
  EXPECT_FALSE(answer.ok);
  EXPECT_FALSE(answer.may_retry);
  EXPECT_NE(answer.error.find("private"), std::string::npos) << answer.error;
  EXPECT_TRUE(service.last_request().empty());
}

TEST(HttpConnector, OtherSpellingsOfAPrivateAddressAreRefusedToo) {
  Service service([](const std::string&) { return http_answer("200 OK", R"({"refund":{"id":"R-77"}})"); });
  const std::string port = service.url("").substr(std::string("http://127.0.0.1").size());
  // By what is connected to, not by how it is written: decimal, hexadecimal, short, mapped, and a name.
  for (const char* host : {"2130706433", "0x7f000001", "017700000001", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::]",
                           "localhost", "user@127.0.0.1"}) {
    auto made = Connectors::from_json(
        parsed(
            R"({"connectors":{"bank":{"kind":"http","timeout_seconds":2,"actions":{"refund payment":{"method":"GET","url":"http://)" +
            std::string(host) + port + R"(/"}}}}})"),
        ".");
    ASSERT_TRUE(made) << host;
    const Answer answer = made->call("bank", refund());
    EXPECT_FALSE(answer.ok) << host;
    EXPECT_TRUE(service.last_request().empty()) << host << " was called";
  }
}

TEST(HttpConnector, AnInputCannotClimbToAnotherAddress) {
  Service service([](const std::string&) { return http_answer("200 OK", R"({"refund":{"id":"R-77"}})"); });
  for (const char* order : {"..", "."}) {
    Call call = refund();
    call.inputs[0].second = order;
    const Answer answer = bank(service).call("bank", call);
    EXPECT_FALSE(answer.ok);
    EXPECT_FALSE(answer.may_retry);
    EXPECT_NE(answer.error.find("order number"), std::string::npos) << answer.error;
  }
  Call call = refund();
  call.inputs[0].second = "../../admin?x=1#y\r\nX: 1";
  EXPECT_TRUE(bank(service).call("bank", call).ok);
  EXPECT_TRUE(
      service.last_request().starts_with("POST /orders/..%2F..%2Fadmin%3Fx%3D1%23y%0D%0AX%3A%201/refunds HTTP/1.1\r\n"))
      << service.last_request();
}

TEST(HttpConnector, KnowsPrivateAddresses) {
  for (const char* address : {"127.0.0.1",       "10.1.2.3",         "192.168.0.1", "172.31.255.255",
                              "169.254.169.254", "100.64.0.1",       "0.0.0.0",     "224.0.0.1",
                              "255.255.255.255", "192.0.2.1",        "198.18.0.1",  "198.51.100.7",
                              "203.0.113.7",     "192.88.99.1",      "::1",         "::",
                              "fe80::1",         "fec0::1",          "fd00::1",     "ff02::1",
                              "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::a00:1",
                              "64:ff9b:1::1",    "100::1",           "2001::1",     "2001:db8::1",
                              "2002:a00:1::",    "3fff::1",          "4000::1",     "not an address",
                              "2130706433",      "0x7f.1",           "127.1",       ""}) {
    EXPECT_TRUE(is_private_address(address)) << address;
  }
  for (const char* address : {"93.184.216.34", "172.32.0.1", "100.128.0.1", "198.20.0.1", "2606:2800:220:1::1",
                              "2001:4860:4860::8888", "2a00:1450::1", "::ffff:8.8.8.8"})
    EXPECT_FALSE(is_private_address(address)) << address;
}

TEST(Connectors, AnUnknownOneSaysHowToSetItUp) {
  const Answer answer = Connectors{}.call("shop", {.action = "look up order", .key = "k", .inputs = {}});
  EXPECT_FALSE(answer.ok);
  EXPECT_FALSE(answer.may_retry);
  EXPECT_NE(answer.error.find("connectors.json"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::connect

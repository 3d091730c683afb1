// Requests that cost much: few at once, not for long, and never at the expense of the others.
#include <atomic>
#include <chrono>
#include <thread>

#include "api/testing.hpp"
#include "base/bytes.hpp"
#include "store/people.hpp"

namespace evenhand::api {
namespace {

using namespace std::chrono_literals;
using testing::ApiTest;
using testing::Client;
using testing::password;

class LoadTest : public ApiTest {
 protected:
  /// A hundred decisions of which each takes as many steps as an expression may.
  static std::string endless_model() {
    std::string xml =
        R"(<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"d\" name=\"d\" namespace=\"n\">)";
    for (int i = 0; i < 100; ++i) {
      const std::string name = "d" + std::to_string(i);
      xml += "<decision id='" + name + "' name='" + name + "'><variable name='" + name +
             "'/><literalExpression><text>every x in 1..1000, y in 1..1000 satisfies x &gt; "
             "0</text></literalExpression></decision>";
    }
    return R"({"inputs":{},"model":")" + xml + "</definitions>\"}";
  }
  /// Head only: whether the server would take a body of so many bytes.
  int status_of_body(const std::string& credentials, std::size_t bytes) {
    Client client(server_->port());
    EXPECT_TRUE(client.send("POST /api/v1/procedures/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
                            credentials + "Content-Length: " + std::to_string(bytes) +
                            "\r\nExpect: 100-continue\r\n\r\n"));
    const auto line = client.receive_until("\r\n");
    return line ? std::stoi(line->substr(9, 3)) : 0;
  }
};

TEST_F(LoadTest, EvaluationsDoNotHoldUpTheOthersAndAreCalledOff) {
  constexpr int many = static_cast<int>(limits::long_requests_max + limits::long_requests_waiting_max) + 6;
  std::atomic<int> busy{0}, answered{0};
  const std::string model = endless_model();
  auto auditor = browser("auditor");
  auto other = browser("agent");
  std::vector<std::thread> threads;
  for (int i = 0; i < many; ++i) {
    threads.emplace_back([&] {
      Client client(server_->port(), 60s);
      const auto answer = client.request(
          "POST", "/api/v1/dmn/evaluate",
          {{"Cookie", auditor.cookie()}, {"X-Evenhand-CSRF", auditor.csrf()}, {"Content-Type", "application/json"}},
          model);
      if (!answer) return;
      ++answered;
      if (answer->status == 503 && !answer->headers.value_or("Retry-After", "").empty()) ++busy;
    });
  }
  for (int i = 0; i < 2'000 && busy < 6; ++i) std::this_thread::sleep_for(5ms);
  EXPECT_GE(busy, 6);
  EXPECT_EQ(other.send("GET", "/api/v1/session").status, 200);
  EXPECT_LT(answered, many) << "the model is not so endless after all";
  const auto began = std::chrono::steady_clock::now();
  api_->call_off();
  for (std::thread& thread : threads) thread.join();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 15s);
  EXPECT_EQ(answered, many);
  EXPECT_GE(busy, many - 4) << "what was called off is not answered as if it were done";
}

TEST_F(LoadTest, OnlyWhoIsKnownMaySendMuch) {
  server_->shutdown(2s);
  http::ServerOptions options;
  options.body_limit = [this](const http::Request& request) { return api_->body_limit(request); };
  server_ = std::make_unique<http::Server>(std::move(options), [this](auto request, auto responder) {
    api_->router()(std::move(request), std::move(responder));
  });
  ASSERT_TRUE(server_->start());
  constexpr std::size_t little = limits::http_body_unknown_bytes_max, much = 3u << 20;
  auto lead = browser("lead");
  const std::string token =
      lead.send("POST", "/api/v1/tokens", R"({"name":"t","scopes":["procedure.read"]})").body.string_or("secret", "");
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(status_of_body("Cookie: " + lead.cookie() + "\r\n", much), 100);
  EXPECT_EQ(status_of_body("Authorization: Bearer " + token + "\r\n", much), 100);
  for (const char* unknown : {"", "Authorization: Bearer evh_AAAA\r\n", "Authorization: Basic QTpC\r\n",
                              "Cookie: evenhand_session=AAAA\r\n"}) {
    EXPECT_EQ(status_of_body(unknown, little), 100) << unknown;
    EXPECT_EQ(status_of_body(unknown, little + 1), 413) << unknown;
  }
}

TEST_F(LoadTest, SigningInCountsWhenItFails) {
  for (std::uint32_t i = 0; i < 2 * limits::sign_ins_per_minute_per_address; ++i) browser("agent");
  EXPECT_EQ(browser("agent").send("GET", "/api/v1/session").status, 200);
}

TEST_F(LoadTest, TheCookieLastsAsLongAsTheSessionThatSlides) {
  auto agent = browser("agent");
  const std::string secret = agent.cookie().substr(agent.cookie().find('=') + 1);
  const Instant now = clock_.now();
  ASSERT_TRUE(desk_->store().write_and_wait([&](store::Writer& writer) {
    return store::people::touch_session(writer, desk_->org(), hex(sha256(secret)), now - 1h, now + 11h);
  }));
  const Answer slid = agent.send("GET", "/api/v1/session");
  EXPECT_EQ(slid.status, 200);
  const std::string cookie(slid.headers.value_or("Set-Cookie", ""));
  EXPECT_TRUE(cookie.starts_with(agent.cookie() + ";")) << cookie;
  EXPECT_NE(cookie.find("Max-Age=43200"), std::string::npos) << cookie;
  EXPECT_TRUE(agent.send("GET", "/api/v1/session").headers.value_or("Set-Cookie", "").empty());
}

TEST_F(LoadTest, AStreamEndsWithTheTokenItWasOpenedWith) {
  auto lead = browser("lead");
  const Answer made = lead.send("POST", "/api/v1/tokens", R"({"name":"t","scopes":["case.read"]})");
  const auto who = identity_->by_token(made.body.string_or("secret", ""));
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_TRUE(identity_->look_again(*who));
  ASSERT_TRUE(desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    const auto revoked = store::people::revoke_token(writer, desk_->org(), who->token_id, clock_.now());
    if (!revoked) return fail(revoked.error());
    return {};
  }));
  const auto again = identity_->look_again(*who);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::unauthenticated);
}

TEST_F(LoadTest, AChangeOfRolesIsFeltAtOnceWhateverWasBeingRead) {
  auto lead = browser("lead");
  const std::string secret = lead.cookie().substr(lead.cookie().find('=') + 1);
  const auto who = identity_->by_session(secret);
  ASSERT_TRUE(who) << who.error().message;
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) (void)identity_->by_session(secret);
    });
  }
  for (int i = 0; i < 100; ++i) {
    const std::string name = "Lead " + std::to_string(i);
    EXPECT_TRUE(identity_->update_person(*who, who->person.id, [&](store::people::Person& person) -> Result<void> {
      person.name = name;
      return {};
    }));
    EXPECT_EQ(identity_->by_session(secret)->person.name, name);
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace evenhand::api

// Files through the API as a stranger would send them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <future>

#include "api/api.hpp"
#include "api/testing_description.hpp"
#include "base/bytes.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "store/idempotency.hpp"
#include "store/testing/database.hpp"

namespace evenhand::api {
namespace {

namespace fs = std::filesystem;
using http::testing::Client;
using http::testing::ClientResponse;

constexpr std::string_view sop = R"(---
id: damage
title: Damage
---

# Damage

## 1. Look

- [ ] Keep a photo. (evidence: photo)
- [ ] Say goodbye.
- Close as **done**.
)";
const std::string picture("\x89PNG\r\n\x1a\n\0 dent", 14);

class FilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ = fs::temp_directory_path() /
              ("evenhand_api_files_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    auto opened = desk::Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    identity_ = std::make_unique<identity::Identity>(desk_->store(), desk_->org(), clock_,
                                                     identity::IdentityOptions{.password_cost = {1, 8u << 10}});
    ASSERT_TRUE(desk_->library().publish({.procedure_id = "damage",
                                          .source = std::string(sop),
                                          .note = "",
                                          .person_id = "person_x",
                                          .expected_current = 0},
                                         clock_.now()));
    api_ = std::make_unique<Api>(*desk_, *identity_, ApiOptions{});
    http::ServerOptions options;
    options.body_limit = [this](const http::Request& request) { return api_->body_limit(request); };
    server_ = std::make_unique<http::Server>(std::move(options), [this](auto request, auto responder) {
      api_->router()(std::move(request), std::move(responder));
    });
    ASSERT_TRUE(server_->start());
    agent_ = sign_in("agent");
    auditor_ = sign_in("auditor");
    case_ = open_case();
  }
  void TearDown() override {
    if (server_) server_->shutdown(std::chrono::seconds(2));
    api_.reset();
    identity_.reset();
    desk_.reset();
    fs::remove_all(folder_);
  }

  struct Session {
    std::string cookie, csrf;
  };
  Session sign_in(const std::string& role) {
    store::people::Person person;
    person.name = role;
    person.email = role + "@test.example";
    person.roles = {role};
    EXPECT_TRUE(identity_->add_person(person, Secret(std::string("seven grey herons"))));
    const auto in =
        send({}, "POST", "/api/v1/session", R"({"email":")" + person.email + R"(","password":"seven grey herons"})");
    const std::string cookie(in.headers.value_or("Set-Cookie", ""));
    return {cookie.substr(0, cookie.find(';')), json_of(in).string_or("csrf", "")};
  }
  ClientResponse send(const Session& who, std::string_view method, const std::string& target,
                      std::string_view body = {}, http::Headers more = {}) {
    if (!who.cookie.empty()) more.add("Cookie", who.cookie);
    if (!who.csrf.empty()) more.add("X-Evenhand-CSRF", who.csrf);
    if (!body.empty() && !more.contains("Content-Type")) more.add("Content-Type", "application/json");
    Client client(server_->port(), std::chrono::seconds(60));
    auto response = client.request(method, target, more, body);
    EXPECT_TRUE(response) << method << " " << target << ": no answer";
    if (response) {
      const std::string problem = testing::shared_description(api_->openapi())
                                      .problem({.method = std::string(method),
                                                .target = target,
                                                .request_headers = more,
                                                .request_body = body,
                                                .status = response->status,
                                                .headers = response->headers,
                                                .body = response->body});
      EXPECT_EQ(problem, "") << method << " " << target << " is not as described";
    }
    return response.value_or(ClientResponse{});
  }
  static json::Value json_of(const ClientResponse& response) {
    return json::parse(response.body).value_or(json::Value());
  }
  static std::string code_of(const ClientResponse& response) { return json_of(response).string_or("code", ""); }
  std::string open_case() {
    const auto opened = send(agent_, "POST", "/api/v1/cases",
                             R"({"procedure":"damage","subject":"x","channel":"email","customer":{}})");
    EXPECT_EQ(opened.status, 201) << opened.body;
    return json_of(opened).string_or("id", "");
  }
  ClientResponse upload(std::string_view content, const std::string& name = "dent.png", http::Headers more = {}) {
    if (!more.contains("Content-Type")) more.add("Content-Type", "image/png");
    return send(agent_, "POST", "/api/v1/cases/" + case_ + "/files?name=" + name, content, std::move(more));
  }
  ClientResponse tick(const std::string& file) {
    const auto seen = json_of(send(agent_, "GET", "/api/v1/cases/" + case_));
    const std::string path = *seen.find("guide")->find("now")->as_array()->front().as_string();
    return send(agent_, "POST", "/api/v1/cases/" + case_ + "/commands",
                R"({"type":"tick-task","yes":true,"path":")" + path + R"(","files":[")" + file + "\"]}");
  }

  fs::path folder_;
  SystemClock clock_;
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<http::Server> server_;
  Session agent_, auditor_;
  std::string case_;
};

TEST_F(FilesTest, AFileGoesInTicksABoxAndComesBackAsADownload) {
  const auto added = upload(picture, "dent%20of%20K%C3%B6nig.png");
  ASSERT_EQ(added.status, 201) << added.body;
  const json::Value file = json_of(added);
  const std::string id = file.string_or("id", "");
  EXPECT_EQ(file.string_or("name", ""), "dent of König.png");
  EXPECT_EQ(file.string_or("type", ""), "image/png");
  EXPECT_EQ(file.int_or("bytes", 0), 14);
  EXPECT_EQ(file.string_or("sha256", ""), hex(sha256(picture)));
  EXPECT_EQ(added.headers.value_or("Location", ""), "/api/v1/cases/" + case_ + "/files/" + id);
  ASSERT_EQ(tick(id).status, 200);

  const auto got = send(auditor_, "GET", "/api/v1/cases/" + case_ + "/files/" + id);
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, picture);
  EXPECT_EQ(got.headers.value_or("Content-Type", ""), "image/png");
  EXPECT_EQ(got.headers.value_or("X-Content-Type-Options", ""), "nosniff");
  EXPECT_EQ(got.headers.value_or("Content-Security-Policy", ""), "default-src 'none'; sandbox");
  EXPECT_EQ(got.headers.value_or("Cache-Control", ""), "no-store");
  EXPECT_EQ(got.headers.value_or("Content-Disposition", ""),
            "attachment; filename=\"dent of K__nig.png\"; filename*=UTF-8''dent%20of%20K%C3%B6nig.png");

  const auto history = json_of(send(auditor_, "GET", "/api/v1/cases/" + case_ + "/events"));
  bool told = false;
  for (const json::Value& event : *history.find("items")->as_array())
    told = told || event.string_or("text", "").find("(evidence: dent of König.png)") != std::string::npos;
  EXPECT_TRUE(told) << json::write(history);
  EXPECT_EQ(code_of(send(agent_, "DELETE", "/api/v1/cases/" + case_ + "/files/" + id)), "file/in-record");
}

TEST_F(FilesTest, BadInputIsRefusedWithItsReason) {
  EXPECT_EQ(code_of(upload("")), "file/empty");
  EXPECT_EQ(code_of(upload("<html><script>alert(1)</script>")), "file/markup");
  EXPECT_EQ(code_of(upload(std::string("MZ\0\0\1", 5))), "file/type");
  EXPECT_EQ(upload("x" + std::string(limits::file_bytes_max, 'x')).status, 413);
  EXPECT_EQ(json_of(upload(picture, "..%2F..%2Fetc%2Fpasswd")).string_or("name", ""), "passwd.png");
  EXPECT_EQ(json_of(upload(picture, "a%0D%0ASet-Cookie:x.png")).string_or("name", ""), "aSet-Cookie_x.png");
  const std::string case_before = case_;
  case_ = "case_none";
  EXPECT_EQ(code_of(upload(picture)), "case/not-found");
  case_ = open_case();
  const std::string foreign = json_of(upload(picture)).string_or("id", "");
  case_ = case_before;
  EXPECT_EQ(send(agent_, "GET", "/api/v1/cases/" + case_ + "/files/" + foreign).status, 404);
  const auto refused = tick(foreign);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(code_of(refused), "case/evidence");
  EXPECT_EQ(json_of(refused).find("gates")->as_array()->size(), 1u);
  EXPECT_EQ(send(agent_, "GET", "/api/v1/cases/" + case_ + "/files/..%2F..%2Fmaster.key").status, 404);
}

TEST_F(FilesTest, WhoMayDoWhat) {
  const std::string at = "/api/v1/cases/" + case_ + "/files";
  EXPECT_EQ(send(auditor_, "POST", at + "?name=a.png", picture).status, 403);
  EXPECT_EQ(send({}, "GET", at).status, 401);
  EXPECT_EQ(send({agent_.cookie, ""}, "POST", at + "?name=a.png", picture).status, 403) << "no CSRF value";
  EXPECT_EQ(send(auditor_, "GET", at).status, 200);
  // Nobody fills the server's memory without at least showing who they are.
  EXPECT_EQ(send({}, "POST", at, std::string(limits::http_body_bytes_max + 1, 'x')).status, 413);
  const auto large = upload("%PDF-" + std::string(3u << 20, 'x'), "long.pdf");
  EXPECT_EQ(large.status, 201) << large.body;
  const std::string id = json_of(large).string_or("id", "");
  EXPECT_EQ(send(auditor_, "DELETE", at + "/" + id).status, 403);
  EXPECT_EQ(send(agent_, "DELETE", at + "/" + id).status, 204);
  EXPECT_EQ(send(agent_, "GET", at + "/" + id).status, 404);
}

TEST_F(FilesTest, ARepeatedUploadIsOneFile) {
  const auto first = upload(picture, "dent.png", {{"Idempotency-Key", "once"}});
  const auto again = upload(picture, "dent.png", {{"Idempotency-Key", "once"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.value_or("Idempotency-Replayed", ""), "true");
  EXPECT_EQ(again.headers.value_or("Location", "none"), first.headers.value_or("Location", ""));
  EXPECT_EQ(code_of(upload(picture + "!", "dent.png", {{"Idempotency-Key", "once"}})), "idempotency/other-body");
  const auto listed = json_of(send(agent_, "GET", "/api/v1/cases/" + case_ + "/files"));
  EXPECT_EQ(listed.find("items")->as_array()->size(), 1u);
  const std::string who = json_of(send(agent_, "GET", "/api/v1/session")).find("person")->string_or("id", "");
  const auto kept = desk_->store().read(
      [&](store::Reader& reader) { return store::idempotency::find(reader, desk_->org(), who, "once", clock_.now()); });
  ASSERT_TRUE(kept.value());
  EXPECT_EQ((*kept)->response.find("dent"), std::string::npos) << "a file's name is sealed wherever it stands";
  EXPECT_EQ((*kept)->case_id, case_);
}

TEST_F(FilesTest, ManyUploadsAtOnceUnderOneKeyAreOneFile) {
  std::vector<std::future<ClientResponse>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] {
      return upload(picture, "dent.png", {{"Idempotency-Key", "together"}});
    }));
  }
  int done = 0;
  for (auto& one : all) {
    const auto answer = one.get();
    EXPECT_TRUE(answer.status == 201 || answer.status == 409) << answer.body;
    done += answer.status == 201 ? 1 : 0;
  }
  EXPECT_GE(done, 1);
  const auto listed = json_of(send(agent_, "GET", "/api/v1/cases/" + case_ + "/files"));
  EXPECT_EQ(listed.find("items")->as_array()->size(), 1u);
}

TEST_F(FilesTest, AKeyThatCameToNothingIsFreeAgain) {
  ASSERT_TRUE(desk_->await_answer({.actor_id = "person_1", .key = "k", .request_hash = "h", .status = 0}));
  EXPECT_EQ(desk_->await_answer({.actor_id = "person_1", .key = "k", .request_hash = "h"}).error().code,
            "idempotency/exists");
  EXPECT_EQ(desk_->kept_answer("person_1", "k").value()->status, 0);
  ASSERT_TRUE(desk_->release_answer({.actor_id = "person_1", .key = "k", .request_hash = "h"}));
  EXPECT_TRUE(desk_->await_answer({.actor_id = "person_1", .key = "k", .request_hash = "h"}));
}

}  // namespace
}  // namespace evenhand::api

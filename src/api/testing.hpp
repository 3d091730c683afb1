/// @file testing.hpp
/// @brief What tests of the API share: a whole server on a loopback port with four people and one procedure, and browsers that
/// keep their cookie and CSRF value and hold every answer against the OpenAPI description.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/api.hpp"
#include "api/testing_description.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "store/testing/database.hpp"

namespace evenhand::api::testing {

namespace fs = std::filesystem;
using http::testing::Client;
using http::testing::ClientResponse;

inline constexpr std::string_view password = "seven grey herons";
inline constexpr std::string_view sop = R"(---
id: greeting
title: Greeting
---

# Greeting

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| reason | one of: question, complaint | customer | no |

## 1. Listen

- [ ] Say hello.
- Ask for **reason**.
- If `reason = "complaint"`: get approval from **support manager**, up to 1 day. If refused: close as **refused**. If none: close as **late**.

## 2. End

- Send **thanks**.
- Close as **answered**.

## Messages

### thanks

> Thank you, {customer}.
)";

class ApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_api_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    auto opened = desk::Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test & Co", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    identity_ = std::make_unique<identity::Identity>(desk_->store(), desk_->org(), clock_,
                                                     identity::IdentityOptions{.password_cost = {1, 8u << 10}});
    for (const auto& [name, roles] :
         std::vector<std::pair<std::string, std::vector<std::string>>>{{"agent", {"agent"}},
                                                                       {"lead", {"lead", "support manager", "admin"}},
                                                                       {"author", {"author"}},
                                                                       {"auditor", {"auditor"}}}) {
      store::people::Person person;
      person.name = name;
      person.email = name + "@test.example";
      person.roles = roles;
      ASSERT_TRUE(identity_->add_person(person, Secret(std::string(password))));
    }
    ASSERT_TRUE(desk_->library().publish({.procedure_id = "greeting",
                                          .source = std::string(sop),
                                          .note = "",
                                          .person_id = "person_x",
                                          .expected_current = 0},
                                         clock_.now()));
    api_ = std::make_unique<Api>(*desk_, *identity_, ApiOptions{});
    http::ServerOptions options;
    options.body_limit = [this](const http::Request& request) { return api_->router().body_limit(request); };
    server_ = std::make_unique<http::Server>(std::move(options), [this](auto request, auto responder) {
      api_->router()(std::move(request), std::move(responder));
    });
    ASSERT_TRUE(server_->start());
  }
  void TearDown() override {
    if (server_) server_->shutdown(std::chrono::seconds(2));
    api_.reset();
    identity_.reset();
    desk_.reset();
    fs::remove_all(folder_);
  }

  struct Answer {
    int status = 0;
    json::Value body;
    http::Headers headers;
    [[nodiscard]] std::string code() const { return body.string_or("code", ""); }
  };
  /// A browser: keeps cookie and CSRF value.
  class Browser {
   public:
    Browser(std::uint16_t port, const std::string& who, Description& description)
        : client_(port), description_(description) {
      if (who.empty()) return;
      const Answer in = send("POST", "/api/v1/session",
                             R"({"email":")" + who + R"(@test.example","password":")" + std::string(password) + "\"}");
      EXPECT_EQ(in.status, 200) << json::write(in.body);
      const std::string cookie(in.headers.value_or("Set-Cookie", ""));
      cookie_ = cookie.substr(0, cookie.find(';'));
      csrf_ = in.body.string_or("csrf", "");
    }
    Answer send(std::string_view method, std::string_view target, std::string_view body = {}, http::Headers more = {}) {
      if (!cookie_.empty()) more.add("Cookie", cookie_);
      if (!csrf_.empty()) more.add("X-Evenhand-CSRF", csrf_);
      if (!body.empty() && !more.contains("Content-Type")) more.add("Content-Type", "application/json");
      auto response = client_.request(method, target, more, body);
      EXPECT_TRUE(response) << method << " " << target << ": no answer";
      if (!response) return {};
      const std::string problem = description_.problem({.method = std::string(method),
                                                        .target = std::string(target),
                                                        .request_headers = more,
                                                        .request_body = body,
                                                        .status = response->status,
                                                        .headers = response->headers,
                                                        .body = response->body});
      EXPECT_EQ(problem, "") << method << " " << target << " is not as described";
      return {response->status, json::parse(response->body).value_or(json::Value()), response->headers};
    }
    void forget_csrf() { csrf_.clear(); }
    [[nodiscard]] const std::string& cookie() const noexcept { return cookie_; }
    [[nodiscard]] const std::string& csrf() const noexcept { return csrf_; }

   private:
    Client client_;
    Description& description_;
    std::string cookie_, csrf_;
  };
  Browser browser(const std::string& who) { return Browser(server_->port(), who, shared_description(api_->openapi())); }

  static std::string open_body(const std::string& subject = "A question") {
    return R"({"procedure":"greeting","subject":")" + subject +
           R"(","channel":"email","customer":{"name":"Kim","address":"kim@mail.example"}})";
  }
  static std::string path_of(const json::Value& case_value, std::string_view kind) {
    const json::Value* guide = case_value.find("guide");
    if (guide == nullptr) return "";
    for (const json::Value& step : *guide->find("steps")->as_array()) {
      for (const json::Value& item : *step.find("items")->as_array()) {
        if (item.string_or("kind", "") == kind &&
            (item.string_or("status", "") == "now" || item.string_or("status", "") == "waiting"))
          return item.string_or("path", "");
      }
    }
    return "";
  }

  fs::path folder_;
  SystemClock clock_;
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace evenhand::api::testing

/// @file api_fuzz.cpp
/// @brief Any bytes as the body of any changing request, by someone who may do everything: the server answers, never with 500,
/// and the case it works on can still be read. The first byte chooses the route.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <optional>
#include <string>

#include "api/api.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "desk/desk.hpp"
#include "identity/identity.hpp"

namespace {

using namespace evenhand;

constexpr std::string_view sop = R"(---
id: fuzzed
title: Fuzzed
---

# Fuzzed

## Facts

| Fact | Type | From |
| --- | --- | --- |
| reason | one of: a, b | customer |
| amount | money in USD | customer |
| day | date | customer |

## 1. Ask

- [ ] Tick. (optional)
- Ask for **reason**, **amount** and **day**.
- Wait for a reply, up to 1 day. If none: close as **silent**.
)";

class Sink final : public http::ResponseSink {
 public:
  void respond(http::Response response) override { answer.set_value(std::move(response)); }
  http::EventStream open_event_stream(http::Headers) override {
    answer.set_value(http::Response{});
    return {};
  }
  std::promise<http::Response> answer;
};

struct House {
  House() : folder(std::filesystem::temp_directory_path() / ("evenhand_fuzz_" + std::to_string(getpid()))) {
    log::set_level(log::Level::off);
    auto opened = desk::Desk::open({.folder = folder, .company = "Fuzz", .shards = 1, .background = false}, clock);
    EH_ASSERT(opened);
    desk = std::move(*opened);
    identity = std::make_unique<identity::Identity>(desk->store(), desk->org(), clock,
                                                    identity::IdentityOptions{.password_cost = {1, 8u << 10}});
    store::people::Person person;
    person.name = "Fuzz";
    person.email = "fuzz@fuzz.example";
    person.roles = {"admin", "agent"};
    const auto added = identity->add_person(person, Secret());
    EH_ASSERT(added);
    std::vector<std::string> scopes;
    for (const auto permission : identity::all_permissions())
      scopes.emplace_back(identity::permission_name(permission));
    const identity::Who who{.person = *added,
                            .permissions = identity::permissions_of(added->roles),
                            .session_hash = {},
                            .csrf = {},
                            .token_id = {}};
    const auto made = identity->add_token(who, "fuzz", scopes, std::nullopt);
    EH_ASSERT(made);
    token = std::string(made->secret.reveal());
    EH_ASSERT(desk->library().publish({.procedure_id = "fuzzed",
                                       .source = std::string(sop),
                                       .note = "",
                                       .person_id = added->id,
                                       .expected_current = 0},
                                      clock.now()));
    api = std::make_unique<api::Api>(*desk, *identity,
                                     api::ApiOptions{.worker_threads = 1, .requests_per_minute = 1'000'000'000});
    desk::Opening opening;
    opening.procedure_id = "fuzzed";
    opening.open.subject = "Fuzz";
    opening.actor = {.id = added->id, .name = "Fuzz", .roles = {"agent"}, .may_override = false, .may_reopen = false};
    const auto one = desk->open_and_wait(std::move(opening));
    EH_ASSERT(one);
    case_id = one->case_id;
    for (const api::Endpoint& endpoint : api->endpoints()) {
      if (endpoint.takes_body && endpoint.pattern != "/api/v1/session")
        targets.emplace_back(endpoint.method, endpoint.pattern);
    }
  }
  ~House() {
    api.reset();
    identity.reset();
    desk.reset();
    std::filesystem::remove_all(folder);
  }
  int send(const std::string& method, std::string target, std::string body) {
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"{case}", case_id},
                                      {"{procedure}", "fuzzed"},
                                      {"{person}", "person_x"}}) {
      if (const auto at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    }
    auto sink = std::make_shared<Sink>();
    auto answer = sink->answer.get_future();
    api->router()(std::make_shared<const http::Request>(http::make_request(method, target,
                                                                           {{"Authorization", "Bearer " + token},
                                                                            {"Content-Type", "application/json"},
                                                                            {"Host", "x"},
                                                                            {"If-None-Match", "*"}},
                                                                           std::move(body))),
                  http::Responder(sink));
    return answer.get().status;
  }
  SystemClock clock;
  std::filesystem::path folder;
  std::unique_ptr<desk::Desk> desk;
  std::unique_ptr<identity::Identity> identity;
  std::unique_ptr<api::Api> api;
  std::string token, case_id;
  std::vector<std::pair<std::string, std::string>> targets;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static House house;
  if (size < 1) return 0;
  const auto& [method, target] = house.targets[data[0] % house.targets.size()];
  const int status = house.send(method, target, std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  if (status >= 500 && status != 503) std::abort();
  if (house.send("GET", "/api/v1/cases/{case}", "") != 200) std::abort();
  return 0;
}

/// @file testing_doors.hpp
/// @brief Random calls at a whole server: people of every role, every route and every type of command that can change a case,
/// and what timers and connectors bring. What was stored is then judged by the oracle of testing_oracle.hpp.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/testing.hpp"
#include "api/testing_oracle.hpp"
#include "api/testing_random_commands.hpp"
#include "store/events.hpp"
#include "store/testing/database.hpp"

namespace evenhand::api::testing {

inline const std::map<std::string, std::vector<std::string>> people = {
    {"agent", {"agent"}},
    {"expert", {"agent", "support manager", "team lead", "compliance officer", "fraud desk"}},
    {"manager", {"support manager", "compliance officer", "fraud desk", "team lead"}},
    {"second", {"support manager", "compliance officer", "fraud desk"}},
    {"lead", {"lead", "support manager"}},
    {"author", {"author"}},
    {"auditor", {"auditor"}}};

inline constexpr const char* ordered = R"(---
id: ordered
title: In order
outcomes: [answered, silent, refused]
---

# In order

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| amount | number | customer | no |
| agreed | yes or no | customer | no |
| receipt | text | pay | no |

## 1. Listen

- [ ] Say who you are.
- [ ] Read out the notice. (by team lead)
- Ask for **amount**, **agreed**.
- [ ] Offer a leaflet. (optional)
- Check that `amount < 100`. Otherwise: get approval from **support manager**. If refused: close as **refused**.

## 2. Work

- In any order:
  - [ ] Do the first thing.
  - [ ] Do the second thing. (evidence: photo)
- Do **pay** with **amount**, giving **receipt**.
- Check that `pay done`.
- Wait for a reply, up to 2 days. If none: close as **silent**.

## 3. End

- Close as **answered**. (by support manager)

## Actions

| Action | Connector | Needs | Gives | Allowed when |
| --- | --- | --- | --- | --- |
| pay | bank | amount | receipt | `agreed and amount < 1000` |
)";

class DoorsTest : public ApiTest {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_doors_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    auto opened = desk::Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
        time_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    identity_ = std::make_unique<identity::Identity>(desk_->store(), desk_->org(), clock_,
                                                     identity::IdentityOptions{.password_cost = {1, 8u << 10}});
    for (const auto& [name, roles] : people) {
      store::people::Person person;
      person.name = name;
      person.email = name + "@test.example";
      person.roles = roles;
      ASSERT_TRUE(identity_->add_person(person, Secret(std::string(password))));
    }
    publish_all();
    api_ = std::make_unique<Api>(*desk_, *identity_, ApiOptions{});
    server_ = std::make_unique<http::Server>(http::ServerOptions{}, [this](auto request, auto responder) {
      api_->router()(std::move(request), std::move(responder));
    });
    ASSERT_TRUE(server_->start());
    auto& description = shared_description(api_->openapi());
    browsers_.try_emplace("", server_->port(), "", description);
    for (const auto& [name, roles] : people) {
      auto& own = browsers_.try_emplace(name, server_->port(), name, description).first->second;
      const std::string id = own.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
      ids_[id] = name;
      random_.people.push_back(id);
    }
    token_ = browsers_.at("lead")
                 .send("POST", "/api/v1/tokens", R"({"name":"program","scopes":["case.read","case.work"]})")
                 .body.string_or("secret", "");
  }
  void TearDown() override {
    browsers_.clear();
    ApiTest::TearDown();
  }

  static std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Starter procedures, two that hold every kind of node, one in free order. What is followed has to be there first.
  void publish_all() {
    std::vector<std::string> left = {ordered};
    const fs::path source = EVENHAND_SOURCE_DIR;
    for (const auto& entry : fs::directory_iterator(source / "packs/procedures"))
      if (entry.path().string().ends_with(".sop.md")) left.push_back(text_of(entry.path()));
    for (const char* name : {"everything", "free-order"})
      left.push_back(text_of(source / "tests/run" / (std::string(name) + ".sop.md")));
    std::sort(left.begin(), left.end());
    for (std::size_t before = left.size() + 1; !left.empty() && left.size() < before;) {
      before = left.size();
      std::erase_if(left, [&](const std::string& text) {
        const auto at = text.find("\nid: ") + 5;
        const std::string id = text.substr(at, text.find('\n', at) - at);
        const bool done = desk_->library().publish({id, text, "", "person_x", 0}, time_.now()).has_value();
        if (done) texts_[id] = text;
        return done;
      });
    }
    ASSERT_TRUE(left.empty()) << "cannot be published: " << left.front();
  }

  // --- the doors
  Answer send(const std::string& who, std::string_view method, const std::string& target, const std::string& body = {},
              http::Headers more = {}) {
    if (target == "/api/v1/cases" || target.ends_with("/commands") || target.ends_with("/messages"))
      more.add("Prefer", "return=minimal");
    if (who != "token") return browsers_.at(who).send(method, target, body, std::move(more));
    more.add("Authorization", "Bearer " + token_);
    return browsers_.at("").send(method, target, body, std::move(more));
  }
  [[nodiscard]] std::string at_case(const std::string& rest) const { return "/api/v1/cases/" + case_ + rest; }
  /// Every route that may change a case. One that is new has to be listed here, or among those that leave cases alone.
  std::map<std::string, std::function<void()>> doors() {
    return {
        {"POST /api/v1/cases/{case}/commands", [this] { give_command(); }},
        {"POST /api/v1/cases/{case}/messages",
         [this] {
           send(anybody(), "POST", at_case("/messages"),
                R"({"channel":"email","text":"I want a refund, or my lawyer calls","from":"kim@mail.example"})");
         }},
        {"POST /api/v1/cases/{case}/files", [this] { add_file(anybody()); }},
        {"DELETE /api/v1/cases/{case}/files/{file}",
         [this] {
           send(anybody(), "DELETE", at_case("/files/" + random_.any_of(std::vector{random_.file, std::string("x")})));
         }},
        {"POST /api/v1/cases/next", [this] { send(anybody(), "POST", "/api/v1/cases/next"); }},
        {"POST /api/v1/cases", [this] { send(anybody(), "POST", "/api/v1/cases", open_body(procedure_)); }},
        {"POST /api/v1/procedures/{procedure}/publish", [this] { publish_without_gates(); }}};
  }
  /// Routes that change something, but never a case.
  static std::set<std::string> routes_beside_cases() {
    return {"POST /api/v1/session",
            "DELETE /api/v1/session",
            "DELETE /api/v1/sessions/{session}",
            "POST /api/v1/people",
            "PATCH /api/v1/people/me",
            "PUT /api/v1/people/me/password",
            "PATCH /api/v1/people/{person}",
            "POST /api/v1/tokens",
            "DELETE /api/v1/tokens/{token}",
            "POST /api/v1/notifications/read",
            "POST /api/v1/notifications/read-all",
            "POST /api/v1/dmn/evaluate",
            "POST /api/v1/law/tables/{pack}/{table}/decide",
            "POST /api/v1/procedures/check",
            "POST /api/v1/procedures/complete",
            "POST /api/v1/procedures/format",
            "POST /api/v1/procedures/import",
            "PUT /api/v1/procedures/{procedure}/draft",
            "DELETE /api/v1/procedures/{procedure}/draft",
            "POST /api/v1/procedures/{procedure}/submission",
            "POST /api/v1/procedures/{procedure}/submission/approve",
            "POST /api/v1/procedures/{procedure}/submission/send-back",
            "POST /api/v1/procedures/{procedure}/submission/recall",
            "POST /api/v1/procedures/{procedure}/withdraw",
            "POST /api/v1/procedures/{procedure}/comments",
            "POST /api/v1/procedures/{procedure}/draft/simulate",
            "POST /api/v1/procedures/{procedure}/comments/{comment}/resolve",
            "POST /api/v1/procedures/{procedure}/test"};
  }
  static std::string open_body(const std::string& procedure) {
    return R"({"procedure":")" + procedure +
           R"(","subject":"A refund","customer":{"name":"Kim","address":"kim@mail.example"}})";
  }
  void add_file(const std::string& who) {
    const Answer added = send(who, "POST", at_case("/files?name=a.png"), std::string("\x89PNG\r\n\x1a\n\0\0\0\0", 12),
                              {{"Content-Type", "image/png"}});
    if (added.status == 201) random_.file = added.body.string_or("id", "");
  }
  /// A case that is open goes on as it was opened.
  void publish_without_gates() {
    const std::string text =
        "---\nid: " + procedure_ + "\ntitle: None\n---\n\n# None\n\n## 1. End\n\n- Close as **gone**.\n";
    json::Value body;
    body.set("source", text).set("note", "no gates");
    send(random_.one_in(3) ? "author" : "agent", "POST", "/api/v1/procedures/" + procedure_ + "/publish",
         json::write(body));
  }
  void let_time_pass() {
    time_.advance(std::chrono::hours(random_.one_in(2) ? 5 : 80));
    timers_ += desk_->fire_due_timers();
  }
  void let_connectors_answer() {
    const auto seen = desk_->look(case_);
    if (!seen || random_.one_in(3)) return void(desk_->run_outbox());
    if (seen->state->pending_actions.empty()) return;
    const auto [key, pending] = *seen->state->pending_actions.begin();
    const cw::Place* place = pending.path.empty() ? nullptr : seen->program->find(pending.path);
    const auto* action = (place ? place->procedure : &seen->program->main())->find_action(pending.action);
    cw::ReportAction report{key, !random_.one_in(5), {}, "out of order", true};
    for (const auto& output : cw::action_outputs(place, action))
      report.outputs.emplace_back(output.parameter,
                                  random_.value_of(*seen->program, place ? place->scope : "", output.fact));
    (void)desk_->submit_and_wait(
        {.case_id = case_, .command = report, .actor = desk::system_actor(), .door = "connector"});
  }

  // --- commands
  std::string anybody() {
    static const std::vector<std::string> names = {"agent",  "agent", "expert", "expert",  "expert", "manager",
                                                   "second", "lead",  "author", "auditor", "token"};
    return random_.any_of(names);
  }
  void give_command() {
    const auto seen = desk_->look(case_);
    ASSERT_TRUE(seen);
    const cw::Command command = random_.command(*seen->program, *seen->state);
    const std::string who = somebody_for(command);
    const Answer answer = give(who, command);
    EXPECT_LT(answer.status, 500) << cw::command_type(command);
    if (answer.status != 200) return;
    ++accepted_[std::string(cw::command_type(command))];
    last_ = who;
  }
  /// Anybody; half of the time somebody who might be allowed to.
  std::string somebody_for(const cw::Command& command) {
    if (random_.one_in(2)) return anybody();
    if (std::holds_alternative<cw::Override>(command) || std::holds_alternative<cw::Reopen>(command)) return "lead";
    if (std::holds_alternative<cw::GiveApproval>(command)) return "manager";
    if (std::holds_alternative<cw::Undo>(command)) return last_;
    return "expert";
  }
  Answer give(const std::string& who, const cw::Command& command) {
    json::Value body = cw::command_to_json(command);
    body.set("type", std::string(cw::command_type(command)));
    return send(who, "POST", at_case("/commands"), json::write(body));
  }

  // --- one case, from opening to judgement
  std::vector<cw::Recorded> history() {
    const auto seen = desk_->look(case_);
    EXPECT_TRUE(seen);
    const auto stored =
        desk_->store().read([&](store::Reader& reader) { return store::events::of_case(reader, desk_->org(), case_); });
    EXPECT_TRUE(stored);
    std::vector<cw::Recorded> all;
    const auto scope = desk_->seal_scope(case_, seen->state->opened.customer_id);
    for (const auto& one : *stored) {
      auto event = ledger::open_event(one, scope);
      EXPECT_TRUE(event) << one.type;
      if (event) all.push_back(std::move(event->recorded));
    }
    return all;
  }
  /// What they may by who they are; a token's scopes allow nothing but work.
  Rights rights_of(const cw::Recorded& recorded) {
    const auto who = ids_.find(recorded.actor_id);
    if (who == ids_.end()) return {};
    const auto& roles = people.at(who->second);
    const auto permissions = identity::permissions_of(roles);
    const bool in_person = recorded.door == "web";
    return {{roles.begin(), roles.end()},
            in_person && permissions.has(identity::Permission::case_override),
            in_person && permissions.has(identity::Permission::case_reopen),
            in_person && permissions.has(identity::Permission::case_approve)};
  }
  std::vector<std::string> judge(const std::vector<cw::Recorded>& events) {
    Oracle oracle(*desk_->look(case_)->program, [this](const cw::Recorded& recorded) { return rights_of(recorded); });
    return oracle.judge(events);
  }
  bool open(const std::string& procedure) {
    procedure_ = procedure;
    if (const auto current = desk_->library().current(procedure); (*current)->version.source != texts_[procedure])
      (void)desk_->library().publish(
          {procedure, texts_[procedure], "as before", "person_x", (*current)->version.number}, time_.now());
    const Answer opened = send("agent", "POST", "/api/v1/cases", open_body(procedure));
    random_.case_id = case_ = opened.body.string_or("id", "");
    random_.file = "file_none";
    return opened.status == 201;
  }
  void work_at_random(const std::string& procedure, unsigned seed, int calls) {
    SCOPED_TRACE(procedure + ", seed " + std::to_string(seed));
    random_.engine.seed(seed);
    ASSERT_TRUE(open(procedure));
    add_file("agent");
    const auto all = doors();
    for (int i = 0; i < calls; ++i) {
      if (random_.one_in(12))
        let_time_pass();
      else if (random_.one_in(6))
        let_connectors_answer();
      else if (random_.one_in(8))
        random_.any_of(all).second();
      else
        give_command();
    }
    const auto events = history();
    for (const auto& recorded : events) ++happened_[std::string(event_type(recorded.event))];
    for (const auto& finding : judge(events)) ADD_FAILURE() << finding;
  }

  ManualClock time_{Instant{1'790'000'000'000'000}};
  RandomCommands random_;
  std::map<std::string, Browser> browsers_;
  std::map<std::string, std::string> ids_;    ///< person id -> name
  std::map<std::string, std::string> texts_;  ///< of the procedures, by id
  std::string token_, case_, procedure_, last_ = "agent";
  std::map<std::string, int> accepted_, happened_;
  std::size_t timers_ = 0;
};

}  // namespace evenhand::api::testing

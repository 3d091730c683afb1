// People and tokens: what one change must not undo, and what nobody gives who does not have it.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "api/testing.hpp"
#include "store/notifications.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::password;

class PeopleTest : public ApiTest {
 protected:
  static std::string id_of(Browser& who) {
    return who.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
  }
  http::Headers token(Browser& who, const std::string& scopes) {
    const Answer made = who.send("POST", "/api/v1/tokens", R"({"name":"test","scopes":[)" + scopes + "]}");
    EXPECT_EQ(made.status, 201) << json::write(made.body);
    return {{"Authorization", "Bearer " + made.body.string_or("secret", "")}};
  }
  void wait_for_jobs(std::size_t jobs) {
    for (int i = 0; i < 500 && desk_->store().figures().queued < jobs; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_GE(desk_->store().figures().queued, jobs);
  }
};

TEST_F(PeopleTest, AChangeUndoesNoOtherThatCameBetween) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  const std::string id = id_of(agent);
  // The writer is held, so that both changes are on their way before either is made.
  std::promise<void> go, held;
  std::atomic<bool> is_held{false};
  desk_->store().write(
      [&, gate = go.get_future().share()](store::Writer&) -> Result<void> {
        if (!is_held.exchange(true)) held.set_value();
        gate.wait();
        return {};
      },
      [](const Result<void>&) {});
  held.get_future().wait();
  auto leaving = std::async(std::launch::async, [&] {
    return lead.send("PATCH", "/api/v1/people/" + id, R"({"active":false,"roles":["trainer"]})").status;
  });
  wait_for_jobs(1);
  auto settings = std::async(std::launch::async, [&] {
    return agent.send("PATCH", "/api/v1/people/me", R"({"theme":"dark","language":"es"})").status;
  });
  wait_for_jobs(2);
  go.set_value();
  EXPECT_EQ(leaving.get(), 200);
  EXPECT_EQ(settings.get(), 200);
  const Answer now = lead.send("GET", "/api/v1/people/" + id);
  EXPECT_FALSE(now.body.bool_or("active", true)) << json::write(now.body);
  EXPECT_EQ(json::write(*now.body.find("roles")), R"(["trainer"])");
  EXPECT_EQ(now.body.string_or("theme", ""), "dark");
  EXPECT_EQ(now.body.string_or("language", ""), "es");
}

TEST_F(PeopleTest, NobodyGivesWhatTheyDoNotHave) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  auto program = browser("");
  const http::Headers manager = token(lead, R"("people.manage")");
  const auto add = [&](const http::Headers& as, const std::string& email, const std::string& more) {
    return program.send("POST", "/api/v1/people", R"({"name":"New","email":")" + email + "\"," + more + "}", as);
  };
  EXPECT_EQ(add(manager, "a@test.example", R"("roles":["admin"],"password":"nine slow green turtles")").code(),
            "permission/beyond");
  EXPECT_EQ(add(manager, "a@test.example", R"("roles":["agent"])").code(), "permission/beyond");
  EXPECT_EQ(program.send("PATCH", "/api/v1/people/" + id_of(agent), R"({"roles":["admin"]})", manager).code(),
            "permission/beyond");
  EXPECT_EQ(program.send("PATCH", "/api/v1/people/" + id_of(lead), R"({"email":"mine@test.example"})", manager).code(),
            "permission/beyond")
      << "nor is who may do more theirs to change";
  const http::Headers wider = token(lead, R"("people.manage","case.read","case.work","procedure.read","people.read")");
  EXPECT_EQ(add(wider, "b@test.example", R"("roles":["agent"],"password":"nine slow green turtles")").code(),
            "permission/in-person");
  EXPECT_EQ(add(wider, "b@test.example", R"("roles":["agent"])").status, 201);
  EXPECT_EQ(lead.send("PATCH", "/api/v1/people/" + id_of(agent), R"({"roles":["agent","admin"]})").status, 200);
}

TEST_F(PeopleTest, TeamsAreThereOnceSomebodyIsInThem) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  const Answer changed = lead.send("PATCH", "/api/v1/people/" + id_of(agent), R"({"teams":["Returns","north"]})");
  EXPECT_EQ(changed.status, 200) << json::write(changed.body);
  EXPECT_EQ(json::write(*lead.send("GET", "/api/v1/people/" + id_of(agent)).body.find("teams")),
            R"(["north","returns"])");
  std::string many = "\"x0\"";
  for (int i = 1; i < 1'200; ++i) many += ",\"x" + std::to_string(i) + "\"";
  EXPECT_EQ(lead.send("PATCH", "/api/v1/people/" + id_of(agent), R"({"roles":[)" + many + "]}").code(), "body/invalid");
}

TEST_F(PeopleTest, ATokenEndsWhenItIsToEnd) {
  auto lead = browser("lead");
  for (const char* past : {"2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z"}) {
    EXPECT_EQ(lead.send("POST", "/api/v1/tokens",
                        R"({"name":"x","scopes":["case.read"],"expires_at":")" + std::string(past) + "\"}")
                  .code(),
              "token/expired");
  }
}

TEST_F(PeopleTest, ARepeatedRequestMakesOnePersonAndOneToken) {
  auto lead = browser("lead");
  const http::Headers one = {{"Idempotency-Key", "p-1"}}, two = {{"Idempotency-Key", "t-1"}};
  const std::string person = R"({"name":"New","email":"new@test.example","roles":["agent"]})";
  const Answer first = lead.send("POST", "/api/v1/people", person, one);
  const Answer again = lead.send("POST", "/api/v1/people", person, one);
  ASSERT_EQ(first.status, 201) << json::write(first.body);
  EXPECT_EQ(again.body, first.body);
  EXPECT_FALSE(first.headers.value_or("Location", "").empty());
  EXPECT_EQ(again.headers.value_or("Location", ""), first.headers.value_or("Location", ""));
  const std::string token = R"({"name":"once","scopes":["case.read"]})";
  const Answer made = lead.send("POST", "/api/v1/tokens", token, two);
  const Answer repeated = lead.send("POST", "/api/v1/tokens", token, two);
  EXPECT_FALSE(made.body.string_or("secret", "").empty());
  EXPECT_EQ(repeated.body.string_or("id", "x"), made.body.string_or("id", "y"));
  ASSERT_NE(repeated.body.find("secret"), nullptr);
  EXPECT_TRUE(repeated.body.find("secret")->is_null()) << "it is shown once";
}

TEST_F(PeopleTest, ANameIsNewEverywhereAtOnce) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  const std::string id = id_of(agent);
  const std::string at = "/api/v1/cases/" + agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  ASSERT_EQ(agent.send("POST", at + "/commands", R"({"type":"assign","person_id":")" + id + "\"}").status, 200);
  EXPECT_EQ(agent.send("GET", at).body.string_or("assignee_name", ""), "agent");
  ASSERT_EQ(lead.send("PATCH", "/api/v1/people/" + id, R"({"name":"Robin"})").status, 200);
  EXPECT_EQ(agent.send("GET", at).body.string_or("assignee_name", ""), "Robin");
}

TEST_F(PeopleTest, NobodyGivesCasesToWhoLeft) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  const std::string id = id_of(agent);
  const std::string at = "/api/v1/cases/" + agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  ASSERT_EQ(lead.send("PATCH", "/api/v1/people/" + id, R"({"active":false})").status, 200);
  EXPECT_EQ(lead.send("POST", at + "/commands", R"({"type":"assign","person_id":")" + id + "\"}").code(),
            "person/left");
}

TEST_F(PeopleTest, ANoticeNamesItsCase) {
  auto lead = browser("lead");
  auto agent = browser("agent");
  const std::string opened = lead.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  const Answer found = lead.send("GET", "/api/v1/cases/" + opened);
  ASSERT_EQ(lead.send("POST", "/api/v1/cases/" + opened + "/commands",
                      R"({"type":"assign","person_id":")" + id_of(agent) + "\"}")
                .status,
            200);
  const Answer notices = agent.send("GET", "/api/v1/notifications");
  ASSERT_EQ(notices.body.find("items")->as_array()->size(), 1U) << json::write(notices.body);
  const json::Value& notice = notices.body.find("items")->as_array()->front();
  EXPECT_EQ(notice.string_or("case", ""), opened);
  EXPECT_EQ(notice.string_or("case_number", "?"), found.body.string_or("number", ""));
  EXPECT_EQ(notice.string_or("case_subject", "?"), found.body.string_or("subject", ""));
}

TEST_F(PeopleTest, NoticesOfOneMomentAreAllOnSomePage) {
  auto agent = browser("agent");
  const std::string id = id_of(agent);
  ASSERT_TRUE(desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    for (int i = 0; i < 5; ++i) {
      const auto added = store::notifications::add(writer, desk_->org(),
                                                   {.key = "n" + std::to_string(i),
                                                    .to_kind = "person",
                                                    .to = id,
                                                    .case_id = "case_1",
                                                    .kind = "told",
                                                    .text = "",
                                                    .at = Instant{1'000'000}});
      if (!added) return fail(added.error());
    }
    return {};
  }));
  std::string ids, cursor;
  for (int page = 0; page < 5; ++page) {
    const Answer answer = agent.send("GET", "/api/v1/notifications?limit=2&cursor=" + url_encode(cursor));
    ASSERT_EQ(answer.status, 200) << json::write(answer.body);
    EXPECT_EQ(answer.body.int_or("unread", 0), 5);
    for (const json::Value& item : *answer.body.find("items")->as_array()) ids += item.string_or("id", "") + " ";
    cursor = answer.body.string_or("next_cursor", "");
    if (cursor.empty()) break;
  }
  EXPECT_EQ(ids, "n4 n3 n2 n1 n0 ");
  EXPECT_EQ(agent.send("GET", "/api/v1/notifications?cursor=x").code(), "query/cursor");
}

}  // namespace
}  // namespace evenhand::api

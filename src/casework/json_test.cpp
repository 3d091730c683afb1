// Every event and command through JSON and back; what is refused, and why.
#include <gtest/gtest.h>

#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;

std::vector<Event> one_of_each() {
  const feel::Context inputs{{"amount", feel::Value(3)}};
  CaseOpened opened{"refund",
                    "Refund",
                    "Late parcel",
                    "customer_1",
                    "Eve",
                    "eve@example.com",
                    "high",
                    "desk",
                    {"MA", "email", "gift card", "es"},
                    {{"refund", "abc"}}};
  return {opened,
          FactRecorded{"a/b", "amount", feel::Value(*Decimal::parse("12.50")), "ask", "asked", true, false, true},
          NodeEntered{"p"},
          NodeFinished{"p", NodeFinished::How::answered_no, "why", "photo", true},
          BranchTaken{"p", 2, "`x`", true},
          RoundStarted{"p", 3, {"a", "b"}, {"fact"}},
          DecisionMade{"p", {1, 4}},
          ApprovalAsked{"p", "manager", "person_1"},
          ApprovalGiven{"p", "manager", false, "too much"},
          ActionRequested{"p", "refund", "shop", "case_1/refund/1", inputs, false, {"amount"}, {}},
          ActionSucceeded{"p", "refund", "case_1/refund/1"},
          ActionFailed{"p", "refund", "case_1/refund/1", "timeout", false},
          MessageQueued{"p", "news", "email", "es", "eve@example.com", "Hola", "case_1/message/1"},
          MessageReceived{"email", "hi", "eve", "m1"},
          WaitStarted{"p"},
          TimerArmed{"p", Instant{start.micros + 1}},
          TimerCleared{"p"},
          TimerFired{"p"},
          Told{"p", "lead", "text"},
          HandedOver{"p", "desk", "reason"},
          Assigned{"person_1", "Ann"},
          PriorityRaised{"p", "urgent"},
          Jumped{"p", "to", {"a"}, {"fact"}, true},
          Escalated{"rule", "text"},
          GateOverridden{"p", "task", "reason"},
          Undone{7, {"a"}, {"fact"}},
          NoteAdded{"note"},
          CasePaused{"lunch"},
          CaseResumed{},
          CaseReopened{"again", "step", {"p", "q"}, {"q"}},
          CaseClosed{"done", "p"}};
}

TEST(EventJson, EveryKindComesBackAsItWas) {
  const auto events = one_of_each();
  ASSERT_EQ(events.size(), std::variant_size_v<Event>);
  for (const auto& event : events) {
    const auto written = json::write(event_to_json(event));
    const auto back = event_from_json(event_type(event), *json::parse(written));
    ASSERT_TRUE(back.has_value()) << event_type(event) << ": " << back.error().message;
    EXPECT_EQ(json::write(event_to_json(*back)), written);
    EXPECT_EQ(back->index(), event.index());
    // Nothing of an event is lost: each of these has every member set, so each member is written.
    EXPECT_EQ(written.find("null"), std::string::npos) << written;
  }
}

TEST(EventJson, NeverStoredValuesAreLeftOut) {
  const FactRecorded fact{"", "code", feel::Value("4711"), "ask", "asked", true, true, false};
  EXPECT_EQ(json::write(event_to_json(fact)).find("4711"), std::string::npos);
  const ActionRequested action{"p",   "check", "shop",  "k", {{"code", feel::Value("4711")}, {"n", feel::Value(1)}},
                               false, {},      {"code"}};
  const auto written = json::write(event_to_json(action));
  EXPECT_EQ(written.find("4711"), std::string::npos);
  EXPECT_NE(written.find("\"n\""), std::string::npos);
}

TEST(EventJson, RefusesWhatItDoesNotKnow) {
  const auto code = [](std::string_view type, std::string_view payload) {
    const auto event = event_from_json(type, *json::parse(payload));
    return event ? std::string() : event.error().code;
  };
  EXPECT_EQ(code("node-entered", R"({"path":"p"})"), "");
  EXPECT_EQ(code("node-left", R"({"path":"p"})"), "event/unknown-type");
  EXPECT_EQ(code("node-entered", R"({})"), "event/bad-payload");
  EXPECT_EQ(code("node-entered", R"({"path":1})"), "event/bad-payload");
  EXPECT_EQ(code("node-entered", R"({"path":"p","more":1})"), "event/bad-payload");
  EXPECT_EQ(code("node-entered", R"([])"), "event/bad-payload");
  EXPECT_EQ(code("node-finished", R"({"path":"p","how":"somehow"})"), "event/bad-payload");
  EXPECT_EQ(code("round-started", R"({"path":"p","round":-1})"), "event/bad-payload");
  EXPECT_EQ(code("timer-armed", R"({"id":"p","due":"tomorrow"})"), "event/bad-payload");
}

TEST(CommandJson, EveryKindComesBackAsItWas) {
  const std::vector<std::pair<std::string, feel::Value>> facts{{"amount", feel::Value(3)},
                                                               {"reason", feel::Value("late")}};
  const std::vector<Command> commands{OpenCase{"s", "id", "Eve", "eve@example.com", "high", "desk", facts},
                                      RecordFacts{"p", facts},
                                      TickTask{"p", false, "photo"},
                                      SkipNode{"p", "why"},
                                      Undo{},
                                      PerformAction{"p", "refund", facts, facts},
                                      ReportAction{"k", false, facts, "why", false},
                                      AskApproval{"p", "why"},
                                      GiveApproval{"p", false, "why"},
                                      SendMessage{"p", "text"},
                                      ReceiveMessage{"email", "text", "eve", "k"},
                                      FireTimer{"id"},
                                      HandOver{"desk", "why"},
                                      Assign{"person_1", "Ann"},
                                      SetPriority{"low"},
                                      AddNote{"text"},
                                      Pause{"why"},
                                      Resume{},
                                      Override{"p", "why"},
                                      CloseCase{"done"},
                                      Reopen{"why", "step"}};
  ASSERT_EQ(commands.size(), std::variant_size_v<Command>);
  for (const auto& command : commands) {
    const auto written = json::write(command_to_json(command));
    const auto back = command_from_json(command_type(command), *json::parse(written));
    ASSERT_TRUE(back.has_value()) << command_type(command);
    EXPECT_EQ(json::write(command_to_json(*back)), written);
  }
}

TEST(CommandJson, RefusalsNameTheField) {
  const auto message = [](std::string_view type, std::string_view payload) {
    const auto command = command_from_json(type, *json::parse(payload));
    return command ? std::string() : command.error().code + ": " + command.error().message;
  };
  EXPECT_EQ(message("tick-task", R"({"path":"p"})"), "");
  EXPECT_EQ(message("tick-task", R"({"path":"p","yes":"maybe"})"),
            "command/bad-payload: Command `tick-task`: `yes` has the wrong kind of value.");
  EXPECT_EQ(message("tick-task", R"({})"), "command/bad-payload: Command `tick-task`: `path` is missing.");
  EXPECT_EQ(message("tick-task", R"({"path":"p","yess":true})"),
            "command/bad-payload: Command `tick-task`: there is no field `yess` here.");
  EXPECT_EQ(command_from_json("tick-tusk", json::Value(json::Object{})).error().hint, "Did you mean `tick-task`?");
}

TEST(StateJson, RefusesWhatItCannotRead) {
  EXPECT_TRUE(state_from_json(state_to_json(CaseState())).has_value());
  for (const char* text : {"[]", "{}", R"({"status":"asleep"})", R"({"nodes":{"a":{"status":"lost","branch":-1}}})",
                           R"({"facts":[1]})", R"({"undo":{}})", R"({"unknown":1})"}) {
    const auto state = state_from_json(*json::parse(text));
    ASSERT_FALSE(state.has_value()) << text;
    EXPECT_EQ(state.error().code, "state/bad-json");
  }
}

}  // namespace
}  // namespace evenhand::casework

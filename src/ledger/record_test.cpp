#include "ledger/record.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/limits.hpp"

namespace evenhand::ledger {
namespace {

using casework::Recorded;

const std::string customer = "customer_0123456789abcdefghjkmnpqrs";

SealScope scope_with(std::function<Result<PersonKey>(std::string_view)> keys) {
  return {.org = "org_0123456789abcdefghjkmnpqrs",
          .case_id = "case_0123456789abcdefghjkmnpqrs",
          .person = customer,
          .keys = std::move(keys)};
}
SealScope scope() {
  return scope_with([](std::string_view) -> Result<PersonKey> { return PersonKey(Secret(std::string(32, 'p'))); });
}
SealScope erased() {
  return scope_with([](std::string_view) -> Result<PersonKey> {
    return fail(ErrorKind::not_found, "ledger/erased", "The key was erased.");
  });
}
/// A scope that must not be asked for a key.
SealScope keyless() {
  return scope_with([](std::string_view) -> Result<PersonKey> {
    ADD_FAILURE() << "a key was asked for";
    return PersonKey(Secret(std::string(32, 'x')));
  });
}

Recorded recorded(casework::Event event, std::uint64_t seq = 1) {
  return {.seq = seq,
          .at = Instant{1'790'000'000'123'456},
          .actor_id = "person_1",
          .actor_name = "Kim",
          .door = "api",
          .event = std::move(event)};
}

casework::CaseOpened opening() {
  casework::CaseOpened e;
  e.procedure = "refund-request";
  e.title = "Refund request";
  e.subject = "Broken kettle";
  e.customer_id = customer;
  e.customer_name = "Ada Lovelace";
  e.customer_address = "ada@example.com";
  e.priority = "normal";
  e.team = "support";
  e.pins = {{"refund-request", "abc"}};
  return e;
}

/// One event of every kind that has something personal, and the words that must not be seen.
struct PersonalCase {
  std::string name;
  casework::Event event;
  std::vector<std::string> secrets;
};
std::vector<PersonalCase> personal_cases() {
  std::vector<PersonalCase> out;
  out.push_back({"opening", opening(), {"kettle", "Ada", "ada@example.com"}});
  out.push_back({"fact",
                 casework::FactRecorded{.scope = "",
                                        .name = "iban",
                                        .value = feel::Value("DE00 1111"),
                                        .path = "ask",
                                        .source = "asked",
                                        .personal = true},
                 {"DE00"}});
  out.push_back({"sent",
                 casework::MessageQueued{.path = "s",
                                         .message = "m",
                                         .channel = "email",
                                         .language = "en",
                                         .to = "ada@example.com",
                                         .text = "Dear Ada",
                                         .key = "k"},
                 {"ada@example", "Dear"}});
  out.push_back(
      {"received",
       casework::MessageReceived{.channel = "email", .text = "Where is it?", .from = "ada@example.com", .key = "k"},
       {"Where", "ada@"}});
  out.push_back({"note", casework::NoteAdded{.text = "She was upset"}, {"upset"}});
  out.push_back({"told", casework::Told{.path = "t", .role = "support manager", .text = "Ada waits"}, {"Ada"}});
  out.push_back({"escalated", casework::Escalated{.rule = "r", .text = "Ada waits"}, {"Ada"}});
  casework::ActionRequested action;
  action.path = "a";
  action.action = "pay";
  action.connector = "http";
  action.key = "k";
  action.inputs = {{"iban", feel::Value("DE00 1111")}, {"amount", feel::Value(12)}};
  action.personal = {"iban"};
  out.push_back({"action", action, {"DE00"}});
  casework::NodeFinished evidence{"proof", casework::NodeFinished::How::done};
  evidence.files = {{"file_1", "image/png", 9, "aa"}};
  evidence.file_names = {"Ada's kettle.png"};
  out.push_back({"evidence", evidence, {"kettle"}});
  casework::FactRecorded file_fact;
  file_fact.name = "passport";
  file_fact.value = feel::Value("file_2");
  file_fact.personal = true;
  file_fact.files = {{"file_2", "image/png", 9, "bb"}};
  file_fact.file_names = {"Ada's passport.png"};
  out.push_back({"file fact", file_fact, {"passport.png"}});
  return out;
}

TEST(RecordTest, PersonalValuesAreSealedAndComeBack) {
  for (const auto& c : personal_cases()) {
    SCOPED_TRACE(c.name);
    const Recorded original = recorded(c.event);
    const auto stored = seal_event(original, Hash{}, scope());
    ASSERT_TRUE(stored) << stored.error().message;
    const std::string bytes = canonical_bytes(*stored);
    for (const auto& secret : c.secrets) EXPECT_EQ(bytes.find(secret), std::string::npos) << bytes;
    EXPECT_NE(bytes.find(R"({"person":")" + customer + R"(","sealed":"v1.)"), std::string::npos) << bytes;

    const auto opened = open_event(*stored, scope());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_FALSE(opened->erased);
    EXPECT_EQ(opened->recorded.seq, original.seq);
    EXPECT_EQ(opened->recorded.at, original.at);
    EXPECT_EQ(opened->recorded.actor_name, "Kim");
    EXPECT_EQ(json::write_canonical(casework::event_to_json(opened->recorded.event)),
              json::write_canonical(casework::event_to_json(c.event)));
  }
}

TEST(RecordTest, AnErasedKeyLeavesTheEventReadable) {
  for (const auto& c : personal_cases()) {
    SCOPED_TRACE(c.name);
    const auto stored = seal_event(recorded(c.event), Hash{}, scope());
    ASSERT_TRUE(stored);
    const auto opened = open_event(*stored, erased());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->erased);
    EXPECT_EQ(casework::event_type(opened->recorded.event), casework::event_type(c.event));
    EXPECT_EQ(event_hash(*stored), stored->hash) << "the proof stays whole";
    EXPECT_EQ(seal_event(recorded(c.event), Hash{}, erased()).error().code, "ledger/erased");
  }
}

TEST(RecordTest, ASealedValueOpensInItsOwnEventOnly) {
  const auto stored = seal_event(recorded(casework::NoteAdded{.text = "x"}, 4), Hash{}, scope());
  ASSERT_TRUE(stored);
  StoredEvent moved = *stored;
  moved.seq = 5;
  EXPECT_EQ(open_event(moved, scope()).error().code, "ledger/bad-seal");
}

TEST(RecordTest, EventsWithNothingPersonalNeedNoKey) {
  const std::vector<casework::Event> events{
      casework::NodeEntered{"a"},
      casework::CaseClosed{"refunded", "close"},
      casework::NoteAdded{},
      casework::ActionRequested{.path = "a", .action = "pay", .key = "k", .inputs = {{"amount", feel::Value(12)}}},
      casework::FactRecorded{.scope = "", .name = "amount", .value = feel::Value(12), .path = "p", .source = "asked"},
      casework::FactRecorded{
          .scope = "", .name = "gone", .value = feel::Value(), .path = "p", .source = "asked", .personal = true}};
  for (const auto& event : events) {
    const auto stored = seal_event(recorded(event), Hash{}, keyless());
    ASSERT_TRUE(stored);
    const auto opened = open_event(*stored, keyless());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(json::write(casework::event_to_json(opened->recorded.event)),
              json::write(casework::event_to_json(event)));
  }
}

TEST(RecordTest, ATransientFactKeepsOnlyThatItWasGiven) {
  const casework::FactRecorded pin{.scope = "",
                                   .name = "pin",
                                   .value = feel::Value("4711"),
                                   .path = "ask",
                                   .source = "asked",
                                   .personal = true,
                                   .transient = true};
  const auto stored = seal_event(recorded(pin), Hash{}, keyless());
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->body.find("4711"), std::string::npos);
  EXPECT_NE(stored->body.find(R"("given":true)"), std::string::npos) << stored->body;
  EXPECT_EQ(stored->body.find("sealed"), std::string::npos);
  const auto opened = open_event(*stored, keyless());
  ASSERT_TRUE(opened) << opened.error().message;
  const auto& back = std::get<casework::FactRecorded>(opened->recorded.event);
  EXPECT_TRUE(back.transient);
  EXPECT_TRUE(back.value.is_null());
}

TEST(RecordTest, ACustomersNameIsNotTheActorsName) {
  Recorded event = recorded(casework::NodeEntered{"a"});
  event.actor_id = "customer";
  event.actor_name = "Ada Lovelace";
  EXPECT_EQ(seal_event(event, Hash{}, keyless())->actor_name, "customer");
}

// These bytes are what hashes in the field were made of. A failure here means that existing ledgers no longer verify:
// add a version, never change this one.
TEST(RecordTest, TheBytesOfVersion1AreFixed) {
  const auto plain = seal_event(recorded(casework::NodeEntered{"greet/ask-name"}), Hash{}, keyless());
  ASSERT_TRUE(plain);
  EXPECT_EQ(
      canonical_bytes(*plain),
      R"({"actor":{"id":"person_1","name":"Kim"},"at":"2026-09-21T14:13:20.123456Z","body":{"path":"greet/ask-name"},)"
      R"("case":"case_0123456789abcdefghjkmnpqrs","door":"api","org":"org_0123456789abcdefghjkmnpqrs","seq":1,)"
      R"("type":"node-entered","v":1})");
  EXPECT_EQ(hex(plain->hash), "8fa5812da29bb5e9d21df500b0b6fd3bd62cb4f0ad6b2d1ac081a214938ce53c");
  const auto sealed = seal_event(recorded(casework::NoteAdded{.text = "Grüße"}, 2), plain->hash, scope());
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->body, R"({"text":{"person":"customer_0123456789abcdefghjkmnpqrs",)"
                          R"("sealed":"v1.uYN8R2OCXKtYv5iC6z9AUC3nA0NwmHtbGqj1LfPSm7KDVYTQu33lIhzB2kMuG1wxvw"}})");
  EXPECT_EQ(hex(sealed->hash), "e745bc8a6e2b0247f0bfdb2a9f235a0dd0dd0bb0c01ed6d596370a3a483d12ae");
}

TEST(RecordTest, CanonicalBytesAreCanonicalJsonAndComeBack) {
  for (const auto& c : personal_cases()) {
    auto stored = seal_event(recorded(c.event, 9), sha256("x"), scope());
    ASSERT_TRUE(stored);
    stored->actor_name = "Kim \"K\" \x01 é";
    const std::string bytes = canonical_bytes(*stored);
    const auto value = json::parse(bytes);
    ASSERT_TRUE(value) << bytes;
    EXPECT_EQ(json::write_canonical(*value), bytes);
    auto back = event_from_json(*value);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(canonical_bytes(*back), bytes);
  }
}

TEST(RecordTest, EventsOfAnotherFormAreRefused) {
  const auto stored = seal_event(recorded(casework::NodeEntered{"a"}), Hash{}, keyless());
  const auto value = json::parse(canonical_bytes(*stored)).value();
  for (const std::string_view member : {"actor", "at", "body", "case", "door", "org", "seq", "type", "v"}) {
    json::Object without;
    for (const auto& [name, v] : *value.as_object()) {
      if (name != member) without.emplace_back(name, v);
    }
    EXPECT_FALSE(event_from_json(json::Value(without))) << member;
    json::Value broken = value;
    broken.set(std::string(member), nullptr);
    if (member == "actor" || member == "at" || member == "body" || member == "seq" || member == "v") {
      EXPECT_FALSE(event_from_json(broken)) << member;
    }
  }
  json::Value newer = value;
  newer.set("v", 2);
  EXPECT_EQ(event_from_json(newer).error().kind, ErrorKind::unsupported);
}

TEST(RecordTest, AnEventInAnyOtherThanItsCanonicalFormIsRefused) {
  const auto stored = seal_event(recorded(casework::NodeEntered{"a"}), Hash{}, keyless());
  const std::string bytes = canonical_bytes(*stored);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string altered = bytes;
    const std::size_t at = altered.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << bytes;
    altered.replace(at, from.size(), to);
    return event_from_json(json::parse(altered).value());
  };
  ASSERT_TRUE(with("{", "{"));
  EXPECT_FALSE(with("{\"actor\":{", "{\"actor\":{\"approved\":true,")) << "a member more";
  EXPECT_FALSE(with("Z\",\"body\"", "+00:00\",\"body\"")) << "another spelling of the same time";
  EXPECT_FALSE(with("\"door\":\"" + stored->door + "\"", "\"door\":7")) << "what is no text is not empty";
  EXPECT_FALSE(with(",\"name\":\"" + stored->actor_name + "\"", "")) << "a member less";
}

TEST(RecordTest, AnOversizedEventIsRefused) {
  const auto stored =
      seal_event(recorded(casework::NoteAdded{.text = std::string(limits::event_bytes_max, 'x')}), Hash{}, scope());
  EXPECT_EQ(stored.error().code, "ledger/too-large");
}

TEST(RecordTest, AStateIsSealedWholeAndKeepsNoTransientValue) {
  casework::CaseState state;
  casework::apply(state, recorded(opening()));
  casework::apply(state, recorded(casework::FactRecorded{.scope = "",
                                                         .name = "iban",
                                                         .value = feel::Value("DE00"),
                                                         .path = "",
                                                         .source = "given",
                                                         .personal = true},
                                  2));
  casework::apply(state, recorded(casework::FactRecorded{.scope = "",
                                                         .name = "pin",
                                                         .value = feel::Value("4711"),
                                                         .path = "",
                                                         .source = "given",
                                                         .transient = true},
                                  3));
  const auto sealed = seal_state(state, scope());
  ASSERT_TRUE(sealed);
  EXPECT_TRUE(sealed->starts_with("v1."));
  EXPECT_EQ(sealed->find("Ada"), std::string::npos);
  const auto opened = open_state(*sealed, scope());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->opened.customer_name, "Ada Lovelace");
  EXPECT_TRUE(opened->facts.at("iban").value == feel::Value("DE00"));
  EXPECT_TRUE(opened->facts.at("pin").value.is_null());
  EXPECT_EQ(open_state(*sealed, erased()).error().code, "ledger/erased");
}

TEST(RecordTest, TextsAreBoundToTheirUse) {
  const auto sealed = seal_text("Broken kettle", "subject", scope());
  ASSERT_TRUE(sealed);
  EXPECT_EQ(open_text(*sealed, "subject", scope()).value(), "Broken kettle");
  EXPECT_EQ(open_text(*sealed, "message", scope()).error().code, "ledger/bad-seal");
  EXPECT_EQ(seal_text("", "subject", keyless()).value(), "");
  EXPECT_EQ(open_text("", "subject", keyless()).value(), "");
}

TEST(RecordTest, WhichFileItWasStaysProvenWithoutItsName) {
  casework::NodeFinished evidence{"proof", casework::NodeFinished::How::done};
  evidence.files = {{"file_1", "image/png", 9, "aa"}};
  evidence.file_names = {"kettle.png"};
  const auto stored = seal_event(recorded(evidence), Hash{}, scope());
  ASSERT_TRUE(stored);
  const auto opened = open_event(*stored, erased());
  ASSERT_TRUE(opened) << opened.error().message;
  const auto& after = std::get<casework::NodeFinished>(opened->recorded.event);
  EXPECT_EQ(after.files, evidence.files);
  EXPECT_TRUE(after.file_names.empty());
}

TEST(RecordTest, AFileOpensInItsOwnCaseOnly) {
  const std::string content("\x00\xff any bytes", 12);
  const auto sealed = seal_file(content, "file_1", scope());
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->find("any"), std::string::npos);
  EXPECT_EQ(open_file(*sealed, "file_1", scope()).value(), content);
  EXPECT_EQ(open_file(*sealed, "file_2", scope()).error().code, "ledger/bad-seal");
  SealScope other = scope();
  other.case_id = "case_other";
  EXPECT_EQ(open_file(*sealed, "file_1", other).error().code, "ledger/bad-seal");
  std::string bent = *sealed;
  bent.back() = static_cast<char>(bent.back() ^ 1);
  EXPECT_EQ(open_file(bent, "file_1", scope()).error().code, "ledger/bad-seal");
  EXPECT_EQ(open_file("short", "file_1", scope()).error().code, "ledger/bad-seal");
  EXPECT_EQ(open_file(*sealed, "file_1", erased()).error().code, "ledger/erased");
}

TEST(ChainCheckTest, FindsWhatDoesNotFollow) {
  std::vector<StoredEvent> chain;
  Hash prev{};
  for (std::uint64_t seq = 1; seq <= 4; ++seq) {
    chain.push_back(
        seal_event(recorded(casework::NodeEntered{"n" + std::to_string(seq)}, seq), prev, keyless()).value());
    prev = chain.back().hash;
  }
  const auto problems = [](const std::vector<StoredEvent>& events) {
    ChainCheck check;
    std::size_t count = 0;
    for (const auto& event : events) count += check.next(event).has_value();
    return count;
  };
  EXPECT_EQ(problems(chain), 0u);
  auto altered = chain;
  altered[1].body = R"({"path":"other"})";
  EXPECT_EQ(problems(altered), 1u);
  altered = chain;
  altered.erase(altered.begin() + 2);
  EXPECT_EQ(problems(altered), 1u);
  altered = chain;
  std::swap(altered[1], altered[2]);
  EXPECT_GE(problems(altered), 2u);
  altered = chain;
  altered[3].case_id = "case_other";
  EXPECT_EQ(problems(altered), 1u);
  altered = chain;
  altered[0].prev = sha256("x");
  EXPECT_EQ(problems(altered), 1u);
}

}  // namespace
}  // namespace evenhand::ledger

#include "desk/content_check.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "desk/desk.hpp"
#include "store/customers.hpp"
#include "store/testing/database.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::desk {
namespace {

using store::testing::Folder;

constexpr std::string_view parcel = R"(---
id: parcel
title: Parcel
channels: [email]
---

# Parcel

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |

## 1. Look

- Send **question**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### question

> Where is it?
)";

class ContentCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Desk::open({.folder = folder_.path(),
                              .database = store::testing::url_for(folder_.path()),
                              .company = "Test",
                              .background = false},
                             clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    const auto published = desk_->library().publish({.procedure_id = "parcel",
                                                     .source = std::string(parcel),
                                                     .note = "first",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message;
    Opening opening;
    opening.procedure_id = "parcel";
    opening.selection.channel = "email";
    opening.open.subject = "Where is my parcel";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = "kim@mail.example";
    opening.actor = {
        .id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
    opening.idempotency = IdempotencyKey{"person_agent", "key-1", "hash", 201};
    opening.render = [](const Outcome&) { return std::string("the answer"); };
    const auto one = desk_->open_and_wait(std::move(opening));
    ASSERT_TRUE(one.has_value());
    ASSERT_TRUE(desk_->checkpoint());
  }
  Result<ContentReport> look(bool with_key = true) {
    return desk_->store().read([&](store::Reader& reader) {
      return check_content(reader, desk_->org(),
                           {.ring = with_key ? &desk_->key_ring() : nullptr, .signing = &desk_->signing_key()});
    });
  }
  Result<void> run(const std::string& sql) {
    return desk_->store().write_and_wait([&](store::Writer& writer) { return writer.sql().script(sql); });
  }
  /// Does what a flipped bit would, looks, and undoes it.
  std::string problems_after(const std::string& set, const std::string& table) {
    const std::string column = set.substr(0, set.find(' '));
    std::string was;
    const bool is_number = set.find("+ ") != std::string::npos || set.find("= 5") != std::string::npos;
    const auto read = desk_->store().read([&](store::Reader& reader) -> Result<void> {
      auto value = reader.sql().text("SELECT CAST(" + column + " AS TEXT) FROM " + table, {});
      if (!value) return fail(value.error());
      was = value->value_or("");
      return {};
    });
    EXPECT_TRUE(read) << set;
    const auto changed = run("UPDATE " + table + " SET " + set);
    EXPECT_TRUE(changed) << set << ": " << (changed ? "" : changed.error().message);
    std::string found = text_of(look());
    std::string quoted;
    for (const char c : was) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    EXPECT_TRUE(run("UPDATE " + table + " SET " + column + " = " + (is_number ? was : "'" + quoted + "'")));
    return found;
  }
  static std::string text_of(const Result<ContentReport>& report) {
    if (!report) return report.error().message;
    std::string all;
    for (const std::string& one : report->problems) all += one + "\n";
    return all;
  }

  Folder folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<Desk> desk_;
};

TEST_F(ContentCheckTest, WhatTheDeskWroteIsWhatItsEventsSay) {
  const auto report = look();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(text_of(report), "");
  EXPECT_EQ(report->cases, 1u);
  EXPECT_GT(report->rows, 10u);
  EXPECT_EQ(text_of(look(false)), "") << "and without the key";
}

TEST_F(ContentCheckTest, AnErasedCustomerLeavesNothingAmiss) {
  const auto cases =
      desk_->store().read([&](store::Reader& reader) { return store::cases::ids_after(reader, desk_->org(), "", 9); });
  ASSERT_TRUE(cases && cases->size() == 1);
  const auto row = desk_->store().read(
      [&](store::Reader& reader) { return store::cases::find(reader, desk_->org(), cases->front()); });
  ASSERT_TRUE(row);
  ASSERT_TRUE(desk_->store().write_and_wait([&](store::Writer& writer) {
    return store::customers::erase(writer, desk_->org(), row->customer_id, writer.now());
  }));
  EXPECT_EQ(text_of(look()), "");
  EXPECT_EQ(text_of(look(false)), "");
  EXPECT_NE(problems_after("text = 'left'", "messages"), "");
  EXPECT_NE(problems_after("status = 'closed'", "cases"), "") << "what is not sealed still counts";
}

TEST_F(ContentCheckTest, AChangeBesideTheJournalIsFound) {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"status = 'closed'", "cases"},
      {"title = 'Parcek'", "cases"},
      {"subject = subject || 'A'", "cases"},
      {"next_due = next_due + 1", "cases"},
      {"opened_at = opened_at + 2", "cases"},
      {"channel = 'phone'", "cases"},
      {"closed = closed + 1", "cases"},
      {"due_at = due_at - 4", "timers"},
      {"ready_at = ready_at - 4", "timers"},
      {"address = address || 'A'", "messages"},
      {"author_name = 'Agenu'", "messages"},
      {"message_id = message_id || 'a'", "messages"},
      {"kind = 'call-connector'", "outbox"},
      {"body = body || 'A'", "outbox"},
      {"status = 'eone'", "outbox"},
      {"next_at = next_at + 1", "outbox"},
      {"source = source || ' More.'", "procedure_versions"},
      {"title = 'Parcek'", "procedure_versions"},
      {"hash = hash || '0'", "procedures"},
      {"retired = retired + 2", "procedures"},
      {"name = name || 'A'", "customers"},
      {"address_print = address_print || 'A'", "customers"},
      {"created_at = created_at - 1800000000000000", "customers"},
      {"wrapped = wrapped || 'A'", "person_keys"},
      {"signature = 'AAAA' || substr(signature, 5)", "checkpoints"},
      {"response = response || 'A'", "idempotency_keys"},
      {"target = target || 'a'", "search_documents"},
  };
  for (const auto& [set, table] : changes) {
    // Of one row each, so that a value can be put back for all.
    if (table == "messages" || table == "search_documents") continue;
    EXPECT_NE(problems_after(set, table), "") << "UPDATE " << table << " SET " << set;
    EXPECT_EQ(text_of(look()), "") << "after undoing " << set;
  }
  for (const auto& [set, table] : changes)
    if (table == "messages" || table == "search_documents") {
      ASSERT_TRUE(run("UPDATE " + table + " SET " + set));
      EXPECT_NE(text_of(look()), "") << "UPDATE " << table << " SET " << set;
    }
}

}  // namespace
}  // namespace evenhand::desk

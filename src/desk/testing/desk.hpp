/// @file testing/desk.hpp
/// @brief One desk with a procedure that asks, calls a connector, writes and waits, a clock to be set, and nothing that runs by itself.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "desk/desk.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk::testing {

inline constexpr Instant start{1'790'000'000'000'000};

inline constexpr std::string_view refund = R"(---
id: small-refund
title: Small refund
channels: [email]
---

# Small refund

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |
| amount | money in USD | look up order | no |

## 1. Look

- Ask for **order number**.
- Do **look up order** with **order number**, giving **amount**. If it fails: close as **not found**.

## 2. Answer

- [ ] Read the order.
- Send **answer**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### answer

> We found order {order number} over {amount}.

## Actions

| Action | Connector | Allowed when |
| --- | --- | --- |
| look up order | shop | `order number != null` |
)";

class DeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("evenhand_desk_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "connectors.json") << R"({"connectors":{"shop":{"kind":"table","file":"orders.csv"}}})";
    std::ofstream(folder_ / "orders.csv") << "order number,amount\nAB-12,40.00\n";
    open();
    const auto published = desk_->library().publish({.procedure_id = "small-refund",
                                                     .source = std::string(refund),
                                                     .note = "first",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message
                           << (published.error().diagnostics.empty() ? "" : published.error().diagnostics[0].message);
  }
  void TearDown() override {
    desk_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    desk_.reset();
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test & Co", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
  }

  Outcome open_case(const std::string& address = "kim@mail.example") {
    Opening opening;
    opening.procedure_id = "small-refund";
    opening.selection.channel = "email";
    opening.open.subject = "Where is my money";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = address;
    opening.message = "Hello, where is my money?";
    opening.actor = agent();
    auto opened = desk_->open_and_wait(std::move(opening));
    EXPECT_TRUE(opened) << why(opened);
    return opened ? *desk_->look(opened->case_id) : Outcome{};
  }
  tl::expected<Outcome, Failure> submit(const std::string& id, casework::Command command) {
    return desk_->submit_and_wait({.case_id = id, .command = std::move(command), .actor = agent()});
  }
  static std::string why(const tl::expected<Outcome, Failure>& answer) {
    if (answer) return "";
    if (const auto* error = std::get_if<Error>(&answer.error())) return error->code + ": " + error->message;
    return std::get<casework::Refusal>(answer.error()).code + ": " +
           std::get<casework::Refusal>(answer.error()).message;
  }
  static casework::Actor agent() {
    return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
  }

  /// The path of the node of this kind that the case is at.
  static std::string path_of(const Outcome& outcome, procedure::NodeKind kind) {
    for (const casework::Place* place : outcome.program->places()) {
      const auto node = outcome.state->nodes.find(place->path);
      if (place->node->kind == kind && node != outcome.state->nodes.end() &&
          node->second.status == casework::NodeStatus::active)
        return place->path;
    }
    return "";
  }
  Outcome ask_order(const Outcome& opened, const std::string& order) {
    const auto answered = submit(
        opened.case_id, casework::RecordFacts{path_of(opened, procedure::NodeKind::ask), {{"order number", order}}});
    EXPECT_TRUE(answered) << why(answered);
    const Outcome now = *desk_->look(opened.case_id);
    const std::string action = path_of(now, procedure::NodeKind::action);
    if (now.state->pending_actions.empty()) {
      const auto done =
          submit(opened.case_id, casework::PerformAction{.path = action, .action = "look up order", .inputs = {}});
      EXPECT_TRUE(done) << why(done);
    }
    return *desk_->look(opened.case_id);
  }

  std::filesystem::path folder_;
  ManualClock clock_{start};
  std::unique_ptr<Desk> desk_;
};

}  // namespace evenhand::desk::testing

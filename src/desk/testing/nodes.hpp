/// @file testing/nodes.hpp
/// @brief Three desks on one database, with one procedure and nothing that runs by itself.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "desk/desk.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk::testing {

inline std::string text_of(const std::string& step) {
  return "---\nid: plain-care\ntitle: Plain care\nchannels: [email]\n---\n\n# Plain care\n\n## 1. Look\n\n- [ ] " +
         step + "\n- Close as **done**.\n";
}

class NodesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static int counter = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("evenhand_nodes_" + std::to_string(getpid()) + "_" + std::to_string(++counter));
    std::filesystem::create_directories(folder_);
    for (int i = 0; i < 3; ++i) {
      nodes_.push_back(open_node("Test & Co"));
      ASSERT_NE(nodes_.back(), nullptr);
    }
    publish(*nodes_[0], "Read it.", 0);
  }
  void TearDown() override {
    nodes_.clear();
    std::filesystem::remove_all(folder_);
  }
  std::unique_ptr<Desk> open_node(const std::string& company) {
    auto opened = Desk::open({.folder = folder_,
                              .database = store::testing::url_for(folder_),
                              .company = company,
                              .shared = true,
                              .background = false},
                             clock_);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  void publish(Desk& desk, const std::string& step, std::uint32_t expected) {
    const auto done = desk.library().publish({.procedure_id = "plain-care",
                                              .source = text_of(step),
                                              .note = "n",
                                              .person_id = "person_x",
                                              .expected_current = expected},
                                             clock_.now());
    ASSERT_TRUE(done) << done.error().error.message
                      << (done.error().diagnostics.empty() ? "" : done.error().diagnostics[0].message);
  }
  Outcome open_case(Desk& desk) {
    Opening opening;
    opening.procedure_id = "plain-care";
    opening.selection.channel = "email";
    opening.open.subject = "Help";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = "kim@mail.example";
    opening.actor = agent();
    auto opened = desk.open_and_wait(std::move(opening));
    EXPECT_TRUE(opened) << code_of(opened);
    return opened ? *opened : Outcome{};
  }
  static tl::expected<Outcome, Failure> note(Desk& desk, const std::string& id, const std::string& text,
                                             std::optional<std::uint64_t> expected = {}) {
    Submission submission;
    submission.case_id = id;
    submission.command = casework::AddNote{text};
    submission.actor = agent();
    submission.expected_seq = expected;
    return desk.submit_and_wait(std::move(submission));
  }
  static std::string code_of(const tl::expected<Outcome, Failure>& answer) {
    if (answer) return "";
    if (const auto* error = std::get_if<Error>(&answer.error())) return error->code + ": " + error->message;
    return std::get<casework::Refusal>(answer.error()).code;
  }
  static casework::Actor agent() {
    return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
  }

  SystemClock clock_;
  std::filesystem::path folder_;
  std::vector<std::unique_ptr<Desk>> nodes_;
};

}  // namespace evenhand::desk::testing

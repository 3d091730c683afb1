// Files through the desk: taken in, named by commands, proven by exports, swept, erased.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <sstream>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "desk/files.hpp"
#include "desk/records.hpp"
#include "ledger/pack.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;

constexpr std::string_view sop = R"(---
id: damage
title: Damage
---

# Damage

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| receipt | file | customer | contact |

## 1. Look

- [ ] Keep a photo. (evidence: photo)
- Ask for **receipt**.

## 2. End

- [ ] Say goodbye.
- Close as **done**.
)";
const std::string picture = "\x89PNG\r\n\x1a\n a dent";

class EvidenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_files_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    open();
    const auto published = desk_->library().publish({.procedure_id = "damage",
                                                     .source = std::string(sop),
                                                     .note = "",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message;
    case_ = open_case("kim@mail.example");
  }
  void TearDown() override {
    desk_.reset();
    fs::remove_all(folder_);
  }
  void open() {
    desk_.reset();
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
  }
  std::string open_case(const std::string& address) {
    Opening opening;
    opening.procedure_id = "damage";
    opening.selection.channel = "email";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = address;
    opening.actor = agent();
    const auto opened = desk_->open_and_wait(std::move(opening));
    EXPECT_TRUE(opened);
    return opened ? opened->case_id : "";
  }
  static cw::Actor agent() {
    return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
  }
  /// The id, or the error's code.
  std::string upload(const std::string& name = "dent.png", const std::string& content = picture,
                     const std::string& to = {}) {
    const auto added = add_file(
        *desk_, {.case_id = to.empty() ? case_ : to, .name = name, .content = content, .person_id = "person_agent"});
    return added ? added->file.id : added.error().code;
  }
  /// The refusal's or the error's code; empty on success.
  std::string submit(cw::Command command) {
    const auto done = desk_->submit_and_wait({.case_id = case_, .command = std::move(command), .actor = agent()});
    if (done) return "";
    refusal_ = {};
    if (const auto* error = std::get_if<Error>(&done.error())) return error->code;
    refusal_ = std::get<cw::Refusal>(done.error());
    return refusal_.code;
  }
  std::string path(procedure::NodeKind kind) {
    const auto seen = desk_->look(case_);
    for (const cw::Place* place : seen->program->places())
      if (const auto node = seen->state->nodes.find(place->path); place->node->kind == kind &&
                                                                  node != seen->state->nodes.end() &&
                                                                  node->second.status == cw::NodeStatus::active)
        return place->path;
    return "";
  }
  std::string tick(const std::string& file) {
    return submit(cw::TickTask{.path = path(procedure::NodeKind::task), .files = {file}});
  }
  std::string erase_customer() {
    const std::string customer = desk_->look(case_)->row.customer_id;
    const auto done = desk_->store().write_and_wait(
        [&](store::Writer& writer) { return store::customers::erase(writer, desk_->org(), customer, clock_.now()); });
    return done ? "" : done.error().code;
  }
  ledger::VerifyReport verify(const std::string& pack) {
    std::istringstream in(pack);
    return ledger::verify_pack(in);
  }

  fs::path folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<Desk> desk_;
  std::string case_;
  cw::Refusal refusal_;
};

TEST_F(EvidenceTest, AFileTicksTheBoxAndTheEventProvesWhichOne) {
  const std::uint64_t before = desk_->look(case_)->state->seq;
  const std::string id = upload("C:\\photos\\dent.png");
  ASSERT_TRUE(id.starts_with("file_")) << id;
  EXPECT_EQ(desk_->look(case_)->state->seq, before) << "uploading changes no case";
  EXPECT_EQ(list_files(*desk_, case_)->front().first_seq, 0u);
  ASSERT_EQ(tick(id), "") << refusal_.message;
  const auto listed = list_files(*desk_, case_).value();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].file.name, "dent.png");
  EXPECT_EQ(listed[0].first_seq, before + 1);
  const auto stored = desk_->store().read(
      [&](store::Reader& reader) { return store::events::of_case(reader, desk_->org(), case_, before, 1); });
  ASSERT_TRUE(stored);
  const std::string& body = stored->front().body;
  EXPECT_NE(body.find(hex(sha256(picture))), std::string::npos) << body;
  EXPECT_EQ(body.find("dent.png"), std::string::npos) << "the name is sealed: " << body;
  EXPECT_EQ(read_file(*desk_, case_, id)->content, picture);
  EXPECT_EQ(remove_file(*desk_, case_, id).error().code, "file/in-record");
  open();
  EXPECT_EQ(desk_->look(case_)->state->files.at(id).name, "dent.png") << "the state is the same after a restart";
}

TEST_F(EvidenceTest, OnlyFilesOfThisCaseAreTaken) {
  const std::string other = open_case("lee@mail.example");
  const std::string foreign = upload("dent.png", picture, other);
  ASSERT_TRUE(foreign.starts_with("file_"));
  EXPECT_EQ(tick(foreign), "case/evidence");
  ASSERT_EQ(refusal_.gates.size(), 1u);
  EXPECT_EQ(refusal_.gates[0].path, path(procedure::NodeKind::task));
  EXPECT_EQ(read_file(*desk_, case_, foreign).error().code, "file/not-found");
  EXPECT_EQ(remove_file(*desk_, case_, foreign).error().code, "file/not-found");
  EXPECT_EQ(tick(upload("form.pdf", "%PDF-1.4")), "case/evidence") << "a PDF is no photo";
  EXPECT_EQ(tick("../../master.key"), "case/evidence");
  ASSERT_EQ(tick(upload()), "");
  const std::string ask = path(procedure::NodeKind::ask);
  EXPECT_EQ(submit(cw::RecordFacts{ask, {{"receipt", foreign}}}), "fact/file");
  EXPECT_EQ(submit(cw::RecordFacts{ask, {{"receipt", upload("r.pdf", "%PDF-1.4")}}}), "");
}

TEST_F(EvidenceTest, BadUploadsAreRefused) {
  EXPECT_EQ(upload("a.png", ""), "file/empty");
  EXPECT_EQ(upload("a.png", "<svg onload=alert(1)>"), "file/markup");
  EXPECT_EQ(upload("a.png", std::string("MZ\0\0", 4)), "file/type");
  EXPECT_EQ(upload("a.pdf", "%PDF-" + std::string(limits::file_bytes_max, 'x')), "file/too-large");
  EXPECT_EQ(upload("a.png", picture, "case_none"), "case/not-found");
  EXPECT_TRUE(list_files(*desk_, case_)->empty());
}

TEST_F(EvidenceTest, WhatNothingRefersToGoesAfterADay) {
  const std::string used = upload(), unused = upload();
  ASSERT_EQ(tick(used), "");
  clock_.advance(std::chrono::hours(limits::unused_file_hours) - std::chrono::minutes(1));
  EXPECT_EQ(desk_->remove_unused_files().value(), 0u);
  const std::string fresh = upload();
  clock_.advance(std::chrono::minutes(2));
  EXPECT_EQ(desk_->remove_unused_files().value(), 1u);
  EXPECT_EQ(read_file(*desk_, case_, unused).error().code, "file/not-found");
  EXPECT_TRUE(read_file(*desk_, case_, used));
  EXPECT_TRUE(read_file(*desk_, case_, fresh));
  EXPECT_EQ(submit(cw::RecordFacts{path(procedure::NodeKind::ask), {{"receipt", unused}}}), "fact/file");
}

TEST_F(EvidenceTest, AnExportHoldsItsContentAgainstTheRecord) {
  ASSERT_EQ(tick(upload()), "");
  (void)upload("never-named.png");
  const auto without = verify(export_pack(*desk_, {case_}, {.personal = false, .made_by = "x"}).value());
  EXPECT_TRUE(without.ok);
  EXPECT_EQ(without.files, 1u);
  EXPECT_EQ(without.files_checked, 0u);
  const std::string pack = export_pack(*desk_, {case_}, {.personal = true, .made_by = "x"}).value();
  const auto report = verify(pack);
  EXPECT_TRUE(report.ok) << (report.problems.empty() ? "" : report.problems[0].message);
  EXPECT_EQ(report.files_checked, 1u);
  std::string bent = pack;
  const std::size_t at = bent.find("\"sealed\":\"", bent.find("\"kind\":\"file\"")) + 30;
  bent[at] = bent[at] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(verify(bent).ok);
}

TEST_F(EvidenceTest, ErasingTheCustomerErasesTheFileAndLeavesTheProof) {
  const std::string id = upload();
  ASSERT_EQ(tick(id), "");
  ASSERT_EQ(erase_customer(), "");
  open();
  EXPECT_EQ(read_file(*desk_, case_, id).error().code, "ledger/erased");
  const auto listed = list_files(*desk_, case_).value();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_TRUE(listed[0].file.name.empty());
  EXPECT_EQ(listed[0].file.sha256, hex(sha256(picture)));
  EXPECT_EQ(upload(), "ledger/erased");
  const auto report = verify(export_pack(*desk_, {case_}, {.personal = false, .made_by = "x"}).value());
  EXPECT_TRUE(report.ok);
}

TEST_F(EvidenceTest, TheCaseOfAnErasedCustomerGoesOn) {
  ASSERT_EQ(erase_customer(), "");
  open();
  // Far enough to pass where snapshots are taken.
  for (int i = 0; i < 80; ++i) {
    const auto done = desk_->submit_and_wait(
        {.case_id = case_, .command = cw::SetPriority{i % 2 == 0 ? "high" : "normal"}, .actor = agent()});
    ASSERT_TRUE(done) << "after " << i << ": "
                      << (std::holds_alternative<Error>(done.error()) ? std::get<Error>(done.error()).message
                                                                      : std::get<cw::Refusal>(done.error()).message);
  }
}

}  // namespace
}  // namespace evenhand::desk

/// @file pack_sample.hpp
/// @brief For tests of packs: a journal of two cases, the pack of it, and what a forger does to a pack.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/pack.hpp"
#include "ledger/pack_line.hpp"

namespace evenhand::ledger::testing {

inline const std::string org = "org_1";

struct Journal {
  std::vector<StoredEvent> events;  // in the order of the journal
  void add(const std::string& case_id, std::uint64_t seq, std::string type, std::string_view body) {
    StoredEvent event;
    event.org = org;
    event.case_id = case_id;
    event.seq = seq;
    event.at = Instant{1'790'000'000'000'000 + static_cast<std::int64_t>(events.size())};
    event.actor_id = "person_1";
    event.actor_name = "Kim";
    event.door = "api";
    event.type = std::move(type);
    event.body = body;
    for (const StoredEvent& before : events) {
      if (before.case_id == case_id) event.prev = before.hash;
    }
    event.hash = event_hash(event);
    event.position = events.size() + 1;
    events.push_back(std::move(event));
  }
  [[nodiscard]] Tree tree() const {
    Frontier frontier;
    std::vector<Hash> tiles;
    for (const StoredEvent& event : events) {
      frontier.append(event.hash);
      if (frontier.completed_tile()) tiles.push_back(*frontier.completed_tile());
    }
    return Tree::make(events.size(), tiles,
                      [this](std::uint64_t begin, std::uint64_t end) -> Result<std::vector<Hash>> {
                        std::vector<Hash> out;
                        for (std::uint64_t i = begin; i < end; ++i) out.push_back(events[i].hash);
                        return out;
                      })
        .value();
  }
};

inline PersonKey person_key() {
  return PersonKey(Secret(std::string(32, 'p')));
}
inline SigningKey signing_key() {
  return SigningKey(Secret(std::string(32, 's')));
}

inline constexpr std::string_view opening =
    R"({"customer_id":"customer_1","pins":{"refund":"hash-1"},"procedure":"refund","title":"Refund"})";

inline Journal sample() {
  Journal journal;
  const SealScope scope{
      .org = org, .case_id = "case_a", .person = "customer_1", .keys = [](std::string_view) -> Result<PersonKey> {
        return person_key();
      }};
  journal.add("case_a", 1, "case-opened", opening);
  journal.add("case_b", 1, "case-opened", opening);
  const auto note = seal_event({.seq = 2,
                                .at = Instant{1},
                                .actor_id = "person_1",
                                .actor_name = "Kim",
                                .door = "api",
                                .event = casework::NoteAdded{.text = "private"}},
                               journal.events[0].hash, scope);
  journal.add("case_a", 2, "note-added", note->body);
  journal.add("case_b", 2, "case-closed", R"({"outcome":"refused"})");
  journal.add("case_a", 3, "case-closed", R"({"outcome":"refunded"})");
  return journal;
}

inline const std::string file_id = "file_1";
inline const std::string picture = "\x89PNG a dent";

inline SealScope scope_of_a() {
  return {.org = org, .case_id = "case_a", .person = "customer_1", .keys = [](std::string_view) -> Result<PersonKey> {
            return person_key();
          }};
}

/// A case whose second event refers to a file.
inline Journal with_file(const std::string& content = picture) {
  Journal journal;
  journal.add("case_a", 1, "case-opened", opening);
  casework::NodeFinished finished{"look", casework::NodeFinished::How::done};
  finished.files = {{file_id, "image/png", content.size(), hex(sha256(content))}};
  finished.file_names = {"dent.png"};
  const auto sealed = seal_event(
      {.seq = 2, .at = Instant{1}, .actor_id = "person_1", .actor_name = "Kim", .door = "api", .event = finished},
      journal.events[0].hash, scope_of_a());
  journal.add("case_a", 2, "node-finished", sealed->body);
  return journal;
}

/// One of each kind of line, and two events: short enough to alter every byte.
inline Journal small() {
  Journal journal = sample();
  std::erase_if(journal.events, [](const StoredEvent& e) { return e.case_id == "case_b" || e.seq > 2; });
  journal.events[1].position = 2;
  return journal;
}

/// @param content  sealed bytes of the file; empty: it is not in the pack
inline std::string pack_of(const Journal& journal, bool with_key = true, const SigningKey& key = signing_key(),
                           const std::string& content = {}) {
  const Tree tree = journal.tree();
  std::ostringstream out;
  PackWriter writer(
      out, {.org = org, .size = journal.events.size(), .root = tree.root(), .at = Instant{5'000'000}, .key_id = {}},
      key, Instant{6'000'000}, "evenhand test");
  writer.version({.procedure_id = "refund",
                  .hash = "hash-1",
                  .number = 1,
                  .title = "Refund",
                  .source = "# Refund\n",
                  .published_at = Instant{1}});
  if (with_key) writer.person_key("customer_1", person_key());
  for (const std::string id : {"case_a", "case_b"}) {
    std::vector<StoredEvent> mine;
    std::copy_if(journal.events.begin(), journal.events.end(), std::back_inserter(mine),
                 [&](const StoredEvent& e) { return e.case_id == id; });
    if (mine.empty()) continue;
    writer.begin_case(id, mine.size(), mine.back().hash);
    for (const StoredEvent& event : mine) {
      EXPECT_TRUE(writer.event(event, tree.inclusion(event.position - 1).value()));
    }
    if (!content.empty()) writer.file(file_id, content);
  }
  EXPECT_TRUE(writer.finish());
  return out.str();
}

inline VerifyReport verify_text(const std::string& text, const VerifyOptions& options = {}) {
  std::istringstream in(text);
  return verify_pack(in, options);
}
inline std::string problems_of(const VerifyReport& report) {
  std::string out;
  for (const PackProblem& p : report.problems) {
    out += std::to_string(p.line) + " " + p.case_id + " " + std::to_string(p.seq) + ": " + p.message + "\n";
  }
  return out;
}
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}
inline std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}
/// The line with a member changed and its sum put right: what a forger would do.
inline std::string forged(const std::string& line, const std::function<void(json::Value&)>& change) {
  json::Value value = json::parse(line).value();
  change(value);
  value.set("sum", pack::line_sum(value));
  return json::write_canonical(value);
}
/// The pack with its closing line made anew over the lines as they are: counts, digest and signature are right. What is
/// still found then, not even the organisation itself can get past its record.
inline std::string closed_again(std::vector<std::string> lines, const SigningKey& key = signing_key()) {
  std::uint64_t cases = 0, events = 0;
  Hash digest{};
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::string kind = json::parse(lines[i]).value().string_or("kind", "");
    cases += kind == "case" ? 1 : 0;
    events += kind == "event" ? 1 : 0;
    digest = pack::fold_digest(digest, lines[i]);
  }
  lines.back() = forged(lines.back(), [&](json::Value& end) {
    end.set("lines", lines.size() - 1).set("cases", cases).set("events", events).set("digest", hex(digest));
    end.set("signature", key.sign(pack::closing_statement(end)));
  });
  return joined(lines);
}
/// The first line of a kind, at or after `from`.
inline std::size_t line_of(const std::vector<std::string>& lines, std::string_view kind, std::size_t from = 0) {
  while (from < lines.size() && json::parse(lines[from]).value().string_or("kind", "") != kind) ++from;
  EXPECT_LT(from, lines.size()) << kind;
  return from;
}

}  // namespace evenhand::ledger::testing

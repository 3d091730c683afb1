// The quick reader of event lines beside the JSON reader: what it takes, the other takes too, and reads the same from it.
#include "ledger/event_line.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "base/json.hpp"
#include "ledger/testing/pack_sample.hpp"

namespace evenhand::ledger {
namespace {

using namespace testing;

std::vector<std::string> event_lines() {
  std::vector<std::string> out;
  Journal journal = sample();
  journal.add("case_a", 4, "note-added",
              R"({"a":[],"b":[1,{"c":null,"d":true}],"e":{},"f":"José","g":0,"h":[[1],"x"]})");
  for (const Journal& one : {journal, with_file()})
    for (const std::string& line : lines_of(pack_of(one)))
      if (json::parse(line)->string_or("kind", "") == "event") out.push_back(line);
  return out;
}

/// What is wrong with what the quick reader made of a line; empty: it is what the JSON reader makes of it.
std::string difference(const pack::EventLine& line, const std::string& text) {
  const auto value = json::parse(text);
  if (!value) return "no JSON: " + value.error().message;
  if (json::write_canonical(*value) != text) return "not canonical";
  if (value->as_object()->size() != 7 || value->string_or("kind", "") != "event") return "other members";
  const auto event = event_from_json(*value->find("event"));
  if (!event) return event.error().message;
  if (canonical_bytes(*event) != line.event.bytes || event->org != line.event.org ||
      event->case_id != line.event.case_id || event->type != line.event.type || event->body != line.event.body ||
      event->seq != line.event.seq)
    return "another event";
  if (value->string_or("prev", "") != hex(line.prev) || value->string_or("hash", "") != hex(line.hash))
    return "other hashes";
  if (static_cast<std::uint64_t>(value->int_or("position", -1)) != line.position) return "another position";
  const json::Array& proof = *value->find("proof")->as_array();
  if (proof.size() != line.proof.size()) return "another proof";
  for (std::size_t i = 0; i < proof.size(); ++i)
    if (*proof[i].as_string() != base64url(as_chars(line.proof[i]))) return "another step";
  const json::Value& body = *value->find("event")->find("body");
  if ((body.find("files") != nullptr) != line.event.has_files) return "files";
  const auto sealed = sealed_members(body);
  if (sealed.size() != line.event.sealed.size()) return "sealed members";
  for (std::size_t i = 0; i < sealed.size(); ++i)
    if (sealed[i].name != line.event.sealed[i].name || sealed[i].person != line.event.sealed[i].person ||
        sealed[i].sealed != line.event.sealed[i].sealed)
      return "a sealed member";
  json::Value without = *value;
  if (value->string_or("sum", "") != line.sum || pack::sum_of({line.before_sum, "}"}) != pack::line_sum(without))
    return "another sum";
  return {};
}

TEST(EventLineTest, TakesWhatTheWriterWrites) {
  pack::EventLineReader reader;
  for (const std::string& line : event_lines()) {
    ASSERT_TRUE(reader.read(line)) << line;
    EXPECT_EQ(difference(reader.line(), line), "");
  }
}

TEST(EventLineTest, LeavesToTheOtherWhatIsNotPlain) {
  const std::string line = event_lines().back();
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string out = line;
    const std::size_t at = out.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return out.replace(at, from.size(), to);
  };
  pack::EventLineReader reader;
  for (const std::string& other :
       {with("Kim", "K\\nm"), with("Kim", "K\xff"), with("\"seq\":2", "\"seq\":02"), with("\"seq\":2", "\"seq\":2.0"),
        with("\"seq\":2", "\"seq\":0"), with("\"v\":1", "\"v\":2"), with(":\"event\"", ":\"file\""),
        with("{\"", "{ \""), with("2026-09-21", "2026-09-31"), with(".000001Z", ".000000Z"),
        with("2026-09-21", "2026-13-21"), with("Z\"", "z\""), line + " ", line.substr(0, line.size() - 1)})
    EXPECT_FALSE(reader.read(other)) << other;
  EXPECT_TRUE(reader.read(line));
  EXPECT_TRUE(reader.read(with("2026-09-21", "2028-02-29")));
}

RC_GTEST_PROP(EventLineTest, TakesNothingThatTheJsonReaderReadsOtherwise, ()) {
  static const std::vector<std::string> lines = event_lines();
  static constexpr std::array<std::string_view, 24> pieces{
      "{",       "}",        "[",         "]",        ",",    ":",    "\"",   "\\",
      "0",       "00",       "1",         "-1",       "1.50", "null", "true", " ",
      "\"a\":1", "\"a\":1,", ",\"z\":{}", "\xc3\xa9", "\xc3", "\x7f", "\n",   "\"files\":[]"};
  pack::EventLineReader reader;
  (void)reader.read(*rc::gen::elementOf(lines));  // what it keeps between lines is another line's
  std::string line = *rc::gen::elementOf(lines);
  const int changes = *rc::gen::inRange(0, 3);
  for (int i = 0; i < changes; ++i) {
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, line.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        line[at] = static_cast<char>(*rc::gen::inRange(0, 256));
        break;
      case 1:
        line.erase(at, *rc::gen::inRange<std::size_t>(1, 4));
        break;
      default:
        line.insert(at, *rc::gen::elementOf(pieces));
    }
    if (line.empty()) return;
  }
  if (reader.read(line)) RC_ASSERT(difference(reader.line(), line) == std::string());
}

}  // namespace
}  // namespace evenhand::ledger

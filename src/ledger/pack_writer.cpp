#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "base/assert.hpp"
#include "ledger/event_line.hpp"
#include "ledger/pack.hpp"
#include "ledger/pack_line.hpp"

namespace evenhand::ledger {

namespace pack {

namespace {

std::string canonical_without(const json::Value& line, std::initializer_list<std::string_view> names) {
  json::Object kept;
  if (const json::Object* members = line.as_object()) {
    for (const auto& [name, member] : *members) {
      if (std::find(names.begin(), names.end(), name) == names.end()) kept.emplace_back(name, member);
    }
  }
  return json::write_canonical(json::Value(std::move(kept)));
}

}  // namespace

std::string line_sum(const json::Value& line) {
  return sum_of({canonical_without(line, {"sum"})});
}

std::string sum_of(std::initializer_list<std::string_view> parts) {
  const Hash hash = sha256(std::span(parts.begin(), parts.size()));
  return hex(std::span(hash).first(hash.size() / 2));
}

std::string closing_statement(const json::Value& line) {
  return canonical_without(line, {"signature", "sum"});
}

Hash fold_digest(const Hash& before, std::string_view line) {
  const std::array<std::string_view, 2> parts{as_chars(before), line};
  return sha256(parts);
}

std::optional<Hash> hash_from_hex(std::string_view text) {
  const auto bytes = unhex(text);
  Hash out{};
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

}  // namespace pack

PackWriter::~PackWriter() = default;

PackWriter::PackWriter(std::ostream& out, Checkpoint checkpoint, const SigningKey& key, Instant made_at,
                       std::string_view made_by)
    : out_(out), key_(key), reader_(std::make_unique<pack::EventLineReader>()) {
  json::Value header;
  header.set("kind", "header");
  header.set("format", "evenhand-pack");
  header.set("version", pack::format_version);
  header.set("org", checkpoint.org);
  header.set("made_at", format_rfc3339(made_at));
  header.set("made_by", made_by);
  header.set("public_key", key.public_key());
  line(std::move(header));
  // Signed again, which gives the same signature unless the key was replaced since: a pack has one key.
  std::string signature = key.sign(checkpoint);
  json::Value signed_note;
  signed_note.set("kind", "checkpoint");
  signed_note.set("note", canonical_bytes(checkpoint));
  signed_note.set("signature", std::move(signature));
  line(std::move(signed_note));
}

void PackWriter::line(json::Value object) {
  object.set("sum", pack::line_sum(object));
  write(json::write_canonical(object));
}

void PackWriter::write(std::string_view text) {
  EH_ASSERT_MSG(text.size() <= pack_line_bytes_max, "a line of a pack is bounded by the limits of what is in it");
  running_ = pack::fold_digest(running_, text);
  ++lines_;
  out_ << text << '\n';
}

void PackWriter::version(const PackVersion& version) {
  json::Value value;
  value.set("kind", "version");
  value.set("procedure", version.procedure_id);
  value.set("number", version.number);
  value.set("hash", version.hash);
  value.set("title", version.title);
  value.set("published_at", format_rfc3339(version.published_at));
  value.set("source", version.source);
  line(std::move(value));
}

void PackWriter::person_key(std::string_view person, const PersonKey& key) {
  json::Value value;
  value.set("kind", "key");
  value.set("person", person);
  value.set("key", base64url(key.reveal()));
  line(std::move(value));
}

void PackWriter::begin_case(std::string_view case_id, std::uint64_t events, const Hash& head) {
  EH_ASSERT_MSG(last_case_ < case_id, "cases go into a pack by ascending id");
  last_case_ = case_id;
  json::Value value;
  value.set("kind", "case");
  value.set("case", case_id);
  value.set("events", events);
  value.set("head", hex(head));
  line(std::move(value));
  ++cases_;
}

Result<void> PackWriter::event(const StoredEvent& event, std::span<const Hash> proof) {
  std::string bytes = canonical_bytes(event);
  // Bodies were stored in canonical form; should one not be plain enough to see it, it is written anew.
  if (!reader_->read_event(bytes)) {
    const auto canonical = json::parse(bytes);
    if (!canonical) {
      return fail(ErrorKind::corrupt, "ledger/bad-event",
                  fmt::format("Event {} of {} is no JSON: {}", event.seq, event.case_id, canonical.error().message),
                  "Run evenhand doctor.");
    }
    bytes = json::write_canonical(*canonical);
  }
  text_.clear();
  text_ += R"({"event":)";
  text_ += bytes;
  text_ += R"(,"hash":")";
  text_ += hex(event.hash);
  text_ += R"(","kind":"event","position":)";
  text_ += std::to_string(event.position);
  text_ += R"(,"prev":")";
  text_ += hex(event.prev);
  text_ += R"(","proof":[)";
  steps_.resize(std::max(steps_.size(), proof.size()));
  for (std::size_t i = 0; i < proof.size(); ++i) {
    // Paths from neighbouring leaves share most of their steps.
    Step& step = steps_[i];
    if (step.text.empty() || step.hash != proof[i]) step = {proof[i], base64url(as_chars(proof[i]))};
    text_ += i == 0 ? "\"" : ",\"";
    text_ += step.text;
    text_ += '"';
  }
  text_ += ']';
  const std::string sum = pack::sum_of({text_, "}"});
  text_ += R"(,"sum":")";
  text_ += sum;
  text_ += R"("})";
  write(text_);
  ++events_;
  return {};
}

void PackWriter::file(std::string_view file_id, std::string_view sealed) {
  EH_ASSERT_MSG(!last_case_.empty(), "a file stands after the events of its case");
  json::Value value;
  value.set("kind", "file");
  value.set("file", file_id);
  value.set("sealed", base64url(sealed));
  line(std::move(value));
}

Result<void> PackWriter::finish() {
  json::Value value;
  value.set("kind", "end");
  value.set("lines", lines_);
  value.set("cases", cases_);
  value.set("events", events_);
  value.set("digest", hex(running_));
  value.set("signature", key_.sign(pack::closing_statement(value)));
  line(std::move(value));
  out_.flush();
  if (!out_) {
    return fail(ErrorKind::unavailable, "ledger/write-failed", "The pack could not be written in full.",
                "Check the free space at its destination.");
  }
  return {};
}

}  // namespace evenhand::ledger

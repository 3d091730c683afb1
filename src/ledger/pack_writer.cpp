#include <fmt/format.h>

#include <array>
#include <ostream>

#include "base/assert.hpp"
#include "ledger/pack.hpp"
#include "ledger/pack_line.hpp"

namespace evenhand::ledger {

namespace pack {

std::string line_sum(std::string_view canonical_without_sum) {
  return hex(sha256(canonical_without_sum)).substr(0, 32);
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

PackWriter::PackWriter(std::ostream& out, const Checkpoint& checkpoint, std::string signature, std::string public_key,
                       Instant made_at, std::string_view made_by)
    : out_(out) {
  json::Value header;
  header.set("kind", "header");
  header.set("format", "evenhand-pack");
  header.set("version", pack::format_version);
  header.set("org", checkpoint.org);
  header.set("made_at", format_rfc3339(made_at));
  header.set("made_by", made_by);
  header.set("public_key", std::move(public_key));
  line(std::move(header));
  json::Value signed_note;
  signed_note.set("kind", "checkpoint");
  signed_note.set("note", canonical_bytes(checkpoint));
  signed_note.set("signature", std::move(signature));
  line(std::move(signed_note));
}

void PackWriter::line(json::Value object) {
  object.set("sum", pack::line_sum(json::write_canonical(object)));
  const std::string text = json::write_canonical(object);
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

void PackWriter::law_fact(const json::Value& fact) {
  json::Value value;
  value.set("kind", "law");
  value.set("fact", fact);
  line(std::move(value));
}

void PackWriter::person_key(std::string_view person, const PersonKey& key) {
  json::Value value;
  value.set("kind", "key");
  value.set("person", person);
  value.set("key", base64url(key.reveal()));
  line(std::move(value));
}

void PackWriter::begin_case(std::string_view case_id, std::string_view title, std::uint64_t events, const Hash& head) {
  EH_ASSERT_MSG(last_case_ < case_id, "cases go into a pack by ascending id");
  last_case_ = case_id;
  json::Value value;
  value.set("kind", "case");
  value.set("case", case_id);
  value.set("title", title);
  value.set("events", events);
  value.set("head", hex(head));
  line(std::move(value));
  ++cases_;
}

Result<void> PackWriter::event(const StoredEvent& event, std::span<const Hash> proof) {
  auto canonical = json::parse(canonical_bytes(event));
  if (!canonical) {
    return fail(ErrorKind::corrupt, "ledger/bad-event",
                fmt::format("Event {} of {} is no JSON: {}", event.seq, event.case_id, canonical.error().message),
                "Run evenhand doctor.");
  }
  json::Array path;
  for (const Hash& hash : proof) path.emplace_back(base64url(as_chars(hash)));
  json::Value value;
  value.set("kind", "event");
  value.set("event", std::move(*canonical));
  value.set("prev", hex(event.prev));
  value.set("hash", hex(event.hash));
  value.set("position", event.position);
  value.set("proof", std::move(path));
  line(std::move(value));
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
  line(std::move(value));
  out_.flush();
  if (!out_) {
    return fail(ErrorKind::unavailable, "ledger/write-failed", "The pack could not be written in full.",
                "Check the free space at its destination.");
  }
  return {};
}

}  // namespace evenhand::ledger

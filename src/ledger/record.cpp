#include "ledger/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace evenhand::ledger {

namespace {

using Fields = std::vector<std::string_view>;

// What is personal in each kind of event: blanks it and names the members of its JSON that held it.
template <class E>
Fields take_personal(E& /*event*/) {
  return {};
}
Fields take_text(std::initializer_list<std::pair<std::string_view, std::string*>> texts) {
  Fields fields;
  for (const auto& [name, text] : texts) {
    if (text->empty()) continue;
    fields.push_back(name);
    text->clear();
  }
  return fields;
}
/// What a file is called is the customer's business; which bytes it is, is the record's.
Fields take_file_names(std::vector<std::string>& names) {
  if (names.empty()) return {};
  names.clear();
  return {"file_names"};
}
Fields take_personal(casework::FactRecorded& e) {
  Fields fields = take_file_names(e.file_names);
  if (!e.personal || e.transient || e.value.is_null()) return fields;
  e.value = feel::Value();
  fields.emplace_back("value");
  return fields;
}
// Whatever people write freely may speak of the customer; what the engine says by itself names no one.
Fields take_personal(casework::NodeFinished& e) {
  using How = casework::NodeFinished::How;
  const bool by_person = e.how == How::skipped || e.how == How::overridden;
  Fields fields = take_text({{"evidence", &e.evidence}});
  if (by_person && !e.reason.empty()) e.reason.clear(), fields.emplace_back("reason");
  for (const auto field : take_file_names(e.file_names)) fields.push_back(field);
  return fields;
}
Fields take_personal(casework::ApprovalGiven& e) {
  return take_text({{"reason", &e.reason}});
}
Fields take_personal(casework::ActionFailed& e) {
  return take_text({{"error", &e.error}});
}
Fields take_personal(casework::HandedOver& e) {
  return e.path.empty() ? take_text({{"reason", &e.reason}}) : Fields();
}
Fields take_personal(casework::GateOverridden& e) {
  return take_text({{"reason", &e.reason}});
}
Fields take_personal(casework::CasePaused& e) {
  return take_text({{"reason", &e.reason}});
}
Fields take_personal(casework::CaseReopened& e) {
  return take_text({{"reason", &e.reason}});
}
Fields take_personal(casework::CaseOpened& e) {
  return take_text(
      {{"subject", &e.subject}, {"customer_name", &e.customer_name}, {"customer_address", &e.customer_address}});
}
Fields take_personal(casework::MessageQueued& e) {
  return take_text({{"to", &e.to}, {"text", &e.text}});
}
Fields take_personal(casework::MessageReceived& e) {
  return take_text({{"from", &e.from}, {"text", &e.text}});
}
Fields take_personal(casework::NoteAdded& e) {
  return take_text({{"text", &e.text}});
}
Fields take_personal(casework::Told& e) {
  return take_text({{"text", &e.text}});
}
Fields take_personal(casework::Escalated& e) {
  return take_text({{"text", &e.text}});
}
Fields take_personal(casework::ActionRequested& e) {
  if (e.inputs.empty() || e.personal.empty()) return {};
  e.inputs.clear();
  return {"inputs"};
}

std::string place(std::string_view org, std::string_view case_id, std::uint64_t seq, std::string_view field) {
  return fmt::format("event\n{}\n{}\n{}\n{}", org, case_id, seq, field);
}
std::string text_place(const SealScope& scope, std::string_view use) {
  return fmt::format("text\n{}\n{}\n{}", scope.org, scope.case_id, use);
}

tl::unexpected<Error> bad_event(std::string message) {
  return fail(ErrorKind::corrupt, "ledger/bad-event", std::move(message));
}

Result<json::Value> seal_body(const casework::Recorded& recorded, const SealScope& scope) {
  casework::Event blanked = recorded.event;
  const auto* fact = std::get_if<casework::FactRecorded>(&recorded.event);
  const bool given_only = fact != nullptr && fact->transient;
  if (given_only) std::get<casework::FactRecorded>(blanked).value = feel::Value();
  const Fields fields = std::visit([](auto& event) { return take_personal(event); }, blanked);
  json::Value body = casework::event_to_json(blanked);
  if (given_only) body.set("given", true);
  if (fields.empty()) return body;

  auto key = scope.keys(scope.person);
  if (!key) return fail(key.error());
  const json::Value full = casework::event_to_json(recorded.event);
  for (const std::string_view field : fields) {
    const json::Value* value = full.find(field);
    // Inputs that are all transient are not in the JSON at all.
    if (value == nullptr && field == "inputs") continue;
    EH_ASSERT_MSG(value != nullptr, "a personal member is not in the event's JSON under its own name");
    json::Value sealed;
    sealed.set("sealed",
               seal(*key, json::write_canonical(*value), place(scope.org, scope.case_id, recorded.seq, field)));
    sealed.set("person", scope.person);
    body.set(std::string(field), std::move(sealed));
  }
  return body;
}

/// The JSON of every kind of event with nothing in it: what stands in for erased members.
const json::Value& blank_body(std::string_view type) {
  static const std::map<std::string, json::Value, std::less<>> blanks = [] {
    std::map<std::string, json::Value, std::less<>> out;
    const auto add = [&out](const casework::Event& event) {
      out.emplace(std::string(casework::event_type(event)), casework::event_to_json(event));
    };
    [&add]<std::size_t... I>(std::index_sequence<I...>) {
      (add(casework::Event(std::in_place_index<I>)), ...);
    }
    (std::make_index_sequence<std::variant_size_v<casework::Event>>());
    return out;
  }();
  static const json::Value none;
  const auto found = blanks.find(type);
  return found == blanks.end() ? none : found->second;
}

constexpr std::array<std::string_view, 12> sealable{"customer_address", "customer_name", "error",  "evidence",
                                                    "file_names",       "from",          "inputs", "reason",
                                                    "subject",          "text",          "to",     "value"};
std::optional<SealedMember> as_sealed(std::string_view field, const json::Value& value) {
  if (!is_sealable(field)) return std::nullopt;
  const json::Object* object = value.as_object();
  if (object == nullptr || object->size() != 2) return std::nullopt;
  const json::Value* sealed = value.find("sealed");
  const json::Value* person = value.find("person");
  if (sealed == nullptr || person == nullptr || !sealed->as_string() || !person->as_string()) return std::nullopt;
  return SealedMember{field, *person->as_string(), *sealed->as_string()};
}

/// @return false when the person's key is gone; the member is then left out.
Result<bool> open_member(json::Object& out, const std::string& field, const SealedMember& member,
                         const StoredEvent& stored, const SealScope& scope) {
  const auto key = scope.keys(member.person);
  if (!key && key.error().code == "ledger/erased") {
    if (const json::Value* blank = blank_body(stored.type).find(field)) out.emplace_back(field, *blank);
    return false;
  }
  if (!key) return fail(key.error());
  auto text = open(*key, member.sealed, place(stored.org, stored.case_id, stored.seq, field));
  if (!text) return fail(text.error());
  auto value = json::parse(*text);
  if (!value) return fail(value.error());
  out.emplace_back(field, std::move(*value));
  return true;
}

}  // namespace

std::string canonical_bytes(const StoredEvent& event) {
  std::string out;
  out.reserve(event.body.size() + 320);
  out += R"({"actor":{"id":)";
  json::append_quoted(out, event.actor_id);
  out += R"(,"name":)";
  json::append_quoted(out, event.actor_name);
  out += R"(},"at":")";
  out += format_rfc3339(event.at);
  out += R"(","body":)";
  out += event.body;
  out += R"(,"case":)";
  json::append_quoted(out, event.case_id);
  out += R"(,"door":)";
  json::append_quoted(out, event.door);
  out += R"(,"org":)";
  json::append_quoted(out, event.org);
  out += R"(,"seq":)";
  out += std::to_string(event.seq);
  out += R"(,"type":)";
  json::append_quoted(out, event.type);
  out += R"(,"v":1})";
  return out;
}

namespace {

Hash event_hash(const Hash& prev, std::string_view bytes) {
  const std::array<std::string_view, 2> parts{as_chars(prev), bytes};
  return sha256(parts);
}

}  // namespace

Hash event_hash(const StoredEvent& event) {
  return event_hash(event.prev, canonical_bytes(event));
}

Result<StoredEvent> event_from_json(const json::Value& canonical) {
  const json::Object* members = canonical.as_object();
  const json::Value* actor = canonical.find("actor");
  const json::Value* body = canonical.find("body");
  if (members == nullptr || members->size() != 9 || actor == nullptr || actor->as_object() == nullptr ||
      body == nullptr || body->as_object() == nullptr) {
    return bad_event("An event lacks members of version 1, or has others.");
  }
  if (canonical.int_or("v", 0) != 1) {
    return fail(ErrorKind::unsupported, "ledger/bad-event", "The event is of a version this program does not know.");
  }
  auto at = parse_rfc3339(canonical.string_or("at", ""));
  if (!at) return bad_event("The event's time is no RFC 3339 instant.");
  const std::int64_t seq = canonical.int_or("seq", 0);
  if (seq < 1) return bad_event("The event's seq is not a positive number.");
  StoredEvent out;
  out.org = canonical.string_or("org", "");
  out.case_id = canonical.string_or("case", "");
  out.seq = static_cast<std::uint64_t>(seq);
  out.at = *at;
  out.actor_id = actor->string_or("id", "");
  out.actor_name = actor->string_or("name", "");
  out.door = canonical.string_or("door", "");
  out.type = canonical.string_or("type", "");
  out.body = json::write_canonical(*body);
  // Only the canonical bytes were hashed: a member more in `actor`, or another spelling of the time, is another event.
  if (canonical_bytes(out) != json::write_canonical(canonical)) {
    return bad_event("The event was altered: it is not in the form of version 1.");
  }
  return out;
}

Result<StoredEvent> seal_event(const casework::Recorded& recorded, const Hash& prev, const SealScope& scope) {
  auto body = seal_body(recorded, scope);
  if (!body) return fail(body.error());
  StoredEvent out;
  out.org = scope.org;
  out.case_id = scope.case_id;
  out.seq = recorded.seq;
  out.at = recorded.at;
  out.actor_id = recorded.actor_id;
  out.actor_name = recorded.actor_id == "customer" ? "customer" : recorded.actor_name;
  out.door = recorded.door;
  out.type = casework::event_type(recorded.event);
  out.body = json::write_canonical(*body);
  out.prev = prev;
  if (out.body.size() > limits::event_bytes_max) {
    return fail(ErrorKind::too_large, "ledger/too-large",
                fmt::format("A {} event of {} bytes is over the limit of {}.", out.type, out.body.size(),
                            limits::event_bytes_max));
  }
  out.hash = event_hash(out);
  return out;
}

Result<OpenedEvent> open_event(const StoredEvent& stored, const SealScope& scope) {
  auto body = json::parse(stored.body);
  if (!body || body->as_object() == nullptr) {
    return bad_event(fmt::format("The body of event {} of {} is no JSON object.", stored.seq, stored.case_id));
  }
  OpenedEvent out;
  json::Object opened;
  for (auto& [name, value] : *body->as_object()) {
    if (name == "given" && stored.type == "fact-recorded") continue;
    const auto member = as_sealed(name, value);
    if (!member) {
      opened.emplace_back(name, std::move(value));
      continue;
    }
    const auto readable = open_member(opened, name, *member, stored, scope);
    if (!readable) return fail(readable.error());
    if (!*readable) out.erased = true;
  }
  auto event = casework::event_from_json(stored.type, json::Value(std::move(opened)));
  if (!event) return fail(event.error());
  out.recorded.seq = stored.seq;
  out.recorded.at = stored.at;
  out.recorded.actor_id = stored.actor_id;
  out.recorded.actor_name = stored.actor_name;
  out.recorded.door = stored.door;
  out.recorded.event = std::move(*event);
  return out;
}

bool is_sealable(std::string_view name) noexcept {
  return std::find(sealable.begin(), sealable.end(), name) != sealable.end();
}

std::vector<SealedMember> sealed_members(const json::Value& body) {
  std::vector<SealedMember> out;
  if (body.as_object() == nullptr) return out;
  for (const auto& [name, value] : *body.as_object()) {
    if (const auto member = as_sealed(name, value)) out.push_back(*member);
  }
  return out;
}

Result<std::uint64_t> count_readable(std::string_view org, std::string_view case_id, std::uint64_t seq,
                                     std::span<const SealedMember> members, const KeyFinder& key_of) {
  std::uint64_t readable = 0;
  for (const SealedMember& member : members) {
    const PersonKey* key = key_of(member.person);
    if (key == nullptr) continue;
    const auto text = open(*key, member.sealed, place(org, case_id, seq, member.name));
    if (!text) return fail(text.error());
    ++readable;
  }
  return readable;
}

Result<std::string> seal_state(const casework::CaseState& state, const SealScope& scope) {
  casework::CaseState kept = state;
  for (auto& [name, fact] : kept.facts) {
    if (fact.transient) fact.value = feel::Value();
  }
  if (kept.undo) {
    for (auto& [name, fact] : kept.undo->facts) {
      if (fact && fact->transient) fact->value = feel::Value();
    }
  }
  return seal_text(json::write_canonical(casework::state_to_json(kept)), "state", scope);
}

Result<casework::CaseState> open_state(std::string_view sealed, const SealScope& scope) {
  auto text = open_text(sealed, "state", scope);
  if (!text) return fail(text.error());
  auto value = json::parse(*text);
  if (!value) return fail(ErrorKind::corrupt, "state/bad-json", value.error().message);
  return casework::state_from_json(*value);
}

Result<std::string> seal_text(std::string_view text, std::string_view use, const SealScope& scope) {
  if (text.empty()) return std::string();
  auto key = scope.keys(scope.person);
  if (!key) return fail(key.error());
  return seal(*key, text, text_place(scope, use));
}

Result<std::string> open_text(std::string_view sealed, std::string_view use, const SealScope& scope) {
  if (sealed.empty()) return std::string();
  auto key = scope.keys(scope.person);
  if (!key) return fail(key.error());
  return open(*key, sealed, text_place(scope, use));
}

namespace {

std::string file_place(const SealScope& scope, std::string_view file_id) {
  return fmt::format("file\n{}\n{}\n{}", scope.org, scope.case_id, file_id);
}

}  // namespace

Result<std::string> seal_file(std::string_view content, std::string_view file_id, const SealScope& scope) {
  auto key = scope.keys(scope.person);
  if (!key) return fail(key.error());
  return seal_bytes(*key, content, file_place(scope, file_id));
}

Result<std::string> open_file(std::string_view sealed, std::string_view file_id, const SealScope& scope) {
  auto key = scope.keys(scope.person);
  if (!key) return fail(key.error());
  return open_bytes(*key, sealed, file_place(scope, file_id));
}

std::optional<std::string> ChainCheck::next(const StoredEvent& event) {
  return next({event.org, event.case_id, event.seq, event.prev, event.hash, canonical_bytes(event)});
}

std::optional<std::string> ChainCheck::next(const Link& link) {
  std::optional<std::string> problem;
  if (count_ == 0) {
    org_ = link.org;
    case_id_ = link.case_id;
  }
  if (link.org != org_ || link.case_id != case_id_) {
    problem = fmt::format("the event belongs to another case ({})", link.case_id);
  } else if (link.seq != count_ + 1) {
    problem = fmt::format("event {} stands where {} should be", link.seq, count_ + 1);
  } else if (link.prev != head_) {
    problem = "the event does not follow the one before it: its previous hash is another";
  } else if (event_hash(link.prev, link.bytes) != link.hash) {
    problem = "the event was altered: its bytes do not give its hash";
  }
  count_ = link.seq;
  head_ = link.hash;
  return problem;
}

}  // namespace evenhand::ledger

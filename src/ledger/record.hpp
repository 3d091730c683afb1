/// @file record.hpp
/// @brief An event as it is stored and hashed for ever: canonical, versioned bytes with personal values sealed, chained
/// to the event before it. `seal_event` and `open_event` go between these and the engine's own events.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "casework/event.hpp"
#include "casework/state.hpp"
#include "ledger/seal.hpp"

namespace evenhand::ledger {

using Hash = Sha256;

/// hash = SHA-256(prev, canonical_bytes). The `prev` of a case's first event is 32 zero bytes.
struct StoredEvent {
  std::string org;      ///< `org_…`
  std::string case_id;  ///< `case_…`
  std::uint64_t seq = 0;
  Instant at;
  std::string actor_id, actor_name, door;  ///< the name of a customer is never here: it is `customer`
  std::string type;                        ///< casework::event_type
  std::string body;  ///< canonical JSON; personal values as {"sealed":"v1.…","person":"customer_…"}
  Hash prev{}, hash{};
  std::uint64_t position = 0;  ///< in the organisation's journal, from 1; given by the store, not part of the hash
  bool operator==(const StoredEvent&) const = default;
};

/// Version 1: {"actor":{"id","name"},"at","body","case","door","org","seq","type","v":1}, keys sorted, no white space.
[[nodiscard]] std::string canonical_bytes(const StoredEvent& event);
[[nodiscard]] Hash event_hash(const StoredEvent& event);
/// Reads what canonical_bytes wrote, and nothing else (prev, hash and position stay empty). Error `ledger/bad-event`.
[[nodiscard]] Result<StoredEvent> event_from_json(const json::Value& canonical);

/// Whose values a case's personal values are, and how to get keys.
struct SealScope {
  std::string org, case_id;
  std::string person;  ///< the case's customer, `customer_…`
  KeyLookup keys;      ///< asked once for each event that has something personal
};

/// Sealed: values of facts marked personal; text, to and from of messages; customer name, address and subject of the
/// opening; notes; the inputs of an action with any personal one; told and escalation texts (they are rendered from
/// facts); names of files (their types, lengths and hashes stay, so that the record proves which files they were). Dropped: values of transient facts (`"given":true` stays).
/// Errors: those of the key look-up; `ledger/too-large` past limits::event_bytes_max.
[[nodiscard]] Result<StoredEvent> seal_event(const casework::Recorded& recorded, const Hash& prev,
                                             const SealScope& scope);

struct OpenedEvent {
  casework::Recorded recorded;
  bool erased = false;  ///< a key is gone: its values are null, its texts are empty
};
/// Errors: `ledger/bad-seal`, `ledger/bad-event`, `event/…`. An erased key is no error.
[[nodiscard]] Result<OpenedEvent> open_event(const StoredEvent& stored, const SealScope& scope);

/// A member of an event's body that is sealed; views into what was read.
struct SealedMember {
  std::string_view name, person, sealed;
};
/// Whether members of this name may be sealed; any other is taken as it stands.
[[nodiscard]] bool is_sealable(std::string_view name) noexcept;
[[nodiscard]] std::vector<SealedMember> sealed_members(const json::Value& body);

/// The key of a person; null: it is not here.
using KeyFinder = std::function<const PersonKey*(std::string_view person)>;
/// Opens what it has keys for. @return how many opened. Error `ledger/bad-seal`.
[[nodiscard]] Result<std::uint64_t> count_readable(std::string_view org, std::string_view case_id, std::uint64_t seq,
                                                   std::span<const SealedMember> members, const KeyFinder& key_of);

/// A snapshot of a case's state, sealed whole.
[[nodiscard]] Result<std::string> seal_state(const casework::CaseState& state, const SealScope& scope);
/// Errors: `ledger/erased`, `ledger/bad-seal`, `state/bad-json`: fall back on the events.
[[nodiscard]] Result<casework::CaseState> open_state(std::string_view sealed, const SealScope& scope);

/// One text of a case outside its events (subject of the row, a message, an effect's body), bound to org, case and
/// `use`.
[[nodiscard]] Result<std::string> seal_text(std::string_view text, std::string_view use, const SealScope& scope);
/// Errors: `ledger/erased`, `ledger/bad-seal`.
[[nodiscard]] Result<std::string> open_text(std::string_view sealed, std::string_view use, const SealScope& scope);

/// The content of a file of a case, bound to org, case and file id; sealed form as in seal_bytes.
[[nodiscard]] Result<std::string> seal_file(std::string_view content, std::string_view file_id, const SealScope& scope);
/// Errors: `ledger/erased`, `ledger/bad-seal`.
[[nodiscard]] Result<std::string> open_file(std::string_view sealed, std::string_view file_id, const SealScope& scope);

/// Checks one case's events, in order from seq 1: seq without gaps, prev is the hash before, hash is right, one org,
/// one case. Feed them one by one.
class ChainCheck {
 public:
  /// @return what is wrong, one sentence; empty when all is well. After a fault it goes on from the event as given.
  [[nodiscard]] std::optional<std::string> next(const StoredEvent& event);
  /// The same of one whose canonical bytes are there already.
  struct Link {
    std::string_view org, case_id;
    std::uint64_t seq = 0;
    const Hash &prev, &hash;
    std::string_view bytes;
  };
  [[nodiscard]] std::optional<std::string> next(const Link& link);
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] const Hash& head() const noexcept { return head_; }

 private:
  std::string org_, case_id_;
  std::uint64_t count_ = 0;
  Hash head_{};
};

}  // namespace evenhand::ledger

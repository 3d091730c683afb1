/// @file customers.hpp
/// @brief Customers and the wrapped keys their personal values are sealed under. Name and address are sealed too; an
/// equal address is found by its keyed fingerprint (ledger::KeyRing::fingerprint).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::customers {

struct Customer {
  std::string id;             ///< `customer_…`
  std::string name, address;  ///< sealed
  std::string address_print;  ///< fingerprint of the address; empty: none
  std::string language;
  Instant created_at, erased_at;  ///< erased_at zero: not
};

/// The customer and the wrapped key together. Error `customer/exists` for the id or the fingerprint.
[[nodiscard]] Result<void> add(Writer& writer, std::string_view org, const Customer& customer,
                               std::string_view wrapped_key);
[[nodiscard]] Result<void> update(Writer& writer, std::string_view org, const Customer& customer);
/// Error `customer/not-found`.
[[nodiscard]] Result<Customer> find(const Reader& reader, std::string_view org, std::string_view customer_id);
[[nodiscard]] Result<std::optional<Customer>> find_by_address(const Reader& reader, std::string_view org,
                                                              std::string_view address_print);
/// The wrapped key for ledger::KeyRing::unwrap; empty text when it was erased. Error `customer/not-found`.
[[nodiscard]] Result<std::string> wrapped_key(const Reader& reader, std::string_view org, std::string_view customer_id);

/// Any one key that is stored and not erased, with whose it is: to see at start whether the master key is the right one.
struct WrappedKey {
  std::string org, customer_id, wrapped;
};
[[nodiscard]] Result<std::optional<WrappedKey>> any_wrapped_key(const Reader& reader);

/// Erases: the key, name, address and fingerprint, the snapshots and search entries of the customer's cases, sealed
/// texts of rows, messages, notices and outbox bodies, names and contents of files. Events, hashes and proofs stay. Error `customer/not-found`.
[[nodiscard]] Result<void> erase(Writer& writer, std::string_view org, std::string_view customer_id, Instant at);

}  // namespace evenhand::store::customers

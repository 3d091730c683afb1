/// @file pack_companions.hpp
/// @brief What goes along in a pack beside its cases, texts and keys, and which of it a case here calls for: whatever no
/// case does, no record vouches for. Private to this module.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "ledger/pack.hpp"

namespace evenhand::ledger::pack {

/// What a pack says of itself is shown short and without control characters.
[[nodiscard]] inline std::string shown(std::string_view text) {
  std::string out(text.substr(0, 60));
  for (char& c : out) {
    if (c < ' ' || c > '~') c = '?';
  }
  return out;
}

class Companions {
 public:
  using Fault = std::optional<std::string>;

  /// @param line  of the pack, from 1
  [[nodiscard]] Fault add_text(std::string hash, std::string procedure, std::uint64_t line) {
    if (texts_.size() >= pack_versions_max) return "there are too many versions in one pack";
    const bool is_new = texts_.try_emplace(std::move(hash), std::move(procedure), line).second;
    return is_new ? Fault() : "the version is there twice";
  }
  [[nodiscard]] Fault add_key(std::string person, PersonKey key, std::uint64_t line) {
    if (keys_.size() >= pack_versions_max) return "there are too many keys in one pack";
    return keys_.try_emplace(std::move(person), std::move(key), line).second ? Fault() : "the key is there twice";
  }
  /// Null: not in this pack.
  [[nodiscard]] const PersonKey* key_of(std::string_view person) const {
    const auto found = keys_.find(person);
    return found == keys_.end() ? nullptr : &found->second.key;
  }

  /// Holds what is here against the first event of a case. @return what is wrong
  [[nodiscard]] std::vector<std::string> opened(const json::Value& body) {
    std::vector<std::string> faults;
    if (const auto key = keys_.find(body.string_or("customer_id", "")); key != keys_.end()) key->second.needed = true;
    const json::Value* pins = body.find("pins");
    if (pins == nullptr || pins->as_object() == nullptr) return faults;
    for (const auto& [procedure, hash] : *pins->as_object()) {
      const auto text = texts_.find(hash.as_string() != nullptr ? *hash.as_string() : std::string());
      if (text == texts_.end() || text->second.procedure != procedure) {
        faults.push_back(
            fmt::format("the text of {} that the case was pinned to is not in the pack", shown(procedure)));
        continue;
      }
      text->second.needed = true;
    }
    return faults;
  }

  /// What no case called for, once all were read.
  [[nodiscard]] std::vector<PackProblem> not_needed() const {
    std::vector<PackProblem> out;
    for (const auto& [hash, text] : texts_) {
      if (!text.needed)
        out.push_back(
            {text.line, {}, 0, fmt::format("no case here is pinned to this text of {}", shown(text.procedure))});
    }
    for (const auto& [person, key] : keys_) {
      if (!key.needed) out.push_back({key.line, {}, 0, "the key is of nobody whose case is here"});
    }
    return out;
  }

 private:
  struct Text {
    std::string procedure;
    std::uint64_t line = 0;
    bool needed = false;
    Text(std::string p, std::uint64_t l) : procedure(std::move(p)), line(l) {}
  };
  struct Key {
    PersonKey key;
    std::uint64_t line = 0;
    bool needed = false;
    Key(PersonKey k, std::uint64_t l) : key(std::move(k)), line(l) {}
  };
  std::map<std::string, Text, std::less<>> texts_;  // by content hash
  std::map<std::string, Key, std::less<>> keys_;    // by person
};

}  // namespace evenhand::ledger::pack

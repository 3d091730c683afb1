/// @file history.hpp
/// @brief Where pages of histories ended. Each sentence of a history is told with the values of its moment, so a page needs
/// the case as it was just before: the next page goes on with what the one before left here.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "casework/state.hpp"

namespace evenhand::api {

/// Thread safe. Keeps the latest few, each for a minute.
class Histories {
 public:
  /// The case after the event `seq`, if a page that ended there left it.
  [[nodiscard]] std::optional<casework::CaseState> find(const std::string& case_id, std::uint64_t seq, Instant now);
  void keep(const std::string& case_id, casework::CaseState state, Instant now);

 private:
  struct Place {
    std::string case_id;
    Instant until;
    casework::CaseState state;
  };
  std::mutex mutex_;
  std::list<Place> places_;  ///< oldest first
};

}  // namespace evenhand::api

/// @file feed.hpp
/// @brief What other nodes committed, for the browsers of this one: follows the journal by position, so that nothing is missed
/// whatever becomes of the word between nodes. What this node itself committed was announced then and is passed over; in the moment between
/// a commit and its announcement it may be told twice, which costs a browser one more look.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "desk/desk.hpp"

namespace evenhand::desk {

class Feed {
 public:
  /// Begins behind what is there now.
  explicit Feed(Desk& desk);
  /// This node has announced it.
  void note(const Change& change);
  /// Announces what is new. @return when to look again at the latest.
  [[nodiscard]] Instant round();

 private:
  [[nodiscard]] Result<bool> follow_journal();
  [[nodiscard]] Result<void> follow_publications(bool announce);
  [[nodiscard]] bool is_own(const std::string& case_id, std::uint64_t seq);

  Desk& desk_;
  std::uint64_t position_ = 0;
  bool has_begun_ = false;
  Instant company_due_;                           ///< when to look at its name again
  std::mutex mutex_;                              ///< guards the rest
  std::map<std::string, std::uint64_t> own_;      ///< the newest event of a case that this node announced
  std::map<std::string, std::uint64_t> current_;  ///< version by procedure
};

}  // namespace evenhand::desk

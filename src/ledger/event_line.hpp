/// @file event_line.hpp
/// @brief Reads the lines of a pack that are by far the most, events in their plain canonical form, where they stand: no tree is
/// built, nothing is copied. What is not plain (an escape, a number with a point, anything altered) is left to the JSON reader,
/// which also says what is wrong with it. Private to this module.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ledger/record.hpp"

namespace evenhand::ledger::pack {

/// An event as its own bytes say it; views into them.
struct EventText {
  std::string_view bytes;  ///< canonical_bytes
  std::string_view org, case_id, type, body;
  std::uint64_t seq = 0;
  std::vector<SealedMember> sealed;  ///< of the body
  bool has_files = false;            ///< the body has a member `files`
};

/// A line `event` of a pack.
struct EventLine {
  EventText event;
  Hash prev{}, hash{};
  std::uint64_t position = 0;
  std::vector<Hash> proof;
  std::string_view sum, before_sum;  ///< before_sum: the line up to `,"sum"`
};

/// Reads one line after the other. For one thread.
class EventLineReader {
 public:
  /// @return false: it is no event line in plain canonical form; `line()` is void then.
  [[nodiscard]] bool read(std::string_view text);
  /// The same of an event's canonical bytes alone.
  [[nodiscard]] bool read_event(std::string_view bytes);
  [[nodiscard]] const EventLine& line() const noexcept { return line_; }

 private:
  bool read_proof();
  bool take_event();
  bool take_body();
  EventLine line_;
  std::vector<std::string>
      proof_texts_;  ///< of the line before: paths from neighbouring leaves share most of their steps
  std::string_view rest_;
  bool is_ascii_ = true;
};

}  // namespace evenhand::ledger::pack

#include "api/history.hpp"

#include <algorithm>

namespace evenhand::api {
namespace {

constexpr std::size_t places_max = 32;
constexpr auto kept_for = std::chrono::minutes(1);

}  // namespace

std::optional<casework::CaseState> Histories::find(const std::string& case_id, std::uint64_t seq, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
    return place.case_id == case_id && place.state.seq == seq && place.until > now;
  });
  if (found == places_.end()) return std::nullopt;
  return found->state;
}

void Histories::keep(const std::string& case_id, casework::CaseState state, Instant now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(places_, [&](const Place& place) {
    return place.until <= now || (place.case_id == case_id && place.state.seq == state.seq);
  });
  if (places_.size() >= places_max) places_.pop_front();
  places_.push_back({.case_id = case_id, .until = now + kept_for, .state = std::move(state)});
}

}  // namespace evenhand::api

/// @file fact.hpp
/// @brief One rule of law as data: what it says in plain words, its parameters with units, its citation, when it holds, who to
/// verify it with, and how surely we know it. Nothing here is legal advice; whatever shows a fact shows all of these.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar_date.hpp"
#include "base/json.hpp"

namespace evenhand::law {

/// What a fact is about, in the order of `topic_names`.
enum class Topic : std::uint8_t {
  consumer_protection,
  refunds_and_subscriptions,
  privacy_and_breach,
  recording_and_telemarketing,
  retention,
  licensing_and_registration,
  wage_and_hour,
  classification,
  holidays_and_time_zones,
  accessibility_language_complaints,
  essentials,
};
/// low: not confirmed; it is shown as such, and nothing is held to it.
enum class Confidence : std::uint8_t { low, medium, high };
/// What was looked at when the fact was written down.
enum class Basis : std::uint8_t { background, secondary_seen, official_page_seen, text_seen };

/// `consumer-protection`: as in a pack.
[[nodiscard]] std::string_view name_of(Topic topic) noexcept;
[[nodiscard]] std::string_view name_of(Confidence confidence) noexcept;
[[nodiscard]] std::string_view name_of(Basis basis) noexcept;
[[nodiscard]] std::optional<Topic> topic_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<Confidence> confidence_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<Basis> basis_named(std::string_view name) noexcept;
inline constexpr std::size_t topic_count = 11;

/// From and to are both included; empty: not recorded, or open.
struct Period {
  std::optional<CalendarDate> from, to;
  [[nodiscard]] bool holds_on(CalendarDate day) const noexcept { return !(from && day < *from) && !(to && *to < day); }
  bool operator==(const Period&) const = default;
};

struct Parameter {
  struct Step {
    std::optional<CalendarDate> from;  ///< of the value; empty for the first: as long as the fact holds
    json::Value value;                 ///< null: looked for, none found
    bool operator==(const Step&) const = default;
  };
  std::string name;
  std::string unit;         ///< `business days`, `USD`; empty: none
  std::vector<Step> steps;  ///< one at least, by date
  /// The value on a day; null before the first step.
  [[nodiscard]] const json::Value& value_on(CalendarDate day) const noexcept;
  bool operator==(const Parameter&) const = default;
};

struct HistoryEntry {
  CalendarDate date;
  std::string change;
  bool operator==(const HistoryEntry&) const = default;
};

struct Agency {
  std::string name, page;
  bool operator==(const Agency&) const = default;
};

struct Fact {
  std::string id;  ///< `ma-93a-demand`; several of one id hold one after the other
  Topic topic = Topic::essentials;
  std::string title, summary;
  std::map<std::string, std::string> titles;  ///< language -> the title in it
  std::vector<Parameter> parameters;
  std::string citation;
  Period effective;
  Agency agency;
  std::string verify_url;
  bool verify_url_seen = false;  ///< that address stood in a source that was read
  std::string source;            ///< what was read; empty: nothing but background knowledge
  Basis basis = Basis::background;
  Confidence confidence = Confidence::low;
  CalendarDate checked_on;
  std::vector<HistoryEntry> history;  ///< oldest first

  /// The title for readers of `language`; the English one where there is no other.
  [[nodiscard]] const std::string& title_in(const std::string& language) const;
  [[nodiscard]] const Parameter* find(std::string_view parameter) const noexcept;
  /// Whether a procedure may be held to it. What is not confirmed is only shown.
  [[nodiscard]] bool is_confirmed() const noexcept { return confidence != Confidence::low; }
  bool operator==(const Fact&) const = default;
};

}  // namespace evenhand::law

/// @file library.hpp
/// @brief All packs in use together: which facts hold in a place on a day. Immutable once built; a change is another one.
///
///   auto law = Law::of(std::move(packs));
///   law->find("us-ma/ma-93a-demand", day);
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "law/pack.hpp"

namespace evenhand::law {

/// How a fact is named outside its pack: `us-ma/ma-93a-demand`.
[[nodiscard]] std::string name_of(const Pack& pack, std::string_view id);

/// A fact with the pack it stands in.
struct Found {
  const Pack* pack = nullptr;
  const Fact* fact = nullptr;
};

struct Query {
  std::string jurisdiction;  ///< `US-MA`: that state's and the federal ones; empty: all packs
  bool own_only = false;     ///< without the federal ones of a state
  CalendarDate day;
  std::optional<Topic> topic;
  bool any_day = false;  ///< past and future ones too
};

class Law {
 public:
  /// Of two packs of one id the later edition counts. Errors `law/too-many`.
  [[nodiscard]] static Result<std::shared_ptr<const Law>> of(std::vector<std::shared_ptr<const Pack>> packs);

  /// By id; `us` comes first.
  [[nodiscard]] const std::vector<std::shared_ptr<const Pack>>& packs() const noexcept { return packs_; }
  [[nodiscard]] const Pack* find_pack(std::string_view id) const noexcept;
  /// The packs that apply in a jurisdiction: its own and the federal one.
  [[nodiscard]] std::vector<const Pack*> packs_of(std::string_view jurisdiction) const;
  /// `us-ma/ma-93a-demand` on a day. Errors: `law/unknown-pack`, `law/unknown-fact` (with the nearest name), `law/not-in-force`
  /// (with the days on which it holds).
  [[nodiscard]] Result<Found> find(std::string_view name, CalendarDate day) const;
  /// In order of pack and of place in it.
  [[nodiscard]] std::vector<Found> list(const Query& query) const;

 private:
  Law() = default;
  std::vector<std::shared_ptr<const Pack>> packs_;
};

}  // namespace evenhand::law

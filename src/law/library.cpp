#include "law/library.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::law {
namespace {

std::string days_of(const Period& period) {
  if (period.from && period.to) return "from " + to_string(*period.from) + " to " + to_string(*period.to);
  if (period.from) return "from " + to_string(*period.from) + " on";
  return period.to ? "until " + to_string(*period.to) : "at all times";
}

}  // namespace

std::string name_of(const Pack& pack, std::string_view id) {
  return pack.id + "/" + std::string(id);
}

Result<std::shared_ptr<const Law>> Law::of(std::vector<std::shared_ptr<const Pack>> packs) {
  std::stable_sort(packs.begin(), packs.end(), [](const auto& a, const auto& b) {
    return a->id != b->id ? a->id < b->id : b->edition < a->edition;
  });
  packs.erase(std::unique(packs.begin(), packs.end(), [](const auto& a, const auto& b) { return a->id == b->id; }),
              packs.end());
  if (packs.size() > limits::law_packs_max)
    return fail(ErrorKind::too_large, "law/too-many", "There are more packs of law facts than can be in use.",
                "At most " + std::to_string(limits::law_packs_max) + ", one for each jurisdiction.");
  std::shared_ptr<Law> law(new Law);
  law->packs_ = std::move(packs);
  return law;
}

const Pack* Law::find_pack(std::string_view id) const noexcept {
  const auto found = std::find_if(packs_.begin(), packs_.end(), [&](const auto& pack) { return pack->id == id; });
  return found == packs_.end() ? nullptr : found->get();
}

std::vector<const Pack*> Law::packs_of(std::string_view jurisdiction) const {
  std::vector<const Pack*> own;
  for (const auto& pack : packs_)
    if (pack->jurisdiction == jurisdiction || pack->jurisdiction == "US") own.push_back(pack.get());
  return own;
}

Result<Found> Law::find(std::string_view name, CalendarDate day) const {
  const std::size_t slash = name.find('/');
  const std::string_view pack_id = name.substr(0, slash);
  const std::string_view fact_id = slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
  const Pack* pack = find_pack(pack_id);
  if (pack == nullptr || fact_id.empty()) {
    std::string all;
    for (const auto& one : packs_) all += (all.empty() ? "" : ", ") + one->id;
    return fail(ErrorKind::not_found, "law/unknown-pack",
                "`" + std::string(text::prefix(name, limits::law_id_bytes_max)) + "` names no pack of law facts.",
                "Write PACK/FACT; there are the packs " + all + ".");
  }
  if (const Fact* fact = pack->find(fact_id, day)) return Found{pack, fact};
  const auto all = pack->find_all(fact_id);
  if (!all.empty()) {
    std::string days;
    for (const Fact* one : all) days += (days.empty() ? "" : ", ") + days_of(one->effective);
    return fail(ErrorKind::not_found, "law/not-in-force",
                "`" + std::string(name) + "` does not hold on " + to_string(day) + ".", "It holds " + days + ".");
  }
  std::vector<std::string> ids;
  for (const Fact& one : pack->facts) ids.push_back(one.id);
  const auto near = text::nearest(fact_id, ids);
  return fail(
      ErrorKind::not_found, "law/unknown-fact",
      "The pack `" + pack->id + "` has no fact `" + std::string(text::prefix(fact_id, limits::law_id_bytes_max)) + "`.",
      near ? "Did you mean " + pack->id + "/" + *near + "?"
           : "`evenhand law list " + pack->jurisdiction + "` lists them.");
}

std::vector<Found> Law::list(const Query& query) const {
  std::vector<Found> found;
  for (const auto& pack : packs_) {
    const bool is_own = query.jurisdiction.empty() || pack->jurisdiction == query.jurisdiction;
    if (!is_own && (query.own_only || pack->jurisdiction != "US")) continue;
    for (const Fact& fact : pack->facts) {
      if (query.topic && fact.topic != *query.topic) continue;
      if (query.any_day || fact.effective.holds_on(query.day)) found.push_back({pack.get(), &fact});
    }
  }
  return found;
}

}  // namespace evenhand::law

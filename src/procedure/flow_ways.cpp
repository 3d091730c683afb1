// What a way knows: what is forgotten when a fact changes, and what is left when ways are joined.
#include <algorithm>

#include "procedure/flow_paths.hpp"

namespace evenhand::procedure {

using predicate::Formula;
using predicate::Given;

namespace {
constexpr std::size_t ways_max = 12;
constexpr std::size_t turns_shown = 3;
}  // namespace

/// Only the last turns are told.
void PathWalker::turn(Way& way, std::string text) {
  if (way.trail.size() == turns_shown) way.trail.erase(way.trail.begin());
  way.trail.push_back(std::move(text));
}

void PathWalker::lose(Way& way, const Names& names) {
  std::erase_if(way.holds, [&](const Given& one) {
    const bool lost = one.formula->reads_any(names);
    if (lost) way.blurred.insert(one.formula->reads.begin(), one.formula->reads.end());
    return lost;
  });
  for (const std::string& name : names) way.surely.erase(name);
}

void PathWalker::forget(Way& way, const Names& names) {
  lose(way, names);
  for (const std::string& name : names) way.blurred.erase(name);
}

bool PathWalker::knows_all(const Way& way, const Formula& formula) const {
  if (formula.reads_any(way.blurred)) return false;
  Names names = formula.reads, held;
  std::vector<bool> taken(way.holds.size(), false);
  for (const Given& one : way.holds) held.insert(one.formula->reads.begin(), one.formula->reads.end());
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < way.holds.size(); ++i) {
      const Formula& other = *way.holds[i].formula;
      if (taken[i] || !other.reads_any(names)) continue;
      if (other.reads_any(way.blurred)) return false;
      taken[i] = grown = true;
      names.insert(other.reads.begin(), other.reads.end());
    }
  }
  // A table or an expression may tie a name to others of which something holds: how is not known here.
  std::vector<std::string> left(names.begin(), names.end());
  for (Names seen = names; !left.empty();) {
    const auto made = made_of_.find(left.back());
    left.pop_back();
    if (made == made_of_.end()) continue;
    for (const std::string& part : made->second) {
      if (held.contains(part) || names.contains(part) || way.blurred.contains(part)) return false;
      if (seen.insert(part).second) left.push_back(part);
    }
  }
  return true;
}

void PathWalker::assign(Way& way, const std::string& name, bool surely) {
  forget(way, {name});
  way.set.insert(name);
  if (surely) way.surely.insert(name);
}

void PathWalker::assign(Ways& ways, const Names& names) {
  for (Way& way : ways)
    for (const std::string& name : names) assign(way, name, false);
}

bool PathWalker::afford(const Ways& ways) const {
  std::size_t size = 1;
  for (const Way& way : ways) size += 1 + way.holds.size() + way.set.size();
  return domains_.spend(size);
}

/// Keeps what they share.
PathWalker::Way PathWalker::join_to_one(Ways ways) {
  if (ways.size() == 1) return std::move(ways[0]);
  const auto key = [](const Given& one) { return std::pair(one.formula, one.holds); };
  std::map<std::pair<const Formula*, bool>, std::size_t> times;
  for (const Way& way : ways) {
    std::set<std::pair<const Formula*, bool>> mine;
    for (const Given& one : way.holds)
      if (mine.insert(key(one)).second) ++times[key(one)];
  }
  const auto shared = [&](const Given& one) { return times[key(one)] == ways.size(); };
  const auto keep_shared = [](Names& a, const Names& b) {
    std::erase_if(a, [&](const std::string& name) { return !b.contains(name); });
  };
  Way out = ways[0];
  out.trail.clear();
  for (Way& way : ways) {
    out.perhaps.merge(way.perhaps);
    out.perhaps.insert(way.set.begin(), way.set.end());
    keep_shared(out.set, way.set);
    keep_shared(out.surely, way.surely);
    out.blurred.merge(way.blurred);
    for (const Given& one : way.holds)
      if (!shared(one)) out.blurred.insert(one.formula->reads.begin(), one.formula->reads.end());
    out.order_blurred = out.order_blurred || way.order_blurred || way.done != out.done;
  }
  std::erase_if(out.holds, [&](const Given& one) { return !shared(one); });
  return out;
}

/// Too many ways: first those are joined that differ in nothing that bears on an action's condition, if need be through other
/// facts; then those that differ in nothing it reads itself; then all.
void PathWalker::limit(Ways& ways) const {
  const Names nothing;
  for (const Names* told_apart : {&linked_, &guarded_, &nothing}) {
    if (ways.size() <= ways_max) return;
    std::map<std::set<std::pair<const Formula*, bool>>, std::size_t> places;
    std::vector<Ways> alike;
    for (Way& way : ways) {
      std::set<std::pair<const Formula*, bool>> key;
      for (const Given& one : way.holds)
        if (one.formula->reads_any(*told_apart)) key.emplace(one.formula, one.holds);
      const std::size_t place = places.emplace(std::move(key), alike.size()).first->second;
      if (place == alike.size()) alike.emplace_back();
      alike[place].push_back(std::move(way));
    }
    ways.clear();
    for (Ways& group : alike) ways.push_back(join_to_one(std::move(group)));
  }
}

PathWalker::Ways PathWalker::join(Ways a, Ways b) {
  for (Way& way : b) a.push_back(std::move(way));
  return a;
}

}  // namespace evenhand::procedure

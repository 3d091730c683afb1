#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "base/text.hpp"
#include "procedure/compile.hpp"
#include "procedure/diff_parts.hpp"
#include "procedure/diff_weight.hpp"

namespace evenhand::procedure {

namespace {

/// Siblings of one kind that went, past which words are not compared one by one.
constexpr std::size_t compared_max = 1'000;

/// Of positions in the old text in the order of the new: those outside one longest rising run have moved.
std::vector<bool> moved(const std::vector<std::size_t>& before) {
  std::vector<std::size_t> tails, previous(before.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto at = std::lower_bound(tails.begin(), tails.end(), before[i],
                                     [&](std::size_t t, std::size_t v) { return before[t] < v; });
    if (at != tails.begin()) previous[i] = *(at - 1);
    if (at == tails.end())
      tails.push_back(i);
    else
      *at = i;
  }
  std::vector<bool> out(before.size(), true);
  for (std::size_t i = tails.empty() ? before.size() : tails.back(); i < before.size(); i = previous[i]) out[i] = false;
  return out;
}

/// What `part` says that `other` does not, as one line.
std::string only_in(const Part& part, const Part& other) {
  std::string out;
  for (const auto& one : part.says)
    if (std::find(other.says.begin(), other.says.end(), one) == other.says.end())
      out += (out.empty() ? "" : "; ") + one.second;
  return out;
}

/// A part that came or went: of a node its words, of anything else all it says.
std::string whole(const Part& part) {
  if (part.is_node) return part.words();
  std::string out;
  for (const auto& [label, phrase] : part.says) out += (out.empty() ? "" : "; ") + phrase;
  return out;
}

/// Whether the author wrote the id down: it does not follow from the words.
bool is_written(const Part& part) {
  return part.kind == "step" ? part.where != text::slug(part.words()) : part.where.find('/') == std::string::npos;
}

/// Records, training and adherence find a node by its id, so another one is news even where all words stayed.
bool id_changed(const Part& was, const Part& now) {
  return was.is_node && was.where != now.where && (is_written(was) || is_written(now));
}

class Comparer {
 public:
  Comparer(const Procedure& before, const Procedure& after) : old_(parts_of(before)), new_(parts_of(after)) {
    for (std::size_t i = 0; i < old_.size(); ++i) old_at_.emplace(old_[i].where, i);
    for (std::size_t i = 0; i < new_.size(); ++i) new_at_.emplace(new_[i].where, i);
  }

  std::vector<Change> changes() {
    pair();
    for (std::size_t i = 0; i < old_.size(); ++i)
      if (!met_.contains(i)) put({Change::Kind::removed, old_[i].where, whole(old_[i]), ""}, weigh_whole(old_[i]));
    for (std::size_t i = 0; i < new_.size(); ++i) {
      const auto was = was_.find(i);
      if (was == was_.end())
        put({Change::Kind::added, new_[i].where, "", whole(new_[i])}, weigh_whole(new_[i]));
      else
        compare(old_[was->second], new_[i]);
    }
    moves();
    return std::move(out_);
  }

 private:
  void put(Change change, Proposal proposal) {
    change.weight = proposal.weight;
    change.reason = std::move(proposal.reason);
    change.detail = std::move(proposal.detail);
    out_.push_back(std::move(change));
  }

  void compare(const Part& was, const Part& now) {
    const bool other_id = id_changed(was, now);
    if (was.says == now.says && !other_id) return;
    const auto said = [&](const Part& part, const Part& other) {
      const std::string words = only_in(part, other);
      return !other_id ? words : words + (words.empty() ? "" : "; ") + "id: " + part.where;
    };
    put({Change::Kind::changed, now.where, said(was, now), said(now, was)}, weigh_change(was, now));
  }

  void meet(std::size_t now, std::size_t was) {
    was_[now] = was;
    met_.insert(was);
  }

  /// Which part of the old text each of the new one was. By name first; a part whose words changed has another name: then what
  /// says the same, then what went for what came, of one kind, under one parent, in order.
  void pair() {
    for (std::size_t i = 0; i < new_.size(); ++i) {
      const auto same = old_at_.find(new_[i].where);
      if (same != old_at_.end() && !met_.contains(same->second)) meet(i, same->second);
    }
    std::map<std::pair<std::string, std::string>, std::deque<std::size_t>> gone;
    for (std::size_t i = 0; i < old_.size(); ++i)
      if (!met_.contains(i) && (old_[i].is_node || old_[i].named_by_words))
        gone[{old_[i].parent, old_[i].kind}].push_back(i);
    // Siblings are settled together, so that equal words win over order; parents before what they hold, so that what a
    // renamed step holds is looked for in that step.
    std::map<std::string, std::vector<std::size_t>> siblings;
    std::vector<std::string> parents;
    for (std::size_t i = 0; i < new_.size(); ++i) {
      if (!new_[i].is_node && !new_[i].named_by_words) continue;
      auto& of = siblings[new_[i].parent];
      if (of.empty()) parents.push_back(new_[i].parent);
      of.push_back(i);
    }
    for (const std::string& parent : parents)
      for (const bool by_words : {true, false})
        for (const std::size_t i : siblings[parent]) {
          const auto found = gone.find({old_parent_of(parent), new_[i].kind});
          if (was_.contains(i) || found == gone.end()) continue;
          auto& left = found->second;
          if (by_words && left.size() > compared_max) continue;
          const auto one = by_words
                               ? std::find_if(left.begin(), left.end(),
                                              [&](std::size_t was) { return old_[was].words() == new_[i].words(); })
                               : left.begin();
          if (one == left.end()) continue;
          meet(i, *one);
          left.erase(one);
        }
  }

  std::string old_parent_of(const std::string& parent) const {
    const auto at = new_at_.find(parent);
    if (at == new_at_.end()) return parent;
    const auto was = was_.find(at->second);
    return was == was_.end() ? parent : old_[was->second].where;
  }

  void moves() {
    std::vector<std::size_t> order, order_new;
    for (std::size_t i = 0; i < new_.size(); ++i)
      if (const auto was = was_.find(i); was != was_.end() && new_[i].is_node) {
        order.push_back(was->second);
        order_new.push_back(i);
      }
    const std::vector<bool> has_moved = moved(order);
    std::set<std::size_t> moved_parts;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (has_moved[i]) moved_parts.insert(order_new[i]);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (!has_moved[i]) continue;
      // What only moved along with the step around it is not news.
      const Part& now = new_[order_new[i]];
      const auto parent = new_at_.find(now.parent);
      const bool with_parent = parent != new_at_.end() && old_[order[i]].parent == old_parent_of(now.parent) &&
                               moved_parts.contains(parent->second);
      if (!with_parent) put({Change::Kind::moved, now.where, old_[order[i]].parent, now.parent}, weigh_move(now));
    }
  }

  const std::vector<Part> old_, new_;
  std::map<std::string, std::size_t> old_at_, new_at_;
  std::map<std::size_t, std::size_t> was_;  ///< new part -> old part
  std::set<std::size_t> met_;               ///< old parts that are still there
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> diff(const Procedure& before, const Procedure& after) {
  return Comparer(before, after).changes();
}

}  // namespace evenhand::procedure

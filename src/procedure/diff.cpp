#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "procedure/compile.hpp"

namespace evenhand::procedure {

namespace {

/// One comparable part of a procedure: what it is called, its place among its kin, and its own content.
struct Part {
  std::string where, parent, kind, content, shown;
};

std::string words_of(const Node& n) {
  if (!n.text.text.empty()) return n.text.text;
  return std::string(kind_name(n.kind));
}

void node_parts(const json::Value& value, const Node& n, const std::string& parent, std::vector<Part>& out) {
  json::Value own = value;
  if (json::Object* o = own.as_object())
    std::erase_if(*o, [](const auto& member) {
      return member.first == "children" || member.first == "branches" || member.first == "id";
    });
  out.push_back({n.id, parent, std::string(kind_name(n.kind)), json::write_canonical(own), words_of(n)});
  const auto below = [&](const char* key, const std::vector<Node>& nodes) {
    const json::Value* list = value.find(key);
    for (std::size_t i = 0; i < nodes.size(); ++i) node_parts((*list->as_array())[i], nodes[i], n.id, out);
  };
  below("children", n.children);
  below("branches", n.branches);
}

/// Facts, messages and the like: each member of a list of objects, called by `key`.
void list_parts(const json::Value& p, const char* list, const char* key, const std::string& what,
                std::vector<Part>& out) {
  const json::Value* values = p.find(list);
  if (values == nullptr || values->as_array() == nullptr) return;
  for (const json::Value& v : *values->as_array()) {
    const std::string name = v.string_or(key, "");
    out.push_back({what + ": " + name, list, list, json::write_canonical(v), json::write(v)});
  }
}

std::vector<Part> parts_of(const Procedure& p) {
  std::vector<Part> out;
  const json::Value v = to_json(p, false);
  for (const auto& [key, value] : *v.as_object()) {
    if (key == "hash" || key == "root" || value.as_array() != nullptr || value.as_object() != nullptr) continue;
    out.push_back(
        {key, "", "field", json::write_canonical(value), value.as_string() ? *value.as_string() : json::write(value)});
  }
  for (const char* key :
       {"approvers", "channels", "states", "languages", "topics", "products", "satisfies", "outcomes"})
    if (const json::Value* list = v.find(key))
      out.push_back({key, "", "field", json::write_canonical(*list), json::write(*list)});
  list_parts(v, "facts", "name", "fact", out);
  list_parts(v, "targets", "text", "target", out);
  for (std::size_t i = 0; i < p.root.children.size(); ++i)
    node_parts((*v.find("root")->find("children")->as_array())[i], p.root.children[i], "", out);
  list_parts(v, "messages", "name", "message", out);
  list_parts(v, "escalation", "text", "escalation", out);
  list_parts(v, "actions", "name", "action", out);
  list_parts(v, "records", "text", "record", out);
  if (const json::Value* training = v.find("training")) {
    list_parts(*training, "questions", "text", "question", out);
    list_parts(*training, "scenarios", "name", "scenario", out);
  }
  list_parts(v, "overlays", "name", "overlay", out);
  return out;
}

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

}  // namespace

std::vector<Change> diff(const Procedure& before, const Procedure& after) {
  const std::vector<Part> old_parts = parts_of(before), new_parts = parts_of(after);
  std::map<std::string, std::size_t> old_at, new_at;
  for (std::size_t i = 0; i < old_parts.size(); ++i) old_at.emplace(old_parts[i].where, i);
  for (std::size_t i = 0; i < new_parts.size(); ++i) new_at.emplace(new_parts[i].where, i);

  // A part whose words changed gets another id: pair what went with what came, of one kind, under one parent, in order.
  std::map<std::pair<std::string, std::string>, std::deque<std::size_t>> gone;
  for (std::size_t i = 0; i < old_parts.size(); ++i)
    if (!new_at.contains(old_parts[i].where) && old_at.at(old_parts[i].where) == i)
      gone[{old_parts[i].parent, old_parts[i].kind}].push_back(i);
  std::map<std::size_t, std::size_t> paired;  // new -> old
  std::set<std::size_t> paired_old;
  for (std::size_t i = 0; i < new_parts.size(); ++i) {
    const auto found = gone.find({new_parts[i].parent, new_parts[i].kind});
    const bool is_node = new_parts[i].kind != new_parts[i].parent && new_parts[i].kind != "field";
    if (!is_node || old_at.contains(new_parts[i].where) || found == gone.end() || found->second.empty()) continue;
    paired[i] = found->second.front();
    paired_old.insert(found->second.front());
    found->second.pop_front();
  }

  std::vector<Change> changes;
  for (std::size_t i = 0; i < old_parts.size(); ++i)
    if (!new_at.contains(old_parts[i].where) && !paired_old.contains(i))
      changes.push_back({Change::Kind::removed, old_parts[i].where, old_parts[i].shown, ""});
  std::vector<std::size_t> order, order_new;
  for (std::size_t i = 0; i < new_parts.size(); ++i) {
    const Part& now = new_parts[i];
    const auto same = old_at.find(now.where);
    const auto pair = paired.find(i);
    if (same == old_at.end() && pair == paired.end()) {
      changes.push_back({Change::Kind::added, now.where, "", now.shown});
      continue;
    }
    const std::size_t was = same != old_at.end() ? same->second : pair->second;
    if (old_parts[was].content != now.content) {
      const bool words = old_parts[was].shown != now.shown;
      changes.push_back({Change::Kind::changed, now.where, words ? old_parts[was].shown : old_parts[was].content,
                         words ? now.shown : now.content});
    }
    if (now.kind == now.parent || now.kind == "field") continue;
    order.push_back(was);
    order_new.push_back(i);
  }
  const std::vector<bool> has_moved = moved(order);
  std::set<std::size_t> moved_parts;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (has_moved[i]) moved_parts.insert(order_new[i]);
  for (std::size_t i = 0; i < order.size(); ++i)
    if (has_moved[i]) {
      // What only moved along with the step around it is not news.
      const Part& now = new_parts[order_new[i]];
      const auto parent = new_at.find(now.parent);
      const bool with_parent =
          parent != new_at.end() && old_parts[order[i]].parent == now.parent && moved_parts.contains(parent->second);
      if (!with_parent) changes.push_back({Change::Kind::moved, now.where, old_parts[order[i]].parent, now.parent});
    }
  return changes;
}

}  // namespace evenhand::procedure

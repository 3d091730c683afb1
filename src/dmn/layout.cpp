// A drawing for models that came without one: levels by what needs what, inputs at the bottom.
#include <algorithm>
#include <map>

#include "dmn/writing.hpp"

namespace evenhand::dmn {

namespace {

constexpr double gap_x = 40, gap_y = 60, margin = 40;
constexpr std::size_t row_max = 8;  ///< shapes beside one another

struct Place {
  const Element* element;
  const std::vector<Requirement>* needs;  ///< null pointer for what needs nothing
  double width, height;
  std::size_t level = 0;
};

class Layout {
 public:
  explicit Layout(const ModelContent& content) {
    for (const auto& one : content.inputs) places_.push_back({&one, nullptr, 125, 45});
    for (const auto& one : content.decisions) places_.push_back({&one, &one.needs, 180, 80});
    for (const auto& one : content.knowledge) places_.push_back({&one, &one.needs, 135, 46});
    for (const auto& one : content.sources) places_.push_back({&one, &one.needs, 100, 63});
    for (std::size_t i = 0; i < places_.size(); ++i) by_id_.emplace(places_[i].element->id, i);
    services_ = &content.services;
    annotations_ = &content.annotations;
    associations_ = &content.associations;
  }

  Diagram run() {
    set_levels();
    std::map<std::size_t, std::vector<std::size_t>, std::greater<>> levels;
    for (std::size_t i = 0; i < places_.size(); ++i) levels[places_[i].level].push_back(i);
    double y = margin;
    if (!services_->empty()) y = row_of_services(y);
    for (const auto& [level, list] : levels) {
      for (std::size_t first = 0; first < list.size(); first += row_max)
        y = row({list.begin() + first, list.begin() + std::min(list.size(), first + row_max)}, y);
    }
    double x = margin;
    for (const TextAnnotation& note : *annotations_) {
      diagram_.shapes.push_back({note.id, {x, y}, 200, 60, {}, false});
      x += 200 + gap_x;
    }
    edges();
    return std::move(diagram_);
  }

 private:
  /// One more than the highest level among what an element needs. A stack instead of recursion: chains may be long.
  void set_levels() {
    std::vector<char> state(places_.size(), 0);  // 0 fresh, 1 open, 2 done
    for (std::size_t start = 0; start < places_.size(); ++start) {
      std::vector<std::size_t> stack = {start};
      while (!stack.empty()) {
        const std::size_t at = stack.back();
        if (state[at] == 0) {
          state[at] = 1;
          for_needs(at, [&](std::size_t to, const Requirement&) {
            if (state[to] == 0) stack.push_back(to);
          });
          continue;
        }
        stack.pop_back();
        if (state[at] == 2) continue;
        for_needs(at, [&](std::size_t to, const Requirement&) {
          if (state[to] == 2) places_[at].level = std::max(places_[at].level, places_[to].level + 1);
        });
        state[at] = 2;
      }
    }
  }

  template <class Visit>
  void for_needs(std::size_t at, const Visit& visit) const {
    if (places_[at].needs == nullptr) return;
    for (const Requirement& need : *places_[at].needs) {
      const auto to = by_id_.find(need.href);
      if (to != by_id_.end()) visit(to->second, need);
    }
  }

  double row(const std::vector<std::size_t>& list, double y) {
    double x = margin, height = 0;
    for (const std::size_t i : list) height = std::max(height, places_[i].height);
    for (const std::size_t i : list) {
      const Place& place = places_[i];
      where_[place.element->id] = diagram_.shapes.size();
      diagram_.shapes.push_back(
          {place.element->id, {x, y + (height - place.height) / 2}, place.width, place.height, {}, false});
      x += place.width + gap_x;
    }
    return y + height + gap_y;
  }

  double row_of_services(double y) {
    double x = margin;
    for (const DecisionService& service : *services_) {
      where_[service.id] = diagram_.shapes.size();
      diagram_.shapes.push_back({service.id, {x, y}, 180, 80, {}, true});
      x += 180 + gap_x;
    }
    return y + 80 + gap_y;
  }

  void edges() {
    const auto connect = [&](const std::string& id, const std::string& from, const std::string& to) {
      const auto a = where_.find(from), b = where_.find(to);
      if (a == where_.end() || b == where_.end()) return;
      const Shape& source = diagram_.shapes[a->second];
      const Shape& target = diagram_.shapes[b->second];
      diagram_.edges.push_back({id,
                                {{source.corner.x + source.width / 2, source.corner.y},
                                 {target.corner.x + target.width / 2, target.corner.y + target.height}}});
    };
    for (const Place& place : places_) {
      if (place.needs == nullptr) continue;
      for (const Requirement& need : *place.needs) connect(need.id, need.href, place.element->id);
    }
    for (std::size_t i = 0; i < diagram_.shapes.size(); ++i) where_.emplace(diagram_.shapes[i].ref, i);
    for (const Association& one : *associations_) connect(one.id, one.source, one.target);
  }

  std::vector<Place> places_;
  std::map<std::string, std::size_t, std::less<>> by_id_, where_;
  const std::vector<DecisionService>* services_ = nullptr;
  const std::vector<TextAnnotation>* annotations_ = nullptr;
  const std::vector<Association>* associations_ = nullptr;
  Diagram diagram_;
};

}  // namespace

Diagram lay_out(const ModelContent& content) {
  return Layout(content).run();
}

}  // namespace evenhand::dmn

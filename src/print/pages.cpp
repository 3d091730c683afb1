#include "print/pages.hpp"

namespace evenhand::print {
namespace {

class Cutter {
 public:
  Cutter(const Flow& flow, double height) : flow_(flow), height_(height) {}

  std::vector<Page> cut() {
    pages_.emplace_back();
    for (std::size_t first = 0; first < flow_.pieces.size();) {
      std::size_t last = first;
      double needs = room_above(first) + flow_.pieces[first].height;
      while (flow_.pieces[last].keep_with_next && last + 1 < flow_.pieces.size() && needs <= height_) {
        ++last;
        needs += flow_.pieces[last].before + flow_.pieces[last].height;
      }
      if (at_ + needs > height_ && !pages_.back().pieces.empty()) {
        turn(first);
        // Too much to be kept together: piece by piece, as much as there is room for.
      }
      for (std::size_t i = first; i <= last; ++i) place(i);
      first = last + 1;
    }
    return std::move(pages_);
  }

 private:
  [[nodiscard]] double room_above(std::size_t piece) const {
    return pages_.back().pieces.empty() ? 0 : flow_.pieces[piece].before;
  }
  void turn(std::size_t piece) {
    pages_.emplace_back();
    at_ = 0;
    const int head = flow_.pieces[piece].head;
    if (head < 0) return;
    pages_.back().head = head;
    at_ = flow_.heads[static_cast<std::size_t>(head)].height;
  }
  void place(std::size_t piece) {
    const double height = flow_.pieces[piece].height;
    if (at_ + room_above(piece) + height > height_ && !pages_.back().pieces.empty()) turn(piece);
    at_ += room_above(piece);
    pages_.back().pieces.push_back({piece, at_});
    at_ += height;
  }

  const Flow& flow_;
  const double height_;
  std::vector<Page> pages_;
  double at_ = 0;
};

}  // namespace

std::vector<Page> cut_into_pages(const Flow& flow, double page_height) {
  return Cutter(flow, page_height).cut();
}

}  // namespace evenhand::print

#include "print/redline.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

namespace evenhand::print {
namespace {

/// Past it what differs between two lists is taken as gone and come as a whole.
constexpr std::size_t table_max = 4'000'000;
/// Blocks of one gap that are held against one another, and the share of words that makes two of them one that changed.
constexpr std::size_t pairs_max = 10'000;
constexpr double alike = 0.34;

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// One of `before` that stayed as one of `after`; `none` on one side: it went, or it came.
struct Step {
  std::size_t before, after;
};

/// A longest common subsequence, what went before what came. `same(i, j)` is asked for each pair at most twice.
template <class Same>
std::vector<Step> align(std::size_t before, std::size_t after, const Same& same) {
  std::size_t begin = 0, end = 0;
  while (begin < std::min(before, after) && same(begin, begin)) ++begin;
  while (end < std::min(before, after) - begin && same(before - 1 - end, after - 1 - end)) ++end;
  std::vector<Step> steps;
  for (std::size_t i = 0; i < begin; ++i) steps.push_back({i, i});
  const std::size_t n = before - begin - end, m = after - begin - end;
  std::size_t i = 0, j = 0;
  if (n > 0 && m > 0 && n <= table_max / m) {
    const std::size_t width = m + 1;
    std::vector<std::uint32_t> length((n + 1) * width, 0);
    for (std::size_t a = n; a-- > 0;)
      for (std::size_t b = m; b-- > 0;)
        length[a * width + b] = same(begin + a, begin + b)
                                    ? length[(a + 1) * width + b + 1] + 1
                                    : std::max(length[(a + 1) * width + b], length[a * width + b + 1]);
    while (i < n && j < m) {
      if (same(begin + i, begin + j))
        steps.push_back({begin + i++, begin + j++});
      else if (length[(i + 1) * width + j] >= length[i * width + j + 1])
        steps.push_back({begin + i++, none});
      else
        steps.push_back({none, begin + j++});
    }
  }
  for (; i < n; ++i) steps.push_back({begin + i, none});
  for (; j < m; ++j) steps.push_back({none, begin + j});
  for (std::size_t k = 0; k < end; ++k) steps.push_back({before - end + k, after - end + k});
  return steps;
}

/// A word with the blank behind it, so that what changes is read as words.
std::vector<Words> in_words(const Line& line) {
  std::vector<Words> out;
  for (const Words& words : line) {
    for (std::string_view left = words.text; !left.empty();) {
      std::size_t end = std::min(left.find_first_of(" \n"), left.size());
      while (end < left.size() && (left[end] == ' ' || left[end] == '\n')) ++end;
      Words one = words;
      one.text = std::string(left.substr(0, end));
      out.push_back(std::move(one));
      left.remove_prefix(end);
    }
  }
  return out;
}

std::string_view without_blank(std::string_view word) {
  while (word.ends_with(' ') || word.ends_with('\n')) word.remove_suffix(1);
  return word;
}

void put(Line& line, Words words, Change change) {
  words.change = change;
  if (!line.empty()) {
    Words& last = line.back();
    std::string text = std::move(words.text);
    words.text = last.text;
    if (words == last) {
      last.text += text;
      return;
    }
    words.text = std::move(text);
  }
  line.push_back(std::move(words));
}

/// Within one gap all that went stands before all that came: a sentence that was rewritten reads as two.
Line put_together(const std::vector<Words>& before, const std::vector<Words>& after, const std::vector<Step>& steps) {
  Line out, came;
  const auto settle = [&] {
    const bool touch = !came.empty() && !out.empty() && out.back().change == Change::deleted;
    if (touch && !out.back().text.ends_with(' ') && !out.back().text.ends_with('\n')) out.back().text += ' ';
    for (Words& words : came) put(out, std::move(words), Change::inserted);
    came.clear();
  };
  for (const Step& step : steps) {
    if (step.after == none) {
      Words gone = before[step.before];
      gone.link.clear();
      gone.anchor.clear();
      put(out, std::move(gone), Change::deleted);
    } else if (step.before == none) {
      came.push_back(after[step.after]);
    } else {
      settle();
      put(out, after[step.after], Change::none);
    }
  }
  settle();
  return out;
}

bool is_same_kind(const Block& a, const Block& b) {
  return a.kind == b.kind && a.is_numbered == b.is_numbered && a.is_plain == b.is_plain &&
         (a.kind != Block::Kind::heading || a.level == b.level);
}

std::map<std::string, int, std::less<>> counted(std::string_view text) {
  std::map<std::string, int, std::less<>> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n\t"), text.size());
    if (end > 0) ++words[std::string(text.substr(0, end))];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// The share of words that two texts have in common, 0 to 1.
double likeness(std::string_view a, std::string_view b) {
  const auto left = counted(a), right = counted(b);
  int common = 0, all = 0;
  for (const auto& [word, times] : left) {
    const auto found = right.find(word);
    if (found != right.end()) common += std::min(times, found->second);
    all += times;
  }
  for (const auto& [word, times] : right) all += times;
  return all == 0 ? 1 : 2.0 * common / all;
}

std::string key(const Block& block) {
  return std::to_string(static_cast<int>(block.kind)) + std::to_string(block.level) + plain_words(block);
}
std::string key(const Row& row) {
  std::string out;
  for (const Cell& cell : row.cells) (out += '\t') += plain_words(cell.words);
  return out;
}
bool may_pair(const Block& a, const Block& b) {
  return is_same_kind(a, b);
}
bool may_pair(const Row& a, const Row& b) {
  return a.cells.size() == b.cells.size();
}

Row merged(const Row& before, const Row& after) {
  Row row = after;
  for (std::size_t c = 0; c < row.cells.size(); ++c)
    row.cells[c].words = redline(before.cells[c].words, after.cells[c].words);
  return row;
}
Block merged(const Block& before, const Block& after);

/// What stayed, what changed, what went and came, in one list.
template <class T>
std::vector<T> woven(const std::vector<T>& before, const std::vector<T>& after) {
  std::vector<std::string> old_keys, new_keys;
  for (const T& one : before) old_keys.push_back(key(one));
  for (const T& one : after) new_keys.push_back(key(one));
  const auto steps =
      align(before.size(), after.size(), [&](std::size_t i, std::size_t j) { return old_keys[i] == new_keys[j]; });
  std::vector<T> out;
  const auto gone = [&](std::size_t i) {
    out.push_back(before[i]);
    out.back().change = Change::deleted;
  };
  for (std::size_t at = 0; at < steps.size();) {
    if (steps[at].before != none && steps[at].after != none) {
      out.push_back(after[steps[at++].after]);
      continue;
    }
    std::vector<std::size_t> went, came;
    for (; at < steps.size() && (steps[at].before == none || steps[at].after == none); ++at)
      steps[at].after == none ? went.push_back(steps[at].before) : came.push_back(steps[at].after);
    std::size_t next = 0;
    const bool are_few = went.size() * came.size() <= pairs_max;
    for (const std::size_t j : came) {
      std::size_t partner = went.size();
      for (std::size_t i = next; are_few && i < went.size() && partner == went.size(); ++i)
        if (may_pair(before[went[i]], after[j]) && likeness(old_keys[went[i]], new_keys[j]) >= alike) partner = i;
      if (partner == went.size()) {
        out.push_back(after[j]);
        out.back().change = Change::inserted;
        continue;
      }
      for (; next < partner; ++next) gone(went[next]);
      out.push_back(merged(before[went[next++]], after[j]));
    }
    for (; next < went.size(); ++next) gone(went[next]);
  }
  return out;
}

Block merged(const Block& before, const Block& after) {
  Block block = after;
  block.words = redline(before.words, after.words);
  block.blocks = woven(before.blocks, after.blocks);
  block.rows = woven(before.rows, after.rows);
  return block;
}

/// Links into what went lead nowhere, and no place may have two names.
void forget_places(std::vector<Block>& blocks, bool gone) {
  for (Block& block : blocks) {
    const bool inside = gone || block.change == Change::deleted;
    if (inside) block.anchor.clear();
    forget_places(block.blocks, inside);
  }
}

}  // namespace

Line redline(const Line& before, const Line& after) {
  const std::vector<Words> was = in_words(before), is = in_words(after);
  const auto steps = align(was.size(), is.size(), [&](std::size_t i, std::size_t j) {
    return without_blank(was[i].text) == without_blank(is[j].text);
  });
  return put_together(was, is, steps);
}

std::vector<Block> redline(const std::vector<Block>& before, const std::vector<Block>& after) {
  std::vector<Block> out = woven(before, after);
  forget_places(out, false);
  return out;
}

}  // namespace evenhand::print

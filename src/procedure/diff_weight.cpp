#include "procedure/diff_weight.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace evenhand::procedure {
namespace {

constexpr std::size_t spelling_letters_min = 5;  ///< shorter words that differ by a letter are other words
constexpr std::size_t detail_bytes_max = 120;
constexpr std::size_t compared_words_max = 2'000;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

/// Words that say who must do what, when, or not at all.
constexpr std::array<std::string_view, 40> duties{
    "not",     "no",     "never",   "none",   "must",    "may",     "should", "shall",  "can",   "cannot",
    "only",    "always", "unless",  "except", "without", "before",  "after",  "until",  "every", "each",
    "all",     "any",    "or",      "nunca",  "debe",    "deben",   "puede",  "pueden", "solo",  "sólo",
    "siempre", "salvo",  "excepto", "sin",    "antes",   "después", "hasta",  "cada",   "todos", "ni"};

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

/// Lower-case words and figures; `30.50` and `{order number}` each are one.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '{') {
      const std::size_t end = text.find('}', i);
      if (end != std::string_view::npos) {
        out.emplace_back(text.substr(i, end - i + 1));
        i = end + 1;
        continue;
      }
    }
    if (!is_letter(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    const auto inside = [&] {
      if (is_letter(text[i])) return true;
      const bool joins = text[i] == '.' || text[i] == ',' || text[i] == '\'';
      return joins && i + 1 < text.size() && is_letter(text[i + 1]);
    };
    while (i < text.size() && inside()) ++i;
    out.push_back(text::to_lower_ascii(text.substr(begin, i - begin)));
  }
  return out;
}

bool is_figure(const std::string& word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_placeholder(const std::string& word) {
  return word.starts_with('{');
}
bool is_duty(const std::string& word) {
  return is_one_of(word, duties);
}

/// One letter more, less, other, or two that changed places.
bool is_slip(const std::string& a, const std::string& b) {
  if (a.size() < spelling_letters_min || b.size() < spelling_letters_min || a[0] != b[0]) return false;
  if (is_figure(a) || is_figure(b)) return false;
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const std::string_view rest_a(&*a.begin() + (at_a - a.begin()), static_cast<std::size_t>(a.end() - at_a));
  const std::string_view rest_b(&*b.begin() + (at_b - b.begin()), static_cast<std::size_t>(b.end() - at_b));
  const auto cut = [](std::string_view text, std::size_t n) {
    return n > text.size() ? std::string_view{} : text.substr(n);
  };
  if (rest_a.size() == rest_b.size() + 1) return cut(rest_a, 1) == rest_b;
  if (rest_b.size() == rest_a.size() + 1) return cut(rest_b, 1) == rest_a;
  if (rest_a.size() != rest_b.size() || rest_a.empty()) return false;
  if (cut(rest_a, 1) == cut(rest_b, 1)) return true;
  return rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && cut(rest_a, 2) == cut(rest_b, 2);
}

/// The words of a kind that one text has more often than the other: `30 → 20`; empty when they have the same.
template <class Is>
std::string differing(const std::vector<std::string>& before, const std::vector<std::string>& after, Is is) {
  std::map<std::string, int> count;
  for (const std::string& word : before)
    if (is(word)) ++count[word];
  for (const std::string& word : after)
    if (is(word)) --count[word];
  std::string gone, come;
  for (const auto& [word, n] : count)
    if (n != 0) {
      std::string& list = n > 0 ? gone : come;
      list += (list.empty() ? "" : ", ") + word;
    }
  if (gone.empty() && come.empty()) return {};
  return std::string(text::prefix(gone + (gone.empty() ? "+ " : come.empty() ? " −" : " → ") + come, detail_bytes_max));
}

/// How many of 100 words stay.
std::size_t stays_percent(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  const std::size_t longest = std::max(before.size(), after.size());
  if (longest == 0) return 100;
  std::multiset<std::string> left(before.begin(), before.end());
  std::size_t same = 0;
  for (const std::string& word : after)
    if (const auto found = left.find(word); found != left.end()) {
      left.erase(found);
      ++same;
    }
  return same * 100 / longest;
}

/// Of a text that people read, in whatever place.
Proposal weigh_words(std::string_view before, std::string_view after) {
  const std::vector<std::string> was = words_in(before), now = words_in(after);
  if (was == now) return {Weight::editorial, "form", {}};
  if (was.size() == now.size() && was.size() <= compared_words_max) {
    std::string slips;
    bool only_slips = true;
    for (std::size_t i = 0; i < was.size() && only_slips; ++i) {
      if (was[i] == now[i]) continue;
      only_slips = is_slip(was[i], now[i]);
      slips += (slips.empty() ? "" : ", ") + was[i] + " → " + now[i];
    }
    if (only_slips) return {Weight::editorial, "spelling", std::string(text::prefix(slips, detail_bytes_max))};
  }
  if (auto figures = differing(was, now, is_figure); !figures.empty())
    return {Weight::material, "figure", std::move(figures)};
  if (auto told = differing(was, now, is_placeholder); !told.empty())
    return {Weight::material, "placeholder", std::move(told)};
  if (auto duty = differing(was, now, is_duty); !duty.empty()) return {Weight::material, "duty", std::move(duty)};
  if (stays_percent(was, now) < 40) return {Weight::material, "other-words", {}};
  return {Weight::clarifying, "worded", {}};
}

/// Nobody acts on these; they explain.
bool is_explained(const Part& part) {
  return part.kind == "guidance";
}
bool is_practice(const Part& part) {
  return part.kind == "question" || part.kind == "scenario";
}
bool is_language(std::string_view label) {
  return label.size() == 2 || label.ends_with(", es") || label.ends_with(", en") || label == "namesIn" ||
         label == "wordsIn";
}

const std::string* said(const Part& part, std::string_view label) {
  for (const auto& [name, phrase] : part.says)
    if (name == label) return &phrase;
  return nullptr;
}

/// Fields of the front matter and of the training section.
Proposal weigh_field(const Part& part) {
  constexpr std::array<std::string_view, 6> described{"topics", "summary", "title", "baseLanguage", "id", "related"};
  constexpr std::array<std::string_view, 3> tended{"owner", "reviewEvery", "review"};
  const std::string& name = part.where;
  if (name.starts_with("title in") || name.starts_with("summary in") || name.starts_with("name in"))
    return {Weight::clarifying, "translation", {}};
  if (is_one_of(name, described)) return {Weight::clarifying, "described", name};
  if (is_one_of(name, tended)) return {Weight::clarifying, "described", name};
  return {Weight::material, "scope", name};
}

bool has_fixed_words(const Part& part) {
  return said(part, "satisfies") != nullptr || said(part, "mandatory") != nullptr;
}

/// Its own words, which for a directive are only how it is written: what they mean is said by its other members.
Proposal weigh_own(const Part& was, const Part& now) {
  Proposal words = weigh_words(was.words(), now.words());
  if (words.weight == Weight::editorial) return words;
  if (has_fixed_words(was) || has_fixed_words(now)) return {Weight::material, "fixed-words", {}};
  constexpr std::array<std::string_view, 5> read{"step", "guidance", "say", "task", "sequence"};
  if (now.is_node && !is_one_of(now.kind, read)) return {Weight::editorial, "same-meaning", {}};
  if (is_practice(now)) return {Weight::clarifying, "practice", {}};
  return words;
}

Proposal heavier(Proposal a, Proposal b) {
  return b.weight > a.weight || a.reason.empty() ? b : a;
}

}  // namespace

Proposal weigh_whole(const Part& part) {
  if (part.kind == "field") return weigh_field(part);
  if (has_fixed_words(part)) return {Weight::material, "fixed-words", {}};
  if (is_explained(part)) return {Weight::clarifying, "guidance", {}};
  if (is_practice(part)) return {Weight::clarifying, "practice", {}};
  return {Weight::material, "work", {}};
}

Proposal weigh_move(const Part& part) {
  if (is_explained(part) && !has_fixed_words(part)) return {Weight::clarifying, "guidance", {}};
  return {Weight::material, "order", {}};
}

Proposal weigh_change(const Part& was, const Part& now) {
  if (now.kind == "field") {
    Proposal words = weigh_words(was.words(), now.words());
    return words.weight == Weight::editorial ? words : weigh_field(now);
  }
  std::set<std::string> labels;
  for (const auto* part : {&was, &now})
    for (const auto& [label, phrase] : part->says) labels.insert(label);
  Proposal sum{Weight::editorial, {}, {}};
  for (const std::string& label : labels) {
    const std::string *before = said(was, label), *after = said(now, label);
    if (before != nullptr && after != nullptr && *before == *after) continue;
    const std::string_view from = before == nullptr ? std::string_view{} : *before;
    const std::string_view to = after == nullptr ? std::string_view{} : *after;
    if (label.empty()) {
      sum = heavier(std::move(sum), weigh_own(was, now));
    } else if (label == "number") {
      sum = heavier(std::move(sum), {Weight::editorial, "step-number", {}});
    } else if (is_language(label)) {
      const Proposal words = weigh_words(from, to);
      sum = heavier(std::move(sum),
                    words.weight == Weight::editorial ? words : Proposal{Weight::clarifying, "translation", {}});
    } else if (label == "label" || label == "guidance") {
      sum = heavier(std::move(sum), weigh_words(from, to));
    } else if (is_practice(now)) {
      sum = heavier(std::move(sum), {Weight::clarifying, "practice", {}});
    } else {
      std::string detail(from.empty() ? "+ " : from);
      detail += from.empty() || to.empty() ? "" : " → ";
      detail += to.empty() ? " −" : to;
      sum = heavier(std::move(sum), {Weight::material, "rule", std::string(text::prefix(detail, detail_bytes_max))});
    }
  }
  if (was.where != now.where && sum.reason.empty()) return {Weight::clarifying, "name", {}};
  return sum;
}

std::string_view weight_name(Weight weight) noexcept {
  constexpr std::array<std::string_view, 3> names{"editorial", "clarifying", "material"};
  return names[static_cast<std::size_t>(weight)];
}

std::optional<Weight> weight_of(std::string_view name) noexcept {
  for (const Weight one : {Weight::editorial, Weight::clarifying, Weight::material})
    if (weight_name(one) == name) return one;
  return std::nullopt;
}

std::string_view change_kind_name(Change::Kind kind) noexcept {
  constexpr std::array<std::string_view, 4> names{"added", "removed", "changed", "moved"};
  return names[static_cast<std::size_t>(kind)];
}

std::string reason_text(const Change& change, std::string_view language) {
  struct Sentence {
    std::string_view code, en, es;
  };
  static constexpr std::array sentences{
      Sentence{"form", "Only letters' case, punctuation or spacing differs.",
               "Solo cambian mayúsculas, puntuación o espacios."},
      Sentence{"spelling", "Only a spelling differs: {}.", "Solo cambia la ortografía: {}."},
      Sentence{"same-meaning", "Written otherwise, understood the same.",
               "Escrito de otro modo, se entiende lo mismo."},
      Sentence{"step-number", "Only the number of the step differs.", "Solo cambia el número del paso."},
      Sentence{"worded", "Worded otherwise, with the same figures and duties.",
               "Dicho con otras palabras, con las mismas cifras y deberes."},
      Sentence{"other-words", "Hardly a word stays.", "Casi no queda ninguna palabra."},
      Sentence{"translation", "A translation differs.", "Cambia una traducción."},
      Sentence{"guidance", "Guidance: nobody has to act on it.", "Orientación: nadie tiene que actuar según ella."},
      Sentence{"practice", "Practice and questions: no case follows them.",
               "Práctica y preguntas: ningún caso las sigue."},
      Sentence{"described", "How the procedure is described and tended: {}.",
               "Cómo se describe y se cuida el procedimiento: {}."},
      Sentence{"name", "The same under another name; records look for the name.",
               "Lo mismo con otro nombre; los registros buscan el nombre."},
      Sentence{"figure", "A figure changes: {}.", "Cambia una cifra: {}."},
      Sentence{"placeholder", "Other values are told: {}.", "Se dicen otros valores: {}."},
      Sentence{"duty", "A word of duty changes: {}.", "Cambia una palabra de deber: {}."},
      Sentence{"fixed-words", "These words answer to the law or may not be edited.",
               "Estas palabras responden a la ley o no se pueden editar."},
      Sentence{"work", "Something that people or the server act on comes or goes.",
               "Aparece o desaparece algo que hacen las personas o el servidor."},
      Sentence{"order", "The order of the work changes.", "Cambia el orden del trabajo."},
      Sentence{"scope", "For whom, where, or by whose approval it holds changes: {}.",
               "Cambia para quién, dónde o con qué aprobación vale: {}."},
      Sentence{"rule", "What the server acts on changes: {}.", "Cambia aquello según lo que actúa el servidor: {}."},
  };
  for (const Sentence& one : sentences) {
    if (one.code != change.reason) continue;
    std::string out(language == "es" ? one.es : one.en);
    if (const std::size_t at = out.find("{}"); at != std::string::npos) out.replace(at, 2, change.detail);
    return out;
  }
  return {};
}

}  // namespace evenhand::procedure

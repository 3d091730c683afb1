// What differences weigh: proposed, confirmed, kept.
#include <set>

#include "base/text.hpp"
#include "desk/change_control.hpp"

namespace evenhand::desk::change_control {
namespace {

constexpr std::size_t words_kept_max = 400;  ///< of each side of a difference: the texts themselves are kept whole

std::string short_words(const std::string& words) {
  const std::string_view kept = text::prefix(words, words_kept_max);
  return kept.size() == words.size() ? words : std::string(kept) + "…";
}

std::optional<procedure::Change::Kind> kind_of(std::string_view name) {
  using Kind = procedure::Change::Kind;
  for (const Kind one : {Kind::added, Kind::removed, Kind::changed, Kind::moved})
    if (procedure::change_kind_name(one) == name) return one;
  return std::nullopt;
}

}  // namespace

std::string difference_key(const procedure::Change& change) {
  return std::string(procedure::change_kind_name(change.kind)) + " " + change.where;
}

Result<std::vector<Difference>> weigh(std::vector<procedure::Change> changes, const Confirmations& confirmed,
                                      bool all) {
  std::vector<Difference> out;
  std::set<std::string, std::less<>> known;
  for (procedure::Change& change : changes) {
    const std::string key = difference_key(change);
    Difference one{std::move(change), {}, false, {}};
    one.weight = one.change.weight;
    if (const auto said = confirmed.find(key); said != confirmed.end()) {
      if (said->second.weight != one.weight && text::trim(said->second.reason).empty()) {
        return fail(ErrorKind::invalid, "change/no-reason",
                    "\"" + key + "\" was proposed as " + std::string(procedure::weight_name(one.weight)) +
                        " and is said to be " + std::string(procedure::weight_name(said->second.weight)) +
                        " without a reason.",
                    "Say why in \"reason\".");
      }
      one.because = said->second.weight == one.weight ? std::string{} : said->second.reason;
      one.weight = said->second.weight;
      one.confirmed = true;
    } else if (all) {
      return fail(ErrorKind::invalid, "change/unconfirmed", "Nobody said what the difference \"" + key + "\" weighs.",
                  "Confirm each difference as editorial, clarifying or material.");
    }
    known.insert(key);
    out.push_back(std::move(one));
  }
  for (const auto& [key, said] : confirmed)
    if (!known.contains(key))
      return fail(ErrorKind::conflict, "change/unknown", "There is no difference \"" + key + "\" any more.",
                  "Look at what changed, then confirm again.");
  return out;
}

std::string write(const std::vector<Difference>& differences) {
  json::Array out;
  for (const Difference& one : differences) {
    json::Value value;
    value.set("kind", procedure::change_kind_name(one.change.kind))
        .set("where", one.change.where)
        .set("before", short_words(one.change.before))
        .set("after", short_words(one.change.after))
        .set("proposed", procedure::weight_name(one.change.weight))
        .set("reason", one.change.reason)
        .set("detail", one.change.detail)
        .set("class", procedure::weight_name(one.weight))
        .set("confirmed", one.confirmed)
        .set("because", one.because);
    out.push_back(std::move(value));
  }
  return json::write(out);
}

std::vector<Difference> read(std::string_view stored) {
  std::vector<Difference> out;
  const json::Value parsed = json::parse(stored).value_or(json::Value());
  if (parsed.as_array() == nullptr) return out;
  for (const json::Value& value : *parsed.as_array()) {
    Difference one;
    one.change.kind = kind_of(value.string_or("kind", "")).value_or(procedure::Change::Kind::changed);
    one.change.where = value.string_or("where", "");
    one.change.before = value.string_or("before", "");
    one.change.after = value.string_or("after", "");
    one.change.weight = procedure::weight_of(value.string_or("proposed", "")).value_or(procedure::Weight::material);
    one.change.reason = value.string_or("reason", "");
    one.change.detail = value.string_or("detail", "");
    one.weight = procedure::weight_of(value.string_or("class", "")).value_or(procedure::Weight::material);
    one.confirmed = value.bool_or("confirmed", false);
    one.because = value.string_or("because", "");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace evenhand::desk::change_control

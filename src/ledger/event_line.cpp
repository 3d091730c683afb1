#include "ledger/event_line.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace evenhand::ledger::pack {

namespace {

constexpr std::size_t hash_text_bytes = 43;  ///< of 32 bytes in base64url
constexpr std::size_t proof_steps_max = 64;
constexpr int depth_max = 32;
constexpr std::size_t plain_bytes_max = 1u << 20;
constexpr std::size_t digits_max = 15;  ///< every number of so many digits is spelt in one way

bool take(std::string_view& rest, std::string_view words) {
  if (!rest.starts_with(words)) return false;
  rest.remove_prefix(words.size());
  return true;
}

/// What follows an opening quote, up to the closing one, which goes too. False on anything that JSON writes with an escape.
bool take_text(std::string_view& rest, std::string_view& text, bool& is_ascii) {
  std::size_t at = 0;
  unsigned char seen = 0;
  for (;; ++at) {
    if (at == rest.size()) return false;
    const auto c = static_cast<unsigned char>(rest[at]);
    if (c == '"') break;
    if (c < 0x20 || c == '\\') return false;
    seen |= c;
  }
  if (seen >= 0x80) is_ascii = false;
  text = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return true;
}

/// A whole number from 0, in the only way to write it.
bool take_count(std::string_view& rest, std::uint64_t& number) {
  std::size_t at = 0;
  number = 0;
  for (; at < rest.size() && rest[at] >= '0' && rest[at] <= '9'; ++at)
    number = number * 10 + static_cast<std::uint64_t>(rest[at] - '0');
  if (at == 0 || at > digits_max || (at > 1 && rest.front() == '0')) return false;
  rest.remove_prefix(at);
  return true;
}

bool has_form(std::string_view text, std::string_view form) {
  if (text.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
  }
  return true;
}

/// An instant as format_rfc3339 writes it, up to the closing quote, which goes too: six digits behind the point, or no point.
bool take_instant(std::string_view& rest) {
  constexpr std::string_view whole = "dddd-dd-ddTdd:dd:ddZ\"", finer = "dddd-dd-ddTdd:dd:dd.ddddddZ\"";
  const bool is_whole = has_form(rest, whole);
  if (!is_whole && (!has_form(rest, finer) || rest.substr(20, 6) == "000000")) return false;
  const std::string_view text = rest.substr(0, (is_whole ? whole : finer).size() - 1);
  rest.remove_prefix(text.size() + 1);
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  if (two(5) < 1 || two(5) > 12 || two(8) < 1 || two(11) > 23 || two(14) > 59 || two(17) > 59) return false;
  if (two(8) <= 28) return true;
  const auto at = parse_rfc3339(text);
  return at && format_rfc3339(*at) == text;
}

constexpr std::array<std::int8_t, 256> digits_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> out{};
  out.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return out;
}
constexpr auto hex_digits = digits_of("0123456789abcdef");
constexpr auto base64_digits = digits_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

bool take_hash(std::string_view& rest, Hash& hash) {
  if (rest.size() < 2 * hash.size()) return false;
  int bad = 0;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = hex_digits[static_cast<unsigned char>(rest[2 * i])];
    const int low = hex_digits[static_cast<unsigned char>(rest[2 * i + 1])];
    bad |= high | low;
    hash[i] = static_cast<std::uint8_t>(high << 4 | (low & 15));
  }
  if (bad < 0) return false;
  rest.remove_prefix(2 * hash.size());
  return true;
}

bool read_hash(std::string_view text, Hash& hash) {
  const auto digit = [&](std::size_t at) -> int { return base64_digits[static_cast<unsigned char>(text[at])]; };
  int bad = 0;
  std::size_t out = 0;
  for (std::size_t at = 0; at < 40; at += 4) {
    const int a = digit(at), b = digit(at + 1), c = digit(at + 2), d = digit(at + 3);
    bad |= a | b | c | d;
    const auto word = static_cast<std::uint32_t>((a & 63) << 18 | (b & 63) << 12 | (c & 63) << 6 | (d & 63));
    hash[out++] = static_cast<std::uint8_t>(word >> 16);
    hash[out++] = static_cast<std::uint8_t>(word >> 8);
    hash[out++] = static_cast<std::uint8_t>(word);
  }
  const int a = digit(40), b = digit(41), c = digit(42);
  bad |= a | b | c;
  hash[out++] = static_cast<std::uint8_t>((a & 63) << 2 | (b & 63) >> 4);
  hash[out++] = static_cast<std::uint8_t>((b & 15) << 4 | (c & 63) >> 2);
  return bad >= 0 && (c & 3) == 0;
}

bool take_value(std::string_view& rest, bool& is_ascii, int depth);

/// The members of an object whose brace was taken, in the order of their names; `member` reads the value of each.
template <class Member>
bool take_members(std::string_view& rest, bool& is_ascii, Member member) {
  if (take(rest, "}")) return true;
  std::string_view before;
  for (bool is_first = true;; is_first = false) {
    std::string_view name;
    if (!take(rest, "\"") || !take_text(rest, name, is_ascii) || !take(rest, ":")) return false;
    if (!is_first && name <= before) return false;
    if (!member(name)) return false;
    before = name;
    if (take(rest, "}")) return true;
    if (!take(rest, ",")) return false;
  }
}

bool take_value(std::string_view& rest, bool& is_ascii, int depth) {
  if (rest.empty() || depth > depth_max) return false;
  std::string_view text;
  switch (rest.front()) {
    case '"':
      rest.remove_prefix(1);
      return take_text(rest, text, is_ascii);
    case '{':
      rest.remove_prefix(1);
      return take_members(rest, is_ascii, [&](std::string_view) { return take_value(rest, is_ascii, depth + 1); });
    case '[':
      rest.remove_prefix(1);
      if (take(rest, "]")) return true;
      for (;;) {
        if (!take_value(rest, is_ascii, depth + 1)) return false;
        if (take(rest, "]")) return true;
        if (!take(rest, ",")) return false;
      }
    case 't':
      return take(rest, "true");
    case 'f':
      return take(rest, "false");
    case 'n':
      return take(rest, "null");
    default:
      std::uint64_t number = 0;
      return take_count(rest, number);
  }
}

}  // namespace

bool EventLineReader::take_body() {
  EventText& event = line_.event;
  event.sealed.clear();
  event.has_files = false;
  const std::string_view from = rest_;
  if (!take(rest_, "{")) return false;
  const bool sound = take_members(rest_, is_ascii_, [&](std::string_view name) {
    if (name == "files") event.has_files = true;
    std::string_view member = rest_;
    std::string_view person, sealed;
    if (take(member, R"({"person":")") && take_text(member, person, is_ascii_) && take(member, R"(,"sealed":")") &&
        take_text(member, sealed, is_ascii_) && take(member, "}")) {
      if (is_sealable(name)) event.sealed.push_back({name, person, sealed});
      rest_ = member;
      return true;
    }
    return take_value(rest_, is_ascii_, 1);
  });
  event.body = from.substr(0, from.size() - rest_.size());
  return sound;
}

bool EventLineReader::take_event() {
  EventText& event = line_.event;
  const std::string_view from = rest_;
  std::string_view text;
  const bool sound = take(rest_, R"({"actor":{"id":")") && take_text(rest_, text, is_ascii_) &&
                     take(rest_, R"(,"name":")") && take_text(rest_, text, is_ascii_) && take(rest_, R"(},"at":")") &&
                     take_instant(rest_) && take(rest_, R"(,"body":)") && take_body() && take(rest_, R"(,"case":")") &&
                     take_text(rest_, event.case_id, is_ascii_) && take(rest_, R"(,"door":")") &&
                     take_text(rest_, text, is_ascii_) && take(rest_, R"(,"org":")") &&
                     take_text(rest_, event.org, is_ascii_) && take(rest_, R"(,"seq":)") &&
                     take_count(rest_, event.seq) && event.seq > 0 && take(rest_, R"(,"type":")") &&
                     take_text(rest_, event.type, is_ascii_) && take(rest_, R"(,"v":1})");
  event.bytes = from.substr(0, from.size() - rest_.size());
  return sound;
}

bool EventLineReader::read_proof() {
  std::size_t steps = 0;
  if (!take(rest_, "]")) {
    do {
      if (!take(rest_, "\"") || rest_.size() < hash_text_bytes || steps == proof_steps_max) return false;
      const std::string_view text = rest_.substr(0, hash_text_bytes);
      if (steps == proof_texts_.size()) proof_texts_.emplace_back(), line_.proof.emplace_back();
      if (proof_texts_[steps] != text) {
        proof_texts_[steps].clear();  // until it is read
        if (!read_hash(text, line_.proof[steps])) return false;
        proof_texts_[steps] = text;
      }
      ++steps;
      rest_.remove_prefix(hash_text_bytes);
      if (!take(rest_, "\"")) return false;
    } while (take(rest_, ","));
    if (!take(rest_, "]")) return false;
  }
  line_.proof.resize(steps);
  proof_texts_.resize(steps);
  return true;
}

bool EventLineReader::read_event(std::string_view bytes) {
  if (bytes.size() > plain_bytes_max) return false;
  rest_ = bytes;
  is_ascii_ = true;
  return take_event() && rest_.empty() && (is_ascii_ || text::is_valid_utf8(bytes));
}

bool EventLineReader::read(std::string_view text) {
  if (text.size() > plain_bytes_max) return false;
  rest_ = text;
  is_ascii_ = true;
  const bool sound = take(rest_, R"({"event":)") && take_event() && take(rest_, R"(,"hash":")") &&
                     take_hash(rest_, line_.hash) && take(rest_, R"(","kind":"event","position":)") &&
                     take_count(rest_, line_.position) && take(rest_, R"(,"prev":")") && take_hash(rest_, line_.prev) &&
                     take(rest_, R"(","proof":[)") && read_proof();
  if (!sound) return false;
  line_.before_sum = text.substr(0, text.size() - rest_.size());
  return take(rest_, R"(,"sum":")") && take_text(rest_, line_.sum, is_ascii_) && take(rest_, "}") && rest_.empty() &&
         (is_ascii_ || text::is_valid_utf8(text));
}

}  // namespace evenhand::ledger::pack

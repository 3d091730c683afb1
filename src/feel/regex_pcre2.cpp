#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "feel/regex_engine.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace evenhand::feel {

namespace {

template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* pointer) const noexcept {
    release(pointer);
  }
};
using Code = std::unique_ptr<pcre2_code, Releaser<pcre2_code_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Releaser<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Releaser<pcre2_match_data_free>>;

class Pcre2Engine final : public RegexEngine {
 public:
  explicit Pcre2Engine(Code code) : code_(std::move(code)) {
    std::uint32_t count = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &count);
    groups_ = static_cast<int>(count);
  }

  [[nodiscard]] std::size_t size() const noexcept override {
    std::size_t bytes = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_SIZE, &bytes);
    return bytes / 16;
  }
  [[nodiscard]] int groups() const noexcept override { return groups_; }

  [[nodiscard]] Found find(std::string_view text, std::size_t from, std::vector<Stretch>& groups,
                           Machine& machine) const override {
    const MatchContext context(pcre2_match_context_create(nullptr));
    const MatchData data(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
    if (!context || !data || !machine.spend(1 + (text.size() - from) / 256)) return Found::gave_up;
    pcre2_set_heap_limit(context.get(), static_cast<std::uint32_t>(limits::feel_pattern_memory_max / 1024));
    // A little first, then more: what is easy costs little of the expression's budget.
    constexpr std::array<std::uint32_t, 3> limits_in_turn = {2'000, 50'000, limits::feel_pattern_matches_max};
    int count = PCRE2_ERROR_MATCHLIMIT;
    for (std::size_t i = 0; i < limits_in_turn.size() && count == PCRE2_ERROR_MATCHLIMIT; ++i) {
      if (!machine.spend(limits_in_turn[i] / 64)) return Found::gave_up;
      pcre2_set_match_limit(context.get(), limits_in_turn[i]);
      count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, 0, data.get(),
                          context.get());
    }
    if (count == PCRE2_ERROR_NOMATCH) return Found::no;
    if (count <= 0) return Found::gave_up;
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i] = {};
      if (i < static_cast<std::size_t>(count) && ends[2 * i] != PCRE2_UNSET) groups[i] = {ends[2 * i], ends[2 * i + 1]};
    }
    return Found::yes;
  }

 private:
  Code code_;
  int groups_ = 0;
};

}  // namespace

std::unique_ptr<RegexEngine> make_pcre2(const std::string& pattern, bool ignore_case, bool lines,
                                        std::string& problem) {
  // A reference to a group that took no part matches the empty text, as XPath has it.
  std::uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
  if (ignore_case) options |= PCRE2_CASELESS;
  if (lines) options |= PCRE2_MULTILINE;
  int error = 0;
  PCRE2_SIZE offset = 0;
  Code code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &offset, nullptr));
  if (code) return std::make_unique<Pcre2Engine>(std::move(code));
  std::array<PCRE2_UCHAR, 200> message{};
  pcre2_get_error_message(error, message.data(), message.size());
  problem = reinterpret_cast<const char*>(message.data());
  return nullptr;
}

}  // namespace evenhand::feel

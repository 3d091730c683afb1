#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/limits.hpp"
#include "feel/regex_engine.hpp"

namespace evenhand::feel {

namespace {

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

class Re2Engine final : public RegexEngine {
 public:
  Re2Engine(const std::string& pattern, const re2::RE2::Options& options) : program_(pattern, options) {}

  [[nodiscard]] const re2::RE2& program() const noexcept { return program_; }
  [[nodiscard]] std::size_t size() const noexcept override {
    return static_cast<std::size_t>(std::max(program_.ProgramSize(), 1));
  }
  [[nodiscard]] int groups() const noexcept override { return program_.NumberOfCapturingGroups(); }

  [[nodiscard]] Found find(std::string_view text, std::size_t from, std::vector<Stretch>& groups,
                           Machine& machine) const override {
    // Linear at worst, in the text times the program; the first look may read it all, later ones mostly go on.
    const std::size_t work = (text.size() - from) * size();
    if (work > limits::feel_pattern_work_max || !machine.spend(1 + work / (from == 0 ? 256 : 4096)))
      return Found::gave_up;
    std::vector<re2::StringPiece> found(groups.size());
    if (!program_.Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, found.data(),
                        static_cast<int>(found.size())))
      return Found::no;
    for (std::size_t i = 0; i < found.size(); ++i) {
      groups[i] = {};
      if (found[i].data() == nullptr) continue;
      groups[i].start = static_cast<std::size_t>(found[i].data() - text.data());
      groups[i].end = groups[i].start + found[i].size();
    }
    return Found::yes;
  }

 private:
  re2::RE2 program_;
};

}  // namespace

std::unique_ptr<RegexEngine> make_re2(const std::string& pattern, bool ignore_case, bool lines, bool literal,
                                      std::string& problem) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(limits::feel_pattern_memory_max));
  options.set_case_sensitive(!ignore_case);
  options.set_literal(literal);
  auto out = std::make_unique<Re2Engine>(lines && !literal ? "(?m)" + pattern : pattern, options);
  if (out->program().ok()) return out;
  problem = out->program().error();
  return nullptr;
}

}  // namespace evenhand::feel

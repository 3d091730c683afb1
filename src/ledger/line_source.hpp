/// @file line_source.hpp
/// @brief The lines of a stream, read in large blocks. Private to this module.
#pragma once

#include <algorithm>
#include <cstring>
#include <istream>
#include <string>
#include <string_view>

namespace evenhand::ledger::pack {

class LineSource {
 public:
  enum class Got { line, end, cut, too_long };
  LineSource(std::istream& in, std::size_t line_bytes_max) : in_(in), line_bytes_max_(line_bytes_max) {}

  /// One line without its end, which stays until the next call. `cut`: the stream ends in it. A stream that fails counts as one
  /// that ends.
  Got next(std::string_view& line) {
    std::size_t looked = 0;
    for (;;) {
      const char* from = block_.data() + at_;
      const std::size_t have = block_.size() - at_;
      if (const void* end = std::memchr(from + looked, '\n', have - looked)) {
        line = {from, static_cast<std::size_t>(static_cast<const char*>(end) - from)};
        if (line.size() > line_bytes_max_) return Got::too_long;
        at_ += line.size() + 1;
        return Got::line;
      }
      if (have > line_bytes_max_) return Got::too_long;
      looked = have;
      if (!read_more()) return have == 0 ? Got::end : Got::cut;
    }
  }

 private:
  bool read_more() {
    block_.erase(0, std::exchange(at_, 0));
    const std::size_t have = block_.size();
    block_.resize(have + std::max<std::size_t>(block_bytes, have));
    std::streambuf* buffer = in_.rdbuf();
    const std::streamsize got =
        buffer == nullptr ? 0 : buffer->sgetn(block_.data() + have, static_cast<std::streamsize>(block_.size() - have));
    block_.resize(have + static_cast<std::size_t>(std::max<std::streamsize>(got, 0)));
    return got > 0;
  }

  static constexpr std::size_t block_bytes = 256u << 10;
  std::istream& in_;
  const std::size_t line_bytes_max_;
  std::string block_;
  std::size_t at_ = 0;
};

}  // namespace evenhand::ledger::pack

/// @file head_scanner.hpp
/// @brief Finds the end of a request's head in bytes as they arrive, and refuses what must not reach the parser: heads,
/// targets and field counts over the limit, folded lines and bare line feeds. Each byte is looked at once.
#pragma once

#include <cstddef>
#include <string_view>

namespace evenhand::http {

/// Why the transport itself answers a request. Views are literals.
struct Refusal {
  int status = 0;  ///< 0: none
  std::string_view code;
  std::string_view detail;
};

class HeadScanner {
 public:
  struct Limits {
    std::size_t header_bytes_max;
    std::size_t header_fields_max;
    std::size_t target_bytes_max;
  };
  explicit HeadScanner(Limits limits) noexcept : limits_(limits) {}

  struct Progress {
    std::size_t head_bytes = 0;  ///< not 0: the head is these first bytes, its blank line included
    Refusal refusal;
  };
  /// @param bytes  everything received since the head began; each call passes at least what the last one did.
  [[nodiscard]] Progress scan(std::string_view bytes) noexcept;
  void reset() noexcept { *this = HeadScanner(limits_); }

 private:
  [[nodiscard]] Refusal check_line(std::string_view line) noexcept;

  Limits limits_;
  std::size_t line_start_ = 0;
  std::size_t scanned_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace evenhand::http

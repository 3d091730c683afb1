/// @file terminal.hpp
/// @brief A conversation in a terminal or over a pipe: questions, answers, and texts of others that cannot steer it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace evenhand::cli {

class Terminal {
 public:
  Terminal();

  /// Prints a line. `**bold**` marks become bold, or plain where there are no colours; control characters are shown.
  void say(std::string_view text) const;
  [[nodiscard]] std::string bold(std::string_view text) const { return styled("\033[1m", text); }
  [[nodiscard]] std::string faint(std::string_view text) const { return styled("\033[2m", text); }
  [[nodiscard]] std::string plain(std::string_view text) const { return styled("", text); }
  /// For lines put together from `bold` and `faint` parts, which are safe already.
  void say_styled(std::string_view text) const;

  /// One trimmed line; nothing at the end of the input. Answers out of a pipe are printed, so that the whole can be read.
  std::optional<std::string> ask(std::string_view question);
  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  [[nodiscard]] std::string styled(std::string_view code, std::string_view text) const;
  const bool colours_, echoes_;
  bool ended_ = false;
};

}  // namespace evenhand::cli

/// @file speech.hpp
/// @brief How the engine speaks of a case to the person at it: sentences in that person's language (English or Spanish), with
/// names, options and texts as the guide shows them, in the case's. Conditions become sentences too. Private to this module.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "casework/view.hpp"

namespace evenhand::casework {

class Speech {
 public:
  /// @param scope  whose facts are spoken of
  Speech(const View& view, std::string_view scope) : view_(view), scope_(scope), spanish_(view.language == "es") {}

  template <class... Args>
  [[nodiscard]] std::string operator()(fmt::format_string<const Args&...> english,
                                       fmt::format_string<const Args&...> spanish, const Args&... args) const {
    return spanish_ ? fmt::format(spanish, args...) : fmt::format(english, args...);
  }

  /// What the case's readers call a fact, without marks and in bold.
  [[nodiscard]] std::string label(std::string_view fact) const;
  [[nodiscard]] std::string bold(std::string_view fact) const { return "**" + label(fact) + "**"; }
  [[nodiscard]] std::string labels(const std::vector<std::string>& facts, bool any = false) const;
  [[nodiscard]] std::string join(const std::vector<std::string>& words, bool any = false) const;
  /// The value of a fact as people write it: an option in the case's language, money with its currency, yes and no.
  [[nodiscard]] std::string value(std::string_view fact, const feel::Value& value) const;
  /// `words` are its plain words, or FEEL between back ticks where it has none; `clause` can follow "once".
  struct Said {
    std::string words, clause;
  };
  [[nodiscard]] Said condition(const feel::Expression& condition) const;
  /// What the case's readers call a role, an action, a message or an outcome.
  [[nodiscard]] std::string name(std::string_view authored) const;
  [[nodiscard]] std::string channel(std::string_view name) const;
  /// What a directive asks for, in short, for readers of a case in another language than the procedure's: directives have no
  /// translation in the file, since the engine reads them. Empty where the file's own words are the ones to show.
  [[nodiscard]] std::string directive(const Place& place) const;
  /// An item in one line as the guide shows it: what the directive asks for, else its text.
  [[nodiscard]] std::string item(const Place& place) const;
  /// `{order number}`, of which nothing is known yet, as `{número de pedido}`.
  [[nodiscard]] std::string with_labels(const std::string& text) const;
  /// A text of the procedure as the guide shows it, without its last full stop.
  [[nodiscard]] std::string text(const procedure::LocalText& text) const;

 private:
  View view_;
  std::string_view scope_;
  bool spanish_;
};

}  // namespace evenhand::casework

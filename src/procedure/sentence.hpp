/// @file sentence.hpp
/// @brief Reads the controlled English of directives: a cursor over an item's tokens, one small function for each
/// sentence, and the lists that hold them. Private to this module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "procedure/reading.hpp"

namespace evenhand::procedure {

enum class Verb {
  none,
  ask,
  check,
  choose,
  any_order,
  repeat,
  for_each,
  decide,
  record,
  act,
  send,
  wait,
  approve,
  tell,
  hand_over,
  raise,
  follow,
  go_to,
  close
};
/// What an item that continues the one before it says.
enum class Continuation { none, otherwise, otherwise_if, if_none, if_not, if_fails, if_refused };

/// `Do **not** share it` names nothing.
[[nodiscard]] bool is_emphasis(const Token& token);
/// Which verb the tokens begin with at `at`; `none` for guidance (also for `Do not …`).
[[nodiscard]] Verb verb_at(const std::vector<Token>& tokens, std::size_t at);
[[nodiscard]] Continuation continuation_at(const std::vector<Token>& tokens, std::size_t at);

/// Code and nearest right sentence of each verb.
struct VerbPage {
  Verb verb;
  std::string_view code, name, example;
};
[[nodiscard]] const VerbPage& verb_page(Verb verb);

/// A position in a token stream. Words compare without case.
class Cursor {
 public:
  Cursor(const Run& run, const std::vector<Token>& tokens, std::size_t at = 0)
      : run_(&run), tokens_(&tokens), at_(at), end_(tokens.size()) {}

  [[nodiscard]] bool done() const noexcept { return at_ >= end_; }
  [[nodiscard]] std::size_t at() const noexcept { return at_; }
  void move_to(std::size_t at) noexcept { at_ = at; }
  void set_end(std::size_t end) noexcept { end_ = end; }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }
  [[nodiscard]] const Run& run() const noexcept { return *run_; }
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const noexcept;  ///< an empty word past the end
  const Token& next() noexcept;
  /// Takes the words in `phrase` (split at blanks) if they all follow.
  bool words(std::string_view phrase) noexcept;
  [[nodiscard]] bool sees(std::string_view phrase) const noexcept;
  bool mark(char c) noexcept;
  [[nodiscard]] const Token* take(Token::Kind kind) noexcept;  ///< null when the next is another kind
  /// The place of the next token; past the end, the empty place after the last one.
  [[nodiscard]] Range here() const noexcept;
  [[nodiscard]] Range from(std::size_t first) const noexcept;  ///< from token `first` to the last one taken

 private:
  const Run* run_;
  const std::vector<Token>* tokens_;
  std::size_t at_, end_;
};

/// `4 business hours`. Moves only on success.
[[nodiscard]] std::optional<Duration> take_duration(Cursor& cursor);
[[nodiscard]] std::optional<Duration> parse_duration_words(std::string_view text);
/// `**a**, **b** and **c**`; empty when there is none.
[[nodiscard]] std::vector<const Token*> take_names(Cursor& cursor);
/// The source from token `first` up to (not with) token `last`, white space collapsed.
[[nodiscard]] std::string source_text(const Run& run, const std::vector<Token>& tokens, std::size_t first,
                                      std::size_t last);
/// First token of the marks that end the item, `(optional) (satisfies x/y) {#id}`; the end when there are none.
[[nodiscard]] std::size_t trailing_marks(const std::vector<Token>& tokens, std::size_t first, std::size_t end);

/// Whether the tokens at `at` are one of the marks `(optional)`, `(when …)`, `(satisfies …)`, `(evidence: …)`, `(by role)`.
[[nodiscard]] bool is_mark_group(const std::vector<Token>& tokens, std::size_t at);

/// Reads lists, quotes and paragraphs of a step, a branch or an overlay into nodes.
class Items {
 public:
  explicit Items(Reading& reading) : r_(reading) {}

  /// `from`, `to`: a range of `blocks`. Tables after a list serve the `Decide` sentences in it.
  [[nodiscard]] std::vector<Node> blocks(const std::vector<Block>& blocks, std::size_t from, std::size_t to);
  [[nodiscard]] std::vector<Node> list(const Block& list);
  /// The sentence at the cursor, up to its end; null with an error reported when it cannot be read. `item`: for its body.
  [[nodiscard]] std::optional<Node> sentence(Cursor& cursor, const Block& item);
  /// One directive, task or guidance in the rest of a line (`Before step 4: [ ] Confirm …`), or the item's nested list.
  [[nodiscard]] std::optional<Node> body(Cursor& cursor, const Block& item, std::string_view what);
  /// A task box whose words begin at token `start` of the item, with what hangs on it.
  void task(const Block& item, std::size_t start, std::vector<Node>& out);
  /// `[ ] words`, a directive or guidance in the rest of the line, else the nested list. Null with an error reported.
  [[nodiscard]] std::optional<std::vector<Node>> body_or_box(Cursor& cursor, const Block& item, std::string_view what);
  /// Attaches a continuation item (`If it was not shown, …`) to the last of `nodes`; false when it is no continuation.
  bool continue_after(const Block& item, std::vector<Node>& nodes);
  /// The children of the item that no sentence has taken yet.
  [[nodiscard]] std::vector<Node> nested(const Block& item);

 private:
  friend struct Sentences;

  void item(const Block& item, std::vector<Node>& out, std::optional<std::size_t>& last);
  void continuation(const Block& item, Continuation kind, std::vector<Node>& out, std::optional<std::size_t> last);
  bool attach(Continuation kind, Node& node, Cursor& cursor, const Block& item);
  bool near_box(const Run& run, const std::vector<Token>& tokens, std::size_t first, bool in_list);
  bool near_directive(const std::vector<Token>& tokens, std::size_t first);
  /// Guidance in the rest of a line; null with an error reported when a list mark stands before it.
  [[nodiscard]] std::optional<Node> words_on_line(Cursor& cursor, const Block& head);
  void box_words(const Run& run, const std::vector<Token>& tokens, std::size_t first, std::size_t end);
  void near_mark(const Run& run, const std::vector<Token>& tokens, std::size_t first, std::size_t end);
  void nested_after(const Block& item, std::vector<Node>& out, std::size_t index);
  Node guidance(const Block& block, const Run& run, const std::vector<Token>& tokens, Range range);
  Node say(const Block& quote);
  bool marks(Cursor& cursor, Node& node);
  bool one_mark(Cursor& cursor, Node& node);
  bool finish(Cursor& cursor, Node& node, std::size_t first, const Block& item);
  void continuations(Cursor& cursor, Node& node, const Block& item);
  [[nodiscard]] const Block* table_for(const Block& item);

  std::optional<Node> body_inside(Cursor& cursor, const Block& item, std::string_view what);

  Reading& r_;
  std::size_t depth_ = 0;                          ///< bodies that are being read, one inside the other
  std::set<const Block*> taken_;                   ///< items whose nested blocks a sentence has read
  std::vector<std::vector<const Block*>> tables_;  ///< after each list that is being read, innermost last
};

/// What the marks of a node come to, for `explain`: ` (only when …; satisfies …)`, or nothing.
[[nodiscard]] std::string marks_words(const Node& node);
/// The words of a block quote, Markdown: everything in it, each paragraph on one line; placeholders are noted.
[[nodiscard]] std::string quote_words(Reading& reading, const Block& quote);
/// Sentences of guidance, from token `first` on, that look acted on: one finding for each, EH0123 for a directive or a line of
/// another section, EH0229 for a directive in other words, EH0560 for a rule.
/// @param here  the section the words stand in, where its reader refuses its own lines itself
void check_guidance(Reading& reading, const Run& run, const std::vector<Token>& tokens, std::size_t first = 0,
                    std::string_view here = {});
/// Placeholders `{name}` of a text, each as a mention of a fact.
void mention_placeholders(Reading& reading, const Run& run);

}  // namespace evenhand::procedure

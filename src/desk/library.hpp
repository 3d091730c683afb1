/// @file library.hpp
/// @brief Procedures by id and by content hash: compiled once, kept, shared. Publishing and drafts go through here, so that
/// only text without errors ever becomes a version.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/instant.hpp"
#include "casework/program.hpp"
#include "procedure/compile.hpp"
#include "procedure/law_check.hpp"
#include "store/procedures.hpp"
#include "store/store.hpp"

namespace evenhand::desk {

/// A published version and what it compiled to.
struct Published {
  store::procedures::Version version;
  procedure::ProcedurePtr procedure;
};
using PublishedPtr = std::shared_ptr<const Published>;

struct PublishRequest {
  std::string procedure_id;
  std::string source;
  std::string note;
  std::string person_id;
  std::uint32_t expected_current = 0;  ///< version number the publisher saw; 0 for the first
  Instant effective_at = {};           ///< in the future: it waits; zero: at once
  Instant expires_at = {};             ///< no new cases from then on; zero: never
  std::string changes = "[]";          ///< JSON: what the differences weigh, as kept with the version
  std::string why = {};                ///< JSON, for the procedure's history: who approved, or why nobody had to
  store::Store::Job also = {};         ///< comes first in the same transaction
};
/// Why a publication failed: `error`, and the problems of the text when it has any.
struct PublishFailure {
  Error error;
  Diagnostics diagnostics;
};

/// Whether a procedure or a page of guidance may have this id. Error `procedure/bad-id`.
[[nodiscard]] Result<void> check_procedure_id(std::string_view id);

/// Thread safe.
class Library {
 public:
  using Compile = std::function<procedure::Compiled(std::string_view text, const procedure::Resolver& resolver)>;
  Library(store::Store& store, std::string org, Compile compile = procedure::compile)
      : store_(&store), org_(std::move(org)), compile_(std::move(compile)) {}
  /// Reads what one reader sees, which has to live as long; publishes nothing. For one thread.
  Library(const store::Reader& reader, std::string org)
      : reader_(&reader), org_(std::move(org)), compile_(procedure::compile) {}

  /// The version new cases get. Error `procedure/not-found`.
  [[nodiscard]] Result<PublishedPtr> current(std::string_view procedure_id);
  /// Errors: `procedure/not-found`, `procedure/unreadable` when a later build cannot compile the text any more.
  [[nodiscard]] Result<PublishedPtr> by_hash(std::string_view hash);
  /// Compiles text against the current versions of what it follows.
  [[nodiscard]] procedure::Compiled compile(std::string_view source);
  /// The same as if `draft` were the current version of `procedure_id`.
  [[nodiscard]] procedure::Compiled compile_beside(std::string_view source, std::string_view procedure_id,
                                                   const procedure::ProcedurePtr& draft);
  /// The linked program for these pins; programs are kept and shared between cases. Errors: `procedure/misfit` when the
  /// current version of a followed procedure no longer gives what the text needs (new cases only), `procedure/unreadable`,
  /// `program/missing-version`.
  [[nodiscard]] Result<casework::ProgramPtr> program(const std::string& procedure_id, const casework::Pins& pins,
                                                     const procedure::Selection& selection);
  /// Up to `count_max` published procedures that may be followed for `selection`, those that share the most topics with
  /// `refused` first: what to use instead of it.
  [[nodiscard]] std::vector<PublishedPtr> instead_of(const procedure::Procedure& refused,
                                                     const procedure::Selection& selection, std::size_t count_max);
  /// The version a case that opens at `now` gets. Errors of `current`, `procedure/withdrawn`, `procedure/expired`.
  [[nodiscard]] Result<PublishedPtr> in_force(std::string_view procedure_id, Instant now);
  /// What a case that opens now is pinned to. @param now  set: all of it has to be in force then
  [[nodiscard]] Result<casework::Pins> pins_for(const procedure::Procedure& procedure,
                                                std::optional<Instant> now = std::nullopt);

  /// The packs of law facts in use; null: none, and nothing is held against them.
  [[nodiscard]] std::shared_ptr<const law::Law> law() const {
    const std::lock_guard lock(mutex_);
    return law_;
  }
  void use_law(std::shared_ptr<const law::Law> law) {
    const std::lock_guard lock(mutex_);
    law_ = std::move(law);
  }
  /// The procedure held against those packs, with the current versions of what it follows.
  [[nodiscard]] procedure::LawCheck check_law(const procedure::ProcedurePtr& procedure, CalendarDate day);

  /// Makes current what is due; of several nodes that ask, one does it. @return which procedures. For the desk's clock.
  [[nodiscard]] Result<std::vector<store::procedures::Taken>> take_effect(Instant now);
  /// No new cases under this version from now on. Errors as of store::procedures::withdraw.
  [[nodiscard]] Result<void> withdraw(const std::string& procedure_id, std::uint32_t number,
                                      const std::string& person_id, const std::string& reason, Instant now);
  /// Checks, publishes and indexes, whoever asks; a text that contradicts a law, or answers to a fact that does not hold, is refused: who may is for change_control.hpp to say. Waits for the commit.
  /// @return the version number.
  [[nodiscard]] tl::expected<std::uint32_t, PublishFailure> publish(const PublishRequest& request, Instant now);

 private:
  using ProgramKey = std::tuple<std::string, casework::Pins, procedure::Selection>;
  [[nodiscard]] Result<PublishedPtr> remember(store::procedures::Version version);
  /// Never goes back to an older version, in whatever order those who read or published one come by.
  /// @return the newest one seen.
  PublishedPtr note_current(const std::string& procedure_id, PublishedPtr published);
  /// One that became current, or was withdrawn, by this node.
  void note_version(store::procedures::Version version);
  [[nodiscard]] procedure::ProcedurePtr pinned(const std::string& hash, const casework::Pins& pins,
                                               std::optional<Error>& misfit);

  /// One statement each time.
  template <class F>
  auto read(F&& fn) {
    return reader_ != nullptr ? fn(*reader_) : store_->read_one(std::forward<F>(fn));
  }
  /// Other nodes may publish meanwhile.
  [[nodiscard]] bool is_shared() const { return store_ != nullptr && store_->is_shared(); }

  store::Store* const store_ = nullptr;  ///< null: it reads through `reader_`
  const store::Reader* const reader_ = nullptr;
  const std::string org_;
  const Compile compile_;
  mutable std::mutex mutex_;
  std::shared_ptr<const law::Law> law_;
  std::unordered_map<std::string, PublishedPtr> by_hash_;
  std::map<std::string, PublishedPtr, std::less<>> current_;  ///< by procedure id
  std::map<ProgramKey, casework::ProgramPtr> programs_;
};

}  // namespace evenhand::desk

#include "desk/case_check.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "casework/engine.hpp"
#include "desk/side_writes.hpp"
#include "ledger/record.hpp"
#include "store/attachments.hpp"

namespace evenhand::desk {
namespace {

/// What is to be read of a sealed value.
enum class Sealed {
  open,    ///< there is a key
  closed,  ///< there is none here: something has to be there
  erased,  ///< nobody can open what may be left
};

class CaseCheck {
 public:
  CaseCheck(const CaseSurroundings& around, const std::string& id) : around_(around), id_(id) {}

  Result<std::vector<std::string>> run() {
    if (auto read = read_all(); !read) return fail(read.error());
    if (auto played = play(); !played) {
      problem("its events cannot be played: " + played.error().message);
      return std::move(problems_);
    }
    check_row();
    check_snapshot();
    check_timers();
    check_messages();
    check_effects();
    check_notices();
    if (auto read = check_files(); !read) return fail(read.error());
    if (auto read = check_search(); !read) return fail(read.error());
    return std::move(problems_);
  }

 private:
  void problem(const std::string& sentence) { problems_.push_back(id_ + ": " + sentence); }
  void want(bool holds, const std::string& what) {
    if (!holds) problem(what + " is not what its events say");
  }
  template <class T>
  static Result<void> into(T& place, Result<T>&& read) {
    if (!read) return fail(std::move(read.error()));
    place = std::move(*read);
    return {};
  }

  [[nodiscard]] bool opens(const std::string& sealed, std::string_view use) const {
    if (sealed_ == Sealed::open) return ledger::open_text(sealed, use, scope_).has_value();
    return sealed.empty() ? sealed_ == Sealed::erased : sealed.starts_with("v1.");
  }
  /// Equal values are sealed to equal texts, unless an earlier form of sealing is among them.
  [[nodiscard]] bool same(const std::string& stored, const std::string& wanted, std::string_view use) const {
    if (sealed_ != Sealed::open) return opens(stored, use);
    if (stored == wanted) return true;
    const auto text = ledger::open_text(stored, use, scope_), other = ledger::open_text(wanted, use, scope_);
    return text && other && *text == *other;
  }

  /// Builds before this one wrote the customer's own name beside what a procedure sent by itself.
  static bool is_author_said(const store::messages::Message& stored, const store::messages::Message& wanted) {
    return stored.author_name == wanted.author_name || wanted.author_id == "customer";
  }

  Result<void> read_all() {
    const store::Reader& reader = around_.reader;
    const std::string& org = around_.org;
    store::cases::Loaded loaded;
    if (auto done = into(loaded, store::cases::load(reader, org, id_, false)); !done) return done;
    row_ = std::move(loaded.row);
    events_ = std::move(loaded.events);
    if (auto done = into(wrapped_, store::customers::wrapped_key(reader, org, row_.customer_id)); !done) return done;
    if (auto done = into(snapshot_, store::cases::snapshot(reader, org, id_)); !done) return done;
    if (auto done = into(timers_, store::timers::of_case(reader, org, id_)); !done) return done;
    if (auto done = into(messages_, store::messages::of_case(reader, org, id_)); !done) return done;
    if (auto done = into(effects_, store::outbox::of_case(reader, org, id_)); !done) return done;
    if (auto done = into(notices_, store::notifications::of_case(reader, org, id_)); !done) return done;
    return into(files_, store::attachments::of_case(reader, org, id_));
  }

  Result<void> play() {
    scope_ = {.org = around_.org, .case_id = id_, .person = row_.customer_id, .keys = {}};
    std::optional<ledger::PersonKey> key;
    if (wrapped_.empty()) {
      sealed_ = Sealed::erased;
    } else if (around_.ring != nullptr) {
      sealed_ = Sealed::open;
      auto unwrapped = around_.ring->unwrap(wrapped_, around_.org, row_.customer_id);
      if (!unwrapped) return fail(std::move(unwrapped.error()));
      key = std::move(*unwrapped);
    }
    // What is compared is not sealed then; it has to be sealed with something to be collected.
    const ledger::PersonKey any(Secret(std::string(32, '\0')));
    scope_.keys = [key, any](std::string_view) -> Result<ledger::PersonKey> { return key ? *key : any; };
    ledger::SealScope of_events = scope_;
    if (!key)
      of_events.keys = [](std::string_view) -> Result<ledger::PersonKey> {
        return fail(ErrorKind::not_found, "ledger/erased", "There is no key.");
      };
    std::vector<casework::Recorded> one(1);
    // Whole in the order of the journal, they were found here through an index, which may lead elsewhere.
    ledger::ChainCheck chain;
    for (const ledger::StoredEvent& stored : events_) {
      if (const auto wrong = chain.next(stored)) return fail(ErrorKind::corrupt, "ledger/bad-event", *wrong);
      if (stored.case_id != id_) return fail(ErrorKind::corrupt, "ledger/bad-event", "they are of another case");
      auto opened = ledger::open_event(stored, of_events);
      if (!opened) return fail(opened.error());
      one.front() = std::move(opened->recorded);
      casework::apply(state_, one.front());
      if (auto done = collect_side_writes(wanted_, one, state_, scope_); !done) return done;
    }
    return into(program_,
                around_.library.program(state_.opened.procedure, state_.opened.pins, state_.opened.selection));
  }

  void check_row() {
    store::cases::CaseRow now = row_;
    update_row(now, state_, *program_);
    const auto& opened = state_.opened;
    want(row_.status == now.status, "the row's status");
    want(row_.priority == now.priority, "the row's priority");
    want(row_.team == now.team && row_.assignee_id == now.assignee_id, "the row's team or assignee");
    want(row_.outcome == now.outcome, "the row's outcome");
    want(row_.opened_at == now.opened_at && row_.changed_at == now.changed_at && row_.closed_at == now.closed_at,
         "the row's time of opening, change or closing");
    want(row_.next_due == now.next_due, "the row's next due time");
    want(row_.waiting_role == now.waiting_role && row_.waiting_for == now.waiting_for, "whom the row waits for");
    want(row_.procedure_id == opened.procedure && row_.title == program_->main().title, "the row's procedure");
    const auto pin = opened.pins.find(opened.procedure);
    if (pin != opened.pins.end()) want(row_.version_hash == pin->second, "the row's version");
    want(row_.customer_id == opened.customer_id, "the row's customer");
    const auto& selection = program_->selection();
    want(row_.state == selection.state && row_.channel == selection.channel && row_.product == selection.product &&
             row_.language == opened.selection.language,
         "the row's state, channel, product or language");
    const auto subject = ledger::seal_text(opened.subject, "subject", scope_);
    want(subject && same(row_.subject, *subject, "subject"), "the row's subject");
  }

  void check_snapshot() {
    if (!snapshot_ || sealed_ != Sealed::open) return;
    const auto state = ledger::open_state(snapshot_->state, scope_);
    // One that an earlier release wrote in another form is read past; a seal that does not open is damage.
    if (!state && state.error().code == "ledger/bad-seal") problem("its snapshot cannot be opened");
    if (state) want(state->seq == snapshot_->seq && state->seq <= row_.seq, "the number of its snapshot");
  }

  void check_timers() {
    std::map<std::string, Instant> wanted, armed;
    if (state_.status != casework::CaseState::Status::closed) wanted.insert(state_.timers.begin(), state_.timers.end());
    for (const auto& timer : timers_) armed[timer.id] = timer.due;
    want(wanted == armed, "what its timers are due at");
  }

  void check_messages() {
    std::map<std::string, const store::messages::Message*> wanted;
    for (const auto& message : wanted_.messages) wanted[message.key] = &message;
    for (const store::messages::Message& one : messages_) {
      const auto found = wanted.find(one.key);
      if (found == wanted.end()) {
        problem("a message is there that no event speaks of");
        continue;
      }
      const store::messages::Message& event = *found->second;
      const bool is_known = one.direction == "in"
                                ? one.status == "received"
                                : one.status == "queued" || one.status == "sent" || one.status == "failed";
      want(one.seq == event.seq && one.at == event.at && one.direction == event.direction &&
               one.channel == event.channel && one.language == event.language && one.author_id == event.author_id &&
               is_author_said(one, event) && is_known && (one.status == "failed" || one.error.empty()) &&
               text::is_valid_utf8(one.error) && MessageId::parse(one.id) && same(one.text, event.text, "message") &&
               same(one.address, event.address, "address"),
           fmt::format("the message of event {}", event.seq));
      stored_ids_[event.id] = one.id;
      wanted.erase(found);
    }
    if (!wanted.empty()) problem(fmt::format("{} of its messages are missing", wanted.size()));
  }

  void check_effects() {
    static const std::set<std::string, std::less<>> statuses = {"pending", "claimed", "done", "dead"};
    std::map<std::string, const store::outbox::Effect*> wanted;
    for (const auto& effect : wanted_.effects) wanted[effect.key] = &effect;
    for (const store::outbox::Effect& one : effects_) {
      const bool is_over = one.status == "done" || one.status == "dead";
      const auto found = wanted.find(one.key);
      if (found == wanted.end()) {
        // What was carried out before a restore to an earlier moment stays, so that it is not carried out again.
        if (!is_over) problem("an effect waits in the outbox that no event speaks of");
        continue;
      }
      const store::outbox::Effect& event = *found->second;
      // The event may be another than then, but it asks for the same under the same key.
      want((one.seq == event.seq || is_over) && one.kind == event.kind && statuses.contains(one.status) &&
               ((is_over && one.body.empty()) || opens(one.body, "effect")) && text::is_valid_utf8(one.last_error) &&
               text::is_valid_utf8(one.result),
           fmt::format("the effect of event {}", event.seq));
      wanted.erase(found);
    }
    if (!wanted.empty()) problem(fmt::format("{} of its effects are missing in the outbox", wanted.size()));
  }

  void check_notices() {
    std::map<std::string, const store::notifications::Notification*> wanted;
    for (const auto& notice : wanted_.notices) wanted[notice.key] = &notice;
    for (const store::notifications::Notification& one : notices_) {
      const auto found = wanted.find(one.key);
      if (found == wanted.end()) {
        problem("a notice is there that no event speaks of");
        continue;
      }
      const store::notifications::Notification& event = *found->second;
      want(one.to_kind == event.to_kind && one.to == event.to && one.kind == event.kind && one.at == event.at &&
               opens(one.text, "notice"),
           "the notice " + one.key);
      wanted.erase(found);
    }
    if (!wanted.empty()) problem(fmt::format("{} of its notices are missing", wanted.size()));
  }

  Result<void> check_files() {
    std::map<std::string, std::uint64_t> wanted;  // the first event that refers to it
    for (const auto& [id, seq] : wanted_.referred_files) wanted.emplace(id, seq);
    for (const store::attachments::Attachment& file : files_) {
      const auto referred = wanted.find(file.id);
      want(file.first_seq == (referred == wanted.end() ? 0 : referred->second),
           "where the file " + file.id + " comes in");
      if (referred != wanted.end()) wanted.erase(referred);
      const auto proof = state_.files.find(file.id);
      if (proof != state_.files.end())
        want(
            file.type == proof->second.type && file.bytes == proof->second.bytes && file.sha256 == proof->second.sha256,
            "the type, length or hash of the file " + file.id);
      const auto content = store::attachments::content(around_.reader, around_.org, file.id);
      if (!content && content.error().kind != ErrorKind::not_found) return fail(content.error());
      bool holds = (content || sealed_ == Sealed::erased) && opens(file.name, file.id);
      if (holds && sealed_ == Sealed::open) {
        const auto opened = ledger::open_file(*content, file.id, scope_);
        holds = opened && opened->size() == file.bytes && hex(sha256(*opened)) == file.sha256;
      }
      if (!holds) problem("the file " + file.id + " is not what was uploaded");
    }
    if (!wanted.empty()) problem(fmt::format("{} of its files are missing", wanted.size()));
    return {};
  }

  Result<void> check_search() {
    for (const store::search::Document& event : wanted_.documents) {
      const auto stored = stored_ids_.find(event.id);
      const std::string& id = stored == stored_ids_.end() ? event.id : stored->second;
      const auto one = store::search::document(around_.reader, around_.org, event.kind, id);
      if (!one) return fail(one.error());
      if (sealed_ == Sealed::erased) {
        if (*one) problem("its customer was erased, and words are left in the search index");
        continue;
      }
      want(*one && (*one)->target == event.target && (*one)->customer_id == event.customer_id &&
               (sealed_ == Sealed::closed || ((*one)->title == event.title && (*one)->body == event.body)),
           fmt::format("the search index's {}", event.kind));
    }
    return {};
  }

  const CaseSurroundings& around_;
  const std::string& id_;
  std::vector<std::string> problems_;
  Sealed sealed_ = Sealed::closed;
  store::cases::CaseRow row_;
  std::vector<ledger::StoredEvent> events_;
  std::string wrapped_;
  std::optional<store::cases::Snapshot> snapshot_;
  std::vector<store::timers::Timer> timers_;
  std::vector<store::messages::Message> messages_;
  std::vector<store::outbox::Effect> effects_;
  std::vector<store::notifications::Notification> notices_;
  std::vector<store::attachments::Attachment> files_;
  ledger::SealScope scope_;
  casework::CaseState state_;
  casework::ProgramPtr program_;
  SideWrites wanted_;
  std::map<std::string, std::string> stored_ids_;  ///< of messages, by the id that collecting made up
};

}  // namespace

Result<std::vector<std::string>> check_case(const CaseSurroundings& around, const std::string& case_id) {
  return CaseCheck(around, case_id).run();
}

}  // namespace evenhand::desk

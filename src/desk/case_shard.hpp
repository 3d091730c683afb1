/// @file case_shard.hpp
/// @brief Decides for its share of the cases, one command at a time: on the caller's thread when nobody is before it, else on a
/// thread of its own, in order. Cases it has seen lately stay in memory; a command is decided on
/// the newest state, committed or not, and answered after its own commit. When a commit fails, what was decided on top of
/// it fails too (its sequence number no longer fits) and the case is read from the database again.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.hpp"
#include "desk/case_fate.hpp"
#include "desk/desk.hpp"
#include "desk/side_writes.hpp"

namespace evenhand::desk {

/// What every shard shares; all of it outlives them.
struct ShardContext {
  store::Store& store;
  Library& library;
  const ledger::KeyRing& keys;
  const Clock& clock;
  std::string org;
  std::function<std::string()> company;
  std::function<void(const Change&)> announce;
  std::function<void(Instant)> timer_armed;  ///< a timer with this due time is durable
  std::function<void()> effect_added;        ///< an effect is durable
};

class CaseShard {
 public:
  /// @param threads  false: what waits its turn is decided in `run_waiting`
  CaseShard(const ShardContext& context, std::size_t live_cases_max, bool threads);
  ~CaseShard();
  CaseShard(const CaseShard&) = delete;
  CaseShard& operator=(const CaseShard&) = delete;

  /// These answer at once with `desk/busy` when the queue is full, with `desk/closed` after `close`. They may decide, and read the database, before they
  /// return: they are not for a thread of the store.
  void submit(Submission submission, Reply reply);
  /// Always on the shard's own thread.
  void submit_beside(const Submission& submission, const Reply& reply);
  void open_case(std::string case_id, Opening opening, Reply reply);
  void look(std::string case_id, std::function<void(Result<Outcome>)> done);
  /// Decides what waits by now, on this thread. @return whether there was any.
  bool run_waiting();
  void close();

 private:
  struct Live {
    casework::CaseState state;
    casework::ProgramPtr program;
    store::cases::CaseRow row;
    ledger::SealScope scope;
    std::shared_ptr<CaseFate> fate = std::make_shared<CaseFate>();
    std::list<std::string>::iterator recent;
    bool fresh = true;  ///< read by this very command: newer there is none
  };
  struct Commit;

  void run();
  void run_one(const std::function<void()>& task);
  void take_turn(std::function<void()> task, const std::function<void(Error)>& refused);
  [[nodiscard]] bool enqueue(std::function<void()>&& task);
  void decide_guarded(const std::string& case_id, const Reply& reply, const std::function<void(const Reply&)>& decide);
  void process(Submission& submission, const Reply& reply, Place place);
  [[nodiscard]] Held hold(const Submission& submission, const Reply& reply, Place place);
  /// The same later, in turn: another was first.
  void process_again(CaseFate& fate, const Submission& submission, const Reply& reply, Place place);
  /// Keeps a refusal under the key, then tells it. It may be of a request whose first sending has been carried out meanwhile.
  /// @param scope  of the case; null: there is none
  void answer_refusal(const std::optional<IdempotencyKey>& key, const ledger::SealScope* scope, const Reply& reply,
                      const Failure& failure);
  void look_now(const std::string& case_id, const std::function<void(Result<Outcome>)>& done, unsigned tries);
  /// Whether what is in memory, with no commit under way, is what is stored. Reads, where others write too.
  [[nodiscard]] Result<bool> is_stored(const Live& live);
  /// A commit of this case has ended and was told of.
  void note_end(const std::shared_ptr<CaseFate>& fate, bool well);
  void release(CaseFate& fate);
  void release_due();
  void process_opening(const std::string& case_id, Opening& opening, const Reply& reply, bool again);
  /// From memory, or else `read_live`, and kept.
  [[nodiscard]] Result<Live*> load(const std::string& case_id);
  [[nodiscard]] Result<Live> read_live(const std::string& case_id);
  Live& keep(const std::string& case_id, Live live);
  void forget(const std::string& case_id);
  [[nodiscard]] ledger::SealScope scope_with_key(const std::string& case_id, const std::string& customer,
                                                 std::string wrapped) const;
  /// Applies, seals, renders and hands to the store; the reply comes after the commit.
  void commit(Live& live, Commit commit, const Reply& reply);
  /// Says what became of a commit, to the caller and to all who listen.
  void tell(const SideWrites& writes, Outcome& outcome, const Result<void>& done, const Reply& reply);
  [[nodiscard]] casework::Surroundings surroundings(const casework::CaseState& state, const std::string& case_id,
                                                    std::string door) const;

  /// The files of the case among `ids`; ids that are none are left out.
  [[nodiscard]] Result<std::vector<casework::CaseFile>> files_of(const Live& live,
                                                                 const std::vector<std::string>& ids) const;

  const ShardContext& context_;
  const std::size_t live_cases_max_;
  BoundedQueue<std::function<void()>> queue_;
  const bool has_thread_;                ///< otherwise whoever has the desk runs what waits
  std::atomic<std::size_t> waiting_{0};  ///< tasks in the queue
  std::atomic<bool> closed_{false};
  std::atomic<std::uint64_t> tickets_{0};
  std::mutex later_mutex_;  ///< guards `later_` and `is_over_`
  /// Lines to be let go at a time: after a moment that is different for every node.
  std::multimap<std::chrono::steady_clock::time_point, std::shared_ptr<CaseFate>> later_;
  bool is_over_ = false;
  std::mutex turn_;  ///< held by whoever decides: guards `live_` and `recent_`
  std::unordered_map<std::string, Live> live_;
  std::list<std::string> recent_;  ///< least recently used first
  std::thread thread_;
};

}  // namespace evenhand::desk

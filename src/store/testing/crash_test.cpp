// Nothing acknowledged is ever lost: a child commits in groups through the real store and reports every acknowledgement
// over a pipe; it is killed at random points; the database must hold all that was acknowledged, once, with whole
// chains.
//
// EVENHAND_CRASH_ROUNDS (default 200) and EVENHAND_CRASH_SEED repeat or prolong a run.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <future>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "store/events.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::Draft;
using testing::Folder;
using testing::org;

constexpr int workers = 4;

struct Acknowledged {
  std::int32_t worker = 0;
  std::uint32_t reserved = 0;
  std::uint64_t seq = 0;  ///< 0: the store is open
};
static_assert(sizeof(Acknowledged) <= 512, "pipe writes of this size are never torn");

std::string case_of(int worker) {
  return "case_" + std::to_string(worker);
}

void report(int pipe, Acknowledged ack) {
  if (::write(pipe, &ack, sizeof ack) != static_cast<ssize_t>(sizeof ack)) ::_exit(3);
}

/// Goes on with the cases as they are, until it is killed.
[[noreturn]] void child(const std::filesystem::path& file, int pipe, unsigned round) {
  const SystemClock clock;
  auto store = Store::open({.path = file}, clock);
  if (!store) ::_exit(4);
  report(pipe, {});
  std::vector<std::thread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&store, pipe, worker, round] {
      Draft draft(case_of(worker));
      const auto row = (*store)->read([&](Reader& r) { return cases::find(r, org, draft.row.id); });
      if (row) draft.row = *row;
      for (unsigned n = 0;; ++n) {
        const std::uint64_t before = draft.row.seq;
        const auto events =
            draft.next(1 + n % 3, std::to_string(round) + "/" + std::to_string(worker) + "/" + std::to_string(n));
        std::promise<void> done;
        (*store)->write(
            [&](Writer& w) -> Result<void> {
              auto written = cases::append(w, before, events, draft.row);
              return written ? Result<void>() : Result<void>(fail(written.error()));
            },
            [&](Result<void> outcome) {
              if (!outcome) ::_exit(5);
              report(pipe, {.worker = worker, .seq = draft.row.seq});
              done.set_value();
            });
        done.get_future().wait();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ::_exit(6);
}

struct Database {
  std::map<std::string, ledger::ChainCheck, std::less<>> chains;
  std::uint64_t position = 0;

  /// Follows the journal from where it was last seen.
  void check_new_events(Store& store) {
    const auto events = store.read([&](Reader& r) { return events::after_position(r, org, position, SIZE_MAX); });
    ASSERT_TRUE(events) << events.error().message;
    for (const auto& event : *events) {
      ASSERT_EQ(event.position, ++position) << "no gap and nothing twice in the journal";
      const auto fault = chains[event.case_id].next(event);
      ASSERT_FALSE(fault) << event.case_id << " " << event.seq << ": " << *fault;
    }
  }
};

int number_from(const char* variable, int fallback) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::atoi(text) : fallback;
}

TEST(CrashTest, WhatWasAcknowledgedIsThereAfterSigkill) {
  const int rounds = number_from("EVENHAND_CRASH_ROUNDS", 200);
  const auto seed =
      static_cast<unsigned>(number_from("EVENHAND_CRASH_SEED", static_cast<int>(std::random_device{}() >> 1)));
  std::printf("EVENHAND_CRASH_SEED=%u\n", seed);
  std::mt19937 random(seed);
  const SystemClock clock;
  const Folder folder;
  {
    auto store = Store::open({.path = folder.file()}, clock);
    ASSERT_TRUE(store);
    ASSERT_TRUE(testing::add_org(**store));
  }
  Database database;
  std::array<std::uint64_t, workers> acknowledged{};
  std::uint64_t total = 0;
  for (int round = 0; round < rounds; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
      ::close(ends[0]);
      child(folder.file(), ends[1], static_cast<unsigned>(round));
    }
    ::close(ends[1]);
    // One in eight is killed while it opens and recovers; the others after some acknowledgements and a moment more.
    const bool early = random() % 8 == 0;
    const unsigned wanted = early ? 0 : 2 + static_cast<unsigned>(random() % 40);
    Acknowledged ack;
    const auto take = [&] {
      const ssize_t got = ::read(ends[0], &ack, sizeof ack);
      if (got != static_cast<ssize_t>(sizeof ack)) return false;
      if (ack.seq == 0) return true;
      auto& last = acknowledged[static_cast<std::size_t>(ack.worker)];
      EXPECT_GT(ack.seq, last);
      last = ack.seq;
      ++total;
      return true;
    };
    for (unsigned n = 0; n < wanted && take(); ++n) {}
    ::usleep(static_cast<useconds_t>(random() % 2'000));
    ::kill(pid, SIGKILL);
    while (take()) {}
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself: " << status;

    auto store = Store::open({.path = folder.file()}, clock);
    ASSERT_TRUE(store) << "round " << round << ": " << store.error().message;
    database.check_new_events(**store);
    if (HasFatalFailure()) return;
    for (int worker = 0; worker < workers; ++worker) {
      const auto row = (*store)->read([&](Reader& r) { return cases::find(r, org, case_of(worker)); });
      const std::uint64_t stored = row ? row->seq : 0;
      ASSERT_GE(stored, acknowledged[static_cast<std::size_t>(worker)]) << "lost in round " << round;
      const auto& chain = database.chains[case_of(worker)];
      ASSERT_EQ(chain.count(), stored) << "row and events differ in round " << round;
      if (row) { ASSERT_EQ(chain.head(), row->head); }
    }
  }
  std::printf("%d kills, %llu acknowledgements, %llu events\n", rounds, static_cast<unsigned long long>(total),
              static_cast<unsigned long long>(database.position));
  EXPECT_GT(total, static_cast<std::uint64_t>(rounds));
}

}  // namespace
}  // namespace evenhand::store

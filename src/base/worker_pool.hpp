/// @file worker_pool.hpp
/// @brief A fixed number of threads over one bounded queue, for work that may block: reads, exports, pictures. Work that throws
/// is logged and over; the thread goes on.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"

namespace evenhand {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t waiting_max) : queue_(waiting_max) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this] {
        while (auto work = queue_.pop()) guarded("a worker thread", [&] { (*work)(); });
      });
    }
  }
  ~WorkerPool() { close(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when too much waits already or the pool is closed; the work is then untouched.
  [[nodiscard]] bool try_run(std::function<void()>&& work) { return queue_.try_push(std::move(work)); }
  /// Finishes what was accepted, then ends the threads.
  void close() {
    queue_.close();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  BoundedQueue<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace evenhand

/// @file random.hpp
/// @brief Seeded draws for the simulation, the same on every machine (SplitMix64): what a world does is a function of its
/// seed alone. `seed_process` makes keys, nonces, ids and SQLite draw from a seed too; once, before anything drew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace evenhand::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }
  /// Any of 0 … n-1.
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class List>
  const auto& any_of(const List& list) {
    return *std::next(std::begin(list), below(static_cast<int>(std::size(list))));
  }

 private:
  std::uint64_t state_;
};

void seed_process(std::uint64_t seed);

/// FNV-1a over what is told to it, for traces.
class TraceHash {
 public:
  void add(const void* data, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      value_ = (value_ ^ static_cast<const std::uint8_t*>(data)[i]) * 0x100000001b3u;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

}  // namespace evenhand::simulation

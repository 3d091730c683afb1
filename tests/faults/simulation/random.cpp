#define OPENSSL_SUPPRESS_DEPRECATED  // a provider of our own would be a hundred lines to the same end
#include "random.hpp"

#include <openssl/rand.h>
#include <sqlite3.h>

namespace evenhand::simulation {
namespace {

Random& process_random() {
  static Random random(0);
  return random;
}
int fill(unsigned char* out, int count) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<unsigned char>(process_random().next());
  return 1;
}
int ready() {
  return 1;
}

}  // namespace

void seed_process(std::uint64_t seed) {
  static const RAND_METHOD method{nullptr, fill, nullptr, nullptr, fill, ready};
  process_random() = Random(seed);
  RAND_set_rand_method(&method);
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed | 1), nullptr);
}

}  // namespace evenhand::simulation

// Counts allocations: arithmetic, comparison, conditions and table cells must make none once an expression is parsed.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "feel/expression.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EVENHAND_COUNTS_ALLOCATIONS 0
#else
#define EVENHAND_COUNTS_ALLOCATIONS 1
#endif

#if EVENHAND_COUNTS_ALLOCATIONS
namespace {
thread_local std::size_t allocations = 0;
}

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto step = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}
#endif

namespace evenhand::feel {
namespace {

struct Row {
  const char* text;
  bool is_cell = false;
};

class Allocations : public testing::TestWithParam<Row> {};

TEST_P(Allocations, AreNone) {
#if EVENHAND_COUNTS_ALLOCATIONS
  const std::vector<std::string> names = {"order total", "age", "country", "opened", "limit"};
  const MapEnvironment environment({{"order total", *Decimal::parse("120.55")},
                                    {"age", 37},
                                    {"country", "NO"},
                                    {"opened", parse_date("2026-11-01")},
                                    {"limit", *Decimal::parse("99.99")},
                                    {"?", 5}},
                                   Instant{1'795'339'800'000'000});
  const Row& row = GetParam();
  const Parsed parsed = row.is_cell ? parse_unary_tests(row.text, names) : parse(row.text, names);
  ASSERT_TRUE(parsed.ok());
  ASSERT_FALSE(parsed.expression.evaluate(environment).is_null()) << row.text;
  const std::size_t before = allocations;
  for (int i = 0; i < 10; ++i) static_cast<void>(parsed.expression.evaluate(environment));
  EXPECT_EQ(allocations - before, 0u) << row.text;
#else
  GTEST_SKIP() << "the sanitizers count allocations themselves";
#endif
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Allocations,
    testing::Values(Row{"order total * 1.25 > 100"}, Row{"(order total + limit) / 3 - age * 2"}, Row{"-age ** 2 + 7"},
                    Row{"order total / 7 >= limit"}, Row{"order total > 100 and age between 18 and 65"},
                    Row{"country = \"NO\" or country = \"SE\""}, Row{"country in (\"DK\", \"SE\", \"NO\")"},
                    Row{"if age >= 18 then order total else limit"}, Row{"age in [18..65]"},
                    Row{"opened < @\"2026-11-22\""}, Row{"opened + @\"P30D\" > @\"2026-11-22\""},
                    Row{"opened.year = 2026"}, Row{"not(age < 18)"}, Row{"abs(-age) + modulo(age, 5)"},
                    Row{"< 5", true}, Row{"[1..3], 5, > 9", true}, Row{"not(1, 2, 3)", true}, Row{">= limit", true},
                    Row{"? > 3 and ? < 9", true}));

}  // namespace
}  // namespace evenhand::feel

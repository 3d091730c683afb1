// Runs the whole DMN TCK, writes its results in the kit's own form, and says what failed; 1 when fewer cases pass than did.
// `script/tck` calls it.

#include <cstdio>
#include <fstream>

#include "tck/kit.hpp"

int main(int argc, char** argv) {
  using namespace evenhand;
  const std::filesystem::path kit = argc > 1 ? std::filesystem::path(argv[1]) : tck::default_kit();
  const char* out_name = argc > 2 ? argv[2] : "build/tck_results.csv";
  if (!std::filesystem::exists(kit / "TestCases")) {
    std::fprintf(stderr, "tck: there is no kit at %s: give the folder that has TestCases in it\n", kit.c_str());
    return 2;
  }
  std::ofstream csv(out_name);
  if (!csv) {
    std::fprintf(stderr, "tck: cannot write %s\n", out_name);
    return 2;
  }
  bool good = true;
  for (const tck::Level& level : tck::levels) {
    const std::vector<tck::Result> results = tck::run_level(kit, level.name);
    for (const tck::Result& result : results) {
      csv << tck::csv_line(result) << "\n";
      if (!result.passed) std::printf("%s %s: %s\n", result.file.c_str(), result.test.c_str(), result.problem.c_str());
    }
    const tck::Score score = tck::score_of(results);
    std::printf("%s: %d of %d; of those that expect a value other than null %d of %d\n", level.name, score.passed,
                score.cases, score.valued_passed, score.valued_cases);
    if (tck::holds(score, level.reached)) continue;
    good = false;
    std::fprintf(stderr, "tck: %s passed %d of %d before\n", level.name, level.reached.passed, level.reached.cases);
  }
  std::printf("results: %s\n", out_name);
  return csv.good() && good ? 0 : 1;
}

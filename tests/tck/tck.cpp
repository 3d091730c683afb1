// Runs the whole DMN TCK, writes its results in the kit's own form, and says what failed. `script/tck` calls it.

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
  for (const char* level : {"compliance-level-2", "compliance-level-3"}) {
    const std::vector<tck::Result> results = tck::run_level(kit, level);
    for (const tck::Result& result : results) {
      csv << tck::csv_line(result) << "\n";
      if (!result.passed) std::printf("%s %s: %s\n", result.file.c_str(), result.test.c_str(), result.problem.c_str());
    }
    const tck::Score score = tck::score_of(results);
    std::printf("%s: %d of %d; of those that expect a value other than null %d of %d\n", level, score.passed,
                score.cases, score.valued_passed, score.valued_cases);
  }
  std::printf("results: %s\n", out_name);
  return csv.good() ? 0 : 1;
}

/// @file paper_bench.cpp
/// @brief `paper_bench [SECONDS]`: a procedure of some twenty pages from its compiled form to the bytes of its PDF, again and
/// again on one thread; beside it, in turns, the same words drawn by Cairo on as many pages without any layout.
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "figure.hpp"
#include "paper/paper.hpp"
#include "print/pdf.hpp"
#include "procedure/compile.hpp"

namespace {

using namespace evenhand;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

/// The steps of a starter procedure so many times over, each time under other titles.
std::string repeated(const std::string& source, int times) {
  const std::size_t begin = source.find("\n## 1."), end = source.find("\n## Messages");
  if (begin == std::string::npos || end == std::string::npos) return {};
  const std::string steps = source.substr(begin, end - begin);
  std::string out = source.substr(0, begin);
  int number = 0;
  for (int round = 1; round <= times; ++round) {
    std::istringstream lines(steps);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("## "))
        line = "## " + std::to_string(++number) + "." + line.substr(line.find('.') + 1) + " (round " +
               std::to_string(round) + ")";
      out += line + "\n";
    }
  }
  const std::size_t translation = source.find("\n## En espa");  // matched by order, which is another one now
  return out + source.substr(end, translation == std::string::npos ? translation : translation - end);
}

cairo_status_t count(void* total, const unsigned char*, unsigned int size) {
  *static_cast<std::size_t*>(total) += size;
  return CAIRO_STATUS_SUCCESS;
}

std::string words_of(const std::vector<print::Block>& blocks) {
  std::string out;
  for (const print::Block& block : blocks) (out += print::plain_words(block)) += '\n';
  return out;
}

/// Lines of a hundred bytes, one below the other, in one font, no thought given to any.
std::size_t draw_alone(const std::string& words, std::size_t pages) {
  std::size_t total = 0;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(count, &total, 612, 792);
  cairo_t* cairo = cairo_create(surface);
  cairo_select_font_face(cairo, "Noto Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo, 9);
  const std::size_t bytes_a_page = words.size() / pages + 1;
  for (std::size_t page = 0; page < pages; ++page) {
    std::string left = words.substr(std::min(page * bytes_a_page, words.size()), bytes_a_page);
    std::replace_if(
        left.begin(), left.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c < ' '; }, ' ');
    for (std::size_t at = 0, line = 0; at < left.size(); at += 100, ++line) {
      cairo_move_to(cairo, 60, 60 + 12.0 * static_cast<double>(line));
      cairo_show_text(cairo, left.substr(at, 100).c_str());
    }
    cairo_show_page(cairo);
  }
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 2;
  std::ostringstream source;
  source << std::ifstream("packs/procedures/refund-request.sop.md").rdbuf();
  procedure::ProcedurePtr procedure;
  print::Printed printed;
  std::string words;
  for (int times = 1; times < 20 && printed.pages < 20; ++times) {
    procedure = procedure::compile(repeated(source.str(), times)).procedure;
    const auto document =
        procedure ? paper::procedure_paper(procedure, {}, {}) : Result<print::Document>(print::Document());
    auto made = document ? print::to_pdf(*document) : Result<print::Printed>(fail(document.error()));
    if (!procedure || !made) {
      std::fputs("There is nothing to print: run it in the project's folder, with fonts installed.\n", stderr);
      return 2;
    }
    printed = std::move(*made);
    words = words_of(document->blocks);
  }
  double best = std::numeric_limits<double>::infinity(), text = best, floor = best;
  for (const Steady::time_point start = Steady::now(); seconds_since(start) < seconds || best > 1e9;) {
    Steady::time_point began = Steady::now();
    auto document = paper::procedure_paper(procedure, {}, {});
    (void)print::to_pdf(*document);
    best = std::min(best, seconds_since(began));
    std::erase_if(document->blocks,
                  [](const print::Block& block) { return block.kind == print::Block::Kind::picture; });
    began = Steady::now();
    (void)print::to_pdf(*document);
    text = std::min(text, seconds_since(began));
    began = Steady::now();
    (void)draw_alone(words, printed.pages);
    floor = std::min(floor, seconds_since(began));
  }
  const std::string pages = std::to_string(printed.pages) + " pages";
  bench::figure("paper", pages + ", best", best * 1e3, "ms", bench::Aim::at_most, 500,
                {"Cairo drawing the words alone", floor * 1e3});
  bench::figure("paper", pages + " without the flow, best", text * 1e3, "ms");
  bench::figure("paper", pages + ", file", static_cast<double>(printed.pdf.size()) / 1024, "KiB");
  return 0;
}

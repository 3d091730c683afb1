#include "print/pdf.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/limits.hpp"
#include "base/printable.hpp"
#include "print/catalog.hpp"
#include "print/flow.hpp"
#include "print/pages.hpp"

namespace evenhand::print {
namespace {

struct CairoFree {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

/// What Cairo may be handed as an address: anything beside the plain characters of one is percent-encoded.
std::string address(std::string_view link) {
  static constexpr std::string_view plain = "-._~:/?#[]@!$&*+,;=%";
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : link) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos)
      out += c;
    else
      ((out += '%') += digits[byte >> 4]) += digits[byte & 15];
  }
  return out;
}

class Printer {
 public:
  Printer(const Document& document, const Paper& paper)
      : document_(document), paper_(paper), setter_(document.language) {}

  Result<Printed> print() {
    if (!setter_.has_fonts())
      return fail(ErrorKind::unsupported, "print/no-fonts", "There is no font to print with.",
                  "Install one, for instance the package fonts-noto-core.");
    std::size_t bytes = 0;
    for (const Block& block : document_.blocks) bytes += plain_words(block).size();
    if (bytes > limits::print_bytes_max)
      return fail(ErrorKind::too_large, "print/too-large", "This is too long to be printed as one document.",
                  "Print its parts one by one.");
    const Deadline deadline = Deadline::in(std::chrono::seconds(limits::print_seconds_max));
    Flow flow(setter_, style::margin_side, text_width(), text_height(), deadline);
    if (const auto added = flow.add(document_.blocks); !added) return fail(added.error());
    pages_ = cut_into_pages(flow, text_height());
    if (pages_.size() > limits::print_pages_max)
      return fail(ErrorKind::too_large, "print/too-large", "This would be more pages than are printed at once.",
                  "Print its parts one by one.");
    return draw(flow, deadline);
  }

 private:
  [[nodiscard]] double text_width() const { return paper_.width - 2 * style::margin_side; }
  [[nodiscard]] double text_height() const { return paper_.height - style::margin_top - style::margin_bottom; }

  struct Spot {
    std::size_t page;
    double y;
  };

  void find_places(Flow& flow) {
    spots_.resize(flow.pieces.size());
    std::vector<int> first_page(flow.elements.size(), -1);
    for (std::size_t number = 0; number < pages_.size(); ++number)
      for (const Placed& placed : pages_[number].pieces) {
        const Piece& piece = flow.pieces[placed.piece];
        spots_[placed.piece] = {number + 1, style::margin_top + placed.top};
        for (const std::string& anchor : piece.anchors) anchors_.emplace(anchor, spots_[placed.piece]);
        const auto last = static_cast<std::size_t>(piece.path.back());
        if (first_page[last] < 0) first_page[last] = static_cast<int>(number);
        if (first_page[last] != static_cast<int>(number)) flow.elements[last].in_spans = true;
      }
  }

  [[nodiscard]] std::string target(const std::string& link) const {
    if (link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:"))
      return "uri='" + address(link) + "'";
    if (!link.starts_with('#')) return {};
    const auto found = anchors_.find(link.substr(1));
    return found == anchors_.end() ? std::string() : destination(found->second);
  }
  [[nodiscard]] static std::string destination(const Spot& spot) {
    return "page=" + std::to_string(spot.page) + " pos=[0 " +
           std::to_string(std::max(0, static_cast<int>(spot.y) - 10)) + "]";
  }

  Result<Printed> draw(Flow& flow, const Deadline& deadline) {
    find_places(flow);
    Printed out{.pages = pages_.size(), .unknown_characters = flow.unknown_characters};
    const std::unique_ptr<cairo_surface_t, CairoFree> surface(
        cairo_pdf_surface_create_for_stream(append, &out.pdf, paper_.width, paper_.height));
    // Later versions keep the catalog in a compressed object, where complete_catalog cannot reach it.
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
    // Replaced by complete_catalog; without it Cairo would put in the time of day.
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    {
      const std::unique_ptr<cairo_t, CairoFree> cairo(cairo_create(surface.get()));
      Painter painter(cairo.get(), flow.elements, [this](const std::string& link) { return target(link); });
      for (std::size_t number = 0; number < pages_.size(); ++number) {
        if (deadline.has_passed())
          return fail(ErrorKind::too_large, "print/too-large", "Printing this takes too long.",
                      "Print its parts one by one.");
        draw_page(painter, flow, number);
        cairo_show_page(cairo.get());
      }
      painter.end();
      if (painter.failure()) return fail(*painter.failure());
      bookmarks(flow, surface.get());
      if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) return failed(cairo_status(cairo.get()));
    }
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return failed(cairo_surface_status(surface.get()));
    if (const auto completed = complete_catalog(out.pdf, document_); !completed) return fail(completed.error());
    return out;
  }
  static tl::unexpected<Error> failed(cairo_status_t status) {
    return fail(ErrorKind::unsupported, "print/failed",
                std::string("The pages could not be drawn: ") + cairo_status_to_string(status) + ".");
  }

  void draw_page(Painter& painter, const Flow& flow, std::size_t number) {
    const Page& page = pages_[number];
    if (page.pieces.empty()) return running(painter, number);
    painter.enter({0});
    for (const Panel& panel : flow.panels) {
      const std::size_t first = std::max(panel.first, page.pieces.front().piece),
                        last = std::min(panel.last, page.pieces.back().piece);
      if (first > last) continue;
      const double top = spots_[first].y, bottom = spots_[last].y + flow.pieces[last].height;
      painter.fill(panel.x, top, panel.width, bottom - top, panel.colour);
    }
    painter.set_running(true);
    if (page.head >= 0) flow.heads[static_cast<std::size_t>(page.head)].draw(painter, style::margin_top);
    painter.set_running(false);
    for (const Placed& placed : page.pieces) {
      const Piece& piece = flow.pieces[placed.piece];
      painter.enter(piece.path);
      if (piece.draw) piece.draw(painter, style::margin_top + placed.top);
    }
    painter.end_page();
    running(painter, number);
  }

  void running(Painter& painter, std::size_t number) {
    painter.set_running(true);
    const double left = style::margin_side, right = paper_.width - style::margin_side,
                 foot = paper_.height - style::foot_baseline;
    painter.line(left, style::head_baseline + 6, right, style::head_baseline + 6, style::hair, 0.6);
    painter.line(left, foot - 13, right, foot - 13, style::hair, 0.6);
    std::string page = document_.page_words;
    for (const std::size_t value : {number + 1, pages_.size()})
      if (const std::size_t at = page.find("{}"); at != std::string::npos) page.replace(at, 2, std::to_string(value));
    two_ends(painter, document_.head_left, document_.head_right, style::head_baseline);
    two_ends(painter, document_.foot_left, page, foot);
    painter.set_running(false);
  }
  /// What is on the right is shown whole; what is on the left has the room that is left, on one line.
  void two_ends(Painter& painter, const std::string& left, const std::string& right, double baseline) {
    const Look look{.size = style::running_size, .colour = style::quiet_ink};
    const SetPtr end = setter_.set({{.text = right}}, -1, look);
    const double room = text_width() - end->width() - 12;
    const SetPtr begin = setter_.set({{.text = left}}, std::max(room, 60.0), look);
    begin->draw(painter, style::margin_side, baseline - begin->baseline(), 0, 1);
    end->draw(painter, paper_.width - style::margin_side - end->width(), baseline - end->baseline(), 0, 1);
  }

  void bookmarks(const Flow& flow, cairo_surface_t* surface) const {
    std::vector<std::pair<int, int>> open;  // level, id
    for (const Bookmark& bookmark : flow.bookmarks) {
      if (bookmark.piece >= spots_.size()) continue;
      while (!open.empty() && open.back().first >= bookmark.level) open.pop_back();
      const int parent = open.empty() ? CAIRO_PDF_OUTLINE_ROOT : open.back().second;
      const int id =
          cairo_pdf_surface_add_outline(surface, parent, text::printable(bookmark.words).c_str(),
                                        destination(spots_[bookmark.piece]).c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
      open.emplace_back(bookmark.level, id);
    }
  }

  const Document& document_;
  const Paper& paper_;
  const Setter setter_;
  std::vector<Page> pages_;
  std::vector<Spot> spots_;
  std::map<std::string, Spot> anchors_;
};

}  // namespace

Result<Paper> paper_of(std::string_view name) {
  if (name == "letter") return letter;
  if (name == "a4") return a4;
  return fail(ErrorKind::invalid, "print/paper", "There is no such paper.", "letter or a4.");
}

Result<Printed> to_pdf(const Document& document, const Paper& paper) {
  return Printer(document, paper).print();
}

}  // namespace evenhand::print

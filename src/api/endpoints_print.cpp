#include "api/api.hpp"
#include "api/versions.hpp"
#include "paper/paper.hpp"
#include "print/pdf.hpp"
#include "procedure/compile.hpp"
#include "store/procedures.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;

/// A version, or the draft, with what its paper says of it.
struct Printable {
  procedure::ProcedurePtr procedure;
  paper::Imprint imprint;
};

Result<Printable> published(Call& call, const std::string& version) {
  const auto found = wanted_version(call, version);
  if (!found) return fail(found.error());
  return Printable{(*found)->procedure,
                   {.number = (*found)->version.number, .published_at = (*found)->version.published_at}};
}

Result<Printable> draft(Call& call) {
  if (!call.who.may(Permission::procedure_edit)) return fail(lacks(Permission::procedure_edit));
  desk::Desk& desk = call.services.desk;
  const auto found = desk.store().read(
      [&](Reader& reader) { return store::procedures::draft(reader, desk.org(), call.path.at("procedure")); });
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorKind::not_found, "procedure/no-draft", "There is no draft.");
  procedure::Compiled compiled = desk.library().compile((*found)->source);
  if (compiled.procedure == nullptr)
    return fail(ErrorKind::invalid, "procedure/has-errors", "The draft has errors, so it cannot be printed.",
                "Mend them first; the editor lists them.");
  return Printable{std::move(compiled.procedure), {.is_draft = true}};
}

procedure::Selection selection_of(const Call& call) {
  return {.state = call.query("state"),
          .channel = call.query("channel"),
          .product = call.query("product"),
          .language = call.query("language")};
}

http::Response pdf(Call& call, const Result<print::Document>& document, const std::string& file_name) {
  if (!document) return problem(document.error());
  const std::string name = call.query("paper");
  const auto paper = print::paper_of(name.empty() ? "letter" : name);
  if (!paper) return problem(paper.error());
  auto printed = print::to_pdf(*document, *paper);
  if (!printed) return problem(printed.error());
  return {.status = 200,
          .headers = {{"Content-Type", "application/pdf"},
                      {"Content-Disposition", "attachment; filename=\"" + file_name + "\""}},
          .body = std::move(printed->pdf)};
}

http::Response one_pdf(Call& call, const Result<Printable>& what) {
  if (!what) return problem(what.error());
  const procedure::Selection selection = selection_of(call);
  return pdf(call, paper::procedure_paper(what->procedure, selection, what->imprint),
             paper::file_name(*what->procedure, selection, what->imprint, false));
}

http::Response get_version_pdf(Call& call) {
  return one_pdf(call, published(call, call.path.at("version")));
}

http::Response get_draft_pdf(Call& call) {
  return one_pdf(call, draft(call));
}

http::Response get_redline_pdf(Call& call) {
  const auto before = published(call, call.query("from"));
  if (!before) return problem(before.error());
  const auto after = call.query("to") == "draft" ? draft(call) : published(call, call.query("to"));
  if (!after) return problem(after.error());
  const procedure::Selection selection = selection_of(call);
  return pdf(call,
             paper::redline_paper(before->procedure, before->imprint, after->procedure, after->imprint, selection),
             paper::file_name(*after->procedure, selection, after->imprint, true));
}

}  // namespace

void add_print_endpoints(std::vector<Endpoint>& endpoints) {
  const std::vector<QueryField> selection = {{"state", "MA"},
                                             {"channel", "phone, email, chat, …"},
                                             {"product", "one that the procedure lists"},
                                             {"language", "en or es; the procedure's own when left out"},
                                             {"paper", "letter or a4; letter when left out"}};
  auto two_versions = selection;
  two_versions.insert(two_versions.begin(), {{"from", "number or hash; the current one when left out"},
                                             {"to", "number, hash or draft; the current one when left out"}});
  const auto add = [&](std::string pattern, std::string summary, Permission permission, std::vector<QueryField> query,
                       http::Response (*handle)(Call&)) {
    Endpoint endpoint{.method = "GET",
                      .pattern = "/api/v1/procedures/{procedure}" + pattern,
                      .tag = "Procedures",
                      .summary = std::move(summary),
                      .permission = permission,
                      .query = std::move(query),
                      .answer = "Pdf",
                      .is_long = true};
    endpoint.handle = handle;
    endpoints.push_back(std::move(endpoint));
  };
  add("/versions/{version}/pdf", "One version, to be printed", Permission::procedure_read, selection, get_version_pdf);
  add("/draft/pdf", "The draft, to be printed", Permission::procedure_edit, selection, get_draft_pdf);
  add("/diff/pdf", "What changed between two versions, marked in the text, to be printed", Permission::procedure_read,
      two_versions, get_redline_pdf);
}

}  // namespace evenhand::api

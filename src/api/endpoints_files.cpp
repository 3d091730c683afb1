#include "api/api.hpp"
#include "api/present.hpp"
#include "desk/files.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;

json::Value present_file(const desk::StoredFile& stored, const Names& names) {
  const auto uploader = names.find(stored.uploaded_by);
  json::Value value;
  value.set("id", stored.file.id)
      .set("name", stored.file.name)
      .set("type", stored.file.type)
      .set("bytes", stored.file.bytes)
      .set("sha256", stored.file.sha256);
  value.set("uploaded_by", stored.uploaded_by)
      .set("uploaded_by_name", uploader == names.end() ? std::string{} : uploader->second)
      .set("uploaded_at", time_or_null(stored.uploaded_at));
  value.set("first_seq", stored.first_seq == 0 ? json::Value(nullptr) : json::Value(stored.first_seq));
  return value;
}

http::Response upload(Call& call) {
  const std::string& case_id = call.path.at("case");
  const auto added = desk::add_file(
      call.services.desk,
      {.case_id = case_id, .name = call.query("name"), .content = call.request->body, .person_id = call.who.person.id});
  if (!added) return problem(added.error());
  http::Response response = json_answer(201, present_file(*added, *names_of_people(call.services)));
  response.headers.set("Location", "/api/v1/cases/" + case_id + "/files/" + added->file.id);
  return response;
}

http::Response list(Call& call) {
  const auto files = desk::list_files(call.services.desk, call.path.at("case"));
  if (!files) return problem(files.error());
  const NamesPtr everyone = names_of_people(call.services);
  const Names& names = *everyone;
  json::Array items;
  for (const desk::StoredFile& file : *files) items.push_back(present_file(file, names));
  return page_answer(call, std::move(items), {});
}

/// RFC 6266: a plain name for old clients, the whole one in UTF-8 for all others.
std::string disposition_of(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    const bool fits = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
    plain += fits ? c : '_';
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + url_encode(name);
}

http::Response download(Call& call) {
  auto found = desk::read_file(call.services.desk, call.path.at("case"), call.path.at("file"));
  if (!found) return problem(found.error());
  const bool is_text = found->file.type.starts_with("text/");
  http::Response response{.status = 200,
                          .headers = {{"Content-Type", found->file.type + (is_text ? "; charset=utf-8" : "")}},
                          .body = std::move(found->content)};
  // Bytes that somebody else chose: never a page of ours, whatever is in them.
  response.headers.set("Content-Disposition",
                       disposition_of(found->file.name.empty() ? found->file.id : found->file.name));
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response remove(Call& call) {
  const auto done = desk::remove_file(call.services.desk, call.path.at("case"), call.path.at("file"));
  return done ? http::empty_response() : problem(done.error());
}

}  // namespace

void add_file_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/cases/{case}/files";
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "GET",
       .pattern = base,
       .tag = "Files",
       .summary = "Files of a case, oldest first",
       .permission = Permission::case_read,
       .answer = "FileList",
       .handle = list});
  add({.method = "POST",
       .pattern = base,
       .tag = "Files",
       .summary = "Take in a file; a command that names its id makes it part of the record",
       .permission = Permission::case_work,
       .raw_body = true,
       .query = {{"name", "what the file is called"}},
       .answer = "File",
       .success = 201,
       .body_bytes_max = limits::file_bytes_max,
       .has_location = true,
       .handle = upload});
  add({.method = "GET",
       .pattern = base + "/{file}",
       .tag = "Files",
       .summary = "The content, always as a download",
       .permission = Permission::case_read,
       .answer = "FileContent",
       .handle = download});
  add({.method = "DELETE",
       .pattern = base + "/{file}",
       .tag = "Files",
       .summary = "Remove a file that no event refers to",
       .permission = Permission::case_work,
       .success = 204,
       .handle = remove});
}

}  // namespace evenhand::api

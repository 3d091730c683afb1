#include "casework/file.hpp"

#include "base/id.hpp"
#include "casework/command.hpp"
#include "feel/value.hpp"
#include "procedure/model.hpp"

namespace evenhand::casework {

bool is_file_evidence(std::string_view evidence) noexcept {
  return evidence == "file" || evidence == "photo" || evidence == "signature";
}

bool is_image(std::string_view type) noexcept {
  return type.starts_with("image/");
}

std::optional<std::string> misfit(std::string_view evidence, const CaseFile& file) {
  const std::string what = file.name.empty() ? file.id : "\"" + file.name + "\"";
  if (evidence == "photo" && !is_image(file.type)) return what + " is no photo: it is " + file.type + ".";
  // A signature is one still picture that every reader can show.
  const bool drawn = file.type == "image/png" || file.type == "image/jpeg" || file.type == "image/webp";
  if (evidence == "signature" && !drawn)
    return what + " is no drawn signature: it is " + file.type + ", not a PNG, JPEG or WebP image.";
  return std::nullopt;
}

bool holds_files(const procedure::FactType& type) noexcept {
  using Kind = procedure::FactType::Kind;
  return type.kind == Kind::file || (type.kind == Kind::list && type.element && type.element->kind == Kind::file);
}

std::vector<std::string> file_ids(const feel::Value& value) {
  std::vector<std::string> ids;
  if (const auto* one = value.as_string()) ids.push_back(*one);
  if (const auto* list = value.as_list())
    for (const auto& item : *list)
      if (const auto* one = item.as_string()) ids.push_back(*one);
  return ids;
}

namespace {

using NamedValues = std::vector<std::pair<std::string, feel::Value>>;

void collect(const NamedValues& values, std::vector<std::string>& ids) {
  for (const auto& [name, value] : values)
    for (auto& text : file_ids(value))
      if (FileId::parse(text)) ids.push_back(std::move(text));
}

}  // namespace

std::vector<std::string> files_named(const Command& command) {
  std::vector<std::string> ids;
  if (const auto* tick = std::get_if<TickTask>(&command)) ids = tick->files;
  if (const auto* record = std::get_if<RecordFacts>(&command)) collect(record->facts, ids);
  if (const auto* perform = std::get_if<PerformAction>(&command))
    collect(perform->inputs, ids), collect(perform->outputs, ids);
  if (const auto* report = std::get_if<ReportAction>(&command)) collect(report->outputs, ids);
  return ids;
}

}  // namespace evenhand::casework

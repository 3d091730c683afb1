#include "connect/connector.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "connect/http_connector.hpp"
#include "connect/table_connector.hpp"

namespace evenhand::connect {

Result<Connectors> Connectors::from_json(const json::Value& config, const std::string& folder) {
  Connectors all;
  const json::Value* connectors = config.find("connectors");
  if (connectors == nullptr || connectors->as_object() == nullptr) {
    return fail(ErrorKind::invalid, "connector/bad-config", "The connectors file has no object \"connectors\".",
                R"(Write {"connectors": {"NAME": {"kind": "http" or "table", …}}}.)");
  }
  for (const auto& [name, settings] : *connectors->as_object()) {
    const std::string kind = settings.string_or("kind", "");
    Result<std::shared_ptr<Connector>> made =
        kind == "http" ? make_http_connector(name, settings)
        : kind == "table"
            ? make_table_connector(name, settings, folder)
            : Result<std::shared_ptr<Connector>>(fail(ErrorKind::invalid, "connector/bad-config",
                                                      "Connector \"" + name + "\" has the kind \"" + kind + "\".",
                                                      "Kinds are http and table."));
    if (!made) return fail(std::move(made.error()));
    all.by_name_.emplace(name, std::move(*made));
  }
  return all;
}

Result<Connectors> Connectors::load(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Connectors{};
  std::ostringstream text;
  text << in.rdbuf();
  auto config = json::parse(text.str());
  if (!config) {
    return fail(ErrorKind::invalid, "connector/bad-config",
                std::filesystem::path(file).filename().string() + ": " + config.error().message);
  }
  return from_json(*config, std::filesystem::path(file).parent_path().string());
}

Answer Connectors::call(std::string_view connector, const Call& call) const {
  const auto found = by_name_.find(connector);
  if (found == by_name_.end()) {
    return {.ok = false,
            .outputs = {},
            .error = "No connector \"" + std::string(connector) +
                     "\" is set up; add it to connectors.json, or do the action by hand.",
            .may_retry = false};
  }
  return found->second->call(call);
}

std::vector<std::string> Connectors::names() const {
  std::vector<std::string> names;
  for (const auto& [name, connector] : by_name_) names.push_back(name);
  return names;
}

json::Value to_plain_json(const feel::Value& value) {
  switch (value.type()) {
    case feel::Type::null:
    case feel::Type::function:
      return nullptr;
    case feel::Type::boolean:
      return *value.as_boolean();
    case feel::Type::number:
      return *value.as_number();
    case feel::Type::list: {
      json::Array items;
      for (const feel::Value& item : *value.as_list()) items.push_back(to_plain_json(item));
      return items;
    }
    case feel::Type::context: {
      json::Object members;
      for (const auto& [name, item] : *value.as_context()) members.emplace_back(name, to_plain_json(item));
      return members;
    }
    default:
      return feel::to_display(value);
  }
}

}  // namespace evenhand::connect

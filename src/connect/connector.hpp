/// @file connector.hpp
/// @brief Connectors do what a procedure's `Do **action**` asks of the outside: call an HTTP service, or look an answer up in
/// a file. They are called by the desk's outbox worker, after the case's transaction is durable, at least once per
/// idempotency key.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "feel/value.hpp"

namespace evenhand::connect {

struct Call {
  std::string action;
  std::string key;  ///< idempotency key, the same for every try of one effect
  json::Object inputs;
  const std::atomic<bool>* called_off =
      nullptr;  ///< when it becomes true the call is broken off: an answer that failed
};

struct Answer {
  bool ok = false;
  json::Object outputs;         ///< by fact name, plain JSON; the engine checks them against the facts' types
  std::string error;            ///< one sentence for a person when not ok; never holds a secret
  bool may_retry = false;       ///< false: trying again cannot help
  int retry_after_seconds = 0;  ///< what the service asked for; 0: nothing
};

/// Thread safety: `call` may run on several threads at once.
class Connector {
 public:
  virtual ~Connector() = default;
  [[nodiscard]] virtual Answer call(const Call& call) = 0;
};

/// All connectors of an organisation, from one JSON file:
/// `{"connectors": {"shop": {"kind": "table", …}, "bank": {"kind": "http", …}}}`; docs/connectors.md has every field.
class Connectors {
 public:
  /// @param folder  relative file names of table connectors start here.
  /// Errors: `connector/bad-config`, naming the connector and the field.
  [[nodiscard]] static Result<Connectors> from_json(const json::Value& config, const std::string& folder);
  /// A missing file means no connectors.
  [[nodiscard]] static Result<Connectors> load(const std::string& file);

  /// An unknown connector is an answer that may not be retried and says how to set it up.
  [[nodiscard]] Answer call(std::string_view connector, const Call& call) const;
  [[nodiscard]] std::vector<std::string> names() const;
  /// One that is made in code, in place of any of this name.
  void add(std::string name, std::shared_ptr<Connector> connector) {
    by_name_.insert_or_assign(std::move(name), std::move(connector));
  }

 private:
  std::map<std::string, std::shared_ptr<Connector>, std::less<>> by_name_;
};

/// FEEL to plain JSON as services expect it: dates and durations as ISO text, no tags.
[[nodiscard]] json::Value to_plain_json(const feel::Value& value);

}  // namespace evenhand::connect

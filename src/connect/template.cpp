#include "connect/template.hpp"

#include <algorithm>
#include <charconv>

namespace evenhand::connect {
namespace {

const json::Value* input(const json::Object& inputs, std::string_view name) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const auto& entry) { return entry.first == name; });
  return found == inputs.end() || found->second.is_null() ? nullptr : &found->second;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4u];
      out += digits[byte & 15u];
    }
  }
  return out;
}

Result<std::string> fill(std::string_view pattern, const json::Object& inputs, bool encode) {
  std::string out;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t open = pattern.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    out.append(pattern.substr(at, close == std::string_view::npos ? pattern.size() - at : open - at));
    if (close == std::string_view::npos) break;
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    const json::Value* value = input(inputs, name);
    if (value == nullptr) {
      return fail(ErrorKind::invalid, "connector/missing-input",
                  "The connector needs \"" + std::string(name) + "\", which the action was not given.",
                  "Add it to the action: with **" + std::string(name) + "**.");
    }
    const std::string filled = as_text(*value);
    // A whole segment of dots would climb to another address of the service: no encoding keeps it from that.
    if (encode && (filled == "." || filled == "..")) {
      return fail(ErrorKind::invalid, "connector/bad-input",
                  "\"" + std::string(name) + "\" is \"" + filled + "\", which cannot stand in an address.");
    }
    out += encode ? percent_encode(filled) : filled;
    at = close + 1;
  }
  return out;
}

}  // namespace

std::string as_text(const json::Value& value) {
  const std::string* text = value.as_string();
  return text != nullptr ? *text : json::write(value);
}

Result<std::string> fill_url(std::string_view pattern, const json::Object& inputs) {
  return fill(pattern, inputs, true);
}

Result<json::Value> fill_json(const json::Value& pattern, const json::Object& inputs) {
  if (const std::string* text = pattern.as_string()) {
    const bool one_placeholder = text->size() > 2 && text->front() == '{' && text->find('}') == text->size() - 1;
    if (one_placeholder) {
      if (const json::Value* value = input(inputs, std::string_view(*text).substr(1, text->size() - 2))) return *value;
    }
    return fill(*text, inputs, false).map([](std::string filled) { return json::Value(std::move(filled)); });
  }
  if (const json::Array* array = pattern.as_array()) {
    json::Array filled;
    for (const json::Value& item : *array) {
      auto value = fill_json(item, inputs);
      if (!value) return value;
      filled.push_back(std::move(*value));
    }
    return json::Value(std::move(filled));
  }
  if (const json::Object* object = pattern.as_object()) {
    json::Object filled;
    for (const auto& [name, item] : *object) {
      auto value = fill_json(item, inputs);
      if (!value) return value;
      filled.emplace_back(name, std::move(*value));
    }
    return json::Value(std::move(filled));
  }
  return pattern;
}

const json::Value* at_pointer(const json::Value& value, std::string_view pointer) {
  const json::Value* here = &value;
  while (!pointer.empty() && here != nullptr) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string token(pointer.substr(0, end));
    pointer.remove_prefix(end);
    for (std::size_t at = 0; (at = token.find('~', at)) != std::string::npos; ++at) {
      if (token.compare(at, 2, "~1") == 0)
        token.replace(at, 2, "/");
      else if (token.compare(at, 2, "~0") == 0)
        token.replace(at, 2, "~");
    }
    if (const json::Array* array = here->as_array()) {
      std::size_t index = 0;
      const auto [rest, error] = std::from_chars(token.data(), token.data() + token.size(), index);
      here = error == std::errc{} && rest == token.data() + token.size() && index < array->size() ? &(*array)[index]
                                                                                                  : nullptr;
    } else {
      here = here->find(token);
    }
  }
  return here;
}

}  // namespace evenhand::connect

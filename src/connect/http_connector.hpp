/// @file http_connector.hpp
/// @brief A connector that calls an HTTP service: method, URL and JSON body from settings with placeholders, outputs by JSON
/// pointer. It never follows redirects, bounds time and size, and refuses private addresses unless they are allowed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "connect/connector.hpp"

namespace evenhand::connect {

/// Settings:
/// `{"kind": "http", "allow_private": false, "timeout_seconds": 10, "headers": {"Authorization": "Bearer {env:BANK_TOKEN}"},
///   "actions": {"refund payment": {"method": "POST", "url": "https://bank.example/refunds/{order number}",
///                                  "body": {"amount": "{amount}"}, "outputs": {"refund id": "/id"}}}}`
/// `{env:NAME}` in a header is taken from the environment, so that secrets stay out of the file.
[[nodiscard]] Result<std::shared_ptr<Connector>> make_http_connector(const std::string& name,
                                                                     const json::Value& config);

/// Whether an IPv4 or IPv6 address (as text) is loopback, private, link-local, multicast or otherwise not public.
[[nodiscard]] bool is_private_address(std::string_view address);

}  // namespace evenhand::connect

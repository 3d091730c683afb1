#include "base/secret.hpp"

#include <openssl/crypto.h>

namespace evenhand {

namespace {
// The whole capacity: a moved-from short string keeps its bytes behind size zero.
void wipe(std::string& value) noexcept {
  OPENSSL_cleanse(value.data(), value.capacity());
}
}  // namespace

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
  wipe(other.value_);
  other.value_.clear();
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  std::string copy = other.value_;
  wipe(value_);
  value_ = std::move(copy);
  wipe(copy);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(value_);
  value_ = std::move(other.value_);
  wipe(other.value_);
  other.value_.clear();
  return *this;
}

Secret::~Secret() {
  wipe(value_);
}

}  // namespace evenhand

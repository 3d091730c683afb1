/// @file postgres.hpp
/// @brief What the tests on a server share: a schema of its own for each, in the database that EVENHAND_TEST_DATABASE names.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/store.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store::testing {

inline const SystemClock system_clock;

inline std::unique_ptr<Store> open_at(const std::string& url, Microseconds patience = std::chrono::seconds(15)) {
  auto opened = Store::open({.url = url, .patience = patience}, system_clock);
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

class PostgresTest : public ::testing::Test {
 protected:
  Folder folder;
  const std::string url = testing::url_for(folder.path());
};

}  // namespace evenhand::store::testing

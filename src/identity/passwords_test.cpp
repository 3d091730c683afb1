#include "identity/passwords.hpp"

#include <gtest/gtest.h>

#include <future>

#include "identity/roles.hpp"

namespace evenhand::identity {
namespace {

constexpr PasswordHasher::Cost cheap{1, 8u << 10};

bool fits(PasswordHasher& hasher, const std::string& password, const std::string& encoded) {
  std::promise<bool> answer;
  hasher.verify(Secret(password), encoded, [&](Result<bool> result) { answer.set_value(result.value_or(false)); });
  return answer.get_future().get();
}

TEST(Passwords, OnlyTheRightOneFits) {
  PasswordHasher hasher(cheap);
  const auto encoded = hasher.hash_now(Secret("seven grey herons"));
  ASSERT_TRUE(encoded) << encoded.error().message;
  EXPECT_TRUE(encoded->starts_with("$argon2id$"));
  EXPECT_TRUE(fits(hasher, "seven grey herons", *encoded));
  EXPECT_FALSE(fits(hasher, "seven grey heron", *encoded));
  EXPECT_FALSE(fits(hasher, "", *encoded));
}

TEST(Passwords, AnUnknownPersonNeverFits) {
  PasswordHasher hasher(cheap);
  EXPECT_FALSE(fits(hasher, "anything at all", ""));
}

TEST(Passwords, WeakOnesAreRefused) {
  for (const char* weak : {"short", "password1234", "aaaaaaaaaaaaaa", "rivera@shop.example", "longusername1"}) {
    EXPECT_FALSE(check_password_strength(
        Secret(weak), std::string(weak) == "longusername1" ? "longusername@shop.example" : "rivera@shop.example"))
        << weak;
  }
  EXPECT_TRUE(check_password_strength(Secret("seven grey herons"), "rivera@shop.example"));
  EXPECT_FALSE(check_password_strength(Secret(std::string(1025, 'a') + "b"), ""));
}

TEST(Roles, ATokenNeverPermitsMoreThanItsOwner) {
  const std::vector<std::string> agent = {"agent"};
  const std::vector<std::string> scopes = {"case.work", "people.manage"};
  const Permissions both = permissions_of(agent).intersect(permissions_from_names(scopes));
  EXPECT_TRUE(both.has(Permission::case_work));
  EXPECT_FALSE(both.has(Permission::people_manage));
  EXPECT_FALSE(both.has(Permission::case_read));
}

TEST(Roles, AnAuditorChangesNothing) {
  const std::vector<std::string> auditor = {"auditor"};
  const Permissions permissions = permissions_of(auditor);
  EXPECT_TRUE(permissions.has(Permission::record_read));
  for (const Permission p : {Permission::case_work, Permission::case_approve, Permission::case_override,
                             Permission::case_assign, Permission::case_reopen, Permission::procedure_edit,
                             Permission::procedure_publish, Permission::people_manage}) {
    EXPECT_FALSE(permissions.has(p)) << permission_name(p);
  }
}

TEST(Roles, ANameThatProceduresUseMayApprove) {
  const std::vector<std::string> named = {"support manager"};
  EXPECT_TRUE(permissions_of(named).has(Permission::case_approve));
  EXPECT_FALSE(permissions_of(named).has(Permission::case_override));
}

}  // namespace
}  // namespace evenhand::identity

/// @file roles.hpp
/// @brief Roles and what they permit. A person has any number of role names. The built-in ones below carry permissions;
/// any other name (`support manager`) carries those of an approver, because procedures name it as one who approves.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::identity {

enum class Permission {
  case_read,
  case_work,
  case_approve,
  case_override,
  case_reopen,
  case_assign,
  procedure_read,
  procedure_edit,
  procedure_publish,
  procedure_approve,
  people_read,
  people_manage,
  record_read,
  token_manage,
};

/// `case.read`, …: the name in tokens, the API and docs/api.md.
[[nodiscard]] std::string_view permission_name(Permission permission) noexcept;
[[nodiscard]] std::span<const Permission> all_permissions() noexcept;

/// A set of permissions; a value type.
class Permissions {
 public:
  void add(Permission p) noexcept { bits_ |= 1u << static_cast<unsigned>(p); }
  [[nodiscard]] bool has(Permission p) const noexcept { return (bits_ & (1u << static_cast<unsigned>(p))) != 0; }
  /// What both allow: a token never permits more than its owner has.
  [[nodiscard]] Permissions intersect(Permissions other) const noexcept;
  /// Whether `other` allows all that this allows.
  [[nodiscard]] bool within(Permissions other) const noexcept { return (bits_ & ~other.bits_) == 0; }
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  unsigned bits_ = 0;
};

struct Role {
  std::string_view name;
  std::span<const Permission> permissions;
};
/// The built-in roles, least powerful first.
[[nodiscard]] std::span<const Role> built_in_roles() noexcept;
[[nodiscard]] Permissions permissions_of(std::span<const std::string> roles);
/// From names as in a token's scopes; unknown names are left out.
[[nodiscard]] Permissions permissions_from_names(std::span<const std::string> names);

}  // namespace evenhand::identity

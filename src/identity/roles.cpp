#include "identity/roles.hpp"

#include <algorithm>
#include <array>

namespace evenhand::identity {
namespace {

using enum Permission;

constexpr std::array all = {case_read,   case_work,      case_approve,   case_override,     case_reopen,
                            case_assign, procedure_read, procedure_edit, procedure_publish, procedure_approve,
                            people_read, people_manage,  record_read,    token_manage};

constexpr std::array agent = {case_read, case_work, procedure_read, people_read};
constexpr std::array trainer = {case_read, procedure_read, people_read};
constexpr std::array auditor = {case_read, procedure_read, people_read, record_read};
constexpr std::array author = {case_read, procedure_read, procedure_edit, procedure_publish, people_read};
constexpr std::array approver = {case_read, case_work, case_approve, procedure_read, procedure_approve, people_read};
constexpr std::array lead = {case_read,   case_work,      case_approve,      case_override, case_reopen,
                             case_assign, procedure_read, procedure_approve, people_read,   record_read};
constexpr std::array compliance = {case_read,      case_work,         case_approve, case_override,
                                   case_reopen,    case_assign,       record_read,  procedure_read,
                                   procedure_edit, procedure_publish, people_read};

constexpr std::array<Role, 8> roles = {{{"trainer", trainer},
                                        {"agent", agent},
                                        {"auditor", auditor},
                                        {"author", author},
                                        {"approver", approver},
                                        {"lead", lead},
                                        {"compliance", compliance},
                                        {"admin", all}}};

}  // namespace

std::string_view permission_name(Permission permission) noexcept {
  switch (permission) {
    case case_read:
      return "case.read";
    case case_work:
      return "case.work";
    case case_approve:
      return "case.approve";
    case case_override:
      return "case.override";
    case case_reopen:
      return "case.reopen";
    case case_assign:
      return "case.assign";
    case procedure_read:
      return "procedure.read";
    case procedure_edit:
      return "procedure.edit";
    case procedure_publish:
      return "procedure.publish";
    case procedure_approve:
      return "procedure.approve";
    case people_read:
      return "people.read";
    case people_manage:
      return "people.manage";
    case record_read:
      return "record.read";
    case token_manage:
      return "token.manage";
  }
  return {};
}

std::span<const Permission> all_permissions() noexcept {
  return all;
}

Permissions Permissions::intersect(Permissions other) const noexcept {
  Permissions both;
  both.bits_ = bits_ & other.bits_;
  return both;
}

std::vector<std::string> Permissions::names() const {
  std::vector<std::string> names;
  for (const Permission p : all) {
    if (has(p)) names.emplace_back(permission_name(p));
  }
  return names;
}

std::span<const Role> built_in_roles() noexcept {
  return roles;
}

Permissions permissions_of(std::span<const std::string> names) {
  Permissions sum;
  for (const std::string& name : names) {
    const auto found = std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.name == name; });
    const std::span<const Permission> granted =
        found != roles.end() ? found->permissions : std::span<const Permission>(approver);
    for (const Permission p : granted) sum.add(p);
  }
  return sum;
}

Permissions permissions_from_names(std::span<const std::string> names) {
  Permissions sum;
  for (const Permission p : all) {
    if (std::find(names.begin(), names.end(), permission_name(p)) != names.end()) sum.add(p);
  }
  return sum;
}

}  // namespace evenhand::identity

#include "store/people.hpp"

#include <map>

#include "base/text.hpp"
#include "store/rows.hpp"

namespace evenhand::store::people {

namespace {

Error no_person() {
  return {ErrorKind::not_found, "person/not-found", "There is no such person.", {}};
}

Person read_person(const Row& row) {
  Person p;
  p.id = row.text(0);
  p.email = row.text(1);
  p.name = row.text(2);
  p.state = row.text(3);
  p.language = row.text(4);
  p.password_hash = row.text(5);
  p.settings = row.text(6);
  p.active = row.flag(7);
  p.created_at = row.instant(8);
  return p;
}

Result<void> check_email_free(const Reader& reader, std::string_view org, const Person& person,
                              const std::string& email) {
  const auto holder = reader.sql().text("SELECT person_id FROM people WHERE org_id = $1 AND email = $2", {org, email});
  if (!holder) return fail(holder.error());
  if (*holder && **holder != person.id) {
    return fail(ErrorKind::conflict, "person/email-taken", "Another person has this e-mail address.",
                "Use another address, or change that person's.");
  }
  return {};
}

Result<void> write_belongings(Writer& writer, std::string_view org, const Person& person) {
  auto done = run(writer, "DELETE FROM person_roles WHERE org_id = $1 AND person_id = $2", {org, person.id});
  if (done) done = run(writer, "DELETE FROM team_members WHERE org_id = $1 AND person_id = $2", {org, person.id});
  for (const std::string& role : person.roles) {
    if (!done) return done;
    done = run(writer, "INSERT INTO person_roles (org_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
               {org, person.id, role});
  }
  for (const std::string& team : person.teams) {
    // A team is its name: it is there as soon as somebody is in it.
    if (done)
      done = run(writer, "INSERT INTO teams (org_id, team_id, name) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING",
                 {org, team});
    if (!done) return done;
    done =
        run(writer, "INSERT INTO team_members (org_id, team_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            {org, team, person.id});
  }
  return done;
}

Result<std::vector<std::string>> texts(const Reader& reader, std::string_view sql, Params params) {
  return all_rows<std::string>(reader, sql, params, [](const Row& row) { return row.text(0); });
}

Result<void> read_belongings(const Reader& reader, std::string_view org, Person& person) {
  auto roles = texts(reader, "SELECT role FROM person_roles WHERE org_id = $1 AND person_id = $2 ORDER BY role",
                     {org, person.id});
  if (!roles) return fail(roles.error());
  auto teams = texts(reader, "SELECT team_id FROM team_members WHERE org_id = $1 AND person_id = $2 ORDER BY team_id",
                     {org, person.id});
  if (!teams) return fail(teams.error());
  person.roles = std::move(*roles);
  person.teams = std::move(*teams);
  return {};
}

Result<std::optional<Person>> one_person(const Reader& reader, std::string_view org, std::string_view sql,
                                         Params params) {
  auto found = one_row<Person>(reader, sql, params, read_person);
  if (!found || !*found) return found;
  if (auto done = read_belongings(reader, org, **found); !done) return fail(done.error());
  return found;
}

}  // namespace

Result<void> add(Writer& writer, std::string_view org, const Person& p) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  const std::string email = text::to_lower_ascii(p.email);
  if (auto free = check_email_free(writer, org, p, email); !free) return free;
  auto added = writer.sql().run(
      "INSERT INTO people (org_id, person_id, email, name, state, language, password_hash, settings, active, "
      "created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
      {org, p.id, email, p.name, p.state, p.language, p.password_hash, p.settings, p.active, p.created_at});
  if (!added) return fail(added.error());
  if (*added == 0) return fail(ErrorKind::conflict, "person/exists", "There is a person with this id already.");
  return write_belongings(writer, org, p);
}

Result<void> update(Writer& writer, std::string_view org, const Person& p) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  const std::string email = text::to_lower_ascii(p.email);
  if (auto free = check_email_free(writer, org, p, email); !free) return free;
  auto done =
      run_on_one(writer,
                 "UPDATE people SET email = $3, name = $4, state = $5, language = $6, settings = $7, active = $8 "
                 "WHERE org_id = $1 AND person_id = $2",
                 {org, p.id, email, p.name, p.state, p.language, p.settings, p.active}, no_person());
  return done ? write_belongings(writer, org, p) : done;
}

Result<void> set_own(Writer& writer, std::string_view org, std::string_view person_id, std::string_view language,
                     std::string_view settings) {
  return run_on_one(writer, "UPDATE people SET language = $3, settings = $4 WHERE org_id = $1 AND person_id = $2",
                    {org, person_id, language, settings}, no_person());
}

Result<void> set_password(Writer& writer, std::string_view org, std::string_view person_id,
                          std::string_view password_hash) {
  return run_on_one(writer, "UPDATE people SET password_hash = $3 WHERE org_id = $1 AND person_id = $2",
                    {org, person_id, password_hash}, no_person());
}

Result<Person> find(const Reader& reader, std::string_view org, std::string_view person_id) {
  auto found = one_person(reader, org,
                          "SELECT person_id, email, name, state, language, password_hash, settings, active, created_at "
                          "FROM people WHERE org_id = $1 AND person_id = $2",
                          {org, person_id});
  if (!found) return fail(found.error());
  if (!*found) return fail(no_person());
  return std::move(**found);
}

Result<std::optional<Person>> find_by_email(const Reader& reader, std::string_view org, std::string_view email) {
  const std::string lower = text::to_lower_ascii(email);
  return one_person(reader, org,
                    "SELECT person_id, email, name, state, language, password_hash, settings, active, created_at "
                    "FROM people WHERE org_id = $1 AND email = $2",
                    {org, lower});
}

Result<std::vector<Person>> list(const Reader& reader, std::string_view org) {
  auto people = all_rows<Person>(reader,
                                 "SELECT person_id, email, name, state, language, password_hash, settings, active, "
                                 "created_at FROM people WHERE org_id = $1 ORDER BY name, person_id",
                                 {org}, read_person);
  if (!people) return people;
  std::map<std::string, Person*, std::less<>> by_id;
  for (Person& person : *people) by_id.emplace(person.id, &person);
  using Member = std::vector<std::string> Person::*;
  for (const auto& [sql, member] :
       {std::pair<std::string_view, Member>{"SELECT person_id, role FROM person_roles WHERE org_id = $1 ORDER BY role",
                                            &Person::roles},
        {"SELECT person_id, team_id FROM team_members WHERE org_id = $1 ORDER BY team_id", &Person::teams}}) {
    const Member into = member;
    auto read = reader.sql().each(sql, {org}, [&](const Row& row) -> Result<void> {
      if (const auto found = by_id.find(row.bytes(0)); found != by_id.end())
        (found->second->*into).push_back(row.text(1));
      return {};
    });
    if (!read) return fail(read.error());
  }
  return people;
}

Result<std::map<std::string, std::string>> names(const Reader& reader, std::string_view org) {
  std::map<std::string, std::string> names;
  auto read = reader.sql().each("SELECT person_id, name FROM people WHERE org_id = $1", {org},
                                [&](const Row& row) -> Result<void> {
                                  names.emplace(row.text(0), row.text(1));
                                  return {};
                                });
  if (!read) return fail(read.error());
  return names;
}

Result<bool> is_active_with_role(const Reader& reader, std::string_view org, std::string_view role,
                                 std::string_view but_not) {
  const auto found = reader.sql().integer(
      "SELECT 1 FROM people p JOIN person_roles r ON r.org_id = p.org_id AND r.person_id = p.person_id "
      "WHERE p.org_id = $1 AND r.role = $2 AND p.active = 1 AND p.person_id <> $3 LIMIT 1",
      {org, role, but_not});
  if (!found) return fail(found.error());
  return found->has_value();
}

Result<std::vector<std::string>> roles(const Reader& reader, std::string_view org) {
  return texts(reader, "SELECT DISTINCT role FROM person_roles WHERE org_id = $1 ORDER BY role", {org});
}

Result<void> save_team(Writer& writer, std::string_view org, std::string_view id, std::string_view name) {
  return run(writer,
             "INSERT INTO teams (org_id, team_id, name) VALUES ($1, $2, $3) "
             "ON CONFLICT (org_id, team_id) DO UPDATE SET name = excluded.name",
             {org, id, name});
}

Result<std::vector<Team>> teams(const Reader& reader, std::string_view org) {
  auto teams = all_rows<Team>(reader, "SELECT team_id, name FROM teams WHERE org_id = $1 ORDER BY name, team_id", {org},
                              [](const Row& row) {
                                return Team{row.text(0), row.text(1), {}};
                              });
  if (!teams) return teams;
  for (Team& team : *teams) {
    auto members =
        texts(reader, "SELECT person_id FROM team_members WHERE org_id = $1 AND team_id = $2 ORDER BY person_id",
              {org, team.id});
    if (!members) return fail(members.error());
    team.members = std::move(*members);
  }
  return teams;
}

}  // namespace evenhand::store::people

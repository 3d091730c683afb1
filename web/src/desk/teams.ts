/** Whom a case can be handed over to. */
import type { Person, ProcedureSummary } from "../api/types";

/** Roles that say what a person may do, not which desk they sit at. */
const permissionRoles = new Set(["agent", "lead", "author", "approver", "compliance", "trainer", "auditor", "admin"]);

/** The teams and desks of people who are there, and the owners of procedures, each once. */
export function knownTeams(people: Person[], procedures: Pick<ProcedureSummary, "owner">[]): string[] {
  const named = [
    ...people.filter((person) => person.active).flatMap((person) => [...person.teams, ...person.roles]),
    ...procedures.map((entry) => entry.owner ?? ""),
  ];
  return [...new Set(named)].filter((name) => name && !permissionRoles.has(name)).sort((a, b) => a.localeCompare(b));
}
/** The team one means: its own name however its letters are written, else what one wrote. */
export function teamNamed(text: string, teams: string[]): string {
  const wanted = text.trim();
  return teams.find((team) => team.toLowerCase() === wanted.toLowerCase()) ?? wanted;
}

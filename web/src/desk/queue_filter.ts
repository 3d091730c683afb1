/** Which cases a tab of the queue shows, and which approvals are a person's to give. */
import type { CaseFilter } from "../api/queries";
import type { Approval, Case } from "../api/types";
import type { SearchValues } from "../app/go";

export type Tab = "mine" | "unassigned" | "approvals" | "all";

/** What the API is asked for a tab and its filters. */
export function filterOf(search: SearchValues, tab: Tab): CaseFilter {
  const filter: CaseFilter = {
    status: "open,paused",
    sort: search.sort ?? "urgency",
    query: search.q,
    state: search.state,
    channel: search.channel,
    procedure: search.procedure,
    priority: search.priority,
  };
  if (tab === "mine") filter.assignee = "me";
  if (tab === "unassigned") filter.assignee = "none";
  if (tab === "all" && search.q) filter.status = undefined;
  return filter;
}
export interface Waiting {
  data: Case;
  approval: Approval;
  mine: boolean;
}
/** The approvals of these cases that one of my roles may decide; those I asked for myself are shown, not offered. */
export function approvalsFor(cases: Case[], roles: string[], me: string): Waiting[] {
  const own = roles.map((role) => role.toLowerCase());
  return cases.flatMap((data) =>
    (data.approvals ?? [])
      .filter((approval) => own.includes(approval.role.toLowerCase()))
      .map((approval) => ({ data, approval, mine: approval.asked_by === me })),
  );
}

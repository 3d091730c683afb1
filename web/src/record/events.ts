/** Sorting the closed list of events into kinds a reader asks for. */
import type { CaseEvent } from "../api/types";

export const eventKinds = ["steps", "facts", "actions", "messages", "approvals", "time", "case", "exceptions"] as const;
export type EventKind = (typeof eventKinds)[number];

const kinds: Record<string, EventKind> = {
  "fact-recorded": "facts",
  "decision-made": "facts",
  "action-requested": "actions",
  "action-succeeded": "actions",
  "action-failed": "actions",
  "message-queued": "messages",
  "message-received": "messages",
  "note-added": "messages",
  told: "messages",
  "approval-asked": "approvals",
  "approval-given": "approvals",
  "wait-started": "time",
  "timer-armed": "time",
  "timer-cleared": "time",
  "timer-fired": "time",
  escalated: "time",
  "gate-overridden": "exceptions",
  undone: "exceptions",
  "case-opened": "case",
  assigned: "case",
  "handed-over": "case",
  "priority-raised": "case",
  "case-paused": "case",
  "case-resumed": "case",
  "case-reopened": "case",
  "case-closed": "case",
};
/** Anything about a place in the procedure is a step. */
export const eventKind = (type: string): EventKind => kinds[type] ?? "steps";

export function filterEvents(events: CaseEvent[], filter: { kind?: string; who?: string; step?: string }): CaseEvent[] {
  return events.filter(
    (event) =>
      (!filter.kind || eventKind(event.type) === filter.kind) &&
      (!filter.who || event.actor_name === filter.who) &&
      (!filter.step || event.step_title === filter.step),
  );
}

/** The procedure's words this was done under, where the sentence does not say them itself. */
export function wordsBeyond(event: CaseEvent): string {
  const words = event.in_force ?? "";
  return event.text.includes(words.replace(/\.$/, "")) ? "" : words;
}

/** Why it was done, where the person said so and the sentence does not repeat it. */
export function reasonOf(event: CaseEvent): string {
  const reason = event.data?.reason;
  // A condition between back ticks is in the sentence already, in plain words.
  const told = typeof reason === "string" && (event.text.includes(reason) || reason.startsWith("`"));
  return typeof reason === "string" && !told ? reason : "";
}

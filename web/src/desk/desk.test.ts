import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import type { Case, CaseEvent, GuideItem, GuideStep, Person } from "../api/types";
import { invalidate } from "../app/live";
import { eventKind, filterEvents, reasonOf } from "../record/events";
import { decisionTable, matchedRules } from "./decision_table";
import { kindOf, mayBlock, shownItems, stepTally } from "./guide_state";
import { allowed, fitting, under } from "./new_case_fit";
import { approvalsFor, filterOf } from "./queue_filter";
import { knownTeams, teamNamed } from "./teams";

const item = (status: string, kind = "task"): GuideItem =>
  ({ path: `${kind}/${status}`, kind, status, text: "", depth: 0 }) as GuideItem;
const step = (status: string, depth = 0, items: GuideItem[] = []): GuideStep =>
  ({ id: status, path: status, title: status, status, number: 1, depth, items }) as GuideStep;

const source = `# Refund

## 3. Decide

- Record **days since delivery** as \`(today() - delivered on).days\`.
- Decide **refund** by the table, first match wins.

| reason | days since delivery | refund |
| --- | --- | --- |
| damaged \\| broken | - | full |
| \`a | b\` | <= 30 | none |

- Decide **fee** by the table [fees](#fees).

## 4. Pay

- Decide **nothing**.

## Fees

| amount | fee |
| --- | --- |
| - | 1 |
`;

describe("the decision table of a sentence", () => {
  it("is the one right after it, with bars in cells kept", () => {
    expect(decisionTable(source, ["refund"])).toEqual({
      head: ["reason", "days since delivery", "refund"],
      rows: [
        ["damaged | broken", "-", "full"],
        ["`a | b`", "<= 30", "none"],
      ],
    });
  });
  it("may stand under a heading of its name", () => expect(decisionTable(source, ["fee"])?.rows).toEqual([["-", "1"]]));
  it("is not taken from another section", () => {
    expect(decisionTable(source, ["nothing"])).toBeNull();
    expect(decisionTable(source, ["unknown"])).toBeNull();
    expect(decisionTable(source, [])).toBeNull();
  });
  it("matched by the last decision at that place", () => {
    const event = (path: string, rules: number[]): CaseEvent => ({
      seq: 1,
      at: "",
      actor_id: "",
      actor_name: "",
      door: "",
      type: "decision-made",
      data: { path, rules },
      text: "",
      step_title: "",
      in_force: "",
      hash: "",
      erased: false,
    });
    expect(matchedRules([event("a", [1]), event("a", [2, 3]), event("b", [9])], "a")).toEqual([2, 3]);
    expect(matchedRules([], "a")).toEqual([]);
  });
});

describe("the guide", () => {
  it("counts its own steps, not those that do not apply or belong to a followed procedure", () => {
    expect(stepTally([step("done"), step("now"), step("done", 1), step("not-applicable"), step("idle")])).toEqual({
      done: 1,
      of: 3,
    });
  });
  it("hides what does not apply, unless that is everything", () => {
    expect(shownItems(step("now", 0, [item("done"), item("not-applicable")]))).toHaveLength(1);
    expect(shownItems(step("now", 0, [item("not-applicable")]))).toHaveLength(1);
  });
  it("lets only what blocks be overridden", () => {
    expect(mayBlock(item("now", "task"))).toBe(true);
    expect(mayBlock(item("waiting", "approve"))).toBe(true);
    expect(mayBlock(item("idle", "task"))).toBe(false);
    expect(mayBlock(item("now", "guidance"))).toBe(false);
  });
  it("knows kinds with either mark", () => expect(kindOf({ kind: "hand_over" })).toBe("hand-over"));
});

describe("the queue", () => {
  it("asks for open cases, and for closed ones only when searching in all", () => {
    expect(filterOf({}, "mine")).toMatchObject({ status: "open,paused", assignee: "me", sort: "urgency" });
    expect(filterOf({ q: "lamp" }, "all").status).toBeUndefined();
    expect(filterOf({ q: "lamp" }, "unassigned")).toMatchObject({
      status: "open,paused",
      assignee: "none",
      query: "lamp",
    });
  });
  it("offers approvals of one's roles, and marks those one asked for", () => {
    const data = {
      approvals: [
        { path: "a", role: "support manager", asked_by: "me" },
        { path: "b", role: "lawyer" },
      ],
    } as Case;
    expect(approvalsFor([data], ["support manager"], "me")).toMatchObject([{ approval: { path: "a" }, mine: true }]);
  });
});

describe("live events", () => {
  const stale = (event: { topic: string; data: Record<string, unknown> }, seq?: number) => {
    const client = new QueryClient();
    if (seq !== undefined) client.setQueryData(["case", "case_1"], { seq });
    const spy = vi.spyOn(client, "invalidateQueries").mockResolvedValue();
    invalidate(client, event);
    return spy.mock.calls.map(([filter]) => JSON.stringify(filter?.queryKey ?? "all"));
  };
  it("fetch a case again only when it is newer than what is shown", () => {
    expect(stale({ topic: "case", data: { id: "case_1", seq: 5 } }, 4)).toEqual(['["case","case_1"]', '["cases"]']);
    expect(stale({ topic: "case", data: { id: "case_1", seq: 5 } }, 5)).toEqual(['["cases"]']);
  });
  it("fetch everything when the server lost the thread", () =>
    expect(stale({ topic: "reload", data: {} })).toEqual(['"all"']));
  it("fetch nothing for what is not known", () => expect(stale({ topic: "hello", data: {} })).toEqual([]));
});

describe("the record", () => {
  const event = (type: string, more: Partial<CaseEvent> = {}): CaseEvent => ({
    seq: 1,
    at: "",
    actor_id: "",
    actor_name: "Ana",
    door: "web",
    type,
    data: {},
    text: "",
    step_title: "",
    in_force: "",
    hash: "",
    erased: false,
    ...more,
  });
  it("sorts events into kinds", () => {
    expect(eventKind("gate-overridden")).toBe("exceptions");
    expect(eventKind("node-finished")).toBe("steps");
  });
  it("filters by kind, person and step together", () => {
    const all = [
      event("case-opened"),
      event("fact-recorded", { step_title: "Listen" }),
      event("fact-recorded", { actor_name: "Tom", step_title: "Listen" }),
    ];
    expect(filterEvents(all, { kind: "facts", who: "Ana", step: "Listen" })).toHaveLength(1);
    expect(filterEvents(all, {})).toHaveLength(3);
  });
  it("tells a reason once", () => {
    expect(reasonOf(event("node-finished", { text: "Skipped: no time", data: { reason: "no time" } }))).toBe("");
    expect(reasonOf(event("node-finished", { text: "Skipped", data: { reason: "no time" } }))).toBe("no time");
  });
});

describe("handing over", () => {
  const person = (teams: string[], roles: string[], active = true) => ({ teams, roles, active }) as Person;
  const people = [
    person(["repairs"], ["agent"]),
    person([], ["lead", "support manager"]),
    person(["closed shop"], ["agent"], false),
  ];
  it("offers what people and procedures name, without mere permissions and people who left", () => {
    expect(knownTeams(people, [{ owner: "team lead" }, { owner: "repairs" }, { owner: "" }])).toEqual([
      "repairs",
      "support manager",
      "team lead",
    ]);
  });
  it("knows a team however it is written", () => {
    expect(teamNamed(" Support Manager ", ["support manager"])).toBe("support manager");
    expect(teamNamed("Suport manager", ["support manager"])).toBe("Suport manager");
  });
});

describe("a new case", () => {
  const local = { states: ["MA", "OK"], channels: ["email", "chat"], languages: ["en"], products: ["card"] };
  const anywhere = {};
  it("is offered the procedures for its state and channel", () => {
    expect(fitting([local, anywhere], { state: "TX" })).toEqual([anywhere]);
    expect(fitting([local, anywhere], { channel: "phone" })).toEqual([anywhere]);
    expect(fitting([local, anywhere], { state: "MA", channel: "chat" })).toEqual([local, anywhere]);
  });
  it("is offered all of them while nothing is chosen", () => {
    expect(fitting([local, anywhere], {})).toEqual([local, anywhere]);
    expect(fitting([local, anywhere], { state: "" })).toEqual([local, anywhere]);
  });
  it("is offered the states and channels of its procedure, in the usual order", () => {
    expect(allowed(["phone", "chat", "email"], local.channels)).toEqual(["chat", "email"]);
    expect(allowed(["AR", "MA"], undefined)).toEqual(["AR", "MA"]);
    expect(allowed(["AR", "MA"], [])).toEqual(["AR", "MA"]);
  });
  it("drops what its procedure is not for", () => {
    const form = { subject: "Late", state: "TX", channel: "phone", language: "es", product: "toaster" };
    expect(under(form, local)).toEqual({ subject: "Late", state: "", channel: "email", language: "", product: "" });
    const fits = { ...form, state: "OK", channel: "chat", language: "en", product: "card" };
    expect(under(fits, local)).toEqual(fits);
    expect(under(form, anywhere)).toEqual({ ...form, product: "" });
  });
});

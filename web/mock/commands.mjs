// The commands of docs/api.md over the mock engine: each changes the case or refuses with gates.

import {
  advance,
  checkValue,
  close,
  current,
  display,
  find,
  gateOf,
  guide,
  need,
  newId,
  now,
  plain,
  Refusal,
  record,
  render,
  walk,
  whyOpen,
} from "./engine.mjs";
import { filesFor } from "./file_routes.mjs";

const commands = {
  "record-facts"(item, actor, { path, facts }, _people, world) {
    const { step, node } = path
      ? current(item, path, "ask")
      : { step: { title: "" }, node: { facts: Object.keys(facts) } };
    const checked = Object.entries(facts).map(([name, value]) => [name, checkValue(item.model.facts[name], value)]);
    const before = { ...item.facts };
    for (const [name, value] of checked) {
      const fact = item.model.facts[name];
      const files =
        fact.kind === "file"
          ? filesFor(world, item, [value], (why) => {
              throw new Refusal("fact/file", why, [], 422);
            })
          : [];
      for (const file of files) item.files = { ...item.files, [file.id]: file };
      item.facts[name] = value;
      record(
        item,
        actor,
        "fact-recorded",
        {
          name,
          path: path ?? "",
          files: files.map(({ name: _name, ...proof }) => proof),
          file_names: files.map((file) => file.name),
        },
        `${name}: ${fact.never_stored ? "given, not stored" : display(value, fact)}`,
        step.title,
      );
    }
    if (path && node.facts.every((name) => item.facts[name] !== undefined)) {
      item.nodes[path] = { status: "done" };
      item.undo = { path, actor: actor.id, facts: before };
    }
  },
  "tick-task"(item, actor, { path, yes, evidence, files: ids = [] }, _people, world) {
    const { step, node } = current(item, path, "task");
    const refuse = (why) => {
      throw new Refusal("case/evidence", why, [gateOf(step, node, path)]);
    };
    const wantsFiles = ["file", "photo", "signature"].includes(node.evidence);
    if (node.evidence && yes !== false && (wantsFiles ? ids.length === 0 : !evidence))
      refuse(`This box demands ${node.evidence} as evidence.`);
    const files = filesFor(world, item, ids, refuse);
    if (node.evidence === "photo" && files.some((file) => !file.type.startsWith("image/"))) refuse("That is no photo.");
    item.nodes[path] = { status: yes === false ? "answered-no" : "done", given: evidence, files };
    item.undo = { path, actor: actor.id, facts: { ...item.facts } };
    record(
      item,
      actor,
      "node-finished",
      {
        path,
        how: yes === false ? "answered_no" : "done",
        evidence: evidence ?? "",
        files: files.map(({ name, ...proof }) => proof),
        file_names: files.map((file) => file.name),
      },
      yes === false ? `Answered no: “${node.text}”` : `Ticked “${node.text}”`,
      step.title,
    );
  },
  "skip-node"(item, actor, { path, reason }) {
    const { step, node } = find(item, path);
    if (!node.optional)
      throw new Refusal("case/gate-unmet", "Only what is optional can be skipped.", [gateOf(step, node, path)]);
    item.nodes[path] = { status: "skipped" };
    record(
      item,
      actor,
      "node-finished",
      { path, how: "skipped", reason },
      `Skipped “${plain(node.text)}”: ${reason}`,
      step.title,
    );
  },
  undo(item, actor) {
    if (!item.undo) throw new Refusal("case/nothing-to-undo", "There is nothing to undo.");
    const { path, facts } = item.undo;
    for (const [key, state] of Object.entries(item.nodes))
      if (["now", "waiting"].includes(state.status)) delete item.nodes[key];
    delete item.nodes[path];
    item.facts = facts;
    item.undo = null;
    record(item, actor, "undone", { path }, "Took back the last answer");
  },
  "perform-action"(item, actor, { path, action }) {
    const { step, node } = path ? current(item, path, "action") : { step: { title: "" }, node: { name: action } };
    const guarded = item.model.actions.find((entry) => entry.name === node.name);
    if (guarded && !guarded.allowed(item.facts))
      throw new Refusal(
        "case/gate-unmet",
        `${node.name} is not allowed yet.`,
        guide(item, actor).actions.find((entry) => entry.name === node.name).gates,
      );
    const key = newId("act");
    record(item, actor, "action-requested", { path, action: node.name, key }, `${node.name} started`, step.title);
    item.undo = null;
    if (node.connector) {
      Object.assign(item.facts, node.gives ?? {});
      item.nodes[path] = { status: "done" };
      record(
        item,
        { id: "system", name: node.connector, roles: [] },
        "action-succeeded",
        { path, action: node.name, key },
        `${node.name} done`,
        step.title,
      );
    } else item.nodes[path] = { status: "now", key };
  },
  "report-action"(item, actor, { key, ok, outputs, error }) {
    const entry = Object.entries(item.nodes).find(([, state]) => state.key === key);
    if (!entry) throw new Refusal("case/not-now", "No action is running under this key.");
    const { step, node } = find(item, entry[0]);
    if (ok === false) {
      item.nodes[entry[0]] = { status: "now" };
      record(
        item,
        actor,
        "action-failed",
        { action: node.name, key, error },
        `${node.name} failed: ${error}`,
        step.title,
      );
      return;
    }
    for (const name of node.facts ?? []) item.facts[name] = checkValue(item.model.facts[name], outputs?.[name] ?? null);
    item.nodes[entry[0]] = { status: "done" };
    record(item, actor, "action-succeeded", { action: node.name, key }, `${node.name} done`, step.title);
  },
  "ask-approval"(item, actor, { path, reason }) {
    const { step, node } = current(item, path, "approve");
    item.nodes[path].asked_by = actor.id;
    record(
      item,
      actor,
      "approval-asked",
      { path, role: node.role, reason },
      `Asked ${node.role}: ${reason}`,
      step.title,
    );
  },
  "give-approval"(item, actor, { path, approved, reason }) {
    const { step, node } = current(item, path, "approve");
    need(actor, "case.approve");
    if (item.nodes[path].asked_by === actor.id)
      throw new Refusal("case/self-approval", "The person who asks cannot approve.");
    item.facts.approved = approved;
    item.nodes[path] = { status: approved ? "done" : "answered-no" };
    item.waiting_for = null;
    record(
      item,
      actor,
      "approval-given",
      { path, approved, reason },
      `${approved ? "Approved" : "Refused"} as ${node.role}: ${reason}`,
      step.title,
    );
  },
  "send-message"(item, actor, { path, text }) {
    let body = text;
    if (path) {
      const { step, node } = current(item, path, "send");
      const message = item.model.messages[node.name];
      body ??= render(message[item.language] ?? message.en, item, actor);
      item.nodes[path] = { status: "done" };
      item.undo = null;
      record(item, actor, "message-queued", { path, message: node.name }, `Sent ${node.name}`, step.title);
    } else record(item, actor, "message-queued", { text: body }, "Sent a reply");
    item.messages.push({
      id: newId("msg"),
      at: now(),
      direction: "out",
      channel: item.channel,
      author_name: actor.name,
      to: item.customer_address || item.customer_name,
      text: body,
      status: "sent",
    });
  },
  "hand-over"(item, actor, { team, reason }) {
    item.team = team;
    item.assignee = item.assignee_name = null;
    record(item, actor, "handed-over", { team, reason }, `Handed over to ${team}: ${reason}`);
  },
  assign(item, actor, { person_id }, people) {
    const person = people.find((entry) => entry.id === person_id);
    item.assignee = person?.id ?? null;
    item.assignee_name = person?.name ?? null;
    record(item, actor, "assigned", { person_id }, person ? `Assigned to ${person.name}` : "Put back in the queue");
  },
  "set-priority"(item, actor, { priority }) {
    item.priority = priority;
    record(item, actor, "priority-raised", { priority }, `Priority set to ${priority}`);
  },
  "add-note"(item, actor, { text }) {
    item.messages.push({
      id: newId("msg"),
      at: now(),
      direction: "note",
      channel: "note",
      author_name: actor.name,
      to: "",
      text,
      status: "",
    });
    record(item, actor, "note-added", { text }, `Note: ${text}`);
  },
  pause(item, actor, { reason }) {
    item.status = "paused";
    record(item, actor, "case-paused", { reason }, `Paused: ${reason}`);
  },
  resume(item, actor) {
    item.status = "open";
    record(item, actor, "case-resumed", {}, "Resumed");
  },
  override(item, actor, { path, reason }) {
    need(actor, "case.override");
    const { step, node } = find(item, path);
    item.nodes[path] = { status: "overridden" };
    record(item, actor, "gate-overridden", { path, reason }, `Overrode “${plain(node.text)}”: ${reason}`, step.title);
  },
  "close-case"(item, actor, { outcome }) {
    const gates = whyOpen(item);
    if (gates.length > 0)
      throw new Refusal("case/gate-unmet", `${gates.length} things stand between this case and its end.`, gates);
    close(item, actor, outcome);
  },
  reopen(item, actor, { reason }) {
    need(actor, "case.reopen");
    Object.assign(item, { status: "open", outcome: null, closed_at: null });
    record(item, actor, "case-reopened", { reason }, `Reopened: ${reason}`);
    for (const { path, node } of walk(item)) if (node.kind === "task") delete item.nodes[path];
  },
};

export function submit(item, actor, type, payload, people, world) {
  if (!commands[type]) throw new Refusal("command/unknown-type", `There is no command ${type}.`, [], 422);
  if (!["give-approval", "override", "reopen"].includes(type)) need(actor, "case.work");
  if (item.status === "closed" && !["reopen", "add-note"].includes(type))
    throw new Refusal("case/closed", "The case is closed.");
  if (item.status === "paused" && !["resume", "add-note", "assign", "close-case"].includes(type))
    throw new Refusal("case/paused", "The case is paused: resume it first.");
  const before = item.events.length;
  commands[type](item, actor, payload, people, world);
  if (item.status === "open") advance(item);
  return item.events.slice(before);
}

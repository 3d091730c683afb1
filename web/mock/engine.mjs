// A small engine for the mock server: it walks a flat list of items, stops at the first one that needs a person, and
// refuses what may not be done now with gates, in the shapes docs/api.md gives. The real engine is src/casework.
import { createHash, randomBytes } from "node:crypto";

export const newId = (prefix) => `${prefix}_${randomBytes(10).toString("hex")}`;
export const now = () => new Date().toISOString();

export class Refusal extends Error {
  constructor(code, message, gates = [], status = 409) {
    super(message);
    Object.assign(this, { code, gates, status });
  }
}

export const plain = (text) => text.replace(/\*\*|`/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");

export function display(value, fact) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && "@date" in value) return value["@date"];
  if (fact?.kind === "money") return `${Number(value).toFixed(2)} ${fact.currency}`;
  return String(value);
}

export function render(text, item, actor) {
  return text.replace(/\{([^}]+)\}/g, (whole, name) => {
    if (name === "company") return "Northwind Goods";
    if (name === "agent") return actor.name;
    if (name === "customer") return item.customer_name;
    const known = item.facts[name];
    return known === undefined ? whole : (item.files?.[known]?.name ?? display(known, item.model.facts[name]));
  });
}

export function record(item, actor, type, data, text, stepTitle = "") {
  const previous = item.events.at(-1)?.hash ?? "";
  const seq = item.events.length + 1;
  const event = {
    seq,
    at: now(),
    actor_id: actor.id,
    actor_name: actor.name,
    door: actor.id === "system" ? "engine" : "web",
    type,
    data,
    text,
    step_title: stepTitle,
  };
  event.hash = createHash("sha256")
    .update(previous + JSON.stringify(event))
    .digest("hex");
  item.events.push(event);
  item.changed_at = event.at;
  return event;
}

/** Items with their paths, step by step. */
export function* walk(item) {
  for (const step of item.model.steps) {
    for (const [index, node] of step.items.entries()) yield { step, node, path: `${step.id}/${index}` };
  }
}

export function checkValue(fact, value) {
  const bad = (expected) => {
    throw new Refusal("fact/invalid", `${fact.name}: expected ${expected}`, [], 422);
  };
  if (value === null || value === "") bad(`a value (${fact.type})`);
  if (fact.kind === "pattern") {
    const pattern = fact.pattern
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("A", "[A-Za-z]")
      .replaceAll("0", "[0-9]");
    if (!new RegExp(`^${pattern}$`).test(value)) bad(`text like ${fact.pattern}`);
  }
  if (fact.kind === "email" && !/^\S+@\S+$/.test(value)) bad("an email address");
  if (fact.kind === "one_of" && !fact.options.includes(value)) bad(`one of ${fact.options.join(", ")}`);
  if (fact.kind === "date") {
    const text = typeof value === "object" ? value["@date"] : value;
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) bad("a date like 2026-01-31");
    return { "@date": text };
  }
  if (["number", "money"].includes(fact.kind)) {
    if (Number.isNaN(Number(value))) bad("a number");
    return fact.kind === "money" ? String(value) : Number(value);
  }
  if (fact.kind === "yes_no") return value === true || value === "yes";
  return value;
}

const system = { id: "system", name: "Evenhand", roles: [] };

/** Runs on until a person, time or the outside is needed. */
export function advance(item) {
  for (const { step, node, path } of walk(item)) {
    if (item.status === "closed") return;
    if (item.nodes[path]) {
      if (["now", "waiting"].includes(item.nodes[path].status)) {
        item.step_title = step.title;
        return;
      }
      continue;
    }
    const finish = (status = "done") => {
      item.nodes[path] = { status };
    };
    if (node.when && !node.when(item.facts, item)) {
      finish("not-applicable");
      record(
        item,
        system,
        "node-finished",
        { path, how: "not_applicable" },
        `“${plain(node.text)}” does not apply`,
        step.title,
      );
      continue;
    }
    if (["guidance", "say", "choice", "follow"].includes(node.kind)) {
      finish();
      continue;
    }
    if (node.kind === "record") {
      item.facts[node.facts[0]] = node.compute(item.facts);
      finish();
      record(
        item,
        system,
        "fact-recorded",
        { name: node.facts[0], path },
        `${node.facts[0]} computed: ${item.facts[node.facts[0]]}`,
        step.title,
      );
      continue;
    }
    if (node.kind === "decide") {
      const [value, rule] = node.decide(item.facts);
      item.facts[node.facts[0]] = value;
      finish();
      record(
        item,
        system,
        "decision-made",
        { path, rules: [rule] },
        `Row ${rule} of the table decided: ${node.facts[0]} is ${value}`,
        step.title,
      );
      continue;
    }
    if (node.kind === "send" && node.auto) {
      finish();
      const text = render(item.model.messages[node.name].en, item, system);
      item.messages.push({
        id: newId("msg"),
        at: now(),
        direction: "out",
        channel: item.channel,
        address: item.customer_address,
        author_name: system.name,
        text,
        status: "sent",
      });
      record(item, system, "message-queued", { path, message: node.name }, `Sent ${node.name}`, step.title);
      continue;
    }
    if (node.kind === "close") {
      finish();
      close(item, system, node.name);
      return;
    }
    const waiting = ["wait", "approve"].includes(node.kind);
    item.nodes[path] = { status: waiting ? "waiting" : "now" };
    item.step_title = step.title;
    if (node.kind === "wait") item.nodes[path].due = new Date(Date.now() + node.hours * 3_600_000).toISOString();
    if (node.kind === "approve") {
      item.nodes[path].asked_by = item.assignee;
      item.waiting_for = node.role;
      record(item, system, "approval-asked", { path, role: node.role }, `Approval asked from ${node.role}`, step.title);
    } else {
      item.waiting_for = node.kind === "wait" ? "customer" : null;
      record(item, system, "node-entered", { path }, `Reached “${plain(node.text)}”`, step.title);
    }
    return;
  }
  if (item.status !== "closed") close(item, system, "done");
}

export function close(item, actor, outcome) {
  Object.assign(item, { status: "closed", outcome, closed_at: now(), waiting_for: null, due_at: null });
  record(item, actor, "case-closed", { outcome }, `Closed as ${outcome}`, item.step_title);
}

export const gateOf = (step, node, path) => ({
  path,
  step_id: step.id,
  step_title: step.title,
  kind: node.kind,
  message:
    {
      task: `“${plain(node.text)}” is not ticked`,
      ask: `${(node.facts ?? []).join(" and ")} not yet recorded`,
      action: `${node.name} is not done`,
      send: `The message ${node.name} is not sent`,
      approve: `${node.role} has not approved`,
      wait: "The case waits for a reply",
    }[node.kind] ?? plain(node.text),
  condition: "",
  facts: node.facts ?? [],
  law: node.law ?? [],
  remedy:
    {
      task: "Do it, then tick the box.",
      ask: "Record the facts.",
      action: "Run the action.",
      send: "Send the message.",
      approve: "Ask someone with that role to decide.",
      wait: "Wait, or record what the customer said.",
    }[node.kind] ?? "",
});

export function whyOpen(item) {
  const gates = [];
  for (const { step, node, path } of walk(item)) {
    const status = item.nodes[path]?.status;
    if (status && !["now", "waiting"].includes(status)) continue;
    if (["guidance", "say", "choice", "follow", "close", "record", "decide"].includes(node.kind) || node.optional)
      continue;
    if (node.when && !node.when(item.facts, item)) continue;
    gates.push(gateOf(step, node, path));
  }
  return gates;
}

function factView(item, name) {
  const fact = item.model.facts[name] ?? { name, type: "text", kind: "text" };
  const value = item.facts[name];
  return {
    key: name,
    name,
    label: item.language === "es" ? (fact.es ?? name) : name,
    type: fact.type,
    kind: fact.kind,
    options: fact.options ?? [],
    pattern: fact.pattern ?? "",
    currency: fact.currency ?? "",
    value: value ?? null,
    display: item.files?.[value]?.name ?? display(value, fact),
    takes_files: fact.kind === "file",
    files: item.files?.[value] ? [item.files[value]] : [],
    known: value !== undefined,
    personal: Boolean(fact.personal),
    never_stored: Boolean(fact.never_stored),
  };
}

export function guide(item, actor) {
  const may = actor.permissions.includes("case.work") && item.status === "open";
  const open = [];
  const steps = item.model.steps.map((step, stepIndex) => {
    const items = step.items.map((node, index) => {
      const path = `${step.id}/${index}`;
      const state = item.nodes[path] ?? { status: "idle" };
      const isNow = state.status === "now" || state.status === "waiting";
      const approver = node.kind === "approve" && actor.roles.includes(node.role) && state.asked_by !== actor.id;
      const mayAct = isNow && may && (node.kind === "approve" ? approver : true);
      const text = item.language === "es" && node.es ? node.es : node.text;
      const view = {
        path,
        kind: node.kind,
        status: state.status,
        text: render(text, item, actor),
        depth: node.depth ?? 0,
        facts: (node.facts ?? []).map((name) => factView(item, name)),
        inputs: (node.inputs ?? []).map((name) => factView(item, name)),
        name: node.name ?? "",
        role: node.role ?? "",
        evidence: node.evidence ?? "",
        given: state.given ?? "",
        files: state.files ?? [],
        optional: Boolean(node.optional),
        may_act: mayAct,
        may_undo: item.undo?.path === path,
        why_not: "",
        due: state.due ?? null,
        key: state.key ?? "",
        message_preview: "",
        editable: false,
        law: node.law ?? [],
        origin: node.origin ?? "",
      };
      if (isNow && !mayAct)
        view.why_not =
          node.kind === "approve"
            ? state.asked_by === actor.id
              ? "You asked for this approval, so someone else must give it."
              : `Only ${node.role} may decide.`
            : "You may not work on this case.";
      if (node.kind === "send" && isNow) {
        const message = item.model.messages[node.name];
        view.message_preview = render(message[item.language] ?? message.en, item, actor);
        view.editable = true;
      }
      if (mayAct) open.push(path);
      return view;
    });
    const states = items.map((view) => view.status);
    const status = states.some((s) => s === "now" || s === "waiting")
      ? "now"
      : states.every((s) => s === "idle")
        ? "idle"
        : "done";
    return {
      id: step.id,
      path: step.id,
      title: step.title,
      status,
      number: stepIndex + 1,
      depth: step.depth ?? 0,
      procedure: step.procedure ?? "",
      items,
    };
  });
  const actions = item.model.actions.map((action) => {
    const allowed = Boolean(action.allowed(item.facts));
    const gate = {
      path: "",
      step_id: "",
      step_title: "",
      kind: "guard",
      message: `${action.name} is allowed when ${action.condition}`,
      condition: action.condition,
      facts: action.needs,
      law: [],
      remedy: "Record what is missing.",
    };
    return {
      name: action.name,
      allowed,
      done: 0,
      needs: action.needs.map((name) => factView(item, name)),
      gives: action.gives.map((name) => factView(item, name)),
      gates: allowed ? [] : [gate],
    };
  });
  return {
    steps,
    now: open,
    facts: Object.keys(item.facts)
      .filter((name) => name !== "approved")
      .map((name) => factView(item, name)),
    actions,
    outcomes: item.model.outcomes,
    may_undo: Boolean(item.undo) && item.undo.actor === actor.id,
  };
}

export function find(item, path) {
  for (const found of walk(item)) if (found.path === path) return found;
  throw new Refusal("case/not-now", "There is no such place in this case.", [], 404);
}
export function current(item, path, kind) {
  const found = find(item, path);
  const status = item.nodes[path]?.status;
  if (found.node.kind !== kind || !["now", "waiting"].includes(status)) {
    throw new Refusal(
      "case/not-now",
      `“${plain(found.node.text)}” is not what the case is at now.`,
      whyOpen(item).slice(0, 1),
    );
  }
  return found;
}
export const need = (actor, permission) => {
  if (!actor.permissions.includes(permission))
    throw new Refusal("access/denied", `This needs the permission ${permission}.`, [], 403);
};

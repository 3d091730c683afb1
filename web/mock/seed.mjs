// The people and cases a mock server starts with.
import { submit } from "./commands.mjs";
import { advance, newId, record } from "./engine.mjs";
import { procedures } from "./procedures.mjs";

export const roles = [
  { name: "agent", permissions: ["case.read", "case.work", "procedure.read"] },
  {
    name: "lead",
    permissions: [
      "case.read",
      "case.work",
      "case.approve",
      "case.override",
      "case.reopen",
      "case.assign",
      "procedure.read",
      "people.read",
    ],
  },
  { name: "author", permissions: ["procedure.read", "procedure.edit", "case.read"] },
  { name: "approver", permissions: ["procedure.read", "procedure.publish", "case.approve", "case.read"] },
  { name: "compliance", permissions: ["case.read", "procedure.read", "record.read", "case.override"] },
  { name: "trainer", permissions: ["procedure.read"] },
  { name: "auditor", permissions: ["case.read", "procedure.read", "record.read", "people.read"] },
  {
    name: "admin",
    permissions: [
      "people.read",
      "people.manage",
      "token.manage",
      "procedure.read",
      "procedure.edit",
      "procedure.publish",
      "case.read",
      "record.read",
    ],
  },
];

export function seed() {
  const person = (name, email, own, teams, more = {}) => {
    const permissions = [
      ...new Set(own.flatMap((role) => roles.find((entry) => entry.name === role)?.permissions ?? [])),
    ];
    return {
      id: newId("person"),
      name,
      email,
      roles: own,
      teams,
      language: "en",
      theme: "system",
      state: "MA",
      active: true,
      password: "demo demo demo",
      permissions,
      ...more,
    };
  };
  const people = [
    person("Ana Ruiz", "agent@example.com", ["agent"], ["front desk"]),
    person("Tom Becker", "lead@example.com", ["lead", "support manager"], ["front desk"]),
    person("Priya Nair", "author@example.com", ["author", "approver"], ["front desk"]),
    person("Sam Ogden", "auditor@example.com", ["auditor"], []),
    person("Lee Chandra", "admin@example.com", ["admin"], []),
    person("Lucía Pérez", "agente@example.com", ["agent"], ["front desk"], { language: "es" }),
  ];
  const world = {
    people,
    procedures: new Map(),
    cases: new Map(),
    customers: [],
    notifications: [],
    sessions: new Map(),
    tokens: [],
    drafts: new Map(),
    listeners: new Set(),
    eventId: 0,
    nextNumber: 4101,
    company: "Northwind Goods",
  };
  for (const procedure of procedures) {
    const version = {
      number: 1,
      hash: "",
      published_at: "2026-10-02T09:00:00Z",
      published_by: "Priya Nair",
      note: "First version",
      source: procedure.source,
    };
    version.hash = newId("v").slice(2).padEnd(64, "0");
    world.procedures.set(procedure.id, { model: procedure, versions: [version] });
  }
  const [ana, tom] = people;
  const cases = [
    ["refund-request", "Kettle arrived cracked", "phone", "MA", "urgent", "Dana Whitfield", null, 1],
    ["refund-request", "Jacket too small", "email", "OK", "normal", "Marcus Lee", ana, 20],
    ["refund-request", "Lamp missing from the parcel", "chat", "AR", "high", "Ines Duarte", ana, -2],
    ["address-change", "Moving to Tulsa", "email", "OK", "normal", "Rosa Delgado", null, 30],
    ["address-change", "New flat from December", "phone", "MO", "low", "Peter Hahn", null, 44],
    ["refund-request", "Changed my mind about the chair", "email", "WY", "normal", "Grace Kim", tom, 9],
  ];
  for (const [procedure, subject, channel, state, priority, customer, assignee, dueHours] of cases) {
    const item = openCase(
      world,
      {
        procedure,
        subject,
        channel,
        state,
        priority,
        team: "front desk",
        customer: { name: customer, address: `${customer.split(" ")[0].toLowerCase()}@example.com` },
        message: `Hello, it is about this: ${subject.toLowerCase()}. Could you help me, please?`,
      },
      tom,
    );
    item.due_at = new Date(Date.now() + dueHours * 3_600_000).toISOString();
    if (assignee) submit(item, tom, "assign", { person_id: assignee.id }, people);
  }
  driveToApproval(world, [...world.cases.values()][1], ana);
  return world;
}

/** A case that waits for the lead's approval, so that the inbox has something in it. */
function driveToApproval(world, item, ana) {
  const step = (type, payload) => submit(item, ana, type, payload, world.people);
  step("record-facts", { path: "greet-and-listen/2", facts: { "order number": "AB-123456", reason: "late" } });
  step("record-facts", {
    path: "ask-for-two-things/1",
    facts: { "account email": "marcus@example.com", "postal code": "73301" },
  });
  step("perform-action", { path: "ask-for-two-things/2" });
  step("record-facts", { path: "ask-for-two-things/3", facts: { "one time code": "123456" } });
  step("perform-action", { path: "ask-for-two-things/4" });
  step("perform-action", { path: "look-up-the-order/0" });
  const key = item.nodes["look-up-the-order/0"].key;
  step("report-action", { key, ok: true, outputs: { "delivered on": "2026-11-10", amount: "640.00" } });
  step("record-facts", { path: "look-up-the-order/1", facts: { "proof of purchase": "yes" } });
  step("skip-node", { path: "look-up-the-order/2", reason: "He prefers email" });
  world.notifications.push({
    id: newId("note"),
    at: item.changed_at,
    text: "Approval is asked for.",
    case_number: item.number,
    case_subject: item.subject,
    kind: "approval",
    case: item.id,
    role: "support manager",
    read: false,
  });
}

export function openCase(world, body, actor) {
  const { model, versions } = world.procedures.get(body.procedure);
  const at = new Date().toISOString();
  const customer = world.customers.find((entry) => entry.name === body.customer.name) ?? {
    id: newId("customer"),
    name: body.customer.name,
    address: body.customer.address ?? "",
  };
  if (!world.customers.includes(customer)) world.customers.push(customer);
  const item = {
    id: newId("case"),
    number: `7K${world.nextNumber++}`,
    subject: body.subject,
    procedure: body.procedure,
    procedure_title: model.title,
    version: versions.at(-1).hash,
    status: "open",
    outcome: null,
    priority: body.priority ?? "normal",
    team: body.team ?? "front desk",
    assignee: null,
    assignee_name: null,
    customer_name: customer.name,
    customer_address: customer.address,
    customer_id: customer.id,
    state: body.state ?? "",
    channel: body.channel,
    language: body.language ?? "en",
    opened_at: at,
    changed_at: at,
    closed_at: null,
    due_at: new Date(Date.now() + 48 * 3_600_000).toISOString(),
    waiting_for: null,
    step_title: "",
    model,
    facts: {},
    nodes: {},
    events: [],
    messages: [],
    undo: null,
  };
  for (const [name, value] of Object.entries(body.facts ?? {})) item.facts[name] = value;
  if (body.message)
    item.messages.push({
      id: newId("msg"),
      at,
      direction: "in",
      channel: body.channel,
      author_name: customer.name,
      to: "",
      text: body.message,
      status: "",
    });
  record(
    item,
    actor,
    "case-opened",
    { procedure: body.procedure, version: item.version },
    `Opened under ${model.title}, version ${versions.length}`,
  );
  advance(item);
  world.cases.set(item.id, item);
  return item;
}

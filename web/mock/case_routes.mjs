import { submit } from "./commands.mjs";
import { guide, newId, now, Refusal, whyOpen } from "./engine.mjs";
import { openCase } from "./seed.mjs";

const summary = ({ model, facts, nodes, events, messages, undo, customer_id, customer_address, ...rest }) => rest;
const weight = { urgent: 0, high: 1, normal: 2, low: 3 };
const page = (items) => ({ data: { items, next_cursor: null } });

export function caseRoutes(world) {
  const find = (id) => {
    const item = world.cases.get(id);
    if (!item) throw new Refusal("case/not-found", "There is no such case.", [], 404);
    return item;
  };
  const approvalsOf = (item) =>
    item.model.steps
      .flatMap((step) => step.items.map((node, index) => ({ node, path: `${step.id}/${index}` })))
      .filter(({ node, path }) => node.kind === "approve" && item.nodes[path]?.status === "waiting")
      .map(({ node, path }) => ({
        path,
        role: node.role,
        asked_by: item.nodes[path].asked_by,
        asked_by_name: world.people.find((entry) => entry.id === item.nodes[path].asked_by)?.name ?? "",
        asked_at: item.changed_at,
      }));
  const whole = (item, person) => ({
    ...summary(item),
    seq: item.events.length,
    customer: item.customer_id,
    customer_address: item.customer_address,
    guide: guide(item, person),
    approvals: approvalsOf(item),
    law:
      item.state === "MA"
        ? [{ id: "us-ma/return-policy-disclosure", title: "Return policy disclosure", citation: "", source: "" }]
        : [],
  });
  const changed = (item) => {
    world.emit("case", { id: item.id, seq: item.events.length, status: item.status });
    world.emit("queue", {});
  };
  const list = (query, person) => {
    const statuses = (query.get("status") ?? "").split(",").filter(Boolean);
    let items = [...world.cases.values()];
    if (statuses.length > 0) items = items.filter((item) => statuses.includes(item.status));
    const assignee = query.get("assignee");
    if (assignee === "me") items = items.filter((item) => item.assignee === person.id);
    else if (assignee === "none") items = items.filter((item) => !item.assignee);
    for (const field of ["team", "procedure", "state", "channel", "priority", "waiting_for"]) {
      if (query.get(field)) items = items.filter((item) => item[field] === query.get(field));
    }
    const text = (query.get("query") ?? "").toLowerCase();
    if (text)
      items = items.filter((item) =>
        `${item.number} ${item.subject} ${item.customer_name}`.toLowerCase().includes(text),
      );
    const sort = query.get("sort") ?? "urgency";
    const key = {
      urgency: (a, b) => weight[a.priority] - weight[b.priority] || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"),
      changed: (a, b) => b.changed_at.localeCompare(a.changed_at),
      opened: (a, b) => b.opened_at.localeCompare(a.opened_at),
    }[sort];
    return items.sort(key).map(summary);
  };
  return [
    [
      "GET",
      "/cases/counts",
      ({ person }) => {
        const all = [...world.cases.values()];
        const live = all.filter((item) => item.status !== "closed");
        return {
          data: {
            mine: live.filter((item) => item.assignee === person.id).length,
            unassigned: live.filter((item) => !item.assignee).length,
            waiting_for_my_approval: live.filter((item) => person.roles.includes(item.waiting_for)).length,
            overdue: live.filter((item) => item.due_at && item.due_at < now()).length,
            open: live.length,
            closed: all.length - live.length,
          },
        };
      },
    ],
    [
      "POST",
      "/cases/next",
      ({ person }) => {
        const query = new URLSearchParams({ assignee: "none", status: "open" });
        const first = list(query, person)[0];
        if (!first) return { status: 204 };
        const item = find(first.id);
        submit(item, person, "assign", { person_id: person.id }, world.people);
        changed(item);
        return { data: whole(item, person) };
      },
    ],
    ["GET", "/cases", ({ query, person }) => page(list(query, person))],
    [
      "POST",
      "/cases",
      ({ body, person }) => {
        if (!body.subject)
          throw Object.assign(new Refusal("request/invalid", "A subject is needed.", [], 422), {
            more: { field: "subject" },
          });
        const item = openCase(world, body, person);
        changed(item);
        return { status: 201, data: whole(item, person) };
      },
    ],
    ["GET", "/cases/{case}", ({ params, person }) => ({ data: whole(find(params[0]), person) })],
    ["GET", "/cases/{case}/why-open", ({ params }) => ({ data: { gates: whyOpen(find(params[0])) } })],
    [
      "POST",
      "/cases/{case}/commands",
      ({ params, body, person }) => {
        const item = find(params[0]);
        const { type, ...payload } = body;
        const events = submit(item, person, type, payload, world.people, world);
        changed(item);
        if (item.waiting_for === "support manager" && events.some((event) => event.type === "approval-asked")) {
          const note = {
            id: newId("note"),
            at: now(),
            text: "Approval is asked for.",
            case_number: item.number,
            case_subject: item.subject,
            kind: "approval",
            case: item.id,
            role: item.waiting_for,
            read: false,
          };
          world.notifications.unshift(note);
          world.emit("notification", note);
        }
        return { data: { seq: item.events.length, events, case: whole(item, person) } };
      },
    ],
    [
      "GET",
      "/cases/{case}/events",
      ({ params, query }) =>
        page(find(params[0]).events.filter((event) => event.seq > Number(query.get("after") ?? 0))),
    ],
    ["GET", "/cases/{case}/messages", ({ params }) => page(find(params[0]).messages)],
    [
      "POST",
      "/cases/{case}/messages",
      ({ params, body, person }) => {
        const item = find(params[0]);
        item.messages.push({
          id: newId("msg"),
          at: now(),
          direction: "in",
          channel: body.channel,
          author_name: body.from ?? item.customer_name,
          to: "",
          text: body.text,
          status: "",
        });
        for (const [path, state] of Object.entries(item.nodes))
          if (state.status === "waiting" && state.due) item.nodes[path] = { status: "done" };
        submit(item, person, "assign", { person_id: item.assignee ?? "" }, world.people);
        changed(item);
        return { status: 201, data: item.messages.at(-1) };
      },
    ],
    ["GET", "/cases/{case}/export", ({ params }) => ({ data: { case: params[0], events: find(params[0]).events } })],
    [
      "GET",
      "/customers",
      ({ query }) => page(world.customers.filter((entry) => entry.address === query.get("address"))),
    ],
    [
      "GET",
      "/customers/{customer}",
      ({ params }) => ({ data: world.customers.find((entry) => entry.id === params[0]) }),
    ],
    [
      "GET",
      "/search",
      ({ query }) => {
        const text = (query.get("q") ?? "").toLowerCase();
        const items = [];
        for (const { model } of world.procedures.values())
          if (`${model.title} ${model.summary}`.toLowerCase().includes(text))
            items.push({
              kind: "procedure",
              id: model.id,
              target: model.id,
              title: model.title,
              snippet_html: model.summary,
            });
        for (const item of world.cases.values())
          if (`${item.number} ${item.subject} ${item.customer_name}`.toLowerCase().includes(text))
            items.push({
              kind: "case",
              id: item.id,
              target: item.id,
              title: `${item.number} ${item.subject}`,
              snippet_html: `<mark>${item.customer_name}</mark>`,
            });
        return page(query.get("kind") ? items.filter((entry) => entry.kind === query.get("kind")) : items);
      },
    ],
  ];
}

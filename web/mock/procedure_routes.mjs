import { createHash } from "node:crypto";
import { check, diff, help, picture, page as toPage } from "./check.mjs";
import { now, Refusal } from "./engine.mjs";

const page = (items) => ({ data: { items, next_cursor: null } });
const hashOf = (text) => createHash("sha256").update(text).digest("hex");
const missing = (what) => new Refusal("procedure/not-found", `There is no such ${what}.`, [], 404);

/** Of a Markdown page its title and its ordered items: enough to work on the screen. */
function importOf(name, text) {
  if (!name.endsWith(".md"))
    throw new Refusal("import/unknown-format", "The name of the file does not say what it is.", [], 400);
  const lines = text.split("\n");
  const title = lines.find((line) => line.startsWith("# "))?.slice(2) ?? name;
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const draft = [`---`, `id: ${id}`, `title: ${title}`, `---`, ``, `# ${title}`, ``, `## 1. Do it`, ``];
  const entries = [];
  const add = (outcome, rule, became, words, line) =>
    entries.push({ outcome, rule, became, why: "", words, line, draft_line: draft.length, element: null });
  lines.forEach((line, at) => {
    const item = /^\d+\. (.*)/.exec(line)?.[1];
    if (item) {
      draft.push(`- [ ] ${item}`);
      add("guessed", "item-box", "box", item, at + 1);
    } else if (line.trim() && !line.startsWith("#")) {
      draft.push(line);
      add("prose", "paragraph", "guidance", line, at + 1);
    }
  });
  const counts = { understood: 0, guessed: 0, prose: 0, left_out: 0 };
  for (const { outcome } of entries) counts[outcome] += 1;
  return { title, runnable: true, counts, entries, draft: `${draft.join("\n")}\n` };
}

export function procedureRoutes(world) {
  const find = (id) => {
    const found = world.procedures.get(id);
    if (!found) throw missing("procedure");
    return found;
  };
  const summary = ({ model, versions }) => {
    const last = versions.at(-1);
    return {
      id: model.id,
      title: model.title,
      summary: model.summary,
      owner: model.owner,
      version: last?.number ?? 0,
      hash: last?.hash ?? "",
      published_at: last?.published_at ?? null,
      published_by: last?.published_by ?? "",
      status: "in-force",
      effective_at: last?.published_at ?? null,
      expires_at: null,
      withdrawn_at: null,
      approvers: [],
      topics: model.topics,
      states: model.states,
      channels: model.channels,
      languages: model.languages,
      guidance_only: Boolean(model.guidance_only),
      has_draft: world.drafts.has(model.id),
      open_cases: [...world.cases.values()].filter((item) => item.procedure === model.id && item.status !== "closed")
        .length,
    };
  };
  const version = (entry, name) => {
    const found = name
      ? entry.versions.find((v) => String(v.number) === name || v.hash === name)
      : entry.versions.at(-1);
    if (!found) throw missing("version");
    return found;
  };
  const standing = (entry, newest) => ({
    ...entry,
    status: entry.number === newest ? "in-force" : "superseded",
    effective_at: entry.published_at,
    expires_at: null,
    withdrawn_at: null,
  });
  const classed = (change) => ({
    ...change,
    key: `${change.kind} ${change.where}`,
    class: "material",
    proposed: "material",
    why: "Something that people or the server act on comes or goes.",
    confirmed: false,
    because: "",
  });
  const steps = (source) => [...source.matchAll(/^## \d+\. (.*)$/gm)].map((match) => match[1]);
  /** A procedure nobody has written yet. */
  const begin = (id, source) => {
    if (!world.procedures.has(id))
      world.procedures.set(id, {
        model: {
          id: id,
          title: /^title: (.*)$/m.exec(source)?.[1] ?? id,
          summary: "",
          owner: "",
          topics: [],
          states: [],
          channels: [],
          languages: ["en"],
          outcomes: ["done"],
          facts: {},
          actions: [],
          messages: {},
          steps: [],
          source: source,
        },
        versions: [],
      });
  };
  const draftTag = (draft) => `"draft-${draft.revision}"`;
  const scenarios = (source) => [
    {
      name: "Damaged on arrival",
      ok: true,
      problems: [],
      outcome: "refunded",
      actions: ["look up order", "refund payment"],
    },
    {
      name: "Changed their mind after 45 days",
      ok: !source.includes("Ask about"),
      problems: source.includes("Ask about") ? ["expected refund to be restocking fee, it is none"] : [],
      outcome: "refunded",
      actions: ["look up order"],
    },
  ];
  return [
    [
      "GET",
      "/procedures",
      ({ query }) => {
        const text = (query.get("query") ?? "").toLowerCase();
        let all = [...world.procedures.values()].map(summary);
        if (text) all = all.filter((entry) => `${entry.title} ${entry.summary}`.toLowerCase().includes(text));
        if (query.get("topic")) all = all.filter((entry) => entry.topics.includes(query.get("topic")));
        return page(all);
      },
    ],
    ["POST", "/procedures/check", ({ body }) => ({ data: check(body.source) })],
    [
      "POST",
      "/procedures/import",
      ({ query, raw }) => ({ data: importOf(query.get("name") ?? "", raw.toString()) }),
      { raw: true },
    ],
    ["POST", "/procedures/complete", ({ body }) => ({ data: help(body) })],
    [
      "POST",
      "/procedures/format",
      ({ body }) => ({
        data: {
          source: `${body.source
            .replace(/[ \t]+$/gm, "")
            .replace(/\n{3,}/g, "\n\n")
            .trimEnd()}\n`,
        },
      }),
    ],
    [
      "GET",
      "/procedures/{procedure}",
      ({ params }) => {
        const entry = find(params[0]);
        const source = entry.versions.at(-1)?.source ?? "";
        return { data: { ...summary(entry), source, compiled: check(source).compiled, review_due: "2027-04-02" } };
      },
    ],
    [
      "GET",
      "/procedures/{procedure}/versions",
      ({ params }) =>
        page(
          find(params[0])
            .versions.map(({ source, ...rest }) => standing(rest, find(params[0]).versions.length))
            .reverse(),
        ),
    ],
    [
      "GET",
      "/procedures/{procedure}/versions/{version}",
      ({ params }) => ({
        data: { ...standing(version(find(params[0]), params[1]), find(params[0]).versions.length), changes: [] },
      }),
    ],
    // A file like the one that the server makes, without its pages.
    ...["versions/{version}/pdf", "diff/pdf", "draft/pdf"].map((rest) => [
      "GET",
      `/procedures/{procedure}/${rest}`,
      ({ params }) => {
        find(params[0]);
        return { data: Buffer.from("%PDF-1.4\n%%EOF\n"), headers: { "Content-Type": "application/pdf" } };
      },
    ]),
    [
      "GET",
      "/procedures/{procedure}/diff",
      ({ params, query }) => {
        const made = diff(
          version(find(params[0]), query.get("from")).source,
          query.get("to") === "draft"
            ? (world.drafts.get(params[0])?.source ?? "")
            : version(find(params[0]), query.get("to")).source,
        );
        return { data: { ...made, changes: made.changes.map(classed) } };
      },
    ],
    [
      "GET",
      "/procedures/{procedure}/draft/impact",
      ({ params }) => {
        const entry = find(params[0]);
        const before = entry.versions.at(-1)?.source;
        const after = world.drafts.get(params[0])?.source ?? "";
        const open = [...world.cases.values()].filter(
          (item) => item.procedure === params[0] && item.status !== "closed",
        ).length;
        return {
          data: {
            version: entry.versions.length,
            revision: world.drafts.get(params[0])?.revision ?? 0,
            approvers: [],
            effective: "",
            changes: before ? diff(before, after).changes.map(classed) : [],
            open_cases: open
              ? [{ version: entry.versions.length, hash: entry.versions.at(-1)?.hash ?? "", cases: open }]
              : [],
            followers: [],
            touches_base: true,
            states: entry.model.states,
            messages: [],
            roles: [],
            trained_roles: ["agent"],
            learners: [{ name: "Tom Becker", roles: ["agent"] }],
            learners_count: 1,
          },
        };
      },
    ],
    ["POST", "/procedures/{procedure}/draft/simulate", () => ({ data: { cases: [], cut: false } })],
    [
      "GET",
      "/procedures/{procedure}/submission",
      () => {
        throw missing("submission");
      },
    ],
    ["GET", "/submissions", () => page([])],
    ["GET", "/procedures/{procedure}/history", () => page([])],
    ["GET", "/procedures/{procedure}/comments", () => page([])],
    [
      "GET",
      "/procedures/{procedure}/page",
      ({ params, query }) => ({
        data: {
          html: toPage(
            query.get("version") === "draft"
              ? (world.drafts.get(params[0])?.source ?? "")
              : version(find(params[0]), query.get("version")).source,
          ),
        },
      }),
    ],
    [
      "GET",
      "/procedures/{procedure}/picture.svg",
      ({ params, query }) => {
        const entry = find(params[0]);
        return { data: picture(entry.model.title, steps(version(entry, query.get("version")).source)) };
      },
    ],
    [
      "GET",
      "/procedures/{procedure}/draft",
      ({ params }) => {
        const draft = world.drafts.get(params[0]);
        if (!draft) throw missing("draft");
        return { data: draft, headers: { ETag: draftTag(draft) } };
      },
    ],
    [
      "PUT",
      "/procedures/{procedure}/draft",
      ({ params, body, headers, person }) => {
        const old = world.drafts.get(params[0]);
        if (old && headers["if-match"] !== draftTag(old))
          throw new Refusal(
            "precondition/stale",
            "Someone saved this draft after you opened it.",
            [],
            headers["if-match"] ? 412 : 428,
          );
        const draft = {
          source: body.source,
          revision: (old?.revision ?? 0) + 1,
          base_hash: world.procedures.get(params[0])?.versions.at(-1)?.hash ?? null,
          edited_at: now(),
          edited_by: person.name,
        };
        world.drafts.set(params[0], draft);
        begin(params[0], body.source);
        return { data: draft, headers: { ETag: draftTag(draft) } };
      },
    ],
    [
      "DELETE",
      "/procedures/{procedure}/draft",
      ({ params }) => {
        world.drafts.delete(params[0]);
        return { status: 204 };
      },
    ],
    [
      "POST",
      "/procedures/{procedure}/publish",
      ({ params, body, person }) => {
        const source = body.source ?? world.drafts.get(params[0])?.source;
        begin(params[0], source);
        const entry = find(params[0]);
        if ((body.expected_version ?? entry.versions.length) !== entry.versions.length)
          throw new Refusal("procedure/conflict", `Version ${entry.versions.length} was published meanwhile.`);
        const result = check(source);
        if (!result.ok)
          throw Object.assign(new Refusal("procedure/has-errors", "The procedure has errors.", [], 422), {
            more: { diagnostics: result.diagnostics },
          });
        entry.versions.push({
          number: entry.versions.length + 1,
          hash: hashOf(source),
          published_at: now(),
          published_by: person.name,
          note: body.note,
          source,
        });
        world.drafts.delete(params[0]);
        world.emit("procedure", { id: params[0], version: entry.versions.length });
        return { status: 201, data: summary(entry) };
      },
    ],
    [
      "POST",
      "/procedures/{procedure}/test",
      ({ params, body }) => ({
        data: { scenarios: scenarios(body.source ?? find(params[0]).versions.at(-1)?.source ?? "") },
      }),
    ],
    [
      "GET",
      "/codes/{code}",
      ({ params }) => ({
        data: {
          code: params[0],
          title: "Not one of the sentences",
          why: "A list item that begins with a directive verb is acted on, so it must be one of the sentences the language knows.",
          wrong: "- Ask about the order.",
          right: "- Ask for **order number**.",
        },
      }),
    ],
  ];
}

// Files of cases in the mock: kept in memory, told by their first bytes, refused with the codes of the real server.
import { createHash } from "node:crypto";
import { newId, now, Refusal } from "./engine.mjs";

const BYTES_MAX = 10 * 1024 * 1024;
const kinds = [
  [/^%PDF-/, "application/pdf", ".pdf"],
  [/^\x89PNG\r\n/, "image/png", ".png"],
  [/^\xff\xd8\xff/, "image/jpeg", ".jpg"],
  [/^GIF8[79]a/, "image/gif", ".gif"],
];

function typeOf(content) {
  const head = content.subarray(0, 64).toString("latin1");
  if (/^\s*<[!?/a-z]/i.test(head)) throw new Refusal("file/markup", "HTML, SVG and XML files are not taken.", [], 422);
  const known = kinds.find(([pattern]) => pattern.test(head));
  if (known) return known.slice(1);
  if (/^[\t\n\r\x20-\x7e]*$/.test(head)) return ["text/plain", ".txt"];
  throw new Refusal("file/type", "Files of this kind are not taken.", [], 422);
}

export const shown = ({ id, name, type, bytes, sha256 }) => ({ id, name, type, bytes, sha256 });

/** The files these ids name, all of this case; or a refusal with the gate. */
export function filesFor(world, item, ids, refuse) {
  return ids.map((id) => {
    const file = world.files.get(id);
    if (file?.case !== item.id) refuse(`There is no file ${id} in this case.`);
    file.first_seq ??= item.events.length + 1;
    return shown(file);
  });
}

export function fileRoutes(world) {
  world.files = new Map();
  const find = (caseId, id) => {
    const file = world.files.get(id);
    if (file?.case !== caseId) throw new Refusal("file/not-found", "There is no such file in this case.", [], 404);
    return file;
  };
  const whole = ({ content, case: _case, ...rest }) => ({ ...rest, first_seq: rest.first_seq ?? null });
  return [
    [
      "GET",
      "/cases/{case}/files",
      ({ params }) => ({
        data: {
          items: [...world.files.values()].filter((file) => file.case === params[0]).map(whole),
          next_cursor: null,
        },
      }),
    ],
    [
      "POST",
      "/cases/{case}/files",
      ({ params, query, raw, person }) => {
        if (!world.cases.has(params[0])) throw new Refusal("case/not-found", "There is no such case.", [], 404);
        if (raw.length === 0) throw new Refusal("file/empty", "The file is empty.", [], 422);
        if (raw.length > BYTES_MAX) throw new Refusal("file/too-large", "A file has at most 10 MiB.", [], 413);
        const [type, ending] = typeOf(raw);
        const bare = (query.get("name") || "file").split(/[/\\]/).at(-1);
        const file = {
          id: newId("file"),
          case: params[0],
          name: bare.toLowerCase().endsWith(ending) ? bare : `${bare}${ending}`,
          type,
          bytes: raw.length,
          sha256: createHash("sha256").update(raw).digest("hex"),
          uploaded_by: person.id,
          uploaded_by_name: person.name,
          uploaded_at: now(),
          content: raw,
        };
        world.files.set(file.id, file);
        return { status: 201, data: whole(file) };
      },
      { raw: true },
    ],
    [
      "GET",
      "/cases/{case}/files/{file}",
      ({ params }) => {
        const file = find(...params);
        return {
          data: file.content,
          headers: {
            "Content-Type": file.type,
            "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
          },
        };
      },
    ],
    [
      "DELETE",
      "/cases/{case}/files/{file}",
      ({ params }) => {
        if (find(...params).first_seq) throw new Refusal("file/in-record", "An event refers to this file.", [], 409);
        world.files.delete(params[1]);
        return { status: 204 };
      },
    ],
  ];
}

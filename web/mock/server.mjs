// The mock server: docs/api.md in memory, with the same shapes, refusals and live events as the real one. It is for
// developing the screens and for tests of the screens alone; nothing is kept.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { caseRoutes } from "./case_routes.mjs";
import { newId, Refusal } from "./engine.mjs";
import { fileRoutes } from "./file_routes.mjs";
import { peopleRoutes } from "./people_routes.mjs";
import { procedureRoutes } from "./procedure_routes.mjs";
import { seed } from "./seed.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const pageHeaders = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
};

function serveFile(dist, path, response) {
  let file = join(dist, normalize(path));
  if (path === "/" || (!extname(path) && !existsSync(file))) file = join(dist, "index.html");
  if (!file.startsWith(dist) || !existsSync(file)) {
    response.writeHead(404).end("not found");
    return;
  }
  response
    .writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...pageHeaders })
    .end(readFileSync(file));
}

async function readBytes(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
async function readBody(request) {
  const text = (await readBytes(request)).toString();
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("request/bad-json", "The body is not JSON.", [], 400);
  }
}

export function createMock({ dist } = {}) {
  const world = seed();
  world.emit = (event, data) => {
    world.eventId += 1;
    for (const listener of world.listeners)
      listener.write(`id: ${world.eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const routes = [...peopleRoutes(world), ...caseRoutes(world), ...fileRoutes(world), ...procedureRoutes(world)];

  async function api(request, response, url) {
    const cookie = /evenhand_session=([a-z0-9_]+)/.exec(request.headers.cookie ?? "")?.[1];
    const session = cookie ? world.sessions.get(cookie) : undefined;
    const path = url.pathname.replace("/api/v1", "");
    if (path === "/events" && session) {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(": hello\n\n");
      world.listeners.add(response);
      request.on("close", () => world.listeners.delete(response));
      return;
    }
    for (const [method, pattern, handler, options] of routes) {
      const open = options === true;
      const match = new RegExp(`^${pattern.replace(/\{[a-z]+\}/g, "([^/]+)")}$`).exec(path);
      if (!match || method !== request.method) continue;
      if (!open && !session) throw new Refusal("access/signed-out", "Sign in first.", [], 401);
      if (!open && method !== "GET" && request.headers["x-evenhand-csrf"] !== session.csrf)
        throw new Refusal("session/csrf", "The CSRF header is missing.", [], 403);
      const raw = options?.raw ? await readBytes(request) : undefined;
      const body = method === "GET" || raw ? {} : await readBody(request);
      const answer = await handler({
        params: match.slice(1).map(decodeURIComponent),
        query: url.searchParams,
        body,
        raw,
        session,
        person: session?.person,
        headers: request.headers,
        response,
      });
      const { status = 200, data, headers = {} } = answer ?? { status: 204 };
      if (data === undefined) return response.writeHead(204, headers).end();
      if (Buffer.isBuffer(data)) return response.writeHead(status, headers).end(data);
      const isText = typeof data === "string";
      const text = isText ? data : JSON.stringify(data);
      const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
      return response
        .writeHead(status, {
          "Content-Type": isText ? "image/svg+xml" : "application/json",
          ETag: etag,
          "Cache-Control": "no-store",
          ...headers,
        })
        .end(text);
    }
    throw new Refusal("http/not-found", "There is nothing here.", [], 404);
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://mock");
    try {
      if (url.pathname === "/api/health") {
        const accounts = world.people.map(({ email, password, roles: own }) => ({ email, password, role: own[0] }));
        response
          .writeHead(200, { "Content-Type": "application/json" })
          .end(
            JSON.stringify({ status: "ok", version: "0.1.0", schema: 1, demo: true, company: world.company, accounts }),
          );
      } else if (url.pathname.startsWith("/api/")) await api(request, response, url);
      else serveFile(dist, url.pathname, response);
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal("server/bug", String(error.stack ?? error), [], 500);
      if (refusal.status === 500) console.error(refusal.message);
      const problem = {
        type: `/problems/${refusal.code}`,
        title: refusal.message,
        status: refusal.status,
        detail: refusal.message,
        code: refusal.code,
        hint: "",
        request_id: newId("req"),
        ...(refusal.gates.length > 0 ? { gates: refusal.gates } : {}),
        ...refusal.more,
      };
      response.writeHead(refusal.status, { "Content-Type": "application/problem+json" }).end(JSON.stringify(problem));
    }
  });
  return { server, world };
}

/** Starts on a free port (or the one given) and resolves to its address. */
export function startMock({ port = 0, dist } = {}) {
  const { server, world } = createMock({ dist });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const stop = () => {
        for (const listener of world.listeners) listener.end();
        server.closeAllConnections();
        server.close();
      };
      resolve({ url: `http://127.0.0.1:${server.address().port}`, world, stop });
    });
  });
}

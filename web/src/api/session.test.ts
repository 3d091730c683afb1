import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, listenSession, send, setCsrf } from "./client";

const answer = (status: number, body?: object) =>
  new Response(body ? JSON.stringify(body) : null, { status, headers: { "Content-Type": "application/json" } });
const refused = (status: number, code: string) => answer(status, { status, code, title: code });
const headersOf = (fetched: ReturnType<typeof vi.fn>, call: number) =>
  fetched.mock.calls[call]?.[1]?.headers as Record<string, string>;

afterEach(() => {
  vi.unstubAllGlobals();
  listenSession({ ended: async () => false, changed: async () => false });
});

describe("a session that is no longer", () => {
  it("waits for the person, then makes the same request once more", async () => {
    const fetched = vi
      .fn()
      .mockResolvedValueOnce(refused(401, "session/ended"))
      .mockResolvedValueOnce(answer(200, { seq: 7 }));
    vi.stubGlobal("fetch", fetched);
    listenSession({
      ended: async () => {
        setCsrf("new");
        return true;
      },
      changed: async () => false,
    });
    setCsrf("old");
    expect((await send("/cases/1/commands", { method: "POST", body: {} })).data).toEqual({ seq: 7 });
    expect(headersOf(fetched, 0)["X-Evenhand-CSRF"]).toBe("old");
    expect(headersOf(fetched, 1)["X-Evenhand-CSRF"]).toBe("new");
  });
  it("takes the session another tab opened, once", async () => {
    const fetched = vi.fn().mockImplementation(async () => refused(403, "session/csrf"));
    vi.stubGlobal("fetch", fetched);
    const changed = vi.fn(async () => true);
    listenSession({ ended: async () => false, changed });
    await expect(send("/x", { method: "PUT", body: {} })).rejects.toMatchObject({ code: "session/csrf" });
    expect(fetched).toHaveBeenCalledTimes(2);
    expect(changed).toHaveBeenCalledTimes(1);
  });
  it("is not what a wrong password or a missing permission means", async () => {
    const ended = vi.fn(async () => true);
    listenSession({ ended, changed: ended });
    vi.stubGlobal("fetch", async () => refused(401, "session/wrong"));
    await expect(send("/session", { method: "POST", body: {}, quiet401: true })).rejects.toMatchObject({ status: 401 });
    vi.stubGlobal("fetch", async () => refused(403, "access/denied"));
    await expect(send("/x", { method: "POST", body: {} })).rejects.toMatchObject({ status: 403 });
    expect(ended).not.toHaveBeenCalled();
  });
});

/** Sends the same body once for each of these, and says which keys went with it and what was refused. */
async function sendAll(answers: (Response | Error)[], path = "/cases/case_1/commands", ask: object = {}) {
  const keys: (string | undefined)[] = [];
  const codes: string[] = [];
  const queue = [...answers];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    keys.push((init.headers as Record<string, string>)["Idempotency-Key"]);
    const next = queue.shift();
    if (next instanceof Response) return next;
    throw next;
  });
  for (const _ of answers) {
    await send(path, { method: "POST", body: { type: "add-note", text: path }, ...ask }).catch((error: unknown) =>
      codes.push(error instanceof ApiError ? error.code : "?"),
    );
  }
  return { keys, codes };
}
const lost = () => new TypeError("Failed to fetch");

describe("a change that got no answer", () => {
  it("has the same key when it is sent again, until an answer arrives", async () => {
    const { keys, codes } = await sendAll([lost(), answer(504), answer(200, {}), answer(200, {})]);
    expect(codes).toEqual(["client/unanswered", "client/unanswered"]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).toBe(keys[0]);
    expect(keys[3]).not.toBe(keys[0]);
  });
  it("keeps its key while the first is being carried out, and when that has just ended", async () => {
    const { keys } = await sendAll([
      lost(),
      answer(409, { code: "idempotency/under-way" }),
      answer(409, { code: "idempotency/exists" }),
      answer(200, {}),
    ]);
    expect(new Set(keys).size).toBe(1);
  });
  it("has a new key once it was refused", async () => {
    const { keys } = await sendAll([answer(422, { code: "case/gates" }), answer(200, {})]);
    expect(keys[1]).not.toBe(keys[0]);
  });
  it("has a key of its own for other words", async () => {
    const first = await sendAll([lost()], "/a");
    const second = await sendAll([answer(200, {})], "/b");
    expect(second.keys[0]).not.toBe(first.keys[0]);
  });
  it("is a question when nothing would be changed", async () => {
    const { codes } = await sendAll([lost()], "/cases", { method: "GET", body: undefined });
    expect(codes).toEqual(["client/offline"]);
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { listenSession, send, setCsrf } from "./client";

const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
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

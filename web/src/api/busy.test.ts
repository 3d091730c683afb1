import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { send } from "./client";

const busy = (after = "1") =>
  new Response(JSON.stringify({ code: "api/busy", status: 503, title: "Service Unavailable" }), {
    status: 503,
    headers: { "Content-Type": "application/problem+json", "Retry-After": after },
  });
const fine = () =>
  new Response(JSON.stringify({ seq: 7 }), { status: 200, headers: { "Content-Type": "application/json" } });
const keyOf = (fetched: ReturnType<typeof vi.fn>, call: number) =>
  (fetched.mock.calls[call]?.[1]?.headers as Record<string, string> | undefined)?.["Idempotency-Key"];

describe("a server that has too much to do", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is asked again under the same key, not before it said", async () => {
    const fetched = vi.fn().mockResolvedValueOnce(busy("2")).mockResolvedValueOnce(fine());
    vi.stubGlobal("fetch", fetched);
    const sent = send("/cases/1/commands", { method: "POST", body: { type: "add-note" } });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(fetched).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_200);
    expect((await sent).data).toEqual({ seq: 7 });
    expect(keyOf(fetched, 1)).toBe(keyOf(fetched, 0));
  });
  it("is left alone after some tries, and when it asks for long", async () => {
    for (const [after, calls] of [
      ["1", 4],
      ["60", 1],
    ] as const) {
      const fetched = vi.fn().mockImplementation(async () => busy(after));
      vi.stubGlobal("fetch", fetched);
      const sent = expect(send(`/cases/${after}`)).rejects.toMatchObject({ status: 503, code: "api/busy" });
      await vi.advanceTimersByTimeAsync(20_000);
      await sent;
      expect(fetched).toHaveBeenCalledTimes(calls);
    }
  });
  it("is not sent a change twice that may have been made", async () => {
    const fetched = vi.fn().mockImplementation(async () => busy());
    vi.stubGlobal("fetch", fetched);
    await expect(send("/people/1", { method: "PATCH", body: {} })).rejects.toMatchObject({ status: 503 });
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

import { describe, expect, it } from "vitest";
import type { Draft, Procedure } from "../api/types";
import { beginning } from "./text_at_hand";

const draft = (source: string, edited_at: string): { draft: Draft; etag: string } => ({
  draft: { id: "refund", source, edited_at, revision: 3, edited_by: "Dale", base_hash: null },
  etag: '"3"',
});
const published = (version: number, source: string, published_at = "2026-03-02T10:00:00Z") =>
  ({ id: "refund", version, source, published_at }) as Procedure;

describe("the text at hand", () => {
  it("begins from what is published, from the draft, or from a first draft", () => {
    expect(beginning("refund", null, published(4, "four"), null)).toEqual({
      text: "four",
      base: null,
      version: 4,
      restored: false,
    });
    const saved = draft("mine", "2026-03-02T10:00:01Z");
    expect(beginning("refund", saved, published(4, "four"), null)).toMatchObject({ text: "mine", version: 4 });
    expect(beginning("lost-parcel", null, null, null)).toMatchObject({ version: 0, base: null });
    expect(beginning("lost-parcel", null, null, null).text).toContain("title: lost parcel");
  });
  it("knows that a draft from before the newest version has not seen it", () => {
    const saved = draft("mine", "2026-03-02T09:59:59Z");
    expect(beginning("refund", saved, published(4, "four"), null)).toMatchObject({ text: "mine", version: 3 });
  });
  it("takes back what was typed and not saved, with what it began from", () => {
    const saved = draft("theirs", "2026-03-02T12:00:00Z");
    const kept = { text: "typed", version: 2, etag: '"1"' };
    const begun = beginning("refund", saved, published(4, "four"), kept);
    expect(begun).toMatchObject({ text: "typed", version: 2, restored: true });
    expect(begun.base?.etag).toBe('"1"');
    expect(beginning("refund", null, published(4, "four"), { ...kept, etag: null }).base).toBeNull();
    expect(beginning("refund", null, published(4, "typed"), kept)).toMatchObject({ version: 4, restored: false });
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";

/** As a browser's: its keys are its own properties. */
class Storage {
  getItem(key: string): string | null {
    return (this as unknown as Record<string, string>)[key] ?? null;
  }
  setItem(key: string, value: string): void {
    (this as unknown as Record<string, string>)[key] = value;
  }
  removeItem(key: string): void {
    delete (this as unknown as Record<string, string>)[key];
  }
}
beforeEach(() => vi.stubGlobal("sessionStorage", new Storage()));
/** The module as a fresh page has it. */
const page = async () => {
  vi.resetModules();
  return import("./drafts");
};

describe("what is typed and not sent", () => {
  it("is there again on a fresh page of the tab, field by field", async () => {
    (await page()).writeDraft("ana/case_1/ask", { "order number": "12", reason: "" });
    expect((await page()).readDraft("ana/case_1/ask")).toEqual({ "order number": "12" });
    expect((await page()).readDraft("tom/case_1/ask")).toEqual({});
  });
  it("leaves nothing once it is sent", async () => {
    const { writeDraft } = await page();
    writeDraft("ana/case_1/ask", { reason: "late" });
    writeDraft("ana/case_1/ask", { reason: "" });
    expect(Object.keys(sessionStorage)).toEqual([]);
  });
  it("is forgotten at sign-out, whoever typed it; what else the tab keeps stays", async () => {
    const { forgetDrafts, readDraft, writeDraft } = await page();
    sessionStorage.setItem("other", "1");
    writeDraft("ana/case_1/composer", { reply: "We are looking into it." });
    forgetDrafts();
    expect(readDraft("ana/case_1/composer")).toEqual({});
    expect(Object.keys(sessionStorage)).toEqual(["other"]);
  });
  it("is held by the page when the browser keeps no more", async () => {
    const { readDraft, writeDraft } = await page();
    sessionStorage.setItem = () => {
      throw new Error("full");
    };
    writeDraft("ana/case_1/ask", { reason: "late" });
    expect(readDraft("ana/case_1/ask")).toEqual({ reason: "late" });
  });
});

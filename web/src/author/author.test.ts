import { describe, expect, it } from "vitest";
import { safeNext } from "../app/next_address";
import { firstDraft, idOf } from "../library/first_draft";
import { namesOf, placeOf, toOptions } from "./completion";
import { toFacts } from "./expression_panel";
import { groups, sentences } from "./sentences";

describe("completion", () => {
  const kind = (line: string) => placeOf(line).kind;
  it("knows names, code, placeholders and items", () => {
    expect(kind("- Ask for **ord")).toBe("name");
    expect(kind("- Ask for **order number** and ")).toBe("none");
    expect(kind("- If `amount > 5 and app")).toBe("code");
    expect(kind("> Hello {cust")).toBe("placeholder");
    expect(kind("> Hello {customer}, ")).toBe("none");
    expect(kind("- As")).toBe("item");
    expect(kind("  - Wai")).toBe("item");
    expect(kind("Some guidance")).toBe("none");
  });
  it("starts where the word starts", () => {
    expect(placeOf("- Ask for **ord").from).toBe("- Ask for **".length);
    expect(placeOf("- If `a > pro").from).toBe("- If `a > ".length);
    expect(placeOf("  - Wai").from).toBe(2);
  });
  it("takes names from the compiled text", () => {
    expect(namesOf({ facts: [{ name: "amount" }], actions: [{ name: "pay" }], messages: [] })).toEqual({
      facts: ["amount"],
      actions: ["pay"],
      messages: [],
    });
    expect(namesOf(null).facts).toEqual([]);
  });
});

describe("help at the cursor", () => {
  it("knows the cells of tables, but not code in them", () => {
    expect(placeOf("| gold | < 1").kind).toBe("cell");
    expect(placeOf("| gold | amo").from).toBe("| gold | ".length);
    expect(placeOf("| gold | `amo").kind).toBe("code");
  });
  it("shows a function once, with its other spellings behind it", () => {
    const options = toOptions([
      { label: "date", kind: "function", detail: "date(from)" },
      { label: "date", kind: "function", detail: "date(year, month, day)" },
      { label: "amount", kind: "fact", detail: "number" },
    ]);
    expect(options.map((entry) => entry.label)).toEqual(["date", "amount"]);
    expect(options[0]?.info).toBe("date(from)\ndate(year, month, day)");
    expect(options[0]?.apply).toBe("date(");
    expect(options[1]?.apply).toBeUndefined();
  });
  it("sends what was filled in, numbers as numbers", () => {
    expect(toFacts({ amount: " 12.5 ", "bought on": "2026-01-31", note: "", code: "12345678901234567" })).toEqual({
      amount: 12.5,
      "bought on": "2026-01-31",
      code: "12345678901234567",
    });
  });
});

describe("the palette", () => {
  it("has each sentence once, in a known group", () => {
    expect(new Set(sentences.map((entry) => entry.key)).size).toBe(sentences.length);
    for (const entry of sentences) expect(groups).toContain(entry.group);
  });
});

describe("a new procedure", () => {
  it("gets its id from its title", () => {
    expect(idOf("  Devolución rápida: ¡sí! ")).toBe("devolucion-rapida-si");
    expect(idOf("***")).toBe("");
  });
  it("begins with a text that names its id and title", () => {
    expect(firstDraft("lost-parcel", "Lost parcel")).toMatch(/^---\nid: lost-parcel\ntitle: Lost parcel\n/);
  });
});

describe("after sign-in", () => {
  it("one goes back to where one was, and never to another site", () => {
    expect(safeNext("/desk/case_1?tab=all")).toBe("/desk/case_1?tab=all");
    for (const bad of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/sign-in?next=/",
      undefined,
    ]) {
      expect(safeNext(bad)).toBe("/");
    }
  });
});

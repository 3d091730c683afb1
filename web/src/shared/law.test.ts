import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lawFact, lawName } from "./law";
import facts from "./law_facts.json";

describe("the name of a law", () => {
  const place = (code: string) => ({ MA: "Massachusetts", US: "Federal" })[code] ?? code;
  it("is its title, in the reader's language", () => {
    expect(lawName("us-ma/ma-refund", "en", place)).toBe("Return policy must be shown before the sale");
    expect(lawName("us-ma/ma-refund", "es-MX", place)).toBe("La política de devolución se muestra antes de la venta");
    expect(lawFact("us-ma/ma-refund")?.citation).toBe("940 CMR 3.13(4)");
  });
  it("comes from the server where that has one", () => {
    const known = [{ id: "us-ma/ma-refund", title: "Refunds", citation: "§ 1" }];
    expect(lawName("us-ma/ma-refund", "en", place, known)).toBe("Refunds");
    expect(lawName("us-ma/ma-refund", "en", place, ["us-ma/ma-refund"])).toContain("Return policy");
  });
  it("is the id made readable where nothing is known, and nothing is made up", () => {
    expect(lawName("us-ma/ma-late-fee", "en", place)).toBe("Massachusetts: late fee");
    expect(lawName("us/us-quiet-hours", "en", place)).toBe("Federal: quiet hours");
    expect(lawName("house-rule", "en", place)).toBe("house rule");
    expect(lawFact("us-ma/ma-late-fee")).toBeUndefined();
  });
  it("is what the packs say", () => {
    const folder = new URL("../../../packs/law/", import.meta.url);
    for (const [name, entry] of Object.entries(facts)) {
      const [pack, id] = name.split("/");
      const text = readFileSync(new URL(`${pack}.yaml`, folder), "utf8");
      const fact = text.slice(text.indexOf(`  - id: ${id}\n`)).split("\n\n")[0] ?? "";
      for (const part of [entry.title, entry.title_es, entry.citation, entry.url, entry.confidence, entry.checked])
        expect(fact.replace(/''/g, "'").replace(/\s+/g, " "), name).toContain(part.replace(/\s+/g, " "));
    }
  });
  it("is known for every law the starter procedures name", () => {
    const folder = new URL("../../../packs/procedures/", import.meta.url);
    const named = new Set<string>();
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".sop.md"))) {
      const text = readFileSync(new URL(file, folder), "utf8");
      for (const [, list = ""] of text.matchAll(/satisfies:? \[?([^)\]\n]+)/g))
        for (const id of list.split(",")) named.add(id.trim());
    }
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((id) => !lawFact(id)?.checked)).toEqual([]);
  });
});

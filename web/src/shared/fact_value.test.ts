import { describe, expect, it } from "vitest";
import type { GuideFact } from "../api/types";
import { boundsOf, cleanNumber, factProblem, factToSend, patternRegExp } from "./fact_value";

const fact = (kind: string, more: Partial<GuideFact> = {}): GuideFact => ({
  key: "x",
  name: "x",
  label: "x",
  type: kind,
  kind,
  value: null,
  known: false,
  personal: false,
  never_stored: false,
  ...more,
});

describe("patterns", () => {
  it("read A as a letter, 0 as a digit and the rest as itself", () => {
    expect(patternRegExp("AA-000000").test("AB-123456")).toBe(true);
    expect(patternRegExp("AA-000000").test("A1-123456")).toBe(false);
    expect(patternRegExp("(000) A.").test("(123) Z.")).toBe(true);
    expect(patternRegExp("(000) A.").test("(123) ZZ")).toBe(false);
  });
});

describe("what a person types", () => {
  const cases: [GuideFact, string, string | null][] = [
    [fact("text"), "", "fact.needed"],
    [fact("text"), " anything ", null],
    [fact("pattern", { pattern: "00000" }), "0213", "fact.pattern"],
    [fact("pattern", { pattern: "00000" }), "02134", null],
    [fact("email"), "dana at example.com", "fact.email"],
    [fact("email"), "dana@example.com", null],
    [fact("phone"), "call me", "fact.phone"],
    [fact("phone"), "+1 (617) 555-0100", null],
    [fact("number"), "twelve", "fact.number"],
    [fact("number", { type: "number from 1 to 10" }), "11", "fact.range"],
    [fact("number", { type: "number from 1 to 10" }), "10", null],
    [fact("money", { currency: "USD" }), "$1,234.50", null],
    [fact("date"), "31/01/2026", "fact.date"],
    [fact("date"), "2026-01-31", null],
    [fact("duration"), "3 days", "fact.duration"],
    [fact("duration"), "P", "fact.duration"],
    [fact("duration"), "P1DT2H", null],
    [fact("one_of", { options: ["late", "lost"] }), "broken", "fact.option"],
    [fact("one_of", { options: ["late", "lost"] }), "late", null],
  ];
  for (const [given, text, problem] of cases) {
    it(`${given.type} “${text}” is ${problem ?? "fine"}`, () =>
      expect(factProblem(given, text)?.key ?? null).toBe(problem));
  }
});

describe("what is sent", () => {
  it("is text where the type is known, exact decimals, booleans and lists", () => {
    expect(factToSend(fact("money"), "1,234.50")).toBe("1234.50");
    expect(factToSend(fact("number"), "0.10")).toBe("0.10");
    expect(factToSend(fact("yes_no"), "yes")).toBe(true);
    expect(factToSend(fact("yes_no"), "no")).toBe(false);
    expect(factToSend(fact("list"), "one\n\n two ")).toEqual(["one", "two"]);
    expect(factToSend(fact("date_time"), "2026-01-31T10:00:00Z")).toBe("2026-01-31T10:00:00Z");
  });
  it("never turns a number into another one", () => {
    expect(cleanNumber("1.234,5")).toBe("1234.5");
    expect(cleanNumber("12 450,50")).toBe("12450.50");
    expect(cleanNumber("1,2,3")).toBe("1,2,3");
    expect(cleanNumber("-7")).toBe("-7");
  });
  it("knows the bounds in the words of a type", () => {
    expect(boundsOf("number from -5 to 9.5")).toEqual({ minimum: -5, maximum: 9.5 });
    expect(boundsOf("number")).toEqual({});
  });
});

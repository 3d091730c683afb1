import { beforeAll, describe, expect, it, vi } from "vitest";
import { feelInput, feelText, initials, localTimes, optionText, relative, urgency } from "./format";
import { linkTarget, plainText } from "./inline_markdown";
import { diffLines, hunks } from "./lines_diff";
import { forScheme } from "./picture";
import { shortHash } from "./version_name";

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("navigator", { languages: ["en-US"] });
});
const now = Date.parse("2026-11-22T12:00:00Z");

describe("time", () => {
  it("is told in the largest unit that is at least one", () => {
    expect(relative("2026-11-22T15:30:00Z", now)).toBe("in 3 hr.");
    expect(relative("2026-11-20T11:00:00Z", now)).toBe("2 days ago");
    expect(relative("2026-11-22T12:00:20Z", now)).toBe("this minute");
    expect(relative("", now)).toBe("");
  });
  it("inside sentences is the reader's", () => {
    const text = localTimes("Waits until 2026-11-23T02:36:05.012353Z, then goes on.");
    expect(text).not.toContain("T02:36");
    expect(text).toMatch(/^Waits until Nov 2[23], 2026, .*, then goes on\.$/);
  });
  it("ends a sentence once where the time ends in a full stop", () => {
    vi.stubGlobal("document", { documentElement: { lang: "es" } });
    vi.stubGlobal("navigator", { languages: ["es-US"] });
    expect(localTimes("Se fijó un reloj para 2026-12-28T11:41:00Z.")).toMatch(/[^.]\.$/);
    expect(localTimes("Espera hasta 2026-12-28T11:41:00Z, y sigue.")).toMatch(/, y sigue\.$/);
    vi.stubGlobal("document", { documentElement: { lang: "en" } });
    vi.stubGlobal("navigator", { languages: ["en-US"] });
    expect(localTimes("A clock was set for 2026-12-28T11:41:00Z.")).toMatch(/M\.$/);
  });
  it("is urgent by what is left", () => {
    expect(urgency("2026-11-22T11:59:59Z", now)).toBe("overdue");
    expect(urgency("2026-11-22T16:00:00Z", now)).toBe("soon");
    expect(urgency("2026-11-22T16:00:01Z", now)).toBe("later");
    expect(urgency(null, now)).toBe("none");
    expect(urgency("soon", now)).toBe("none");
  });
});

describe("FEEL values", () => {
  it("are shown in words", () => {
    expect(feelText(true, undefined, { yes: "sí", no: "no" })).toBe("sí");
    expect(feelText("640.00", { kind: "money", currency: "USD" })).toBe("$640.00");
    expect(feelText({ "@date": "2026-01-31" })).toBe("Jan 31, 2026");
    expect(feelText(["a", 2])).toBe("a, 2");
    expect(feelText(null)).toBe("");
  });
  it("go back into fields as people type them", () => {
    expect(feelInput({ "@date": "2026-01-31" })).toBe("2026-01-31");
    expect(feelInput(false)).toBe("no");
    expect(feelInput(["a", "b"])).toBe("a\nb");
  });
});

describe("inline Markdown", () => {
  it("leaves the words alone", () => {
    expect(plainText("Ask for **order number**, see [Identity check](identity-check.sop.md) and `x > 1`.")).toBe(
      "Ask for order number, see Identity check and x > 1.",
    );
    expect(plainText("2 * 3 * 4 and snake_case_name")).toBe("2 * 3 * 4 and snake_case_name");
  });
  it("leads only to procedures and the web", () => {
    expect(linkTarget("identity-check.sop.md")).toEqual({ kind: "procedure", id: "identity-check" });
    expect(linkTarget("https://example.com/a")).toEqual({ kind: "web", href: "https://example.com/a" });
    expect(linkTarget("javascript:alert(1)")).toEqual({ kind: "none" });
    expect(linkTarget("data:text/html,x")).toEqual({ kind: "none" });
  });
});

describe("line differences", () => {
  const kinds = (before: string, after: string) => diffLines(before, after).map((line) => line.kind[0] + line.text);
  it("are the shortest", () => {
    expect(kinds("a\nb\nc\nd", "a\nc\nx\nd")).toEqual(["sa", "gb", "sc", "cx", "sd"]);
    expect(kinds("a", "a")).toEqual(["sa"]);
    expect(kinds("", "a")).toEqual(["g", "ca"]);
  });
  it("put either text back together", () => {
    const words = ["a", "b", "c"];
    let seed = 7;
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed;
    };
    for (let round = 0; round < 200; round++) {
      const text = () => Array.from({ length: next() % 12 }, () => words[next() % 3]).join("\n");
      const before = text();
      const after = text();
      const lines = diffLines(before, after);
      expect(
        lines
          .filter((line) => line.kind !== "come")
          .map((line) => line.text)
          .join("\n"),
      ).toBe(before);
      expect(
        lines
          .filter((line) => line.kind !== "gone")
          .map((line) => line.text)
          .join("\n"),
      ).toBe(after);
    }
  });
  it("are shown with a little around them", () => {
    const before = Array.from({ length: 30 }, (_, i) => `line ${i}`).join("\n");
    const parts = hunks(diffLines(before, before.replace("line 3\n", "").replace("line 25", "changed")));
    expect(parts.map((part) => part.skipped)).toEqual([0, 15]);
    expect(hunks(diffLines("a", "a"))).toEqual([]);
  });
});

describe("small things", () => {
  it("name people and versions briefly", () => {
    expect(initials("Ana María Ruiz")).toBe("AR");
    expect(initials("Sam")).toBe("S");
    expect(shortHash("a".repeat(64))).toBe("aaaaaaaaaa");
    expect(shortHash("7")).toBe("7");
  });
  it("move dark rules of a drawing under the page's own switch", () => {
    expect(forScheme(".a{x:1}@media (prefers-color-scheme:dark){.a{x:2}.b{y:3}}.c{z:4}")).toBe(
      '.a{x:1}:root[data-scheme="dark"] .a{x:2}:root[data-scheme="dark"] .b{y:3}.c{z:4}',
    );
  });
});

describe("an option", () => {
  const fact = { kind: "one_of", options: ["late", "lost"], option_labels: ["con retraso", "perdido"] };
  it("is called what readers of the case's language call it", () => {
    expect(optionText("lost", fact)).toBe("perdido");
    expect(feelText("late", fact)).toBe("con retraso");
    expect(feelText(["late", "lost"], fact)).toBe("con retraso, perdido");
  });
  it("keeps its name where there is no other", () => {
    expect(optionText("lost", { options: ["late", "lost"] })).toBe("lost");
    expect(optionText("broken", fact)).toBe("broken");
    expect(feelText("late", { kind: "one_of", options: ["late"] })).toBe("late");
  });
});

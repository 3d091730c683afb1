import { describe, expect, it } from "vitest";
import { diffWords, folded, likeness, redline } from "./words_diff";

describe("words that went and came", () => {
  it("are told in runs", () => {
    expect(diffWords("Refund within 30 days.", "Refund within 20 days.")).toEqual([
      { kind: "same", text: "Refund within " },
      { kind: "gone", text: "30 " },
      { kind: "come", text: "20 " },
      { kind: "same", text: "days." },
    ]);
    expect(diffWords("", "New words")).toEqual([{ kind: "come", text: "New words" }]);
    expect(diffWords("a  b", "a b")).toEqual([{ kind: "same", text: "a b" }]);
  });
  it("say how much stays", () => {
    expect(likeness(diffWords("one two three", "one two three"))).toBe(1);
    expect(likeness(diffWords("one", "two"))).toBe(0);
  });
});

describe("two pages as one", () => {
  const p = (text: string) => ({ tag: "p", text });
  it("keep the order of the later one and show what went where it stood", () => {
    const marked = redline(
      [p("Look at it."), p("Go there now."), p("End.")],
      [p("Look at it."), p("End."), p("Thanks!")],
    );
    expect(marked.map((one) => `${one.kind} ${one.pieces.map((piece) => piece.text).join("")}`)).toEqual([
      "same Look at it.",
      "removed Go there now.",
      "same End.",
      "added Thanks!",
    ]);
  });
  it("mark the words of what only changed", () => {
    const [only] = redline([p("Refund within 30 days.")], [p("Refund within 20 days.")]);
    expect(only?.kind).toBe("changed");
    expect(only?.pieces.filter((piece) => piece.kind !== "same").map((piece) => piece.text)).toEqual(["30 ", "20 "]);
  });
  it("are folded where they read the same", () => {
    const before = [{ tag: "h2", text: "A" }, ..."abcdefgh".split("").map((letter) => p(`Sentence ${letter}`))];
    const shown = folded(redline(before, [...before, p("One more sentence")]), 1);
    expect(shown.map((one) => (typeof one === "number" ? one : one.kind))).toEqual(["same", 7, "same", "added"]);
  });
  it("do not take a heading for a sentence", () => {
    const marked = redline([{ tag: "h2", text: "Look" }], [p("Look")]);
    expect(marked.map((one) => one.kind)).toEqual(["added", "removed"]);
  });
});

import { describe, expect, it } from "vitest";
import { putIn } from "./put_in";

describe("lines put into a text", () => {
  it("stand before the line that the server names", () => {
    expect(putIn("a\nb\nc", { line: 2, column: 1, text: "new\n" })).toBe("a\nnew\nb\nc");
  });
  it("stand after the last line, by its code points", () => {
    expect(putIn("a\né😀", { line: 2, column: 3, text: "\nnew\n" })).toBe("a\né😀\nnew\n");
  });
  it("stay inside a text that became shorter meanwhile", () => {
    expect(putIn("a", { line: 9, column: 1, text: "new\n" })).toBe("new\na");
  });
});

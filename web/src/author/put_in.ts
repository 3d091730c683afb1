/** Puts lines into a text where the server says: lines and columns from 1, columns in code points. */
export function putIn(text: string, add: { line: number; column: number; text: string }): string {
  const lines = text.split("\n");
  const at = Math.min(Math.max(1, add.line), lines.length) - 1;
  const points = [...(lines[at] ?? "")];
  lines[at] = points.slice(0, add.column - 1).join("") + add.text + points.slice(add.column - 1).join("");
  return lines.join("\n");
}

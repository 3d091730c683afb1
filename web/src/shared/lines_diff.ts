/** Which lines went and came between two texts, by the shortest edit script of their differing middle. */

export type DiffLine = { kind: "same" | "gone" | "come"; text: string; before?: number; after?: number };
export type DiffHunk = { lines: DiffLine[]; skipped: number };

const CELLS_MAX = 4_000_000;

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const out: DiffLine[] = [];
  for (let i = 0; i < head; i++) out.push({ kind: "same", text: a[i] ?? "", before: i + 1, after: i + 1 });
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  for (const line of middle(left, right)) {
    out.push({
      ...line,
      before: line.before === undefined ? undefined : line.before + head,
      after: line.after === undefined ? undefined : line.after + head,
    });
  }
  for (let i = 0; i < tail; i++) {
    const x = a.length - tail + i;
    out.push({ kind: "same", text: a[x] ?? "", before: x + 1, after: b.length - tail + i + 1 });
  }
  return out;
}

function middle(a: string[], b: string[]): DiffLine[] {
  const gone = (i: number): DiffLine => ({ kind: "gone", text: a[i] ?? "", before: i + 1 });
  const come = (j: number): DiffLine => ({ kind: "come", text: b[j] ?? "", after: j + 1 });
  // Two texts with nothing in common need no search, and huge ones are not worth it.
  if (a.length * b.length > CELLS_MAX) return [...a.map((_, i) => gone(i)), ...b.map((_, j) => come(j))];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ kind: "same", text: a[i] ?? "", before: i + 1, after: j + 1 });
      i++;
      j++;
    } else if (
      j >= b.length ||
      (i < a.length && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      out.push(gone(i++));
    } else out.push(come(j++));
  }
  return out;
}

/** The changed lines with some around them; `skipped` counts the same lines left out before a hunk. */
export function hunks(lines: DiffLine[], around = 3): DiffHunk[] {
  const keep = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let at = Math.max(0, index - around); at <= Math.min(lines.length - 1, index + around); at++) keep.add(at);
  });
  const out: DiffHunk[] = [];
  let last = -2;
  let skipped = 0;
  lines.forEach((line, index) => {
    if (!keep.has(index)) {
      skipped++;
      return;
    }
    if (index !== last + 1 || out.length === 0) {
      out.push({ lines: [], skipped });
      skipped = 0;
    }
    out.at(-1)?.lines.push(line);
    last = index;
  });
  return out;
}

/** Which words went and came between two texts, and which blocks between two pages. */
import { diffLines } from "../shared/lines_diff";

export type Piece = { kind: "same" | "gone" | "come"; text: string };

/** Runs of words; white space goes with the word before it. */
export function diffWords(before: string, after: string): Piece[] {
  const words = (text: string) => (text.replace(/\s+/g, " ").match(/\S+ ?/g) ?? []).join("\n");
  const out: Piece[] = [];
  for (const line of diffLines(words(before), words(after))) {
    if (line.text === "") continue;
    const last = out.at(-1);
    if (last?.kind === line.kind) last.text += line.text;
    else out.push({ kind: line.kind, text: line.text });
  }
  return out;
}

/** What part of two texts stays, from 0 to 1. */
export function likeness(pieces: Piece[]): number {
  const size = (kind?: Piece["kind"]) =>
    pieces.reduce((sum, piece) => sum + (!kind || piece.kind === kind ? piece.text.length : 0), 0);
  return pieces.length === 0 ? 1 : size("same") / size();
}

export interface Block {
  tag: string;
  text: string;
}
export interface Marked {
  tag: string;
  kind: "same" | "added" | "removed" | "changed";
  pieces: Piece[];
}

const ALIKE_MIN = 0.35;

/** Two pages as one: blocks in the order of the later one, those that went where they stood. */
export function redline(before: Block[], after: Block[]): Marked[] {
  const key = (block: Block) => `${block.tag} ${block.text.replace(/\s+/g, " ")}`;
  const out: Marked[] = [];
  let gone: Block[] = [];
  let come: Block[] = [];
  const settle = () => {
    // What went is taken for what came where they share words, in order.
    let from = 0;
    for (const now of come) {
      const found = gone.findIndex(
        (was, index) => index >= from && was.tag === now.tag && likeness(diffWords(was.text, now.text)) >= ALIKE_MIN,
      );
      if (found < 0) {
        out.push({ tag: now.tag, kind: "added", pieces: [{ kind: "come", text: now.text }] });
        continue;
      }
      for (const was of gone.slice(from, found)) out.push(removed(was));
      const was = gone[found];
      if (was) out.push({ tag: now.tag, kind: "changed", pieces: diffWords(was.text, now.text) });
      from = found + 1;
    }
    for (const was of gone.slice(from)) out.push(removed(was));
    gone = [];
    come = [];
  };
  for (const line of diffLines(before.map(key).join("\n"), after.map(key).join("\n"))) {
    const from = before[(line.before ?? 0) - 1];
    const to = after[(line.after ?? 0) - 1];
    if (line.kind === "gone" && from) gone.push(from);
    else if (line.kind === "come" && to) come.push(to);
    else if (to) {
      settle();
      out.push({ tag: to.tag, kind: "same", pieces: [{ kind: "same", text: to.text }] });
    }
  }
  settle();
  return out;
}
const removed = (was: Block): Marked => ({ tag: was.tag, kind: "removed", pieces: [{ kind: "gone", text: was.text }] });

/** What changed with some of the page around it; a number stands for so many blocks that read the same. */
export function folded(marked: Marked[], around = 2): (Marked | number)[] {
  const near = (at: number) =>
    marked.slice(Math.max(0, at - around), at + around + 1).some((block) => block.kind !== "same");
  const out: (Marked | number)[] = [];
  marked.forEach((block, at) => {
    const last = out.at(-1);
    // The headings of a page say where one is.
    if (near(at) || /^h[12]$/.test(block.tag)) out.push(block);
    else if (typeof last === "number") out[out.length - 1] = last + 1;
    else out.push(1);
  });
  return out;
}

/** The blocks of a page in reading order: headings, paragraphs, list items, rows of tables. */
export function blocksOf(html: string): Block[] {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const out: Block[] = [];
  const put = (tag: string, text: string) => {
    const words = text.replace(/\s+/g, " ").trim();
    if (words) out.push({ tag, text: words });
  };
  const walk = (element: Element) => {
    const name = element.tagName.toLowerCase();
    if (["script", "style", "template"].includes(name)) return;
    if (name === "tr") {
      put(name, [...element.children].map((cell) => cell.textContent ?? "").join(" | "));
      return;
    }
    const holds = [...element.children].some((child) => blocks.has(child.tagName.toLowerCase()) || holdsBlock(child));
    if (!holds) {
      put(name, element.textContent ?? "");
      return;
    }
    let own = "";
    for (const child of element.childNodes) {
      const inner = child instanceof Element && (blocks.has(child.tagName.toLowerCase()) || holdsBlock(child));
      if (!inner) {
        own += child.textContent ?? "";
        continue;
      }
      put(name, own);
      own = "";
      walk(child as Element);
    }
    put(name, own);
  };
  walk(parsed.body);
  return out;
}
const blocks = new Set(
  "address article aside blockquote dd details div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tr ul".split(
    " ",
  ),
);
const holdsBlock = (element: Element): boolean =>
  [...element.children].some((child) => blocks.has(child.tagName.toLowerCase()) || holdsBlock(child));

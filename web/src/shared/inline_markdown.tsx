/**
 * Inline Markdown of procedures as React elements: bold, emphasis, code and links. Links to other procedures lead into the
 * library, links to the web open in a new tab, anything else is left as its words. No HTML is ever taken from the text.
 */
import type { ReactNode } from "react";
import { Go } from "../app/go";

const token = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_(?!\w)/g;

export type LinkTarget = { kind: "procedure"; id: string } | { kind: "web"; href: string } | { kind: "none" };
export function linkTarget(href: string): LinkTarget {
  const procedure = /^(?:\.\/)?([\w-]+)(?:\.sop)?\.md$/.exec(href);
  if (procedure?.[1]) return { kind: "procedure", id: procedure[1] };
  if (/^https?:\/\//.test(href) || /^mailto:/.test(href)) return { kind: "web", href };
  return { kind: "none" };
}

function link(text: string, href: string, key: number): ReactNode {
  const target = linkTarget(href);
  if (target.kind === "procedure") {
    return (
      <Go key={key} to={`/library/${target.id}`}>
        {text}
      </Go>
    );
  }
  if (target.kind === "web") {
    return (
      <a key={key} href={target.href} target="_blank" rel="noreferrer">
        {text}
      </a>
    );
  }
  return <span key={key}>{text}</span>;
}

export function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > last) out.push(text.slice(last, match.index));
    const key = match.index;
    if (match[1] !== undefined) out.push(<strong key={key}>{match[1]}</strong>);
    else if (match[2] !== undefined) out.push(<code key={key}>{match[2]}</code>);
    else if (match[3] !== undefined && match[4] !== undefined) out.push(link(match[3], match[4], key));
    else out.push(<em key={key}>{match[5] ?? match[6]}</em>);
    last = match.index + match[0].length;
  }
  if (last < text.length) out.push(text.slice(last));
  return out;
}

export function InlineMarkdown({ text }: { text: string }) {
  return <>{inline(text)}</>;
}

/** Paragraphs, and lines beginning with a dash as a list. */
export function BlockMarkdown({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n{2,}/).map((block, index) => {
        const lines = block.split("\n");
        if (lines.every((line) => /^\s*[-*] /.test(line))) {
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a fixed text have no other name
            <ul key={index}>
              {lines.map((line) => (
                <li key={line}>
                  <InlineMarkdown text={line.replace(/^\s*[-*] /, "")} />
                </li>
              ))}
            </ul>
          );
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a fixed text have no other name
          <p key={index}>
            <InlineMarkdown text={block} />
          </p>
        );
      })}
    </>
  );
}

/** The words alone, for copying and for labels. */
export function plainText(text: string): string {
  return text.replace(token, (_all, bold, code, words, _href, em1, em2) => bold ?? code ?? words ?? em1 ?? em2 ?? "");
}

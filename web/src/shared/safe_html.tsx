/**
 * HTML from the server, shown through an allow-list: the server escapes what people write, and this is the second lock.
 * Elements and attributes that are not on the lists are dropped, their text is kept.
 */
import { type MouseEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../app/go";
import { dateOnly } from "./format";
import { linkTarget } from "./inline_markdown";
import { lawFact, useLawName } from "./law";

const elements = new Set(
  "A ABBR ARTICLE ASIDE B BLOCKQUOTE BR CODE COL COLGROUP DD DEL DETAILS DIV DL DT EM FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR I INPUT INS KBD LI MAIN MARK NAV OL P PRE S SECTION SMALL SPAN STRONG SUB SUMMARY SUP TABLE TBODY TD TFOOT TH THEAD TIME TR U UL".split(
    " ",
  ),
);
const attributes = new Set([
  "class",
  "id",
  "href",
  "title",
  "lang",
  "scope",
  "colspan",
  "rowspan",
  "datetime",
  "start",
  "open",
  "data-node",
  "role",
  "aria-label",
  "aria-labelledby",
  "aria-hidden",
]);
const dropWhole = new Set("SCRIPT STYLE IFRAME OBJECT EMBED TEMPLATE NOSCRIPT LINK META SVG MATH FORM".split(" "));

function clean(node: Node, into: Node, marksOnly: boolean): void {
  for (const child of [...node.childNodes]) {
    if (child.nodeType === Node.TEXT_NODE) into.appendChild(document.createTextNode(child.textContent ?? ""));
    if (!(child instanceof Element)) continue;
    const name = child.tagName.toUpperCase();
    if (dropWhole.has(name)) continue;
    if (!elements.has(name) || (marksOnly && !["MARK", "B", "EM", "STRONG"].includes(name))) {
      clean(child, into, marksOnly);
      continue;
    }
    const copy = document.createElement(name.toLowerCase());
    for (const attribute of child.attributes) {
      if (!attributes.has(attribute.name)) continue;
      if (attribute.name === "href" && !/^(https?:|mailto:|#|\/(?!\/)|[\w./-]+\.md(#|$)|[\w-]+$)/.test(attribute.value))
        continue;
      copy.setAttribute(attribute.name, attribute.value);
    }
    if (name === "INPUT") {
      // Boxes of a printed page: shown, never ticked here.
      copy.setAttribute("type", "checkbox");
      copy.setAttribute("disabled", "");
      copy.setAttribute("aria-hidden", "true");
    }
    if (name === "A" && /^https?:/.test(copy.getAttribute("href") ?? "")) {
      copy.setAttribute("target", "_blank");
      copy.setAttribute("rel", "noreferrer");
    }
    clean(child, copy, marksOnly);
    into.appendChild(copy);
  }
}

export function safeHtml(html: string, marksOnly = false, nameLaw?: NameLaw): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const box = document.createElement("div");
  clean(parsed.body, box, marksOnly);
  if (nameLaw) nameLaws(box, nameLaw);
  return box.innerHTML;
}

type NameLaw = (id: string) => { name: string; more: string };
/** The server knows laws by their ids; people are shown what they are called, with the citation a hover away. */
function nameLaws(box: HTMLElement, nameLaw: NameLaw) {
  for (const mark of box.querySelectorAll(".law")) {
    const text = mark.textContent ?? "";
    const id = /[\w-]+\/[\w-]+/.exec(text)?.[0];
    if (!id) continue;
    const { name, more } = nameLaw(id);
    mark.textContent = text.replace(id, () => name);
    mark.setAttribute("title", more);
  }
}

export function Snippet({ html }: { html: string }) {
  const safe = useMemo(() => safeHtml(html, true), [html]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: passed through the allow-list above
  return <span className="snippet" dangerouslySetInnerHTML={{ __html: safe }} />;
}

/** A page of a procedure. Links to other procedures stay inside the library. */
export function SafePage({ html }: { html: string }) {
  const go = useGo();
  const { t } = useTranslation();
  const nameOf = useLawName();
  const safe = useMemo(
    () =>
      safeHtml(html, false, (id) => {
        const fact = lawFact(id);
        const checked = fact?.checked ? t("guide.law_checked", { when: dateOnly(fact.checked) }) : "";
        return { name: nameOf(id), more: [id, fact?.citation, checked].filter(Boolean).join(" · ") };
      }),
    [html, nameOf, t],
  );
  const follow = (event: MouseEvent) => {
    const anchor = (event.target as HTMLElement).closest("a");
    const href = anchor?.getAttribute("href") ?? "";
    if (!anchor || href.startsWith("#") || event.ctrlKey || event.metaKey) return;
    const target = linkTarget(href.replace(/#.*$/, ""));
    if (target.kind === "procedure") {
      event.preventDefault();
      go(`/library/${target.id}`);
    } else if (href.startsWith("/library/")) {
      event.preventDefault();
      go(href);
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only redirects what links in the page do by themselves
    // biome-ignore lint/a11y/noStaticElementInteractions: same
    // biome-ignore lint/security/noDangerouslySetInnerHtml: passed through the allow-list above
    <div className="sop-page" onClick={follow} dangerouslySetInnerHTML={{ __html: safe }} />
  );
}

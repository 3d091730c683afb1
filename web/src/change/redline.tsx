/** A page and a flow with what changed in them: words that went and came, nodes that were added, removed or changed. */
import { useQuery } from "@tanstack/react-query";
import { createElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { pageQuery, pictureQuery } from "../api/queries";
import { Busy } from "../app/fallbacks";
import { Picture } from "../shared/picture";
import { ProblemNote } from "../shared/problem";
import "./change.css";
import { blocksOf, folded, redline } from "./words_diff";

const shownAs: Record<string, string> = { h1: "h3", h2: "h4", h3: "h5", li: "p", tr: "p", div: "p", section: "p" };
const known = new Set(["h3", "h4", "h5", "p", "blockquote", "pre"]);

interface RedlineProps {
  id: string;
  /** Number or hash; empty: there is none before. */
  from: string;
  /** Number, hash, `draft` or `submitted`. */
  to: string;
}
export function RedlinePage({ id, from, to }: RedlineProps) {
  const { t, i18n } = useTranslation();
  const before = useQuery({ ...pageQuery(id, { version: from, language: i18n.language }), enabled: from !== "" });
  const after = useQuery(pageQuery(id, { version: to, language: i18n.language }));
  const old = from === "" ? "" : before.data;
  const marked = useMemo(
    () => (old === undefined || after.data === undefined ? null : redline(blocksOf(old), blocksOf(after.data))),
    [old, after.data],
  );
  if (before.error || after.error) return <ProblemNote error={before.error ?? after.error} />;
  if (!marked) return <Busy />;
  if (marked.every((block) => block.kind === "same")) return <p className="note-box">{t("change.page_same")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
    <div className="panel redline" role="region" tabIndex={0} aria-label={t("change.page")}>
      {folded(marked).map((block, index) => {
        if (typeof block === "number")
          return createElement(
            "p",
            { key: index, className: "redline-skip" },
            t("change.page_skipped", { count: block }),
          );
        const shown = shownAs[block.tag] ?? block.tag;
        return createElement(
          known.has(shown) ? shown : "p",
          // The blocks never move.
          { key: index, className: `redline-block redline-${block.kind} redline-tag-${block.tag}` },
          block.pieces.map((piece, at) =>
            piece.kind === "same"
              ? piece.text
              : createElement(piece.kind === "gone" ? "del" : "ins", { key: at }, piece.text),
          ),
        );
      })}
    </div>
  );
}

export function RedlineFlow({ id, from, to }: RedlineProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const before = useQuery({ ...pictureQuery(id, { version: from, until: to, language }), enabled: from !== "" });
  const after = useQuery(pictureQuery(id, { version: to, since: from || undefined, language }));
  return (
    <section className="redline-flow" aria-label={t("change.flow")}>
      {from !== "" && (
        <div>
          <h3 className="small-title">{t("change.flow_before")}</h3>
          <ProblemNote error={before.error} />
          {before.data ? <Picture svg={before.data} label={t("change.flow_before")} /> : !before.error && <Busy />}
        </div>
      )}
      <div>
        <h3 className="small-title">{t("change.flow_after")}</h3>
        <ProblemNote error={after.error} />
        {after.data ? <Picture svg={after.data} label={t("change.flow_after")} /> : !after.error && <Busy />}
      </div>
    </section>
  );
}

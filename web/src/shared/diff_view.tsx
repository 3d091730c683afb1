/** What changed between two texts: in words, step by step, and line by line. */
import "./views.css";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Change, Diff } from "../api/types";
import { diffLines, hunks } from "./lines_diff";
import { Tag } from "./small";

const kinds = { added: "good", removed: "bad", changed: "warn", moved: "accent" } as const;
const signs = { same: " ", gone: "−", come: "+" } as const;

export function DiffView({ diff }: { diff: Diff }) {
  const { t } = useTranslation();
  const parts = useMemo(() => hunks(diffLines(diff.before, diff.after)), [diff.before, diff.after]);
  if (parts.length === 0 && diff.changes.length === 0) return <p className="note-box">{t("diff.none")}</p>;
  return (
    <div className="stack">
      {diff.changes.length > 0 && <ChangeList changes={diff.changes} />}
      {parts.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
        <div className="diff" role="region" aria-label={t("diff.lines")} tabIndex={0}>
          <table>
            <caption className="visually-hidden">{t("diff.lines")}</caption>
            <tbody>
              {parts.map((part) => [
                <tr key={`skip-${part.lines[0]?.before}-${part.lines[0]?.after}`} className="diff-skip">
                  <td colSpan={4}>{part.skipped > 0 ? t("diff.skipped", { count: part.skipped }) : ""}</td>
                </tr>,
                ...part.lines.map((line) => (
                  <tr key={`${line.before}/${line.after}`} className={`diff-${line.kind}`}>
                    <td className="diff-number">{line.before}</td>
                    <td className="diff-number">{line.after}</td>
                    <td className="diff-sign">
                      <span aria-hidden="true">{signs[line.kind]}</span>
                      {line.kind !== "same" && <span className="visually-hidden">{t(`diff.${line.kind}`)}</span>}
                    </td>
                    <td className="diff-text">{line.text || " "}</td>
                  </tr>
                )),
              ])}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function ChangeList({ changes }: { changes: Change[] }) {
  const { t } = useTranslation();
  return (
    <ul className="changes">
      {changes.map((change) => (
        <li key={`${change.kind}/${change.where}`} className="change">
          <Tag kind={kinds[change.kind]}>{t(`diff.${change.kind}`)}</Tag>
          <strong>{change.where}</strong>
          {change.before && <del>{change.before}</del>}
          {change.after && <ins>{change.after}</ins>}
        </li>
      ))}
    </ul>
  );
}

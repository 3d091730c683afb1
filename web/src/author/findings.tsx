/** What the check found, line by line. */
import { useTranslation } from "react-i18next";
import type { Diagnostic, Understanding } from "../api/types";
import { Go } from "../app/go";
import { Icon } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { Empty } from "../shared/small";

interface DiagnosticListProps {
  list: Diagnostic[];
  /** How many lines were taken as guidance: understood as nothing to follow. */
  guidance?: number;
  onGo: (line: number, column?: number) => void;
}
export function DiagnosticList({ list, guidance = 0, onGo }: DiagnosticListProps) {
  const { t } = useTranslation();
  if (list.length === 0) {
    return (
      <Empty icon="check" title={t("author.nothing_wrong")}>
        <p>{guidance > 0 ? t("author.guidance", { count: guidance }) : t("author.nothing_wrong_hint")}</p>
      </Empty>
    );
  }
  return (
    <ul className="findings">
      {list.map((entry) => (
        <li
          key={`${entry.line}:${entry.column}:${entry.code}:${entry.message}`}
          className={`finding finding-${entry.severity}`}
        >
          <p className="finding-head">
            <Icon
              name={entry.severity === "error" ? "cross" : entry.severity === "warning" ? "warning" : "info"}
              size={14}
            />
            <button type="button" className="link-button" onClick={() => onGo(entry.line, entry.column)}>
              {t("author.place", { line: entry.line, column: entry.column })}
            </button>
            <span className="visually-hidden">{t(`author.severity_${entry.severity}`)}</span>
            <Go to={`/codes/${entry.code}`} className="mono" target="_blank">
              {entry.code}
            </Go>
          </p>
          <p>
            <InlineMarkdown text={entry.message} />
          </p>
          {entry.hint && (
            <p className="finding-hint">
              <InlineMarkdown text={entry.hint} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

export function UnderstandingList({ list, onGo }: { list: Understanding[]; onGo: (line: number) => void }) {
  const { t } = useTranslation();
  if (list.length === 0) return <Empty icon="info" title={t("author.nothing_understood")} />;
  return (
    <ol className="lines">
      {list.map((entry) => (
        <li key={`${entry.line}/${entry.kind}/${entry.text}`} className="line">
          <button
            type="button"
            className="link-button mono"
            onClick={() => onGo(entry.line)}
            aria-label={t("author.to_line", { line: entry.line })}
          >
            {entry.line}
          </button>
          <span className="line-kind">
            {t(`author.kind_${entry.kind.replaceAll(" ", "_")}`, { defaultValue: entry.kind })}
          </span>
          <span>{entry.text}</span>
        </li>
      ))}
    </ol>
  );
}

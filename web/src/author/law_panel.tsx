/** What the law of each state asks of the text at hand: met, missing with lines to put in, contradicted, unknown. */

import { useTranslation } from "react-i18next";
import type { LawCheck, LawFinding } from "../api/types";
import { Go } from "../app/go";
import { Button } from "../shared/button";
import { Icon, type IconName } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { DataTable } from "../shared/page";
import { Empty } from "../shared/small";

const icons: Record<LawFinding["verdict"], IconName> = {
  met: "check",
  unknown: "info",
  missing: "warning",
  contradicted: "cross",
};

interface LawPanelProps {
  law: LawCheck | null;
  onGo: (line: number) => void;
  onAdd: (add: NonNullable<LawFinding["add"]>) => void;
}
export function LawPanel({ law, onGo, onAdd }: LawPanelProps) {
  const { t } = useTranslation();
  if (!law) return <Empty icon="law" title={t("author.law_not_checked")} />;
  const states = [...new Set(law.findings.map((finding) => finding.state))];
  const name = (state: string) => (state ? t(`state.${state}`, { defaultValue: state }) : t("law.federal_only"));
  return (
    <>
      {states.length === 0 && (
        <Empty icon="law" title={t("author.law_nothing")}>
          <p>{t("author.law_nothing_hint")}</p>
        </Empty>
      )}
      {states.map((state) => (
        <section key={state} className="law-state" aria-label={name(state)}>
          <h2 className="small-title">{name(state)}</h2>
          <ul className="findings">
            {law.findings
              .filter((finding) => finding.state === state)
              .map((finding) => (
                <Finding key={finding.requirement} finding={finding} onGo={onGo} onAdd={onAdd} />
              ))}
          </ul>
        </section>
      ))}
      {law.matrix.states.length > 0 && law.matrix.rows.length > 0 && (
        <section>
          <h2 className="small-title">{t("author.law_steps")}</h2>
          <DataTable head={[t("author.law_step"), ...law.matrix.states]} label={t("author.law_steps")}>
            {law.matrix.rows.map((row) => (
              <tr key={row.step}>
                <th scope="row">{row.title}</th>
                {row.states.map((cell, at) => (
                  <td key={law.matrix.states[at]} className={`law-cell law-cell-${cell}`}>
                    {t(`author.law_${cell}`, { defaultValue: cell })}
                  </td>
                ))}
              </tr>
            ))}
          </DataTable>
        </section>
      )}
      <p className="dim small">{t("law.no_advice")}</p>
    </>
  );
}

function Finding({ finding, onGo, onAdd }: { finding: LawFinding } & Omit<LawPanelProps, "law">) {
  const { t } = useTranslation();
  const severity = finding.verdict === "contradicted" ? "error" : finding.verdict === "missing" ? "warning" : "note";
  return (
    <li className={`finding finding-${severity}`}>
      <p className="finding-head">
        <Icon name={icons[finding.verdict]} size={14} />
        <strong>{t(`author.law_${finding.verdict}`)}</strong>
        {finding.line > 0 && (
          <button type="button" className="link-button" onClick={() => onGo(finding.line)}>
            {t("author.to_line", { line: finding.line })}
          </button>
        )}
      </p>
      <p>
        <InlineMarkdown text={finding.verdict === "met" ? finding.title : finding.message} />
      </p>
      {finding.verdict !== "met" && !finding.add && finding.hint && (
        <p className="finding-hint">
          <InlineMarkdown text={finding.hint} />
        </p>
      )}
      {finding.add && (
        <>
          <pre className="law-lines">{finding.add.text.trim()}</pre>
          <Button size="xs" variant="default" onClick={() => finding.add && onAdd(finding.add)}>
            {t("author.law_add")}
          </Button>
        </>
      )}
      <p className="row small law-facts">
        {finding.facts.map((fact) => (
          <Go key={fact} to={`/law/${fact}`} target="_blank">
            {fact}
          </Go>
        ))}
      </p>
    </li>
  );
}

/** What became of the practice scenarios of a procedure. */
import "./views.css";
import { useTranslation } from "react-i18next";
import type { ScenarioResult } from "../api/types";
import { Icon } from "./icons";
import { Empty, Tag } from "./small";

export function Scenarios({ results }: { results: ScenarioResult[] }) {
  const { t } = useTranslation();
  if (results.length === 0) {
    return (
      <Empty icon="play_test" title={t("scenarios.none")}>
        <p>{t("scenarios.none_hint")}</p>
      </Empty>
    );
  }
  const failed = results.filter((result) => !result.ok).length;
  return (
    <div className="stack">
      <p role="status" className={failed > 0 ? "scenario-sum bad" : "scenario-sum good"}>
        <Icon name={failed > 0 ? "warning" : "check"} />{" "}
        {failed > 0
          ? t("scenarios.failed", { count: failed, of: results.length })
          : t("scenarios.passed", { count: results.length })}
      </p>
      <ul className="scenarios">
        {results.map((result) => (
          <li key={result.name} className="scenario">
            <p className="row">
              <Tag kind={result.ok ? "good" : "bad"} icon={result.ok ? "check" : "cross"}>
                {t(result.ok ? "scenarios.ok" : "scenarios.not_ok")}
              </Tag>
              <strong>{result.name}</strong>
              {result.outcome && (
                <span className="dim small">{t("scenarios.closed", { outcome: result.outcome })}</span>
              )}
            </p>
            {result.problems.map((problem) => (
              <p key={problem} className="scenario-problem">
                {problem}
              </p>
            ))}
            {(result.actions ?? []).length > 0 && (
              <p className="dim small">{t("scenarios.actions", { actions: result.actions?.join(", ") })}</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

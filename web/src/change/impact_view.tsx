/** What publishing a draft would touch, before it is done. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Impact, Weight } from "../api/types";
import { Go } from "../app/go";
import "./change.css";

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** @param weights  as the author has classed the differences by now */
export function ImpactView({ impact, weights }: { impact: Impact; weights: Weight[] }) {
  const { t } = useTranslation();
  const none = <span className="dim">{t("change.impact_none")}</span>;
  const states = impact.touches_base ? [t("change.impact_base")] : impact.states;
  const material = impact.version === 0 || weights.includes("material");
  const more = impact.learners_count - impact.learners.length;
  return (
    <section className="panel impact" aria-label={t("change.impact")}>
      <h3 className="small-title">{t("change.impact")}</h3>
      <dl>
        <Line name={t("change.impact_cases")}>
          {impact.open_cases.length === 0
            ? none
            : impact.open_cases.map((entry) => (
                <div key={entry.hash}>
                  {t("change.impact_cases_line", { count: entry.cases, version: entry.version || "?" })}
                </div>
              ))}
        </Line>
        <Line name={t("change.impact_followers")}>
          {impact.followers.length === 0
            ? none
            : impact.followers.map((entry) => (
                <div key={entry.id}>
                  <Go to={`/library/${entry.id}`}>{entry.title}</Go>
                  {entry.open_cases > 0 && `, ${t("library.open_cases", { count: entry.open_cases })}`}
                  {entry.misfit && (
                    <span className="impact-misfit"> {t("change.follower_misfit", { why: entry.misfit })}</span>
                  )}
                </div>
              ))}
        </Line>
        <Line name={t("change.impact_states")}>{states.length ? states.join(", ") : none}</Line>
        <Line name={t("change.impact_messages")}>{impact.messages.length ? impact.messages.join(", ") : none}</Line>
        <Line name={t("change.impact_roles")}>{impact.roles.length ? impact.roles.join(", ") : none}</Line>
        <Line name={t("change.impact_learners")}>
          {!material ? (
            t("change.impact_not_material")
          ) : impact.trained_roles.length === 0 ? (
            t("change.impact_none_trained")
          ) : impact.learners_count === 0 ? (
            none
          ) : (
            <>
              {impact.learners.map((entry) => `${entry.name} (${entry.roles.join(", ")})`).join(", ")}{" "}
              {more > 0 && t("change.impact_learners_more", { count: more })}
            </>
          )}
        </Line>
      </dl>
    </section>
  );
}

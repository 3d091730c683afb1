/** Why a table decided as it did; fetched with its words only when somebody asks. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { eventsQuery, versionQuery } from "../api/queries";
import type { GuideItem } from "../api/types";
import { Icon } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { decisionTable, matchedRules } from "./decision_table";
import { useGuide } from "./guide_state";

/** The table as it stands in the version this case is pinned to, with the rows that matched. */
export default function WhyDecided({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const { data } = useGuide();
  const version = useQuery(versionQuery(data.procedure, data.version));
  const events = useQuery(eventsQuery(data.id));
  if (version.isPending || events.isPending) return <p className="dim small">{t("common.loading")}</p>;
  const rules = matchedRules(events.data ?? [], item.path);
  const table = decisionTable(
    version.data?.source ?? "",
    (item.facts ?? []).map((fact) => fact.name),
  );
  if (!table)
    return (
      <p className="dim small">
        {rules.length > 0 ? t("guide.rows", { rows: rules.join(", ") }) : t("guide.no_table")}
      </p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the guide is scrolled with the keyboard too
    <section className="table-wrap" tabIndex={0} aria-label={item.text}>
      <table className="table decision">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t("guide.row")}</span>
            </th>
            {table.head.map((cell) => (
              <th key={cell} scope="col">
                <InlineMarkdown text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => {
            const hit = rules.includes(index + 1);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a table are named by their place
              <tr key={index} className={hit ? "decision-hit" : ""}>
                <th scope="row">
                  {index + 1}
                  {hit && <Icon name="check" size={14} />}
                  {hit && <span className="visually-hidden">{t("guide.row_matched")}</span>}
                </th>
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row are named by their place
                  <td key={column}>
                    <InlineMarkdown text={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

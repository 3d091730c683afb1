/** The cases closed last, played again under the draft: which would have gone another way. */

import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiError, post } from "../api/client";
import type { WhatIf } from "../api/types";
import { Go } from "../app/go";
import { Button } from "../shared/button";
import { Icon } from "../shared/icons";
import { ProblemNote } from "../shared/problem";
import { Tag } from "../shared/small";
import "./change.css";

const looks = { "other-outcome": "bad", "other-way": "warn", "asks-more": "accent" } as const;
type Differing = keyof typeof looks;

export function WhatIfView({ id }: { id: string }) {
  const { t } = useTranslation();
  const play = useMutation<WhatIf, ApiError>({
    mutationFn: () => post<WhatIf>(`/procedures/${encodeURIComponent(id)}/draft/simulate`, {}),
  });
  return (
    <section className="stack" aria-label={t("change.simulate")}>
      <div className="row">
        <Button
          variant="default"
          leftSection={<Icon name="play_test" size={15} />}
          loading={play.isPending}
          onClick={() => play.mutate()}
        >
          {t("change.simulate")}
        </Button>
        <span className="dim small">{t("change.simulate_intro")}</span>
      </div>
      <ProblemNote error={play.error} />
      {play.data && <Played data={play.data} />}
    </section>
  );
}

function Played({ data }: { data: WhatIf }) {
  const { t } = useTranslation();
  const count = (result: string) => data.cases.filter((entry) => entry.result === result).length;
  const differing = data.cases.filter((entry) => entry.result in looks);
  const uncompared = count("not-comparable");
  if (data.cases.length === uncompared) return <p className="note-box">{t("change.simulate_none")}</p>;
  return (
    <>
      <p role="status">
        {t("change.simulate_same", { count: count("same") })}{" "}
        {uncompared > 0 && t("change.simulate_uncompared", { count: uncompared })}{" "}
        {data.cut && t("change.simulate_cut")}
      </p>
      {differing.length > 0 && (
        <div className="table-wrap panel">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("change.case")}</th>
                <th scope="col">{t("change.result")}</th>
                <th scope="col">{t("change.at_that_time")}</th>
                <th scope="col">{t("change.now")}</th>
              </tr>
            </thead>
            <tbody>
              {differing.map((entry) => (
                <tr key={entry.id}>
                  <td>
                    <Go to={`/desk/${entry.id}`}>{entry.number}</Go>
                  </td>
                  <td>
                    <Tag kind={looks[entry.result as Differing]}>
                      {t(`change.result_${entry.result.replaceAll("-", "_")}`)}
                    </Tag>
                  </td>
                  <td>
                    {entry.outcome_then}
                    {entry.at_then && <div className="dim small">{entry.at_then}</div>}
                  </td>
                  <td>
                    {entry.why || entry.outcome_now}
                    {entry.at_now && <div className="dim small">{entry.at_now}</div>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

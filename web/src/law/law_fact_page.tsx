/** One law fact: what it says, how surely it is known, where to look it up and whom to ask. */

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { lawFactQuery } from "../api/queries";
import type { LawFact } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useParam, useSearchValues } from "../app/go";
import { dateOnly } from "../shared/format";
import { Page } from "../shared/page";
import { ProblemNote } from "../shared/problem";
import { Tag } from "../shared/small";
import "./law.css";
import { ConfidenceTag, topicKey } from "./law_page";

export function LawFactPage() {
  const { t } = useTranslation();
  const pack = useParam("pack");
  const id = useParam("fact");
  const on = useSearchValues().on ?? "";
  const read = useQuery(lawFactQuery(`${pack}/${id}`, on));
  if (read.isPending) return <Busy />;
  if (!read.data) {
    return (
      <Page title={t("nav.law")}>
        <ProblemNote error={read.error} />
        <p>
          <Go to="/law">{t("law.back")}</Go>
        </p>
      </Page>
    );
  }
  const fact = read.data;
  return (
    <Page title={fact.title} className="law-fact">
      <p className="row">
        <Go to="/law">{t("law.back")}</Go>
        <Tag>{fact.place}</Tag>
        <Tag>{t(topicKey(fact.topic))}</Tag>
        <ConfidenceTag fact={fact} />
        {!fact.in_force && <Tag kind="warn">{t("law.not_in_force")}</Tag>}
      </p>
      <p className="law-summary">{fact.summary}</p>
      <p className={fact.confirmed ? "note-box" : "note-box law-unsure"} role="note">
        {t(fact.confirmed ? "law.verify" : "law.ask", { agency: fact.agency.name })}
      </p>
      <Parameters fact={fact} />
      <dl className="law-pairs">
        <Pair name={t("law.citation")}>{fact.citation}</Pair>
        <Pair name={t("law.holds")}>{period(fact, t)}</Pair>
        <Pair name={t("law.agency")}>
          <a href={fact.agency.page} target="_blank" rel="noreferrer">
            {fact.agency.name}
          </a>
        </Pair>
        <Pair name={t("law.look_up")}>
          <a href={fact.verify_url} target="_blank" rel="noreferrer">
            {fact.verify_url}
          </a>
          {!fact.verify_url_seen && <span className="dim small"> {t("law.not_opened")}</span>}
        </Pair>
        <Pair name={t("law.source")}>{fact.source || t("law.no_source")}</Pair>
        <Pair name={t("law.basis")}>{t(`law.basis_${fact.basis.replaceAll("-", "_")}`)}</Pair>
        <Pair name={t("law.checked")}>{dateOnly(fact.checked_on)}</Pair>
        <Pair name={t("law.name")}>
          <code>{fact.name}</code>
        </Pair>
      </dl>
      <h2 className="small-title">{t("law.history")}</h2>
      <ul className="law-history">
        {fact.history.map((line) => (
          <li key={`${line.date}${line.change}`}>
            {dateOnly(line.date)}: {line.change}
          </li>
        ))}
      </ul>
    </Page>
  );
}

type Words = ReturnType<typeof useTranslation>["t"];

function period(fact: LawFact, t: Words): string {
  if (fact.from && fact.to) return t("law.from_to", { from: dateOnly(fact.from), to: dateOnly(fact.to) });
  if (fact.to) return t("law.until", { when: dateOnly(fact.to) });
  return fact.from ? t("law.since", { when: dateOnly(fact.from) }) : t("law.from_not_recorded");
}

function Pair({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Parameters({ fact }: { fact: LawFact }) {
  const { t } = useTranslation();
  if (fact.parameters.length === 0) return null;
  return (
    <dl className="law-pairs law-parameters">
      {fact.parameters.map((one) => (
        <Pair key={one.name} name={one.label}>
          {one.values.length > 1
            ? one.values
                .map((step) => `${String(step.value)} ${one.unit} ${t("law.since", { when: dateOnly(step.from) })}`)
                .join("; ")
            : one.shown}
        </Pair>
      ))}
    </dl>
  );
}

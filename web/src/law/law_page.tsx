/** What the law asks: the facts of the packs in use, by state, topic and day. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { lawFactsQuery, lawPacksQuery } from "../api/queries";
import type { LawFact } from "../api/types";
import { Go, useSearchValues, useSetSearch } from "../app/go";
import { dateOnly } from "../shared/format";
import { ListState, More, Page } from "../shared/page";
import { SearchField } from "../shared/search_field";
import { Select, Tag } from "../shared/small";
import { TextInput } from "../shared/text_input";
import "./law.css";

export const topics = [
  "consumer-protection",
  "refunds-and-subscriptions",
  "privacy-and-breach",
  "recording-and-telemarketing",
  "retention",
  "licensing-and-registration",
  "wage-and-hour",
  "classification",
  "holidays-and-time-zones",
  "accessibility-language-complaints",
  "essentials",
];
export const topicKey = (topic: string) => `law.topic_${topic.replaceAll("-", "_")}`;

export function LawPage() {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const packs = useQuery(lawPacksQuery);
  const facts = useInfiniteQuery(
    lawFactsQuery({
      place: search.place ?? "",
      topic: search.topic ?? "",
      q: search.q ?? "",
      on: search.on ?? "",
      all: search.all ?? "",
    }),
  );
  const shown = facts.data?.pages.flatMap((page) => page.items) ?? [];
  const places = (packs.data ?? []).map((pack) => ({
    value: pack.jurisdiction === "US" ? "US" : pack.jurisdiction.slice(3),
    text: pack.jurisdiction === "US" ? t("law.federal_only") : pack.name,
  }));
  return (
    <Page title={t("nav.law")} intro={t("law.intro")}>
      <div className="law-tools">
        <SearchField
          label={t("law.search")}
          className="law-search"
          value={search.q ?? ""}
          onChange={(q) => setSearch({ q: q || undefined })}
        />
        <Select
          label={t("law.place")}
          hideLabel
          any={t("law.any_place")}
          value={search.place ?? ""}
          options={places}
          onChange={(place) => setSearch({ place: place || undefined })}
        />
        <Select
          label={t("law.topic")}
          hideLabel
          any={t("law.any_topic")}
          value={search.topic ?? ""}
          options={topics.map((value) => ({ value, text: t(topicKey(value)) }))}
          onChange={(topic) => setSearch({ topic: topic || undefined })}
        />
        <TextInput
          label={t("law.on")}
          type="date"
          value={search.on ?? ""}
          disabled={search.all === "true"}
          onChange={(event) => setSearch({ on: event.currentTarget.value || undefined })}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={search.all === "true"}
            onChange={(event) => setSearch({ all: event.currentTarget.checked ? "true" : undefined })}
          />
          <span>{t("law.all_days")}</span>
        </label>
      </div>
      <ListState read={facts} count={shown.length} icon="law" none={t("law.none")}>
        <button
          type="button"
          className="link-button"
          onClick={() => setSearch({ q: undefined, place: undefined, topic: undefined, on: undefined, all: undefined })}
        >
          {t("queue.clear")}
        </button>
      </ListState>
      <ul className="law-list">
        {shown.map((fact) => (
          <FactRow key={`${fact.name}/${fact.from}`} fact={fact} on={search.on} />
        ))}
      </ul>
      <More list={facts} />
    </Page>
  );
}

function FactRow({ fact, on }: { fact: LawFact; on?: string }) {
  const { t } = useTranslation();
  return (
    <li className="panel law-row">
      <h2 className="law-row-title">
        <Go to={`/law/${fact.name}`} search={{ on }}>
          {fact.title}
        </Go>
      </h2>
      <p className="law-row-text">{fact.summary}</p>
      <p className="row law-row-foot">
        <Tag>{fact.place}</Tag>
        <Tag>{t(topicKey(fact.topic))}</Tag>
        <ConfidenceTag fact={fact} />
        {!fact.in_force && <Tag kind="warn">{t("law.not_in_force")}</Tag>}
        <span className="dim small">
          {fact.citation}
          {fact.from && ` · ${t("law.since", { when: dateOnly(fact.from) })}`}
        </span>
      </p>
    </li>
  );
}

export function ConfidenceTag({ fact }: { fact: LawFact }) {
  const { t } = useTranslation();
  const kind = fact.confidence === "high" ? "good" : fact.confidence === "medium" ? undefined : "warn";
  return <Tag kind={kind}>{t(`law.confidence_${fact.confidence}`)}</Tag>;
}

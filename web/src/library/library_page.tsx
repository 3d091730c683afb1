/** The library: every procedure, found by words, topic, state and channel. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { proceduresQuery } from "../api/queries";
import type { ProcedureSummary } from "../api/types";
import { Go, useGo, useSearchValues, useSetSearch } from "../app/go";
import { useMay } from "../app/session";
import { Button, buttonLook } from "../shared/button";
import { dateOnly } from "../shared/format";
import { Icon } from "../shared/icons";
import { ListState, Page } from "../shared/page";
import { SearchField } from "../shared/search_field";
import { Select, Tag } from "../shared/small";
import { titleOf } from "../shared/title_of";
import { channels } from "../shared/words";
import "./library.css";
import { NewProcedureDialog } from "./new_procedure_dialog";

export interface LibraryFilter {
  q?: string;
  topic?: string;
  state?: string;
  channel?: string;
}

/** A procedure that names no states or channels holds for all of them. */
export function matchesFilter(entry: ProcedureSummary, filter: LibraryFilter): boolean {
  const words = (filter.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const text =
    `${entry.title} ${entry.summary ?? ""} ${entry.id} ${entry.owner ?? ""} ${(entry.topics ?? []).join(" ")} ${titleOf(entry)} ${entry.summary_label ?? ""} ${entry.owner_label ?? ""}`.toLowerCase();
  const has = (list: string[] | undefined, value: string | undefined) =>
    !value || !list || list.length === 0 || list.includes(value);
  return (
    words.every((word) => text.includes(word)) &&
    (!filter.topic || (entry.topics ?? []).includes(filter.topic)) &&
    has(entry.states, filter.state) &&
    has(entry.channels, filter.channel)
  );
}
const sorted = (lists: (string[] | undefined)[]) => [...new Set(lists.flatMap((list) => list ?? []))].sort();

export function LibraryPage() {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const may = useMay();
  const go = useGo();
  const [making, setMaking] = useState(false);
  const list = useQuery(proceduresQuery());
  const all = useMemo(() => list.data ?? [], [list.data]);
  const shown = useMemo(
    () => all.filter((entry) => matchesFilter(entry, search)).sort((a, b) => titleOf(a).localeCompare(titleOf(b))),
    [all, search],
  );
  const any = t("common.any");
  return (
    <Page
      title={t("nav.library")}
      act={
        may("procedure.edit") && (
          <div className="row">
            <Go to="/import" className={buttonLook("default")}>
              <Icon name="upload" size={15} />
              {t("library.import")}
            </Go>
            <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setMaking(true)}>
              {t("library.new")}
            </Button>
          </div>
        )
      }
    >
      <div className="library-tools">
        <SearchField
          label={t("library.search")}
          className="library-search"
          value={search.q ?? ""}
          onChange={(q) => setSearch({ q: q || undefined })}
        />
        <Select
          label={t("library.topic")}
          hideLabel
          any={t("library.any_topic")}
          value={search.topic ?? ""}
          options={sorted(all.map((entry) => entry.topics)).map((value) => ({ value, text: value }))}
          onChange={(value) => setSearch({ topic: value || undefined })}
        />
        <Select
          label={t("case.state")}
          hideLabel
          any={t("library.any_state")}
          value={search.state ?? ""}
          options={sorted(all.map((entry) => entry.states)).map((value) => ({
            value,
            text: t(`state.${value}`, { defaultValue: value }),
          }))}
          onChange={(value) => setSearch({ state: value || undefined })}
        />
        <Select
          label={t("case.channel")}
          hideLabel
          any={t("library.any_channel")}
          value={search.channel ?? ""}
          options={channels.map((value) => ({ value, text: t(`channel.${value}`) }))}
          onChange={(value) => setSearch({ channel: value || undefined })}
        />
        <fieldset className="choices choices-small">
          <legend className="visually-hidden">{t("library.show_as")}</legend>
          {(["cards", "list"] as const).map((value) => (
            <label key={value} className="choice">
              <input
                type="radio"
                name="show"
                checked={(search.show ?? "cards") === value}
                onChange={() => setSearch({ show: value === "cards" ? undefined : value })}
              />
              <span>{t(`library.${value}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <p className="dim small" role="status">
        {list.isPending ? t("common.loading") : t("library.count", { count: shown.length })}
      </p>
      <ListState
        read={list}
        count={shown.length}
        icon="library"
        none={t(all.length === 0 ? "library.empty" : "library.none_found")}
      >
        {all.length > 0 && (
          <button
            type="button"
            className="link-button"
            onClick={() => setSearch({ q: undefined, topic: undefined, state: undefined, channel: undefined })}
          >
            {t("queue.clear")}
          </button>
        )}
      </ListState>
      {search.show === "list" ? <ProcedureTable items={shown} any={any} /> : <ProcedureCards items={shown} />}
      {making && (
        <NewProcedureDialog
          taken={all.map((entry) => entry.id)}
          onClose={() => setMaking(false)}
          onMade={(id) => go(`/author/${id}`)}
        />
      )}
    </Page>
  );
}

function Marks({ entry }: { entry: ProcedureSummary }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      {entry.guidance_only && <Tag>{t("library.guidance")}</Tag>}
      {entry.version === 0 && <Tag kind="warn">{t("library.unpublished")}</Tag>}
      {entry.has_draft && may("procedure.edit") && <Tag kind="warn">{t("library.draft")}</Tag>}
    </>
  );
}
/** What is not published yet can only be written on. */
const addressOf = (entry: ProcedureSummary) => (entry.version > 0 ? `/library/${entry.id}` : `/author/${entry.id}`);

/** Guidance and what was never published has no cases to speak of. */
const hasCases = (entry: ProcedureSummary) =>
  entry.open_cases !== undefined && entry.version > 0 && !entry.guidance_only;

function ProcedureCards({ items }: { items: ProcedureSummary[] }) {
  const { t } = useTranslation();
  return (
    <ul className="cards">
      {items.map((entry) => (
        <li key={entry.id} className="panel card">
          <h2 className="card-title">
            <Go to={addressOf(entry)}>{titleOf(entry)}</Go>
          </h2>
          {entry.summary && <p className="card-summary">{entry.summary_label || entry.summary}</p>}
          <p className="row card-tags">
            <Marks entry={entry} />
            {(entry.topics ?? []).map((topic) => (
              <Tag key={topic}>{topic}</Tag>
            ))}
          </p>
          <p className="dim small card-foot">
            {entry.version > 0 &&
              t("library.version_line", { version: entry.version, when: dateOnly(entry.published_at) })}
            {entry.states && entry.states.length > 0 && ` · ${entry.states.join(" ")}`}
            {hasCases(entry) && ` · ${t("library.open_cases", { count: entry.open_cases })}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface Column {
  id: string;
  title: string;
  /** What the column is sorted by. */
  of: (entry: ProcedureSummary) => string | number;
  show: (entry: ProcedureSummary) => ReactNode;
}
function ProcedureTable({ items, any }: { items: ProcedureSummary[]; any: string }) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState({ id: "title", down: false });
  const text = (id: string, title: string, of: (entry: ProcedureSummary) => string): Column => ({
    id,
    title,
    of,
    show: of,
  });
  const columns: Column[] = [
    {
      id: "title",
      title: t("library.title"),
      of: titleOf,
      show: (entry) => (
        <span className="row">
          <Go to={addressOf(entry)}>{titleOf(entry)}</Go>
          <Marks entry={entry} />
        </span>
      ),
    },
    text("owner", t("library.owner"), (entry) => entry.owner_label || entry.owner || ""),
    text("topics", t("library.topic"), (entry) => (entry.topics ?? []).join(", ")),
    text("states", t("case.state"), (entry) => (entry.states ?? []).join(" ") || any),
    {
      id: "version",
      title: t("library.version"),
      of: (entry) => entry.version,
      show: (entry) => (entry.version > 0 ? entry.version : ""),
    },
    {
      id: "open_cases",
      title: t("library.open"),
      of: (entry) => (hasCases(entry) ? (entry.open_cases ?? 0) : -1),
      show: (entry) => (hasCases(entry) ? entry.open_cases : ""),
    },
    {
      id: "published",
      title: t("library.published"),
      of: (entry) => entry.published_at ?? "",
      show: (entry) => dateOnly(entry.published_at),
    },
  ];
  if (items.length === 0) return null;
  const by = columns.find((column) => column.id === sorting.id)?.of ?? titleOf;
  const rows = [...items].sort((a, b) => inOrder(by(a), by(b)) * (sorting.down ? -1 : 1));
  return (
    <div className="table-wrap panel">
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ id, title }) => {
              const chosen = id === sorting.id;
              return (
                <th key={id} scope="col" aria-sort={chosen ? (sorting.down ? "descending" : "ascending") : "none"}>
                  <button
                    type="button"
                    className="sort-button"
                    onClick={() => setSorting({ id, down: chosen && !sorting.down })}
                  >
                    {title}
                    <span aria-hidden="true">{chosen ? (sorting.down ? "↓" : "↑") : ""}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((entry) => (
            <tr key={entry.id}>
              {columns.map((column) => (
                <td key={column.id}>{column.show(entry)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
const inOrder = (a: string | number, b: string | number) =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));

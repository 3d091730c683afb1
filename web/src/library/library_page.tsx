/** The library: every procedure, found by words, topic, state and channel. */
import { Button } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import {
  createColumnHelper,
  flexRender,
  getCoreRowModel,
  getSortedRowModel,
  type SortingState,
  useReactTable,
} from "@tanstack/react-table";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { proceduresQuery } from "../api/queries";
import type { ProcedureSummary } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useGo, useSearchValues, useSetSearch } from "../app/go";
import { useMay } from "../app/session";
import { dateOnly } from "../shared/format";
import { Icon } from "../shared/icons";
import { ProblemNote } from "../shared/problem";
import { Empty, Select, Tag, useTitle } from "../shared/small";
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
    `${entry.title} ${entry.summary ?? ""} ${entry.id} ${entry.owner ?? ""} ${(entry.topics ?? []).join(" ")}`.toLowerCase();
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
  useTitle(t("nav.library"));
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const may = useMay();
  const go = useGo();
  const [making, setMaking] = useState(false);
  const { data, error, isPending } = useQuery(proceduresQuery());
  const all = useMemo(() => data ?? [], [data]);
  const shown = useMemo(
    () => all.filter((entry) => matchesFilter(entry, search)).sort((a, b) => a.title.localeCompare(b.title)),
    [all, search],
  );
  const any = t("common.any");
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner">
        <div className="page-head">
          <h1 className="title">{t("nav.library")}</h1>
          {may("procedure.edit") && (
            <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setMaking(true)}>
              {t("library.new")}
            </Button>
          )}
        </div>
        <div className="library-tools">
          <LibrarySearch value={search.q ?? ""} onChange={(q) => setSearch({ q: q || undefined })} />
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
          {isPending ? t("common.loading") : t("library.count", { count: shown.length })}
        </p>
        <ProblemNote error={error} />
        {isPending && <Busy />}
        {!isPending && !error && shown.length === 0 && (
          <Empty icon="library" title={t(all.length === 0 ? "library.empty" : "library.none_found")}>
            {all.length > 0 && (
              <button
                type="button"
                className="link-button"
                onClick={() => setSearch({ q: undefined, topic: undefined, state: undefined, channel: undefined })}
              >
                {t("queue.clear")}
              </button>
            )}
          </Empty>
        )}
        {search.show === "list" ? <ProcedureTable items={shown} any={any} /> : <ProcedureCards items={shown} />}
      </div>
      {making && (
        <NewProcedureDialog
          taken={all.map((entry) => entry.id)}
          onClose={() => setMaking(false)}
          onMade={(id) => go(`/author/${id}`)}
        />
      )}
    </main>
  );
}

function LibrarySearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 200);
  useEffect(() => setText(value), [value]);
  return (
    <input
      type="search"
      className="select library-search"
      aria-label={t("library.search")}
      placeholder={t("library.search")}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
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

function ProcedureCards({ items }: { items: ProcedureSummary[] }) {
  const { t } = useTranslation();
  return (
    <ul className="cards">
      {items.map((entry) => (
        <li key={entry.id} className="panel card">
          <h2 className="card-title">
            <Go to={addressOf(entry)}>{entry.title}</Go>
          </h2>
          {entry.summary && <p className="card-summary">{entry.summary}</p>}
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
          </p>
        </li>
      ))}
    </ul>
  );
}

const column = createColumnHelper<ProcedureSummary>();
function ProcedureTable({ items, any }: { items: ProcedureSummary[]; any: string }) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState<SortingState>([{ id: "title", desc: false }]);
  const columns = useMemo(
    () => [
      column.accessor("title", {
        header: t("library.title"),
        cell: (cell) => (
          <span className="row">
            <Go to={addressOf(cell.row.original)}>{cell.getValue()}</Go>
            <Marks entry={cell.row.original} />
          </span>
        ),
      }),
      column.accessor("owner", { header: t("library.owner") }),
      column.accessor((entry) => (entry.topics ?? []).join(", "), { id: "topics", header: t("library.topic") }),
      column.accessor((entry) => (entry.states ?? []).join(" ") || any, { id: "states", header: t("case.state") }),
      column.accessor("version", { header: t("library.version") }),
      column.accessor("published_at", { header: t("library.published"), cell: (cell) => dateOnly(cell.getValue()) }),
    ],
    [t, any],
  );
  const table = useReactTable({
    data: items,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  if (items.length === 0) return null;
  return (
    <div className="table-wrap panel">
      <table className="table">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const way = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={way === "asc" ? "ascending" : way === "desc" ? "descending" : "none"}
                  >
                    <button type="button" className="sort-button" onClick={header.column.getToggleSortingHandler()}>
                      {flexRender(header.column.columnDef.header, header.getContext())}
                      <span aria-hidden="true">{way === "asc" ? "↑" : way === "desc" ? "↓" : ""}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

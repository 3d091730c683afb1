/** The auditor's way in: every case, open or closed, found by words, procedure and status. No controls that change anything. */
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, query } from "../api/client";
import { proceduresQuery } from "../api/queries";
import type { CaseSummary, Page } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useSearchValues, useSetSearch } from "../app/go";
import { dateTime } from "../shared/format";
import { ProblemNote } from "../shared/problem";
import { Empty, Select, StatusTag, useTitle } from "../shared/small";
import "../library/library.css";
import "./record.css";

export function RecordPage() {
  const { t } = useTranslation();
  useTitle(t("nav.record"));
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const procedures = useQuery(proceduresQuery()).data ?? [];
  const filter = { query: search.q, status: search.status, procedure: search.procedure, sort: "changed" };
  const list = useInfiniteQuery({
    queryKey: ["cases", "record", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CaseSummary>>(`/cases${query({ ...filter, limit: 50, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner">
        <h1 className="title">{t("nav.record")}</h1>
        <p className="dim">{t("record.intro")}</p>
        <div className="library-tools">
          <SearchField value={search.q ?? ""} onChange={(q) => setSearch({ q: q || undefined })} />
          <Select
            label={t("record.status")}
            hideLabel
            any={t("record.any_status")}
            value={search.status ?? ""}
            options={["open", "paused", "closed"].map((value) => ({ value, text: t(`status.${value}`) }))}
            onChange={(value) => setSearch({ status: value || undefined })}
          />
          <Select
            label={t("case.procedure")}
            hideLabel
            any={t("record.any_procedure")}
            value={search.procedure ?? ""}
            options={procedures
              .filter((entry) => !entry.guidance_only)
              .map((entry) => ({ value: entry.id, text: entry.title }))}
            onChange={(value) => setSearch({ procedure: value || undefined })}
          />
        </div>
        <ProblemNote error={list.error} />
        {list.isPending && <Busy />}
        {!list.isPending && !list.error && items.length === 0 && <Empty icon="record" title={t("queue.none_found")} />}
        {items.length > 0 && (
          <div className="table-wrap panel">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("record.case")}</th>
                  <th scope="col">{t("case.procedure")}</th>
                  <th scope="col">{t("record.status")}</th>
                  <th scope="col">{t("record.who")}</th>
                  <th scope="col">{t("record.opened")}</th>
                  <th scope="col">{t("record.changed")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={item.id}>
                    <td>
                      <Go to={`/record/${item.id}`}>
                        {item.number} {item.subject}
                      </Go>
                    </td>
                    <td>{item.procedure_title}</td>
                    <td>
                      <StatusTag status={item.status} outcome={item.outcome} />
                    </td>
                    <td>{item.assignee_name}</td>
                    <td className="no-wrap">{dateTime(item.opened_at)}</td>
                    <td className="no-wrap">{dateTime(item.changed_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {list.hasNextPage && (
          <button
            type="button"
            className="link-button"
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("record.more")}
          </button>
        )}
      </div>
    </main>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 250);
  useEffect(() => setText(value), [value]);
  return (
    <input
      type="search"
      className="select library-search"
      aria-label={t("record.search")}
      placeholder={t("record.search")}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}

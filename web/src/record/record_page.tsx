/** The auditor's way in: every case, open or closed, found by words, procedure and status. No controls that change anything. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { casesQuery, proceduresQuery } from "../api/queries";
import { Go, useSearchValues, useSetSearch } from "../app/go";
import { dateTime } from "../shared/format";
import { DataTable, ListState, More, Page } from "../shared/page";
import { SearchField } from "../shared/search_field";
import { Select, StatusTag } from "../shared/small";
import { titleOf } from "../shared/title_of";
import "../library/library.css";
import "./record.css";

export function RecordPage() {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const procedures = useQuery(proceduresQuery()).data ?? [];
  const filter = { query: search.q, status: search.status, procedure: search.procedure, sort: "changed" };
  const list = useInfiniteQuery(casesQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("nav.record")} intro={t("record.intro")}>
      <div className="library-tools">
        <SearchField
          label={t("record.search")}
          className="library-search"
          value={search.q ?? ""}
          onChange={(q) => setSearch({ q: q || undefined })}
        />
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
            .map((entry) => ({ value: entry.id, text: titleOf(entry) }))}
          onChange={(value) => setSearch({ procedure: value || undefined })}
        />
      </div>
      <ListState read={list} count={items.length} icon="record" none={t("queue.none_found")} />
      {items.length > 0 && (
        <DataTable
          cards
          head={[
            t("record.case"),
            t("case.procedure"),
            t("record.status"),
            t("record.who"),
            t("record.opened"),
            t("record.changed"),
          ]}
        >
          {items.map((item) => (
            <tr key={item.id}>
              <td className="record-case">
                <Go to={`/record/${item.id}`}>
                  {item.number} {item.subject}
                </Go>
              </td>
              <td data-label={t("case.procedure")}>{item.procedure_title}</td>
              <td data-label={t("record.status")}>
                <StatusTag status={item.status} outcome={item.outcome_label || item.outcome} />
              </td>
              <td data-label={t("record.who")}>{item.assignee_name}</td>
              <td className="no-wrap" data-label={t("record.opened")}>
                {dateTime(item.opened_at)}
              </td>
              <td className="no-wrap" data-label={t("record.changed")}>
                {dateTime(item.changed_at)}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <More list={list} />
    </Page>
  );
}

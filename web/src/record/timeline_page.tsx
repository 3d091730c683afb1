/** The record of one case: what happened, who did it, when and why, under which words, and the hash that proves it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { ApiError, apiBase } from "../api/client";
import { caseQuery, eventsQuery, versionsQuery } from "../api/queries";
import type { Case, CaseEvent } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useParam, useSearchValues, useSetSearch } from "../app/go";
import { useMay } from "../app/session";
import { Button, buttonLook } from "../shared/button";
import { Dialog } from "../shared/dialog";
import FileLinks, { filesOfEvent } from "../shared/file_links";
import { exactTime, fullDateTime, localTimes, zoneOf } from "../shared/format";
import { Icon, type IconName } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { ProblemNote } from "../shared/problem";
import { CopyButton, Empty, Select, StatusTag, Tag, useTitle } from "../shared/small";
import { shortHash } from "../shared/version_name";
import { type EventKind, eventKind, eventKinds, filterEvents, reasonOf, wordsBeyond } from "./events";
import "../library/library.css";
import "./record.css";

const icons: Record<EventKind, IconName> = {
  steps: "check",
  facts: "note",
  actions: "bolt",
  messages: "send",
  approvals: "approve",
  time: "clock",
  case: "desk",
  exceptions: "warning",
};

export function TimelinePage() {
  const { t } = useTranslation();
  const id = useParam("caseId");
  const found = useQuery(caseQuery(id));
  const events = useQuery(eventsQuery(id));
  useTitle(found.data ? t("record.of", { number: found.data.number }) : t("nav.record"));
  const error = found.error ?? events.error;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner">
        {error &&
          (error instanceof ApiError && error.status === 404 ? (
            <Empty icon="record" title={t("desk.no_such_case")} />
          ) : (
            <ProblemNote error={error} />
          ))}
        {(found.isPending || events.isPending) && !error && <Busy />}
        {found.data && events.data && <Timeline data={found.data} events={events.data} />}
      </div>
    </main>
  );
}

function Timeline({ data, events }: { data: Case; events: CaseEvent[] }) {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const may = useMay();
  const [exporting, setExporting] = useState(false);
  const [allOpen, setAllOpen] = useState(false);
  // Paper has nothing to click on.
  useEffect(() => {
    const print = () => flushSync(() => setAllOpen(true));
    window.addEventListener("beforeprint", print);
    return () => window.removeEventListener("beforeprint", print);
  }, []);
  const shown = useMemo(() => filterEvents(events, search), [events, search]);
  const people = useMemo(() => [...new Set(events.map((event) => event.actor_name).filter(Boolean))].sort(), [events]);
  const steps = useMemo(() => [...new Set(events.map((event) => event.step_title ?? "").filter(Boolean))], [events]);
  const zone = useMemo(() => zoneOf(events.map((event) => event.at)), [events]);
  const last = events.at(-1);
  return (
    <>
      <header className="page-head">
        <div>
          <p className="small no-print">
            <Go to="/record">{t("nav.record")}</Go>
          </p>
          <h1 className="title">
            {data.number} {data.subject}
          </h1>
          <p className="row dim small">
            <StatusTag status={data.status} outcome={data.outcome_label || data.outcome} />
            <span>{data.customer_name}</span>
            <span>{t("record.opened_at", { when: exactTime(data.opened_at) })}</span>
            {data.closed_at && <span>{t("record.closed_at", { when: exactTime(data.closed_at) })}</span>}
          </p>
          <p className="dim small">{t("record.zone", { zone })}</p>
        </div>
        <div className="row no-print">
          {may("case.work") && <Go to={`/desk/${data.id}`}>{t("record.to_desk")}</Go>}
          <Button variant="default" leftSection={<Icon name="download" size={15} />} onClick={() => setExporting(true)}>
            {t("record.export")}
          </Button>
        </div>
      </header>
      <InForce data={data} />
      <div className="library-tools no-print">
        <Select
          label={t("record.kind")}
          any={t("record.every_kind")}
          value={search.kind ?? ""}
          options={eventKinds.map((value) => ({ value, text: t(`record.kind_${value}`) }))}
          onChange={(value) => setSearch({ kind: value || undefined })}
        />
        <Select
          label={t("record.who")}
          any={t("record.everyone")}
          value={search.who ?? ""}
          options={people.map((value) => ({ value, text: value }))}
          onChange={(value) => setSearch({ who: value || undefined })}
        />
        <Select
          label={t("record.step")}
          any={t("record.every_step")}
          value={search.step ?? ""}
          options={steps.map((value) => ({ value, text: value }))}
          onChange={(value) => setSearch({ step: value || undefined })}
        />
        <Button variant="default" size="xs" aria-pressed={allOpen} onClick={() => setAllOpen(!allOpen)}>
          {t("record.open_all")}
        </Button>
        <p className="dim small" role="status">
          {t("record.shown", { shown: shown.length, count: events.length })}
        </p>
      </div>
      {shown.length === 0 ? (
        <Empty icon="search" title={t("record.none")} />
      ) : (
        <ol className="timeline">
          {shown.map((event) => (
            <EventRow key={event.seq} caseId={data.id} event={event} open={allOpen} />
          ))}
        </ol>
      )}
      {last?.hash && (
        <p className="dim small">
          {t("record.head")} <span className="mono hash">{last.hash}</span>
        </p>
      )}
      {exporting && <ExportDialog data={data} onClose={() => setExporting(false)} />}
    </>
  );
}

/** The version the case is pinned to: what was published since changes nothing here. */
function InForce({ data }: { data: Case }) {
  const { t } = useTranslation();
  const versions = useQuery(versionsQuery(data.procedure)).data ?? [];
  const same = versions.filter((entry) => entry.hash === data.version || String(entry.number) === data.version);
  // The same words may have been published more than once: the case began under those of its day.
  const version = same.find((entry) => entry.published_at <= data.opened_at) ?? same.at(-1);
  const newest = versions[0];
  return (
    <section className="panel in-force" aria-labelledby="in-force">
      <h2 className="small-title" id="in-force">
        {t("record.in_force")}
      </h2>
      <p>
        <Go to={`/library/${data.procedure}`} search={{ version: data.version }}>
          {t("case.under", { title: data.procedure_title, version: version?.number ?? shortHash(data.version) })}
        </Go>
        {version && (
          <span className="dim">
            {" "}
            · {t("record.published_by", { when: exactTime(version.published_at), name: version.published_by })}
          </span>
        )}
      </p>
      <p className="mono hash">{version?.hash ?? data.version}</p>
      {version && newest && newest.number !== version.number && (
        <p className="small dim">
          {t("record.newer", { version: newest.number })}{" "}
          <Go
            to={`/library/${data.procedure}`}
            search={{ view: "versions", from: String(version.number), to: String(newest.number) }}
          >
            {t("record.what_changed")}
          </Go>
        </p>
      )}
    </section>
  );
}

function EventRow({ caseId, event, open }: { caseId: string; event: CaseEvent; open: boolean }) {
  const { t } = useTranslation();
  const kind = eventKind(event.type);
  const reason = reasonOf(event);
  const words = wordsBeyond(event);
  return (
    <li className={`event event-${kind}`} id={`event-${event.seq}`}>
      <span className="event-icon">
        <Icon name={icons[kind]} size={15} />
      </span>
      <div className="event-body">
        <p className="event-text">
          <InlineMarkdown text={localTimes(event.text, exactTime)} />
        </p>
        {words && (
          <p className="event-words">
            <span className="visually-hidden">{t("record.words")}: </span>
            <InlineMarkdown text={words} />
          </p>
        )}
        <FileLinks caseId={caseId} files={filesOfEvent(event)} />
        {reason && <p className="event-reason">{t("record.because", { reason })}</p>}
        <p className="dim small event-meta">
          <span>{event.actor_name || t("record.system")}</span>
          <time dateTime={event.at} title={fullDateTime(event.at)}>
            {exactTime(event.at)}
          </time>
          {event.step_title && <span>{event.step_title}</span>}
          <span>{t(`door.${event.door}`, { defaultValue: event.door })}</span>
        </p>
        <details className="event-more" key={String(open)} open={open}>
          <summary>
            {t("record.number", { seq: event.seq })} <span className="mono">{event.hash?.slice(0, 12)}</span>
          </summary>
          {event.in_force && !words && (
            <p>
              <span className="over-title">{t("record.words")}</span>
              <br />
              <InlineMarkdown text={event.in_force} />
            </p>
          )}
          {event.erased && <Tag kind="warn">{t("record.erased")}</Tag>}
          <p className="mono hash">{event.hash}</p>
          <p className="mono small">{event.type}</p>
        </details>
      </div>
    </li>
  );
}

function ExportDialog({ data, onClose }: { data: Case; onClose: () => void }) {
  const { t } = useTranslation();
  const [personal, setPersonal] = useState(false);
  const file = `${data.id}.evpack`;
  const command = `evenhand verify ${file}`;
  return (
    <Dialog title={t("record.export")} onClose={onClose}>
      <div className="stack">
        <p>{t("record.export_hint")}</p>
        <label className="tick">
          <input type="checkbox" checked={personal} onChange={(event) => setPersonal(event.currentTarget.checked)} />
          <span>{t("record.personal")}</span>
        </label>
        <p>
          <a
            className={buttonLook("default")}
            href={`${apiBase}/cases/${encodeURIComponent(data.id)}/export?personal=${personal}`}
            download={file}
          >
            <Icon name="download" size={15} /> {t("record.download", { file })}
          </a>
        </p>
        <div className="command">
          <p className="small">{t("record.verify")}</p>
          <div className="row-between">
            <code>{command}</code>
            <CopyButton text={command} label={t("record.copy_command")} />
          </div>
        </div>
      </div>
    </Dialog>
  );
}

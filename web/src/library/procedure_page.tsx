/** One procedure: the page people read, the picture, the text, its versions and what changed, its scenarios. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, apiBase, post } from "../api/client";
import {
  diffQuery,
  pageQuery,
  pdfAddress,
  pictureAddress,
  pictureQuery,
  procedureQuery,
  redlineAddress,
  submissionQuery,
  versionQuery,
  versionsQuery,
} from "../api/queries";
import type { Procedure, ScenarioResult, Version } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useParam, useSearchValues, useSetSearch } from "../app/go";
import { useMay } from "../app/session";
import { RedlineFlow, RedlinePage } from "../change/redline";
import { SubmissionView } from "../change/submission_view";
import { VersionActions, VersionStatus } from "../change/version_actions";
import { Weights } from "../change/weights";
import { Button, buttonLook } from "../shared/button";
import { DiffView } from "../shared/diff_view";
import { dateOnly, dateTime } from "../shared/format";
import { Icon } from "../shared/icons";
import { Picture } from "../shared/picture";
import { ProblemNote } from "../shared/problem";
import { SafePage } from "../shared/safe_html";
import { Scenarios } from "../shared/scenarios";
import { CopyButton, Empty, Select, TabList, Tag, useTitle } from "../shared/small";
import { shortHash } from "../shared/version_name";
import { channels } from "../shared/words";
import "./library.css";

const views = ["page", "picture", "source", "versions", "review", "scenarios"] as const;
type View = (typeof views)[number];

export function ProcedurePage() {
  const { t } = useTranslation();
  const id = useParam("procedureId");
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const may = useMay();
  const { data, error, isPending } = useQuery(procedureQuery(id));
  const versions = useQuery({ ...versionsQuery(id), enabled: !!data }).data ?? [];
  const submission = useQuery(submissionQuery(id)).data;
  const waits = submission?.status === "open";
  useTitle(data?.title_label || data?.title || t("nav.library"));
  const view = views.find((entry) => entry === search.view) ?? "page";
  const version = versions.find((entry) => entry.hash === search.version || String(entry.number) === search.version);
  const old = version && data && version.number !== data.version ? version : undefined;

  if (isPending) return <Busy />;
  if (!data) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        {error instanceof ApiError && error.status === 404 ? (
          submission ? (
            <div className="page-inner">
              <h1 className="title">{submission.title}</h1>
              <SubmissionView id={id} published={null} />
            </div>
          ) : (
            <Empty icon="library" title={t("library.no_such")}>
              {may("procedure.edit") && <Go to={`/author/${id}`}>{t("library.write_it")}</Go>}
            </Empty>
          )
        ) : (
          <ProblemNote error={error} />
        )}
      </main>
    );
  }
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner">
        <ProcedureHead data={data} />
        {old && (
          <p className="note-box no-print">
            {t("library.old_version", { version: old.number, when: dateTime(old.published_at) })}{" "}
            <button type="button" className="link-button" onClick={() => setSearch({ version: undefined })}>
              {t("library.to_current", { version: data.version })}
            </button>
          </p>
        )}
        {(data.status === "withdrawn" || data.status === "expired") && (
          <p className="note-box no-print">{t("change.withdrawn_now")}</p>
        )}
        {waits && view !== "review" && (
          <p className="note-box no-print">
            {t("change.waits")}{" "}
            <button type="button" className="link-button" onClick={() => setSearch({ view: "review" })}>
              {t("change.waits_look")}
            </button>
          </p>
        )}
        <div className="no-print">
          <TabList<View>
            label={t("library.views")}
            tabs={views
              .filter((entry) => !(data.guidance_only && (entry === "picture" || entry === "scenarios")))
              .map((entry) => ({
                id: entry,
                text: entry === "review" ? t("change.review") : t(`library.view_${entry}`),
              }))}
            value={view}
            onChange={(next) => setSearch({ view: next === "page" ? undefined : next })}
            panelId="procedure-view"
          />
        </div>
        <div
          id="procedure-view"
          role="tabpanel"
          aria-label={view === "review" ? t("change.review") : t(`library.view_${view}`)}
        >
          {view === "page" && <PageView data={data} version={old} />}
          {view === "picture" && <PictureView data={data} version={old} />}
          {view === "source" && <SourceView data={data} version={old} />}
          {view === "versions" && <VersionsView data={data} versions={versions} />}
          {view === "review" && <SubmissionView id={data.id} published={data} />}
          {view === "scenarios" && <ScenariosView id={data.id} />}
        </div>
      </div>
    </main>
  );
}

function ProcedureHead({ data }: { data: Procedure }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <header className="page-head">
      <div>
        <p className="small no-print">
          <Go to="/library">{t("nav.library")}</Go>
        </p>
        <h1 className="title">{data.title_label || data.title}</h1>
        <p className="dim small procedure-facts">
          <span>{t("library.version_line", { version: data.version, when: dateOnly(data.published_at) })}</span>
          {data.published_by && <span>{t("library.by", { name: data.published_by })}</span>}
          {data.owner && <span>{t("library.owner_line", { owner: data.owner_label || data.owner })}</span>}
          {data.review_due && <span>{t("library.review", { when: dateOnly(data.review_due) })}</span>}
          {data.open_cases !== undefined && !data.guidance_only && (
            <span>{t("library.open_cases", { count: data.open_cases })}</span>
          )}
          <span className="mono" title={data.hash}>
            {shortHash(data.hash)}
          </span>
        </p>
        <p className="row">
          {(data.topics ?? []).map((topic) => (
            <Tag key={topic}>{topic}</Tag>
          ))}
        </p>
      </div>
      <div className="row no-print">
        <Button variant="default" onClick={() => window.print()}>
          {t("library.print")}
        </Button>
        {may("procedure.edit") && (
          <Go to={`/author/${data.id}`} className={buttonLook()}>
            <Icon name="author" size={15} />
            {t(data.has_draft ? "library.edit_draft" : "library.edit")}
          </Go>
        )}
      </div>
    </header>
  );
}

interface ViewProps {
  data: Procedure;
  version?: Version;
}
function PageView({ data, version }: ViewProps) {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const onPaper = {
    state: search.state,
    channel: search.channel,
    product: search.product,
    language: search.language,
  };
  const choice = { version: version?.hash, ...onPaper };
  const { data: html, error } = useQuery(pageQuery(data.id, choice));
  return (
    <div className="stack">
      <div className="library-tools no-print">
        {(data.states ?? []).length > 0 && (
          <Select
            label={t("case.state")}
            any={t("library.base_text")}
            value={search.state ?? ""}
            options={(data.states ?? []).map((value) => ({
              value,
              text: t(`state.${value}`, { defaultValue: value }),
            }))}
            onChange={(value) => setSearch({ state: value || undefined })}
          />
        )}
        <Select
          label={t("case.channel")}
          any={t("library.any_channel")}
          value={search.channel ?? ""}
          options={(data.channels?.length ? data.channels : [...channels]).map((value) => ({
            value,
            text: t(`channel.${value}`, { defaultValue: value }),
          }))}
          onChange={(value) => setSearch({ channel: value || undefined })}
        />
        {(data.products ?? []).length > 0 && (
          <Select
            label={t("case.product")}
            any={t("library.base_text")}
            value={search.product ?? ""}
            options={(data.products ?? []).map((value) => ({ value, text: value }))}
            onChange={(value) => setSearch({ product: value || undefined })}
          />
        )}
        {(data.languages ?? []).length > 1 && (
          <Select
            label={t("case.language")}
            value={search.language ?? data.languages?.[0] ?? ""}
            options={(data.languages ?? []).map((value) => ({
              value,
              text: t(`language.${value}`, { defaultValue: value }),
            }))}
            onChange={(value) => setSearch({ language: value === data.languages?.[0] ? undefined : value })}
          />
        )}
        <a className={buttonLook("default")} href={pdfAddress(data.id, version?.hash ?? data.hash, onPaper)} download>
          {t("library.pdf")}
        </a>
      </div>
      <ProblemNote error={error} />
      {html === undefined && !error ? (
        <Busy />
      ) : (
        <article className="panel sop" lang={search.language ?? data.languages?.[0]}>
          {html !== undefined && <SafePage html={html} />}
        </article>
      )}
      {!data.guidance_only && (
        <img
          className="print-only"
          fetchPriority="low"
          src={pictureAddress(data.id, { version: version?.hash, language: search.language })}
          alt={t("library.view_picture")}
        />
      )}
    </div>
  );
}

function PictureView({ data, version }: ViewProps) {
  const { t, i18n } = useTranslation();
  const { data: svg, error } = useQuery(pictureQuery(data.id, { version: version?.hash, language: i18n.language }));
  return (
    <div className="stack">
      <div className="row">
        <a
          href={`${apiBase}/procedures/${data.id}/bpmn${version ? `?version=${version.hash}` : ""}`}
          download={`${data.id}.bpmn`}
        >
          {t("library.bpmn")}
        </a>
      </div>
      <ProblemNote error={error} />
      {svg ? <Picture svg={svg} label={data.title_label || data.title} /> : !error && <Busy />}
    </div>
  );
}

function SourceView({ data, version }: ViewProps) {
  const { t } = useTranslation();
  const old = useQuery({ ...versionQuery(data.id, version?.hash ?? ""), enabled: !!version });
  const source = version ? old.data?.source : data.source;
  if (source === undefined) return old.error ? <ProblemNote error={old.error} /> : <Busy />;
  return (
    <div className="stack">
      <div className="row-between">
        <span className="dim small mono">{data.id}.sop.md</span>
        <CopyButton text={source} label={t("library.copy_source")} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard */}
      <pre className="panel source" role="region" tabIndex={0} aria-label={t("library.view_source")}>
        {source}
      </pre>
    </div>
  );
}

function VersionsView({ data, versions }: { data: Procedure; versions: Version[] }) {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const numbers = versions.map((entry) => String(entry.number));
  const to = search.to && numbers.includes(search.to) ? search.to : (numbers[0] ?? "");
  const from = search.from && numbers.includes(search.from) ? search.from : (numbers[1] ?? "");
  const diff = useQuery({ ...diffQuery(data.id, from, to), enabled: from !== "" && to !== "" && from !== to });
  const [redline, setRedline] = useState(false);
  // Between two versions that follow each other: as its author classed it then.
  const follows = Number(from) + 1 === Number(to);
  const kept = useQuery({ ...versionQuery(data.id, to), enabled: follows }).data?.changes;
  const classed = follows && kept && kept.length > 0 ? kept : null;
  const options = versions.map((entry) => ({
    value: String(entry.number),
    text: t("library.version_number", { version: entry.number }),
  }));
  return (
    <div className="stack">
      <div className="table-wrap panel">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("library.version")}</th>
              <th scope="col">{t("library.published")}</th>
              <th scope="col">{t("library.by_whom")}</th>
              <th scope="col">{t("library.note")}</th>
              <th scope="col">{t("library.hash")}</th>
              <th scope="col">{t("change.term")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {versions.map((entry) => (
              <tr key={entry.number}>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => setSearch({ version: entry.hash, view: undefined })}
                  >
                    {t("library.version_number", { version: entry.number })}
                  </button>
                </td>
                <td>{dateTime(entry.published_at)}</td>
                <td>{entry.published_by}</td>
                <td>{entry.note}</td>
                <td className="mono" title={entry.hash}>
                  {shortHash(entry.hash)}
                </td>
                <td>
                  <VersionStatus version={entry} />
                </td>
                <td>
                  <VersionActions data={data} version={entry} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {versions.length > 1 ? (
        <>
          <div className="library-tools">
            <Select
              label={t("diff.from")}
              value={from}
              options={options}
              onChange={(value) => setSearch({ from: value })}
            />
            <Select label={t("diff.to")} value={to} options={options} onChange={(value) => setSearch({ to: value })} />
            {from !== to && (
              <a className={buttonLook("default")} href={redlineAddress(data.id, from, to, search.language)} download>
                {t("library.redline_pdf")}
              </a>
            )}
          </div>
          <ProblemNote error={diff.error} />
          {from === to ? (
            <p className="note-box">{t("diff.none")}</p>
          ) : diff.data ? (
            <>
              <Weights changes={classed ?? diff.data.changes} />
              <details onToggle={(event) => setRedline(event.currentTarget.open)}>
                <summary>{t("change.redline")}</summary>
                {redline && (
                  <div className="stack">
                    <h2 className="visually-hidden">{t("change.redline")}</h2>
                    <RedlinePage id={data.id} from={from} to={to} />
                    {!data.guidance_only && <RedlineFlow id={data.id} from={from} to={to} />}
                  </div>
                )}
              </details>
              <DiffView diff={{ ...diff.data, changes: [] }} />
            </>
          ) : (
            !diff.error && <Busy />
          )}
        </>
      ) : (
        <p className="dim">{t("library.one_version")}</p>
      )}
    </div>
  );
}

function ScenariosView({ id }: { id: string }) {
  const { t } = useTranslation();
  const run = useMutation({
    mutationFn: () => post<{ scenarios: ScenarioResult[] }>(`/procedures/${encodeURIComponent(id)}/test`, {}),
  });
  return (
    <div className="stack">
      <div className="row">
        <Button leftSection={<Icon name="play_test" size={15} />} loading={run.isPending} onClick={() => run.mutate()}>
          {t("scenarios.run")}
        </Button>
        <span className="dim small">{t("scenarios.hint")}</span>
      </div>
      <ProblemNote error={run.error} />
      {run.data && <Scenarios results={run.data.scenarios} />}
    </div>
  );
}

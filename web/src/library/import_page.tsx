/** Brings in a procedure that was written elsewhere: a file, what became of each part of it beside the draft, then the editor. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { send } from "../api/client";
import { proceduresQuery } from "../api/queries";
import type { Draft, ImportEntry, Imported } from "../api/types";
import { Go, useGo } from "../app/go";
import { Button, buttonLook, Spinner } from "../shared/button";
import { Icon } from "../shared/icons";
import { Page } from "../shared/page";
import { ProblemNote } from "../shared/problem";
import { Tag } from "../shared/small";
import { TextInput } from "../shared/text_input";
import { idOf } from "./first_draft";
import {
  entriesOf,
  importAccepts,
  importProblem,
  type Outcome,
  outcomeOfLines,
  outcomes,
  withId,
} from "./import_report";
import "../shared/files.css";
import "./import.css";

const kinds = { understood: "good", guessed: "warn", prose: undefined, left_out: "bad" } as const;

export function ImportPage() {
  const { t } = useTranslation();
  const [imported, setImported] = useState<Imported | null>(null);
  const [name, setName] = useState("");
  return (
    <Page
      title={t("import.title")}
      intro={t("import.intro")}
      act={
        <Go to="/library" className={buttonLook("default")}>
          {t("nav.library")}
        </Go>
      }
    >
      <Chooser
        again={imported !== null}
        onImported={(made, from) => {
          setImported(made);
          setName(from);
        }}
      />
      {imported && <Outcomes key={imported.draft} imported={imported} name={name} />}
    </Page>
  );
}

function Chooser({ again, onImported }: { again: boolean; onImported: (imported: Imported, name: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState("");
  const [error, setError] = useState<unknown>(null);

  async function take(file: File | undefined) {
    if (!file || reading) return;
    const wrong = importProblem(file);
    setError(wrong ? new Error(t(wrong)) : null);
    if (wrong) return;
    setReading(file.name);
    try {
      const path = `/procedures/import?name=${encodeURIComponent(file.name)}`;
      onImported((await send<Imported>(path, { method: "POST", bytes: file })).data, file.name);
    } catch (caught) {
      setError(caught);
    } finally {
      setReading("");
      if (input.current) input.current.value = "";
    }
  }
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }
  return (
    <section className="stack" aria-label={t("import.choose")}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same by keyboard */}
      <div
        className={`file-drop ${over ? "is-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <span className={`file-button ${buttonLook(again ? "default" : "filled")}`}>
          <Icon name="upload" size={15} />
          <label htmlFor={id}>{t(again ? "import.another" : "import.choose")}</label>
          <input
            ref={input}
            id={id}
            type="file"
            accept={importAccepts}
            disabled={reading !== ""}
            aria-describedby={`${id}-hint`}
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </span>
        <span className="file-hint field-hint" id={`${id}-hint`}>
          <span className="file-hint-drop">{t("files.or_drop")} </span>
          {t("import.hint")}
        </span>
      </div>
      <p role="status" className={reading ? "row dim small" : "visually-hidden"}>
        {reading && (
          <>
            <Spinner /> {t("import.reading", { name: reading })}
          </>
        )}
      </p>
      <ProblemNote error={error} />
    </section>
  );
}

function Outcomes({ imported, name }: { imported: Imported; name: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const go = useGo();
  const [shown, setShown] = useState<Outcome | "">("");
  const [line, setLine] = useState(0);
  const [id, setId] = useState(idOf(imported.title));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const taken = useQuery(proceduresQuery()).data?.some((entry) => entry.id === id) ?? false;
  const wrong = !id ? t("newcase.needed") : taken ? t("library.id_taken") : undefined;
  const entries = useMemo(() => entriesOf(imported, shown), [imported, shown]);

  async function open(event: FormEvent) {
    event.preventDefault();
    if (wrong) return;
    setBusy(true);
    try {
      await send<Draft>(`/procedures/${id}/draft`, {
        method: "PUT",
        body: { source: withId(imported.draft, id) },
        headers: { "If-None-Match": "*" },
      });
      void client.invalidateQueries({ queryKey: ["procedures"] });
      go(`/author/${id}`);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  function show(entry: ImportEntry) {
    if (entry.draft_line === null) return;
    setLine(entry.draft_line);
    document.getElementById(`draft-line-${entry.draft_line}`)?.scrollIntoView({ block: "center" });
  }
  return (
    <>
      <section className="panel stack" aria-label={imported.title}>
        <div className="row">
          <h2 className="small-title">{imported.title}</h2>
          <Tag>{name}</Tag>
          {!imported.runnable && <Tag kind="warn">{t("library.guidance")}</Tag>}
        </div>
        <p className="small dim">{t(imported.runnable ? "import.next" : "import.no_steps")}</p>
        <form className="import-open" onSubmit={open} noValidate>
          <TextInput
            label={t("import.id")}
            value={id}
            error={wrong}
            onChange={(event) => setId(idOf(event.currentTarget.value))}
          />
          <Button type="submit" loading={busy}>
            {t("import.open")}
          </Button>
        </form>
        <ProblemNote error={error} />
      </section>
      <div className="import-sides">
        <section className="panel stack import-side" aria-labelledby="import-report">
          <h2 className="small-title" id="import-report">
            {t("import.report")}
          </h2>
          <fieldset className="choices choices-small">
            <legend className="visually-hidden">{t("import.show")}</legend>
            {(["", ...outcomes] as const).map((value) => (
              <label key={value} className="choice">
                <input type="radio" name="outcome" checked={shown === value} onChange={() => setShown(value)} />
                <span>
                  {t(`import.outcome_${value || "all"}`)} {value ? imported.counts[value] : imported.entries.length}
                </span>
              </label>
            ))}
          </fieldset>
          {entries.length === 0 && <p className="dim small">{t("import.none")}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
          <ol className="import-entries" tabIndex={0} aria-labelledby="import-report">
            {entries.map((entry, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the report does not change
              <li key={at} className="import-entry">
                <span className="row">
                  <Tag kind={kinds[entry.outcome]}>{t(`import.outcome_${entry.outcome}`)}</Tag>
                  <span className="small dim">
                    {entry.became === "nothing" ? "" : `→ ${t(`import.became_${entry.became}`)}`}
                    {entry.line !== null && ` · ${t("import.line", { line: entry.line })}`}
                  </span>
                </span>
                {entry.draft_line === null ? (
                  <span className="import-words">{entry.words || entry.element}</span>
                ) : (
                  <button type="button" className="link-button import-words" onClick={() => show(entry)}>
                    {entry.words || entry.element || t("import.line", { line: entry.draft_line })}
                  </button>
                )}
                <span className="small dim">{t(`import.rule_${entry.rule}`, { defaultValue: entry.why })}</span>
              </li>
            ))}
          </ol>
        </section>
        <DraftLines imported={imported} line={line} />
      </div>
    </>
  );
}

function DraftLines({ imported, line }: { imported: Imported; line: number }) {
  const { t } = useTranslation();
  const marks = useMemo(() => outcomeOfLines(imported), [imported]);
  return (
    <section className="panel stack import-side" aria-labelledby="import-draft">
      <h2 className="small-title" id="import-draft">
        {t("import.draft")}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
      <ol className="import-lines" tabIndex={0} aria-labelledby="import-draft">
        {imported.draft.split("\n").map((text, at) => {
          const outcome = marks.get(at + 1);
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: lines stay where they are
              key={at}
              id={`draft-line-${at + 1}`}
              className={`import-line ${outcome ? `is-${outcome}` : ""} ${line === at + 1 ? "is-shown" : ""}`}
            >
              <code>{text || " "}</code>
              {outcome && outcome !== "prose" && (
                <span className="visually-hidden"> ({t(`import.outcome_${outcome}`)})</span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

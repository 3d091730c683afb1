/** Items that take or give facts: questions, actions and decisions. */

import { lazy, Suspense, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FeelValue, GuideFact, GuideItem } from "../api/types";
import { Button } from "../shared/button";
import { FactForm } from "../shared/fact_field";
import { FileLinks, FilesOf } from "../shared/files_of";
import { feelText } from "../shared/format";
import { Icon } from "../shared/icons";
import { TextArea } from "../shared/text_area";
import { useDraft } from "./draft";
import { isNow, useGuide } from "./guide_state";
import { ItemLine } from "./item_line";

/** Where the draft of an action keeps what went wrong; no fact is called so. */
const FAILURE = "/failure";
const WhyDecided = lazy(() => import("./why_decided"));

export function useYesNo(): { yes: string; no: string } {
  const { t } = useTranslation();
  return { yes: t("common.yes"), no: t("common.no") };
}

export function FactList({ facts }: { facts: GuideFact[] }) {
  const { t } = useTranslation();
  const words = useYesNo();
  const caseId = useContext(FilesOf);
  const known = facts.filter((fact) => fact.known);
  if (known.length === 0) return null;
  return (
    <dl className="facts">
      {known.map((fact) => (
        <div key={fact.key || fact.name} className="fact">
          <dt>{fact.label || fact.name}</dt>
          <dd>
            {fact.never_stored ? (
              t("fact.given")
            ) : fact.files && fact.files.length > 0 ? (
              <Suspense fallback={null}>
                <FileLinks caseId={caseId} files={fact.files} />
              </Suspense>
            ) : (
              feelText(fact.value, fact, words) || fact.display
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function AskBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const draft = useDraft(doing.data.id, item.path);
  const open = isNow(item) && item.may_act && doing.works;
  return (
    <>
      <ItemLine item={item} />
      {open ? (
        <div data-act>
          <FactForm
            facts={item.facts ?? []}
            draft={draft}
            submit={t("guide.record")}
            busy={doing.pending === item.path}
            onSubmit={(facts) =>
              void draft.send(() => doing.run(item.path, { type: "record-facts", path: item.path, facts }))
            }
          />
        </div>
      ) : (
        <FactList facts={item.facts ?? []} />
      )}
    </>
  );
}

export function ActionBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const open = isNow(item) && item.may_act && doing.works;
  const busy = doing.pending === item.path;
  const draft = useDraft(doing.data.id, item.path);
  const missing = (item.inputs ?? []).filter((fact) => !fact.known);
  const start = (inputs: Record<string, FeelValue>) =>
    void draft.send(() =>
      doing.run(item.path, {
        type: "perform-action",
        path: item.path,
        action: item.name ?? "",
        ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
      }),
    );
  return (
    <>
      <ItemLine item={item} />
      {isNow(item) && <FactList facts={item.inputs ?? []} />}
      {open && item.key && <ByHand item={item} />}
      {open && !item.key && (
        <div data-act>
          {missing.length > 0 ? (
            <FactForm
              facts={missing}
              draft={draft}
              submit={t("guide.do", { action: item.label || item.name })}
              busy={busy}
              onSubmit={start}
            />
          ) : (
            <Button loading={busy} leftSection={<Icon name="bolt" size={15} />} onClick={() => start({})}>
              {t("guide.do", { action: item.label || item.name })}
            </Button>
          )}
        </div>
      )}
      {item.status === "waiting" && !item.key && <p className="dim small">{t("guide.connector_runs")}</p>}
      {!isNow(item) && <FactList facts={item.facts ?? []} />}
    </>
  );
}

/** An action without a connector: a person does it outside and enters what it gave, or why it failed. */
function ByHand({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const draft = useDraft(doing.data.id, item.path);
  const error = draft.typed[FAILURE] ?? "";
  const [failing, setFailing] = useState(error !== "");
  const [missing, setMissing] = useState(false);
  const busy = doing.pending === item.path;
  const report = (more: Record<string, unknown>) =>
    void draft.send(() => doing.run(item.path, { type: "report-action", key: item.key, ...more }));
  return (
    <div className="by-hand" data-act>
      <p className="small">{t("guide.by_hand", { action: item.label || item.name })}</p>
      {failing ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (error.trim()) report({ ok: false, error: error.trim() });
            else setMissing(true);
          }}
        >
          <TextArea
            label={t("guide.what_failed")}
            rows={2}
            value={error}
            autoFocus
            error={missing && !error.trim() ? t("common.reason_needed") : undefined}
            onChange={(event) => draft.type(FAILURE, event.currentTarget.value)}
          />
          <div className="row">
            <Button type="submit" loading={busy}>
              {t("guide.report_failed")}
            </Button>
            <Button variant="default" onClick={() => setFailing(false)}>
              {t("common.cancel")}
            </Button>
          </div>
        </form>
      ) : (
        <FactForm
          facts={item.facts ?? []}
          draft={draft}
          submit={t("guide.report_done")}
          busy={busy}
          onSubmit={(outputs) => report({ ok: true, outputs })}
        >
          <Button variant="default" onClick={() => setFailing(true)}>
            {t("guide.it_failed")}
          </Button>
        </FactForm>
      )}
    </div>
  );
}

export function DecideBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ItemLine item={item} />
      <FactList facts={item.facts ?? []} />
      {item.status === "done" && (
        <>
          <button type="button" className="link-button small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "guide.hide_table" : "guide.show_table")}
          </button>
          {open && (
            <Suspense fallback={<p className="dim small">{t("common.loading")}</p>}>
              <WhyDecided item={item} />
            </Suspense>
          )}
        </>
      )}
    </>
  );
}

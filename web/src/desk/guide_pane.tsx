/** The guide: the procedure as this case meets it. What is done folds away, what is now is open and has the keyboard. */

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../api/client";
import { type Command, useCommand } from "../api/queries";
import type { Case, GuideAction, GuideItem, GuideStep } from "../api/types";
import { useKeys } from "../app/keys";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { FactForm } from "../shared/fact_field";
import { Icon } from "../shared/icons";
import { plainText } from "../shared/inline_markdown";
import { GateList, ProblemNote, problemText } from "../shared/problem";
import { Empty, Tag } from "../shared/small";
import type { CaseDialog } from "./dialogs";
import { useDraft } from "./draft";
import { focusItem, focusPane, listenOpen } from "./focus";
import { ItemView } from "./guide_item";
import { GuideContext, type GuideDoing, isSettled, shownItems, stepTally } from "./guide_state";

const Overtaken = lazy(() => import("./overtaken"));

export function GuidePane({ data, onDialog }: { data: Case; onDialog: (dialog: CaseDialog) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const command = useCommand(data.id);
  const [errors, setErrors] = useState<Record<string, ApiError>>({});
  const [pending, setPending] = useState<string | null>(null);
  const follow = useRef(false);
  const guide = data.guide;
  const first = guide.now[0] ?? "";
  const before = useRef(first);

  // What another system does of an action one began is followed too; a change from elsewhere never takes the keyboard away.
  useEffect(() => {
    if (before.current !== first && first && follow.current) focusItem(first);
    before.current = first;
    follow.current = false;
  }, [first]);

  /** After one's own answer the keyboard goes to what is next. */
  async function act(what: Command): Promise<void> {
    follow.current = true;
    try {
      const guide = (await command.mutateAsync(what)).case?.guide;
      const next = guide?.steps.flatMap((step) => step.items).find((item) => item.path === guide.now[0]);
      follow.current = next?.status === "waiting";
      setTimeout(() => (next ? focusItem(next.path) : focusPane("guide")));
    } catch (error) {
      follow.current = false;
      throw error;
    }
  }
  async function run(path: string, what: Command): Promise<boolean> {
    setPending(path);
    setErrors(({ [path]: _gone, ...rest }) => rest);
    try {
      await act(what);
      return true;
    } catch (error) {
      setErrors((all) => ({ ...all, [path]: error as ApiError }));
      return false;
    } finally {
      setPending(null);
    }
  }
  const doing: GuideDoing = {
    data,
    run,
    pending,
    errors,
    now: new Set(guide.now),
    works: may("case.work") && data.status === "open",
    overrides: may("case.override") && data.status === "open",
    ask: (kind: "skip" | "override" | "ask-approval" | "approve" | "refuse", item: GuideItem) =>
      onDialog({ kind, item }),
    goTo: focusItem,
  };
  const mayUndo = guide.may_undo && doing.works;
  const undo = () => void act({ type: "undo" }).catch((error: unknown) => toast(problemText(error, t), "bad"));
  useKeys({ u: () => mayUndo && undo() });

  return (
    <section className="guide" aria-label={t("desk.guide")} data-pane-name="guide" tabIndex={-1}>
      <div className="pane-head">
        <h3 className="small-title">{t("desk.guide")}</h3>
        <Progress steps={guide.steps} />
        {mayUndo && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="undo" size={14} />}
            loading={command.isPending && !pending}
            onClick={undo}
          >
            {t("guide.undo")}
          </Button>
        )}
      </div>
      <GuideContext value={doing}>
        <div className="guide-scroll">
          {data.status === "paused" && (
            <p className="note-box" role="status">
              {t("guide.paused")}
            </p>
          )}
          {data.status === "closed" && (
            <p className="note-box" role="status">
              {t("guide.closed", { outcome: data.outcome_label || data.outcome })}
            </p>
          )}
          <OvertakenItems data={data} />
          {guide.steps.length === 0 && guide.actions.length === 0 && <Empty icon="info" title={t("guide.empty")} />}
          <ol className="steps">
            {guide.steps.map((step) => (
              <StepView key={step.path || step.id} step={step} />
            ))}
          </ol>
          <Actions
            actions={data.status === "closed" ? guide.actions.filter((action) => action.done > 0) : guide.actions}
            steps={guide.steps}
          />
        </div>
      </GuideContext>
    </section>
  );
}

/** Above the steps, since the step of a settled item folds away. */
function OvertakenItems({ data }: { data: Case }) {
  const items = data.guide.steps.flatMap((step) => step.items).filter(isSettled);
  return items.map((item) => <OvertakenItem key={item.path} data={data} item={item} />);
}
function OvertakenItem({ data, item }: { data: Case; item: GuideItem }) {
  const { typed } = useDraft(data.id, item.path);
  if (Object.keys(typed).length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Overtaken data={data} item={item} typed={typed} />
    </Suspense>
  );
}

function Progress({ steps }: { steps: GuideStep[] }) {
  const { t } = useTranslation();
  const { done, of } = stepTally(steps);
  if (of === 0) return <span className="grow" />;
  return (
    <span className="progress grow">
      <span className="progress-track" aria-hidden="true">
        <span className="progress-bar" style={{ inlineSize: `${Math.round((done / of) * 100)}%` }} />
      </span>
      <span className="dim small">{t("guide.progress", { done, of })}</span>
    </span>
  );
}

function StepView({ step }: { step: GuideStep }) {
  const { t } = useTranslation();
  const current = step.status === "now" || step.status === "waiting";
  // What a person folded or opened holds until the step moves on.
  const [chosen, setChosen] = useState<{ when: string; open: boolean } | null>(null);
  const shown = chosen?.when === step.status ? chosen.open : current;
  const items = shownItems(step);
  useEffect(
    () =>
      listenOpen((path) => {
        if (!step.items.some((item) => item.path === path)) return undefined;
        setChosen({ when: step.status, open: true });
        return step.path;
      }),
    [step],
  );
  if (!step.title && !step.number) {
    return (
      <li className="step step-loose">
        {step.procedure && <p className="over-title">{step.procedure}</p>}
        <ul className="items">
          {items.map((item) => (
            <ItemView key={item.path} item={item} />
          ))}
        </ul>
      </li>
    );
  }
  const title = `${step.number ? `${step.number}. ` : ""}${step.title}`;
  return (
    <li
      className={`step step-${step.status} ${step.depth > 0 ? "step-inner" : ""}`}
      data-path={step.path}
      tabIndex={-1}
    >
      <h4 className="step-title">
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => setChosen({ when: step.status, open: !shown })}
          aria-current={current ? "step" : undefined}
        >
          <span className={`step-dot dot-${step.status}`} aria-hidden="true">
            {step.status === "done" || step.status === "overridden" ? (
              <Icon name="check" size={12} />
            ) : step.status === "not-applicable" || step.status === "skipped" ? (
              <Icon name="minus" size={12} />
            ) : null}
          </span>
          <span className="grow">
            {title}
            {step.procedure && <span className="dim small"> · {step.procedure}</span>}
          </span>
          <span className="visually-hidden">{t(`item.${step.status}`, { defaultValue: step.status })}</span>
        </button>
      </h4>
      {shown && (
        <ul className="items">
          {items.map((item) => (
            <ItemView key={item.path} item={item} />
          ))}
          {items.length === 0 && <li className="dim small item">{t("guide.step_empty")}</li>}
        </ul>
      )}
    </li>
  );
}

/** The declared actions: in free order they are done from here; elsewhere they say what they still need. */
function Actions({ actions, steps }: { actions: GuideAction[]; steps: GuideStep[] }) {
  const { t } = useTranslation();
  const named = new Set(
    steps.flatMap((step) => step.items.filter((item) => item.kind === "action").map((item) => item.name)),
  );
  if (actions.length === 0) return null;
  return (
    <section className="actions" aria-labelledby="actions-title">
      <h4 id="actions-title" className="over-title">
        {t("guide.actions")}
      </h4>
      <ul>
        {actions.map((action) => (
          <ActionRow key={action.name} action={action} free={!named.has(action.name)} />
        ))}
      </ul>
    </section>
  );
}

function ActionRow({ action, free }: { action: GuideAction; free: boolean }) {
  const { t } = useTranslation();
  return (
    <GuideContext.Consumer>
      {(doing) => (
        <li className="action-row" data-path={`action/${action.name}`} tabIndex={-1}>
          <div className="row">
            <Icon name={action.allowed ? "bolt" : action.done > 0 ? "check" : "lock"} size={15} />
            <strong>{action.label || action.name}</strong>
            {action.done > 0 && <Tag kind="good">{t("guide.done_times", { count: action.done })}</Tag>}
            {(action.allowed || action.done === 0) && (
              <Tag kind={action.allowed ? "good" : undefined}>
                {t(action.allowed ? "guide.allowed" : "guide.not_allowed")}
              </Tag>
            )}
          </div>
          {!action.allowed && action.gates.length > 0 && (
            <details className="action-why">
              <summary>{t("guide.why_not_allowed")}</summary>
              <GateList gates={action.gates} onGate={(gate) => doing?.goTo(gate.path)} />
            </details>
          )}
          {free && action.allowed && doing?.works && <FreeAction action={action} doing={doing} />}
          <ProblemNote error={doing?.errors[`action/${action.name}`]} onGate={(gate) => doing?.goTo(gate.path)} />
        </li>
      )}
    </GuideContext.Consumer>
  );
}

function FreeAction({ action, doing }: { action: GuideAction; doing: GuideDoing }) {
  const { t } = useTranslation();
  const path = `action/${action.name}`;
  const draft = useDraft(doing.data.id, path);
  return (
    <FactForm
      facts={action.needs}
      draft={draft}
      submit={t("guide.do", { action: plainText(action.label || action.name) })}
      busy={doing.pending === path}
      onSubmit={(inputs) =>
        void draft.send(() => doing.run(path, { type: "perform-action", path: "", action: action.name, inputs }))
      }
    />
  );
}

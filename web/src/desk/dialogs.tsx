/** The dialogs of a case: close with what still stands in the way, pause, hand over, assign, reopen, skip, override. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Command, peopleQuery, useCommand, whyOpenQuery } from "../api/queries";
import type { Case, Gate, GuideItem } from "../api/types";
import { toast } from "../app/toasts";
import { Dialog, DialogEnd } from "../shared/dialog";
import { plainText } from "../shared/inline_markdown";
import { GateList, ProblemNote } from "../shared/problem";
import { ReasonDialog } from "../shared/reason_dialog";
import { Select } from "../shared/small";
import { HandOverDialog } from "./hand_over_dialog";

export type CaseDialog =
  | { kind: "close" | "pause" | "hand-over" | "assign" | "reopen" }
  | { kind: "skip" | "override" | "ask-approval"; item: GuideItem }
  | { kind: "approve" | "refuse"; item: { path: string; role?: string } };

interface CaseDialogsProps {
  data: Case;
  dialog: CaseDialog;
  onClose: () => void;
  onGate: (gate: Gate) => void;
}
export default function CaseDialogs({ data, dialog, onClose, onGate }: CaseDialogsProps) {
  const { t } = useTranslation();
  const command = useCommand(data.id);
  const [step, setStep] = useState("");
  const run = (what: Command, done: string) => command.mutateAsync(what).then(() => toast(done, "good"));
  const shared = { onClose, onGate };

  switch (dialog.kind) {
    case "close":
      return <CloseDialog data={data} {...shared} />;
    case "assign":
      return <AssignDialog data={data} onClose={onClose} />;
    case "pause":
      return (
        <ReasonDialog
          title={t("case.pause")}
          intro={t("case.pause_hint")}
          submit={t("case.pause")}
          {...shared}
          onSubmit={(reason) => run({ type: "pause", reason }, t("case.paused"))}
        />
      );
    case "hand-over":
      return <HandOverDialog run={run} {...shared} />;
    case "reopen":
      return (
        <ReasonDialog
          title={t("case.reopen")}
          submit={t("case.reopen")}
          {...shared}
          onSubmit={(reason) => run({ type: "reopen", reason, ...(step ? { step } : {}) }, t("case.reopened"))}
        >
          <Select
            label={t("case.reopen_at")}
            any={t("case.reopen_where_closed")}
            value={step}
            options={data.guide.steps
              .filter((entry) => entry.depth === 0)
              .map((entry) => ({ value: entry.id, text: `${entry.number}. ${entry.title}` }))}
            onChange={setStep}
          />
        </ReasonDialog>
      );
    case "skip":
      return (
        <ReasonDialog
          title={t("guide.skip")}
          intro={plainText(dialog.item.text)}
          submit={t("guide.skip")}
          {...shared}
          onSubmit={(reason) => run({ type: "skip-node", path: dialog.item.path, reason }, t("guide.skipped"))}
        />
      );
    case "override":
      return (
        <ReasonDialog
          title={t("guide.override")}
          intro={
            <>
              <p>{plainText(dialog.item.text)}</p>
              <p className="small">{t("guide.override_hint")}</p>
            </>
          }
          submit={t("guide.override")}
          danger
          {...shared}
          onSubmit={(reason) => run({ type: "override", path: dialog.item.path, reason }, t("guide.overridden"))}
        />
      );
    case "ask-approval":
      return (
        <ReasonDialog
          title={t("guide.ask_approval", { role: dialog.item.role_label || dialog.item.role })}
          submit={t("guide.ask_approval", { role: dialog.item.role_label || dialog.item.role })}
          {...shared}
          onSubmit={(reason) =>
            run({ type: "ask-approval", path: dialog.item.path, reason }, t("guide.approval_asked"))
          }
        />
      );
    default: {
      const approved = dialog.kind === "approve";
      return (
        <ReasonDialog
          title={t(approved ? "guide.approve" : "guide.refuse")}
          intro={`${data.number} ${data.subject}`}
          submit={t(approved ? "guide.approve" : "guide.refuse")}
          danger={!approved}
          {...shared}
          onSubmit={(reason) =>
            run(
              { type: "give-approval", path: dialog.item.path, approved, reason },
              t(approved ? "guide.approved" : "guide.refused"),
            )
          }
        />
      );
    }
  }
}

function CloseDialog({ data, onClose, onGate }: { data: Case; onClose: () => void; onGate: (gate: Gate) => void }) {
  const { t } = useTranslation();
  const command = useCommand(data.id);
  const { data: why } = useQuery(whyOpenQuery(data.id));
  const [outcome, setOutcome] = useState(data.guide.outcomes[0] ?? "done");
  const outcomes = data.guide.outcomes.length > 0 ? data.guide.outcomes : ["done"];
  const labelOf = (entry: string) => data.guide.outcome_labels?.[data.guide.outcomes.indexOf(entry)] || entry;
  const gates = why?.gates ?? [];
  const refused = command.error && command.error.gates.length > 0;

  function close(event: FormEvent) {
    event.preventDefault();
    command.mutate(
      { type: "close-case", outcome },
      {
        onSuccess: () => {
          toast(t("case.closed_done", { number: data.number }), "good");
          onClose();
        },
      },
    );
  }
  return (
    <Dialog onClose={onClose} title={t("case.close_title", { number: data.number })} wide>
      <form onSubmit={close} className="stack">
        <fieldset className="choices-field">
          <legend className="field-label">{t("case.outcome")}</legend>
          <div className="choices">
            {outcomes.map((entry) => (
              <label key={entry} className="choice">
                <input
                  type="radio"
                  name="outcome"
                  value={entry}
                  checked={entry === outcome}
                  onChange={() => setOutcome(entry)}
                />
                <span>{labelOf(entry)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {command.error ? (
          <ProblemNote error={command.error} onGate={onGate} />
        ) : gates.length > 0 ? (
          <div className="close-gates">
            <p className="small">{t("case.still_open", { count: gates.length })}</p>
            <GateList gates={gates} onGate={onGate} />
          </div>
        ) : (
          why && <p className="note-box">{t("case.nothing_open")}</p>
        )}
        {refused && <p className="small dim">{t("case.gates_lead")}</p>}
        <DialogEnd
          submit={t("case.close_as", { outcome: labelOf(outcome) })}
          busy={command.isPending}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

function AssignDialog({ data, onClose }: { data: Case; onClose: () => void }) {
  const { t } = useTranslation();
  const command = useCommand(data.id);
  const people = (useQuery(peopleQuery).data ?? []).filter((person) => person.active);
  const [chosen, setChosen] = useState(data.assignee ?? "");
  function assign(event: FormEvent) {
    event.preventDefault();
    command.mutate(
      { type: "assign", person_id: chosen },
      {
        onSuccess: () => {
          toast(t("case.assigned_done"), "good");
          onClose();
        },
      },
    );
  }
  return (
    <Dialog onClose={onClose} title={t("case.assign")}>
      <form onSubmit={assign} className="stack">
        <Select
          label={t("case.person")}
          any={t("case.nobody_queue")}
          value={chosen}
          options={people.map((person) => ({ value: person.id, text: person.name }))}
          onChange={setChosen}
        />
        <ProblemNote error={command.error} />
        <DialogEnd submit={t("case.assign")} busy={command.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

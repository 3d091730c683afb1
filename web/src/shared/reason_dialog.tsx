/** A dialog that asks why, for everything the record must be able to explain. */

import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Gate } from "../api/types";
import { Dialog, DialogEnd } from "./dialog";
import { ProblemNote } from "./problem";
import { TextArea } from "./text_area";

interface ReasonDialogProps {
  title: string;
  intro?: ReactNode;
  label?: string;
  submit: string;
  danger?: boolean;
  /** A reason may be left out. */
  optional?: boolean;
  children?: ReactNode;
  onClose: () => void;
  /** Rejects with what the server said; the dialog stays and shows it. */
  onSubmit: (reason: string) => Promise<unknown>;
  onGate?: (gate: Gate) => void;
}
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, intro, label, submit, danger, optional, children, onClose, onSubmit, onGate } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!optional && !reason.trim()) {
      setMissing(true);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await onSubmit(reason.trim());
      onClose();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={send} className="stack" noValidate>
        {intro && <div className="dim">{intro}</div>}
        {children}
        <TextArea
          data-autofocus={children ? undefined : true}
          label={label ?? t("common.reason")}
          rows={3}
          required={!optional}
          value={reason}
          error={missing && !reason.trim() ? t("common.reason_needed") : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNote error={error} onGate={onGate} />
        <DialogEnd submit={submit} busy={busy} variant={danger ? "danger" : "filled"} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

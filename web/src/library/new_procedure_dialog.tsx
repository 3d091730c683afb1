/** Begins a procedure: its title, the id made from it, and a first draft that compiles. */

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { send } from "../api/client";
import type { Draft } from "../api/types";
import { Dialog, DialogEnd } from "../shared/dialog";
import { ProblemNote } from "../shared/problem";
import { TextInput } from "../shared/text_input";
import { firstDraft, idOf } from "./first_draft";

interface NewProcedureDialogProps {
  taken: string[];
  onClose: () => void;
  onMade: (id: string) => void;
}
export function NewProcedureDialog({ taken, onClose, onMade }: NewProcedureDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [title, setTitle] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = idOf(title);
  const wrong = !id ? t("newcase.needed") : taken.includes(id) ? t("library.id_taken") : undefined;

  async function make(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    setBusy(true);
    try {
      await send<Draft>(`/procedures/${id}/draft`, {
        method: "PUT",
        body: { source: firstDraft(id, title.trim()) },
        headers: { "If-None-Match": "*" },
      });
      void client.invalidateQueries({ queryKey: ["procedures"] });
      onMade(id);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  return (
    <Dialog title={t("library.new")} onClose={onClose}>
      <form className="stack" onSubmit={make} noValidate>
        <TextInput
          data-autofocus
          label={t("library.title")}
          value={title}
          error={tried ? wrong : undefined}
          description={id ? t("library.id_is", { id }) : t("library.id_hint")}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <ProblemNote error={error} />
        <DialogEnd submit={t("library.begin")} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

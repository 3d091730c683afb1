/** Publishing, or submitting for approval, with what changes and what it touches in sight. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { diffQuery, impactQuery, redlineAddress } from "../api/queries";
import type { Procedure } from "../api/types";
import { Busy } from "../app/fallbacks";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { ImpactView } from "../change/impact_view";
import { RedlineFlow, RedlinePage } from "../change/redline";
import { classesOf, lacksReason, type Said, Weights } from "../change/weights";
import { WhatIfView } from "../change/what_if_view";
import { buttonLook } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { DiffView } from "../shared/diff_view";
import { ProblemNote } from "../shared/problem";
import { TextArea } from "../shared/text_area";
import { TextInput } from "../shared/text_input";
import { DiagnosticList } from "./findings";

interface PublishDialogProps {
  id: string;
  source: string;
  etag: string | null;
  published: Procedure | null;
  onClose: () => void;
  onPublished: (submitted: boolean) => void;
  onErrors: () => void;
  /** Somebody published while this dialog was open; `published` is theirs by now. */
  onMoved: () => void;
}
interface Made {
  version?: number;
  status?: string;
}
/** A day as its first instant, UTC. */
const instantOf = (day: string) => (day ? `${day}T00:00:00Z` : undefined);

export function PublishDialog(props: PublishDialogProps) {
  const { id, source, etag, published, onClose, onPublished, onErrors, onMoved } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState<Said>({});
  const [effective, setEffective] = useState<string | null>(null);
  const [expires, setExpires] = useState("");
  const [redline, setRedline] = useState(false);
  const diff = useQuery({ ...diffQuery(id, String(published?.version ?? ""), "draft"), enabled: !!published });
  const impact = useQuery(impactQuery(id));
  const changes = impact.data?.changes ?? [];
  const submits = impact.data ? impact.data.approvers.length > 0 || !may("procedure.publish") : false;
  // What the front matter says, as long as nobody says otherwise.
  const today = new Date().toISOString().slice(0, 10);
  const written = impact.data && impact.data.effective > today ? impact.data.effective : "";
  const day = effective ?? (submits ? written : "");
  const publish = useMutation<Made, ApiError>({
    mutationFn: async () => {
      const body = {
        note: note.trim(),
        expected_version: published?.version ?? 0,
        effective_at: instantOf(day),
        expires_at: instantOf(expires),
        classes: classesOf(changes, said),
      };
      const at = `/procedures/${encodeURIComponent(id)}`;
      const asked = submits
        ? send<Made>(`${at}/submission`, { method: "POST", body, headers: etag ? { "If-Match": etag } : {} })
        : send<Made>(`${at}/publish`, { method: "POST", body: { ...body, source } });
      return (await asked).data;
    },
    onSuccess: (made) => {
      if (!submits) client.setQueryData(["draft", id], null);
      void client.invalidateQueries({ queryKey: ["procedures"] });
      void client.invalidateQueries({ queryKey: ["procedure", id] });
      const { version } = made;
      const words =
        made.status === "scheduled" ? t("change.scheduled", { version }) : t("author.published", { version });
      toast(submits ? t("change.submitted") : words, "good");
      onPublished(submits);
    },
    onError: async (error) => {
      if (error.code === "procedure/conflict") {
        await client.invalidateQueries({ queryKey: ["procedure", id], exact: true });
        onMoved();
      } else if (error.problem.diagnostics?.length) onErrors();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (note.trim() && impact.data && !lacksReason(changes, said)) publish.mutate();
  }
  const open = published?.open_cases ?? 0;
  const version = (published?.version ?? 0) + 1;
  const from = published ? String(published.version) : "";
  return (
    <Dialog wide title={t(submits ? "change.submit_title" : "author.publish_title", { version })} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextArea
          data-autofocus
          label={t("author.note")}
          rows={2}
          value={note}
          error={tried && !note.trim() ? t("author.note_needed") : undefined}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className="terms">
          <TextInput
            type="date"
            label={t("change.effective")}
            description={t("change.effective_hint")}
            value={day}
            onChange={(event) => setEffective(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("change.expires")}
            description={t("change.expires_hint")}
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
        </div>
        {submits && impact.data && impact.data.approvers.length > 0 && (
          <p className="note-box">{t("change.approvers", { roles: impact.data.approvers.join(", ") })}</p>
        )}
        {published && <p className="note-box">{t("author.open_stay", { count: open })}</p>}
        <ProblemNote error={impact.error} />
        {impact.data ? (
          <>
            <ImpactView
              impact={impact.data}
              weights={changes.map((change) => said[change.key]?.class ?? change.proposed)}
            />
            {published && !published.guidance_only && <WhatIfView id={id} />}
            {published ? (
              <section aria-label={t("change.classes")}>
                <h3 className="small-title">{t("change.classes")}</h3>
                {changes.length > 0 && <p className="dim small">{t("change.classes_hint")}</p>}
                <Weights
                  changes={changes}
                  said={said}
                  tried={tried}
                  onSay={(key, value) => setSaid({ ...said, [key]: value })}
                />
              </section>
            ) : (
              <p className="note-box">{t("author.first_version")}</p>
            )}
          </>
        ) : (
          !impact.error && <Busy />
        )}
        {published && (
          <details onToggle={(event) => setRedline(event.currentTarget.open)}>
            <summary>{t("change.redline")}</summary>
            {redline && (
              <div className="stack">
                <p>
                  <a className={buttonLook("default", "xs")} href={redlineAddress(id, from, "draft")} download>
                    {t("library.redline_pdf")}
                  </a>
                </p>
                <RedlinePage id={id} from={from} to="draft" />
                {!published.guidance_only && <RedlineFlow id={id} from={from} to="draft" />}
              </div>
            )}
          </details>
        )}
        {published &&
          (diff.data ? (
            <DiffView diff={{ ...diff.data, changes: [] }} />
          ) : diff.error ? (
            <ProblemNote error={diff.error} />
          ) : (
            <Busy />
          ))}
        <ProblemNote error={publish.error} />
        {publish.error?.problem.diagnostics && (
          <DiagnosticList list={publish.error.problem.diagnostics} onGo={onClose} />
        )}
        <DialogEnd
          submit={t(submits ? "change.submit" : "author.publish")}
          busy={publish.isPending}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

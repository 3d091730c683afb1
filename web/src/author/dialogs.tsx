/** Publishing with what changes in sight, and what to do when someone else saved first. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { diffQuery, draftQuery } from "../api/queries";
import type { Draft, Procedure } from "../api/types";
import { Busy } from "../app/fallbacks";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { DiffView } from "../shared/diff_view";
import { relative } from "../shared/format";
import { ProblemNote } from "../shared/problem";
import { TextArea } from "../shared/text_area";
import { DiagnosticList } from "./findings";

interface PublishDialogProps {
  id: string;
  published: Procedure | null;
  onClose: () => void;
  onPublished: () => void;
  onErrors: () => void;
}
export function PublishDialog({ id, published, onClose, onPublished, onErrors }: PublishDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const diff = useQuery({ ...diffQuery(id, String(published?.version ?? ""), "draft"), enabled: !!published });
  const publish = useMutation<{ version: number }, ApiError>({
    mutationFn: async () =>
      (
        await send<{ version: number }>(`/procedures/${encodeURIComponent(id)}/publish`, {
          method: "POST",
          body: { note: note.trim() },
        })
      ).data,
    onSuccess: (made) => {
      client.setQueryData(["draft", id], null);
      void client.invalidateQueries({ queryKey: ["procedures"] });
      void client.invalidateQueries({ queryKey: ["procedure", id] });
      toast(t("author.published", { version: made.version }), "good");
      onPublished();
    },
    onError: (error) => error.problem.diagnostics && onErrors(),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (note.trim()) publish.mutate();
  }
  const open = published?.open_cases ?? 0;
  return (
    <Dialog wide title={t("author.publish_title", { version: (published?.version ?? 0) + 1 })} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextArea
          data-autofocus
          label={t("author.note")}
          rows={2}
          value={note}
          error={tried && !note.trim() ? t("author.note_needed") : undefined}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {published && <p className="note-box">{t("author.open_stay", { count: open, version: published.version })}</p>}
        {published ? (
          diff.data ? (
            <DiffView diff={diff.data} />
          ) : diff.error ? (
            <ProblemNote error={diff.error} />
          ) : (
            <Busy />
          )
        ) : (
          <p className="note-box">{t("author.first_version")}</p>
        )}
        <ProblemNote error={publish.error} />
        {publish.error?.problem.diagnostics && (
          <DiagnosticList list={publish.error.problem.diagnostics} onGo={onClose} />
        )}
        <DialogEnd submit={t("author.publish")} busy={publish.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface Saved {
  draft: Draft;
  etag: string | null;
}
interface ConflictDialogProps {
  id: string;
  mine: string;
  onClose: () => void;
  onKeepMine: (etag: string | null) => void;
  onTakeTheirs: (theirs: Saved) => void;
}
export function ConflictDialog({ id, mine, onClose, onKeepMine, onTakeTheirs }: ConflictDialogProps) {
  const { t } = useTranslation();
  const { data: theirs, error } = useQuery({ ...draftQuery(id), gcTime: 0 });
  return (
    <Dialog wide title={t("author.conflict")} onClose={onClose}>
      <div className="stack">
        <ProblemNote error={error} />
        {theirs && (
          <>
            <p>{t("author.conflict_by", { name: theirs.draft.edited_by, when: relative(theirs.draft.edited_at) })}</p>
            <DiffView diff={{ changes: [], before: theirs.draft.source, after: mine }} />
            <div className="form-end">
              <Button variant="default" onClick={onClose}>
                {t("author.decide_later")}
              </Button>
              <Button variant="default" onClick={() => onTakeTheirs(theirs)}>
                {t("author.take_theirs")}
              </Button>
              <Button onClick={() => onKeepMine(theirs.etag)}>{t("author.keep_mine")}</Button>
            </div>
          </>
        )}
        {theirs === null && (
          <div className="form-end">
            <Button onClick={() => onKeepMine(null)}>{t("author.keep_mine")}</Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

interface DropDialogProps {
  id: string;
  etag: string | null;
  onClose: () => void;
  onDropped: () => void;
}
export function DropDialog({ id, etag, onClose, onDropped }: DropDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const drop = useMutation<unknown, ApiError>({
    mutationFn: () =>
      send(`/procedures/${encodeURIComponent(id)}/draft`, {
        method: "DELETE",
        headers: etag ? { "If-Match": etag } : {},
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["procedures"] });
      toast(t("author.dropped"), "good");
      onDropped();
    },
  });
  return (
    <Dialog title={t("author.drop")} onClose={onClose}>
      <div className="stack">
        <p>{t("author.drop_sure")}</p>
        <ProblemNote error={drop.error} />
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button variant="danger" loading={drop.isPending} onClick={() => drop.mutate()}>
            {t("author.drop")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

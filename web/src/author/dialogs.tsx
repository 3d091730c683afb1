/** Publishing with what changes in sight, and what to do when someone else saved first. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { diffQuery, draftQuery, redlineAddress } from "../api/queries";
import type { Procedure } from "../api/types";
import { Busy } from "../app/fallbacks";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { DiffView } from "../shared/diff_view";
import { relative } from "../shared/format";
import { ProblemNote } from "../shared/problem";
import { TextArea } from "../shared/text_area";
import { DiagnosticList } from "./findings";
import type { Saved } from "./text_at_hand";

interface PublishDialogProps {
  id: string;
  source: string;
  published: Procedure | null;
  onClose: () => void;
  onPublished: () => void;
  onErrors: () => void;
  /** Somebody published while this dialog was open; `published` is theirs by now. */
  onMoved: () => void;
}
export function PublishDialog({ id, source, published, onClose, onPublished, onErrors, onMoved }: PublishDialogProps) {
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
          body: { note: note.trim(), source, expected_version: published?.version ?? 0 },
        })
      ).data,
    onSuccess: (made) => {
      client.setQueryData(["draft", id], null);
      void client.invalidateQueries({ queryKey: ["procedures"] });
      void client.invalidateQueries({ queryKey: ["procedure", id] });
      toast(t("author.published", { version: made.version }), "good");
      onPublished();
    },
    onError: async (error) => {
      if (error.code === "procedure/conflict") {
        await client.invalidateQueries({ queryKey: ["procedure", id], exact: true });
        onMoved();
      } else if (error.problem.diagnostics) onErrors();
    },
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
        {published && <p className="note-box">{t("author.open_stay", { count: open })}</p>}
        {published ? (
          diff.data ? (
            <>
              <p>
                <a href={redlineAddress(id, String(published.version), "draft")} download>
                  {t("library.redline_pdf")}
                </a>
              </p>
              <DiffView diff={diff.data} />
            </>
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

interface ChoiceProps {
  words: string;
  theirs: string;
  mine: string;
  onLater: () => void;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}
/** Two texts and which of them shall stand. */
function Choice({ words, theirs, mine, onLater, onTakeTheirs, onKeepMine }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <>
      <p>{words}</p>
      <DiffView diff={{ changes: [], before: theirs, after: mine }} />
      <div className="form-end">
        <Button variant="default" onClick={onLater}>
          {t("author.decide_later")}
        </Button>
        <Button variant="default" onClick={onTakeTheirs}>
          {t("author.take_theirs")}
        </Button>
        <Button onClick={onKeepMine}>{t("author.keep_mine")}</Button>
      </div>
    </>
  );
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
          <Choice
            words={t("author.conflict_by", { name: theirs.draft.edited_by, when: relative(theirs.draft.edited_at) })}
            theirs={theirs.draft.source}
            mine={mine}
            onLater={onClose}
            onTakeTheirs={() => onTakeTheirs(theirs)}
            onKeepMine={() => onKeepMine(theirs.etag)}
          />
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

interface MovedDialogProps {
  published: Procedure;
  mine: string;
  onClose: () => void;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}
/** A version was published that the text has not seen: saving or publishing it as it is would take that version back. */
export function MovedDialog({ published, mine, onClose, onKeepMine, onTakeTheirs }: MovedDialogProps) {
  const { t } = useTranslation();
  const { version, published_at, published_by } = published;
  return (
    <Dialog wide title={t("author.moved", { version })} onClose={onClose}>
      <div className="stack">
        <Choice
          words={t("author.moved_by", { version, name: published_by, when: relative(published_at) })}
          theirs={published.source}
          mine={mine}
          onLater={onClose}
          onTakeTheirs={onTakeTheirs}
          onKeepMine={onKeepMine}
        />
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

/** What to do when someone else saved or published first, and dropping a draft. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { draftQuery } from "../api/queries";
import type { Procedure } from "../api/types";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { DiffView } from "../shared/diff_view";
import { relative } from "../shared/format";
import { ProblemNote } from "../shared/problem";
import type { Saved } from "./text_at_hand";

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

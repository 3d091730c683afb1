/** The text in the editor: what it began from, whether somebody else was faster, and saving it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import type { Draft, Procedure } from "../api/types";
import { useSession } from "../app/session";
import { toast } from "../app/toasts";
import { beginning, keep, readKept, type Saved } from "./text_at_hand";

/** @param show puts a text into the editor, when there is one already. */
export function useTextAtHand(
  id: string,
  saved: Saved | null,
  published: Procedure | null,
  show: (text: string) => void,
) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [person] = useState(useSession().person.id);
  const [start] = useState(() => beginning(id, saved, published, readKept(person, id)));
  const [text, setText] = useState(start.text);
  const [base, setBase] = useState(start.base);
  const [begun, setBegun] = useState({ version: start.version, source: published?.source ?? "" });
  const [restored, setRestored] = useState(start.restored);
  const dirty = text !== (base?.draft.source ?? begun.source);
  const outdated = (published?.version ?? 0) > begun.version;
  const etag = base?.etag ?? null;

  const replace = (source: string) => {
    setText(source);
    show(source);
  };
  /** From here on the text counts as one that began from the newest version. */
  const follow = () => setBegun({ version: published?.version ?? 0, source: published?.source ?? "" });
  const takePublished = () => {
    follow();
    replace(published?.source ?? "");
  };
  const untouched = outdated && !base && !dirty;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every version that appears
  useEffect(() => {
    if (untouched) takePublished();
  }, [untouched, published?.version]);
  useEffect(() => {
    keep(person, id, dirty ? { text, version: begun.version, etag } : null);
  }, [person, id, dirty, text, begun.version, etag]);
  useBlocker({
    shouldBlockFn: ({ next }) => {
      // Whoever signs in again finds the text as it was.
      if (!dirty || next.pathname === "/sign-in") return false;
      if (!window.confirm(t("author.leave"))) return true;
      keep(person, id, null);
      return false;
    },
    enableBeforeUnload: () => dirty,
  });

  const save = useMutation<Saved, ApiError, { over: string | null } | undefined>({
    mutationFn: async (how) => {
      const tag = how ? how.over : etag;
      const headers: Record<string, string> = tag ? { "If-Match": tag } : { "If-None-Match": "*" };
      const path = `/procedures/${encodeURIComponent(id)}/draft`;
      const made = await send<Draft>(path, { method: "PUT", body: { source: text }, headers });
      return { draft: { ...made.data, source: text }, etag: made.etag };
    },
    onSuccess: (made) => {
      setBase(made);
      setRestored(false);
      client.setQueryData(["draft", id], made);
      void client.invalidateQueries({ queryKey: ["procedures"] });
      toast(t("common.saved"), "good");
    },
  });
  return {
    text,
    setText,
    base,
    dirty,
    /** A newer version was published than the one the text began from. */
    outdated,
    /** What was typed before and not saved is back. */
    restored: restored && dirty,
    save,
    follow,
    takePublished,
    takeDraft(theirs: Saved | null) {
      setBase(theirs);
      replace(theirs?.draft.source ?? published?.source ?? "");
      if (!theirs) follow();
    },
  };
}

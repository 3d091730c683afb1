/** What is said about a draft, step by step: talks with replies, beside the text they are about. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, post } from "../api/client";
import { commentsQuery } from "../api/queries";
import type { DraftComment } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Button } from "../shared/button";
import { relative } from "../shared/format";
import { ProblemNote } from "../shared/problem";
import { Empty, Select, Tag } from "../shared/small";
import { TextArea } from "../shared/text_area";
import "./change.css";

export interface StepPlace {
  id: string;
  title: string;
  line: number;
}
interface CommentsProps {
  id: string;
  /** Of the text as it is typed; the step under the cursor first in mind. */
  steps: StepPlace[];
  here: string;
  /** There is a draft to talk about. */
  hasDraft: boolean;
  onGo: (line: number) => void;
}
export function CommentsPanel({ id, steps, here, hasDraft, onGo }: CommentsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery({ ...commentsQuery(id), enabled: hasDraft });
  const [picked, setPicked] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const step = picked ?? here;
  const at = `/procedures/${encodeURIComponent(id)}/comments`;
  const changed = () => void client.invalidateQueries({ queryKey: ["procedure", id, "comments"] });
  const add = useMutation<unknown, ApiError, { step?: string; reply_to?: string; text: string }>({
    mutationFn: (body) => post(at, body),
    onSuccess: changed,
  });
  const resolve = useMutation<unknown, ApiError, { comment: string; resolved: boolean }>({
    mutationFn: ({ comment, resolved }) => post(`${at}/${encodeURIComponent(comment)}/resolve`, { resolved }),
    onSuccess: changed,
  });
  function say(event: FormEvent) {
    event.preventDefault();
    const text = words.trim();
    if (!text) return;
    add.mutate({ step: step || undefined, text }, { onSuccess: () => setWords("") });
  }
  const talks = (data ?? []).filter((entry) => !entry.reply_to);
  return (
    <div className="stack">
      {hasDraft && (
        <form className="stack" onSubmit={say}>
          <Select
            label={t("change.comment_on")}
            any={t("change.comment_text")}
            value={step}
            options={steps.map((entry) => ({ value: entry.id, text: entry.title }))}
            onChange={setPicked}
          />
          <TextArea
            label={t("change.comment_words")}
            rows={3}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <div className="form-end">
            <Button type="submit" size="xs" loading={add.isPending} disabled={!words.trim()}>
              {t("change.comment")}
            </Button>
          </div>
        </form>
      )}
      <ProblemNote error={error ?? add.error ?? resolve.error} />
      {hasDraft && !data && !error && <Busy />}
      {(!hasDraft || (data && talks.length === 0)) && <Empty icon="check" title={t("change.comments_none")} />}
      <ul className="comment-list">
        {talks.map((talk) => (
          <li key={talk.id}>
            <Talk
              talk={talk}
              replies={(data ?? []).filter((entry) => entry.reply_to === talk.id)}
              step={steps.find((entry) => entry.id === talk.step)}
              onGo={onGo}
              onReply={(text, done) => add.mutate({ reply_to: talk.id, text }, { onSuccess: done })}
              onResolve={(resolved) => resolve.mutate({ comment: talk.id, resolved })}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface TalkProps {
  talk: DraftComment;
  replies: DraftComment[];
  step: StepPlace | undefined;
  onGo: (line: number) => void;
  onReply: (text: string, done: () => void) => void;
  onResolve: (resolved: boolean) => void;
}
function Talk({ talk, replies, step, onGo, onReply, onResolve }: TalkProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const settled = !!talk.resolved_at;
  return (
    <article className="comment-talk" data-resolved={settled}>
      <div className="row-between">
        {step ? (
          <button type="button" className="link-button" onClick={() => onGo(step.line)}>
            {step.title}
          </button>
        ) : (
          <span className="dim">{talk.step ? t("change.step_gone") : t("change.comment_text")}</span>
        )}
        {settled && <Tag kind="good">{t("change.resolved_by", { name: talk.resolved_by })}</Tag>}
      </div>
      <Said comment={talk} />
      {replies.map((reply) => (
        <div key={reply.id} className="comment-reply">
          <Said comment={reply} />
        </div>
      ))}
      {!settled && (
        <TextArea
          aria-label={t("change.reply")}
          rows={1}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div className="form-end">
        {!settled && (
          <Button
            size="xs"
            variant="default"
            disabled={!words.trim()}
            onClick={() => onReply(words.trim(), () => setWords(""))}
          >
            {t("change.reply")}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => onResolve(!settled)}>
          {settled ? t("change.reopen") : t("change.resolve")}
        </Button>
      </div>
    </article>
  );
}

function Said({ comment }: { comment: DraftComment }) {
  return (
    <>
      <p className="dim small">
        {comment.by}, {relative(comment.at)}
      </p>
      <p className="comment-words">{comment.text}</p>
    </>
  );
}

/** What waits for approval: its text with what changes, who wrote it, who approved it, and the approver's two answers. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, post } from "../api/client";
import { historyQuery, submissionQuery } from "../api/queries";
import type { Procedure, Submission } from "../api/types";
import { Busy } from "../app/fallbacks";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { DiffView } from "../shared/diff_view";
import { dateTime, relative } from "../shared/format";
import { Icon } from "../shared/icons";
import { ProblemNote } from "../shared/problem";
import { Empty, Tag } from "../shared/small";
import { TextArea } from "../shared/text_area";
import "./change.css";
import { RedlineFlow, RedlinePage } from "./redline";
import { Weights } from "./weights";

const looks = { open: "accent", published: "good", "sent-back": "bad", recalled: undefined, void: "warn" } as const;
const word = (status: string) => status.replaceAll("-", "_");

export function SubmissionView({ id, published }: { id: string; published: Procedure | null }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(submissionQuery(id));
  return (
    <div className="stack">
      <ProblemNote error={error} />
      {isPending && <Busy />}
      {data === null && <Empty icon="check" title={t("change.no_submission")} />}
      {data && <SubmissionPanel id={id} data={data} published={published} />}
      <History id={id} />
    </div>
  );
}

interface Given {
  version: number;
  roles_left: string[];
}
function SubmissionPanel({ id, data, published }: { id: string; data: Submission; published: Procedure | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const [sendingBack, setSendingBack] = useState(false);
  const at = `/procedures/${encodeURIComponent(id)}/submission`;
  const settled = () => {
    void client.invalidateQueries({ queryKey: ["procedure", id] });
    void client.invalidateQueries({ queryKey: ["procedures"] });
  };
  const approve = useMutation<Given, ApiError>({
    mutationFn: () => post<Given>(`${at}/approve`, { submission: data.id }),
    onSuccess: (made) => {
      toast(
        made.version > 0
          ? t("change.approved_all", { version: made.version })
          : t("change.approved", { left: made.roles_left.join(", ") }),
        "good",
      );
      settled();
    },
    onError: settled,
  });
  const recall = useMutation<unknown, ApiError>({
    mutationFn: () => post(`${at}/recall`, { submission: data.id }),
    onSuccess: () => {
      toast(t("change.recalled"), "good");
      settled();
    },
  });
  const open = data.status === "open";
  const from = published ? String(published.version) : "";
  return (
    <section className="stack" aria-label={t("change.review")}>
      <div className="row-between">
        <h2 className="small-title">
          <Tag kind={looks[data.status]}>{t(`change.status_${word(data.status)}`)}</Tag> {data.title}
        </h2>
        <span className="row">
          {open && data.may_settle && (
            <>
              <Button
                leftSection={<Icon name="check" size={15} />}
                loading={approve.isPending}
                onClick={() => approve.mutate()}
              >
                {t("change.approve")}
              </Button>
              <Button
                variant="default"
                leftSection={<Icon name="cross" size={15} />}
                onClick={() => setSendingBack(true)}
              >
                {t("change.send_back")}
              </Button>
            </>
          )}
          {open && may("procedure.edit") && (
            <Button variant="default" loading={recall.isPending} onClick={() => recall.mutate()}>
              {t("change.recall")}
            </Button>
          )}
        </span>
      </div>
      <ProblemNote error={approve.error ?? recall.error} />
      {open && !data.may_settle && (
        <p className="why-not">
          <Icon name="lock" size={14} /> {data.may_not}
        </p>
      )}
      <ul className="submission-facts">
        <li>{t("change.submitted_by", { name: data.submitted_by, when: relative(data.submitted_at) })}</li>
        <li>{t("change.authors", { names: data.authors.join(", ") })}</li>
        <li>{t("change.note", { note: data.note })}</li>
        {data.effective_at && (
          <li>
            {t("change.term")} {t("change.term_from", { when: dateTime(data.effective_at) })}
          </li>
        )}
        {data.expires_at && (
          <li>
            {t("change.term")} {t("change.term_until", { when: dateTime(data.expires_at) })}
          </li>
        )}
        {data.roles.length > 0 && <li>{t("change.approvers", { roles: data.roles.join(", ") })}</li>}
        {data.approvals.map((one) => (
          <li key={one.name}>
            {t("change.approvals")}:{" "}
            {t("change.approved_by", { name: one.name, roles: one.roles.join(", ") || "✓", when: dateTime(one.at) })}
          </li>
        ))}
      </ul>
      {data.changes.length > 0 && (
        <section aria-label={t("change.classes")}>
          <h3 className="small-title">{t("change.classes")}</h3>
          <Weights changes={data.changes} />
        </section>
      )}
      {open && (
        <>
          <h3 className="small-title">{t("change.page")}</h3>
          <RedlinePage id={id} from={from} to="submitted" />
          {!published?.guidance_only && <RedlineFlow id={id} from={from} to="submitted" />}
          <DiffView diff={{ changes: [], before: data.before ?? "", after: data.source ?? "" }} />
        </>
      )}
      {sendingBack && (
        <SendBackDialog
          at={at}
          submission={data.id}
          onClose={() => setSendingBack(false)}
          onDone={() => {
            setSendingBack(false);
            settled();
          }}
        />
      )}
    </section>
  );
}

interface SendBackProps {
  at: string;
  submission: string;
  onClose: () => void;
  onDone: () => void;
}
function SendBackDialog({ at, submission, onClose, onDone }: SendBackProps) {
  const { t } = useTranslation();
  const send = useMutation<unknown, ApiError, string>({
    mutationFn: (reason) => post(`${at}/send-back`, { submission, reason }),
    onSuccess: () => {
      toast(t("change.sent_back"), "good");
      onDone();
    },
  });
  return (
    <ReasonDialog
      title={t("change.send_back")}
      submit={t("change.send_back")}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onSay={(reason) => send.mutate(reason)}
    />
  );
}

interface ReasonDialogProps {
  title: string;
  words?: string;
  submit: string;
  busy: boolean;
  error: ApiError | null;
  onClose: () => void;
  onSay: (reason: string) => void;
}
export function ReasonDialog({ title, words, submit, busy, error, onClose, onSay }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  function say(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (reason.trim()) onSay(reason.trim());
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={say} noValidate>
        {words && <p>{words}</p>}
        <TextArea
          data-autofocus
          label={t("change.reason")}
          rows={3}
          value={reason}
          error={tried && !reason.trim() ? t("change.reason_needed") : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNote error={error} />
        <DialogEnd submit={submit} busy={busy} variant="danger" onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function History({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(historyQuery(id));
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Busy />;
  const detail = (value: unknown) => (typeof value === "string" && value ? value : "");
  return (
    <section aria-label={t("change.history")}>
      <h2 className="small-title">{t("change.history")}</h2>
      {data.length === 0 ? (
        <p className="dim">{t("change.history_none")}</p>
      ) : (
        <ul className="submission-facts">
          {data.map((event) => (
            <li key={event.seq}>
              <time dateTime={event.at}>{dateTime(event.at)}</time>{" "}
              <strong>{t(`change.event_${word(event.kind)}`, { defaultValue: event.kind })}</strong>
              {typeof event.data.version === "number" && event.data.version > 0 && (
                <> · {t("library.version_number", { version: event.data.version })}</>
              )}
              {event.by && <> · {event.by}</>}
              {[detail(event.data.note), detail(event.data.reason), detail(event.data.approval)]
                .filter(Boolean)
                .map((text) => (
                  <span key={text} className="dim">
                    {" "}
                    · {text}
                  </span>
                ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

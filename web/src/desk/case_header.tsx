/** What a case is, at a glance, and what may be done with the whole of it. */

import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Command, useCommand } from "../api/queries";
import type { Case } from "../api/types";
import { Go } from "../app/go";
import { useMay, useSession } from "../app/session";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dropdown, MenuItem } from "../shared/dropdown";
import { channelIcon, Icon } from "../shared/icons";
import { problemText } from "../shared/problem";
import { Due, PriorityTag, Select, StatusTag, Tag } from "../shared/small";
import { useVersionName } from "../shared/version_name";
import { priorities } from "../shared/words";
import type { CaseDialog } from "./dialogs";
import { catchFocus } from "./focus";

export function CaseHeader({ data, onDialog }: { data: Case; onDialog: (dialog: CaseDialog) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { person } = useSession();
  const command = useCommand(data.id);
  const works = may("case.work");
  const version = useVersionName(data.procedure, data.version);
  const closed = data.status === "closed";
  const mine = data.assignee === person.id;
  const heading = useRef<HTMLHeadingElement>(null);
  const run = (what: Command, done?: string) =>
    command.mutate(what, {
      onSuccess: () => {
        if (done) toast(done, "good");
        catchFocus(() => heading.current?.focus());
      },
      onError: (error) => toast(problemText(error, t), "bad"),
    });

  return (
    <header className="case-head">
      <div className="case-head-main">
        <div className="case-head-line">
          <span className="case-number">{data.number}</span>
          <h2 className="case-subject" title={data.subject} ref={heading} tabIndex={-1}>
            {data.subject}
          </h2>
          <StatusTag status={data.status} outcome={data.outcome_label || data.outcome} />
          {closed ? <PriorityTag priority={data.priority} /> : <Due at={data.due_at} />}
        </div>
        <div className="case-head-line case-facts">
          <span>
            <Icon name="customer" size={14} /> {data.customer_name}
          </span>
          <span>
            <Icon name={channelIcon(data.channel)} size={14} />{" "}
            {t(`channel.${data.channel}`, { defaultValue: data.channel ?? "" })}
          </span>
          {data.state && <span>{t(`state.${data.state}`, { defaultValue: data.state })}</span>}
          {data.language && (
            <span lang={data.language}>{t(`language.${data.language}`, { defaultValue: data.language })}</span>
          )}
          <Go to={`/library/${data.procedure}`} search={{ version: data.version }}>
            {t("case.under", { title: data.procedure_title, version })}
          </Go>
          {data.team && <span>{t("case.team", { team: data.team_label || data.team })}</span>}
          <span>{data.assignee_name ? t("case.assigned", { name: data.assignee_name }) : t("case.nobody")}</span>
          {data.waiting_for && (
            <Tag icon="clock">
              {t("case.waits_for", { who: t(`waiting.${data.waiting_for}`, { defaultValue: data.waiting_for }) })}
            </Tag>
          )}
        </div>
      </div>
      <div className="case-head-acts">
        {works && !closed && (
          <Select
            label={t("case.priority")}
            hideLabel
            value={data.priority}
            disabled={command.isPending}
            options={priorities.map((value) => ({ value, text: t(`priority.${value}`) }))}
            onChange={(priority) => run({ type: "set-priority", priority })}
          />
        )}
        {works && !closed && !mine && (
          <Button size="xs" onClick={() => run({ type: "assign", person_id: person.id }, t("case.taken"))}>
            {t("case.take")}
          </Button>
        )}
        {works && data.status === "paused" && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="play" size={14} />}
            onClick={() => run({ type: "resume" }, t("case.resumed"))}
          >
            {t("case.resume")}
          </Button>
        )}
        {works && !closed && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="close" size={14} />}
            onClick={() => onDialog({ kind: "close" })}
          >
            {t("case.close")}
          </Button>
        )}
        {closed && may("case.reopen") && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="undo" size={14} />}
            onClick={() => onDialog({ kind: "reopen" })}
          >
            {t("case.reopen")}
          </Button>
        )}
        <More data={data} mine={mine} run={run} onDialog={onDialog} />
      </div>
    </header>
  );
}

interface MoreProps {
  data: Case;
  mine: boolean;
  run: (command: Command, done?: string) => void;
  onDialog: (dialog: CaseDialog) => void;
}
function More({ data, mine, run, onDialog }: MoreProps) {
  const { t } = useTranslation();
  const may = useMay();
  const works = may("case.work") && data.status !== "closed";
  const reads = may("record.read");
  const assigns = works && may("case.assign") && may("people.read");
  if (!works && !reads) return null;
  return (
    <Dropdown className="icon-button boxed" name={t("case.more")} button={<Icon name="more" />}>
      {(close) => {
        const open = (kind: "pause" | "hand-over" | "assign") => () => {
          close();
          onDialog({ kind });
        };
        return (
          <>
            {works && data.status === "open" && (
              <MenuItem icon="pause" onClick={open("pause")}>
                {t("case.pause")}
              </MenuItem>
            )}
            {works && (
              <MenuItem icon="handover" onClick={open("hand-over")}>
                {t("case.hand_over")}
              </MenuItem>
            )}
            {assigns && (
              <MenuItem icon="people" onClick={open("assign")}>
                {t("case.assign")}
              </MenuItem>
            )}
            {works && mine && (
              <MenuItem
                icon="back"
                onClick={() => {
                  close();
                  run({ type: "assign", person_id: "" }, t("case.put_back_done"));
                }}
              >
                {t("case.put_back")}
              </MenuItem>
            )}
            {reads && (
              <Go to={`/record/${data.id}`} className="menu-item">
                <Icon name="record" size={16} />
                {t("case.record")}
              </Go>
            )}
          </>
        );
      }}
    </Dropdown>
  );
}

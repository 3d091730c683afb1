/** The approvals inbox: what waits for one of my roles, with enough of the case to decide by. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { caseQuery, submissionsQuery, waitingQuery } from "../api/queries";
import type { Case } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useGo } from "../app/go";
import { useMay, useSession } from "../app/session";
import { Button } from "../shared/button";
import { relative } from "../shared/format";
import { Icon } from "../shared/icons";
import { More } from "../shared/page";
import { ProblemNote } from "../shared/problem";
import { Due, Empty, PriorityTag, useTitle } from "../shared/small";
import "./desk.css";
import "./guide.css";
import type { CaseDialog } from "./dialogs";
import { FactList } from "./guide_facts";
import { approvalsFor, type Waiting } from "./queue_filter";

const CaseDialogs = lazy(() => import("./dialogs"));
/** Each is read in full, for what is to be decided. */
const SHOWN_AT_ONCE = 20;

export function ApprovalsPage() {
  const { t } = useTranslation();
  useTitle(t("nav.approvals"));
  const { person } = useSession();
  const { data, error, isPending } = useQuery(waitingQuery(person.roles));
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  const waiting = data ?? [];
  const cases = useQueries({ queries: waiting.slice(0, most).map((item) => caseQuery(item.id)) });
  const list = approvalsFor(
    cases.map((entry) => entry.data).filter((entry): entry is Case => !!entry),
    person.roles,
    person.id,
  );
  const failed = error ?? cases.find((entry) => entry.error && !entry.data)?.error;
  const loading = isPending || cases.some((entry) => entry.isPending);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner narrow">
        <h1 className="title">{t("nav.approvals")}</h1>
        <p className="dim">
          {t("approvals.intro", {
            roles: person.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(", "),
          })}
        </p>
        <ProblemNote error={failed} />
        {loading && <Busy />}
        {!loading && !failed && list.length === 0 && (
          <Empty icon="check" title={t("approvals.empty")}>
            <p>{t("approvals.empty_hint")}</p>
          </Empty>
        )}
        <Submissions />
        <ul className="stack">
          {list.map((entry) => (
            <li key={`${entry.data.id}/${entry.approval.path}`}>
              <ApprovalCard {...entry} />
            </li>
          ))}
        </ul>
        <More
          list={{
            hasNextPage: waiting.length > most,
            isFetchingNextPage: false,
            fetchNextPage: () => setMost(most + SHOWN_AT_ONCE),
          }}
        />
      </div>
    </main>
  );
}

/** New versions of procedures that this person may approve. */
function Submissions() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...submissionsQuery, enabled: may("procedure.approve") });
  const mine = (data ?? []).filter((entry) => entry.may_settle);
  if (mine.length === 0) return null;
  return (
    <section aria-label={t("change.waiting")}>
      <h2 className="small-title">{t("change.waiting")}</h2>
      <ul className="stack">
        {mine.map((entry) => (
          <li key={entry.id} className="panel approval">
            <Go to={`/library/${entry.procedure}`} search={{ view: "review" }}>
              {entry.title}
            </Go>
            <p className="dim small">
              {t("change.submitted_by", { name: entry.submitted_by, when: relative(entry.submitted_at) })}
            </p>
            <p>{entry.note}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ApprovalCard({ data, approval, mine }: Waiting) {
  const { t } = useTranslation();
  const go = useGo();
  const [dialog, setDialog] = useState<CaseDialog | null>(null);
  return (
    <article className="panel approval" aria-labelledby={`approval-${data.id}`}>
      <div className="row-between">
        <h2 className="small-title" id={`approval-${data.id}`}>
          <Go to={`/desk/${data.id}`}>
            {data.number} {data.subject}
          </Go>
        </h2>
        <span className="row">
          <PriorityTag priority={data.priority} />
          <Due at={data.due_at} />
        </span>
      </div>
      <p className="dim small">
        {t("approvals.line", {
          role: approval.role_label || approval.role,
          name: data.assignee_name,
          procedure: data.procedure_title,
          customer: data.customer_name,
        })}
      </p>
      <FactList facts={data.guide.facts.filter((fact) => !fact.personal)} />
      {mine ? (
        <p className="why-not">
          <Icon name="lock" size={14} /> {t("approvals.own")}
        </p>
      ) : (
        <div className="row">
          <Button
            leftSection={<Icon name="check" size={15} />}
            onClick={() => setDialog({ kind: "approve", item: approval })}
          >
            {t("guide.approve")}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="cross" size={15} />}
            onClick={() => setDialog({ kind: "refuse", item: approval })}
          >
            {t("guide.refuse")}
          </Button>
        </div>
      )}
      {dialog && (
        <Suspense fallback={null}>
          <CaseDialogs
            data={data}
            dialog={dialog}
            onClose={() => setDialog(null)}
            onGate={() => go(`/desk/${data.id}`)}
          />
        </Suspense>
      )}
    </article>
  );
}

/** The agent's desk: the queue, the conversation and the guide side by side; on narrow screens one after the other. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, send } from "../api/client";
import { caseQuery } from "../api/queries";
import type { Case } from "../api/types";
import { Busy } from "../app/fallbacks";
import { useGo, useParam, useSearchValues, useSetSearch } from "../app/go";
import { useKeys } from "../app/keys";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { FilesOf } from "../shared/files_of";
import { ProblemNote, problemText } from "../shared/problem";
import { Empty, TabList, useTitle } from "../shared/small";
import { CaseHeader } from "./case_header";
import { Conversation } from "./conversation";
import type { CaseDialog } from "./dialogs";
import "./queue.css";
import "./conversation.css";
import "./desk.css";
import "./guide.css";
import { catchFocus, focusItem, focusPane } from "./focus";
import { GuidePane } from "./guide_pane";
import { QueuePane } from "./queue";

const CaseDialogs = lazy(() => import("./dialogs"));
const NewCaseDialog = lazy(() => import("./new_case_dialog"));
type Pane = "queue" | "conversation" | "guide";

export function DeskPage() {
  const { t } = useTranslation();
  const id = useParam("caseId");
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const go = useGo();
  const may = useMay();
  const client = useQueryClient();
  const [pane, setPane] = useState<Pane>(id ? "guide" : "queue");
  const [dialog, setDialog] = useState<CaseDialog | null>(null);
  const { data, error, isPending } = useQuery(caseQuery(id));
  const taking = useRef(false);
  useTitle(data ? `${data.number} ${data.subject}` : t("nav.desk"));

  useEffect(() => {
    setPane(id ? "guide" : "queue");
    setDialog(null);
  }, [id]);

  const open = useCallback((caseId: string) => go(`/desk/${caseId}`, { ...search, new: undefined }), [go, search]);
  async function takeNext() {
    if (taking.current || !may("case.work")) return;
    taking.current = true;
    try {
      const answer = await send<Case | undefined>("/cases/next", { method: "POST", body: {} });
      if (answer.data?.id) {
        client.setQueryData(["case", answer.data.id], answer.data);
        void client.invalidateQueries({ queryKey: ["cases"] });
        toast(t("desk.took", { number: answer.data.number }), "good");
        open(answer.data.id);
      } else toast(t("desk.nothing_next"));
    } catch (caught) {
      toast(problemText(caught, t), "bad");
    } finally {
      taking.current = false;
    }
  }
  const show = (next: Pane) => {
    setPane(next);
    requestAnimationFrame(() => focusPane(next));
  };
  useKeys({
    n: () => void takeNext(),
    c: () => may("case.work") && setSearch({ new: "1" }),
    "1": () => show("queue"),
    "2": () => id && show("conversation"),
    "3": () => id && show("guide"),
  });

  const panes: { id: Pane; text: string }[] = [
    { id: "queue", text: t("desk.queue") },
    { id: "conversation", text: t("desk.conversation") },
    { id: "guide", text: t("desk.guide") },
  ];
  return (
    <main className="desk" id="main" tabIndex={-1} data-pane={pane} data-case={id ? "yes" : "no"}>
      <h1 className="visually-hidden">{t("nav.desk")}</h1>
      {id && (
        <div className="desk-tabs">
          <TabList label={t("desk.panes")} tabs={panes} value={pane} onChange={setPane} />
        </div>
      )}
      <QueuePane current={id} onOpen={open} onNext={() => void takeNext()} onNew={() => setSearch({ new: "1" })} />
      <div className="case">
        {!id && (
          <Empty icon="desk" title={t("desk.choose")}>
            {may("case.work") && <p>{t("desk.choose_hint")}</p>}
          </Empty>
        )}
        {id && isPending && <Busy />}
        {id && error && !data && (
          <div className="pad">
            {error instanceof ApiError && error.status === 404 ? (
              <Empty icon="warning" title={t("desk.no_such_case")} />
            ) : (
              <ProblemNote error={error} />
            )}
          </div>
        )}
        {data && <OpenCase key={data.id} data={data} dialog={dialog} onDialog={setDialog} onPane={setPane} />}
      </div>
      <Suspense fallback={null}>
        {search.new && may("case.work") && (
          <NewCaseDialog onClose={() => setSearch({ new: undefined })} onOpened={(made) => open(made.id)} />
        )}
      </Suspense>
    </main>
  );
}

interface OpenCaseProps {
  data: Case;
  dialog: CaseDialog | null;
  onDialog: (dialog: CaseDialog | null) => void;
  onPane: (pane: Pane) => void;
}
function OpenCase({ data, dialog, onDialog, onPane }: OpenCaseProps) {
  const may = useMay();
  const client = useQueryClient();
  const works = may("case.work");
  const close = () => {
    onDialog(null);
    // What opened the dialog may be gone with what was done in it.
    catchFocus(() => {
      const next = client.getQueryData<Case>(["case", data.id])?.guide.now[0];
      if (next) focusItem(next);
      else focusPane("guide");
    });
  };
  const toItem = (path: string) => {
    onDialog(null);
    onPane("guide");
    // The dialog gives focus back to its opener first.
    setTimeout(() => focusItem(path), 60);
  };
  useKeys({
    e: () => data.guide.now[0] && toItem(data.guide.now[0]),
    x: () => works && data.status !== "closed" && onDialog({ kind: "close" }),
  });
  return (
    <>
      <CaseHeader data={data} onDialog={onDialog} />
      <FilesOf value={data.id}>
        <div className="case-panes">
          <Conversation data={data} />
          <GuidePane data={data} onDialog={onDialog} />
        </div>
      </FilesOf>
      {dialog && (
        <Suspense fallback={null}>
          <CaseDialogs data={data} dialog={dialog} onClose={close} onGate={(gate) => toItem(gate.path)} />
        </Suspense>
      )}
    </>
  );
}

/** The author's screen: the text on one side; on the other what is wrong, the picture and the scenarios, as one types. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, post, send } from "../api/client";
import { commentsQuery, draftQuery, procedureQuery, submissionQuery } from "../api/queries";
import type { CheckAnswer, CursorHelp, Procedure, ScenarioResult } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useGo, useParam } from "../app/go";
import { useKeys } from "../app/keys";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { CommentsPanel, type StepPlace } from "../change/comments_panel";
import { Button, buttonLook } from "../shared/button";
import { useDebouncedValue } from "../shared/debounce";
import { Dropdown } from "../shared/dropdown";
import { relative } from "../shared/format";
import { Icon } from "../shared/icons";
import { Picture } from "../shared/picture";
import { ProblemNote, problemText } from "../shared/problem";
import { Scenarios } from "../shared/scenarios";
import { Empty, TabList, Tag, useTitle } from "../shared/small";
import "./author.css";
import { namesOf, placeOf } from "./completion";
import { ConflictDialog, DropDialog, MovedDialog } from "./dialogs";
import type { Cursor, EditorHandle } from "./editor";
import { ExpressionPanel, type Sample, toFacts } from "./expression_panel";
import { DiagnosticList, UnderstandingList } from "./findings";
import { InsertPalette } from "./insert_palette";
import { LawPanel } from "./law_panel";
import { PublishDialog } from "./publish_dialog";
import { putIn } from "./put_in";
import type { Saved } from "./text_at_hand";
import { useTextAtHand } from "./use_text_at_hand";

const Editor = lazy(() => import("./editor"));
const CHECK_DELAY_MS = 350;

export function AuthorPage() {
  const { t } = useTranslation();
  const id = useParam("procedureId");
  const may = useMay();
  const draft = useQuery({ ...draftQuery(id), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const published = useQuery({ ...procedureQuery(id), staleTime: 0, refetchOnWindowFocus: false });
  const absent = published.error instanceof ApiError && published.error.status === 404;
  if (!may("procedure.edit")) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <Empty icon="lock" title={t("problem.denied")} />
      </main>
    );
  }
  if (draft.isPending || published.isPending) return <Busy />;
  if (draft.error || (published.error && !absent)) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <ProblemNote error={draft.error ?? published.error} />
      </main>
    );
  }
  return <Author key={id} id={id} saved={draft.data ?? null} published={published.data ?? null} />;
}

/** The steps of the compiled text, in order. */
function stepsOf(compiled: CheckAnswer["compiled"] | undefined): StepPlace[] {
  return (compiled?.root?.children ?? []).flatMap((node) => {
    const text = node.text as string | { text?: string } | undefined;
    const title = typeof text === "string" ? text : (text?.text ?? "");
    return node.id ? [{ id: node.id, title: title || node.id, line: node.span?.line ?? 1 }] : [];
  });
}

type Next = "save" | "publish";
type Shown = { kind: "publish" | "conflict" | "drop" } | { kind: "moved"; next: Next };
type Side = "problems" | "law" | "lines" | "picture" | "scenarios" | "comments";

function Author({ id, saved, published }: { id: string; saved: Saved | null; published: Procedure | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const go = useGo();
  const editor = useRef<EditorHandle>(null);
  const hand = useTextAtHand(id, saved, published, (source) => editor.current?.replace(source));
  const { text, base, dirty, outdated, save } = hand;
  const [side, setSide] = useState<Side>("problems");
  const [dialog, setDialog] = useState<Shown | null>(null);
  const [shownPane, setShownPane] = useState<"text" | "side">("text");
  const asked = useDebouncedValue(text, CHECK_DELAY_MS);
  const check = useQuery({
    queryKey: ["check", id, asked],
    queryFn: async ({ signal }) =>
      (await send<CheckAnswer>("/procedures/check", { method: "POST", body: { source: asked, id }, signal })).data,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const answer = check.data;
  const [cursor, setCursor] = useState<Cursor>({ line: 1, column: 1 });
  const [sample, setSample] = useState<Sample>({});
  const where = useDebouncedValue(cursor, CHECK_DELAY_MS);
  const before = [...(asked.split("\n")[where.line - 1] ?? "")].slice(0, where.column - 1).join("");
  const facts = useDebouncedValue(sample, CHECK_DELAY_MS);
  const inExpression = ["code", "cell"].includes(placeOf(before).kind);
  const help = useQuery({
    queryKey: ["complete", id, asked, where.line, where.column, facts],
    queryFn: async ({ signal }) =>
      (
        await send<CursorHelp>("/procedures/complete", {
          method: "POST",
          body: { source: asked, line: where.line, column: where.column, facts: toFacts(facts) },
          signal,
        })
      ).data,
    enabled: inExpression,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const helpHere = inExpression ? (help.data ?? null) : null;
  const title = published?.title ?? base?.draft.source.match(/^title:\s*(.+)$/m)?.[1] ?? id;
  useTitle(`${t("author.title")}: ${title}`);

  const format = useMutation<{ source: string }, ApiError>({
    mutationFn: () => post<{ source: string }>("/procedures/format", { source: text }),
    onSuccess: (made) => editor.current?.replace(made.source),
    onError: (error) => toast(problemText(error, t), "bad"),
  });
  const test = useMutation<{ scenarios: ScenarioResult[] }, ApiError>({
    mutationFn: () =>
      post<{ scenarios: ScenarioResult[] }>(`/procedures/${encodeURIComponent(id)}/test`, { source: text }),
  });
  const runTests = () => {
    setSide("scenarios");
    setShownPane("side");
    test.mutate();
  };
  async function goOn(next: Next) {
    if (dirty) {
      try {
        await save.mutateAsync(undefined);
      } catch (error) {
        if (error instanceof ApiError && error.status === 412) setDialog({ kind: "conflict" });
        else toast(problemText(error, t), "bad");
        return;
      }
    }
    if (next === "publish") setDialog({ kind: "publish" });
  }
  const begin = (next: Next) => (outdated ? setDialog({ kind: "moved", next }) : void goOn(next));
  useKeys({ "mod+s": () => dirty && begin("save") });

  const comments = useQuery({ ...commentsQuery(id), enabled: !!base });
  const submission = useQuery(submissionQuery(id));
  const openTalks = comments.data?.filter((entry) => !entry.reply_to && !entry.resolved_at).length ?? 0;
  const steps = stepsOf(answer?.compiled);
  const errors = answer?.diagnostics.filter((entry) => entry.severity === "error").length ?? 0;
  const warnings = (answer?.diagnostics.length ?? 0) - errors;
  const toLine = (line: number, column?: number) => {
    setShownPane("text");
    requestAnimationFrame(() => editor.current?.goTo(line, column));
  };
  return (
    <main className="author" id="main" tabIndex={-1} data-shown={shownPane}>
      <header className="author-head">
        <div className="grow">
          <p className="small">
            <Go to={published ? `/library/${id}` : "/library"}>{published ? title : t("nav.library")}</Go>
          </p>
          <h1 className="author-title">{title}</h1>
          <p className="author-file mono dim">{id}.sop.md</p>
        </div>
        <span className="author-state" role="status">
          {check.isFetching ? (
            <span className="dim small">{t("author.checking")}</span>
          ) : errors > 0 ? (
            <Tag kind="bad" icon="warning">
              {t("author.errors", { count: errors })}
            </Tag>
          ) : (
            <Tag kind="good" icon="check">
              {t("author.ok")}
            </Tag>
          )}
          {warnings > 0 && <Tag kind="warn">{t("author.warnings", { count: warnings })}</Tag>}
          {outdated && <Tag kind="warn">{t("author.moved", { version: published?.version })}</Tag>}
          <span className="dim small">
            {dirty
              ? t("author.unsaved")
              : base
                ? t("author.saved_by", { name: base.draft.edited_by, when: relative(base.draft.edited_at) })
                : t("author.no_draft")}
          </span>
        </span>
        <div className="row">
          <Dropdown
            className={buttonLook("default", "xs")}
            wide
            button={
              <>
                <Icon name="plus" size={15} /> {t("author.insert")}
              </>
            }
            panelLabel={t("author.insert")}
          >
            {(close) => (
              <InsertPalette
                onPick={(snippet) => {
                  close();
                  editor.current?.insert(snippet);
                }}
              />
            )}
          </Dropdown>
          <Button size="xs" variant="default" loading={format.isPending} onClick={() => format.mutate()}>
            {t("author.format")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="play_test" size={14} />}
            loading={test.isPending}
            onClick={runTests}
          >
            {t("author.test")}
          </Button>
          {base && (
            <Button size="xs" variant="default" onClick={() => setDialog({ kind: "drop" })}>
              {t("author.drop")}
            </Button>
          )}
          <Button size="xs" variant="default" loading={save.isPending} disabled={!dirty} onClick={() => begin("save")}>
            {t("author.save")}
          </Button>
          <Button size="xs" disabled={errors > 0 || (!base && !dirty)} onClick={() => begin("publish")}>
            {t(may("procedure.publish") ? "author.publish" : "change.submit")}
          </Button>
        </div>
      </header>
      {submission.data?.status === "open" && (
        <p className="note-box author-restored">
          {t("change.editing_voids")}{" "}
          <Go to={`/library/${id}`} search={{ view: "review" }}>
            {t("change.waits_look")}
          </Go>
        </p>
      )}
      {hand.restored && (
        <p className="note-box row-between author-restored" role="status">
          {t("author.restored")}
          <Button size="xs" variant="default" onClick={() => hand.takeDraft(saved)}>
            {t("author.restored_drop")}
          </Button>
        </p>
      )}
      <div className="author-tabs">
        <TabList
          label={t("author.parts")}
          tabs={[
            { id: "text", text: t("author.text") },
            { id: "side", text: t("author.findings"), count: answer?.diagnostics.length },
          ]}
          value={shownPane}
          onChange={setShownPane}
        />
      </div>
      <div className="author-panes">
        <section className="author-text" aria-label={t("author.text")}>
          <Suspense fallback={<Busy />}>
            <Editor
              ref={editor}
              initial={text}
              label={t("author.text_of", { title })}
              diagnostics={answer?.diagnostics ?? []}
              understanding={answer?.understanding ?? []}
              names={{ ...namesOf(answer?.compiled), offered: helpHere?.completions ?? [] }}
              words={(key) => t(`sentence.${key}`)}
              onChange={hand.setText}
              onCursor={setCursor}
              describedBy="author-expression"
            />
          </Suspense>
          <ExpressionPanel id="author-expression" help={helpHere} sample={sample} onSample={setSample} />
        </section>
        <section className="author-side" aria-label={t("author.findings")}>
          <TabList<Side>
            label={t("author.findings")}
            tabs={[
              { id: "problems", text: t("author.problems"), count: answer?.diagnostics.length },
              {
                id: "law",
                text: t("nav.law"),
                count: answer?.law?.findings.filter((finding) => finding.verdict !== "met").length,
              },
              { id: "lines", text: t("author.lines") },
              { id: "picture", text: t("library.view_picture") },
              { id: "scenarios", text: t("library.view_scenarios") },
              { id: "comments", text: t("change.comments"), count: openTalks || undefined },
            ]}
            value={side}
            onChange={setSide}
            panelId="author-panel"
          />
          <div className="author-panel" id="author-panel" role="tabpanel" aria-label={t("author.findings")}>
            {check.error && <ProblemNote error={check.error} />}
            {side === "problems" && answer && (
              <DiagnosticList
                list={answer.diagnostics}
                guidance={answer.understanding.filter((line) => line.kind === "guidance").length}
                onGo={toLine}
              />
            )}
            {side === "law" && answer && (
              <LawPanel
                law={answer.law}
                onGo={toLine}
                onAdd={(add) => {
                  editor.current?.replace(putIn(text, add));
                  toLine(add.line);
                }}
              />
            )}
            {side === "lines" && answer && <UnderstandingList list={answer.understanding} onGo={toLine} />}
            {side === "picture" &&
              (answer?.picture ? (
                <Picture svg={answer.picture} label={title} />
              ) : (
                <Empty icon="warning" title={t("author.no_picture")} />
              ))}
            {side === "comments" && (
              <CommentsPanel
                id={id}
                steps={steps}
                here={steps.findLast((entry) => entry.line <= cursor.line)?.id ?? ""}
                hasDraft={!!base}
                onGo={toLine}
              />
            )}
            {side === "scenarios" && (
              <>
                {test.isPending && <Busy />}
                <ProblemNote error={test.error} />
                {test.data ? (
                  <Scenarios results={test.data.scenarios} />
                ) : (
                  !test.isPending && (
                    <Button variant="default" onClick={runTests}>
                      {t("scenarios.run")}
                    </Button>
                  )
                )}
              </>
            )}
          </div>
        </section>
      </div>
      {dialog?.kind === "publish" && (
        <PublishDialog
          id={id}
          source={text}
          etag={base?.etag ?? null}
          published={published}
          onClose={() => setDialog(null)}
          onPublished={(submitted) => go(`/library/${id}`, submitted ? { view: "review" } : {})}
          onErrors={() => setSide("problems")}
          onMoved={() => setDialog({ kind: "moved", next: "publish" })}
        />
      )}
      {dialog?.kind === "conflict" && (
        <ConflictDialog
          id={id}
          mine={text}
          onClose={() => setDialog(null)}
          onKeepMine={(etag) => {
            setDialog(null);
            save.mutate({ over: etag }, { onError: (error) => toast(problemText(error, t), "bad") });
          }}
          onTakeTheirs={(theirs) => {
            setDialog(null);
            hand.takeDraft(theirs);
          }}
        />
      )}
      {dialog?.kind === "moved" && published && (
        <MovedDialog
          published={published}
          mine={text}
          onClose={() => setDialog(null)}
          onKeepMine={() => {
            setDialog(null);
            hand.follow();
            void goOn(dialog.next);
          }}
          onTakeTheirs={() => {
            setDialog(null);
            hand.takePublished();
          }}
        />
      )}
      {dialog?.kind === "drop" && (
        <DropDialog
          id={id}
          etag={base?.etag ?? null}
          onClose={() => setDialog(null)}
          onDropped={() => {
            setDialog(null);
            client.setQueryData(["draft", id], null);
            hand.takeDraft(null);
            if (!published) go("/library");
          }}
        />
      )}
    </main>
  );
}

/** The conversation of a case: what was said, what is known, what happened; and the place to write. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { send } from "../api/client";
import { eventsQuery, messagesQuery, useCommand } from "../api/queries";
import type { Case, Message } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go } from "../app/go";
import { useKeys } from "../app/keys";
import { useMay } from "../app/session";
import { Button } from "../shared/button";
import { dateTime, fullDateTime, localTimes, shortTime } from "../shared/format";
import { channelIcon, Icon } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { ProblemNote } from "../shared/problem";
import { Empty, Select, TabList, Tag } from "../shared/small";
import { TextArea } from "../shared/text_area";
import { channels } from "../shared/words";
import { askComposer, type ComposerMode, listenComposer } from "./composer_bus";
import { useDraft } from "./draft";
import { FactList } from "./guide_facts";

type Tab = "messages" | "facts" | "history";
const HISTORY_SHOWN = 30;

export function Conversation({ data }: { data: Case }) {
  const { t } = useTranslation();
  const may = useMay();
  const [tab, setTab] = useState<Tab>("messages");
  const messages = useQuery(messagesQuery(data.id));
  const writes = may("case.work");
  useEffect(() => listenComposer(() => setTab("messages")), []);
  useKeys({
    r: () => writes && data.status === "open" && askComposer("reply"),
    m: () => writes && askComposer("note"),
  });

  const tabs: { id: Tab; text: string; count?: number }[] = [
    { id: "messages", text: t("desk.conversation"), count: messages.data?.length },
    { id: "facts", text: t("conversation.facts"), count: data.guide.facts.length },
    { id: "history", text: t("conversation.history") },
  ];
  return (
    <section className="conversation" aria-label={t("desk.conversation")} data-pane-name="conversation" tabIndex={-1}>
      <TabList label={t("desk.conversation")} tabs={tabs} value={tab} onChange={setTab} panelId="conversation-panel" />
      <div
        className="conversation-panel"
        id="conversation-panel"
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
        tabIndex={0}
        aria-label={tabs.find((entry) => entry.id === tab)?.text}
      >
        {tab === "messages" && <Messages data={data} list={messages.data} error={messages.error} />}
        {tab === "facts" && (
          <div className="pad">
            {data.guide.facts.length === 0 ? (
              <Empty icon="note" title={t("conversation.no_facts")} />
            ) : (
              <FactList facts={data.guide.facts} />
            )}
          </div>
        )}
        {tab === "history" && <History data={data} />}
      </div>
      {writes && tab === "messages" && <Composer key={data.id} data={data} />}
    </section>
  );
}

function Messages({ data, list, error }: { data: Case; list: Message[] | undefined; error: unknown }) {
  const { t } = useTranslation();
  const box = useRef<HTMLUListElement>(null);
  const count = list?.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what scrolls to the end
  useEffect(() => {
    box.current?.parentElement?.scrollTo({ top: box.current.parentElement.scrollHeight });
  }, [count, data.id]);
  if (error) return <ProblemNote error={error} />;
  if (!list) return <Busy />;
  if (count === 0) return <Empty icon="chat" title={t("conversation.empty")} />;
  return (
    <ul className="messages" ref={box}>
      {list.map((message) => (
        <li key={message.id} className={`message message-${message.direction}`}>
          <p className="message-head">
            <Icon name={message.direction === "note" ? "note" : channelIcon(message.channel)} size={14} />
            <strong>
              {message.direction === "in"
                ? message.author_name || message.address || data.customer_name
                : message.author_name || t(message.direction === "note" ? "conversation.note" : "conversation.us")}
            </strong>
            {message.direction === "note" && <span className="dim small">{t("conversation.note_mark")}</span>}
            <time className="dim small" dateTime={message.at} title={fullDateTime(message.at)}>
              {shortTime(message.at)}
            </time>
          </p>
          <p className="message-text">{message.text}</p>
          {message.direction === "out" && message.status && (
            <p className="message-status">
              <Tag kind={message.status === "failed" ? "bad" : undefined}>
                {t(`message.${message.status}`, { defaultValue: message.status })}
              </Tag>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function History({ data }: { data: Case }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: events, error } = useQuery(eventsQuery(data.id));
  if (error) return <ProblemNote error={error} />;
  if (!events) return <Busy />;
  const shown = events.slice(-HISTORY_SHOWN).reverse();
  return (
    <div className="pad">
      <ol className="history">
        {shown.map((event) => (
          <li key={event.seq}>
            <span className="history-text">
              <InlineMarkdown text={localTimes(event.text)} />
            </span>
            <span className="dim small">
              {event.actor_name} · <time dateTime={event.at}>{dateTime(event.at)}</time>
            </span>
          </li>
        ))}
      </ol>
      {events.length > shown.length && !may("record.read") && (
        <p className="dim small">{t("conversation.older", { count: events.length - shown.length })}</p>
      )}
      {may("record.read") && <Go to={`/record/${data.id}`}>{t("conversation.whole_record")}</Go>}
    </div>
  );
}

function Composer({ data }: { data: Case }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const command = useCommand(data.id);
  const closed = data.status === "closed";
  const modes: ComposerMode[] = closed ? ["note"] : ["reply", "note", "in"];
  const [chosen, setMode] = useState<ComposerMode>("reply");
  const mode = modes.includes(chosen) ? chosen : "note";
  const draft = useDraft(data.id, "composer");
  const [channel, setChannel] = useState(data.channel ?? "phone");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = draft.typed[mode] ?? "";

  useEffect(
    () =>
      listenComposer((asked) => {
        setMode(asked);
        setTimeout(() => field.current?.focus(), 30);
      }),
    [],
  );
  async function submit(event?: FormEvent) {
    event?.preventDefault();
    const body = text.trim();
    if (!body || busy) return;
    setBusy(true);
    setError(null);
    try {
      if (mode === "reply") await command.mutateAsync({ type: "send-message", path: "", text: body });
      else if (mode === "note") await command.mutateAsync({ type: "add-note", text: body });
      else {
        await send(`/cases/${encodeURIComponent(data.id)}/messages`, {
          method: "POST",
          body: { direction: "in", channel, text: body },
        });
        void client.invalidateQueries({ queryKey: ["case", data.id] });
        void client.invalidateQueries({ queryKey: ["cases"] });
      }
      draft.type(mode, "");
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
  };
  return (
    <form className={`composer composer-${mode}`} onSubmit={submit}>
      <div className="row-between">
        <fieldset className="choices choices-small">
          <legend className="visually-hidden">{t("composer.kind")}</legend>
          {modes.map((entry) => (
            <label key={entry} className="choice">
              <input type="radio" name="composer" checked={mode === entry} onChange={() => setMode(entry)} />
              <span>{t(`composer.${entry}`)}</span>
            </label>
          ))}
        </fieldset>
        {mode === "in" && (
          <Select
            label={t("case.channel")}
            hideLabel
            value={channel}
            options={channels.map((value) => ({ value, text: t(`channel.${value}`) }))}
            onChange={setChannel}
          />
        )}
      </div>
      <TextArea
        ref={field}
        aria-label={t(`composer.${mode}_label`)}
        placeholder={t(`composer.${mode}_label`)}
        rows={3}
        value={text}
        onKeyDown={key}
        onChange={(event) => draft.type(mode, event.currentTarget.value)}
      />
      <ProblemNote error={error} />
      <div className="row-between">
        <span className="dim small">{t(`composer.${mode}_hint`)}</span>
        <Button type="submit" size="xs" loading={busy} disabled={!text.trim()}>
          {t(`composer.${mode}_send`)}
        </Button>
      </div>
    </form>
  );
}

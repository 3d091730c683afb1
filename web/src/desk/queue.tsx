/** The queue: whose cases, how urgent, and what is next. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { casesQuery, countsQuery, proceduresQuery, waitingQuery } from "../api/queries";
import type { CaseSummary, Counts } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, type SearchValues, useSearchValues, useSetSearch } from "../app/go";
import { useKeys } from "../app/keys";
import { useMay, useSession } from "../app/session";
import { Button } from "../shared/button";
import { shortTime } from "../shared/format";
import { channelIcon, Icon } from "../shared/icons";
import { More } from "../shared/page";
import { ProblemNote } from "../shared/problem";
import { SearchField } from "../shared/search_field";
import { Due, Empty, PriorityTag, Select, TabList, Tag } from "../shared/small";
import { titleOf } from "../shared/title_of";
import { channels, priorities, states } from "../shared/words";
import { filterOf, type Tab } from "./queue_filter";
import { waitingWords } from "./waiting";

const countOf = (tab: Tab, counts: Counts | undefined) =>
  counts &&
  { mine: counts.mine, unassigned: counts.unassigned, approvals: counts.waiting_for_my_approval, all: counts.open }[
    tab
  ];

interface QueuePaneProps {
  current: string;
  onOpen: (id: string) => void;
  onNext: () => void;
  onNew: () => void;
}
export function QueuePane({ current, onOpen, onNext, onNew }: QueuePaneProps) {
  const { t } = useTranslation();
  const search = useSearchValues();
  const setSearch = useSetSearch();
  const may = useMay();
  const { person } = useSession();
  const counts = useQuery(countsQuery).data;
  const [filtering, setFiltering] = useState(false);
  const tabs = (["mine", "unassigned", "approvals", "all"] as Tab[]).filter(
    (tab) => (tab !== "approvals" || may("case.approve")) && (tab !== "mine" || may("case.work")),
  );
  const tab = tabs.find((entry) => entry === search.tab) ?? tabs[0] ?? "all";
  const pages = useInfiniteQuery({ ...casesQuery(filterOf(search, tab)), enabled: tab !== "approvals" });
  const waiting = useQuery({ ...waitingQuery(person.roles), enabled: tab === "approvals" });
  const { error, isPending } = tab === "approvals" ? waiting : pages;
  const items = tab === "approvals" ? (waiting.data ?? []) : (pages.data?.pages.flatMap((page) => page.items) ?? []);
  const list = useRef<HTMLUListElement>(null);
  const filters = ["state", "channel", "procedure", "priority"].filter((name) => search[name]).length;

  const move = (step: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a") ?? [])];
    if (links.length === 0) return;
    const at = links.findIndex((link) => link === document.activeElement || link.contains(document.activeElement));
    const from = at >= 0 ? at : links.findIndex((link) => link.getAttribute("aria-current") === "true");
    links[Math.min(links.length - 1, Math.max(0, from + step))]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  return (
    <section className="queue" aria-label={t("desk.queue")} data-pane-name="queue" tabIndex={-1}>
      <div className="queue-head">
        <div className="row-between">
          <h2 className="small-title">{t("desk.queue")}</h2>
          {may("case.work") && (
            <div className="row">
              <Button size="xs" variant="default" onClick={onNew} leftSection={<Icon name="plus" size={14} />}>
                {t("desk.new")}
              </Button>
              <Button size="xs" onClick={onNext} rightSection={<Icon name="next" size={14} />}>
                {t("desk.next")}
              </Button>
            </div>
          )}
        </div>
        <TabList
          label={t("desk.queue")}
          tabs={tabs.map((id) => ({ id, text: t(`queue.${id}`), count: countOf(id, counts) }))}
          value={tab}
          onChange={(id) => setSearch({ tab: id })}
          panelId="queue-list"
        />
        <div className="queue-tools">
          <SearchField
            label={t("queue.search")}
            className="queue-search"
            value={search.q ?? ""}
            onChange={(q) => setSearch({ q: q || undefined })}
          />
          <button
            type="button"
            className="icon-button"
            aria-expanded={filtering}
            aria-label={filters > 0 ? t("queue.filters_on", { count: filters }) : t("queue.filters")}
            onClick={() => setFiltering(!filtering)}
          >
            <Icon name="filter" />
            {filters > 0 && <span className="filter-dot" />}
          </button>
        </div>
        {filtering && <Filters search={search} onChange={setSearch} />}
        {(counts?.overdue ?? 0) > 0 && (
          <p className="queue-overdue">{t("queue.overdue", { count: counts?.overdue })}</p>
        )}
      </div>
      <div className="queue-list" id="queue-list" role="tabpanel" aria-label={t(`queue.${tab}`)}>
        {error && <ProblemNote error={error} />}
        {isPending && <Busy />}
        {!isPending && !error && items.length === 0 && (
          <NoCases tab={tab} filtered={filters > 0 || !!search.q} onClear={setSearch} />
        )}
        <ul ref={list}>
          {items.map((item) => (
            <li key={item.id}>
              <QueueItem item={item} current={item.id === current} search={search} onOpen={() => onOpen(item.id)} />
            </li>
          ))}
        </ul>
        {tab !== "approvals" && <More list={pages} />}
      </div>
    </section>
  );
}

function Filters({ search, onChange }: { search: SearchValues; onChange: (values: SearchValues) => void }) {
  const { t } = useTranslation();
  const procedures = useQuery(proceduresQuery()).data ?? [];
  const any = t("common.any");
  return (
    <div className="queue-filters">
      <Select
        label={t("case.procedure")}
        any={any}
        value={search.procedure ?? ""}
        options={procedures
          .filter((entry) => !entry.guidance_only)
          .map((entry) => ({ value: entry.id, text: titleOf(entry) }))}
        onChange={(value) => onChange({ procedure: value || undefined })}
      />
      <Select
        label={t("case.state")}
        any={any}
        value={search.state ?? ""}
        options={states.map((code) => ({ value: code, text: t(`state.${code}`, { defaultValue: code }) }))}
        onChange={(value) => onChange({ state: value || undefined })}
      />
      <Select
        label={t("case.channel")}
        any={any}
        value={search.channel ?? ""}
        options={channels.map((value) => ({ value, text: t(`channel.${value}`) }))}
        onChange={(value) => onChange({ channel: value || undefined })}
      />
      <Select
        label={t("case.priority")}
        any={any}
        value={search.priority ?? ""}
        options={priorities.map((value) => ({ value, text: t(`priority.${value}`) }))}
        onChange={(value) => onChange({ priority: value || undefined })}
      />
      <Select
        label={t("queue.sort")}
        value={search.sort ?? "urgency"}
        options={["urgency", "changed", "opened"].map((value) => ({ value, text: t(`queue.by_${value}`) }))}
        onChange={(value) => onChange({ sort: value === "urgency" ? undefined : value })}
      />
      <button
        type="button"
        className="link-button small"
        onClick={() =>
          onChange({ procedure: undefined, state: undefined, channel: undefined, priority: undefined, sort: undefined })
        }
      >
        {t("queue.clear")}
      </button>
    </div>
  );
}

function NoCases({ tab, filtered, onClear }: { tab: Tab; filtered: boolean; onClear: (values: SearchValues) => void }) {
  const { t } = useTranslation();
  if (filtered) {
    return (
      <Empty icon="search" title={t("queue.none_found")}>
        <button
          type="button"
          className="link-button"
          onClick={() =>
            onClear({ q: undefined, procedure: undefined, state: undefined, channel: undefined, priority: undefined })
          }
        >
          {t("queue.clear")}
        </button>
      </Empty>
    );
  }
  return (
    <Empty icon="check" title={t(`queue.empty_${tab}`)}>
      <p>{t(`queue.empty_${tab}_hint`)}</p>
    </Empty>
  );
}

interface QueueItemProps {
  item: CaseSummary;
  current: boolean;
  search: SearchValues;
  onOpen: () => void;
}
function QueueItem({ item, current, search, onOpen }: QueueItemProps) {
  const { t } = useTranslation();
  return (
    <Go
      to={`/desk/${item.id}`}
      search={{ ...search, new: undefined }}
      className="queue-item"
      aria-current={current ? "true" : undefined}
      data-focus-first={current ? "true" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span className="queue-item-top">
        <Icon name={channelIcon(item.channel)} size={14} />
        <span className="visually-hidden">
          {item.channel ? t(`channel.${item.channel}`, { defaultValue: item.channel }) : ""}
        </span>
        <span className="queue-number">{item.number}</span>
        <span className="grow queue-customer">{item.customer_name}</span>
        <time className="dim" dateTime={item.changed_at}>
          {shortTime(item.changed_at)}
        </time>
      </span>
      <span className="queue-subject" title={item.subject}>
        {item.subject}
      </span>
      <span className="queue-item-end">
        {item.status === "closed" ? (
          <Tag icon="check">{item.outcome_label || item.outcome}</Tag>
        ) : (
          <Due at={item.due_at} />
        )}
        <PriorityTag priority={item.priority} />
        {item.status === "paused" && (
          <Tag kind="warn" icon="pause">
            {t("status.paused")}
          </Tag>
        )}
        {item.waiting_for && (
          <Tag icon="clock">
            {t("case.waits_for", { who: t(`waiting.${item.waiting_for}`, { defaultValue: item.waiting_for }) })}
          </Tag>
        )}
        {item.state && <Tag>{item.state}</Tag>}
      </span>
      {item.step_title && item.status !== "closed" && (
        <span className="queue-step">{waitingWords(t, item.step_title)}</span>
      )}
    </Go>
  );
}

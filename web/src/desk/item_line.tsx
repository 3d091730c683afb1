import { useTranslation } from "react-i18next";
import type { GuideItem } from "../api/types";
import { Icon, type IconName } from "../shared/icons";
import { InlineMarkdown } from "../shared/inline_markdown";
import { Tag } from "../shared/small";
import { kindOf } from "./guide_state";

const icons: Record<string, IconName> = {
  ask: "chat",
  action: "bolt",
  send: "send",
  wait: "clock",
  approve: "approve",
  decide: "decide",
  record: "note",
  check: "check",
  tell: "bell",
  "hand-over": "handover",
  close: "close",
  raise: "flag",
  follow: "library",
};

/** The sentence of an item, with what has become of it. */
export function ItemLine({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const kind = kindOf(item);
  const done = item.status === "done" || item.status === "overridden";
  return (
    <p className="item-line">
      <span className={`item-icon ${done ? "item-icon-done" : ""}`}>
        <Icon name={done ? "check" : (icons[kind] ?? "next")} size={15} />
      </span>
      <span className="grow">
        <InlineMarkdown text={item.text} />
      </span>
      {!["idle", "now", "done"].includes(item.status) && (
        <Tag kind={item.status === "waiting" ? "warn" : item.status === "overridden" ? "bad" : undefined}>
          {t(`item.${item.status}`)}
        </Tag>
      )}
      {done && <span className="visually-hidden">{t(`item.${item.status}`)}</span>}
    </p>
  );
}

/** One item of a step, by its kind: something to say, tick, ask, run, send, wait for or approve. */

import { useTranslation } from "react-i18next";
import type { GuideItem } from "../api/types";
import { Button } from "../shared/button";
import { localTimes } from "../shared/format";
import { Icon } from "../shared/icons";
import { BlockMarkdown, plainText } from "../shared/inline_markdown";
import { LawTag } from "../shared/law_tag";
import { ProblemNote } from "../shared/problem";
import { CopyButton, Tag } from "../shared/small";
import { ActionBody, AskBody, DecideBody, FactList } from "./guide_facts";
import { isNow, kindOf, mayBlock, useGuide } from "./guide_state";
import { TaskItem } from "./guide_task";
import { ApproveBody, SendBody, WaitBody } from "./guide_waits";
import { ItemLine } from "./item_line";

export function ItemView({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const kind = kindOf(item);
  const now = isNow(item);
  const error = doing.errors[item.path];
  const quiet = kind === "guidance" || kind === "say";
  return (
    <li
      className={`item item-${kind} is-${item.status} ${doing.now.has(item.path) ? "is-mine" : ""}`}
      style={item.depth > 0 ? { marginInlineStart: `${Math.min(item.depth, 4) * 0.9}rem` } : undefined}
      data-path={item.path}
      tabIndex={-1}
      aria-current={now && !quiet ? "step" : undefined}
    >
      <div className="item-body">
        <Body item={item} />
        {now && item.starts && item.may_act && doing.works && (
          <span data-act>
            <Button
              size="compact-sm"
              loading={doing.pending === item.path}
              onClick={() => void doing.run(item.path, { type: "tick-task", path: item.path, yes: true })}
            >
              {t("case.start")}
            </Button>
          </span>
        )}
      </div>
      <Marks item={item} />
      {now && !item.may_act && item.why_not && kind !== "wait" && (
        <p className="why-not">
          <Icon name="lock" size={14} /> {localTimes(item.why_not)}
        </p>
      )}
      {error && <ProblemNote error={error} onGate={(gate) => doing.goTo(gate.path)} />}
      {now && (item.optional || mayBlock(item)) && <Ways item={item} label={t("guide.ways")} />}
    </li>
  );
}

function Body({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  switch (kindOf(item)) {
    case "guidance":
      return (
        <div className="guidance">
          <BlockMarkdown text={item.text} />
        </div>
      );
    case "say":
      return (
        <figure className="say">
          <figcaption className="say-label">
            {t("guide.say")}
            <CopyButton text={plainText(item.text)} label={t("guide.copy_say")} />
          </figcaption>
          <blockquote>
            <BlockMarkdown text={item.text} />
          </blockquote>
        </figure>
      );
    case "task":
      return <TaskItem item={item} />;
    case "ask":
      return <AskBody item={item} />;
    case "action":
      return <ActionBody item={item} />;
    case "send":
      return <SendBody item={item} />;
    case "wait":
      return <WaitBody item={item} />;
    case "approve":
      return <ApproveBody item={item} />;
    case "decide":
      return item.may_act && !item.starts ? <AskBody item={item} /> : <DecideBody item={item} />;
    default:
      return (
        <>
          <ItemLine item={item} />
          {(item.facts ?? []).some((fact) => fact.known) && <FactList facts={item.facts ?? []} />}
        </>
      );
  }
}

function Marks({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const law = item.law ?? [];
  if (law.length === 0 && !item.origin && !item.optional && !(item.role && kindOf(item) !== "approve")) return null;
  return (
    <p className="marks">
      {item.origin && <Tag icon="globe">{item.origin}</Tag>}
      {item.optional && <Tag>{t("guide.optional")}</Tag>}
      {item.role && !["approve", "tell"].includes(kindOf(item)) && (
        <Tag icon="customer">{t("guide.by_role", { role: item.role_label || item.role })}</Tag>
      )}
      {law.map((id) => (
        <LawTag key={id} id={id} known={doing.data.law ?? []} />
      ))}
    </p>
  );
}

/** The ways past an item that are not doing it: each is recorded with a reason. */
function Ways({ item, label }: { item: GuideItem; label: string }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const skip = item.optional && doing.works;
  const override = doing.overrides && mayBlock(item);
  if (!skip && !override) return null;
  return (
    <div className="ways" role="group" aria-label={label}>
      {skip && (
        <button type="button" className="link-button small" onClick={() => doing.ask("skip", item)}>
          {t("guide.skip")}
        </button>
      )}
      {override && (
        <button type="button" className="link-button small" onClick={() => doing.ask("override", item)}>
          {t("guide.override")}
        </button>
      )}
    </div>
  );
}

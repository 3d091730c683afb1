/** Items that end outside this page: messages that go out, replies and times waited for, approvals. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GuideItem } from "../api/types";
import { Button } from "../shared/button";
import { dateTime } from "../shared/format";
import { Icon } from "../shared/icons";
import { BlockMarkdown, plainText } from "../shared/inline_markdown";
import { CopyButton, Due } from "../shared/small";
import { TextArea } from "../shared/text_area";
import { askComposer } from "./composer_bus";
import { useDraft } from "./draft";
import { isNow, useGuide } from "./guide_state";
import { ItemLine } from "./item_line";

export function SendBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const open = isNow(item) && item.may_act && doing.works;
  const preview = item.message_preview ?? "";
  const draft = useDraft(doing.data.id, item.path);
  const [text, setShown] = useState<string | null>(draft.typed.message ?? null);
  const setText = (next: string | null) => {
    setShown(next);
    draft.type("message", next === preview ? "" : (next ?? ""));
  };
  const edited = text !== null && text !== preview;
  const missing = [...preview.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]);
  return (
    <>
      <ItemLine item={item} />
      {isNow(item) && preview && text === null && (
        <figure className="say message-preview">
          <figcaption className="say-label">
            {t("guide.message_preview")}
            <CopyButton text={plainText(preview)} label={t("guide.copy_message")} />
          </figcaption>
          <blockquote>
            <BlockMarkdown text={preview} />
          </blockquote>
        </figure>
      )}
      {isNow(item) && missing.length > 0 && (
        <p className="field-error">{t("guide.message_missing", { names: missing.join(", ") })}</p>
      )}
      {open && (
        <div data-act className="stack">
          {text !== null && (
            <TextArea
              label={t("guide.message_text")}
              rows={6}
              autoFocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <div className="row">
            <Button
              loading={doing.pending === item.path}
              leftSection={<Icon name="send" size={15} />}
              disabled={text !== null && !text.trim()}
              onClick={() =>
                void draft.send(() =>
                  doing.run(item.path, { type: "send-message", path: item.path, ...(edited ? { text } : {}) }),
                )
              }
            >
              {t(edited ? "guide.send_edited" : "guide.send")}
            </Button>
            {item.editable && text === null && (
              <Button variant="default" onClick={() => setText(preview)}>
                {t("guide.edit_message")}
              </Button>
            )}
            {text !== null && (
              <Button variant="default" onClick={() => setText(null)}>
                {t("guide.keep_words")}
              </Button>
            )}
            {!item.editable && <span className="dim small">{t("guide.mandatory_words")}</span>}
          </div>
        </div>
      )}
    </>
  );
}

export function WaitBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  return (
    <>
      <ItemLine item={item} />
      {isNow(item) && (
        <div className="waiting">
          {item.due && (
            <p>
              <Due at={item.due} />{" "}
              <span className="dim small">{t("guide.wait_until", { when: dateTime(item.due) })}</span>
            </p>
          )}
          <p className="dim small">{t("guide.wait_why")}</p>
          {doing.works && (
            <span data-act>
              <Button variant="default" size="compact-sm" onClick={() => askComposer("in")}>
                {t("guide.customer_replied")}
              </Button>
            </span>
          )}
        </div>
      )}
    </>
  );
}

export function ApproveBody({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const refused = item.status === "answered-no";
  const open = doing.data.status === "open";
  return (
    <>
      <ItemLine item={item} />
      {isNow(item) && (
        <p className="dim small">
          {t("guide.approval_from", { role: item.role_label || item.role })} <Due at={item.due} />
        </p>
      )}
      {isNow(item) && item.may_act && open && (
        <div className="row" data-act>
          <Button leftSection={<Icon name="check" size={15} />} onClick={() => doing.ask("approve", item)}>
            {t("guide.approve")}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="cross" size={15} />}
            onClick={() => doing.ask("refuse", item)}
          >
            {t("guide.refuse")}
          </Button>
        </div>
      )}
      {doing.works && (refused || (isNow(item) && !item.may_act && item.status === "now")) && (
        <Button variant="default" size="compact-sm" onClick={() => doing.ask("ask-approval", item)}>
          {t("guide.ask_approval", { role: item.role_label || item.role })}
        </Button>
      )}
    </>
  );
}

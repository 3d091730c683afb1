/** A box a person ticks, or answers no; with the evidence it demands. The tick shows at once and is taken back if refused. */

import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GuideItem } from "../api/types";
import { Button } from "../shared/button";
import { InlineMarkdown } from "../shared/inline_markdown";
import { Tag } from "../shared/small";
import { TickBox } from "../shared/text_area";
import { TextInput } from "../shared/text_input";
import { isNow, useGuide } from "./guide_state";

export function TaskItem({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const [evidence, setEvidence] = useState("");
  const [missing, setMissing] = useState(false);
  const [answer, setAnswer] = useState<boolean | null>(null);
  const busy = doing.pending === item.path;
  const open = isNow(item) && item.may_act && doing.works;
  const ticked = item.status === "done" || item.status === "overridden" || (busy && answer === true);
  const id = useId();

  async function tick(yes: boolean) {
    if (yes && item.evidence && !evidence.trim()) {
      setMissing(true);
      document.getElementById(id)?.focus();
      return;
    }
    setAnswer(yes);
    await doing.run(item.path, {
      type: "tick-task",
      path: item.path,
      yes,
      ...(evidence.trim() ? { evidence: evidence.trim() } : {}),
    });
    setAnswer(null);
  }
  return (
    <div className="task">
      {open && item.evidence && (
        <TextInput
          label={t(`evidence.${item.evidence}`, { defaultValue: t("evidence.other", { kind: item.evidence }) })}
          value={evidence}
          error={missing && !evidence.trim() ? t("evidence.needed") : undefined}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      )}
      <div className="task-row">
        <span data-act={open ? true : undefined} className="grow">
          <TickBox checked={ticked} disabled={!open || busy} onChange={() => void tick(true)}>
            <InlineMarkdown text={item.text} />
            {item.status === "answered-no" && <Tag kind="warn">{t("item.answered-no")}</Tag>}
            {item.status === "skipped" && <Tag>{t("item.skipped")}</Tag>}
          </TickBox>
        </span>
        {open && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            onClick={() => void tick(false)}
            aria-label={t("guide.answer_no", { text: item.text })}
          >
            {t("common.no")}
          </Button>
        )}
      </div>
    </div>
  );
}

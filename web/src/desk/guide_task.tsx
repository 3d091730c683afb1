/** A box a person ticks, or answers no; with the evidence it demands. The tick shows at once and is taken back if refused. */

import { Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileKind } from "../api/files";
import type { CaseFile, GuideItem } from "../api/types";
import { Button } from "../shared/button";
import { FileDrop, FileLinks } from "../shared/files_of";
import { InlineMarkdown } from "../shared/inline_markdown";
import { Tag } from "../shared/small";
import { TickBox } from "../shared/text_area";
import { TextInput } from "../shared/text_input";
import { useDraft } from "./draft";
import { isNow, useGuide } from "./guide_state";

const fileKinds = new Set(["file", "photo", "signature"]);

export function TaskItem({ item }: { item: GuideItem }) {
  const { t } = useTranslation();
  const doing = useGuide();
  const draft = useDraft(doing.data.id, item.path);
  const evidence = draft.typed.evidence ?? "";
  const [files, setFiles] = useState<CaseFile[]>([]);
  const [missing, setMissing] = useState(false);
  const [answer, setAnswer] = useState<boolean | null>(null);
  const busy = doing.pending === item.path;
  const open = isNow(item) && item.may_act && doing.works;
  const ticked = item.status === "done" || item.status === "overridden" || (busy && answer === true);
  const id = useId();
  const wantsFiles = fileKinds.has(item.evidence ?? "");
  const given = wantsFiles ? files.length > 0 : evidence.trim() !== "";

  async function tick(yes: boolean) {
    if (yes && item.evidence && !given) {
      setMissing(true);
      document.querySelector<HTMLElement>(`[id="${id}"], [id="${id}"] input`)?.focus();
      return;
    }
    setAnswer(yes);
    await draft.send(() =>
      doing.run(item.path, {
        type: "tick-task",
        path: item.path,
        yes,
        ...(evidence.trim() ? { evidence: evidence.trim() } : {}),
        ...(yes && files.length > 0 ? { files: files.map((file) => file.id) } : {}),
      }),
    );
    setAnswer(null);
  }
  return (
    <div className="task">
      {open && wantsFiles && (
        <div id={id}>
          <Suspense fallback={null}>
            <FileDrop
              caseId={doing.data.id}
              kind={item.evidence as FileKind}
              label={t(`evidence.${item.evidence}`)}
              several={item.evidence !== "signature"}
              files={files}
              disabled={busy}
              error={missing && !given ? t("evidence.needed") : undefined}
              onChange={setFiles}
            />
          </Suspense>
        </div>
      )}
      {open && item.evidence && !wantsFiles && (
        <TextInput
          label={t(`evidence.${item.evidence}`, { defaultValue: t("evidence.other", { kind: item.evidence }) })}
          value={evidence}
          error={missing && !given ? t("evidence.needed") : undefined}
          onChange={(event) => draft.type("evidence", event.currentTarget.value)}
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
      {!open && item.given && <p className="small given">{item.given}</p>}
      {!open && item.files && item.files.length > 0 && (
        <Suspense fallback={null}>
          <FileLinks caseId={doing.data.id} files={item.files} />
        </Suspense>
      )}
    </div>
  );
}

/** What each difference weighs: proposed by the server, confirmed or changed by the author, read by everyone else. */
import { useTranslation } from "react-i18next";
import type { Change, Weight } from "../api/types";
import { Select, Tag } from "../shared/small";
import { TextInput } from "../shared/text_input";
import "./change.css";
import { diffWords } from "./words_diff";

const kinds = { added: "good", removed: "bad", changed: "warn", moved: "accent" } as const;
const weights: Weight[] = ["editorial", "clarifying", "material"];
const looks = { editorial: undefined, clarifying: "accent", material: "warn" } as const;

export type Said = Record<string, { class: Weight; reason: string }>;
/** What the server is told: each difference with its class, as proposed where nothing else was said. */
export function classesOf(changes: Change[], said: Said) {
  return Object.fromEntries(
    changes.map((change) => {
      const own = said[change.key];
      return [
        change.key,
        own && own.class !== change.proposed
          ? { class: own.class, reason: own.reason.trim() }
          : { class: change.proposed },
      ];
    }),
  );
}
export const lacksReason = (changes: Change[], said: Said) =>
  changes.some((change) => {
    const own = said[change.key];
    return own && own.class !== change.proposed && !own.reason.trim();
  });

export function Words({ before, after }: { before: string; after: string }) {
  return (
    <span className="redline-words">
      {diffWords(before, after).map((piece, index) =>
        piece.kind === "same" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never move
          <span key={index}>{piece.text}</span>
        ) : piece.kind === "gone" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never move
          <del key={index}>{piece.text}</del>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never move
          <ins key={index}>{piece.text}</ins>
        ),
      )}
    </span>
  );
}

interface WeightsProps {
  changes: Change[];
  said?: Said;
  tried?: boolean;
  /** Left out: to read only. */
  onSay?: (key: string, said: { class: Weight; reason: string }) => void;
}
export function Weights({ changes, said = {}, tried, onSay }: WeightsProps) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className="note-box">{t("diff.none")}</p>;
  return (
    <ul className="changes">
      {changes.map((change) => {
        const own = said[change.key] ?? { class: change.class, reason: change.because };
        const differs = own.class !== change.proposed;
        return (
          <li key={change.key} className="change weighed">
            <div className="weighed-what">
              <Tag kind={kinds[change.kind]}>{t(`diff.${change.kind}`)}</Tag> <strong>{change.where}</strong>{" "}
              {change.kind === "changed" ? (
                <Words before={change.before} after={change.after} />
              ) : (
                <>
                  {change.before && <del>{change.before}</del>} {change.after && <ins>{change.after}</ins>}
                </>
              )}
              <p className="dim small">{change.why}</p>
            </div>
            {onSay ? (
              <div className="weighed-class">
                <Select
                  hideLabel
                  label={t("change.class", { where: change.where })}
                  value={own.class}
                  options={weights.map((value) => ({ value, text: t(`change.class_${value}`) }))}
                  onChange={(value) => onSay(change.key, { ...own, class: value as Weight })}
                />
                {differs && (
                  <TextInput
                    label={t("change.because", { proposed: t(`change.class_${change.proposed}`) })}
                    value={own.reason}
                    error={tried && !own.reason.trim() ? t("change.because_needed") : undefined}
                    onChange={(event) => onSay(change.key, { ...own, reason: event.currentTarget.value })}
                  />
                )}
              </div>
            ) : (
              <div className="weighed-class">
                <Tag kind={looks[change.class]}>{t(`change.class_${change.class}`)}</Tag>
                {change.because && <p className="small">{change.because}</p>}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

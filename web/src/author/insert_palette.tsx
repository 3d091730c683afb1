/** The sentences of the language to pick from, so that nobody needs to know them by heart. */
import { useTranslation } from "react-i18next";
import { groups, sentences } from "./sentences";

export function InsertPalette({ onPick }: { onPick: (snippet: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      {groups.map((group) => (
        <section key={group} className="palette-group">
          <h2 className="over-title">{t(`sentence.group_${group}`)}</h2>
          {sentences
            .filter((entry) => entry.group === group)
            .map((entry) => (
              <button key={entry.key} type="button" className="palette-item" onClick={() => onPick(entry.text)}>
                <code>{entry.label}</code>
                <span className="small">{t(`sentence.${entry.key}`)}</span>
              </button>
            ))}
        </section>
      ))}
    </>
  );
}

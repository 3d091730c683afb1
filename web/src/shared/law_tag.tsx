/** The law behind an item: its name, and where the case has it, citation and source. */
import { useTranslation } from "react-i18next";
import type { LawFact } from "../api/types";
import { Dropdown } from "../shared/dropdown";
import { dateOnly } from "../shared/format";
import { Icon } from "../shared/icons";

export function LawTag({ id, known }: { id: string; known: LawFact[] }) {
  const { t } = useTranslation();
  const fact = known.find((entry) => typeof entry !== "string" && entry.id === id);
  const more = fact && typeof fact !== "string" ? fact : undefined;
  const source = more?.source || more?.url || "";
  if (!more || !(more.title || more.citation || source || more.text)) {
    return (
      <span className="law-tag">
        <Icon name="law" size={13} /> {t("guide.law_name", { law: id })}
      </span>
    );
  }
  return (
    <Dropdown
      wide
      align="start"
      className="law-tag law-button"
      panelLabel={more.title || id}
      button={
        <>
          <Icon name="law" size={13} /> {t("guide.law_name", { law: more.title || id })}
        </>
      }
    >
      {() => (
        <>
          <p className="small-title">{more.title || id}</p>
          {more.citation && <p className="small">{more.citation}</p>}
          {more.text && <p className="small">{more.text}</p>}
          {more.checked && <p className="small dim">{t("guide.law_checked", { when: dateOnly(more.checked) })}</p>}
          {/^https?:/.test(source) ? (
            <a className="small" href={source} target="_blank" rel="noreferrer">
              {t("guide.law_source")}
            </a>
          ) : (
            <p className="small dim">{source || id}</p>
          )}
        </>
      )}
    </Dropdown>
  );
}

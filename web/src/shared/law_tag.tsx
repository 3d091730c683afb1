/** The law behind something: its name, and on demand the citation, how sure it is, when it was checked, the source. */
import { useTranslation } from "react-i18next";
import { Go } from "../app/go";
import { Dropdown } from "./dropdown";
import { dateOnly } from "./format";
import { Icon } from "./icons";
import { type LawFact, lawFact, useLawName } from "./law";

export function LawTag({ id, known }: { id: string; known?: LawFact[] }) {
  const { t } = useTranslation();
  const more = lawFact(id, known);
  const name = useLawName(known)(id);
  const label = (
    <>
      <Icon name="law" size={13} /> {t("guide.law_name", { law: name })}
    </>
  );
  if (!more) {
    return (
      <span className="law-tag" title={id}>
        {label}
      </span>
    );
  }
  return (
    <Dropdown wide align="start" className="law-tag law-button" panelLabel={name} button={label}>
      {() => (
        <>
          <p className="small-title">{name}</p>
          {more.citation && <p className="small">{more.citation}</p>}
          {more.text && <p className="small">{more.text}</p>}
          {more.confidence && (
            <p className="small">{t(`guide.law_confidence_${more.confidence}`, { defaultValue: more.confidence })}</p>
          )}
          {more.checked && <p className="small dim">{t("guide.law_checked", { when: dateOnly(more.checked) })}</p>}
          {/^https?:/.test(more.url ?? "") ? (
            <a className="small" href={more.url} target="_blank" rel="noreferrer">
              {t("guide.law_source")}
            </a>
          ) : (
            <p className="small dim">{more.url || id}</p>
          )}
          {id.includes("/") && (
            <Go className="small" to={`/law/${id}`} target="_blank">
              {t("guide.law_all")}
            </Go>
          )}
        </>
      )}
    </Dropdown>
  );
}

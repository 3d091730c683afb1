/** What one had typed for items that somebody else, or the procedure itself, has settled since. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { eventsQuery } from "../api/queries";
import type { Case, GuideItem } from "../api/types";
import { useSession } from "../app/session";
import { type Typed, writeDraft } from "../shared/drafts";
import { feelText, optionText } from "../shared/format";
import { draftKey } from "./draft";
import { useYesNo } from "./guide_facts";

export default function Overtaken({ data, item, typed }: { data: Case; item: GuideItem; typed: Typed }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const words = useYesNo();
  const events = useQuery(eventsQuery(data.id)).data;
  const by = events?.findLast((event) => event.data.path === item.path);
  const facts = [...(item.facts ?? []), ...(item.inputs ?? [])];
  const factOf = (field: string) => facts.find((fact) => fact.name === field);
  const list = (each: [string, string][]) =>
    each.map(([label, text]) => (label ? `${label}: ${text}` : text)).join(", ");
  const mine = list(
    Object.entries(typed).map(([field, text]) => {
      const fact = factOf(field);
      if (!fact) return ["", text];
      return [fact.label || fact.name, feelText(optionText(text, fact), fact, words)];
    }),
  );
  const theirs = list(
    Object.keys(typed).flatMap((field): [string, string][] => {
      const fact = factOf(field);
      return fact?.known ? [[fact.label || fact.name, feelText(fact.value, fact, words)]] : [];
    }),
  );
  // Whoever passed it themselves knows; an undo brings item and text back.
  if (!events || by?.actor_id === person.id) return null;
  return (
    <p className="note-box overtaken" role="status">
      {theirs && by
        ? t("guide.overtaken", { name: by.actor_name, theirs, mine })
        : t("guide.overtaken_settled", { mine })}{" "}
      <button
        type="button"
        className="link-button"
        onClick={() => writeDraft(draftKey(person.id, data.id, item.path), {})}
      >
        {t("guide.discard_typed")}
      </button>
    </p>
  );
}

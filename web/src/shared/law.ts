/**
 * What the law facts that procedures name are called. The table holds those the starter procedures name: title, citation and
 * source as last checked. Any other id is only made readable; nothing about it is made up.
 */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import facts from "./law_facts.json";

export type LawFact =
  | string
  | {
      id: string;
      title?: string;
      jurisdiction?: string;
      citation?: string;
      source?: string;
      url?: string;
      checked?: string;
      confidence?: string;
      text?: string;
    };
export interface LawEntry {
  title: string;
  title_es?: string;
  citation?: string;
  text?: string;
  url?: string;
  confidence?: string;
  checked?: string;
}
const table: Record<string, LawEntry> = facts;

/** What is known about a law fact: what the server says about it, else the table's entry. */
export function lawFact(id: string, known: LawFact[] = []): LawEntry | undefined {
  const told = known.find((entry) => typeof entry !== "string" && entry.id === id);
  if (told && typeof told !== "string" && (told.title || told.citation || told.source || told.url || told.text))
    return { ...told, title: told.title ?? "", url: told.url ?? told.source };
  return table[id];
}

/** `us-ma/ma-late-fee` as `MA: late fee`; the name of the state comes from `place`. */
export function readableLaw(id: string, place: (code: string) => string): string {
  const [where = "", name = ""] = id.includes("/") ? id.split("/", 2) : ["", id];
  const code = where.split("-")[1] ?? where;
  const own = name.startsWith(`${code}-`) ? name.slice(code.length + 1) : name;
  const words = own.replace(/[-_]+/g, " ").trim();
  return where ? `${place(code.toUpperCase())}: ${words}` : words;
}

export function lawName(id: string, language: string, place: (code: string) => string, known?: LawFact[]): string {
  const fact = lawFact(id, known);
  const title = fact && ((language.startsWith("es") && fact.title_es) || fact.title);
  return title || readableLaw(id, place);
}

/** The name of a law in the reader's language. */
export function useLawName(known?: LawFact[]): (id: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (id: string) =>
      lawName(
        id,
        i18n.language,
        (code) => t(`law_place.${code}`, { defaultValue: t(`state.${code}`, { defaultValue: code }) }),
        known,
      ),
    [t, i18n.language, known],
  );
}

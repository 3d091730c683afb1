/** What a person typed for a fact: whether it fits the type, and what goes to the server. The server has the last word. */
import type { FeelValue, GuideFact } from "../api/types";

export type FactProblem = { key: string; values?: Record<string, string | number> } | null;

/** `A` a letter, `0` a digit, anything else itself. */
export function patternRegExp(pattern: string): RegExp {
  const source = [...pattern]
    .map((char) => (char === "A" ? "[A-Za-z]" : char === "0" ? "[0-9]" : char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`);
}

/** `number from 1 to 10` carries its bounds in the type's words. */
export function boundsOf(type: string): { minimum?: number; maximum?: number } {
  const match = /from (-?[\d.]+) to (-?[\d.]+)/.exec(type);
  return match ? { minimum: Number(match[1]), maximum: Number(match[2]) } : {};
}

const isoDate = /^\d{4}-\d\d-\d\d$/;
const decimal = /^-?\d+(\.\d+)?$/;
const duration = /^-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

/** `12 450,50` or `1,234.5`: separators people type are taken out when they cannot mean anything else. */
export function cleanNumber(text: string): string {
  const bare = text.trim().replace(/[\s$€£]/g, "");
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return bare.replace(/,/g, "");
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(bare)) return bare.replace(/\./g, "").replace(",", ".");
  if (/^-?\d+,\d{1,2}$/.test(bare)) return bare.replace(",", ".");
  return bare;
}

export function factProblem(fact: GuideFact, text: string): FactProblem {
  const value = text.trim();
  if (!value) return { key: "fact.needed" };
  switch (fact.kind) {
    case "pattern":
      return !fact.pattern || patternRegExp(fact.pattern).test(value)
        ? null
        : { key: "fact.pattern", values: { pattern: fact.pattern } };
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : { key: "fact.email" };
    case "phone":
      return /^\+?[\d\s().-]{5,}$/.test(value) ? null : { key: "fact.phone" };
    case "number":
    case "money": {
      const number = cleanNumber(value);
      if (!decimal.test(number)) return { key: "fact.number" };
      const { minimum, maximum } = boundsOf(fact.type);
      if (minimum !== undefined && maximum !== undefined && (Number(number) < minimum || Number(number) > maximum)) {
        return { key: "fact.range", values: { minimum, maximum } };
      }
      return null;
    }
    case "date":
      return isoDate.test(value) && !Number.isNaN(Date.parse(value)) ? null : { key: "fact.date" };
    case "duration":
      return duration.test(value) ? null : { key: "fact.duration" };
    case "one_of":
      return !fact.options?.length || fact.options.includes(value) ? null : { key: "fact.option" };
    default:
      return null;
  }
}

/** What the API takes: text where the type is known, numbers as decimals, lists as arrays. */
export function factToSend(fact: GuideFact, text: string): FeelValue {
  const value = text.trim();
  switch (fact.kind) {
    case "number":
    case "money":
      return cleanNumber(value);
    case "yes_no":
      return value === "yes";
    case "date_time":
      return /Z|[+-]\d\d:\d\d$/.test(value) ? value : new Date(value).toISOString();
    case "list":
      return value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
    default:
      return value;
  }
}

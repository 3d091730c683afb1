/** What of a new case fits a procedure: those it is for in its front matter. Nothing listed, and nothing given, always fits. */
import type { ProcedureSummary } from "../api/types";

type Where = Partial<Pick<ProcedureSummary, "states" | "channels" | "products" | "languages">>;
interface Given {
  state: string;
  channel: string;
  product: string;
  language: string;
}

const fits = (listed: string[] | undefined, value: string) => !value || !listed?.length || listed.includes(value);

/** The procedures that may be followed where the case stands; only what a person chose counts, not what the form began with. */
export function fitting<T extends Where>(procedures: T[], chosen: Partial<Given>): T[] {
  return procedures.filter(
    (entry) => fits(entry.states, chosen.state ?? "") && fits(entry.channels, chosen.channel ?? ""),
  );
}

/** The choices of a list that the procedure allows. */
export const allowed = <T extends string>(all: readonly T[], listed: string[] | undefined): readonly T[] =>
  listed?.length ? all.filter((entry) => listed.includes(entry)) : all;

/** The form under another procedure: what that is not for falls back to not given, the channel to its first. */
export function under<T extends Given>(form: T, procedure: Where | undefined): T {
  return {
    ...form,
    state: fits(procedure?.states, form.state) ? form.state : "",
    channel: fits(procedure?.channels, form.channel) ? form.channel : (procedure?.channels?.[0] ?? form.channel),
    language: fits(procedure?.languages, form.language) ? form.language : "",
    product: procedure?.products?.includes(form.product) ? form.product : "",
  };
}

import type { ProcedureSummary } from "../api/types";

/** What readers call a procedure, in their own language where it says so. */
export const titleOf = (entry: Pick<ProcedureSummary, "title" | "title_label">) => entry.title_label || entry.title;

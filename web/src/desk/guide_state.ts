/** What the items of the guide share, and the pure questions asked of a guide. */
import { createContext, useContext } from "react";
import type { ApiError } from "../api/client";
import type { Command } from "../api/queries";
import type { Case, GuideItem, GuideStep } from "../api/types";

export interface GuideDoing {
  data: Case;
  /** Sends a command for an item; false when it was refused, and then `errors` says why. */
  run: (path: string, command: Command) => Promise<boolean>;
  pending: string | null;
  errors: Record<string, ApiError>;
  now: Set<string>;
  works: boolean;
  overrides: boolean;
  ask: (kind: "skip" | "override" | "ask-approval" | "approve" | "refuse", item: GuideItem) => void;
  goTo: (path: string) => void;
}
export const GuideContext = createContext<GuideDoing | null>(null);
export function useGuide(): GuideDoing {
  const doing = useContext(GuideContext);
  if (!doing) throw new Error("an item of the guide is shown outside the guide");
  return doing;
}

/** `any_order` and `any-order` are the same kind. */
export const kindOf = (item: Pick<GuideItem, "kind">) => item.kind.replaceAll("_", "-");
export const isNow = (item: Pick<GuideItem, "status">) => item.status === "now" || item.status === "waiting";
/** Nobody is asked any more. */
export const isSettled = (item: Pick<GuideItem, "status">) => item.status !== "idle" && !isNow(item);
const gone = new Set(["not-applicable", "skipped"]);
const blocking = new Set(["task", "ask", "check", "action", "send", "wait", "approve"]);

/** Whether a permitted person could pass this item with a reason. */
export const mayBlock = (item: GuideItem) => isNow(item) && blocking.has(kindOf(item));

/** Items to show in an open step: those that do not apply are noise, unless they are all there is. */
export function shownItems(step: GuideStep): GuideItem[] {
  const some = step.items.filter((item) => item.status !== "not-applicable");
  return some.length > 0 ? some : step.items;
}

export function stepTally(steps: GuideStep[]): { done: number; of: number } {
  const own = steps.filter((step) => step.depth === 0 && !gone.has(step.status));
  return { done: own.filter((step) => step.status === "done" || step.status === "overridden").length, of: own.length };
}

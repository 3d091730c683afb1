/** The shapes of the HTTP API, as the server describes them (`schema.d.ts`), by the names the screens use. */
import type { components } from "./schema";

type Schemas = components["schemas"];
/** Where the description says less than the screens know: times that are always there, values by their form. */
type Known<T, Better> = Omit<T, keyof Better> & Better;

export type FeelValue =
  | null
  | boolean
  | number
  | string
  | FeelValue[]
  | { "@date": string }
  | { "@time": string }
  | { "@date-time": string }
  | { "@duration": string }
  | { [key: string]: FeelValue };

export type Person = Schemas["Person"];
export type Session = Schemas["Session"];
export type SessionEntry = Schemas["OpenSession"];
export type Role = Schemas["Role"];
export type Token = Schemas["Token"];
export type Notification = Known<Schemas["Notification"], { at: string }>;
export type Health = Schemas["Health"];
export type DemoAccount = Schemas["DemoAccount"];

export type ImportEntry = Schemas["ImportEntry"];
export type Imported = Schemas["Imported"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type Gate = Known<Schemas["Gate"], { path: string; step_id: string; step_title: string }>;
/** Also what the browser says itself, where no server answered. */
export type Problem = Pick<Schemas["Problem"], "title" | "status" | "code"> &
  Partial<Known<Schemas["Problem"], { gates: Gate[] }>> & { field?: string; request_id?: string };

export type CaseFile = Schemas["CaseFile"];
export type GuideFact = Known<Schemas["GuideFact"], { value: FeelValue }>;
export type ItemStatus = Schemas["ItemStatus"];
export type GuideItem = Known<Schemas["GuideItem"], { facts?: GuideFact[]; inputs?: GuideFact[] }>;
export type GuideStep = Known<Schemas["GuideStep"], { items: GuideItem[] }>;
export type GuideAction = Known<Schemas["GuideAction"], { needs: GuideFact[]; gives: GuideFact[]; gates: Gate[] }>;
export type Guide = Known<Schemas["Guide"], { steps: GuideStep[]; facts: GuideFact[]; actions: GuideAction[] }>;

export type CaseSummary = Known<Schemas["CaseSummary"], { opened_at: string; changed_at: string }>;
export type Approval = Schemas["Approval"];
export type Case = Known<Schemas["Case"], { opened_at: string; changed_at: string; guide: Guide }>;
export type Counts = Schemas["Counts"];
/** What an event holds depends on its type; the screens read members by name. */
export type CaseEvent = Known<
  Pick<
    Schemas["Event"],
    "seq" | "actor_id" | "actor_name" | "door" | "text" | "step_title" | "in_force" | "hash" | "erased"
  >,
  { at: string; type: string; data: Record<string, unknown> }
>;
export type Message = Known<Schemas["Message"], { at: string }>;
export type CommandAnswer = Known<Schemas["Outcome"], { case?: Case }>;
export type Customer = Schemas["Customer"];
/** The body of a new case. */
export interface NewCase {
  procedure: string;
  subject: string;
  channel: string;
  state?: string;
  language?: string;
  product?: string;
  priority?: string;
  team?: string;
  customer: { name: string; address?: string; id?: string };
  facts?: Record<string, FeelValue>;
  message?: string;
}

export type ProcedureSummary = Schemas["ProcedureSummary"];
export type Procedure = Known<Schemas["Procedure"], { compiled: Compiled }>;
/** The compiled model, of which the screens read only the parts named here. */
export interface Compiled {
  facts?: { name: string; type?: unknown }[];
  actions?: { name: string }[];
  messages?: { name: string }[];
  root?: CompiledNode;
  [key: string]: unknown;
}
export interface CompiledNode {
  kind: string;
  id?: string;
  span?: Span;
  children?: CompiledNode[];
  branches?: CompiledNode[];
  [key: string]: unknown;
}
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}
export type Version = Known<Schemas["Version"], { published_at: string }>;
export type Change = Schemas["Change"];
export type Weight = Change["class"];
export type Submission = Known<Schemas["Submission"], { submitted_at: string }>;
export type WhatIf = Schemas["WhatIf"];
export type Impact = Schemas["Impact"];
export type ProcedureEvent = Known<Schemas["ProcedureEvent"], { at: string; data: Record<string, unknown> }>;
export type DraftComment = Known<Schemas["DraftComment"], { at: string }>;
export type Diff = Schemas["Diff"];
export type Draft = Known<Schemas["Draft"], { edited_at: string }>;
export type Diagnostic = Schemas["Diagnostic"];
export type Understanding = Schemas["Understanding"];
export type CheckAnswer = Known<Schemas["Check"], { compiled: Compiled | null }>;
export type CompletionItem = Schemas["Completion"];
/** What may be written where the cursor stands, and what the expression there yields for a sample case. */
export type CursorHelp = Schemas["CursorHelp"];
export type ScenarioResult = Schemas["ScenarioResult"];
export type CodePage = Schemas["Code"];
export type SearchHit = Schemas["Hit"];

export type LawFact = Schemas["LawFact"];
export type LawPack = Schemas["LawPack"];
export type LawFinding = Schemas["LawFinding"];
export type LawCheck = Schemas["LawCheck"];

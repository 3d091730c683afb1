/** The shapes of the HTTP API, as docs/api.md describes them. Instants are RFC 3339 text in UTC. */

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

export interface Person {
  id: string;
  name: string;
  email: string;
  roles: string[];
  teams: string[];
  language: string;
  theme?: string;
  state?: string;
  active: boolean;
}
export interface Session {
  person: Person;
  csrf: string;
  company: string;
  permissions: string[];
}
export interface Health {
  status: string;
  version: string;
  schema?: number | string;
  demo?: boolean;
  company?: string;
  accounts?: DemoAccount[];
}
export interface DemoAccount {
  email: string;
  password?: string;
  name?: string;
  role?: string;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Gate {
  path: string;
  step_id: string;
  step_title: string;
  kind: string;
  message: string;
  condition?: string;
  facts?: string[];
  law?: string[];
  remedy?: string;
}
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  hint?: string;
  field?: string;
  request_id?: string;
  gates?: Gate[];
  diagnostics?: Diagnostic[];
}

export interface CaseFile {
  id: string;
  /** Empty once the customer was erased. */
  name: string;
  type: string;
  bytes: number;
  sha256: string;
}

export interface GuideFact {
  key: string;
  name: string;
  label: string;
  type: string;
  kind: string;
  options?: string[];
  /** What readers of the case's language call each of `options`; left out where they are called what they are. */
  option_labels?: string[];
  pattern?: string;
  currency?: string;
  value: FeelValue;
  display?: string;
  known: boolean;
  personal?: boolean;
  never_stored?: boolean;
  /** A file, or a list of files: the value holds ids, `files` what they stand for. */
  takes_files?: boolean;
  files?: CaseFile[];
}
export type ItemStatus =
  | "idle"
  | "now"
  | "waiting"
  | "done"
  | "skipped"
  | "not-applicable"
  | "answered-no"
  | "overridden";
export interface GuideItem {
  path: string;
  kind: string;
  status: ItemStatus;
  text: string;
  depth: number;
  facts?: GuideFact[];
  inputs?: GuideFact[];
  name?: string;
  role?: string;
  /** What readers of the case's language call name and role. */
  label?: string;
  role_label?: string;
  evidence?: string;
  optional?: boolean;
  may_act?: boolean;
  may_undo?: boolean;
  /** Acting on it is starting it, with `tick-task`. */
  starts?: boolean;
  why_not?: string;
  due?: string | null;
  key?: string;
  message_preview?: string;
  editable?: boolean;
  /** What a box was ticked with: words, or files. */
  given?: string;
  files?: CaseFile[];
  law?: string[];
  origin?: string;
}
export interface GuideStep {
  id: string;
  path: string;
  title: string;
  status: ItemStatus;
  number: number;
  depth: number;
  procedure?: string;
  items: GuideItem[];
}
export interface GuideAction {
  name: string;
  /** What readers of the case's language call it. */
  label: string;
  allowed: boolean;
  done: number;
  needs: GuideFact[];
  gives: GuideFact[];
  gates: Gate[];
}
export interface Guide {
  steps: GuideStep[];
  now: string[];
  facts: GuideFact[];
  actions: GuideAction[];
  outcomes: string[];
  /** What readers of the case's language call each. */
  outcome_labels: string[];
  may_undo: boolean;
}

export interface CaseSummary {
  id: string;
  /** A short handle people can say on the phone. */
  number: string;
  subject: string;
  procedure: string;
  procedure_title: string;
  /** The hash of the version a case is pinned to. */
  version: string;
  status: "open" | "paused" | "closed";
  outcome?: string | null;
  priority: string;
  team?: string | null;
  /** What readers of the case's language call outcome and team. */
  outcome_label?: string | null;
  team_label?: string | null;
  assignee?: string | null;
  assignee_name?: string | null;
  customer_name?: string | null;
  state?: string | null;
  channel?: string | null;
  opened_at: string;
  changed_at: string;
  closed_at?: string | null;
  due_at?: string | null;
  waiting_for?: string | null;
  step_title?: string | null;
}
export interface Approval {
  path: string;
  role: string;
  role_label?: string;
  asked_by?: string;
  asked_by_name?: string;
  asked_at?: string;
  due?: string | null;
  reason?: string;
  text?: string;
}
export interface Case extends CaseSummary {
  seq: number;
  etag?: string;
  language?: string | null;
  product?: string | null;
  /** The id of the customer. */
  customer?: string | null;
  customer_address?: string | null;
  guide: Guide;
  approvals?: Approval[];
  law?: LawFact[];
}
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
export interface Counts {
  mine: number;
  unassigned: number;
  waiting_for_my_approval: number;
  overdue: number;
  open: number;
  closed: number;
}
export interface CaseEvent {
  seq: number;
  at: string;
  actor_id: string;
  actor_name: string;
  door: string;
  type: string;
  data: Record<string, unknown>;
  text: string;
  step_title?: string;
  /** The words of the procedure this event was done under. */
  in_force?: string;
  hash?: string;
  erased?: boolean;
}
export interface Message {
  id: string;
  at: string;
  direction: "in" | "out" | "note";
  channel: string;
  address?: string;
  author_name?: string;
  text: string;
  status?: string;
  error?: string;
}
export interface CommandAnswer {
  seq: number;
  events: CaseEvent[];
  case: Case;
}
export interface Customer {
  id: string;
  name: string;
  address?: string;
}
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

export interface ProcedureSummary {
  id: string;
  title: string;
  summary?: string;
  owner?: string;
  /** The same in the reader's language. */
  title_label?: string;
  summary_label?: string;
  owner_label?: string;
  version: number;
  hash: string;
  published_at?: string | null;
  published_by?: string | null;
  topics?: string[];
  states?: string[];
  channels?: string[];
  languages?: string[];
  /** What it is for; empty: every product. */
  products?: string[];
  guidance_only?: boolean;
  has_draft?: boolean;
  open_cases?: number;
}
export interface Procedure extends ProcedureSummary {
  source: string;
  compiled?: Compiled | null;
  review_due?: string | null;
}
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
export interface Version {
  number: number;
  hash: string;
  published_at: string;
  published_by?: string;
  note?: string;
}
export interface Change {
  kind: "added" | "removed" | "changed" | "moved";
  where: string;
  before: string;
  after: string;
}
export interface Diff {
  changes: Change[];
  before: string;
  after: string;
}
export interface Draft {
  source: string;
  revision: number;
  base_hash?: string | null;
  edited_at: string;
  edited_by?: string;
}
export interface Diagnostic {
  severity: "error" | "warning" | "note" | "info";
  code: string;
  message: string;
  hint?: string;
  line: number;
  column: number;
  end_line?: number;
  end_column?: number;
}
export interface Understanding {
  line: number;
  kind: string;
  text: string;
}
export interface CheckAnswer {
  ok: boolean;
  diagnostics: Diagnostic[];
  understanding: Understanding[];
  compiled: Compiled | null;
  hash?: string | null;
  picture: string | null;
}
/** What may be written where the cursor stands, and what the expression there yields for a sample case. */
export interface CompletionItem {
  label: string;
  kind: "fact" | "name" | "function";
  detail: string;
}
export interface CursorHelp {
  completions: CompletionItem[];
  expression: {
    text: string;
    is_test: boolean;
    line: number;
    column: number;
    end_column: number;
    type: string;
    value: unknown;
    display: string;
    reason: string;
    missing: string[];
    diagnostics: Diagnostic[];
  } | null;
}
export interface ScenarioResult {
  name: string;
  ok: boolean;
  problems: string[];
  outcome?: string | null;
  actions?: string[];
}
export interface CodePage {
  code: string;
  title: string;
  why?: string;
  wrong?: string;
  right?: string;
}

export interface Role {
  name: string;
  permissions: string[];
}
export interface SessionEntry {
  id: string;
  created_at?: string;
  seen_at?: string | null;
  expires_at?: string;
  user_agent?: string;
  current?: boolean;
}
export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created_at?: string;
  expires_at?: string | null;
  used_at?: string | null;
  revoked_at?: string | null;
  /** Only in the answer that made it. */
  secret?: string;
}
export interface Notification {
  id: string;
  at: string;
  text: string;
  kind?: string;
  case?: string | null;
  case_number?: string;
  case_subject?: string;
  to?: string;
  read: boolean;
}
export interface SearchHit {
  kind: "procedure" | "guidance" | "case" | "message";
  id: string;
  /** The procedure or case it leads to. */
  target: string;
  title: string;
  snippet_html?: string;
  at?: string | null;
}

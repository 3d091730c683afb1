/**
 * One way to the server: JSON in and out, the CSRF header on every change, an idempotency key on every POST that stays the
 * same until an answer arrives, another try when the server is too busy, and problems as `ApiError` with their gates. Where the session has ended, or is another one by
 * now, whoever listens may mend it; the request is then made once more.
 */
import type { Gate, Problem } from "./types";

export const apiBase = "/api/v1";

export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail || problem.title || problem.code);
    this.name = "ApiError";
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
  get code(): string {
    return this.problem.code;
  }
  get gates(): Gate[] {
    return this.problem.gates ?? [];
  }
}

/** Both answer whether the same person goes on, so that the request may be made again. */
export interface SessionListener {
  /** The session has ended. */
  ended: () => Promise<boolean>;
  /** The CSRF value is not this session's: somebody signed in again in another tab. */
  changed: () => Promise<boolean>;
}
let csrf = "";
let session: SessionListener = { ended: async () => false, changed: async () => false };
let onReach: (reachable: boolean) => void = () => {};

export function setCsrf(value: string): void {
  csrf = value;
}
export const csrfHeader = (): Record<string, string> => (csrf ? { "X-Evenhand-CSRF": csrf } : {});
export function listenSession(listener: SessionListener): void {
  session = listener;
}
/** Whether a request that was refused with this problem is worth making once more. */
export async function mended({ status, code }: Problem): Promise<boolean> {
  if (status === 401) return session.ended();
  return code === "session/csrf" && session.changed();
}
export function listenReach(listener: (reachable: boolean) => void): void {
  onReach = listener;
}

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** A file in place of a body; it is sent as it is. */
  bytes?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Sign-in itself answers 401 for a wrong password: nobody is signed out by that. */
  quiet401?: boolean;
}
export interface Answer<T> {
  data: T;
  etag: string | null;
  status: number;
}

/** Unlike `crypto.randomUUID`, also there on plain HTTP in a local network. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The keys of changes that were sent and got no answer, by path and body: the server may have carried them out. */
const unanswered = new Map<string, string>();

function problemOf(response: Response, text: string): Problem {
  const fallback: Problem = {
    title: response.statusText || "Error",
    status: response.status,
    code: `http/${response.status}`,
  };
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

/** How often, and after how long at most, a request is repeated that a busy server refused. */
const BUSY_TRIES = 3;
const BUSY_SECONDS_MAX = 10;

/** Repeats what was refused for want of time, nothing being done: when the server asks for it, and not everybody at once. */
export async function whileBusy<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const wait = error instanceof ApiError && error.status === 503 ? (error.retryAfterSeconds ?? 0) : 0;
      if (wait <= 0 || wait > BUSY_SECONDS_MAX || tries > BUSY_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait * (1 + Math.random() / 2) * 1000));
      signal?.throwIfAborted();
    }
  }
}

export async function send<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
  const attempt = () => sendOnce<T>(path, ask);
  return ask.method === "PATCH" ? attempt() : whileBusy(attempt, ask.signal);
}

async function sendOnce<T>(path: string, ask: Ask, again = true): Promise<Answer<T>> {
  const method = ask.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json", ...ask.headers };
  const body = ask.bytes ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
  if (body !== undefined) headers["Content-Type"] = ask.bytes ? "application/octet-stream" : "application/json";
  if (method !== "GET" && csrf) headers["X-Evenhand-CSRF"] = csrf;
  const sent = `${path}\n${body}`;
  const key = method === "POST" ? (unanswered.get(sent) ?? randomKey()) : "";
  if (key) headers["Idempotency-Key"] = key;
  // What can be given up is a question, a password is not kept, and one file is not told from another.
  const keep = () => key && !ask.bytes && !ask.signal && !ask.quiet401 && unanswered.set(sent, key);
  let response: Response;
  let text: string;
  try {
    const url = path.startsWith("/api/") ? path : apiBase + path;
    response = await fetch(url, { method, headers, body, signal: ask.signal, credentials: "same-origin" });
    text = await response.text();
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    keep();
    onReach(false);
    throw noAnswer(method);
  }
  onReach(true);
  // Said by a proxy that had no answer either.
  if (response.status === 502 || response.status === 504) {
    keep();
    throw noAnswer(method);
  }
  const problem = response.ok ? null : problemOf(response, text);
  if (problem && again && !ask.quiet401 && (await mended(problem))) {
    keep();
    return sendOnce(path, ask, false);
  }
  const isCarriedOut = problem?.code === "idempotency/under-way" || problem?.code === "idempotency/exists";
  if (isCarriedOut || problem?.status === 503) keep();
  else unanswered.delete(sent);
  if (problem) {
    const after = Number(response.headers.get("Retry-After"));
    throw new ApiError(problem, after > 0 ? after : undefined);
  }
  const etag = response.headers.get("ETag");
  const type = response.headers.get("Content-Type") ?? "";
  const data = (type.includes("json") ? (text ? JSON.parse(text) : undefined) : text || undefined) as T;
  return { data, etag, status: response.status };
}

/** For a question the server is out of reach; whether a change was carried out nobody can tell. */
function noAnswer(method: string): ApiError {
  const code = method === "GET" ? "client/offline" : "client/unanswered";
  return new ApiError({ title: "The server cannot be reached", status: 0, code });
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send<T>(path, { signal })).data;
}
export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await send<T>(path, { method: "POST", body })).data;
}

/** `?a=1&b=2` without empty values. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/** Some lists answer a page, some a plain array; callers want the items. */
export function itemsOf<T>(answer: T[] | { items: T[] } | undefined): T[] {
  if (!answer) return [];
  return Array.isArray(answer) ? answer : answer.items;
}

/**
 * One way to the server: JSON in and out, the CSRF header on every change, an idempotency key on every POST, and problems
 * as `ApiError` with their gates. Where the session has ended, or is another one by now, whoever listens may mend it; the
 * request is then made once more.
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
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The same key on a retry gives the same answer; without one each POST has its own. */
  idempotencyKey?: string;
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

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    title: response.statusText || "Error",
    status: response.status,
    code: `http/${response.status}`,
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

export async function send<T>(path: string, ask: Ask = {}, again = true): Promise<Answer<T>> {
  const method = ask.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json", ...ask.headers };
  if (ask.body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-Evenhand-CSRF"] = csrf;
  if (method === "POST") headers["Idempotency-Key"] = ask.idempotencyKey ?? randomKey();
  let response: Response;
  try {
    response = await fetch(path.startsWith("/api/") ? path : apiBase + path, {
      method,
      headers,
      body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
      signal: ask.signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    onReach(false);
    throw new ApiError({ title: "The server cannot be reached", status: 0, code: "client/offline" });
  }
  onReach(true);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (again && !ask.quiet401 && (await mended(problem))) return send(path, ask, false);
    const after = Number(response.headers.get("Retry-After"));
    throw new ApiError(problem, after > 0 ? after : undefined);
  }
  const etag = response.headers.get("ETag");
  if (response.status === 204) return { data: undefined as T, etag, status: 204 };
  const type = response.headers.get("Content-Type") ?? "";
  const text = await response.text();
  const data = (type.includes("json") ? (text ? JSON.parse(text) : undefined) : text) as T;
  return { data, etag, status: response.status };
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

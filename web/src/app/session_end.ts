/** When a session ends under an open page: requests wait here until the same person has signed in again over the page. */
import { send, setCsrf } from "../api/client";
import { queryClient, sessionQuery } from "../api/queries";
import type { Session } from "../api/types";

let waiting: { over: Promise<boolean>; settle: (again: boolean) => void } | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export const isEnded = () => waiting !== null;
export function listenEnded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True once the person has signed in again; false where nobody was signed in, or who was goes elsewhere. */
export function sessionEnded(): Promise<boolean> {
  if (!queryClient.getQueryData(sessionQuery.queryKey)) return Promise.resolve(false);
  if (!waiting) {
    let settle: (again: boolean) => void = () => {};
    const over = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    waiting = { over, settle };
    tell();
  }
  return waiting.over;
}

/** What the dialog over the page ends with; null: to the page that signs anybody in. */
export function endSession(session: Session | null): void {
  const ended = waiting;
  waiting = null;
  if (session) queryClient.setQueryData(sessionQuery.queryKey, session);
  else queryClient.clear();
  tell();
  ended?.settle(session !== null);
}

/** Takes the session this browser has by now. A page of somebody else must not go on in their name: it begins anew. */
export async function sessionChanged(): Promise<boolean> {
  const before = queryClient.getQueryData(sessionQuery.queryKey);
  const { data } = await send<Session>("/session");
  if (!before || before.person.id !== data.person.id) {
    window.location.assign("/");
    return false;
  }
  setCsrf(data.csrf);
  queryClient.setQueryData(sessionQuery.queryKey, data);
  return true;
}

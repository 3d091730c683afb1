/**
 * Live updates with one event stream per browser: the tab that holds the lock listens to the server and passes every event
 * on to the others. Without Web Locks (plain HTTP from another machine) each tab listens for itself.
 */
import type { QueryClient } from "@tanstack/react-query";
import { apiBase } from "../api/client";

export type LiveEvent = { topic: string; data: Record<string, unknown> };
const topics = ["case", "queue", "procedure", "notification", "reload"];
const RECONNECT_MS = 3_000;

/** Listens until `stop` is called. `onState` says whether the stream is open, in the tab that holds it. */
function listen(onEvent: (event: LiveEvent) => void, onState: (open: boolean) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const open = () => {
    if (stopped) return;
    source = new EventSource(`${apiBase}/events`);
    source.onopen = () => onState(true);
    source.onerror = () => {
      onState(false);
      // The browser reconnects by itself, except after an answer that was no stream at all.
      // Not all browsers at the same moment: a server that starts again has them all at its door.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RECONNECT_MS * (1 + Math.random()));
    };
    for (const topic of topics) {
      source.addEventListener(topic, (message) => {
        try {
          onEvent({ topic, data: JSON.parse((message as MessageEvent<string>).data || "{}") });
        } catch {
          onEvent({ topic, data: {} });
        }
      });
    }
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}

/** What an event makes stale. */
export function invalidate(client: QueryClient, event: LiveEvent): void {
  const stale = (queryKey: unknown[]) => void client.invalidateQueries({ queryKey });
  const id = typeof event.data.id === "string" ? event.data.id : undefined;
  switch (event.topic) {
    case "case": {
      const known = id ? client.getQueryData<{ seq?: number }>(["case", id]) : undefined;
      // The answer to our own command has brought this state already.
      if (id && (known?.seq ?? -1) < Number(event.data.seq ?? Number.MAX_SAFE_INTEGER)) stale(["case", id]);
      stale(["cases"]);
      break;
    }
    case "queue":
      stale(["cases"]);
      break;
    case "procedure":
      stale(["procedures"]);
      if (id) stale(["procedure", id]);
      break;
    case "reload":
      // The server has forgotten where this stream left off: everything may have changed.
      void client.invalidateQueries();
      break;
    case "notification":
      stale(["notifications"]);
      stale(["cases", "counts"]);
      break;
  }
}

export function startLive(client: QueryClient, onState: (open: boolean) => void): () => void {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("evenhand-live") : undefined;
  const receive = (event: LiveEvent) => invalidate(client, event);
  if (channel) channel.onmessage = (message: MessageEvent<LiveEvent>) => receive(message.data);
  const tell = (event: LiveEvent) => {
    receive(event);
    channel?.postMessage(event);
  };
  let lost = false;
  const state = (open: boolean) => {
    // What happened while nobody listened is fetched once the stream is back, in every tab.
    if (open && lost) tell({ topic: "reload", data: {} });
    lost = !open;
    onState(open);
  };

  if (!channel || !navigator.locks) {
    const stop = listen(receive, state);
    return () => {
      stop();
      channel?.close();
    };
  }
  const abort = new AbortController();
  let release = () => {};
  navigator.locks
    .request("evenhand-live", { signal: abort.signal }, () => {
      const stop = listen(tell, state);
      return new Promise<void>((resolve) => {
        release = () => {
          stop();
          resolve();
        };
      });
    })
    .catch(() => undefined);
  return () => {
    abort.abort();
    release();
    channel.close();
  };
}

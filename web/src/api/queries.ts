/** What the screens read, with one key per resource, so that live events know what to fetch again. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { ApiError, apiBase, get, itemsOf, post, query, send, setCsrf } from "./client";
import type {
  Case,
  CaseEvent,
  CaseSummary,
  CommandAnswer,
  Counts,
  Customer,
  Diff,
  Draft,
  DraftComment,
  Gate,
  Health,
  Impact,
  LawFact,
  LawPack,
  Message,
  Notification,
  Page,
  Person,
  Procedure,
  ProcedureEvent,
  ProcedureSummary,
  Role,
  SearchHit,
  Session,
  SessionEntry,
  Submission,
  Token,
  Version,
} from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      // What a person may not see, or what is not there, stays so; only a network or a troubled server is worth another try
      // (`send` has made some already when it was too busy).
      retry: (count, error) =>
        count < 2 &&
        (!(error instanceof ApiError) ||
          error.status === 0 ||
          error.status === 429 ||
          (error.status >= 500 && error.status !== 503)),
      retryDelay: (count, error) =>
        error instanceof ApiError && error.retryAfterSeconds ? error.retryAfterSeconds * 1000 : 800 * 2 ** count,
    },
  },
});

const at = encodeURIComponent;

export async function fetchSession(): Promise<Session> {
  const answer = await send<Session>("/session");
  setCsrf(answer.data.csrf);
  return answer.data;
}
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: fetchSession, staleTime: 300_000 });
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => get<Health>("/api/health", signal),
  staleTime: 60_000,
});

export interface CaseFilter {
  status?: string;
  assignee?: string;
  team?: string;
  procedure?: string;
  state?: string;
  channel?: string;
  priority?: string;
  waiting_for?: string;
  query?: string;
  sort?: string;
}
/** Cases page by page: a queue may be of any length. */
export const casesQuery = (filter: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ["cases", "pages", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CaseSummary>>(`/cases${query({ ...filter, limit: 50, cursor: pageParam || undefined })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
/** Every case that waits for one of these roles. */
export const waitingQuery = (roles: string[]) =>
  queryOptions({
    queryKey: ["cases", "waiting", roles],
    queryFn: async ({ signal }) => {
      const names = [...new Set(roles.flatMap((role) => [role, role.toLowerCase()]))];
      const ask = (waiting_for: string) =>
        everyPage<CaseSummary>(`/cases${query({ status: "open,paused", waiting_for, limit: 100 })}`, signal);
      return (await Promise.all(names.map(ask))).flat();
    },
    placeholderData: keepPreviousData,
  });
export const countsQuery = queryOptions({
  queryKey: ["cases", "counts"],
  queryFn: ({ signal }) => get<Counts>("/cases/counts", signal),
});
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id],
    queryFn: ({ signal }) => get<Case>(`/cases/${at(id)}`, signal),
    enabled: !!id,
  });
export const whyOpenQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "why-open"],
    queryFn: ({ signal }) => get<{ gates: Gate[] }>(`/cases/${at(id)}/why-open`, signal),
    staleTime: 0,
  });

/** Follows `next_cursor` to the end, within reason: a case has thousands of events at the very most. */
async function everyPage<T>(path: string, signal: AbortSignal, pagesMax = 40): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const joint = path.includes("?") ? "&" : "?";
    const answer: Page<T> | T[] = await get<Page<T> | T[]>(
      cursor ? `${path}${joint}cursor=${at(cursor)}` : path,
      signal,
    );
    all.push(...itemsOf(answer));
    cursor = Array.isArray(answer) ? null : answer.next_cursor;
    if (!cursor) break;
  }
  return all;
}
export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "events"],
    queryFn: ({ signal }) => everyPage<CaseEvent>(`/cases/${at(id)}/events`, signal),
  });
export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "messages"],
    queryFn: ({ signal }) => everyPage<Message>(`/cases/${at(id)}/messages?limit=200`, signal),
  });

export const proceduresQuery = (filter: { query?: string; topic?: string } = {}) =>
  queryOptions({
    queryKey: ["procedures", filter],
    queryFn: ({ signal }) => everyPage<ProcedureSummary>(`/procedures${query({ ...filter })}`, signal),
    placeholderData: keepPreviousData,
  });
export const procedureQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id],
    queryFn: ({ signal }) => get<Procedure>(`/procedures/${at(id)}`, signal),
  });
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id, "versions"],
    queryFn: ({ signal }) => everyPage<Version>(`/procedures/${at(id)}/versions`, signal),
  });
export const versionQuery = (id: string, version: string | number) =>
  queryOptions({
    queryKey: ["procedure", id, "version", String(version)],
    queryFn: ({ signal }) =>
      get<Version & { source: string }>(`/procedures/${at(id)}/versions/${at(String(version))}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
export const diffQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["procedure", id, "diff", from, to],
    queryFn: ({ signal }) => get<Diff>(`/procedures/${at(id)}/diff${query({ from, to })}`, signal),
    staleTime: to === "draft" ? 0 : Number.POSITIVE_INFINITY,
  });
/** What was submitted last; null: nothing ever was. */
export const submissionQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id, "submission"],
    queryFn: ({ signal }) => orNull(get<Submission>(`/procedures/${at(id)}/submission`, signal)),
  });
export const submissionsQuery = queryOptions({
  queryKey: ["procedures", "submissions"],
  queryFn: ({ signal }) => everyPage<Submission>("/submissions", signal),
});
export const impactQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id, "impact"],
    queryFn: ({ signal }) => get<Impact>(`/procedures/${at(id)}/draft/impact`, signal),
    staleTime: 0,
    gcTime: 0,
  });
export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id, "history"],
    queryFn: ({ signal }) => everyPage<ProcedureEvent>(`/procedures/${at(id)}/history`, signal),
  });
export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["procedure", id, "comments"],
    queryFn: ({ signal }) => everyPage<DraftComment>(`/procedures/${at(id)}/comments`, signal),
  });
/** For what may not be there. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
export interface PageChoice {
  version?: string | number;
  state?: string;
  channel?: string;
  product?: string;
  language?: string;
}
export const pageQuery = (id: string, choice: PageChoice) =>
  queryOptions({
    queryKey: ["procedure", id, "page", choice],
    queryFn: async ({ signal }) =>
      (await get<{ html: string }>(`/procedures/${at(id)}/page${query({ ...choice })}`, signal)).html,
    placeholderData: keepPreviousData,
  });
/** Where a version is to be had as PDF, as it holds for the choice. */
export const pdfAddress = (id: string, version: string | number, choice: Omit<PageChoice, "version">) =>
  `${apiBase}/procedures/${at(id)}/versions/${at(String(version))}/pdf${query({ ...choice })}`;
/** What changed between two versions, or up to the draft, marked in the text, as PDF. */
export const redlineAddress = (id: string, from: string, to: string, language?: string) =>
  `${apiBase}/procedures/${at(id)}/diff/pdf${query({ from, to, language })}`;
interface PictureChoice {
  version?: string | number;
  since?: string | number;
  until?: string | number;
  language?: string;
  case?: string;
}
const picturePath = (id: string, choice: PictureChoice) => `/procedures/${at(id)}/picture.svg${query({ ...choice })}`;
export const pictureAddress = (id: string, choice: PictureChoice) => apiBase + picturePath(id, choice);
export const pictureQuery = (id: string, choice: PictureChoice) =>
  queryOptions({
    queryKey: ["procedure", id, "picture", choice],
    queryFn: ({ signal }) => get<string>(picturePath(id, choice), signal),
  });
/** The draft with its ETag, or null where there is none. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ["draft", id],
    queryFn: async ({ signal }): Promise<{ draft: Draft; etag: string | null } | null> => {
      try {
        const answer = await send<Draft>(`/procedures/${at(id)}/draft`, { signal });
        return { draft: answer.data, etag: answer.etag };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 0,
  });

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => everyPage<Person>("/people", signal),
});
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }) => itemsOf(await get<Role[] | { items: Role[] }>("/roles", signal)),
  staleTime: 600_000,
});
export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => everyPage<Token>("/tokens", signal),
});
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => everyPage<SessionEntry>("/sessions", signal),
});
export const notificationsQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: async ({ signal }) => itemsOf(await get<Page<Notification>>("/notifications?limit=50", signal)),
});
/** The customer with exactly this address: names are sealed and cannot be searched. */
export const customerQuery = (address: string) =>
  queryOptions({
    queryKey: ["customer", address],
    queryFn: async ({ signal }) =>
      itemsOf(await get<Page<Customer>>(`/customers${query({ address })}`, signal))[0] ?? null,
    enabled: address.trim().length >= 5,
    staleTime: 60_000,
  });
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) =>
      itemsOf(await get<Page<SearchHit>>(`/search${query({ q: text, limit: 20 })}`, signal)),
    enabled: text.trim().length >= 2,
    placeholderData: keepPreviousData,
  });

export type Command = { type: string } & Record<string, unknown>;

/** The one door to change a case. The answer is the new case, so the screen is right without asking again. */
export function useCommand(id: string) {
  const client = useQueryClient();
  return useMutation<CommandAnswer, ApiError, Command>({
    mutationFn: (command) => post<CommandAnswer>(`/cases/${at(id)}/commands`, command),
    onSuccess: (answer) => {
      if (answer.case) client.setQueryData(["case", id], answer.case);
      void client.invalidateQueries({ queryKey: ["case", id] });
      void client.invalidateQueries({ queryKey: ["cases"] });
    },
    onError: (error) => {
      // The picture on screen was older than the case: show how it stands now, beside the refusal.
      if (error.status === 409 || error.status === 412) void client.invalidateQueries({ queryKey: ["case", id] });
    },
  });
}

export const lawPacksQuery = queryOptions({
  queryKey: ["law", "packs"],
  queryFn: async ({ signal }) => (await get<Page<LawPack>>("/law/packs", signal)).items,
  staleTime: 300_000,
});
export interface LawFilter {
  place: string;
  topic: string;
  q: string;
  on: string;
  all: string;
}
export const lawFactsQuery = (filter: LawFilter) =>
  infiniteQueryOptions({
    queryKey: ["law", "facts", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<LawFact>>(`/law/facts${query({ ...filter, limit: "50", cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
export const lawFactQuery = (name: string, on = "") =>
  queryOptions({
    queryKey: ["law", "fact", name, on],
    queryFn: ({ signal }) => get<LawFact>(`/law/facts/${name.split("/").map(at).join("/")}${query({ on })}`, signal),
    staleTime: 300_000,
  });

/** The addresses of the application. Each screen is loaded when it is first shown. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ApiError, listenSession } from "../api/client";
import { fetchSession, queryClient, sessionQuery } from "../api/queries";
import type { Session } from "../api/types";
import { setLanguage } from "../i18n";
import { Busy, NotFound, ScreenError } from "./fallbacks";
import { safeNext } from "./next_address";
import { sessionChanged, sessionEnded } from "./session_end";

type Search = Record<string, string | undefined>;
/** Keeps the named text parameters and drops everything else. */
function pick(...names: string[]) {
  return (search: Record<string, unknown>): Search => {
    const kept: Search = {};
    for (const name of names) {
      const value = search[name];
      if (value !== undefined && value !== null && value !== "") kept[name] = String(value);
    }
    return kept;
  };
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: ScreenError });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: pick("next", "ended"),
  beforeLoad: async ({ search }) => {
    // Who is signed in already goes on; whose session has just ended is not asked about again.
    const { next, ended } = search;
    const session = ended ? null : await fetchSession().catch(() => null);
    if (session) throw redirect({ href: safeNext(next) });
  },
  component: lazyRouteComponent(() => import("./sign_in_page"), "SignInPage"),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    try {
      const session: Session = await queryClient.ensureQueryData(sessionQuery);
      if (session.person.language) await setLanguage(session.person.language);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } as Search });
      }
      throw error;
    }
  },
  pendingComponent: Busy,
  component: lazyRouteComponent(() => import("./shell"), "Shell"),
});

const page = <P extends string>(
  path: P,
  load: () => Promise<Record<string, unknown>>,
  name: string,
  search: string[] = [],
) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    validateSearch: pick(...search),
    // biome-ignore lint/suspicious/noExplicitAny: the module's exports are known by name only
    component: lazyRouteComponent(load as any, name as never) as any,
  });

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    const permissions = queryClient.getQueryData<Session>(["session"])?.permissions ?? [];
    const works = permissions.includes("case.work") || permissions.includes("case.approve");
    if (!works && permissions.includes("record.read") && !permissions.includes("people.manage"))
      throw redirect({ to: "/record" as never });
    throw redirect({ to: (works || !permissions.includes("procedure.read") ? "/desk" : "/library") as never });
  },
});
const deskLoad = () => import("../desk/desk_page");
const deskSearch = ["tab", "q", "state", "channel", "procedure", "priority", "sort", "new"];
const desk = page("/desk", deskLoad, "DeskPage", deskSearch);
const deskCase = page("/desk/$caseId", deskLoad, "DeskPage", deskSearch);

const tree = root.addChildren([
  signIn,
  inside.addChildren([
    home,
    desk,
    deskCase,
    page("/approvals", () => import("../desk/approvals_page"), "ApprovalsPage"),
    page("/library", () => import("../library/library_page"), "LibraryPage", [
      "q",
      "topic",
      "state",
      "channel",
      "show",
    ]),
    page("/library/$procedureId", () => import("../library/procedure_page"), "ProcedurePage", [
      "view",
      "version",
      "state",
      "channel",
      "product",
      "language",
      "from",
      "to",
    ]),
    page("/import", () => import("../library/import_page"), "ImportPage"),
    page("/author/$procedureId", () => import("../author/author_page"), "AuthorPage"),
    page("/law", () => import("../law/law_page"), "LawPage", ["q", "place", "topic", "on", "all"]),
    page("/law/$pack/$fact", () => import("../law/law_fact_page"), "LawFactPage", ["on"]),
    page("/codes/$code", () => import("../author/code_page"), "CodePageScreen"),
    page("/record", () => import("../record/record_page"), "RecordPage", ["q", "status", "procedure"]),
    page("/record/$caseId", () => import("../record/timeline_page"), "TimelinePage", ["kind", "who", "step"]),
    page("/people", () => import("../admin/people_page"), "PeoplePage"),
    page("/tokens", () => import("../admin/tokens_page"), "TokensPage"),
    page("/settings", () => import("../admin/settings_page"), "SettingsPage"),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingMs: 400,
  defaultPendingComponent: Busy,
  defaultErrorComponent: ScreenError,
  scrollRestoration: true,
});

listenSession({ ended: sessionEnded, changed: sessionChanged });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

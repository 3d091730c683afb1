/** The frame around every screen: where to go, search, notifications, who is signed in, and whether the server is there. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { listenReach } from "../api/client";
import { countsQuery } from "../api/queries";
import { Icon, type IconName } from "../shared/icons";
import { Bell } from "./bell";
import { Busy } from "./fallbacks";
import { Go, useGo } from "./go";
import { handleKey, useKeys } from "./keys";
import { startLive } from "./live";
import { Mark } from "./mark";
import { useMay, useSession } from "./session";
import { isEnded, listenEnded } from "./session_end";
import { UserMenu } from "./user_menu";

const loadSearch = () => import("./search_dialog");
const SearchDialog = lazy(loadSearch);
const KeysDialog = lazy(() => import("./keys_dialog"));
const SignInAgain = lazy(() => import("./sign_in_again"));

const SEARCH_LOAD_MS = 1_500;

interface Place {
  to: string;
  key: string;
  letter: string;
  icon: IconName;
  needs: string[];
}
export const places: Place[] = [
  { to: "/desk", key: "nav.desk", letter: "d", icon: "desk", needs: ["case.read"] },
  { to: "/approvals", key: "nav.approvals", letter: "a", icon: "approve", needs: ["case.approve"] },
  { to: "/library", key: "nav.library", letter: "l", icon: "library", needs: ["procedure.read"] },
  { to: "/law", key: "nav.law", letter: "w", icon: "law", needs: ["procedure.read"] },
  { to: "/record", key: "nav.record", letter: "r", icon: "record", needs: ["record.read"] },
  { to: "/people", key: "nav.people", letter: "p", icon: "people", needs: ["people.manage"] },
  { to: "/tokens", key: "nav.tokens", letter: "t", icon: "key", needs: ["token.manage"] },
];

export function Shell() {
  const { t } = useTranslation();
  const may = useMay();
  const go = useGo();
  const [searching, setSearching] = useState(false);
  const [showKeys, setShowKeys] = useState(false);
  const ended = useSyncExternalStore(listenEnded, isEnded);
  const mine = places.filter((place) => place.needs.every(may));
  const path = useRouterState({ select: (state) => state.location.pathname });

  useKeys({
    "/": () => setSearching(true),
    "mod+k": () => setSearching(true),
    "?": () => setShowKeys(true),
    ...Object.fromEntries(mine.map((place) => [`g ${place.letter}`, () => go(place.to)])),
    "g s": () => go("/settings"),
  });
  useEffect(() => {
    window.addEventListener("keydown", handleKey);
    // So that what is typed right after "/" is not lost while the dialog loads. Offline it fails, and is tried again when asked.
    const timer = setTimeout(() => loadSearch().catch(() => undefined), SEARCH_LOAD_MS);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", handleKey);
    };
  }, []);
  // A new screen begins at its top for those who read with a screen reader or keyboard. Within the desk, focus stays.
  const section = path.split("/")[1] ?? "";
  useEffect(() => {
    if (section && document.activeElement === document.body)
      document.getElementById("main")?.focus({ preventScroll: true });
  }, [section]);

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t("nav.skip")}
      </a>
      <header className="top">
        <Go to="/" className="brand" aria-label={t("nav.home")}>
          <Mark size={26} />
          <span className="brand-name">Evenhand</span>
        </Go>
        <button type="button" className="search-open" onClick={() => setSearching(true)}>
          <Icon name="search" size={16} />
          <span className="search-open-text">{t("search.open")}</span>
          <kbd>/</kbd>
        </button>
        <div className="top-end">
          <Bell />
          <UserMenu onKeys={() => setShowKeys(true)} />
        </div>
      </header>
      <Reach />
      <nav className="rail" aria-label={t("nav.label")}>
        <ul>
          {mine.map((place) => (
            <li key={place.to}>
              <Go to={place.to} className="rail-link" aria-keyshortcuts={`g ${place.letter}`}>
                <span className="rail-icon">
                  <Icon name={place.icon} size={20} />
                  {place.to === "/approvals" && <ApprovalCount />}
                </span>
                <span className="rail-text">{t(place.key)}</span>
              </Go>
            </li>
          ))}
        </ul>
      </nav>
      <div className="screen">
        <Suspense fallback={<Busy />}>
          <Outlet />
        </Suspense>
      </div>
      <Suspense fallback={null}>
        {searching && <SearchDialog onClose={() => setSearching(false)} />}
        {showKeys && <KeysDialog onClose={() => setShowKeys(false)} places={mine} />}
        {ended && <SignInAgain />}
      </Suspense>
    </div>
  );
}

function ApprovalCount() {
  const { t } = useTranslation();
  const counts = useQuery(countsQuery).data;
  const count = counts?.waiting_for_my_approval ?? 0;
  if (count === 0) return null;
  return (
    <span className="rail-count">
      {count}
      <span className="visually-hidden"> {t("nav.waiting")}</span>
    </span>
  );
}

/** Live events run while someone is signed in; the banner says when what is on screen may be old. */
function Reach() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const person = useSession().person.id;
  const [online, setOnline] = useState(navigator.onLine);
  const [reachable, setReachable] = useState(true);
  useEffect(() => {
    const change = () => setOnline(navigator.onLine);
    window.addEventListener("online", change);
    window.addEventListener("offline", change);
    listenReach(setReachable);
    return () => {
      window.removeEventListener("online", change);
      window.removeEventListener("offline", change);
      listenReach(() => {});
    };
  }, []);
  useEffect(() => {
    if (!person) return;
    return startLive(client, (open) => setReachable(open || !navigator.onLine));
  }, [client, person]);
  const bad = !online || !reachable;
  return (
    <div className="reach" role="status">
      {bad && (
        <div className="reach-bar">
          <Icon name="warning" size={16} /> {t(online ? "offline.server" : "offline.network")}
        </div>
      )}
    </div>
  );
}

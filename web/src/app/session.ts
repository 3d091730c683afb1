import { useQuery, useQueryClient } from "@tanstack/react-query";
import { send, setCsrf } from "../api/client";
import { sessionQuery } from "../api/queries";
import type { Session } from "../api/types";
import { setLanguage } from "../i18n";
import { forgetDrafts } from "../shared/drafts";
import { type Scheme, setScheme } from "./theme";

const nobody: Session = {
  person: {
    id: "",
    name: "",
    email: "",
    roles: [],
    teams: [],
    language: "",
    active: false,
    state: "",
    theme: "system",
    created_at: null,
  },
  csrf: "",
  company: "",
  permissions: [],
};

export function useSession(): Session {
  return useQuery({ ...sessionQuery, enabled: false }).data ?? nobody;
}
export function useMay(): (permission: string) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
/** Opens a session; the answer says whose. A wrong password is an `ApiError` with status 401. */
export async function signIn(email: string, password: string): Promise<Session> {
  const body = { email: email.trim(), password };
  const { data } = await send<Session>("/session", { method: "POST", body, quiet401: true });
  setCsrf(data.csrf);
  return data;
}
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await send("/session", { method: "DELETE", quiet401: true });
    } finally {
      setCsrf("");
      forgetDrafts();
      client.clear();
      // A fresh page forgets everything this one held in memory.
      window.location.assign("/sign-in");
    }
  };
}

export interface OwnLook {
  language?: string;
  theme?: Scheme;
}
/** Changes one's language or colours: here at once, and on the server for the next browser one signs in with. */
export function useOwnLook(): (look: OwnLook) => Promise<void> {
  const client = useQueryClient();
  return async (look) => {
    if (look.language) void setLanguage(look.language, true);
    if (look.theme) setScheme(look.theme);
    client.setQueryData<Session>(sessionQuery.queryKey, (before) =>
      before ? { ...before, person: { ...before.person, ...look } } : before,
    );
    await send("/people/me", { method: "PATCH", body: look });
  };
}

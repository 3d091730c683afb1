import { useQuery, useQueryClient } from "@tanstack/react-query";
import { send, setCsrf } from "../api/client";
import { sessionQuery } from "../api/queries";
import type { Session } from "../api/types";

const nobody: Session = {
  person: { id: "", name: "", email: "", roles: [], teams: [], language: "", active: false },
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
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await send("/session", { method: "DELETE" });
    } finally {
      setCsrf("");
      client.clear();
      // A fresh page forgets everything this one held in memory.
      window.location.assign("/sign-in");
    }
  };
}

/** A version is pinned by its hash; people know it by its number. */
import { useQuery } from "@tanstack/react-query";
import { versionsQuery } from "../api/queries";

export const shortHash = (hash: string) => (hash.length > 16 ? hash.slice(0, 10) : hash);

export function useVersionName(procedure: string, version: string): string {
  const versions = useQuery({ ...versionsQuery(procedure), enabled: procedure !== "" }).data ?? [];
  const found = versions.find((entry) => entry.hash === version);
  return found ? String(found.number) : shortHash(String(version));
}

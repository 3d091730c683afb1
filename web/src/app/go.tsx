/** Links and navigation by plain paths: the addresses are in router.tsx, and data decides many of them. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";

export type SearchValues = Record<string, string | undefined>;

interface GoProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  to: string;
  search?: SearchValues | ((before: SearchValues) => SearchValues);
  hash?: string;
  children?: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
  activeExact?: boolean;
}
export function Go({ to, search, activeExact, ...rest }: GoProps) {
  return (
    <Link
      to={to as never}
      search={(search ?? {}) as never}
      activeOptions={{ exact: activeExact ?? false, includeSearch: false }}
      {...rest}
    />
  );
}

export function useGo(): (to: string, search?: SearchValues, replace?: boolean) => void {
  const navigate = useNavigate();
  return (to, search = {}, replace = false) => void navigate({ to: to as never, search: search as never, replace });
}
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  return params[name] ?? "";
}
export function useSearchValues(): SearchValues {
  return useSearch({ strict: false }) as SearchValues;
}
/** Changes some search parameters of the page at hand; undefined takes one out. Another view is a step to go back from. */
export function useSetSearch(): (values: SearchValues, replace?: boolean) => void {
  const navigate = useNavigate();
  return (values, replace = !("view" in values)) =>
    void navigate({
      to: "." as never,
      search: ((before: SearchValues) => ({ ...before, ...values })) as never,
      replace,
    });
}

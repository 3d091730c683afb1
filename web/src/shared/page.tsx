/** What screens that are one page have in common: their head, the states of a list that is read, a table. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Busy } from "../app/fallbacks";
import { Button } from "./button";
import type { IconName } from "./icons";
import { ProblemNote } from "./problem";
import { Empty, useTitle } from "./small";

interface PageProps {
  title: string;
  intro?: string;
  /** The one thing to do on this page: a button. */
  act?: ReactNode;
  className?: string;
  children: ReactNode;
}
export function Page({ title, intro, act, className, children }: PageProps) {
  useTitle(title);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className={`page-inner ${className ?? ""}`}>
        <div className="page-head">
          <div>
            <h1 className="title">{title}</h1>
            {intro && <p className="dim">{intro}</p>}
          </div>
          {act}
        </div>
        {children}
      </div>
    </main>
  );
}

interface ListStateProps {
  read: { error: unknown; isPending: boolean };
  count: number;
  icon: IconName;
  /** What is said when there is nothing. */
  none: string;
  children?: ReactNode;
}
/** What stands in place of a list: that it loads, why it cannot be read, or that it is empty. */
export function ListState({ read, count, icon, none, children }: ListStateProps) {
  if (read.error) return <ProblemNote error={read.error} />;
  if (read.isPending) return <Busy />;
  if (count > 0) return null;
  return (
    <Empty icon={icon} title={none}>
      {children}
    </Empty>
  );
}

interface MoreProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}
/** The next page of a list, while there is one. */
export function More({ list }: MoreProps) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <p className="more">
      <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("common.more")}
      </Button>
    </p>
  );
}

/**
 * A table in a panel of its own that scrolls sideways when it must; with `cards`, a phone shows each row as a card, and cells
 * carry what they are in `data-label`.
 */
interface DataTableProps {
  head: ReactNode[];
  cards?: boolean;
  /** Of a table with nothing in it to go to by keyboard: it can be gone to itself, to be scrolled. */
  label?: string;
  children: ReactNode;
}
export function DataTable({ head, cards, label, children }: DataTableProps) {
  const reachable = label ? { role: "region", "aria-label": label, tabIndex: 0 } : {};
  return (
    <div className="table-wrap panel" {...reachable}>
      <table className={`table ${cards ? "table-cards" : ""}`}>
        <thead>
          <tr>
            {head.map((title, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns stay where they are
              <th key={at} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

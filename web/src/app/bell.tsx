import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { post } from "../api/client";
import { notificationsQuery } from "../api/queries";
import type { Notification } from "../api/types";
import { Dropdown } from "../shared/dropdown";
import { fullDateTime, relative } from "../shared/format";
import { Icon } from "../shared/icons";
import { useGo } from "./go";
import { toast } from "./toasts";

const look = (entry: Notification) => `bell-item ${entry.read ? "is-read" : ""}`;

function Notice({ entry }: { entry: Notification }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="grow">
        <span className="bell-text">
          {!entry.read && <span className="visually-hidden">{t("bell.new")} </span>}
          {entry.text}
        </span>
        {entry.case_number && (
          <span className="bell-case dim small">
            {entry.case_number} {entry.case_subject}
          </span>
        )}
      </span>
      <time className="dim small" dateTime={entry.at} title={fullDateTime(entry.at)}>
        {relative(entry.at)}
      </time>
    </>
  );
}

export function Bell() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const go = useGo();
  const list = useQuery(notificationsQuery).data ?? [];
  const unread = list.filter((entry) => !entry.read);

  async function markRead(entries: Notification[]) {
    try {
      if (entries.length > 1) await post("/notifications/read-all");
      else for (const entry of entries) await post("/notifications/read", { id: entry.id });
    } catch {
      toast(t("bell.failed"), "bad");
    }
    void client.invalidateQueries({ queryKey: ["notifications"] });
  }
  function follow(entry: Notification, close: () => void) {
    if (!entry.read) void markRead([entry]);
    close();
    go(`/desk/${entry.case}`);
  }

  return (
    <Dropdown
      wide
      className="icon-button bell"
      name={t("bell.label", { count: unread.length })}
      panelLabel={t("bell.title")}
      button={
        <>
          <Icon name="bell" size={20} />
          {unread.length > 0 && <span className="bell-count" data-count={unread.length > 9 ? "9+" : unread.length} />}
        </>
      }
    >
      {(close) => (
        <>
          <div className="row-between">
            <h2 className="small-title">{t("bell.title")}</h2>
            {unread.length > 0 && (
              <button type="button" className="link-button small" onClick={() => void markRead(unread)}>
                {t("bell.read_all")}
              </button>
            )}
          </div>
          {list.length === 0 && <p className="dim small">{t("bell.empty")}</p>}
          <ul>
            {list.map((entry) => (
              <li key={entry.id}>
                {entry.case ? (
                  <button type="button" className={look(entry)} onClick={() => follow(entry, close)}>
                    <Notice entry={entry} />
                  </button>
                ) : (
                  <div className={look(entry)}>
                    <Notice entry={entry} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Dropdown>
  );
}

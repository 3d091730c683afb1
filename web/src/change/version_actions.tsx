/** Where a version stands, and what may be done about it: withdraw it, or bring its text back as a draft. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, get, post, send } from "../api/client";
import type { Procedure, Version } from "../api/types";
import { useGo } from "../app/go";
import { useMay } from "../app/session";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { dateTime } from "../shared/format";
import { problemText } from "../shared/problem";
import { Tag } from "../shared/small";
import "./change.css";
import { ReasonDialog } from "./submission_view";

const looks = {
  scheduled: "accent",
  "in-force": "good",
  superseded: undefined,
  expired: "warn",
  withdrawn: "bad",
} as const;

export function VersionStatus({ version }: { version: Version }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag kind={looks[version.status]}>{t(`change.status_${version.status.replaceAll("-", "_")}`)}</Tag>
      {version.status === "scheduled" && (
        <div className="small dim">{t("change.term_from", { when: dateTime(version.effective_at) })}</div>
      )}
      {version.expires_at && (
        <div className="small dim">{t("change.term_until", { when: dateTime(version.expires_at) })}</div>
      )}
    </>
  );
}

export function VersionActions({ data, version }: { data: Procedure; version: Version }) {
  const { t } = useTranslation();
  const may = useMay();
  const go = useGo();
  const client = useQueryClient();
  const [withdrawing, setWithdrawing] = useState(false);
  const at = `/procedures/${encodeURIComponent(data.id)}`;
  const withdraw = useMutation<unknown, ApiError, string>({
    mutationFn: (reason) => post(`${at}/withdraw`, { version: version.number, reason }),
    onSuccess: () => {
      setWithdrawing(false);
      toast(t("change.withdrawn", { version: version.number }), "good");
      void client.invalidateQueries({ queryKey: ["procedure", data.id] });
      void client.invalidateQueries({ queryKey: ["procedures"] });
    },
  });
  const bringBack = useMutation<unknown, ApiError>({
    mutationFn: async () => {
      const old = await get<{ source: string }>(`${at}/versions/${version.number}`);
      return send(`${at}/draft`, { method: "PUT", body: { source: old.source }, headers: { "If-None-Match": "*" } });
    },
    onSuccess: () => {
      // The editor begins with what it is given first.
      client.removeQueries({ queryKey: ["draft", data.id] });
      void client.invalidateQueries({ queryKey: ["procedure", data.id] });
      go(`/author/${data.id}`);
    },
    onError: (error) => toast(problemText(error, t), "bad"),
  });
  const holds = version.status === "in-force" || version.status === "scheduled" || version.status === "expired";
  return (
    <span className="row">
      {holds && may("procedure.publish") && (
        <Button size="xs" variant="default" onClick={() => setWithdrawing(true)}>
          {t("change.withdraw")}
        </Button>
      )}
      {!holds && may("procedure.edit") && (
        <Button
          size="xs"
          variant="default"
          title={t("change.bring_back_hint")}
          loading={bringBack.isPending}
          onClick={() => bringBack.mutate()}
        >
          {t("change.bring_back")}
        </Button>
      )}
      {withdrawing && (
        <ReasonDialog
          title={t("change.withdraw")}
          words={t("change.withdraw_sure", { version: version.number })}
          submit={t("change.withdraw")}
          busy={withdraw.isPending}
          error={withdraw.error}
          onClose={() => setWithdrawing(false)}
          onSay={(reason) => withdraw.mutate(reason)}
        />
      )}
    </span>
  );
}

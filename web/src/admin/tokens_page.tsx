/** API tokens: made with the least they need, their secret shown once, revoked with one press. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { tokensQuery } from "../api/queries";
import type { Token } from "../api/types";
import { useSession } from "../app/session";
import { toast } from "../app/toasts";
import { Button } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { dateOnly, relative } from "../shared/format";
import { Icon } from "../shared/icons";
import { DataTable, ListState, Page } from "../shared/page";
import { ProblemNote, problemText } from "../shared/problem";
import { CopyButton, Tag } from "../shared/small";
import { TickBox } from "../shared/text_area";
import { TextInput } from "../shared/text_input";

export function TokensPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const revoke = useMutation<unknown, ApiError, string>({
    mutationFn: (id) => send(`/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["tokens"] });
      toast(t("tokens.revoked"), "good");
    },
    onError: (caught) => toast(problemText(caught, t), "bad"),
  });
  const tokens = (list.data ?? []).filter((token) => !token.revoked_at);
  return (
    <Page
      title={t("tokens.title")}
      intro={t("tokens.intro")}
      act={
        <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setMaking(true)}>
          {t("tokens.add")}
        </Button>
      }
    >
      <ListState read={list} count={tokens.length} icon="key" none={t("tokens.none")} />
      {tokens.length > 0 && (
        <DataTable
          head={[
            t("people.name"),
            t("tokens.scopes"),
            t("tokens.expires"),
            t("tokens.used"),
            <span key="revoke" className="visually-hidden">
              {t("tokens.revoke")}
            </span>,
          ]}
        >
          {tokens.map((token) => (
            <tr key={token.id}>
              <td>{token.name}</td>
              <td>
                <span className="row tight">
                  {token.scopes.map((scope) => (
                    <Tag key={scope}>{scope}</Tag>
                  ))}
                </span>
              </td>
              <td>{token.expires_at ? dateOnly(token.expires_at) : t("tokens.never")}</td>
              <td>{token.used_at ? relative(token.used_at) : t("tokens.not_used")}</td>
              <td>
                <button
                  type="button"
                  className="link-button"
                  aria-label={t("tokens.revoke_this", { name: token.name })}
                  onClick={() => revoke.mutate(token.id)}
                >
                  {t("tokens.revoke")}
                </button>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {making && <TokenDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { permissions } = useSession();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const [until, setUntil] = useState("");
  const [tried, setTried] = useState(false);
  const make = useMutation<Token, ApiError>({
    mutationFn: async () =>
      (
        await send<Token>("/tokens", {
          method: "POST",
          body: {
            name: name.trim(),
            scopes,
            ...(until ? { expires_at: new Date(`${until}T23:59:59`).toISOString() } : {}),
          },
        })
      ).data,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (name.trim() && scopes.length > 0) make.mutate();
  }
  const secret = make.data?.secret ?? "";
  return (
    <Dialog title={t("tokens.add")} onClose={onClose}>
      {make.data ? (
        <div className="stack">
          <p>{t("tokens.once")}</p>
          <p className="note-box mono secret">{secret}</p>
          <div className="form-end">
            <CopyButton text={secret} label={t("tokens.copy")} />
            <Button onClick={onClose}>{t("tokens.kept")}</Button>
          </div>
        </div>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          <TextInput
            data-autofocus
            label={t("people.name")}
            description={t("tokens.name_hint")}
            value={name}
            error={tried && !name.trim() ? t("newcase.needed") : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <fieldset className="choices-field">
            <legend className="field-label">{t("tokens.scopes")}</legend>
            <div className="role-grid">
              {permissions.map((scope) => (
                <TickBox
                  key={scope}
                  checked={scopes.includes(scope)}
                  onChange={(on) =>
                    setScopes((before) => (on ? [...before, scope] : before.filter((entry) => entry !== scope)))
                  }
                >
                  {scope}
                </TickBox>
              ))}
            </div>
            {tried && scopes.length === 0 && <p className="field-error">{t("tokens.scope_needed")}</p>}
          </fieldset>
          <TextInput
            type="date"
            label={t("tokens.expires")}
            description={t("tokens.expires_hint")}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <ProblemNote error={make.error} />
          <DialogEnd submit={t("tokens.make")} busy={make.isPending} onCancel={onClose} />
        </form>
      )}
    </Dialog>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { healthQuery } from "../api/queries";
import type { DemoAccount } from "../api/types";
import { languages, setLanguage } from "../i18n";
import { Button } from "../shared/button";
import { Icon } from "../shared/icons";
import { problemText } from "../shared/problem";
import { PasswordInput, TextInput } from "../shared/text_input";
import { useGo, useSearchValues } from "./go";
import { Mark } from "./mark";
import { safeNext } from "./next_address";
import { signIn } from "./session";
import "./sign_in.css";

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const search = useSearchValues();
  const go = useGo();
  const client = useQueryClient();
  const health = useQuery(healthQuery).data;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const problem = useRef<HTMLDivElement>(null);

  useEffect(() => {
    document.title = `${t("signin.title")} · Evenhand`;
  }, [t]);
  useEffect(() => {
    if (error) problem.current?.focus();
  }, [error]);

  async function enter(asEmail: string, asPassword: string) {
    setBusy(true);
    setError(null);
    try {
      const session = await signIn(asEmail, asPassword);
      client.clear();
      client.setQueryData(["session"], session);
      const next = safeNext(search.next);
      const at = new URL(next, window.location.origin);
      go(at.pathname, Object.fromEntries(at.searchParams), true);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!email.trim() || !password) {
      setError(new ApiError({ title: t("signin.missing"), status: 400, code: "client/missing" }));
      return;
    }
    void enter(email, password);
  }

  const text =
    error instanceof ApiError && error.status === 401 ? t("signin.wrong") : error ? problemText(error, t) : "";
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <Mark size={40} />
          <span className="sign-in-name">Evenhand</span>
        </div>
        <h1 className="title">{t("signin.title")}</h1>
        {search.ended && !error && <p className="note-box">{t("signin.ended")}</p>}
        {text && (
          <div className="problem" role="alert" tabIndex={-1} ref={problem}>
            <Icon name="warning" />
            <p className="problem-text">{text}</p>
          </div>
        )}
        <form onSubmit={submit} noValidate className="stack">
          <TextInput
            label={t("signin.email")}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("signin.password")}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            {t("signin.enter")}
          </Button>
        </form>
        {health?.demo && <Demo accounts={health.accounts ?? []} busy={busy} onPick={(a) => void pick(a)} />}
        <div className="sign-in-foot">
          {languages.map((language) => (
            <button
              key={language.code}
              type="button"
              className="link-button"
              aria-pressed={i18n.language === language.code}
              lang={language.code}
              onClick={() => void setLanguage(language.code, true)}
            >
              {language.name}
            </button>
          ))}
        </div>
      </div>
    </main>
  );

  function pick(account: DemoAccount) {
    setEmail(account.email);
    if (!account.password) return;
    setPassword(account.password);
    return enter(account.email, account.password);
  }
}

function Demo({
  accounts,
  busy,
  onPick,
}: {
  accounts: DemoAccount[];
  busy: boolean;
  onPick: (account: DemoAccount) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title" className="small-title">
        {t("signin.demo")}
      </h2>
      <p className="dim small">{t("signin.demo_hint")}</p>
      <ul className="demo-list">
        {accounts.map((account) => (
          <li key={account.email}>
            <button type="button" className="demo-account" disabled={busy} onClick={() => onPick(account)}>
              <span>{account.email}</span>
              <span className="dim small">
                {account.role ? t(`role.${account.role}`, { defaultValue: account.role }) : ""}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One's own settings: language, light or dark, single keys, password, and where one is signed in. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, send } from "../api/client";
import { sessionsQuery } from "../api/queries";
import { Go } from "../app/go";
import { setSingleKeys, singleKeysOn } from "../app/keys";
import { type OwnLook, useMay, useOwnLook, useSession } from "../app/session";
import { schemes, useScheme } from "../app/theme";
import { toast } from "../app/toasts";
import { languages } from "../i18n";
import { Button } from "../shared/button";
import { dateTime } from "../shared/format";
import { ProblemNote, problemText } from "../shared/problem";
import { Tag, useTitle } from "../shared/small";
import { TickBox } from "../shared/text_area";
import { PasswordInput } from "../shared/text_input";

const PASSWORD_MIN = 12;

export function SettingsPage() {
  const { t, i18n } = useTranslation();
  useTitle(t("nav.settings"));
  const may = useMay();
  const { person } = useSession();
  const theme = useScheme();
  const [keys, setKeys] = useState(singleKeysOn());
  // What was chosen shows at once; the words of another language come a moment later.
  const [chosen, setChosen] = useState(i18n.language);
  useEffect(() => setChosen(i18n.language), [i18n.language]);
  const own = useOwnLook();
  const look = (wanted: OwnLook) =>
    void own(wanted).then(
      () => toast(t("common.saved"), "good"),
      (error) => toast(problemText(error, t), "bad"),
    );
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner settings">
        <h1 className="title">{t("nav.settings")}</h1>
        <p className="dim">
          {person.name} · {person.email}
        </p>
        <section className="panel stack" aria-labelledby="look">
          <h2 className="small-title" id="look">
            {t("settings.look")}
          </h2>
          <fieldset className="choices-field">
            <legend className="field-label">{t("case.language")}</legend>
            <div className="choices">
              {languages.map((language) => (
                <label key={language.code} className="choice" lang={language.code}>
                  <input
                    type="radio"
                    name="language"
                    checked={chosen === language.code}
                    onChange={() => {
                      setChosen(language.code);
                      look({ language: language.code });
                    }}
                  />
                  <span>{language.name}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <fieldset className="choices-field">
            <legend className="field-label">{t("settings.theme")}</legend>
            <div className="choices">
              {schemes.map((value) => (
                <label key={value} className="choice">
                  <input type="radio" name="theme" checked={theme === value} onChange={() => look({ theme: value })} />
                  <span>{t(`theme.${value}`)}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <TickBox
            checked={keys}
            onChange={(on) => {
              setKeys(on);
              setSingleKeys(on);
            }}
          >
            {t("settings.keys")}
          </TickBox>
        </section>
        <PasswordForm />
        <Sessions />
        {!may("token.manage") && (
          <p>
            <Go to="/tokens">{t("tokens.title")}</Go>
          </p>
        )}
      </div>
    </main>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const [form, setForm] = useState({ current: "", next: "", again: "" });
  const [tried, setTried] = useState(false);
  const change = useMutation<unknown, ApiError>({
    mutationFn: () => send("/people/me/password", { method: "PUT", body: { current: form.current, new: form.next } }),
    onSuccess: () => {
      setForm({ current: "", next: "", again: "" });
      setTried(false);
      toast(t("settings.password_changed"), "good");
    },
  });
  const short = form.next.length < PASSWORD_MIN ? t("settings.too_short") : undefined;
  const differs = form.again !== form.next ? t("settings.differ") : undefined;
  const set = (name: keyof typeof form) => (value: string) => setForm((before) => ({ ...before, [name]: value }));
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (form.current && !short && !differs) change.mutate();
  }
  return (
    <section className="panel" aria-labelledby="password">
      <form className="stack" onSubmit={submit} noValidate>
        <h2 className="small-title" id="password">
          {t("settings.password")}
        </h2>
        <div className="form-grid">
          <PasswordInput
            label={t("settings.current")}
            autoComplete="current-password"
            value={form.current}
            error={tried && !form.current ? t("newcase.needed") : undefined}
            onChange={(event) => set("current")(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("settings.next")}
            autoComplete="new-password"
            value={form.next}
            error={tried ? short : undefined}
            onChange={(event) => set("next")(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("settings.again")}
            autoComplete="new-password"
            value={form.again}
            error={tried ? differs : undefined}
            onChange={(event) => set("again")(event.currentTarget.value)}
          />
        </div>
        <ProblemNote error={change.error} />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {t("settings.change_password")}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** "Firefox on Linux" says more than the whole header. */
export function browserName(agent: string | undefined): string {
  if (!agent) return "";
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /Chrome\//.test(agent)
        ? "Chrome"
        : /Safari\//.test(agent)
          ? "Safari"
          : "";
  const system = /Windows/.test(agent)
    ? "Windows"
    : /Android/.test(agent)
      ? "Android"
      : /iPhone|iPad/.test(agent)
        ? "iOS"
        : /Mac OS/.test(agent)
          ? "macOS"
          : /Linux/.test(agent)
            ? "Linux"
            : "";
  return [browser, system].filter(Boolean).join(", ") || agent.slice(0, 60);
}

function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery(sessionsQuery);
  const end = useMutation<unknown, ApiError, string>({
    mutationFn: (id) => send(`/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["sessions"] });
      toast(t("settings.ended"), "good");
    },
    onError: (caught) => toast(problemText(caught, t), "bad"),
  });
  return (
    <section className="panel stack" aria-labelledby="sessions">
      <h2 className="small-title" id="sessions">
        {t("settings.sessions")}
      </h2>
      <ProblemNote error={error} />
      <ul className="stack">
        {(data ?? []).map((session) => (
          <li key={session.id} className="row-between">
            <span>
              {browserName(session.user_agent) || t("settings.unknown_browser")}{" "}
              {session.current && <Tag kind="good">{t("settings.this")}</Tag>}
              <br />
              <span className="dim small">{t("settings.since", { when: dateTime(session.created_at) })}</span>
            </span>
            {!session.current && (
              <Button size="compact-sm" variant="default" onClick={() => end.mutate(session.id)}>
                {t("settings.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

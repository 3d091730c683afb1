/** Over the page that was open when the session ended: the password, and everything is as it was. */
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { ProblemNote } from "../shared/problem";
import { PasswordInput } from "../shared/text_input";
import { signIn, useSession } from "./session";
import { endSession } from "./session_end";

export default function SignInAgain() {
  const { t } = useTranslation();
  const router = useRouter();
  const { email } = useSession().person;
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      endSession(await signIn(email, password));
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  function leave() {
    endSession(null);
    void router.navigate({ to: "/sign-in", search: { next: router.state.location.href, ended: "1" } as never });
  }
  const wrong = error instanceof ApiError && error.status === 401;
  return (
    <Dialog title={t("signin.ended_title")} onClose={leave}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>{t("signin.again")}</p>
        {/* Password managers ask for the name beside the password. */}
        <input
          className="visually-hidden"
          type="email"
          autoComplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        <p className="dim">{email}</p>
        <PasswordInput
          data-autofocus
          label={t("signin.password")}
          autoComplete="current-password"
          value={password}
          error={wrong ? t("signin.wrong_password") : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {!wrong && <ProblemNote error={error} />}
        <div className="form-end">
          <Button variant="default" onClick={leave}>
            {t("signin.somebody_else")}
          </Button>
          <Button type="submit" loading={busy} disabled={!password}>
            {t("signin.enter")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What is shown instead of a screen: while it loads, when it fails, when there is none. */

import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, Spinner } from "../shared/button";
import { ProblemNote } from "../shared/problem";
import { Go } from "./go";

export function Busy() {
  const { t } = useTranslation();
  return (
    <div className="center" role="status">
      <Spinner large />
      <span className="visually-hidden">{t("common.loading")}</span>
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="center" id="main" tabIndex={-1}>
      <h1 className="title">{t("common.not_found")}</h1>
      <p className="dim">{t("common.not_found_hint")}</p>
      <Go to="/">{t("common.home")}</Go>
    </main>
  );
}

export function ScreenError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <main className="center" id="main" tabIndex={-1}>
      <h1 className="title">{t("common.screen_failed")}</h1>
      <ProblemNote error={error} />
      <Button onClick={() => void router.invalidate()}>{t("common.retry")}</Button>
    </main>
  );
}

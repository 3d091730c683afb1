/** The page of one diagnostic code: what it means, how it looks, how it is put right. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "../api/client";
import type { CodePage } from "../api/types";
import { Busy } from "../app/fallbacks";
import { Go, useParam } from "../app/go";
import { InlineMarkdown } from "../shared/inline_markdown";
import { ProblemNote } from "../shared/problem";
import { useTitle } from "../shared/small";
import "../library/library.css";

export function CodePageScreen() {
  const { t } = useTranslation();
  const code = useParam("code");
  useTitle(code);
  const { data, error } = useQuery({
    queryKey: ["code", code],
    queryFn: ({ signal }) => get<CodePage>(`/codes/${encodeURIComponent(code)}`, signal),
  });
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inner narrow-page">
        <p className="small">
          <Go to="/library">{t("nav.library")}</Go>
        </p>
        <ProblemNote error={error} />
        {!data && !error && <Busy />}
        {data && (
          <>
            <h1 className="title">
              <span className="mono">{data.code}</span> {data.title}
            </h1>
            {data.why && (
              <p>
                <InlineMarkdown text={data.why} />
              </p>
            )}
            {data.wrong && (
              <section className="stack">
                <h2 className="small-title">{t("author.wrong")}</h2>
                <pre className="panel source">{data.wrong}</pre>
              </section>
            )}
            {data.right && (
              <section className="stack">
                <h2 className="small-title">{t("author.right")}</h2>
                <pre className="panel source">{data.right}</pre>
              </section>
            )}
          </>
        )}
      </div>
    </main>
  );
}

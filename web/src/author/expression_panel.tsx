/** Below the text: the expression under the cursor, its type, and its value for a sample case whose facts one may fill in. */
import { useTranslation } from "react-i18next";
import type { CursorHelp } from "../api/types";
import { TextInput } from "../shared/text_input";

export type Sample = Record<string, string>;

export function ExpressionPanel({
  id,
  help,
  sample,
  onSample,
}: {
  id: string;
  help: CursorHelp | null;
  sample: Sample;
  onSample: (sample: Sample) => void;
}) {
  const { t } = useTranslation();
  const expression = help?.expression ?? null;
  const problem = expression?.diagnostics[0];
  // Fields stay while one types into them.
  const asked = [...new Set([...Object.keys(sample), ...(expression?.missing ?? [])])];
  return (
    <section className="expression" aria-label={t("author.expression")}>
      <p className="expression-line small" id={id} role="status">
        {!expression || expression.text.trim() === "" ? (
          <span className="dim">{t("author.no_expression")}</span>
        ) : problem ? (
          <>
            <code>{expression.text}</code> <span className="expression-bad">{problem.message}</span>
          </>
        ) : (
          <>
            <code>{expression.text}</code>{" "}
            {t(expression.is_test ? "author.expression_test" : "author.expression_type", {
              type: expression.type || t("author.expression_unclear"),
            })}{" "}
            {expression.display !== "" ? (
              <strong>{t("author.expression_value", { value: expression.display })}</strong>
            ) : (
              <span className="dim">
                {expression.missing.length > 0
                  ? t("author.expression_missing", { facts: expression.missing.join(", ") })
                  : expression.reason}
              </span>
            )}
          </>
        )}
      </p>
      {expression && asked.length > 0 && (
        <div className="expression-facts">
          {asked.map((name) => (
            <TextInput
              key={name}
              label={name}
              value={sample[name] ?? ""}
              onChange={(event) => onSample({ ...sample, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** What was filled in, as the API takes facts: numbers as numbers, everything else as text; empty fields are left out. */
export function toFacts(sample: Sample): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(sample)) {
    const value = text.trim();
    if (value !== "") out[name] = /^-?\d+(\.\d+)?$/.test(value) && value.length < 16 ? Number(value) : value;
  }
  return out;
}

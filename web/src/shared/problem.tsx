/** How errors look: what happened, what to do, and for a refused command every gate with the way to it. */
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import type { Gate } from "../api/types";
import { localTimes } from "./format";
import { Icon } from "./icons";
import { InlineMarkdown } from "./inline_markdown";
import { LawTag } from "./law_tag";

export function problemText(error: unknown, t: (key: string) => string): string {
  if (error instanceof ApiError) {
    if (error.code === "client/offline") return t("problem.offline");
    if (error.code === "client/unanswered") return t("problem.unanswered");
    if (error.status === 403) return error.problem.detail || t("problem.denied");
    if (error.status === 429 || error.status === 503) return error.problem.detail || t("problem.busy");
    return error.problem.detail || error.problem.title || t("problem.unknown");
  }
  return error instanceof Error && error.message ? error.message : t("problem.unknown");
}

export function ProblemNote({ error, onGate }: { error: unknown; onGate?: (gate: Gate) => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="problem" role="alert">
      <Icon name="warning" />
      <div>
        <p className="problem-text">{problemText(error, t)}</p>
        {problem?.hint && <p className="problem-hint">{problem.hint}</p>}
        {error instanceof ApiError && error.gates.length > 0 && <GateList gates={error.gates} onGate={onGate} />}
        {problem?.request_id && problem.status >= 500 && (
          <p className="problem-hint">{t("problem.request", { id: problem.request_id })}</p>
        )}
      </div>
    </div>
  );
}

/** Names are bold and conditions code, as in the procedure; links are only their words, since a gate is one link itself. */
function GateWords({ text }: { text: string }) {
  return <InlineMarkdown text={localTimes(text).replace(/\[([^\]]+)\]\([^)\s]*\)/g, "$1")} />;
}

/** Each gate leads to its place in the guide, when there is one. */
export function GateList({ gates, onGate }: { gates: Gate[]; onGate?: (gate: Gate) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="gates">
      {gates.map((gate) => (
        <li key={`${gate.path}/${gate.kind}/${localTimes(gate.message)}`} className="gate">
          <span className="gate-step">{gate.step_title}</span>
          {onGate && gate.path ? (
            <button type="button" className="link-button gate-message" onClick={() => onGate(gate)}>
              <GateWords text={gate.message} />
            </button>
          ) : (
            <span className="gate-message">
              <GateWords text={gate.message} />
            </span>
          )}
          {gate.condition && (
            <details className="gate-more">
              <summary>{t("guide.condition")}</summary>
              <code className="gate-condition">{gate.condition}</code>
            </details>
          )}
          {gate.remedy && (
            <span className="gate-remedy">
              <GateWords text={gate.remedy} />
            </span>
          )}
          {gate.law?.map((law) => (
            <LawTag key={law} id={law} />
          ))}
        </li>
      ))}
    </ul>
  );
}

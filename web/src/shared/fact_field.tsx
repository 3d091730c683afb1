/** One field of a fact, by its type, and a form of several with a word about what does not fit. */

import { type FormEvent, type ReactNode, Suspense, useContext, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile, FeelValue, GuideFact } from "../api/types";
import { Button } from "./button";
import type { Typed } from "./drafts";
import { type FactProblem, factProblem, factToSend } from "./fact_value";
import { FileDrop, FilesOf } from "./files_of";
import { feelInput, optionText } from "./format";
import { Icon } from "./icons";
import { Select } from "./small";
import { TextArea } from "./text_area";
import { TextInput } from "./text_input";

interface FieldProps {
  fact: GuideFact;
  value: string;
  problem: FactProblem;
  disabled?: boolean;
  onChange: (value: string) => void;
  onLeave: () => void;
}
const inputTypes: Record<string, string> = {
  date: "date",
  time: "time",
  date_time: "datetime-local",
  email: "email",
  phone: "tel",
};
const RADIO_OPTIONS_MAX = 6;

/** The form holds ids, one a line; what they stand for is known here. */
function FileFactField({ fact, problem, disabled, onChange }: Omit<FieldProps, "value" | "onLeave">) {
  const { t } = useTranslation();
  const caseId = useContext(FilesOf);
  const [files, setFiles] = useState<CaseFile[]>(fact.files ?? []);
  return (
    <Suspense fallback={null}>
      <FileDrop
        caseId={caseId}
        kind="file"
        label={fact.label || fact.name}
        several={fact.kind === "list"}
        files={files}
        disabled={disabled}
        error={problem ? t("files.needed") : undefined}
        onChange={(next) => {
          setFiles(next);
          onChange(next.map((file) => file.id).join("\n"));
        }}
      />
    </Suspense>
  );
}

export function FactField(props: FieldProps) {
  return props.fact.takes_files ? <FileFactField {...props} /> : <ValueField {...props} />;
}

function ValueField({ fact, value, problem, disabled, onChange, onLeave }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const error = problem ? t(problem.key, problem.values) : undefined;
  const hint = [
    fact.kind === "pattern" && fact.pattern ? t("fact.like", { pattern: fact.pattern }) : "",
    fact.kind === "list" ? t("fact.list") : "",
    fact.kind === "duration" ? t("fact.duration_hint") : "",
    fact.never_stored ? t("fact.never_stored") : "",
  ].filter(Boolean);
  const personal = fact.personal ? (
    <span className="field-hint" title={t("fact.personal")}>
      {" "}
      <Icon name="lock" size={12} />
      <span className="visually-hidden">{t("fact.personal")}</span>
    </span>
  ) : null;
  const label = (
    <>
      {fact.label || fact.name}
      {personal}
    </>
  );
  const options = fact.kind === "yes_no" ? ["yes", "no"] : fact.kind === "one_of" ? (fact.options ?? []) : [];
  const textOf = (option: string) => (fact.kind === "yes_no" ? t(`common.${option}`) : optionText(option, fact));

  if (options.length > 0 && options.length <= RADIO_OPTIONS_MAX) {
    return (
      <fieldset className="choices-field" disabled={disabled} aria-describedby={error ? `${id}-error` : undefined}>
        <legend className="field-label">{label}</legend>
        <div className="choices">
          {options.map((option) => (
            <label key={option} className="choice">
              <input
                type="radio"
                name={id}
                value={option}
                checked={value === option}
                aria-invalid={error ? true : undefined}
                onChange={() => onChange(option)}
              />
              <span>{textOf(option)}</span>
            </label>
          ))}
        </div>
        {error && (
          <p className="field-error" id={`${id}-error`}>
            {error}
          </p>
        )}
      </fieldset>
    );
  }
  if (options.length > 0) {
    return (
      <Select
        label={label}
        any={t("fact.choose")}
        value={value}
        options={options.map((option) => ({ value: option, text: textOf(option) }))}
        disabled={disabled}
        error={error}
        onChange={onChange}
        onBlur={onLeave}
      />
    );
  }
  const shared = {
    label,
    error,
    value,
    disabled,
    description: hint.length > 0 ? hint.join(" · ") : undefined,
    onBlur: onLeave,
    autoComplete: "off",
  };
  if (fact.kind === "list") {
    return (
      <TextArea
        label={label}
        hint={hint.join(" · ")}
        error={error}
        value={value}
        disabled={disabled}
        rows={3}
        onBlur={onLeave}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const isNumber = fact.kind === "number" || fact.kind === "money";
  return (
    <TextInput
      {...shared}
      type={inputTypes[fact.kind] ?? "text"}
      inputMode={isNumber ? "decimal" : fact.pattern && /^[0\s-]+$/.test(fact.pattern) ? "numeric" : undefined}
      rightSection={
        fact.kind === "money" && fact.currency ? <span className="field-hint">{fact.currency}</span> : undefined
      }
      spellCheck={fact.kind === "text"}
      autoCapitalize="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface FormProps {
  facts: GuideFact[];
  /** Where what is typed outlives the form; what is personal or never stored does not. */
  draft?: { typed: Typed; type: (field: string, text: string) => void };
  submit: string;
  busy?: boolean;
  children?: ReactNode;
  onSubmit: (facts: Record<string, FeelValue>) => void;
}
export function FactForm({ facts, draft, submit, busy, children, onSubmit }: FormProps) {
  const [typed, setTyped] = useState<Typed>(draft?.typed ?? {});
  const [shown, setShown] = useState<Record<string, boolean>>({});
  const form = useRef<HTMLFormElement>(null);
  const textOf = (fact: GuideFact) => typed[fact.name] ?? (fact.known ? feelInput(fact.value) : "");

  function type(fact: GuideFact, text: string) {
    setTyped((before) => ({ ...before, [fact.name]: text }));
    if (!fact.personal && !fact.never_stored && !fact.takes_files) draft?.type(fact.name, text);
  }
  function send(event: FormEvent) {
    event.preventDefault();
    setShown(Object.fromEntries(facts.map((fact) => [fact.name, true])));
    if (facts.some((fact) => factProblem(fact, textOf(fact)))) {
      // The fields say they are invalid once this render is done.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    onSubmit(Object.fromEntries(facts.map((fact) => [fact.name, factToSend(fact, textOf(fact))])));
  }
  return (
    <form ref={form} className="stack fact-form" onSubmit={send} noValidate>
      <div className="form-grid">
        {facts.map((fact) => (
          <FactField
            key={fact.key || fact.name}
            fact={fact}
            value={textOf(fact)}
            problem={shown[fact.name] ? factProblem(fact, textOf(fact)) : null}
            disabled={busy}
            onChange={(value) => type(fact, value)}
            onLeave={() => textOf(fact) && setShown((before) => ({ ...before, [fact.name]: true }))}
          />
        ))}
      </div>
      <div className="row">
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
        {children}
      </div>
    </form>
  );
}

/** Text in one line, with its label, a hint and what is wrong with it; and the same for passwords, which can be shown. */
import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icons";

interface FieldProps {
  label?: ReactNode;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** The control, given the attributes that tie it to its label, hint and error. */
  children: (tied: { id: string; required?: boolean; "aria-invalid"?: true; "aria-describedby"?: string }) => ReactNode;
}
export function Field({ label, hideLabel, description, error, required, children }: FieldProps) {
  const id = useId();
  const described = [error ? `${id}-error` : "", description ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      {label && (
        <label className={hideLabel ? "visually-hidden" : "field-label"} htmlFor={id}>
          {label}
          {required && (
            <span className="field-required" aria-hidden="true">
              {" *"}
            </span>
          )}
        </label>
      )}
      {children({
        id,
        required,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {description && (
        <p className="field-hint" id={`${id}-hint`}>
          {description}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  label?: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  /** What stands inside the field at its end: a currency, an eye. */
  rightSection?: ReactNode;
}
export function TextInput({ label, description, error, required, rightSection, ...rest }: TextInputProps) {
  return (
    <Field label={label} description={description} error={error} required={required}>
      {(tied) => (
        <span className="text-input-box">
          <input className="text-input" type="text" {...tied} {...rest} />
          {rightSection && <span className="text-input-end">{rightSection}</span>}
        </span>
      )}
    </Field>
  );
}

export function PasswordInput(props: Omit<TextInputProps, "type" | "rightSection">) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={shown ? "text" : "password"}
      rightSection={
        <button
          type="button"
          className="icon-button"
          aria-label={t("signin.show_password")}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? "eye_off" : "eye"} size={16} />
        </button>
      }
    />
  );
}

/** A text area with its label and what is wrong with it, and a tick box: plain elements, so that they cost nothing. */
import { type ReactNode, type TextareaHTMLAttributes, useId } from "react";

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "title"> {
  label?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  ref?: React.Ref<HTMLTextAreaElement>;
}
export function TextArea({ label, hint, error, required, ref, ...rest }: TextAreaProps) {
  const id = useId();
  const described = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      {label && (
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
      )}
      <textarea
        ref={ref}
        id={id}
        className="text-area"
        required={required}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        {...rest}
      />
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
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

interface TickBoxProps {
  checked: boolean;
  disabled?: boolean;
  children: ReactNode;
  onChange: (checked: boolean) => void;
}
export function TickBox({ checked, disabled, children, onChange }: TickBoxProps) {
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="tick-text">{children}</span>
    </label>
  );
}

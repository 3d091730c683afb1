/** A text area with its label and what is wrong with it, and a tick box: plain elements, so that they cost nothing. */
import type { ReactNode, TextareaHTMLAttributes } from "react";
import { Field } from "./text_input";

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "title"> {
  label?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  ref?: React.Ref<HTMLTextAreaElement>;
}
export function TextArea({ label, hint, error, required, ...rest }: TextAreaProps) {
  return (
    <Field label={label} description={hint} error={error} required={required}>
      {(tied) => <textarea className="text-area" {...tied} {...rest} />}
    </Field>
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

/** A button that does something: filled for the one thing to do next, `default` for the others, `danger` for what hurts. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: "filled" | "default" | "danger";
  size?: "sm" | "xs" | "compact-sm";
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  /** Its work is under way: it cannot be pressed again, and says so. */
  loading?: boolean;
  fullWidth?: boolean;
  ref?: Ref<HTMLButtonElement>;
}
export function Button({
  variant = "filled",
  size = "sm",
  leftSection,
  rightSection,
  loading,
  fullWidth,
  disabled,
  className,
  type = "button",
  children,
  ...rest
}: ButtonProps) {
  const look = buttonLook(variant, size, `${fullWidth ? "button-full" : ""} ${className ?? ""}`);
  return (
    <button type={type} className={look} disabled={disabled || loading} aria-busy={loading || undefined} {...rest}>
      {loading ? <Spinner /> : leftSection}
      {children}
      {rightSection}
    </button>
  );
}

/** The classes of a button, for a link that looks like one. */
export const buttonLook = (variant = "filled", size = "sm", more = "") =>
  `button button-${variant} button-${size} ${more}`.trim();

export function Spinner({ large }: { large?: boolean }) {
  return <span className={`spinner ${large ? "spinner-large" : ""}`} aria-hidden="true" />;
}

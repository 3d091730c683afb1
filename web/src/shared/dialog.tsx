/**
 * A modal dialog on the browser's own: it keeps the keyboard inside, Escape or a click beside closes it, and focus goes back
 * afterwards. With text typed in it a click beside does nothing and Escape asks once.
 */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, type ButtonProps } from "./button";
import { Icon } from "./icons";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** The title is for screen readers only; the content has its own way to close. */
  bare?: boolean;
}
export function Dialog({ title, onClose, children, wide, bare }: DialogProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const typedIn = useRef(new Set<HTMLInputElement | HTMLTextAreaElement>());
  const cameFrom = useRef<HTMLElement>(null);
  const stay = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const hasText = () => !bare && [...typedIn.current].some((field) => field.isConnected && field.value.trim() !== "");
  const pressed = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    dialog.showModal();
    const wanted = ["[data-autofocus]", ":is(input, select, textarea):not(:disabled)"];
    for (const selector of wanted) {
      const field = dialog.querySelector<HTMLElement>(selector);
      if (!field) continue;
      field.focus();
      break;
    }
    return () => dialog.close();
  }, []);
  useEffect(() => (asking ? stay.current : cameFrom.current)?.focus(), [asking]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what a click beside the dialog does
    <dialog
      ref={ref}
      className={`dialog ${wide ? "dialog-wide" : ""} ${bare ? "dialog-bare" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!hasText() || asking) onClose();
        else {
          cameFrom.current = document.activeElement as HTMLElement | null;
          setAsking(true);
        }
      }}
      onInput={(event) => {
        const field = event.target;
        if (field instanceof HTMLTextAreaElement) typedIn.current.add(field);
        else if (field instanceof HTMLInputElement && !["radio", "checkbox"].includes(field.type))
          typedIn.current.add(field);
      }}
      onMouseDown={(event) => {
        pressed.current = event.target === ref.current;
        if (pressed.current && hasText()) event.preventDefault();
      }}
      onClick={(event) => {
        if (event.target === ref.current && pressed.current && !hasText()) onClose();
      }}
    >
      <div className="dialog-inner">
        <header className={bare ? "visually-hidden" : "dialog-head"}>
          <h2 id={id} className="dialog-title">
            {title}
          </h2>
          {!bare && (
            <button type="button" className="icon-button" aria-label={t("common.close")} onClick={onClose}>
              <Icon name="cross" size={16} />
            </button>
          )}
        </header>
        {children}
        {asking && (
          <div className="problem dialog-leave" role="alert">
            <p className="grow problem-text">{t("dialog.leave")}</p>
            <Button size="xs" variant="default" ref={stay} onClick={() => setAsking(false)}>
              {t("dialog.stay")}
            </Button>
            <Button size="xs" variant="danger" onClick={onClose}>
              {t("dialog.discard")}
            </Button>
          </div>
        )}
      </div>
    </dialog>
  );
}

interface DialogEndProps {
  submit: string;
  busy?: boolean;
  variant?: ButtonProps["variant"];
  onCancel: () => void;
}
/** The end of a form in a dialog: not to do it, and to do it. */
export function DialogEnd({ submit, busy, variant, onCancel }: DialogEndProps) {
  const { t } = useTranslation();
  return (
    <div className="form-end">
      <Button variant="default" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
      <Button type="submit" variant={variant} loading={busy}>
        {submit}
      </Button>
    </div>
  );
}

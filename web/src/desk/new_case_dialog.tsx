/** Opening a case: which procedure, for whom, how they reached us, where the law is theirs. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, post, send } from "../api/client";
import { customerQuery, proceduresQuery } from "../api/queries";
import type { Case, NewCase } from "../api/types";
import { useSession } from "../app/session";
import { toast } from "../app/toasts";
import { useDebouncedValue } from "../shared/debounce";
import { Dialog, DialogEnd } from "../shared/dialog";
import { ProblemNote } from "../shared/problem";
import { Select } from "../shared/small";
import { TextArea } from "../shared/text_area";
import { TextInput } from "../shared/text_input";
import { titleOf } from "../shared/title_of";
import { channels, priorities, states } from "../shared/words";
import { allowed, fitting, under } from "./new_case_fit";

interface NewCaseDialogProps {
  onClose: () => void;
  onOpened: (made: Case) => void;
}
export default function NewCaseDialog({ onClose, onOpened }: NewCaseDialogProps) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { person } = useSession();
  const listId = useId();
  const all = (useQuery(proceduresQuery()).data ?? []).filter((entry) => !entry.guidance_only && entry.version > 0);
  const [form, setForm] = useState({
    procedure: "",
    subject: "",
    channel: "phone",
    state: person.state ?? "",
    language: "",
    product: "",
    priority: "normal",
    message: "",
  });
  const [customer, setCustomer] = useState({ name: "", address: "" });
  /** The state and channel that someone chose, not those the form began with. */
  const [wanted, setWanted] = useState<{ state?: string; channel?: string }>({});
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const asked = useDebouncedValue(customer.address.trim(), 300);
  const known = useQuery(customerQuery(asked)).data ?? null;
  const procedures = fitting(all, wanted);
  const chosen = procedures.find((entry) => entry.id === form.procedure);
  const set = (name: keyof typeof form) => (value: string) => setForm((before) => ({ ...before, [name]: value }));
  const choose = (name: "state" | "channel") => (value: string) => {
    set(name)(value);
    setWanted((before) => ({ ...before, [name]: value }));
  };
  const needed = (value: string) => (tried && !value.trim() ? t("newcase.needed") : undefined);
  const field = error instanceof ApiError ? error.problem.field : undefined;

  async function open(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!form.procedure || !form.subject.trim() || !customer.name.trim()) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.new-case [aria-invalid="true"]')?.focus());
      return;
    }
    const same = known && known.address === customer.address.trim().toLowerCase() ? known : null;
    const body: NewCase = {
      procedure: form.procedure,
      subject: form.subject.trim(),
      channel: form.channel,
      customer: {
        name: customer.name.trim(),
        ...(customer.address.trim() ? { address: customer.address.trim() } : {}),
        ...(same ? { id: same.id } : {}),
      },
      ...(form.state ? { state: form.state } : {}),
      ...(form.language ? { language: form.language } : {}),
      ...(form.product ? { product: form.product } : {}),
      ...(form.priority !== "normal" ? { priority: form.priority } : {}),
      ...(form.message.trim() ? { message: form.message.trim() } : {}),
    };
    setBusy(true);
    setError(null);
    try {
      const made = (await send<Case>("/cases", { method: "POST", body })).data;
      // Whoever opens a case at the desk has the customer in front of them: it is theirs.
      await post(`/cases/${encodeURIComponent(made.id)}/commands`, { type: "assign", person_id: person.id }).catch(
        () => undefined,
      );
      await client.invalidateQueries({ queryKey: ["cases"] });
      toast(t("newcase.opened", { number: made.number }), "good");
      onOpened(made);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  return (
    <Dialog onClose={onClose} wide title={t("newcase.title")}>
      <form className="stack new-case" onSubmit={open} noValidate>
        <div className="field">
          <label className="field-label" htmlFor={`${listId}-procedure`}>
            {t("case.procedure")}
          </label>
          <select
            id={`${listId}-procedure`}
            data-autofocus
            className="select"
            value={form.procedure}
            aria-invalid={needed(form.procedure) ? true : undefined}
            onChange={(event) => {
              const next = procedures.find((entry) => entry.id === event.currentTarget.value);
              setForm((before) => under({ ...before, procedure: next?.id ?? "" }, next));
            }}
          >
            <option value="">{t("fact.choose")}</option>
            {procedures.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {titleOf(entry)}
              </option>
            ))}
          </select>
          {needed(form.procedure) && <p className="field-error">{needed(form.procedure)}</p>}
          {chosen?.summary && <p className="field-hint">{chosen.summary}</p>}
          {procedures.length < all.length && (
            <p className="field-hint">{t("newcase.only_fitting", { count: all.length - procedures.length })}</p>
          )}
        </div>
        <TextInput
          label={t("case.subject")}
          required
          value={form.subject}
          error={needed(form.subject) ?? (field === "subject" ? t("newcase.needed") : undefined)}
          onChange={(event) => set("subject")(event.currentTarget.value)}
        />
        <div className="form-grid">
          <TextInput
            label={t("case.customer")}
            required
            autoComplete="off"
            value={customer.name}
            error={needed(customer.name)}
            onChange={(event) => {
              const name = event.currentTarget.value;
              setCustomer((before) => ({ ...before, name }));
            }}
          />
          <TextInput
            label={t("newcase.address")}
            autoComplete="off"
            value={customer.address}
            description={known?.name ? t("newcase.known", { name: known.name }) : undefined}
            onChange={(event) => {
              const address = event.currentTarget.value;
              setCustomer((before) => ({ ...before, address }));
            }}
          />
        </div>
        <div className="form-grid">
          <Select
            label={t("case.channel")}
            value={form.channel}
            options={allowed(channels, chosen?.channels).map((value) => ({ value, text: t(`channel.${value}`) }))}
            onChange={choose("channel")}
          />
          <Select
            label={t("case.state")}
            any={t("newcase.no_state")}
            value={form.state}
            options={allowed(states, chosen?.states).map((value) => ({
              value,
              text: t(`state.${value}`, { defaultValue: value }),
            }))}
            onChange={choose("state")}
          />
          <Select
            label={t("case.language")}
            any={t("newcase.base_language")}
            value={form.language}
            options={(chosen?.languages ?? ["en", "es"]).map((value) => ({
              value,
              text: t(`language.${value}`, { defaultValue: value }),
            }))}
            onChange={set("language")}
          />
          {(chosen?.products?.length ?? 0) > 0 && (
            <Select
              label={t("case.product")}
              any={t("newcase.no_product")}
              value={form.product}
              options={(chosen?.products ?? []).map((value) => ({ value, text: value }))}
              onChange={set("product")}
            />
          )}
          <Select
            label={t("case.priority")}
            value={form.priority}
            options={priorities.map((value) => ({ value, text: t(`priority.${value}`) }))}
            onChange={set("priority")}
          />
        </div>
        <TextArea
          label={t("newcase.message")}
          rows={3}
          value={form.message}
          onChange={(event) => set("message")(event.currentTarget.value)}
          lang={form.language || i18n.language}
        />
        <ProblemNote error={error} />
        <DialogEnd submit={t("newcase.open")} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

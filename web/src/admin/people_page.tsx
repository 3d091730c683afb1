/** Who works here: names, roles, teams; adding people, changing them, ending their access. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, send } from "../api/client";
import { peopleQuery, rolesQuery } from "../api/queries";
import type { Person, Role } from "../api/types";
import { useMay, useSession } from "../app/session";
import { toast } from "../app/toasts";
import { languages } from "../i18n";
import { Button } from "../shared/button";
import { Dialog, DialogEnd } from "../shared/dialog";
import { Icon } from "../shared/icons";
import { DataTable, ListState, Page } from "../shared/page";
import { ProblemNote, problemText } from "../shared/problem";
import { SearchField } from "../shared/search_field";
import { Select, Tag } from "../shared/small";
import { TickBox } from "../shared/text_area";
import { PasswordInput, TextInput } from "../shared/text_input";
import { states } from "../shared/words";
import "../library/library.css";

export function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const manages = may("people.manage");
  const list = useQuery(peopleQuery);
  const [text, setText] = useState("");
  const [editing, setEditing] = useState<Person | "new" | null>(null);
  const words = text.toLowerCase();
  const people = (list.data ?? [])
    .filter((person) =>
      `${person.name} ${person.email} ${person.roles.join(" ")} ${person.teams.join(" ")}`
        .toLowerCase()
        .includes(words),
    )
    .sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
  return (
    <Page
      title={t("nav.people")}
      act={
        manages && (
          <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setEditing("new")}>
            {t("people.add")}
          </Button>
        )
      }
    >
      <div className="library-tools">
        <SearchField label={t("people.search")} className="library-search" value={text} onChange={setText} />
      </div>
      <ListState read={list} count={people.length} icon="people" none={t("people.none")} />
      {people.length > 0 && (
        <DataTable
          head={[
            t("people.name"),
            t("people.email"),
            t("people.roles"),
            t("people.teams"),
            t("case.state"),
            t("people.access"),
          ]}
        >
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                {manages ? (
                  <button type="button" className="link-button" onClick={() => setEditing(person)}>
                    {person.name}
                  </button>
                ) : (
                  person.name
                )}
              </td>
              <td>{person.email}</td>
              <td>
                <span className="row tight">
                  {person.roles.map((role) => (
                    <Tag key={role}>{t(`role.${role}`, { defaultValue: t("people.in_procedures", { role }) })}</Tag>
                  ))}
                </span>
              </td>
              <td>{person.teams.join(", ")}</td>
              <td>{person.state}</td>
              <td>{person.active ? <Tag kind="good">{t("people.active")}</Tag> : <Tag>{t("people.inactive")}</Tag>}</td>
            </tr>
          ))}
        </DataTable>
      )}
      {editing && <PersonDialog person={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);

function PersonDialog({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { person: me } = useSession();
  const roles: Role[] = useQuery(rolesQuery).data ?? [];
  const [form, setForm] = useState({
    name: person?.name ?? "",
    email: person?.email ?? "",
    teams: person?.teams.join(", ") ?? "",
    language: person?.language ?? "en",
    state: person?.state ?? "",
    password: "",
    more: "",
  });
  const [own, setOwn] = useState<string[]>(person?.roles ?? ["agent"]);
  const [tried, setTried] = useState(false);
  const set = (name: keyof typeof form) => (value: string) => setForm((before) => ({ ...before, [name]: value }));
  const needed = (value: string) => (tried && !value.trim() ? t("newcase.needed") : undefined);
  const names = [...new Set([...roles.map((role) => role.name), ...own])];
  const save = useMutation<unknown, ApiError, Record<string, unknown>>({
    mutationFn: (body) =>
      person
        ? send(`/people/${encodeURIComponent(person.id)}`, { method: "PATCH", body })
        : send("/people", { method: "POST", body }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["people"] });
      toast(t("common.saved"), "good");
      onClose();
    },
  });
  const weak = !person && form.password !== "" && form.password.length < 12;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const all = [...new Set([...own, ...listOf(form.more).map((role) => role.toLowerCase())])];
    if (!form.name.trim() || !form.email.trim() || all.length === 0 || weak) return;
    save.mutate({
      name: form.name.trim(),
      email: form.email.trim(),
      roles: all,
      teams: listOf(form.teams),
      language: form.language,
      state: form.state,
      ...(form.password ? { password: form.password } : {}),
    });
  }
  return (
    <Dialog wide title={person ? person.name : t("people.add")} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <div className="form-grid">
          <TextInput
            data-autofocus
            label={t("people.name")}
            value={form.name}
            error={needed(form.name)}
            onChange={(event) => set("name")(event.currentTarget.value)}
          />
          <TextInput
            label={t("people.email")}
            type="email"
            autoComplete="off"
            value={form.email}
            error={needed(form.email)}
            onChange={(event) => set("email")(event.currentTarget.value)}
          />
        </div>
        {!person && (
          <PasswordInput
            label={t("people.password")}
            description={t("people.password_hint")}
            autoComplete="new-password"
            value={form.password}
            error={tried && weak ? t("settings.too_short") : undefined}
            onChange={(event) => set("password")(event.currentTarget.value)}
          />
        )}
        <fieldset className="choices-field">
          <legend className="field-label">{t("people.roles")}</legend>
          <div className="role-grid">
            {names.map((role) => (
              <TickBox
                key={role}
                checked={own.includes(role)}
                onChange={(on) =>
                  setOwn((before) => (on ? [...before, role] : before.filter((entry) => entry !== role)))
                }
              >
                {t(`role.${role}`, { defaultValue: t("people.in_procedures", { role }) })}
              </TickBox>
            ))}
          </div>
          {tried && own.length === 0 && !form.more.trim() && <p className="field-error">{t("people.role_needed")}</p>}
        </fieldset>
        <div className="form-grid">
          <TextInput
            label={t("people.more_roles")}
            description={t("people.more_roles_hint")}
            value={form.more}
            onChange={(event) => set("more")(event.currentTarget.value)}
          />
          <TextInput
            label={t("people.teams")}
            description={t("people.teams_hint")}
            value={form.teams}
            onChange={(event) => set("teams")(event.currentTarget.value)}
          />
          <Select
            label={t("case.language")}
            value={form.language}
            options={languages.map((entry) => ({ value: entry.code, text: entry.name }))}
            onChange={set("language")}
          />
          <Select
            label={t("case.state")}
            any={t("newcase.no_state")}
            value={form.state}
            options={states.map((value) => ({ value, text: t(`state.${value}`) }))}
            onChange={set("state")}
          />
        </div>
        <ProblemNote error={save.error} />
        <div className="row-between">
          {person && person.id !== me.id ? <AccessButton person={person} onDone={onClose} /> : <span />}
          <DialogEnd submit={t("common.save")} busy={save.isPending} onCancel={onClose} />
        </div>
      </form>
    </Dialog>
  );
}

function AccessButton({ person, onDone }: { person: Person; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [sure, setSure] = useState(!person.active);
  const change = useMutation<unknown, ApiError>({
    mutationFn: () =>
      send(`/people/${encodeURIComponent(person.id)}`, { method: "PATCH", body: { active: !person.active } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["people"] });
      toast(t(person.active ? "people.ended" : "people.restored"), "good");
      onDone();
    },
    onError: (error) => toast(error instanceof ApiError ? problemText(error, t) : t("problem.unknown"), "bad"),
  });
  return (
    <Button
      variant={person.active && sure ? "danger" : "default"}
      loading={change.isPending}
      onClick={() => (sure ? change.mutate() : setSure(true))}
    >
      {t(person.active ? (sure ? "people.end_sure" : "people.end") : "people.restore")}
    </Button>
  );
}

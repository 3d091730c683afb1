/** Handing a case over: to a team people or procedures know, or to another after being asked once more. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Command, peopleQuery, proceduresQuery } from "../api/queries";
import type { Gate } from "../api/types";
import { useMay } from "../app/session";
import { ReasonDialog } from "../shared/reason_dialog";
import { Select } from "../shared/small";
import { TextInput } from "../shared/text_input";
import { knownTeams, teamNamed } from "./teams";

const OTHER = "/other";

interface HandOverDialogProps {
  run: (command: Command, done: string) => Promise<unknown>;
  onClose: () => void;
  onGate: (gate: Gate) => void;
}
export function HandOverDialog({ run, onClose, onGate }: HandOverDialogProps) {
  const { t } = useTranslation();
  const people = useQuery({ ...peopleQuery, enabled: useMay()("people.read") }).data ?? [];
  const teams = knownTeams(people, useQuery(proceduresQuery()).data ?? []);
  const [chosen, setChosen] = useState("");
  const [other, setOther] = useState("");
  const [asked, setAsked] = useState("");
  const team = chosen === OTHER ? teamNamed(other, teams) : chosen;

  function handOver(reason: string): Promise<unknown> {
    if (!team) return Promise.reject(new Error(t("case.team_needed")));
    if (!teams.includes(team) && asked !== team) {
      setAsked(team);
      return Promise.reject(new Error(t("case.team_unknown", { team })));
    }
    return run({ type: "hand-over", team, reason }, t("case.handed_over", { team }));
  }
  return (
    <ReasonDialog
      title={t("case.hand_over")}
      submit={t("case.hand_over")}
      onClose={onClose}
      onGate={onGate}
      onSubmit={handOver}
    >
      <Select
        label={t("case.to_team")}
        any={t("fact.choose")}
        value={chosen}
        options={[
          ...teams.map((name) => ({ value: name, text: t(`role.${name}`, { defaultValue: name }) })),
          { value: OTHER, text: t("case.other_team") },
        ]}
        onChange={setChosen}
      />
      {chosen === OTHER && (
        <TextInput
          label={t("case.team_name")}
          required
          autoFocus
          value={other}
          onChange={(event) => setOther(event.currentTarget.value)}
        />
      )}
    </ReasonDialog>
  );
}

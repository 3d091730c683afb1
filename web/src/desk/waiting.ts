/** What a case waits for, as the queue says it: the server's few fixed phrases in the reader's language, anything else as it is. */
import type { TFunction } from "i18next";

const phrases: Record<string, string> = { "An action": "action", "A reply": "reply", Time: "time" };

export function waitingWords(t: TFunction, said: string): string {
  const phrase = phrases[said];
  if (phrase) return t(`doing.${phrase}`);
  const by = /^(Approval|Work) by (.+)$/.exec(said);
  return by ? t(by[1] === "Approval" ? "doing.approval" : "doing.work", { role: by[2] }) : said;
}

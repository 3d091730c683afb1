/** What a person typed in a place of a case and has not sent: there again after another case, and never another person's. */
import { useSession } from "../app/session";
import { readDraft, type Typed, useStoredDraft, writeDraft } from "../shared/drafts";

export interface Draft {
  typed: Typed;
  type: (field: string, text: string) => void;
  /** Forgets what was typed while it is being sent; it is back when that was refused. */
  send: (run: () => Promise<boolean>) => Promise<boolean>;
}
export const draftKey = (person: string, caseId: string, place: string) => `${person}/${caseId}/${place}`;

export function useDraft(caseId: string, place: string): Draft {
  const { person } = useSession();
  const key = draftKey(person.id, caseId, place);
  return {
    typed: useStoredDraft(key),
    type: (field, text) => writeDraft(key, { ...readDraft(key), [field]: text }),
    send: async (run) => {
      const before = readDraft(key);
      writeDraft(key, {});
      const sent = await run();
      if (!sent) writeDraft(key, before);
      return sent;
    },
  };
}

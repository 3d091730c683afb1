import { describe, expect, it } from "vitest";
import type { CaseEvent } from "../api/types";
import { zoneOf } from "../shared/format";
import { wordsBeyond } from "./events";

const event = (text: string, in_force?: string) => ({ text, in_force }) as CaseEvent;

describe("the words in force", () => {
  it("are shown where the sentence does not say them itself", () => {
    expect(wordsBeyond(event("order number is AB-1.", "Ask for **order number**"))).toBe("Ask for **order number**");
    expect(wordsBeyond(event("Done: Greet the customer.", "Greet the customer."))).toBe("");
    expect(wordsBeyond(event("Not applicable: Greet. Reason: the channel is not phone.", "Greet."))).toBe("");
    expect(wordsBeyond(event("Opened."))).toBe("");
  });
});

describe("the zone of a record", () => {
  it("is named once, with every distance from UTC its times have", () => {
    const winter = "2026-12-01T12:00:00Z";
    expect(zoneOf([winter], "America/Chicago")).toBe("America/Chicago, UTC−6");
    expect(zoneOf(["2026-07-01T12:00:00Z", winter, winter], "America/Chicago")).toBe("America/Chicago, UTC−5 / UTC−6");
    expect(zoneOf([winter], "Asia/Kolkata")).toBe("Asia/Kolkata, UTC+5:30");
    expect(zoneOf([], "UTC")).toBe("UTC");
  });
});

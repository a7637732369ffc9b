// Which words: the address tells, as on the map.
import type { Language } from "../format";
import { en } from "./en";
import { type AvondWords, nl } from "./nl";

export const catalogue = (language: Language): AvondWords => (language === "en" ? en : nl);

/** What the address of one of these pages asks for. */
export function asked(): { evening: number | null; area: string | null; language: Language } {
  const query = new URLSearchParams(location.search);
  const id = Number(query.get("avond"));
  return { evening: Number.isSafeInteger(id) && id > 0 ? id : null, area: query.get("gebied"), language: query.get("taal") === "en" ? "en" : "nl" };
}

// What somebody types for an alert, and what of it is wrong. Pure.
import type { Alert } from "../alerting";
import type { Thing } from "../data";
import type { NewAlert, Quantity } from "./data";

/** As it is typed; a number with a comma or a point. */
export interface Draft {
  name: string;
  key: string;
  /** Empty: every sensor of the area that measures it. */
  thing: string;
  side: "above" | "below";
  threshold: string;
  minutes: string;
}

export type Field = "name" | "threshold" | "minutes";
export const MOST_MINUTES = 2880;

/** What an area measures: the keys of its datastreams, each with who has it. */
export interface Choice {
  key: string;
  label: { nl: string; en: string };
  calibrated: boolean;
  unit: string;
  things: { id: string; name: string }[];
}

export function choices(things: readonly Thing[]): Choice[] {
  const found = new Map<string, Choice>();
  for (const { id, name, datastreams } of things)
    for (const { quantity, variant, label, unit_label } of datastreams) {
      const key = variant ? `${quantity}.${variant}` : quantity;
      const choice = found.get(key) ?? { key, label, calibrated: variant !== null, unit: unit_label, things: [] };
      choice.things.push({ id, name });
      found.set(key, choice);
    }
  return [...found.values()];
}

export const empty = (choice: Choice | undefined): Draft => ({ name: "", key: choice?.key ?? "", thing: "", side: "above", threshold: "", minutes: "15" });

export const draftOf = ({ name, key, thing, side, threshold, minutes }: Alert, comma: boolean): Draft => ({
  name,
  key,
  thing: thing ?? "",
  side,
  threshold: comma ? String(threshold).replace(".", ",") : String(threshold),
  minutes: String(minutes),
});

/** A number as people type it; null when it is none. */
export function typed(text: string): number | null {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** The alert that is meant, or the fields that are wrong. */
export function checked(draft: Draft, quantity: Pick<Quantity, "valid_min" | "valid_max"> | null): { alert: NewAlert } | { wrong: Field[] } {
  const [threshold, minutes] = [typed(draft.threshold), typed(draft.minutes)];
  const possible = threshold !== null && (!quantity || (quantity.valid_min <= threshold && threshold <= quantity.valid_max));
  const wrong: Field[] = [];
  if (!draft.name.trim()) wrong.push("name");
  if (!possible) wrong.push("threshold");
  if (minutes === null || !Number.isInteger(minutes) || minutes < 0 || minutes > MOST_MINUTES) wrong.push("minutes");
  if (wrong.length || threshold === null || minutes === null) return { wrong };
  return { alert: { name: draft.name.trim(), key: draft.key, thing: draft.thing || null, side: draft.side, threshold, minutes } };
}

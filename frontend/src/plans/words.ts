// Values of results in the reader's form. Pure.
import { number } from "../format";
import type { Words } from "../nl";
import type { Figure, Outcome } from "./data";

/** How many decimals a multiple of `step` needs. */
export const decimalsOf = (step: number): number => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));

/** A number to a multiple of `step`; what is finer than people read, such as 0.260, is told as short as it can be. */
export function bare(w: Words, value: number, step: number): string {
  const decimals = decimalsOf(step);
  const needed = step < 0.01 ? (String(Number(value.toFixed(decimals))).split(".")[1] ?? "").length : decimals;
  return number(w, value, needed);
}

/** A number with its unit, such as "3,2 uur". */
export function quantity(w: Words, value: number | null | undefined, unit: string, step: number): string {
  if (value === null || value === undefined) return w.unknown;
  const said = w.plans.units[unit] ?? unit;
  return `${bare(w, value, step)}${said ? ` ${said}` : ""}`;
}

export const hours = (w: Words, value: number | null | undefined): string => quantity(w, value, "h", 0.1);

/** What the plan makes of a figure, against now. */
export function against(w: Words, now: Figure, before: Figure | undefined): string {
  if (!before || before.value === null || now.value === null) return w.plans.nowUnknown;
  const decimals = decimalsOf(now.step);
  const difference = Number((now.value - before.value).toFixed(decimals));
  const was = w.plans.nowIs(quantity(w, before.value, before.unit, before.step));
  const by = quantity(w, Math.abs(difference), now.unit, now.step);
  return `${was} · ${difference === 0 ? w.plans.same : difference > 0 ? w.plans.more(by) : w.plans.less(by)}`;
}

/** How many rows have which judgement, by the first norm that has any. */
export function firstJudged(outcome: Outcome | null): [string, Record<string, number>] | null {
  const [first] = Object.entries(outcome?.judgements ?? {}).filter(([, counts]) => Object.keys(counts).length > 0);
  return first ?? null;
}

/** A duration in the reader's form. */
export const duration = (w: Words, seconds: number): string => (seconds < 90 ? w.plans.seconds(number(w, Math.max(1, Math.round(seconds)))) : w.plans.minutes(number(w, Math.round(seconds / 60))));

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

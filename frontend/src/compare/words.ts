// The catalogue of the language that is read, and values with a sign. Pure.
import { type Language } from "../format";
import type { Words } from "../nl";
import { quantity } from "../plans/words";
import { NOW } from "../state";
import { en } from "./en";
import { type CompareWords, nl } from "./nl";

export const catalogue = (language: Language): CompareWords => (language === "en" ? en : nl);

/** A difference with its sign, such as "+1,2 uur". */
export function signed(w: Words, value: number | null | undefined, unit: string, step: number): string {
  if (value === null || value === undefined) return w.unknown;
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${quantity(w, Math.abs(value), unit, step)}`;
}

/** How a side is called: a plan by its name. */
export const titleOf = (c: CompareWords, side: string, titles: readonly { name: string; title: string }[]): string => (side === NOW ? c.now : (titles.find(({ name }) => name === side)?.title ?? side));

/** The norm's words for a judgement, and for what has none. */
export const stepOf = (values: readonly (number | null)[]): number => {
  const decimals = Math.max(0, ...values.map((value) => (value === null ? 0 : (String(value).split(".")[1]?.length ?? 0))));
  return 10 ** -Math.min(decimals, 3);
};

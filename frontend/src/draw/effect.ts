// What a plan does to the sun of homes, by the verdicts of `twin.sim` with it and without. Pure.
import type { Row } from "../plans/data";
import type { Judgement } from "../plans/scale";

export interface Effect {
  /** How many homes did meet the norm and do not, may not any more, or do now. */
  fails: number;
  close: number;
  gains: number;
  /** The same of pieces of façade, each at one storey: those of flats, which have no verdict of their own, and of all others. */
  facades: { fails: number; close: number; gains: number };
  /** The worst that happens to each building of which something changes. */
  buildings: ReadonlyMap<string, Judgement>;
}

const WORST: readonly Judgement[] = ["voldoet", "te dichtbij om te zeggen", "voldoet niet"];

const judged = (row: Row | undefined, norm: string): Judgement | null => (row?.verdicts.find((verdict) => verdict.norm === norm)?.judgement as Judgement | undefined) ?? null;

/** From the rows of an area as it is to those with a plan, by one norm; what is new or gone does not count. */
export function effectOf(now: readonly Row[], before: readonly Row[], norm: string): Effect {
  const was = new Map(before.map((row) => [`${row.subject}:${row.id}`, judged(row, norm)]));
  const homes = { fails: 0, close: 0, gains: 0 };
  const facades = { fails: 0, close: 0, gains: 0 };
  const buildings = new Map<string, Judgement>();
  // The colour of a building is that of its home, where that has a verdict of its own.
  const told = new Set(now.filter((row) => row.subject !== "facade" && judged(row, norm)).map(building));
  for (const row of now) {
    const [then, is] = [was.get(`${row.subject}:${row.id}`), judged(row, norm)];
    if (!then || !is || then === is) continue;
    const counts = row.subject === "facade" ? facades : homes;
    if (is === "voldoet niet") counts.fails++;
    else if (is === "te dichtbij om te zeggen" && then === "voldoet") counts.close++;
    else counts.gains++;
    if (row.subject === "facade" && told.has(building(row))) continue;
    const worst = buildings.get(building(row));
    if (!worst || WORST.indexOf(is) > WORST.indexOf(worst)) buildings.set(building(row), is);
  }
  return { ...homes, facades, buildings };
}

const building = ({ belongs_to, id }: Row): string => belongs_to || id;

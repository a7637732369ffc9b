// What a building holds: floor area by use, and homes that are alike. Pure.
import { type Polygon, STOREY, ringOf } from "./edits";
import { signedArea } from "./plane";

export const USES = ["woonfunctie", "winkelfunctie", "kantoorfunctie", "onderwijsfunctie", "gezondheidszorgfunctie", "bijeenkomstfunctie", "sportfunctie", "logiesfunctie", "industriefunctie", "celfunctie", "overige gebruiksfunctie"] as const;
export type Purpose = (typeof USES)[number];
export const DWELLINGS = ["appartement", "studio", "tussenwoning", "hoekwoning", "twee-onder-een-kapwoning", "vrijstaande woning"] as const;
export type Dwelling = (typeof DWELLINGS)[number];
export const TENURES = ["sociale huur", "middenhuur", "vrije huur", "betaalbare koop", "vrije koop"] as const;
export type Tenure = (typeof TENURES)[number];

/** Homes that are alike; `floor_area` is of each, m². */
export interface Homes {
  type: Dwelling;
  tenure: Tenure;
  count: number;
  floor_area: number;
}
/** m² of floor by use; that of homes is among them. */
export interface Programme {
  uses: Partial<Record<Purpose, number>>;
  homes?: Homes[];
}

/** m² of a home that is added, until somebody tells another size. */
const HOME = 70;

/** The uses that are told, in the order of the list. */
export const usesOf = ({ uses }: Programme): [Purpose, number][] => USES.flatMap((use): [Purpose, number][] => (uses[use] === undefined ? [] : [[use, uses[use]]]));
export const homesOf = ({ homes = [] }: Programme): number => homes.reduce((sum, { count }) => sum + count, 0);

/** m² of floor that outlines have on so many metres of height: whole storeys, walls and stairs too. */
export const floorArea = (outlines: readonly Polygon[], height: number): number => Math.max(1, Math.round(outlines.reduce((sum, outline) => sum + Math.abs(signedArea(ringOf(outline))), 0) * Math.max(1, Math.round(height / STOREY))));

/** All of a building for one use. */
export const allFor = (use: Purpose, area: number): Programme => ({ uses: { [use]: area }, homes: [] });

/** With another area for a use, or without that use for null; homes go with their use. */
export function withUse(programme: Programme, use: Purpose, area: number | null): Programme {
  const { [use]: _, ...others } = programme.uses;
  const uses = area === null ? others : { ...programme.uses, [use]: area };
  return { uses, homes: use === "woonfunctie" && area === null ? [] : (programme.homes ?? []) };
}

/** The same area for another use that is not there yet. */
export function instead(programme: Programme, from: Purpose, to: Purpose): Programme {
  return withUse(withUse(programme, from, null), to, programme.uses[from] ?? 0);
}

/** With one more group of homes, as many as still fit. */
export function withHomes(programme: Programme): Programme {
  const homes = programme.homes ?? [];
  const left = (programme.uses.woonfunctie ?? 0) - homes.reduce((sum, { count, floor_area }) => sum + count * floor_area, 0);
  const size = Math.min(HOME, Math.max(1, Math.floor(left)));
  return { ...programme, homes: [...homes, { type: "appartement", tenure: "sociale huur", count: Math.max(1, Math.floor(left / size)), floor_area: size }] };
}

/** With one group of homes changed, or gone for null. */
export function changedHomes(programme: Programme, number: number, change: Partial<Homes> | null): Programme {
  return { ...programme, homes: (programme.homes ?? []).flatMap((homes, i) => (i !== number ? [homes] : change ? [{ ...homes, ...change }] : [])) };
}

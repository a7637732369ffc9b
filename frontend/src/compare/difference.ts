// The difference of two sides as numbers and colours. Pure.
import type { Overlay } from "../layers";
import { type OnFacades, type OnGround } from "../plans/outcomes";
import { tintedOverlay } from "../plans/layers";
import type { Rgb } from "../plans/scale";
import type { Change, Column, Comparison, Group } from "./data";

/** Signs and colours of changes, after Okabe and Ito (2008); the sign and a word tell it too. */
export const CHANGED: Record<Change, { rgb: Rgb; sign: string; kind: string }> = {
  slechter: { rgb: [213, 94, 0], sign: "−", kind: "worse" },
  beter: { rgb: [0, 114, 178], sign: "+", kind: "better" },
  "te dichtbij om te zeggen": { rgb: [240, 200, 40], sign: "≈", kind: "close" },
  gelijk: { rgb: [196, 200, 203], sign: "=", kind: "same" },
  anders: { rgb: [150, 120, 160], sign: "≠", kind: "other" },
  nieuw: { rgb: [120, 200, 240], sign: "★", kind: "new" },
  weg: { rgb: [90, 90, 90], sign: "✕", kind: "gone" },
  onbekend: { rgb: [225, 228, 230], sign: "?", kind: "unknown" },
};
/** What matters most of a building first: who loses, who gains, what nobody can tell. */
export const CHANGES = Object.keys(CHANGED) as Change[];

/** `second` less `first`, cell by cell; null when the maps are not of the same cells. */
export function groundDifference(first: OnGround, second: OnGround): OnGround | null {
  const [a, b] = [first.raster, second.raster];
  const alike = a.x0 === b.x0 && a.y0 === b.y0 && a.cell === b.cell && first.values.length === second.values.length && a.values.shape.every((size, i) => size === b.values.shape[i]);
  return alike ? { raster: b, values: second.values.map((value, i) => value - (first.values[i] ?? NaN)) } : null;
}

/** `second` less `first` at the points that both have; no number at the others, such as on what is new. */
export function facadeDifference(first: OnFacades, second: OnFacades): OnFacades {
  const key = ({ positions, normals }: OnFacades, i: number) => [...positions.subarray(i * 3, i * 3 + 3), ...normals.subarray(i * 3, i * 3 + 3)].join();
  const before = new Map<string, number>();
  first.values.forEach((value, i) => before.set(key(first, i), value));
  return { ...second, values: second.values.map((value, i) => value - (before.get(key(second, i)) ?? NaN)) };
}

/** What becomes of each building: of its home that loses most, or else gains, and so on. */
export function changeOfBuildings({ each }: Column): Map<string, Change> {
  const found = new Map<string, Change>();
  for (const { building, change } of each) {
    const known = found.get(building);
    if (building && (known === undefined || CHANGES.indexOf(change) < CHANGES.indexOf(known))) found.set(building, change);
  }
  return found;
}

/** Buildings in the colour of what becomes of them; what is new keeps its own. */
export function changeOverlay(column: Column): Overlay {
  const changes = changeOfBuildings(column);
  return tintedOverlay((id) => (id.startsWith("plan-") ? null : CHANGED[changes.get(id) ?? "gelijk"].rgb));
}

/** Respects in which homes gain or lose, those of which anybody does first. */
export function respects({ indicators }: Comparison): { value: string; indicator: string; column: Column }[] {
  return indicators.flatMap(({ indicator, columns }) =>
    columns.filter(({ subject, everybody }) => subject === "home" && everybody.homes > 0).map((column) => ({ value: `${indicator}:${column.key}`, indicator, column })),
  );
}

/** How many of a group changed how, without those of which there are none. */
export const countsOf = ({ changes }: Group): { change: Change; count: number }[] => CHANGES.flatMap((change) => (changes[change] ? [{ change, count: changes[change] }] : []));

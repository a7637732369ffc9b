// Where a plan changes something. Pure.
import type { Box } from "../camera";
import type { Plan } from "./data";

type Edit = Plan["edits"][number];

/** The geometries that an edit brings along, in longitude and latitude. */
export function geometries(edit: Edit): unknown[] {
  if (edit.edit === "add-building") return [edit.geometry, ...edit.parts.map(({ geometry }) => geometry)];
  return "geometry" in edit ? [edit.geometry] : [];
}

/** Buildings of today that a plan removes or changes: it tells only their names. */
export const standing = (edits: readonly Edit[]): string[] =>
  edits.flatMap((edit) => (edit.edit === "remove-building" || edit.edit === "set-height" || edit.edit === "change-use" ? [edit.id] : []));

/** The box around GeoJSON geometries; null when there are none. */
export function boxOf(all: readonly unknown[]): Box | null {
  const places = all.flatMap((geometry) => pairs((geometry as { coordinates?: unknown } | null | undefined)?.coordinates));
  if (places.length === 0) return null;
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function pairs(coordinates: unknown): [number, number][] {
  if (!Array.isArray(coordinates)) return [];
  const [x, y] = coordinates as unknown[];
  return typeof x === "number" && typeof y === "number" ? [[x, y]] : coordinates.flatMap(pairs);
}

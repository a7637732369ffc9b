// What of today is pointed at besides buildings, trees and roads, and what that does to the edits. Pure.
import { type Edit, type Traffic, type Vehicle } from "./edits";
import { type XY, distance, within } from "./plane";

export interface Tree {
  id: string;
  at: XY;
  /** Metres. */
  height: number;
  radius: number;
  /** As its register names it; "" where nobody does. */
  species: string;
}
export interface Road {
  id: string;
  rings: XY[][];
  /** As the BGT names its function; "" where it does not. */
  what: string;
}
/** A point on the screen, pixels. */
type Pixel = readonly [number, number];

/** Metres around the pointer in which trees are looked at, and pixels that are a finger's breadth. */
const [NEAR, FINGER] = [150, 22];

/** The tree whose trunk or crown is nearest to a pixel; null where none is within a finger's breadth. */
export function treeAt(trees: readonly Tree[], place: XY, pixel: Pixel, project: (at: XY, above: number) => Pixel): Tree | null {
  let [best, least] = [null as Tree | null, FINGER];
  for (const tree of trees) {
    if (distance(tree.at, place) > NEAR) continue;
    const away = toSegment(pixel, project(tree.at, 0.1), project(tree.at, tree.height));
    if (away < least) [best, least] = [tree, away];
  }
  return best;
}

function toSegment(pixel: Pixel, from: Pixel, to: Pixel): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((pixel[0] - from[0]) * dx + (pixel[1] - from[1]) * dy) / length)) : 0;
  return Math.hypot(pixel[0] - from[0] - t * dx, pixel[1] - from[1] - t * dy);
}

/** The part of a road that a place is on. */
export const roadAt = (roads: readonly Road[], place: XY): Road | null => roads.find(({ rings }) => rings.some((ring) => within(place, ring))) ?? null;

/** The nearest few to a place, for who does not point. */
export function nearest<T>(things: readonly T[], away: (thing: T) => number, most: number): { thing: T; metres: number }[] {
  return things
    .map((thing) => ({ thing, metres: away(thing) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most);
}

/** Metres from a place to a road; 0 on it. */
export const awayFrom = ({ rings }: Road, place: XY): number => Math.min(...rings.map((ring) => (within(place, ring) ? 0 : Math.min(...ring.map((corner) => distance(corner, place))))));

/** Whether the plan fells a tree. */
export const felled = (edits: readonly Edit[], id: string): boolean => edits.some((edit) => edit.edit === "fell-trees" && edit.ids.includes(id));

/** A tree that stands is felled, with those felled before; one that was to be felled stays. */
export function toggledTree(edits: readonly Edit[], id: string): Edit[] {
  if (felled(edits, id)) return edits.flatMap((edit): Edit[] => (edit.edit !== "fell-trees" ? [edit] : edit.ids.some((each) => each !== id) ? [{ ...edit, ids: edit.ids.filter((each) => each !== id) }] : []));
  const last = edits.findLastIndex((edit) => edit.edit === "fell-trees");
  if (last < 0) return [...edits, { edit: "fell-trees", ids: [id] }];
  return edits.map((edit, i) => (i === last && edit.edit === "fell-trees" ? { ...edit, ids: [...edit.ids, id] } : edit));
}

/** What a road will carry, a day, and how fast (km/h). */
export interface Carried {
  vehicles: Record<Vehicle, number>;
  speed: number;
}

/** The number of the edit that tells what a road carries; -1 where none does. */
export const trafficOn = (edits: readonly Edit[], road: string): number => edits.findLastIndex((edit) => edit.edit === "set-traffic" && (edit.surfaces ?? []).includes(road));

/**
 * A road gets the traffic of the edit that is worked on, or else of a new one; one that has that already loses it.
 *
 * Returns the edits, and the number of the one to go on with; null when it is gone.
 */
export function toggledRoad(edits: readonly Edit[], road: string, chosen: number | null, id: string, carried: Carried): { edits: Edit[]; chosen: number | null } {
  const has = trafficOn(edits, road);
  if (has >= 0) {
    const surfaces = ((edits[has] as Traffic).surfaces ?? []).filter((each) => each !== road);
    if (surfaces.length === 0) return { edits: edits.filter((_, i) => i !== has), chosen: null };
    return { edits: edits.map((edit, i) => (i === has ? { ...(edit as Traffic), surfaces } : edit)), chosen: has };
  }
  const going = chosen === null ? undefined : edits[chosen];
  if (chosen !== null && going?.edit === "set-traffic" && going.surfaces?.length) return { edits: edits.map((edit, i) => (i === chosen ? { ...going, surfaces: [...(going.surfaces ?? []), road] } : edit)), chosen };
  return { edits: [...edits, { edit: "set-traffic", id, surfaces: [road], vehicles: carried.vehicles, speed: carried.speed }], chosen: edits.length };
}

/** Vehicles of all kinds a day. */
export const perDay = ({ vehicles }: Traffic): number => Object.values(vehicles).reduce((sum, count) => sum + count, 0);

// Where a corner goes that somebody points at: square to the side before, or parallel to what is near, in whole
// tenths of a metre. Pure.
import { type XY, azimuth, cross, distance, dot, heading, minus, plus, times } from "./plane";

/** Metres: lengths come in steps of this. */
export const GRID = 0.1;
/** Degrees within which a side becomes square or parallel. */
const TURN = 6;
/** Metres within which a street or building gives its direction. */
const NEAR = 60;
/** Metres that an edge must have for its direction to mean something. */
const SHORTEST = 2.5;

/** A side of something that is there. */
export interface Edge {
  from: XY;
  to: XY;
  of: "street" | "building";
}

export type By = "square" | "street" | "building" | "free";

export interface Snapped {
  at: XY;
  length: number;
  /** Degrees clockwise from north. */
  azimuth: number;
  /** What it was drawn to. */
  by: By;
  /** The edge that it is parallel or square to. */
  edge: Edge | null;
}

/** The edge nearest to a place that is long enough to give a direction. */
export function nearest(edges: readonly Edge[], place: XY, within = NEAR): Edge | null {
  let [best, least] = [null as Edge | null, within];
  for (const edge of edges) {
    const [x, y] = edge.from;
    if (Math.abs(x - place[0]) > within + 200 || Math.abs(y - place[1]) > within + 200) continue;
    const side = minus(edge.to, edge.from);
    const length = Math.hypot(...side);
    if (length < SHORTEST) continue;
    const t = Math.min(1, Math.max(0, dot(minus(place, edge.from), side) / (length * length)));
    const away = distance(place, plus(edge.from, times(side, t)));
    if (away < least) [best, least] = [edge, away];
  }
  return best;
}

/** The direction of an edge or of one across it, whichever is nearest to `to`; degrees. */
function square(direction: number, to: number): { azimuth: number; off: number } {
  const quarter = Math.round((to - direction) / 90);
  const found = direction + quarter * 90;
  return { azimuth: ((found % 360) + 360) % 360, off: Math.abs(to - found) };
}

/**
 * The corner after `from` that somebody points at with `to`.
 *
 * `before` is the corner before `from`: the new side is square to that one when it nearly is. Else it is parallel or
 * square to the nearest edge when it nearly is. `free` keeps the angle. Lengths are whole multiples of `GRID`.
 */
export function snap(from: XY, to: XY, before: XY | null, edges: readonly Edge[], free = false): Snapped {
  const asked = azimuth(minus(to, from));
  const near = free ? null : nearest(edges, from);
  const candidates: { direction: number; by: By; edge: Edge | null }[] = [];
  if (before && !free) candidates.push({ direction: azimuth(minus(from, before)), by: "square", edge: null });
  if (near) candidates.push({ direction: azimuth(minus(near.to, near.from)), by: near.of, edge: near });
  for (const { direction, by, edge } of candidates) {
    const { azimuth: found, off } = square(direction, asked);
    if (off > TURN) continue;
    const length = stepped(dot(minus(to, from), heading(found)));
    return { at: plus(from, times(heading(found), length)), length, azimuth: found, by, edge };
  }
  const length = stepped(distance(from, to));
  return { at: plus(from, times(heading(asked), length)), length, azimuth: asked, by: "free", edge: null };
}

/** A length in whole steps, as a number without a tail of digits. */
export const stepped = (length: number, step = GRID): number => Math.round(Math.round(length / step) * step * 1000) / 1000;

/** Where the last corner of an outline goes so that it closes with square angles: over the first side and along the one before. */
export function closing(ring: readonly XY[], to: XY): XY | null {
  const [first, second, last] = [ring[0], ring[1], ring[ring.length - 1]];
  const before = ring[ring.length - 2];
  if (ring.length < 3 || !first || !second || !last || !before) return null;
  const side = minus(second, first);
  const across: XY = [-side[1], side[0]];
  const heads = minus(last, before);
  const ahead: XY = [-heads[1], heads[0]];
  const area = cross(ahead, across);
  if (Math.abs(area) < 1e-6) return null;
  const t = cross(minus(first, last), across) / area;
  const corner = plus(last, times(ahead, t));
  return distance(corner, to) < 1 ? corner : null;
}

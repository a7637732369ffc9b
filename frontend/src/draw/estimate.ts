// A quick guess, while somebody draws, of which homes lose sun: the sun of one day past the new blocks only, whatever
// stands there already. It tells too many rather than too few; verdicts come from `twin.sim`. Pure.
import type { SunRow } from "../sun";
import { type Block, ringOf, topOf } from "./edits";
import { type XY, cross, distance, dot, heading, minus, plus, signedArea, times } from "./plane";
import type { Standing } from "./surroundings";

/** The day that the light TNO norm begins on. */
export const DAY = "2026-02-19";
/** Metres: how far a block's shadow is looked for. */
const REACH = 250;
/** Metres above the ground of a window sill, and before the wall. */
const [SILL, BEFORE] = [0.75, 0.1];
/** Hours of sun lost that count. */
const COUNTS = 0.5;
/** Degrees under which the sun is left out: a hedge hides it. */
const LOW = 3;

/** What is in the way: an outline from one height to another, metres NAP. */
export interface Obstacle {
  ring: readonly XY[];
  top: number;
}

/** The blocks of a plan as obstacles; `ground` tells metres NAP of the ground of one. */
export const obstacles = (blocks: readonly Block[], ground: (block: Block) => number): Obstacle[] => blocks.flatMap((block) => block.parts.map((part) => ({ ring: ringOf(part.geometry), top: ground(block) + topOf(part) })));

/** Ids of homes of which a façade may lose half an hour of sun or more. */
export function losing(homes: Iterable<Standing>, obstacles: readonly Obstacle[], sun: readonly SunRow[]): Set<string> {
  const step = sun.length > 1 ? (Date.parse(sun[1]?.at ?? "") - Date.parse(sun[0]?.at ?? "")) / 3_600_000 : 0;
  const every = Math.max(1, Math.round(0.5 / (step || 0.5)));
  const suns = sun.filter((row, i) => i % every === 0 && row.elevation > LOW).map(({ azimuth, elevation }) => ({ to: heading(azimuth), rise: Math.tan((elevation * Math.PI) / 180) }));
  const found = new Set<string>();
  for (const home of homes) {
    const near = obstacles.filter(({ ring, top }) => top > home.ground + SILL && ring[0] && home.rings[0]?.[0] && distance(ring[0], home.rings[0][0]) < REACH);
    if (near.length && home.rings.some((ring) => facades(ring).some((facade) => lost(facade, home.ground + SILL, near, suns) * step * every >= COUNTS))) found.add(home.id);
  }
  return found;
}

interface Facade {
  at: XY;
  outward: XY;
}

function facades(ring: readonly XY[]): Facade[] {
  const sign = signedArea(ring) >= 0 ? 1 : -1;
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length] as XY;
    const side = minus(to, from);
    const length = Math.hypot(...side);
    if (length < 1.5) return [];
    const outward = times([side[1], -side[0]], sign / length);
    return [{ at: plus(plus(from, times(side, 0.5)), times(outward, BEFORE)), outward }];
  });
}

/** How many of the suns that shine on a façade are behind an obstacle. */
function lost({ at, outward }: Facade, height: number, near: readonly Obstacle[], suns: readonly { to: XY; rise: number }[]): number {
  return suns.filter(({ to, rise }) => dot(to, outward) > 0 && near.some(({ ring, top }) => hides(ring, top - height, at, to, rise))).length;
}

/** Whether the way to the sun passes through an outline below its top. */
function hides(ring: readonly XY[], above: number, at: XY, to: XY, rise: number): boolean {
  const reach = above / rise;
  return ring.some((from, i) => {
    const side = minus(ring[(i + 1) % ring.length] as XY, from);
    const area = cross(to, side);
    if (Math.abs(area) < 1e-9) return false;
    const away = minus(from, at);
    const [s, t] = [cross(away, side) / area, cross(away, to) / area];
    return s > 0 && s < reach && t >= 0 && t <= 1;
  });
}

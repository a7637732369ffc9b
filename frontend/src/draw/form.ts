// The form of a drawn plan as triangles, in metres around a corner: walls, roofs, trees and ground. Pure.
// As `twin.sim.scenario.massing` makes it: a roof is made on the box around its part along the ridge, and cut to it.
import earcut from "earcut";
import { type Block, FLAT, type Part, type Roof, type Trees, points, ringOf, topOf } from "./edits";
import { type Ring, type XY, distance, dot, heading, minus, plus, signedArea, times, within } from "./plane";

/** Metres: walls go on so far below the ground, so that none floats over a slope. */
const BELOW = 1.5;
type Rgb = readonly [number, number, number];
/** sRGB, as the scene paints what is designed. */
export const PAINT = {
  roof: [240, 188, 66],
  wall: [248, 230, 190],
  crown: [214, 178, 74],
  trunk: [120, 98, 76],
  green: [158, 190, 122],
  paved: [188, 184, 178],
  wadi: [132, 178, 128],
  vijver: [112, 164, 196],
  parking: [150, 164, 184],
  wrong: [213, 94, 0],
} as const satisfies Record<string, Rgb>;

/** Triangles as they grow: corners in RD east and north, and metres above the ground of what they belong to. */
export interface Shape {
  corners: [number, number, number][];
  triangles: [number, number, number][];
  colors: Rgb[];
}

const empty = (): Shape => ({ corners: [], triangles: [], colors: [] });

function face(shape: Shape, corners: readonly [number, number, number][], color: Rgb, triangles?: readonly number[]): void {
  const first = shape.corners.length;
  shape.corners.push(...corners);
  const order = triangles ?? corners.slice(2).flatMap((_, i) => [0, i + 1, i + 2]);
  for (let t = 0; t < order.length; t += 3) {
    shape.triangles.push([first + (order[t] ?? 0), first + (order[t + 1] ?? 0), first + (order[t + 2] ?? 0)]);
    shape.colors.push(color);
  }
}

const ccw = (ring: Ring): XY[] => (signedArea(ring) < 0 ? [...ring].reverse() : [...ring]);

/** A level polygon, holes and all. */
function level(shape: Shape, rings: readonly Ring[], height: (point: XY) => number, color: Rgb): void {
  const all = rings.flat();
  const holes = rings.slice(1).map((_, i) => rings.slice(0, i + 1).reduce((sum, ring) => sum + ring.length, 0));
  const triangles = earcut(all.flatMap(([x, y]) => [x - (all[0]?.[0] ?? 0), y - (all[0]?.[1] ?? 0)]), holes);
  // Counter-clockwise from above, whichever way the outline runs.
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => all[triangles[t + k] ?? 0]) as [XY, XY, XY];
    if (signedArea([a, b, c]) < 0) [triangles[t + 1], triangles[t + 2]] = [triangles[t + 2] ?? 0, triangles[t + 1] ?? 0];
  }
  face(shape, all.map((point) => [point[0], point[1], height(point)]), color, triangles);
}

/** A plane of a roof: its height rises inward from a side of the box. */
interface Plane {
  outward: XY;
  reach: number;
}

/** The planes of a roof over an outline; none for a flat one. */
function planes(ring: Ring, roof: Roof): { planes: Plane[]; middle: XY; slope: number } {
  const sides = ring.map((point, i) => minus(ring[(i + 1) % ring.length] as XY, point));
  let best = heading(roof.ridge_direction ?? 0);
  if (typeof roof.ridge_direction !== "number") {
    // Along the longest side of the smallest box around it, one side of which lies along a side of the outline.
    let least = Infinity;
    for (const side of sides) {
      const size = Math.hypot(...side);
      if (size < 0.01) continue;
      const u = times(side, 1 / size);
      const v: XY = [u[1], -u[0]];
      const [along, across] = [spread(ring, u), spread(ring, v)];
      if (along.size * across.size < least - 1e-6) [least, best] = [along.size * across.size, along.size >= across.size ? u : v];
    }
  }
  let across: XY = [best[1], -best[0]];
  let [u, v] = [spread(ring, best), spread(ring, across)];
  if (roof.kind === "hip" && u.size < v.size) [best, across, u, v] = [across, times(best, -1), v, spread(ring, times(best, -1))];
  const centre = plus(times(best, u.middle), times(across, v.middle));
  const found: Plane[] = [
    { outward: across, reach: v.size / 2 },
    { outward: times(across, -1), reach: v.size / 2 },
  ];
  if (roof.kind === "hip") found.push({ outward: best, reach: u.size / 2 }, { outward: times(best, -1), reach: u.size / 2 });
  return { planes: found, middle: centre, slope: Math.tan((roof.pitch * Math.PI) / 180) };
}

function spread(ring: Ring, direction: XY): { size: number; middle: number } {
  const all = ring.map((point) => dot(point, direction));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return { size: high - low, middle: (low + high) / 2 };
}

/** The part of a polygon where `keep` is not negative; `keep` is linear. */
function clipped(ring: Ring, keep: (point: XY) => number): XY[] {
  return ring.flatMap((to, i) => {
    const from = ring[(i + ring.length - 1) % ring.length] as XY;
    const [a, b] = [keep(from), keep(to)];
    const between: XY[] = a < 0 !== b < 0 ? [plus(from, times(minus(to, from), a / (a - b)))] : [];
    return b < 0 ? between : [...between, to];
  });
}

function part(shape: Shape, each: Part, roof: Roof, colors: { roof: Rgb; wall: Rgb }): void {
  const [outer = [], ...holes] = each.geometry.coordinates.map((_, i) => (i === 0 ? ccw(ringOf(each.geometry)) : ccw(ringOf({ type: "Polygon", coordinates: [each.geometry.coordinates[i] ?? []] }))));
  const top = topOf(each);
  const foot = (each.base ?? 0) > 0 ? (each.base ?? 0) : -BELOW;
  const flat = roof.kind === "flat" || holes.length > 0;
  const { planes: sloped, middle, slope } = flat ? { planes: [], middle: [0, 0] as XY, slope: 0 } : planes(outer, roof);
  const inward = (plane: Plane, point: XY) => plane.reach - dot(minus(point, middle), plane.outward);
  const height = (point: XY) => (flat ? top : top + slope * Math.max(0, Math.min(...sloped.map((plane) => inward(plane, point)))));
  for (const ring of [outer, ...holes.map((hole) => [...hole].reverse())])
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length] as XY;
      const upper = folds(from, to, sloped, inward).map((point): [number, number, number] => [point[0], point[1], height(point)]);
      face(shape, [[from[0], from[1], foot], [to[0], to[1], foot], ...upper.reverse()], colors.wall);
    });
  if (flat) return level(shape, [outer, ...holes], height, colors.roof);
  for (const plane of sloped) {
    let piece: XY[] = outer;
    for (const other of sloped) if (other !== plane) piece = clipped(piece, (point) => inward(other, point) - inward(plane, point));
    if (piece.length > 2 && Math.abs(signedArea(piece)) > 0.01) level(shape, [piece], height, colors.roof);
  }
}

/** A side with the points where it goes from under one plane of the roof to under another. */
function folds(from: XY, to: XY, sloped: readonly Plane[], inward: (plane: Plane, point: XY) => number): XY[] {
  const ts = sloped.flatMap((a, i) =>
    sloped.slice(i + 1).flatMap((b) => {
      const [start, end] = [inward(a, from) - inward(b, from), inward(a, to) - inward(b, to)];
      const t = start / (start - end);
      return start * end < 0 && t > 0.001 && t < 0.999 ? [t] : [];
    }),
  );
  return [from, ...ts.sort((a, b) => a - b).map((t) => plus(from, times(minus(to, from), t))), to];
}

/** A new building; a part on which another stands has a flat roof. */
export function building({ parts, roof = FLAT, solid }: Block, ground: number, wrong: boolean): Shape {
  const shape = empty();
  const colors = wrong ? { roof: PAINT.wrong, wall: PAINT.wrong } : PAINT;
  if (solid) {
    // Told in NAP: from there to above its ground.
    solid.triangles.forEach((triangle, t) => face(shape, triangle.map((corner) => lowered(solid.vertices[corner], ground)), solid.classes[t] === 2 ? colors.roof : colors.wall));
    return shape;
  }
  for (const each of parts) part(shape, each, carries(each, parts) ? FLAT : roof, colors);
  return shape;
}

const lowered = (vertex: [number, number, number] | undefined, ground: number): [number, number, number] => [vertex?.[0] ?? 0, vertex?.[1] ?? 0, (vertex?.[2] ?? 0) - ground];

const carries = (one: Part, parts: readonly Part[]): boolean => parts.some((other) => other !== one && topOf(other) > topOf(one) && within(inside(ringOf(other.geometry)), ringOf(one.geometry)));
const inside = (ring: Ring): XY => times(ring.reduce((sum, point) => plus(sum, point), [0, 0] as XY), 1 / (ring.length || 1));

/** Typical sizes when planted, metres: those of `twin.sim.scenario.growth`. */
const PLANTED = { "loofboom-groot": [5, 1], "loofboom-middelgroot": [4, 0.8], "loofboom-klein": [3, 0.6], naaldboom: [3, 0.8] } as const;

/** One tree with its foot at `at`: a trunk, and a crown of eight sides. */
/** Metres of trees as they are planted. */
export function sizeOf({ now, species }: Trees): { height: number; radius: number } {
  const [height, radius] = now ? [now.height, now.crown_radius] : PLANTED[species];
  return { height, radius };
}

export function tree(edit: Trees, at: XY): Shape {
  const { height, radius } = sizeOf(edit);
  const shape = empty();
  const around = (r: number, z: number, sides: number) => Array.from({ length: sides }, (_, i): [number, number, number] => [at[0] + r * Math.cos((i / sides) * 2 * Math.PI), at[1] + r * Math.sin((i / sides) * 2 * Math.PI), z]);
  const [low, middle] = [height * 0.28, height * 0.64];
  const band = (lower: [number, number, number][], upper: [number, number, number][], color: Rgb) =>
    lower.forEach((corner, i) => {
      const next = (i + 1) % lower.length;
      face(shape, [corner, lower[next] as [number, number, number], upper[next] as [number, number, number], upper[i] as [number, number, number]], color);
    });
  band(around(Math.max(0.12, 0.02 * height), -0.3, 4), around(Math.max(0.12, 0.02 * height), middle, 4), PAINT.trunk);
  const rings = [around(radius * 0.45, low, 8), around(radius, middle - 0.1 * height, 8), around(radius * 0.9, middle + 0.12 * height, 8), around(radius * 0.2, height, 8)];
  rings.slice(1).forEach((upper, i) => band(rings[i] as [number, number, number][], upper, PAINT.crown));
  face(shape, rings[3] as [number, number, number][], PAINT.crown);
  return shape;
}

/** Metres: the longest side of a triangle of ground, so that it follows the relief, and how far it lies above. */
const SIDE = 2.5;
const ABOVE = 0.12;
/** Triangles of ground that are split once more at most, for large pieces. */
const MANY = 6000;

/** A piece of ground, just above what lies there. */
export function cover(rings: readonly Ring[], color: Rgb): Shape {
  const shape = empty();
  level(shape, rings, () => ABOVE, color);
  return split(shape, color);
}

/** The same surface in triangles with short sides: the longest is halved until none is long. */
function split({ corners, triangles }: Shape, color: Rgb): Shape {
  const shape: Shape = { corners: [...corners], triangles: [], colors: [] };
  const halves = new Map<string, number>();
  const left = [...triangles];
  for (let next = left.pop(); next; next = left.pop()) {
    const length = (side: number) => distance(flat(shape, next![side]!), flat(shape, next![(side + 1) % 3]!));
    const longest = [0, 1, 2].reduce((best, side) => (length(side) > length(best) ? side : best), 0);
    if (length(longest) <= SIDE || shape.triangles.length + left.length > MANY) {
      shape.triangles.push(next);
      shape.colors.push(color);
      continue;
    }
    const [a, b, c] = [0, 1, 2].map((by) => next![(longest + by) % 3]!) as [number, number, number];
    const key = a < b ? `${a}:${b}` : `${b}:${a}`; // the neighbour halves the same side
    const half = halves.get(key) ?? shape.corners.length;
    if (half === shape.corners.length) {
      const [[x1, y1, z1], [x2, y2, z2]] = [shape.corners[a]!, shape.corners[b]!];
      shape.corners.push([(x1 + x2) / 2, (y1 + y2) / 2, (z1 + z2) / 2]);
      halves.set(key, half);
    }
    left.push([a, half, c], [half, b, c]);
  }
  return shape;
}

const flat = ({ corners }: Shape, corner: number): XY => [corners[corner]![0], corners[corner]![1]];

export const spots = points;

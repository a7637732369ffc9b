// What is being drawn, from the first press to the last: corners so far, and where the next one would go. Pure.
import { type Edit, type ParkingKind, type Species, block, polygon } from "./edits";
import { type Ring, type XY, along, azimuth, boxBetween, boxOf, distance, heading, minus, outline, plus, rounded, signedArea, times } from "./plane";
import type { Carried } from "./pointing";
import { type Edge, GRID, type Snapped, closing, nearest, snap, stepped } from "./snap";

/** What draws an outline or a row, and what points at something of today. */
export type Tool = "choose" | "block" | "trees" | "ground" | "water" | "parking" | "road" | "fell";
export const points = (tool: Tool): tool is "choose" | "road" | "fell" => tool === "choose" || tool === "road" || tool === "fell";
/** By two corners of a box, corner by corner, or as a row of places along a line. */
export type By = "box" | "corners" | "row";

/** What new things are like. */
export interface Making {
  by: By;
  storeys: number;
  species: Species;
  /** Metres between trees in a row. */
  spacing: number;
  ground: "green" | "paved";
  water: "wadi" | "vijver";
  depth: number;
  parking: ParkingKind;
  traffic: Carried;
}
export const MAKING: Making = { by: "box", storeys: 4, species: "loofboom-middelgroot", spacing: 8, ground: "green", water: "wadi", depth: 0.3, parking: "openbaar", traffic: { vehicles: { licht: 1000, middelzwaar: 50, zwaar: 10 }, speed: 30 } };

export interface Sketch {
  points: readonly XY[];
  /** Where the next corner would go. */
  to: XY | null;
  /** Figures of the side that is being drawn, metres and degrees. */
  told: { length: number; width: number | null; angle: number | null } | null;
  /** What it is parallel or square to. */
  edge: Edge | null;
  /** The corner closes the outline. */
  closes: boolean;
}
export const EMPTY: Sketch = { points: [], to: null, told: null, edge: null, closes: false };
/** Square metres that an outline must have, and metres that a side of it must. */
const LEAST = 1;
const SHORTEST = 0.5;

/** Metres: a place across the road (haaks parkeren), as NEN 2443 has it; m² of a place with its share of the way to it. */
export const PLACE = { width: 2.5, depth: 5, area: 25 } as const;

const boxed = (tool: Tool, by: By): boolean => tool !== "trees" && by === "box";
/** Drawn as a line from one end to the other. */
const lined = (tool: Tool, by: By): boolean => tool === "trees" || by === "row";

/** The direction of a box that begins at a place: of the edge nearest to it. */
const direction = (from: XY, edges: readonly Edge[], free: boolean): { turn: number; edge: Edge | null } => {
  const edge = free ? null : nearest(edges, from);
  return { edge, turn: edge ? azimuth(minus(edge.to, edge.from)) : 0 };
};

/** The pointer is at `at`; `near` is how many metres are a finger's breadth on the screen. */
export function pointed(sketch: Sketch, tool: Tool, by: By, at: XY, edges: readonly Edge[], near: number, free: boolean): Sketch {
  const { points } = sketch;
  const from = points.at(-1);
  if (!from) return { ...sketch, to: at, told: null, edge: free ? null : nearest(edges, at, 15), closes: false };
  if (boxed(tool, by)) {
    const { turn, edge } = direction(from, edges, free);
    const box = boxBetween(from, at, turn, GRID);
    return { ...sketch, to: at, told: { length: box.length, width: box.width, angle: null }, edge, closes: false };
  }
  const first = points[0] as XY;
  if (!lined(tool, by) && points.length > 2 && distance(first, at) < near) return { ...sketch, to: first, told: { length: distance(from, first), width: null, angle: null }, edge: null, closes: true };
  const before = points.at(-2) ?? null;
  const square = lined(tool, by) || free ? null : closing(points, at);
  const found: Snapped = square ? { at: square, length: distance(from, square), azimuth: azimuth(minus(square, from)), by: "square", edge: null } : snap(from, at, before, edges, free);
  const angle = before ? Math.abs(((found.azimuth - azimuth(minus(before, from)) + 540) % 360) - 180) : null;
  return { ...sketch, to: found.at, told: { length: stepped(found.length), width: null, angle }, edge: found.edge, closes: false };
}

/** The corner where the pointer is, is set; `done` when that ends it. */
export function pressed(sketch: Sketch, tool: Tool, by: By): { sketch: Sketch; done: boolean } {
  const { points, to, closes } = sketch;
  if (!to) return { sketch, done: false };
  if (closes) return { sketch, done: true };
  const last = points.at(-1);
  if (last && distance(last, to) < LEAST / 4) return { sketch, done: false }; // the second press of a double click
  const next = { ...sketch, points: [...points, to] };
  return { sketch: next, done: points.length > 0 && (boxed(tool, by) || lined(tool, by)) };
}

/** The outline of a sketch as far as it is, with the corner that is pointed at. */
export function ring(sketch: Sketch, tool: Tool, by: By, edges: readonly Edge[], free = false): Ring {
  const { points, to, closes } = sketch;
  const [first] = points;
  if (boxed(tool, by)) {
    const last = points[1] ?? to;
    return first && last ? outline(boxBetween(first, last, direction(first, edges, free).turn, GRID)) : [];
  }
  if (tool === "parking" && by === "row") {
    const last = points[1] ?? to;
    return first && last && distance(first, last) >= PLACE.width ? rowOf(first, last) : [];
  }
  const all = to && !closes && distance(points.at(-1) ?? [Infinity, 0], to) > 0.05 ? [...points, to] : [...points];
  return signedArea(all) < 0 && tool !== "trees" ? [...all].reverse() : all;
}

/** The edit that an outline (or a line of trees) makes; null when it is too small to be anything. */
export function made(shape: Ring, tool: Tool, making: Making, id: string): Edit | null {
  if (tool === "trees") {
    const spots = shape.length > 1 ? along(shape, Math.max(1, making.spacing)) : rounded(shape);
    return spots.length ? { edit: "plant-trees", id, species: making.species, geometry: { type: "MultiPoint", coordinates: spots.map(([x, y]) => [x, y]) } } : null;
  }
  if (shape.length < 3 || Math.abs(signedArea(shape)) < LEAST || shape.some((point, i) => distance(point, shape[(i + 1) % shape.length] as XY) < SHORTEST)) return null;
  if (tool === "parking") return { edit: "add-parking", id, geometry: polygon(shape), places: placesOn(shape), kind: making.parking };
  if (tool === "block") return block(id, shape, making.storeys);
  if (tool === "ground") return { edit: "repave", id, geometry: polygon(shape), ...COVERS[making.ground] };
  if (tool === "water") return { edit: "dig-water", id, geometry: polygon(shape), kind: making.water, depth: making.depth };
  return null;
}

/** The ground of a row of places, to the right of its line. */
export function rowOf(from: XY, to: XY): XY[] {
  const turn = azimuth(minus(to, from));
  const [x, y] = plus(times(plus(from, to), 0.5), times(heading(turn + 90), PLACE.depth / 2));
  return outline({ x, y, length: distance(from, to), width: PLACE.depth, turn });
}

/** How many cars fit: side by side in a row as deep as one, else with the way to them. */
export function placesOn(shape: Ring): number {
  const box = boxOf(shape);
  const [deep, long] = box ? [Math.min(box.length, box.width), Math.max(box.length, box.width)] : [0, 0];
  const row = deep > PLACE.depth - 1 && deep < PLACE.depth + 1.5;
  return Math.max(1, Math.floor((row ? long / PLACE.width : Math.abs(signedArea(shape)) / PLACE.area) + 0.01));
}

/** In terms of the BGT. */
export const COVERS = {
  green: { kind: "begroeidterreindeel", material: "gras- en kruidachtigen", function: "groenvoorziening" },
  paved: { kind: "wegdeel", material: "open verharding", function: "voetpad" },
} as const;

// What is being drawn, from the first press to the last: corners so far, and where the next one would go. Pure.
import { type Edit, type Species, block, polygon } from "./edits";
import { type Ring, type XY, along, azimuth, boxBetween, distance, minus, outline, rounded, signedArea } from "./plane";
import { type Edge, GRID, type Snapped, closing, nearest, snap, stepped } from "./snap";

export type Tool = "choose" | "block" | "trees" | "ground" | "water";
/** By two corners of a box, or corner by corner. */
export type By = "box" | "corners";

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
}
export const MAKING: Making = { by: "box", storeys: 4, species: "loofboom-middelgroot", spacing: 8, ground: "green", water: "wadi", depth: 0.3 };

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

const boxed = (tool: Tool, by: By): boolean => tool !== "trees" && by === "box";

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
  if (tool !== "trees" && points.length > 2 && distance(first, at) < near) return { ...sketch, to: first, told: { length: distance(from, first), width: null, angle: null }, edge: null, closes: true };
  const before = points.at(-2) ?? null;
  const square = tool === "trees" || free ? null : closing(points, at);
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
  return { sketch: next, done: points.length > 0 && (boxed(tool, by) || tool === "trees") };
}

/** The outline of a sketch as far as it is, with the corner that is pointed at. */
export function ring(sketch: Sketch, tool: Tool, by: By, edges: readonly Edge[], free = false): Ring {
  const { points, to, closes } = sketch;
  const [first] = points;
  if (boxed(tool, by)) {
    const last = points[1] ?? to;
    return first && last ? outline(boxBetween(first, last, direction(first, edges, free).turn, GRID)) : [];
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
  if (tool === "block") return block(id, shape, making.storeys);
  if (tool === "ground") return { edit: "repave", id, geometry: polygon(shape), ...COVERS[making.ground] };
  if (tool === "water") return { edit: "dig-water", id, geometry: polygon(shape), kind: making.water, depth: making.depth };
  return null;
}

/** In terms of the BGT. */
export const COVERS = {
  green: { kind: "begroeidterreindeel", material: "gras- en kruidachtigen", function: "groenvoorziening" },
  paved: { kind: "wegdeel", material: "open verharding", function: "voetpad" },
} as const;

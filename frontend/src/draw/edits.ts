// The edits of a plan in RD New, as they are drawn: what they are, and each change of one as a new value. Pure.
import { type Ring, type XY, boxOf, inset, middle, plus, rounded, turned } from "./plane";
import type { Programme } from "./programme";

export interface Polygon {
  type: "Polygon";
  coordinates: [number, number][][];
}
export interface Part {
  geometry: Polygon;
  /** Of the top of its walls, metres above the ground; null: `storeys` tell. */
  height?: number | null;
  storeys?: number | null;
  /** Metres above the ground where it begins. */
  base?: number;
}
export type RoofKind = "flat" | "gable" | "hip";
export interface Roof {
  kind: RoofKind;
  /** Degrees. */
  pitch: number;
  ridge_direction?: number | null;
}
export interface Solid {
  vertices: [number, number, number][];
  triangles: [number, number, number][];
  classes: number[];
}
export interface Block {
  edit: "add-building";
  id: string;
  parts: Part[];
  roof?: Roof;
  programme?: Programme | null;
  solid?: Solid | null;
}
export interface Demolition {
  edit: "remove-building";
  id: string;
}
export interface Raise {
  edit: "set-height";
  id: string;
  height?: number | null;
  storeys?: number | null;
}
export const SPECIES = ["loofboom-groot", "loofboom-middelgroot", "loofboom-klein", "naaldboom"] as const;
export type Species = (typeof SPECIES)[number];
export interface Trees {
  edit: "plant-trees";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] } | { type: "MultiPoint"; coordinates: [number, number][] };
  species: Species;
  now?: { height: number; crown_radius: number } | null;
}
export interface Cover {
  edit: "repave";
  id: string;
  geometry: Polygon;
  kind: string;
  material?: string | null;
  function?: string | null;
}
export interface Water {
  edit: "dig-water";
  id: string;
  geometry: Polygon;
  kind: "wadi" | "vijver";
  depth: number;
}
export interface Use {
  edit: "change-use";
  id: string;
  programme: Programme;
}
export interface Felling {
  edit: "fell-trees";
  id?: undefined;
  ids: string[];
}
export const PARKING = ["openbaar", "eigen terrein", "garage", "deelauto", "gehandicaptenparkeerplaats", "fiets"] as const;
export type ParkingKind = (typeof PARKING)[number];
export interface Parking {
  edit: "add-parking";
  id: string;
  geometry: Polygon | { type: "Point"; coordinates: [number, number] };
  places: number;
  kind?: ParkingKind;
}
export const VEHICLES = ["licht", "middelzwaar", "zwaar"] as const;
export type Vehicle = (typeof VEHICLES)[number];
export interface Traffic {
  edit: "set-traffic";
  id: string;
  /** Ids of wegdelen; or `geometry`, the axis of the road. */
  surfaces?: string[];
  geometry?: { type: "LineString"; coordinates: [number, number][] } | null;
  /** A day. */
  vehicles: Partial<Record<Vehicle, number>>;
  /** km/h. */
  speed: number;
}
export type Edit = Block | Demolition | Raise | Trees | Cover | Water | Use | Felling | Parking | Traffic;
/** Places to park with an outline; others are a spot, such as the way into a garage. */
export type Lot = Parking & { geometry: Polygon };
/** What takes ground, with an outline that can be drawn. */
export type Shaped = Block | Cover | Water | Lot;

export const STOREY = 3;
/** Ids of what a plan adds begin so. */
const PLAN = "plan-";

const hasOutline = (edit: Edit): edit is Cover | Water | Lot => edit.edit === "repave" || edit.edit === "dig-water" || (edit.edit === "add-parking" && edit.geometry.type === "Polygon");
export const isShaped = (edit: Edit | undefined): edit is Shaped => edit !== undefined && (edit.edit === "add-building" || hasOutline(edit));
/** What can be taken hold of on the map. */
export const isPlaced = (edit: Edit | undefined): edit is Shaped | Trees | Parking => isShaped(edit) || edit?.edit === "plant-trees" || edit?.edit === "add-parking";
export const topOf = ({ height, storeys }: Part): number => height ?? (storeys ?? 0) * STOREY;
/** The roof as it is when nothing is told. */
export const FLAT: Roof = { kind: "flat", pitch: 40 };

/** The outer outline of a polygon, without the corner that closes it. */
export function ringOf({ coordinates: [outer = []] }: Polygon): XY[] {
  const [first, last] = [outer[0], outer[outer.length - 1]];
  const closed = outer.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  return (closed ? outer.slice(0, -1) : outer).map(([x, y]) => [x, y]);
}

export function polygon(ring: Ring, holes: [number, number][][] = []): Polygon {
  const whole = rounded(ring).map(([x, y]): [number, number] => [x, y]);
  return { type: "Polygon", coordinates: [[...whole, ...whole.slice(0, 1)], ...holes] };
}

const everyRing = (shape: Polygon, change: (point: XY) => XY): Polygon => ({ ...shape, coordinates: shape.coordinates.map((ring) => rounded(ring.map(change)).map(([x, y]) => [x, y])) });

/** The polygons of an edit. */
export const shapes = (edit: Shaped): Polygon[] => (edit.edit === "add-building" ? edit.parts.map(({ geometry }) => geometry) : [edit.geometry]);
export const points = ({ geometry }: Trees): XY[] => (geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates);

/** An edit with each of its places changed; what has none stays. */
function placed<E extends Edit>(edit: E, change: (point: XY) => XY): E {
  if (edit.edit === "add-building") return { ...edit, parts: edit.parts.map((part) => ({ ...part, geometry: everyRing(part.geometry, change) })) };
  if (hasOutline(edit)) return { ...edit, geometry: everyRing(edit.geometry, change) };
  if (edit.edit === "add-parking" && edit.geometry.type === "Point") return { ...edit, geometry: { type: "Point", coordinates: rounded([change(edit.geometry.coordinates)])[0] } } as E;
  if (edit.edit === "plant-trees") return { ...edit, geometry: { type: "MultiPoint", coordinates: rounded(points(edit).map(change)) } } as E;
  return edit;
}

export const moved = <E extends Edit>(edit: E, by: XY): E => placed(edit, (point) => plus(point, by));

/** Turned clockwise around its middle; a ridge turns along. */
export function rotated<E extends Edit>(edit: E, degrees: number): E {
  const centre = middleOf(edit);
  if (!centre) return edit;
  const whole = placed(edit, (point) => turned(point, centre, degrees));
  if (whole.edit !== "add-building" || typeof whole.roof?.ridge_direction !== "number") return whole;
  return { ...whole, roof: { ...whole.roof, ridge_direction: (((whole.roof.ridge_direction + degrees) % 180) + 180) % 180 } };
}

/** The middle of what an edit draws; null for what draws nothing. */
export function middleOf(edit: Edit): XY | null {
  if (isShaped(edit)) return middle(shapes(edit).flatMap(ringOf));
  if (edit.edit === "add-parking" && edit.geometry.type === "Point") return edit.geometry.coordinates;
  return edit.edit === "plant-trees" ? middle(points(edit)) : null;
}

/** The first free id, `plan-1` and on. */
export function freeId(edits: readonly Edit[]): string {
  const taken = new Set(edits.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${PLAN}${number}`)) number++;
  return `${PLAN}${number}`;
}

/** With another outline in the place of that of one part. */
export function reshaped<E extends Shaped>(edit: E, part: number, ring: Ring): E {
  const shape = (old: Polygon) => polygon(ring, old.coordinates.slice(1));
  if (edit.edit === "add-building") return { ...edit, parts: edit.parts.map((each, i) => (i === part ? { ...each, geometry: shape(each.geometry) } : each)) };
  return { ...edit, geometry: shape(edit.geometry) };
}

export const withPart = (edit: Block, number: number, change: Partial<Part>): Block => ({ ...edit, parts: edit.parts.map((part, i) => (i === number ? { ...part, ...change } : part)) });

/** The number of the part that reaches highest. */
export const highest = ({ parts }: Block): number => parts.reduce((best, part, i) => (topOf(part) > topOf(parts[best] as Part) ? i : best), 0);

/** With a smaller part of two storeys on top of the highest one; null when that leaves no room. */
export function setback(edit: Block, by = 2.5): Block | null {
  const under = edit.parts[highest(edit)];
  const ring = under && inset(ringOf(under.geometry), by);
  if (!under || !ring) return null;
  const base = topOf(under);
  const part: Part = typeof under.storeys === "number" && typeof under.height !== "number" ? { geometry: polygon(ring), storeys: under.storeys + 2, base } : { geometry: polygon(ring), height: base + 2 * STOREY, base };
  return { ...edit, parts: [...edit.parts, part] };
}

/** A part so much higher, in whole storeys when it is told in those; parts that stand on it go along. */
export function raised(edit: Block, number: number, top: number): Block {
  const part = edit.parts[number];
  if (!part) return edit;
  const inStoreys = typeof part.storeys === "number" && typeof part.height !== "number";
  const low = Math.max(2, (part.base ?? 0) + 2);
  const height = inStoreys ? Math.max(Math.ceil(low / STOREY), Math.round(top / STOREY)) * STOREY : Math.max(low, Math.round(top * 10) / 10);
  const by = height - topOf(part);
  const lifted = (each: Part): Part => {
    const up: Part = { ...each, base: (each.base ?? 0) + by };
    if (typeof each.height === "number") up.height = each.height + by;
    if (typeof each.storeys === "number") up.storeys = each.storeys + Math.round(by / STOREY);
    return up;
  };
  const before = topOf(part);
  return {
    ...edit,
    parts: edit.parts.map((each, i) => {
      if (i === number) return inStoreys ? { ...each, storeys: Math.round(height / STOREY) } : { ...each, height };
      return (each.base ?? 0) >= before - 0.01 ? lifted(each) : each;
    }),
  };
}

/** Edits with one more; what tells of the same building again goes in its place. */
export function added(edits: readonly Edit[], edit: Edit): Edit[] {
  const again = edit.edit === "set-height" || edit.edit === "change-use" ? edits.findIndex((each) => each.edit === edit.edit && each.id === edit.id) : -1;
  return again < 0 ? [...edits, edit] : edits.map((each, i) => (i === again ? edit : each));
}

/** Edits without one, and without those that are about what it adds. */
export function without(edits: readonly Edit[], number: number): Edit[] {
  const gone = edits[number];
  const adds = gone?.edit === "add-building" ? gone.id : null;
  return edits.filter((each, i) => i !== number && (adds === null || i < number || each.id !== adds || each.edit === "add-building"));
}

/** Edits as the API gives them, each with parts. */
export function read(raw: readonly unknown[]): Edit[] {
  return raw.map((each) => {
    const edit = each as Block & { geometry?: { type: string; coordinates: unknown } | null; height?: number; storeys?: number };
    if (edit.edit !== "add-building") return edit;
    const { geometry, height, storeys, ...rest } = edit;
    const parts: Part[] = geometry ? [{ geometry: geometry as Polygon, height: height ?? null, storeys: storeys ?? null }] : rest.parts;
    return { ...rest, parts: parts.flatMap(single) };
  });
}

/** A part per polygon. */
function single(part: Part): Part[] {
  const shape = part.geometry as unknown as { type: string; coordinates: [number, number][][][] };
  return shape.type === "MultiPolygon" ? shape.coordinates.map((coordinates) => ({ ...part, geometry: { type: "Polygon", coordinates } })) : [part];
}

/** Whether an outline is a box, whose length and width can be told. */
export const boxed = (shape: Polygon) => (shape.coordinates.length === 1 ? boxOf(ringOf(shape)) : null);

/** The same again under another id, beside it; null for what is about one thing. */
export function copyOf(edit: Edit, id: string): Edit | null {
  if (edit.edit !== "plant-trees" && !isShaped(edit)) return null;
  const places = edit.edit === "plant-trees" ? points(edit) : shapes(edit).flatMap(ringOf);
  const east = Math.max(...places.map(([x]) => x)) - Math.min(...places.map(([x]) => x));
  return { ...moved(edit, [Math.ceil(east) + 3, 0]), id };
}

/** A new block on a box. */
export const block = (id: string, ring: Ring, storeys: number): Block => ({ edit: "add-building", id, parts: [{ geometry: polygon(ring), storeys }] });

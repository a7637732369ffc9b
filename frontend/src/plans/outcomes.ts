// A layer of a result as something to draw over the map, with what its legend tells.
import type { Scene } from "../data";
import type { Overlay } from "../layers";
import { type Outcome, type Points, type Raster, fetchNumbers } from "./data";
import { facadeOverlay, groundOverlay, picture, pieces } from "./layers";
import type { Scale } from "./scale";

/** What the legend of the map tells. */
export interface Shown {
  outcome: Outcome;
  /** Key of the layer, or `verdict`. */
  layer: string;
  scale: Scale | null;
}
/** Points on façades: centimetres in RD and NAP, and which building each belongs to. */
export interface OnFacades {
  points: Points;
  positions: Float32Array;
  normals: Float32Array;
  belongsTo: Float32Array;
  values: Float32Array;
}
export interface OnGround {
  raster: Raster;
  values: Float32Array;
}
type Numbers = { is: "facades"; at: OnFacades } | { is: "ground"; at: OnGround };

/** The numbers of a layer; null when the result has no such layer. */
export async function numbersOf(outcome: Pick<Outcome, "points" | "rasters">, layer: string): Promise<Numbers | null> {
  const points = outcome.points.find(({ key }) => key === layer);
  if (points) {
    const [positions, normals, belongsTo, values] = await Promise.all([fetchNumbers(points.positions), fetchNumbers(points.normals), fetchNumbers(points.belongs_to), fetchNumbers(points.values, points.step)]);
    return { is: "facades", at: { points, positions, normals, belongsTo, values } };
  }
  const raster = outcome.rasters.find(({ key }) => key === layer);
  return raster ? { is: "ground", at: { raster, values: await fetchNumbers(raster.values, raster.step) } } : null;
}

export const unitOf = (numbers: Numbers): string => (numbers.is === "facades" ? numbers.at.points.unit : numbers.at.raster.unit);

/** Numbers in their colours, over a scene. */
export function overlayOf(numbers: Numbers, scene: Scene, scale: Scale): Overlay {
  if (numbers.is === "facades") {
    const { points, ...at } = numbers.at;
    return facadeOverlay(pieces(scene, { ...at, buildings: points.buildings }, scale));
  }
  const { raster, values } = numbers.at;
  const [rows = 0, cols = 0] = raster.values.shape;
  return groundOverlay(scene, raster, picture(values, cols, rows, scale));
}

/** A layer of a result over a scene; null when the result has no such layer. */
export async function coloured(outcome: Outcome, layer: string, scene: Scene, scaleOf: (unit: string, values: Float32Array) => Scale): Promise<{ overlay: Overlay; shown: Shown } | null> {
  const numbers = await numbersOf(outcome, layer);
  if (!numbers) return null;
  const scale = scaleOf(unitOf(numbers), numbers.at.values);
  return { overlay: overlayOf(numbers, scene, scale), shown: { outcome, layer, scale } };
}

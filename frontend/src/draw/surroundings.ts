// What stands and lies there today, in RD: to draw parallel to it, and to tell what is changed.
import type { components } from "../api.gen";
import { json } from "../data";
import type { XY } from "./plane";
import type { Edge } from "./snap";

type Schemas = components["schemas"];
const RD = "http://www.opengis.net/def/crs/EPSG/0/28992";

export interface Standing {
  id: string;
  /** Outer outlines. */
  rings: XY[][];
  /** Metres NAP. */
  ground: number;
  /** Metres from the ground to the roof. */
  height: number;
  /** Whether people live in it, as far as is known. */
  home: boolean;
}

export interface Surroundings {
  buildings: ReadonlyMap<string, Standing>;
  edges: readonly Edge[];
}

/** The outer outlines of a GeoJSON polygon or multipolygon. */
function outlines(geometry: unknown): XY[][] {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  const polygons = (type === "MultiPolygon" ? coordinates : type === "Polygon" ? [coordinates] : []) as [number, number][][][];
  return polygons.flatMap(([outer]) => (outer ? [outer.slice(0, -1).map(([x, y]): XY => [x, y])] : []));
}

const sides = (ring: readonly XY[], of: Edge["of"]): Edge[] => ring.map((from, i) => ({ from, to: ring[(i + 1) % ring.length] as XY, of }));

/** Buildings and the edges of streets; without streets when those do not come, since they only help. */
export async function fetchSurroundings(area: string): Promise<Surroundings> {
  const [buildings, streets] = await Promise.all([
    features<Schemas["BuildingFacts"]>(`/api/v1/areas/${encodeURIComponent(area)}/buildings?limit=10000&crs=${encodeURIComponent(RD)}`),
    features<unknown>(`/ogc/features/collections/${encodeURIComponent(area)}.wegdeel/items?f=json&limit=10000&crs=${encodeURIComponent(RD)}`).catch(() => []),
  ]);
  const standing = buildings.map(({ id, geometry, properties: { ground_height, height, use } }): Standing => ({ id, rings: outlines(geometry), ground: ground_height, height, home: use?.includes("woonfunctie") ?? false }));
  return {
    buildings: new Map(standing.map((each) => [each.id, each])),
    edges: [...streets.flatMap(({ geometry }) => outlines(geometry).flatMap((ring) => sides(ring, "street"))), ...standing.flatMap(({ rings }) => rings.flatMap((ring) => sides(ring, "building")))],
  };
}

async function features<P>(address: string): Promise<{ id: string; geometry: unknown; properties: P }[]> {
  const found: { id: string; geometry: unknown; properties: P }[] = [];
  for (let next: string | null | undefined = address; next; ) {
    const page: { features: typeof found; next?: string | null } = await json(next);
    found.push(...page.features);
    next = page.next;
  }
  return found;
}

// What stands and lies there today, in RD: to draw parallel to it, to point at it, and to tell what is changed.
import type { components } from "../api.gen";
import { json } from "../data";
import type { XY } from "./plane";
import type { Road, Tree } from "./pointing";
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
  /** As the BAG has it; null when it tells none. */
  use?: string | null;
}

export interface Surroundings {
  buildings: ReadonlyMap<string, Standing>;
  edges: readonly Edge[];
  /** Null when they did not come. */
  roads: readonly Road[] | null;
  trees: readonly Tree[] | null;
}

/** The outer outlines of a GeoJSON polygon or multipolygon. */
function outlines(geometry: unknown): XY[][] {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  const polygons = (type === "MultiPolygon" ? coordinates : type === "Polygon" ? [coordinates] : []) as [number, number][][][];
  return polygons.flatMap(([outer]) => (outer ? [outer.slice(0, -1).map(([x, y]): XY => [x, y])] : []));
}

const spot = (geometry: unknown): XY => (geometry as { coordinates: [number, number] }).coordinates;
const sides = (ring: readonly XY[], of: Edge["of"]): Edge[] => ring.map((from, i) => ({ from, to: ring[(i + 1) % ring.length] as XY, of }));

/** Buildings, roads and trees; the latter two may not come, and what needs them then says so. */
export async function fetchSurroundings(area: string): Promise<Surroundings> {
  const layer = <P>(name: string) => features<P>(`/ogc/features/collections/${encodeURIComponent(area)}.${name}/items?f=json&limit=10000&crs=${encodeURIComponent(RD)}`).catch(() => null);
  const [buildings, streets, trees] = await Promise.all([
    features<Schemas["BuildingFacts"]>(`/api/v1/areas/${encodeURIComponent(area)}/buildings?limit=10000&crs=${encodeURIComponent(RD)}`),
    layer<{ function?: string | null }>("wegdeel"),
    layer<{ height: number; crown_radius: number; species?: string | null }>("boom"),
  ]);
  const standing = buildings.map(({ id, geometry, properties: { ground_height, height, use } }): Standing => ({ id, rings: outlines(geometry), ground: ground_height, height, home: use?.includes("woonfunctie") ?? false, use: use ?? null }));
  const roads = streets?.map(({ id, geometry, properties }): Road => ({ id, rings: outlines(geometry), what: properties.function ?? "" })) ?? null;
  return {
    buildings: new Map(standing.map((each) => [each.id, each])),
    roads,
    trees: trees?.map(({ id, geometry, properties }): Tree => ({ id, at: spot(geometry), height: properties.height, radius: properties.crown_radius, species: properties.species ?? "" })) ?? null,
    edges: [...(roads ?? []).flatMap(({ rings }) => rings.flatMap((ring) => sides(ring, "street"))), ...standing.flatMap(({ rings }) => rings.flatMap((ring) => sides(ring, "building")))],
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

// (scene, state) → layers. Pure: the same input gives the same layers, and no buffer is made here.
import { MapView } from "@deck.gl/core";
import { JSONConverter } from "@deck.gl/json";
import { ScatterplotLayer } from "@deck.gl/layers";
import { type Scene, type Thing } from "./data";
import type { MeshData } from "./mesh/glb";
import { MeshLayer } from "./mesh/mesh-layer";
import { appearance, shown } from "./quantities";
import type { UiState } from "./state";

export interface Meshes {
  /** By address in the scene. */
  meshes: ReadonlyMap<string, MeshData>;
  edges: ReadonlyMap<MeshData, Uint32Array>;
}

/** The deck description of the scene with our own mesh layer in the place of `ScenegraphLayer`. */
export interface Hydrated {
  layers: MeshLayer[];
  initialViewState: { longitude: number; latitude: number; zoom: number; pitch: number; bearing: number };
}

/** What is drawn over the scene, such as what a plan does: other colours of its meshes, and layers before them. */
export interface Overlay {
  tinted(address: string, mesh: MeshData): MeshData;
  layers(hydrated: Hydrated, meshes: ReadonlyMap<string, MeshData>): MeshLayer[];
}

const ACCENT: [number, number, number] = [255, 138, 31];

/**
 * The scene's deck.gl JSON with classes in the place of names. The `things` layer is for notebooks: here
 * sensors are live marks.
 */
export function hydrate(scene: Scene): Hydrated {
  const layers = ((scene.deck["layers"] ?? []) as { "@@type": string }[]).filter((layer) => layer["@@type"] === "ScenegraphLayer");
  const converter = new JSONConverter({ configuration: { classes: { MapView, ScenegraphLayer: MeshLayer } } });
  return converter.convert({ ...scene.deck, layers }) as Hydrated;
}

/** A wide disc in the colour of paper under the area, so that it does not float in the sky. */
export function backdrop(radius: number, low: number): MeshData {
  const [rings, spokes] = [[0, radius, radius * 3, radius * 9], 72];
  const positions: number[] = [];
  const indices: number[] = [];
  for (const ring of rings)
    for (let s = 0; s < spokes; s++) positions.push(ring * Math.cos((s / spokes) * 2 * Math.PI), ring * Math.sin((s / spokes) * 2 * Math.PI), low);
  for (let r = 0; r + 1 < rings.length; r++)
    for (let s = 0; s < spokes; s++) {
      const [a, b] = [r * spokes + s, r * spokes + ((s + 1) % spokes)];
      indices.push(a, a + spokes, b + spokes, a, b + spokes, b);
    }
  const count = positions.length / 3;
  const paper = [200, 200, 190, 255]; // linear light
  return {
    positions: Float32Array.from(positions),
    colors: Uint8Array.from({ length: count * 4 }, (_, i) => paper[i % 4] ?? 255),
    features: new Float32Array(count).fill(-1),
    indices: Uint32Array.from(indices),
    ids: [],
    bounds: [-radius, -radius, low, radius, radius, low],
  };
}

/** Metres from the origin to the corner of the area. */
export function radiusOf({ bbox: [west = 0, south = 0, east = 0, north = 0] }: Scene): number {
  const metres = 111320;
  return Math.hypot((east - west) * Math.cos((south * Math.PI) / 180), north - south) * metres * 0.5;
}

/** Metres from the origin to the farthest corner of the meshes, and their lowest point. */
export function reach(meshes: Iterable<MeshData>): { radius: number; low: number } {
  let [radius, low] = [100, 0];
  for (const { bounds } of meshes) {
    radius = Math.max(radius, Math.hypot(Math.max(-bounds[0], bounds[3]), Math.max(-bounds[1], bounds[4])));
    low = Math.min(low, bounds[2]);
  }
  return { radius, low };
}

export function meshLayers(hydrated: Hydrated, { meshes, edges }: Meshes, under: MeshData | null, state: Pick<UiState, "selection">): MeshLayer[] {
  const building = state.selection?.kind === "building" ? state.selection.id : null;
  const first = hydrated.layers[0];
  const drawn = hydrated.layers.map((layer) => {
    const mesh = meshes.get(layer.props.scenegraph) ?? null;
    const isBuildings = layer.id === "buildings";
    return layer.clone({
      mesh,
      edges: (mesh && edges.get(mesh)) ?? null,
      pickable: isBuildings,
      autoHighlight: isBuildings,
      selectedFeature: isBuildings ? building : null,
      accent: ACCENT,
      castsShadow: layer.id !== "ground",
      level: layer.id === "ground",
    }) as MeshLayer;
  });
  if (!first || !under) return drawn.reverse();
  const paper = first.clone({ id: "paper", mesh: under, edges: null, pickable: false, castsShadow: false, level: true, fade: [under.bounds[3] * 1.05, under.bounds[3] * 4] }) as MeshLayer;
  // Nearest first, so that what is hidden is not shaded.
  return [...drawn.reverse(), paper];
}

/** A dot on the ground for every sensor; those with room around them carry a mark on top. */
export function sensorDots(things: readonly Thing[], state: Pick<UiState, "quantity" | "selection">): ScatterplotLayer<Thing> {
  return new ScatterplotLayer<Thing>({
    id: "sensors",
    data: things.filter((thing) => thing.position && shown(thing, state.quantity)),
    pickable: true,
    billboard: true,
    stroked: true,
    radiusUnits: "pixels",
    lineWidthUnits: "pixels",
    getPosition: (thing) => thing.position ?? [0, 0, 0],
    getRadius: (thing) => (state.selection?.kind === "sensor" && state.selection.id === thing.id ? 8 : 5.5),
    getFillColor: (thing) => appearance(shown(thing, state.quantity)?.quantity ?? "").rgb,
    getLineColor: [255, 255, 255],
    getLineWidth: 2,
    parameters: { depthCompare: "always" },
    updateTriggers: { getRadius: state.selection?.id, getFillColor: state.quantity },
  });
}

// Results as things to draw: pieces of façade in the colour of their value, maps laid over the ground, and
// buildings in the colour of their verdict. Colours are as the legend has them, in sun and shade alike.
import { picking } from "@deck.gl/core";
import type { Texture } from "@luma.gl/core";
import type { ShaderModule } from "@luma.gl/shadertools";
import type { Scene } from "../data";
import type { Hydrated, Overlay } from "../layers";
import type { MeshData } from "../mesh/glb";
import { MeshLayer } from "../mesh/mesh-layer";
import { meshVertex, placeModule } from "../mesh/shaders";
import type { Row } from "./data";
import { toRaster, toScene } from "./frame";
import { JUDGED, type Judgement, type Rgb, type Scale, UNJUDGED, colourOf } from "./scale";

/** Metres: height and greatest width of a piece of façade, and how far it stands before the wall. */
const PIECE = { below: 0.7, above: 2.1, width: 2.6, before: 0.12 };

const plainFragment = /* glsl */ `\
#version 300 es
precision highp float;
flat in vec3 vColor;
flat in float vFeature;
out vec4 fragColor;

void main() {
  if (picking.isActive > 0.5) {
    float code = vFeature + 1.0;
    fragColor = vec4(mod(floor(vec3(code, code / 256.0, code / 65536.0)), 256.0) / 255.0, 1.0);
    return;
  }
  vec3 color = vFeature == place.hovered || vFeature == place.selected ? mix(vColor, vec3(1.0), 0.25) : vColor;
  fragColor = vec4(color, 1.0);
}
`;

/** Colours as they are, without sun or shade. */
class PlainLayer extends MeshLayer {
  static override layerName = "PlainLayer";
  protected override faces(): ReturnType<MeshLayer["faces"]> {
    return { vs: meshVertex, fs: plainFragment, modules: [picking, placeModule] as ShaderModule[] };
  }
}

interface Drape {
  /** RGBA, row 0 the southern one. */
  image: { data: Uint8Array; width: number; height: number };
  rows: [[number, number, number], [number, number, number]];
}

/** A map over the ground mesh: each point of the ground takes the colour of the cell that it is in. */
class DrapeLayer extends MeshLayer {
  static override layerName = "DrapeLayer";
  protected override faces(): ReturnType<MeshLayer["faces"]> {
    const { image, rows } = (this.props as unknown as { drape: Drape }).drape;
    const { data, width, height } = image;
    // In the state, which deck.gl hands on to the layer that follows this one.
    this.texture?.destroy();
    this.state["texture"] = this.context.device.createTexture({ data, width, height, format: "rgba8unorm", mipLevels: 1, sampler: { minFilter: "nearest", magFilter: "nearest", addressModeU: "clamp-to-edge", addressModeV: "clamp-to-edge" } });
    const row = (numbers: readonly number[]) => `vec3(${numbers.map((each) => each.toExponential(9)).join(", ")})`;
    const fs = /* glsl */ `\
#version 300 es
precision highp float;
in vec3 vPlace;
uniform sampler2D cells;
out vec4 fragColor;

void main() {
  vec3 at = vec3(1.0, vPlace.xy);
  vec2 uv = vec2(dot(at, ${row(rows[0])}), dot(at, ${row(rows[1])}));
  if (picking.isActive > 0.5 || uv != clamp(uv, 0.0, 1.0)) discard;
  vec4 color = texture(cells, uv);
  if (color.a < 0.5) discard;
  fragColor = vec4(color.rgb, 1.0);
}
`;
    // Just before the ground on which it lies.
    const vs = meshVertex.replace(/\}\s*$/, "  gl_Position.z -= 0.00004 * gl_Position.w;\n}\n");
    return { vs, fs, modules: [picking, placeModule] as ShaderModule[], bindings: { cells: this.texture as Texture } };
  }

  private get texture(): Texture | undefined {
    return this.state["texture"] as Texture | undefined;
  }

  override finalizeState(): void {
    super.finalizeState();
    this.texture?.destroy();
  }
}

/** Points on façades and roofs, as the API tells them in integers. */
export interface Spots {
  /** (n × 3) RD and NAP in centimetres. */
  positions: Float32Array;
  /** (n × 3) outward. */
  normals: Float32Array;
  belongsTo: Float32Array;
  buildings: readonly string[];
  values: Float32Array;
}

/** One upright piece of façade, or level piece of roof, for each point with a value. */
export function pieces(scene: Scene, { positions, normals, belongsTo, buildings, values }: Spots, scale: Scale): MeshData {
  const corners: number[] = [];
  const colors: number[] = [];
  const features: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const rgb = colourOf(scale, values[i] ?? NaN);
    if (!rgb) continue;
    const [east, north] = toScene(scene.rd, (positions[i * 3] ?? 0) / 100, (positions[i * 3 + 1] ?? 0) / 100);
    const up = (positions[i * 3 + 2] ?? 0) / 100 - scene.reference_height;
    const out = [normals[i * 3] ?? 0, normals[i * 3 + 1] ?? 0, normals[i * 3 + 2] ?? 0] as const;
    const length = Math.hypot(...out) || 1;
    const [nx, ny, nz] = [out[0] / length, out[1] / length, out[2] / length];
    const level = Math.hypot(nx, ny);
    // Along the wall, and up it (or up the roof).
    const along = level > 0.05 ? [-ny / level, nx / level, 0] : [1, 0, 0];
    const upward = level > 0.05 ? [(-nx * nz) / level, (-ny * nz) / level, level] : [0, 1, 0];
    const half = PIECE.width / 2;
    const [below, above] = nz > 0.3 ? [half, half] : [PIECE.below, PIECE.above];
    const first = corners.length / 3;
    for (const [side, rise] of [[-half, -below], [half, -below], [half, above], [-half, above]] as const) {
      const at = (axis: 0 | 1 | 2, base: number, normal: number) => base + normal * PIECE.before + (along[axis] ?? 0) * side + (upward[axis] ?? 0) * rise;
      corners.push(at(0, east, nx), at(1, north, ny), at(2, up, nz));
      colors.push(...rgb, 255);
      features.push(belongsTo[i] ?? -1);
    }
    indices.push(first, first + 1, first + 2, first, first + 2, first + 3);
  }
  return { positions: Float32Array.from(corners), colors: Uint8Array.from(colors), features: Float32Array.from(features), indices: Uint32Array.from(indices), ids: [...buildings], bounds: [0, 0, 0, 0, 0, 0] };
}

/** The picture of a map: a pixel per cell, see-through where there is nothing to tell. */
export function picture(values: Float32Array, width: number, height: number, scale: Scale): Drape["image"] {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const rgb = colourOf(scale, values[i] ?? NaN);
    if (rgb) data.set([...rgb, 255], i * 4);
  }
  return { data, width, height };
}

/** Buildings in the colours of `colour`, null for its own; linear light, as the mesh has it. */
function tinted(mesh: MeshData, colour: (id: string) => Rgb | null): MeshData {
  const linear = mesh.ids.map((id) => colour(id)?.map((part) => Math.round(255 * (part / 255) ** 2.2)));
  const colors = new Uint8Array(mesh.colors);
  for (let v = 0; v < mesh.features.length; v++) {
    const rgb = linear[mesh.features[v] ?? -1];
    if (rgb) colors.set(rgb, v * 4);
  }
  return { ...mesh, colors };
}

const onceEach = (make: (mesh: MeshData) => MeshData): ((mesh: MeshData) => MeshData) => {
  const made = new WeakMap<MeshData, MeshData>();
  return (mesh) => {
    const known = made.get(mesh) ?? make(mesh);
    made.set(mesh, known);
    return known;
  };
};

/** What stands there today loses its colour, so that values and what is new stand out. */
const pale = (id: string): Rgb | null => (id.startsWith("plan-") ? null : [236, 236, 233]);
const isBuildings = (address: string) => /\/buildings\.glb/.test(address);
const base = ({ layers: [first] }: Hydrated) => ({ data: first?.props.data ?? [] });

/** Pieces of façade before buildings without colour, so that only values have one. */
/** Pieces of façade or roof in their own colours, over buildings as they are drawn. */
export const facadeLayer = (hydrated: Hydrated, mesh: MeshData, id: string): MeshLayer => new PlainLayer({ ...base(hydrated), id, mesh, pickable: true, autoHighlight: true, castsShadow: false } as never);

export function facadeOverlay(mesh: MeshData): Overlay {
  const faded = onceEach((buildings) => tinted(buildings, pale));
  return {
    tinted: (address, of) => (isBuildings(address) ? faded(of) : of),
    layers: (hydrated) => [facadeLayer(hydrated, mesh, "outcome-facades")],
  };
}

export function groundOverlay(scene: Scene, raster: { x0: number; y0: number; cell: number }, image: Drape["image"]): Overlay {
  const drape: Drape = { image, rows: toRaster(scene.rd, { ...raster, cols: image.width, rows: image.height }) };
  const faded = onceEach((buildings) => tinted(buildings, pale));
  const id = `outcome-ground-${++made}`; // a map is drawn once; another is another layer
  return {
    tinted: (address, of) => (isBuildings(address) ? faded(of) : of),
    layers: (hydrated, meshes) => {
      const ground = [...meshes].find(([address]) => /\/ground\.glb/.test(address))?.[1];
      return ground ? [new DrapeLayer({ ...base(hydrated), id, mesh: ground, drape, castsShadow: false } as never)] : [];
    },
  };
}

let made = 0;

/** Buildings in the colour of the verdict on them. */
export function verdictOverlay(rows: readonly Row[], norm: string): Overlay {
  const judged = judgements(rows, norm);
  return tintedOverlay((id) => JUDGED[judged.get(id) as Judgement]?.rgb ?? UNJUDGED);
}

/** Buildings in a colour each; null leaves it its own. */
export function tintedOverlay(colour: (id: string) => Rgb | null): Overlay {
  const coloured = onceEach((buildings) => tinted(buildings, colour));
  return { tinted: (address, of) => (isBuildings(address) ? coloured(of) : of), layers: () => [] };
}

/** The verdict by `norm` on each building: of its home, or else of its façade with the most sun. */
export function judgements(rows: readonly Row[], norm: string): Map<string, string> {
  const found = new Map<string, string>();
  const order = ["voldoet niet", "te dichtbij om te zeggen", "voldoet"];
  for (const row of rows) {
    const said = row.verdicts.find((verdict) => verdict.norm === norm)?.judgement;
    const building = row.belongs_to || row.id;
    if (said && order.indexOf(said) > order.indexOf(found.get(building) ?? "")) found.set(building, said);
  }
  return found;
}

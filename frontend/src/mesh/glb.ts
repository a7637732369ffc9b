// Reads the meshes of a scene from GLB (glTF 2.0, binary) into typed arrays for the GPU.
//
// Only what `twin.scene` writes is understood (docs/api.md): triangle lists, POSITION quantised or
// float, COLOR_0, `_FEATURE_ID_0` and the ids behind it. glTF is y-up; the result is z-up metres
// (east, north, up) around the origin of the scene.
// Source: Khronos glTF 2.0 specification, sections 3.6, 4.4 and KHR_mesh_quantization.

/** One merged mesh: triangles over shared vertices, and the names of the things it draws. */
export interface MeshData {
  /** (n × 3) metres east, north, up. */
  positions: Float32Array;
  /** (n × 4) red, green, blue in linear light and alpha; 0–255. */
  colors: Uint8Array;
  /** (n) row of `ids`; -1 where a vertex belongs to nothing. */
  features: Float32Array;
  /** (m × 3) vertices per triangle. */
  indices: Uint32Array;
  ids: string[];
  /** Metres: west, south, low, east, north, high. */
  bounds: [number, number, number, number, number, number];
}

export class GlbUnreadable extends Error {}

interface Accessor {
  bufferView: number;
  byteOffset?: number;
  componentType: number;
  normalized?: boolean;
  count: number;
  type: string;
}
interface Primitive {
  attributes: Record<string, number>;
  indices?: number;
  mode?: number;
}
interface Gltf {
  accessors: Accessor[];
  bufferViews: { buffer: number; byteOffset?: number; byteLength: number; byteStride?: number }[];
  meshes: { primitives: Primitive[] }[];
  nodes: {
    mesh?: number;
    children?: number[];
    scale?: [number, number, number];
    translation?: [number, number, number];
    rotation?: number[];
    matrix?: number[];
  }[];
  scene?: number;
  scenes?: { nodes: number[] }[];
  extras?: { ids?: string[] };
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const TRIANGLES = 4;
const COMPONENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
/** Component types: how their numbers lie in memory, and the whole of those that are normalised. */
const ARRAYS = {
  5120: { of: Int8Array, whole: 127 },
  5121: { of: Uint8Array, whole: 255 },
  5122: { of: Int16Array, whole: 32767 },
  5123: { of: Uint16Array, whole: 65535 },
  5125: { of: Uint32Array, whole: 1 },
  5126: { of: Float32Array, whole: 1 },
};

/** Numbers of one accessor: `count` rows of `components`, `step` apart in `values`. */
interface Numbers {
  values: Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array;
  count: number;
  components: number;
  step: number;
  whole: number;
}

function numbers(gltf: Gltf, binary: DataView<ArrayBuffer>, index: number): Numbers {
  const accessor = gltf.accessors[index];
  const view = accessor && gltf.bufferViews[accessor.bufferView];
  const kind = accessor && ARRAYS[accessor.componentType as keyof typeof ARRAYS];
  const components = accessor && COMPONENTS[accessor.type];
  if (!accessor || !view || !kind || !components) throw new GlbUnreadable(`accessor ${index} is not one we know`);
  const bytes = kind.of.BYTES_PER_ELEMENT;
  const stride = view.byteStride ?? bytes * components;
  const start = (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const length = accessor.count && stride * (accessor.count - 1) + bytes * components;
  if (start + length > binary.byteLength) throw new GlbUnreadable(`accessor ${index} runs past the end of the file`);
  if (stride % bytes) throw new GlbUnreadable(`accessor ${index} is out of step`);
  const at = binary.byteOffset + start;
  // Read where it lies; what is out of line, which no file of ours is, as a copy. Both sides are little-endian.
  const values = at % bytes ? new kind.of(binary.buffer.slice(at, at + length)) : new kind.of(binary.buffer, at, length / bytes);
  return { values, count: accessor.count, components, step: stride / bytes, whole: accessor.normalized ? kind.whole : 1 };
}

function chunks(buffer: ArrayBuffer): { gltf: Gltf; binary: DataView<ArrayBuffer> } {
  const header = new DataView(buffer);
  if (buffer.byteLength < 20 || header.getUint32(0, true) !== MAGIC) throw new GlbUnreadable("this is not a GLB file");
  if (header.getUint32(8, true) > buffer.byteLength) throw new GlbUnreadable("the GLB file is cut short");
  let gltf: Gltf | null = null;
  let binary = new DataView(new ArrayBuffer(0));
  for (let at = 12; at + 8 <= buffer.byteLength; ) {
    const length = header.getUint32(at, true);
    const kind = header.getUint32(at + 4, true);
    if (kind === JSON_CHUNK) gltf = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, at + 8, length))) as Gltf;
    else if (kind === BINARY_CHUNK) binary = new DataView(buffer, at + 8, length);
    at += 8 + length;
  }
  if (!gltf) throw new GlbUnreadable("the GLB file has no JSON chunk");
  return { gltf, binary };
}

/** Every (primitive, scale, translation) of the scene; only nodes without rotation are written. */
function* drawn(gltf: Gltf): Generator<{ primitive: Primitive; scale: number[]; shift: number[] }> {
  const queue = [...(gltf.scenes?.[gltf.scene ?? 0]?.nodes ?? gltf.nodes.map((_, i) => i))].map((node) => ({
    node,
    scale: [1, 1, 1],
    shift: [0, 0, 0],
  }));
  for (let item = queue.shift(); item; item = queue.shift()) {
    const node = gltf.nodes[item.node];
    if (!node) throw new GlbUnreadable(`node ${item.node} is missing`);
    if (node.rotation || node.matrix) throw new GlbUnreadable(`node ${item.node} is rotated`);
    const parent = item;
    const scale = parent.scale.map((s, i) => s * (node.scale?.[i] ?? 1));
    const shift = parent.shift.map((t, i) => t + (parent.scale[i] ?? 1) * (node.translation?.[i] ?? 0));
    for (const child of node.children ?? []) queue.push({ node: child, scale, shift });
    if (node.mesh === undefined) continue;
    for (const primitive of gltf.meshes[node.mesh]?.primitives ?? []) {
      if ((primitive.mode ?? TRIANGLES) !== TRIANGLES) throw new GlbUnreadable("only triangle lists are drawn");
      yield { primitive, scale, shift };
    }
  }
}

/**
 * The meshes of a GLB file, merged into one.
 *
 * @throws GlbUnreadable when the file is something else, cut short, or uses what we do not write.
 */
export function readGlb(buffer: ArrayBuffer): MeshData {
  const { gltf, binary } = chunks(buffer);
  const parts = [...drawn(gltf)].map(({ primitive, scale, shift }) => {
    const at = (name: string) => primitive.attributes[name];
    const position = at("POSITION");
    if (position === undefined) throw new GlbUnreadable("a primitive has no POSITION");
    const color = at("COLOR_0");
    const feature = at("_FEATURE_ID_0");
    return {
      scale,
      shift,
      position: numbers(gltf, binary, position),
      color: color === undefined ? null : numbers(gltf, binary, color),
      feature: feature === undefined ? null : numbers(gltf, binary, feature),
      index: primitive.indices === undefined ? null : numbers(gltf, binary, primitive.indices),
    };
  });
  const vertices = parts.reduce((sum, { position }) => sum + position.count, 0);
  const corners = parts.reduce((sum, { index, position }) => sum + (index ?? position).count, 0);
  const mesh: MeshData = {
    positions: new Float32Array(vertices * 3),
    colors: new Uint8Array(vertices * 4).fill(255),
    features: new Float32Array(vertices).fill(-1),
    indices: new Uint32Array(corners),
    ids: (gltf.extras?.ids ?? []).map(String),
    bounds: [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity],
  };
  let base = 0;
  let corner = 0;
  for (const { position, color, feature, index, scale, shift } of parts) {
    place(mesh, base, position, scale, shift);
    if (color)
      for (let v = 0; v < position.count; v++)
        for (let c = 0; c < color.components; c++) mesh.colors[(base + v) * 4 + c] = Math.round(((color.values[v * color.step + c] ?? 0) / color.whole) * 255);
    if (feature) for (let v = 0; v < position.count; v++) mesh.features[base + v] = feature.values[v * feature.step] ?? -1;
    for (let i = 0; i < (index ?? position).count; i++) {
      const vertex = base + (index ? (index.values[i * index.step] ?? 0) : i);
      if (vertex >= vertices) throw new GlbUnreadable("a triangle points past the last vertex");
      mesh.indices[corner++] = vertex;
    }
    base += position.count;
  }
  return mesh;
}

/** Writes positions from row `base` on, y-up to z-up, and widens the bounds. */
function place({ positions, bounds }: MeshData, base: number, { values, count, step, whole }: Numbers, scale: number[], shift: number[]): void {
  const [sx = 1, sy = 1, sz = 1] = scale;
  const [tx = 0, ty = 0, tz = 0] = shift;
  for (let v = 0, from = 0, to = base * 3; v < count; v++, from += step, to += 3) {
    positions[to] = ((values[from] ?? 0) / whole) * sx + tx;
    positions[to + 1] = 0 - (((values[from + 2] ?? 0) / whole) * sz + tz);
    positions[to + 2] = ((values[from + 1] ?? 0) / whole) * sy + ty;
  }
  for (let i = base * 3; i < (base + count) * 3; i += 3)
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[i + axis] ?? 0;
      if (value < (bounds[axis] ?? value)) bounds[axis] = value;
      if (value > (bounds[axis + 3] ?? value)) bounds[axis + 3] = value;
    }
}

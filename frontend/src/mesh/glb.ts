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
type Reader = { bytes: number; read: (v: DataView, at: number) => number; whole: number };
const READERS: Record<number, Reader> = {
  5120: { bytes: 1, read: (v, at) => v.getInt8(at), whole: 127 },
  5121: { bytes: 1, read: (v, at) => v.getUint8(at), whole: 255 },
  5122: { bytes: 2, read: (v, at) => v.getInt16(at, true), whole: 32767 },
  5123: { bytes: 2, read: (v, at) => v.getUint16(at, true), whole: 65535 },
  5125: { bytes: 4, read: (v, at) => v.getUint32(at, true), whole: 1 },
  5126: { bytes: 4, read: (v, at) => v.getFloat32(at, true), whole: 1 },
};

/** The numbers of one accessor, `components` per element, in order. */
function numbers(gltf: Gltf, binary: DataView, index: number): { values: Float64Array; components: number; whole: number } {
  const accessor = gltf.accessors[index];
  const view = accessor && gltf.bufferViews[accessor.bufferView];
  const reader = accessor && READERS[accessor.componentType];
  const components = accessor && COMPONENTS[accessor.type];
  if (!accessor || !view || !reader || !components) throw new GlbUnreadable(`accessor ${index} is not one we know`);
  const stride = view.byteStride ?? reader.bytes * components;
  const start = (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  if (start + stride * (accessor.count - 1) + reader.bytes * components > binary.byteLength)
    throw new GlbUnreadable(`accessor ${index} runs past the end of the file`);
  const values = new Float64Array(accessor.count * components);
  for (let i = 0, at = 0; i < accessor.count; i++)
    for (let c = 0; c < components; c++) values[at++] = reader.read(binary, start + i * stride + c * reader.bytes);
  return { values, components, whole: accessor.normalized ? reader.whole : 1 };
}

function chunks(buffer: ArrayBuffer): { gltf: Gltf; binary: DataView } {
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
      index: primitive.indices === undefined ? null : numbers(gltf, binary, primitive.indices).values,
    };
  });
  const vertices = parts.reduce((sum, p) => sum + p.position.values.length / 3, 0);
  const corners = parts.reduce((sum, p) => sum + (p.index ? p.index.length : p.position.values.length / 3), 0);
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
  for (const part of parts) {
    const count = part.position.values.length / 3;
    for (let v = 0; v < count; v++) {
      const coordinate = (axis: number) =>
        ((part.position.values[v * 3 + axis] ?? 0) / part.position.whole) * (part.scale[axis] ?? 1) + (part.shift[axis] ?? 0);
      const place = [coordinate(0), 0 - coordinate(2), coordinate(1)]; // y-up to z-up
      for (let axis = 0; axis < 3; axis++) {
        const value = place[axis] ?? 0;
        mesh.positions[(base + v) * 3 + axis] = value;
        mesh.bounds[axis] = Math.min(mesh.bounds[axis] ?? value, value);
        mesh.bounds[axis + 3] = Math.max(mesh.bounds[axis + 3] ?? value, value);
      }
      if (part.color) {
        const { values, components, whole } = part.color;
        for (let c = 0; c < components; c++) mesh.colors[(base + v) * 4 + c] = Math.round(((values[v * components + c] ?? 0) / whole) * 255);
      }
      if (part.feature) mesh.features[base + v] = part.feature.values[v] ?? -1;
    }
    if (part.index) for (const i of part.index) mesh.indices[corner++] = base + i;
    else for (let v = 0; v < count; v++) mesh.indices[corner++] = base + v;
    base += count;
  }
  if (mesh.indices.some((i) => i >= vertices)) throw new GlbUnreadable("a triangle points past the last vertex");
  return mesh;
}

// Made-up input for the tests.
import type { Latest } from "../src/data";

const pad = (bytes: Uint8Array, fill: number): Uint8Array => {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(fill);
  padded.set(bytes);
  return padded;
};

/** A GLB of two chunks with one quantised triangle each, as `twin.scene` writes them. */
export function glb({ indices = [0, 1, 2] } = {}): ArrayBuffer {
  // POSITION in steps of 1/64 m, y up: (0, 0, 0), (1, 0, 0), (0, 3, 2); stride 8
  const binary = new ArrayBuffer(3 * 8 + 3 * 4 + 3 * 4 + 3 * 4 + 8);
  const view = new DataView(binary);
  [[0, 0, 0], [64, 0, 0], [0, 192, 128]].forEach((point, v) => {
    point.forEach((value, axis) => view.setUint16(v * 8 + axis * 2, value, true));
    [10, 20, 30, 255].forEach((value, c) => view.setUint8(24 + v * 4 + c, value));
    view.setUint16(36 + v * 4, 0, true);
    view.setUint16(48 + v * 4, 1, true);
    view.setUint16(60 + v * 2, indices[v] ?? 0, true);
  });
  const chunk = (feature: number) => ({ primitives: [{ attributes: { POSITION: 0, COLOR_0: 1, _FEATURE_ID_0: feature }, indices: 4 }] });
  const json = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0, 1] }],
    nodes: [
      { mesh: 0, scale: [1 / 64, 1 / 64, 1 / 64], translation: [0, 0, 0] },
      { mesh: 1, scale: [1 / 64, 1 / 64, 1 / 64], translation: [10, 0, 4] },
    ],
    meshes: [chunk(2), chunk(3)],
    accessors: [
      { bufferView: 0, componentType: 5123, count: 3, type: "VEC3" },
      { bufferView: 1, componentType: 5121, normalized: true, count: 3, type: "VEC4" },
      { bufferView: 2, componentType: 5123, count: 3, type: "SCALAR" },
      { bufferView: 3, componentType: 5123, count: 3, type: "SCALAR" },
      { bufferView: 4, componentType: 5123, count: 3, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 24, byteStride: 8 },
      { buffer: 0, byteOffset: 24, byteLength: 12, byteStride: 4 },
      { buffer: 0, byteOffset: 36, byteLength: 12, byteStride: 4 },
      { buffer: 0, byteOffset: 48, byteLength: 12, byteStride: 4 },
      { buffer: 0, byteOffset: 60, byteLength: 8 },
    ],
    buffers: [{ byteLength: binary.byteLength }],
    extras: { ids: ["pand-a", "pand-b"] },
  };
  const text = pad(new TextEncoder().encode(JSON.stringify(json)), 0x20);
  const data = pad(new Uint8Array(binary), 0);
  const file = new Uint8Array(12 + 8 + text.length + 8 + data.length);
  const header = new DataView(file.buffer);
  [0x46546c67, 2, file.length, text.length, 0x4e4f534a].forEach((value, i) => header.setUint32(i * 4, value, true));
  file.set(text, 20);
  header.setUint32(20 + text.length, data.length, true);
  header.setUint32(24 + text.length, 0x004e4942, true);
  file.set(data, 28 + text.length);
  return file.buffer;
}

export const thing = (id: string, quantities: string[], place: number[] | null = [6.8, 52.26]) => ({
  id,
  name: id,
  origin: "replay",
  area: "delft",
  location: place && { type: "Point" as const, coordinates: place },
  position: place && ([place[0] ?? 0, place[1] ?? 0, 2] as [number, number, number]),
  height: null,
  description: "",
  retired_at: null,
  properties: {},
  datastreams: quantities.map((quantity, i) => ({
    id: i + 1,
    thing: id,
    origin: "replay",
    quantity,
    variant: null as string | null,
    calibration: null,
    aggregation: "mean",
    counting: false,
    passport: null,
    model: null,
    retired_at: null,
    label: { nl: quantity, en: quantity },
    unit: "1",
    unit_label: "",
    decimals: 1,
    latest: null as Latest | null,
  })),
});

// The sharp edges of a mesh, drawn as fine lines so that roofs and walls read like a scale model.
// Edges between triangles in (nearly) one plane are left out: they are only how a face was cut up.
import type { MeshData } from "./glb";

/** Faces that bend less than this are one face. */
const FLAT_COSINE = Math.cos((20 * Math.PI) / 180);
/** Corners closer than this are one corner. */
const GRID = 0.02;

/** Vertex pairs (2 × k) of the sharp edges, as rows of `mesh.positions`. */
export function sharpEdges(mesh: MeshData): Uint32Array {
  const { positions: p, indices } = mesh;
  const corner = weld(p);
  const triangles = indices.length / 3;
  const normals = new Float32Array(triangles * 3);
  const seen = new Map<number, number>(); // edge → first triangle; -1 once paired or drawn
  const count = p.length / 3;
  const sharp = new Map<number, [number, number]>();
  for (let t = 0; t < triangles; t++) {
    const [a, b, c] = [indices[t * 3] ?? 0, indices[t * 3 + 1] ?? 0, indices[t * 3 + 2] ?? 0];
    const n = normal(p, a, b, c);
    if (!n) continue;
    normals.set(n, t * 3);
    for (const [from, to] of [[a, b], [b, c], [c, a]] as const) {
      const [low, high] = [corner[from] ?? 0, corner[to] ?? 0].sort((x, y) => x - y) as [number, number];
      const key = low * count + high;
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, t);
        sharp.set(key, [from, to]); // until a neighbour in the same plane turns up
      } else {
        const cosine = n[0] * (normals[other * 3] ?? 0) + n[1] * (normals[other * 3 + 1] ?? 0) + n[2] * (normals[other * 3 + 2] ?? 0);
        if (cosine > FLAT_COSINE) sharp.delete(key);
      }
    }
  }
  return Uint32Array.from([...sharp.values()].flat());
}

/** For each vertex, the first vertex at the same place. */
function weld(p: Float32Array): Uint32Array {
  const first = new Map<number, number>();
  const corner = new Uint32Array(p.length / 3);
  const step = (v: number, axis: number) => Math.round((p[v * 3 + axis] ?? 0) / GRID);
  for (let v = 0; v < corner.length; v++) {
    // 19 + 19 + 14 bits: exact in a double for 10 km × 10 km × 320 m.
    const key = ((step(v, 0) + 2 ** 18) * 2 ** 19 + step(v, 1) + 2 ** 18) * 2 ** 14 + step(v, 2) + 2 ** 13;
    const known = first.get(key);
    if (known === undefined) first.set(key, v);
    corner[v] = known ?? v;
  }
  return corner;
}

function normal(p: Float32Array, a: number, b: number, c: number): [number, number, number] | null {
  const at = (v: number, i: number) => p[v * 3 + i] ?? 0;
  const u = [0, 1, 2].map((i) => at(b, i) - at(a, i)) as [number, number, number];
  const w = [0, 1, 2].map((i) => at(c, i) - at(a, i)) as [number, number, number];
  const n = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]] as const;
  const length = Math.hypot(...n);
  return length < 1e-9 ? null : [n[0] / length, n[1] / length, n[2] / length];
}

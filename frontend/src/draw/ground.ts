// How high the ground of the scene is at a place, from its own mesh. Pure.
import type { MeshData } from "../mesh/glb";

/** Metres: side of the squares in which triangles are looked up. */
const CELL = 8;

export class Ground {
  private cells = new Map<number, number[]>();

  constructor(private mesh: MeshData) {
    const { positions: p, indices } = mesh;
    for (let t = 0; t < indices.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => (indices[t + k] ?? 0) * 3) as [number, number, number];
      const span = (axis: number) => [p[a + axis], p[b + axis], p[c + axis]].map((value) => Math.floor((value ?? 0) / CELL));
      const [xs, ys] = [span(0), span(1)];
      for (let x = Math.min(...xs); x <= Math.max(...xs); x++)
        for (let y = Math.min(...ys); y <= Math.max(...ys); y++) {
          const key = cell(x, y);
          const known = this.cells.get(key);
          if (known) known.push(t);
          else this.cells.set(key, [t]);
        }
    }
  }

  /** Metres above the zero of the scene of the highest ground at a place; null where there is none. */
  height(east: number, north: number): number | null {
    const { positions: p, indices } = this.mesh;
    let best: number | null = null;
    for (const t of this.cells.get(cell(Math.floor(east / CELL), Math.floor(north / CELL))) ?? []) {
      const [a, b, c] = [0, 1, 2].map((k) => (indices[t + k] ?? 0) * 3) as [number, number, number];
      const at = (v: number, axis: number) => p[v + axis] ?? 0;
      const [x1, y1, x2, y2] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(c, 0) - at(a, 0), at(c, 1) - at(a, 1)];
      const area = x1 * y2 - x2 * y1;
      if (Math.abs(area) < 1e-9) continue; // upright, such as a quay
      const [dx, dy] = [east - at(a, 0), north - at(a, 1)];
      const [u, v] = [(dx * y2 - x2 * dy) / area, (x1 * dy - dx * y1) / area];
      if (u < -1e-6 || v < -1e-6 || u + v > 1 + 1e-6) continue;
      const height = at(a, 2) + u * (at(b, 2) - at(a, 2)) + v * (at(c, 2) - at(a, 2));
      if (best === null || height > best) best = height;
    }
    return best;
  }
}

const cell = (x: number, y: number): number => (x + 2 ** 20) * 2 ** 21 + y + 2 ** 20;

// From RD New to metres of the scene and back, as the scene itself tells. Pure.
import type { Scene } from "../data";

/** Metres east and north of a point in RD. */
export function toScene({ origin, east, north }: Scene["rd"], x: number, y: number): [number, number] {
  const [dx, dy] = [(x - (origin[0] ?? 0)) / 1000, (y - (origin[1] ?? 0)) / 1000];
  const terms = [1, dx, dy, dx * dx, dx * dy, dy * dy];
  const sum = (coefficients: readonly number[]) => terms.reduce((total, term, i) => total + term * (coefficients[i] ?? 0), 0);
  return [sum(east), sum(north)];
}

/** RD of a point in metres east and north of the scene: the inverse, by Newton's method. */
export function fromScene(rd: Scene["rd"], east: number, north: number): [number, number] {
  const scale = 1000;
  let [x, y] = [rd.origin[0] ?? 0, rd.origin[1] ?? 0];
  for (let step = 0; step < 4; step++) {
    const [e, n] = toScene(rd, x, y);
    const [ex, nx] = toScene(rd, x + scale, y);
    const [ey, ny] = toScene(rd, x, y + scale);
    const [a, b, c, d] = [(ex - e) / scale, (ey - e) / scale, (nx - n) / scale, (ny - n) / scale];
    const [de, dn, area] = [east - e, north - n, a * d - b * c];
    [x, y] = [x + (d * de - b * dn) / area, y + (a * dn - c * de) / area];
  }
  return [x, y];
}

/**
 * (u, v) of a raster as a linear function of metres of the scene: rows `[1, east, north]`.
 *
 * Linear around the middle of the raster: within 1 km of it right to some centimetres.
 */
export function toRaster(rd: Scene["rd"], { x0, y0, cell, cols, rows }: { x0: number; y0: number; cell: number; cols: number; rows: number }): [[number, number, number], [number, number, number]] {
  const corner = { x: x0 - cell / 2, y: y0 - cell / 2 };
  const [width, height] = [cols * cell, rows * cell];
  const middle = { x: corner.x + width / 2, y: corner.y + height / 2 };
  const at = toScene(rd, middle.x, middle.y);
  const [right, up] = [toScene(rd, middle.x + width / 2, middle.y), toScene(rd, middle.x, middle.y + height / 2)];
  const a = [right[0] - at[0], right[1] - at[1]] as const; // half the width, in the scene
  const b = [up[0] - at[0], up[1] - at[1]] as const;
  const area = a[0] * b[1] - a[1] * b[0];
  const row = (east: number, north: number): [number, number, number] => [0.5 - (east * at[0] + north * at[1]) / 2, east / 2, north / 2];
  return [row(b[1] / area, -b[0] / area), row(-a[1] / area, a[0] / area)];
}

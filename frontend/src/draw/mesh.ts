// What is drawn of a plan that is being edited, as one mesh of the scene, and today's buildings without what it takes
// away. Pure.
import type { Scene } from "../data";
import type { MeshData } from "../mesh/glb";
import { toScene } from "../plans/frame";
import { type Edit, isShaped, points, ringOf, shapes } from "./edits";
import { PAINT, type Shape, building, cover, tree } from "./form";
import type { Ground } from "./ground";
import { type Ring, type XY, distance, middle, plus, minus, times } from "./plane";

/** Where the scene is: from RD to its metres, and how high its ground is. */
export class Place {
  constructor(
    readonly rd: Scene["rd"],
    /** Metres NAP that the scene draws as zero. */
    readonly reference: number,
    private ground: Ground | null,
  ) {}

  /** Metres of the scene. */
  at([x, y]: XY): [number, number, number] {
    const [east, north] = toScene(this.rd, x, y);
    return [east, north, this.ground?.height(east, north) ?? 0];
  }

  /** The height of the ground on which something stands: the middle one along its outline and within. */
  under(ring: Ring): number {
    const along = ring.flatMap((point, i) => {
      const to = ring[(i + 1) % ring.length] as XY;
      const steps = Math.min(20, Math.max(1, Math.ceil(distance(point, to) / 4)));
      return Array.from({ length: steps }, (_, step) => plus(point, times(minus(to, point), step / steps)));
    });
    const heights = [...along, middle(ring)].map((point) => this.at(point)[2]).sort((a, b) => a - b);
    return heights[Math.floor(heights.length / 2)] ?? 0;
  }
}

const linear = (part: number): number => Math.round(255 * (part / 255) ** 2.2);
const COVERS: Record<string, readonly [number, number, number]> = { begroeidterreindeel: PAINT.green, ondersteunendwaterdeel: PAINT.green, wadi: PAINT.wadi, vijver: PAINT.vijver };

/**
 * The mesh of what edits add; features are the edits.
 *
 * @param wrong numbers of edits that cannot be made, which get another colour.
 */
export function meshOf(edits: readonly Edit[], place: Place, wrong: ReadonlySet<number> = new Set()): MeshData {
  const positions: number[] = [];
  const colors: number[] = [];
  const features: number[] = [];
  const indices: number[] = [];
  const ids: string[] = [];
  const put = (shape: Shape, level: number | null) => {
    const flat = shape.corners.map(([x, y, z]) => {
      const [east, north, ground] = place.at([x, y]);
      return [east, north, z + (level ?? ground)] as const;
    });
    // Faces have a colour each, so corners are not shared.
    shape.triangles.forEach((triangle, t) => {
      for (const corner of triangle) {
        indices.push(positions.length / 3);
        positions.push(...(flat[corner] ?? [0, 0, 0]));
        colors.push(...(shape.colors[t] ?? [255, 255, 255]).map(linear), 255);
        features.push(ids.length - 1);
      }
    });
  };
  edits.forEach((edit, number) => {
    ids.push(edit.id ?? `edit-${number}`);
    if (edit.edit === "add-building") {
      const level = place.under(edit.parts.flatMap((part) => ringOf(part.geometry)));
      put(building(edit, level + place.reference, wrong.has(number)), level);
    } else if (isShaped(edit)) {
      const color = wrong.has(number) ? PAINT.wrong : edit.edit === "add-parking" ? PAINT.parking : (COVERS[edit.kind] ?? PAINT.paved);
      for (const shape of shapes(edit)) put(cover(shape.coordinates.map((_, i) => ringOf({ type: "Polygon", coordinates: [shape.coordinates[i] ?? []] })), color), null);
    } else if (edit.edit === "plant-trees") for (const point of points(edit)) put(tree(edit, point), place.at(point)[2]);
  });
  return { positions: Float32Array.from(positions), colors: Uint8Array.from(colors), features: Float32Array.from(features), indices: Uint32Array.from(indices), ids, bounds: bounds(positions) };
}

function bounds(positions: readonly number[]): MeshData["bounds"] {
  const box: MeshData["bounds"] = positions.length ? [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity] : [0, 0, 0, 0, 0, 0];
  positions.forEach((value, i) => {
    const axis = i % 3;
    box[axis] = Math.min(box[axis] as number, value);
    box[axis + 3] = Math.max(box[axis + 3] as number, value);
  });
  return box;
}

/** What edits do to a building of today. */
export interface Changed {
  /** Taken away; true for trees that are felled, too. */
  gone: ReadonlySet<string>;
  /** Metres from its ground to its roof, before and after. */
  raised: ReadonlyMap<string, { from: number; to: number; ground: number }>;
  /** sRGB in the place of its own colour. */
  colours: ReadonlyMap<string, readonly [number, number, number]>;
}

/** A mesh of today as it becomes: what is gone sunk into one point, what is raised with its roof higher. */
export function changed(mesh: MeshData, { gone, raised, colours }: Changed): MeshData {
  const rows = mesh.ids.map((id) => ({ gone: gone.has(id), raise: raised.get(id), rgb: colours.get(id)?.map(linear) }));
  if (!rows.some((row) => row.gone || row.raise || row.rgb)) return mesh;
  const [positions, colors] = [new Float32Array(mesh.positions), new Uint8Array(mesh.colors)];
  for (let v = 0; v < mesh.features.length; v++) {
    const row = rows[mesh.features[v] ?? -1];
    if (!row) continue;
    if (row.rgb) colors.set(row.rgb, v * 4);
    if (row.gone) positions.set([0, 0, mesh.bounds[2] - 5], v * 3);
    else if (row.raise) {
      // Raised, its roof keeps its form; lowered, all comes down in proportion: as `twin.sim.scenario.heights`.
      const { from, to, ground } = row.raise;
      const above = (positions[v * 3 + 2] ?? 0) - ground;
      const height = to >= from ? (above > from / 2 ? above + to - from : above) : above > 0 ? (above * to) / from : above;
      positions[v * 3 + 2] = ground + height;
      if (!row.rgb && above > from / 2) colors.set(PAINT.roof.map(linear), v * 4);
    }
  }
  const high = mesh.bounds[5] + Math.max(0, ...[...raised.values()].map(({ from, to }) => to - from));
  return { ...mesh, positions, colors, bounds: [mesh.bounds[0], mesh.bounds[1], mesh.bounds[2], mesh.bounds[3], mesh.bounds[4], high] };
}

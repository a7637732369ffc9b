// An edit as lines in space: how it moves where the map cannot be drawn again fast enough. Pure.
import { type Edit, points, ringOf, topOf } from "./edits";
import { sizeOf } from "./form";
import type { Place } from "./mesh";
import type { XY } from "./plane";
import type { Standing } from "./surroundings";

/** Where the roof of a home begins, as a part of its height: most have one that slopes. */
const EAVES = 0.75;

/** From corner to corner: a place in RD, and metres above the zero of the scene. */
export type Line = readonly (readonly [XY, number])[];

/** The edges above the ground of what an edit adds: of each part its top and its corners, of each tree its stem. */
export function wire(edit: Edit, place: Place): Line[] {
  if (edit.edit === "plant-trees") {
    const { height } = sizeOf(edit);
    return points(edit).map((at) => [[at, place.at(at)[2]], [at, place.at(at)[2] + height]]);
  }
  if (edit.edit !== "add-building") return [];
  const level = place.under(edit.parts.flatMap((part) => ringOf(part.geometry)));
  return edit.parts.flatMap((part): Line[] => {
    const ring = ringOf(part.geometry);
    const [base, top] = [level + (part.base ?? 0), level + topOf(part)];
    return [[...ring, ...ring.slice(0, 1)].map((at) => [at, top]), ...ring.map((at): Line => [[at, base], [at, top]])];
  });
}

/** About where the roof of a home of today begins. */
export const eaves = ({ rings, ground, height }: Standing, place: Place): Line[] => rings.map((ring) => ring.map((at) => [at, ground - place.reference + EAVES * height]));

// What the plan does that has no form of its own, as signs over the map: places to park, traffic, another use, felled
// trees. Pure.
import { type Language, number, words as wordsOf } from "../format";
import { type Edit, isShaped, middleOf, ringOf } from "./edits";
import { type XY, middle } from "./plane";
import { perDay } from "./pointing";
import { usesOf } from "./programme";
import type { Surroundings } from "./surroundings";
import { words } from "./words";

export type Kind = "parking" | "traffic" | "use" | "felled";

/** A sign at a place; `outlines` is the ground that it is about. */
export interface Sign {
  kind: Kind;
  at: XY;
  text: string;
  outlines: readonly (readonly XY[])[];
}

/** The signs of all edits; what is about objects that are not known has none. */
export function signsOf(language: Language, edits: readonly Edit[], { buildings, roads, trees }: Surroundings): Sign[] {
  const [w, d] = [wordsOf(language), words(language)];
  const road = new Map((roads ?? []).map((each) => [each.id, each]));
  const tree = new Map((trees ?? []).map((each) => [each.id, each]));
  return edits.flatMap((edit): Sign[] => {
    if (edit.edit === "add-parking") {
      const at = middleOf(edit);
      return at ? [{ kind: "parking", at, text: d.signs.parking(number(w, edit.places)), outlines: isShaped(edit) ? [ringOf(edit.geometry)] : [] }] : [];
    }
    if (edit.edit === "set-traffic") {
      const outlines = edit.geometry ? [edit.geometry.coordinates] : (edit.surfaces ?? []).flatMap((id) => road.get(id)?.rings ?? []);
      const largest = outlines.reduce<readonly XY[]>((best, each) => (each.length > best.length ? each : best), []);
      if (!largest.length) return [];
      return [{ kind: "traffic", at: middle(largest), text: d.signs.traffic(number(w, perDay(edit)), number(w, edit.speed)), outlines }];
    }
    if (edit.edit === "change-use") {
      const ring = buildings.get(edit.id)?.rings[0];
      const uses = usesOf(edit.programme).map(([use]) => d.uses[use]);
      return ring ? [{ kind: "use", at: middle(ring), text: uses.join(" + "), outlines: [] }] : [];
    }
    if (edit.edit === "fell-trees")
      return edit.ids.flatMap((id): Sign[] => {
        const found = tree.get(id);
        return found ? [{ kind: "felled", at: found.at, text: "×", outlines: [] }] : [];
      });
    return [];
  });
}

/** Which kinds of sign there are, for the legend. */
export function kindsOf(edits: readonly Edit[]): Kind[] {
  const kinds: Partial<Record<Edit["edit"], Kind>> = { "add-parking": "parking", "set-traffic": "traffic", "change-use": "use", "fell-trees": "felled" };
  return [...new Set(edits.flatMap(({ edit }) => kinds[edit] ?? []))];
}

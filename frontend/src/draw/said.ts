// An edit in words, for the list of what changes. Pure.
import { type Language, number, words as wordsOf } from "../format";
import { type Edit, type Part, highest, points, ringOf, topOf } from "./edits";
import { signedArea } from "./plane";
import { perDay } from "./pointing";
import { usesOf } from "./programme";
import { words } from "./words";

export function said(language: Language, edit: Edit): string {
  const [w, { list, form, uses, parkings }] = [wordsOf(language), words(language)];
  const area = (shape: { coordinates: [number, number][][] }) => number(w, Math.abs(signedArea(ringOf({ type: "Polygon", coordinates: shape.coordinates }))));
  const high = ({ height, storeys }: Pick<Part, "height" | "storeys">) => (typeof height === "number" ? list.high(number(w, height, Number.isInteger(height) ? 0 : 1)) : list.storeys(storeys ?? 0));
  switch (edit.edit) {
    case "add-building": {
      const part = edit.parts[highest(edit)];
      return list.block(part && topOf(part) ? high(part) : "");
    }
    case "remove-building":
      return list.demolish(edit.id);
    case "set-height":
      return list.raise(edit.id, high(edit));
    case "plant-trees":
      return list.trees(points(edit).length, form.kinds[edit.species]);
    case "repave":
      return edit.kind === "begroeidterreindeel" ? list.green(area(edit.geometry)) : list.paved(area(edit.geometry));
    case "dig-water":
      return list[edit.kind](area(edit.geometry));
    case "change-use":
      return list.use(edit.id, usesOf(edit.programme).map(([use]) => uses[use]).join(" + "));
    case "fell-trees":
      return list.fell(edit.ids.length);
    case "add-parking":
      return list.parking(edit.places, parkings[edit.kind ?? "openbaar"]);
    case "set-traffic":
      return list.traffic(number(w, perDay(edit)), number(w, edit.speed));
  }
}

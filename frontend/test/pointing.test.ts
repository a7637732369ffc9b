import { describe, expect, it } from "vitest";
import { type Edit, type Lot, type Traffic, added, copyOf, isPlaced, isShaped, middleOf, moved, polygon, ringOf, rotated } from "../src/draw/edits";
import { type XY, boxOf, signedArea } from "../src/draw/plane";
import { type Road, type Tree, awayFrom, felled, nearest, perDay, roadAt, toggledRoad, toggledTree, trafficOn, treeAt } from "../src/draw/pointing";
import { allFor, changedHomes, floorArea, homesOf, instead, usesOf, withHomes, withUse } from "../src/draw/programme";
import { said } from "../src/draw/said";
import { kindsOf, signsOf } from "../src/draw/signs";
import { EMPTY, MAKING, made, placesOn, pointed, pressed, ring, rowOf } from "../src/draw/sketch";

const HERE: XY = [253_900, 476_600];
const at = (x: number, y: number): XY => [HERE[0] + x, HERE[1] + y];
const tree = (id: string, x: number, y: number): Tree => ({ id, at: at(x, y), height: 10, radius: 3, species: "" });
const ROAD: Road = { id: "weg-1", rings: [[at(0, 0), at(50, 0), at(50, 6), at(0, 6)]], what: "rijbaan lokale weg" };
const CARRIED = MAKING.traffic;
/** As seen from above, a metre to a pixel, with what is high farther up the screen. */
const project = ([x, y]: XY, above: number): [number, number] => [x - HERE[0], -(y - HERE[1]) - above];

describe("a tree that is pointed at", () => {
  const trees = [tree("boom-1", 0, 0), tree("boom-2", 40, 0), tree("boom-3", 400, 0)];

  it("is the one whose trunk or crown is nearest to the pointer", () => {
    expect(treeAt(trees, at(2, 0), [2, -9], project)?.id).toBe("boom-1");
    expect(treeAt(trees, at(2, 0), [38, 1], project)?.id).toBe("boom-2");
    expect(treeAt(trees, at(2, 0), [2, -60], project)).toBeNull();
  });

  it("is felled with the others, and stands again when it is pointed at once more", () => {
    const once = toggledTree([], "boom-1");
    const twice = toggledTree(once, "boom-2");
    expect(twice).toEqual([{ edit: "fell-trees", ids: ["boom-1", "boom-2"] }]);
    expect(felled(twice, "boom-2")).toBe(true);
    expect(toggledTree(twice, "boom-1")).toEqual([{ edit: "fell-trees", ids: ["boom-2"] }]);
    expect(toggledTree(once, "boom-1")).toEqual([]);
  });
});

describe("a road that is pointed at", () => {
  it("is the one under the pointer", () => {
    expect(roadAt([ROAD], at(25, 3))).toBe(ROAD);
    expect(roadAt([ROAD], at(25, 9))).toBeNull();
    expect(awayFrom(ROAD, at(25, 3))).toBe(0);
    expect(nearest([tree("a", 9, 0), tree("b", 3, 0), tree("c", 5, 0)], (each) => each.at[0] - HERE[0], 2).map(({ thing }) => thing.id)).toEqual(["b", "c"]);
  });

  it("gets the traffic that is worked on, and loses it again", () => {
    const first = toggledRoad([], "weg-1", null, "plan-1", CARRIED);
    expect(first.edits).toEqual([{ edit: "set-traffic", id: "plan-1", surfaces: ["weg-1"], ...CARRIED }]);
    const second = toggledRoad(first.edits, "weg-2", first.chosen, "plan-2", CARRIED);
    expect((second.edits[0] as Traffic).surfaces).toEqual(["weg-1", "weg-2"]);
    expect(trafficOn(second.edits, "weg-2")).toBe(0);
    expect((toggledRoad(second.edits, "weg-1", 0, "plan-2", CARRIED).edits[0] as Traffic).surfaces).toEqual(["weg-2"]);
    expect(toggledRoad(first.edits, "weg-1", 0, "plan-2", CARRIED)).toEqual({ edits: [], chosen: null });
    expect(toggledRoad(first.edits, "weg-2", null, "plan-2", CARRIED).edits).toHaveLength(2);
    expect(perDay(first.edits[0] as Traffic)).toBe(1060);
  });
});

describe("places to park", () => {
  it("lie in a row to the right of the line that is drawn", () => {
    const row = rowOf(at(0, 0), at(0, 25));
    const { length, width, x } = boxOf(row)!;
    expect([length, width, x - HERE[0]].map((value) => Number(value.toFixed(2)))).toEqual([25, 5, 2.5]);
    expect(placesOn(row)).toBe(10);
  });

  it("take the way to them along where the ground is deeper than a row", () => {
    expect(placesOn([at(0, 0), at(20, 0), at(20, 20), at(0, 20)])).toBe(16);
  });

  it("are drawn by two presses, and moved, turned and copied like other ground", () => {
    let sketch = pointed(EMPTY, "parking", "row", at(0, 0), [], 1, false);
    ({ sketch } = pressed(sketch, "parking", "row"));
    sketch = pointed(sketch, "parking", "row", at(0, 10), [], 1, false);
    const { sketch: drawn, done } = pressed(sketch, "parking", "row");
    expect(done).toBe(true);
    const lot = made(ring(drawn, "parking", "row", []), "parking", MAKING, "plan-1") as Lot;
    expect(lot).toMatchObject({ edit: "add-parking", places: 4, kind: "openbaar" });
    expect(isShaped(lot)).toBe(true);
    expect(signedArea(ringOf(moved(lot, [3, 0]).geometry))).toBeCloseTo(50, 1);
    expect(middleOf(rotated(lot, 90))![0]).toBeCloseTo(middleOf(lot)![0], 2);
    expect(copyOf(lot, "plan-2")?.id).toBe("plan-2");
  });

  it("can be a spot, such as the way into a garage", () => {
    const garage: Edit = { edit: "add-parking", id: "plan-1", geometry: { type: "Point", coordinates: [...HERE] }, places: 80, kind: "garage" };
    expect([isShaped(garage), isPlaced(garage)]).toEqual([false, true]);
    expect(middleOf(moved(garage, [1, 2]))).toEqual(at(1, 2));
    expect(said("nl", garage)).toBe("80 plekken om te parkeren (garage)");
  });
});

describe("what a building holds", () => {
  it("begins with all of its floor for one use", () => {
    const floor = floorArea([polygon([at(0, 0), at(10, 0), at(10, 10), at(0, 10)])], 9.4);
    expect(floor).toBe(300);
    expect(usesOf(allFor("kantoorfunctie", floor))).toEqual([["kantoorfunctie", 300]]);
  });

  it("is a mix of uses, in which homes go with living", () => {
    const mixed = withUse(allFor("woonfunctie", 300), "winkelfunctie", 80);
    const lived = withHomes(mixed);
    expect(lived.homes).toEqual([{ type: "appartement", tenure: "sociale huur", count: 4, floor_area: 70 }]);
    expect(homesOf(changedHomes(lived, 0, { count: 3 }))).toBe(3);
    expect(changedHomes(lived, 0, null).homes).toEqual([]);
    expect(instead(lived, "winkelfunctie", "sportfunctie").uses).toEqual({ woonfunctie: 300, sportfunctie: 80 });
    expect(withUse(lived, "woonfunctie", null)).toEqual({ uses: { winkelfunctie: 80 }, homes: [] });
  });

  it("is told once of each building", () => {
    const change = (use: "winkelfunctie" | "sportfunctie"): Edit => ({ edit: "change-use", id: "pand-1", programme: allFor(use, 100) });
    expect(added(added([], change("winkelfunctie")), change("sportfunctie"))).toEqual([change("sportfunctie")]);
    expect(said("nl", change("sportfunctie"))).toBe("Gebouw pand-1 krijgt als gebruik: sport");
  });
});

describe("signs on the map", () => {
  const surroundings = { buildings: new Map(), edges: [], roads: [ROAD], trees: [tree("boom-1", 0, 0)] };

  it("tell what has no form of its own, and keep silent of what is not known", () => {
    const edits: Edit[] = [
      { edit: "set-traffic", id: "plan-1", surfaces: ["weg-1"], ...CARRIED },
      { edit: "fell-trees", ids: ["boom-1", "boom-9"] },
      { edit: "change-use", id: "pand-9", programme: allFor("winkelfunctie", 10) },
      { edit: "remove-building", id: "pand-1" },
    ];
    const signs = signsOf("nl", edits, surroundings);
    expect(signs.map(({ kind, text }) => [kind, text])).toEqual([
      ["traffic", "1.060 per dag · 30 km/u"],
      ["felled", "×"],
    ]);
    expect(signs[0]?.at).toEqual(at(25, 3));
    expect(kindsOf(edits)).toEqual(["traffic", "felled", "use"]);
  });
});

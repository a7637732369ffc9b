import { describe, expect, it } from "vitest";
import { NOW } from "../src/state";
import type { Column } from "../src/compare/data";
import { CHANGED, CHANGES, changeOfBuildings, countsOf, facadeDifference, groundDifference } from "../src/compare/difference";
import { en } from "../src/compare/en";
import { nl as compareWords } from "../src/compare/nl";
import { signed, stepOf, titleOf } from "../src/compare/words";
import { nl } from "../src/nl";
import { roomFor } from "../src/plans/bars";
import type { OnFacades, OnGround } from "../src/plans/outcomes";
import { fileName, scaleBar } from "../src/share/sheet";

const ground = (values: number[], x0 = 0): OnGround => ({ raster: { key: "sun", words: { nl: "zon", en: "sun" }, unit: "h", x0, y0: 0, cell: 1, step: 0.1, values: { digest: "0", dtype: "<i2", shape: [1, values.length] } }, values: Float32Array.from(values) });
const facades = (places: number[][], values: number[]): OnFacades => ({
  points: {} as OnFacades["points"],
  positions: Float32Array.from(places.flat()),
  normals: Float32Array.from(places.flatMap(() => [0, 100, 0])),
  belongsTo: Float32Array.from(places.map(() => 0)),
  values: Float32Array.from(values),
});

describe("a difference", () => {
  it("is taken cell by cell, and nowhere where either is unknown or the maps are of other places", () => {
    expect([...(groundDifference(ground([1, 2, NaN]), ground([3, 2, 1]))?.values ?? [])]).toEqual([2, 0, NaN]);
    expect(groundDifference(ground([1, 2]), ground([1, 2], 5))).toBeNull();
    expect(groundDifference(ground([1, 2]), ground([1, 2, 3]))).toBeNull();
  });

  it("of façades is taken at the points that both have, in whatever order", () => {
    const first = facades([[0, 0, 0], [100, 0, 0]], [1, 2]);
    const second = facades([[100, 0, 0], [500, 0, 0], [0, 0, 0]], [5, 9, 0.5]);
    expect([...facadeDifference(first, second).values]).toEqual([3, NaN, -0.5]);
  });

  it("of a building is that of its home that loses, before one that gains", () => {
    const home = (building: string, change: Column["each"][number]["change"]) => ({ building, change }) as Column["each"][number];
    const each = [home("a", "beter"), home("a", "slechter"), home("b", "te dichtbij om te zeggen"), home("b", "beter"), home("", "slechter")];
    expect([...changeOfBuildings({ each } as Column)]).toEqual([["a", "slechter"], ["b", "beter"]]);
  });

  it("has a sign and a word of its own for every change, in both languages", () => {
    expect(new Set(CHANGES.map((change) => CHANGED[change].sign)).size).toBe(CHANGES.length);
    for (const words of [compareWords, en]) for (const change of CHANGES) expect(words.counts[change]("3")).toContain("3");
    expect(countsOf({ name: "", homes: 5, changes: { gelijk: 2, slechter: 3 }, spread: null }).map(({ change }) => change)).toEqual(["slechter", "gelijk"]);
  });

  it("is told with its sign, to what its numbers are told to", () => {
    expect(signed(nl, -1.25, "h", stepOf([2, 0.75, -1.25]))).toBe("−1,25 uur");
    expect(signed(nl, 3, "1", stepOf([3, 4]))).toBe("+3");
    expect(signed(nl, null, "h", 1)).toBe("onbekend");
    expect(titleOf(compareWords, NOW, [])).toBe("Nu");
    expect(titleOf(compareWords, "toren", [{ name: "toren", title: "Toren" }])).toBe("Toren");
  });
});

describe("what goes with a picture", () => {
  it("has a scale bar of a round number of metres that fits", () => {
    for (let zoom = 13; zoom < 21; zoom += 0.37) {
      const { metres, pixels, share } = scaleBar(52, zoom, 1200);
      expect(share).toBeCloseTo(pixels / 1200);
      expect(scaleBar(52, zoom, 300).pixels).toBeLessThanOrEqual(100);
      expect(pixels).toBeGreaterThan(60);
      expect(pixels).toBeLessThanOrEqual(180);
      expect(String(metres)).toMatch(/^(0\.)?[125]0*$/);
    }
    // 512 pixels are the circumference of a parallel at zoom 0.
    const { metres, pixels } = scaleBar(0, 10, 1200);
    expect(metres / pixels).toBeCloseTo(40.03e6 / 512 / 1024, 3);
  });

  it("gives a file a name that every system takes", () => {
    expect(fileName("Voorbeeldwijk (verzonnen): Nu | Één toren")).toBe("voorbeeldwijk-verzonnen-nu-een-toren");
    expect(fileName("???")).toBe("twin");
  });
});

describe("bars of hours", () => {
  it("have room for the most, and for twice the norm", () => {
    expect(roomFor([0.3, null, 1.2], 2)).toBe(4);
    expect(roomFor([9.4, undefined], 2)).toBe(10);
  });
});

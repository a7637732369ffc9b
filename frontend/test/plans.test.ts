import { describe, expect, it } from "vitest";
import { nl } from "../src/nl";
import type { Figure, Row } from "../src/plans/data";
import { toRaster, toScene } from "../src/plans/frame";
import { judgements, picture, pieces } from "../src/plans/layers";
import { JUDGED, type Rgb, colourOf, legendOf, scaleFor } from "../src/plans/scale";
import { against } from "../src/plans/words";
import type { Scene } from "../src/data";

const hours = Float32Array.from([0, 0.4, 1.2, 2, 5, 9, NaN]);
/** A scene turned by 1 degree, 0.2 % larger than RD. */
const [turned, size] = [Math.PI / 180, 1.002];
const RD = {
  origin: [200_000, 450_000],
  east: [0, 1000 * size * Math.cos(turned), -1000 * size * Math.sin(turned), 0, 0, 0],
  north: [0, 1000 * size * Math.sin(turned), 1000 * size * Math.cos(turned), 0, 0, 0],
};

describe("the scale of a result", () => {
  it("has the two hours of the norm as an edge, and says every class in words", () => {
    const scale = scaleFor("worst", "h", hours);
    expect(scale.edges).toContain(2);
    expect(legendOf(nl, scale).map(({ words }) => words)).toEqual(["minder dan 1", "1 tot 2", "2 tot 4", "4 tot 6", "6 tot 8", "8 of meer"]);
    expect(colourOf(scale, NaN)).toBeNull();
    expect(colourOf(scale, 1.99)).not.toEqual(colourOf(scale, 2));
  });

  it("of a change is the same on both sides of nothing", () => {
    const scale = scaleFor("worst_change", "h", Float32Array.from([-4, -1, 0, 0, 2]));
    const words = legendOf(nl, scale).map(({ words }) => words);
    expect(words[0]).toBe("2,5 of meer eraf");
    expect(words[3]).toBe("gelijk");
    expect(words[6]).toBe("2,5 of meer erbij");
    expect(colourOf(scale, 0)).toEqual(colourOf(scale, 0.1));
  });

  it("fits values of which all are the same, or none is there", () => {
    for (const values of [new Float32Array(0), Float32Array.from([NaN]), Float32Array.from([3, 3])])
      for (const key of ["sky", "sky_change"]) expect(legendOf(nl, scaleFor(key, "%", values)).map(({ words }) => words).join()).not.toMatch(/NaN|undefined/);
  });
});

/** Colours as eyes without one kind of cone see them (Machado, Oliveira and Fernandes 2009, severity 1). */
const BLIND: Record<string, number[][]> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const linear = (rgb: Rgb) => rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
function lab(rgb: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = rgb.map((c) => Math.max(0, c));
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), f(0.2126 * r + 0.7152 * g + 0.0722 * b), f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const seen = (rgb: Rgb, matrix: number[][]) => lab(matrix.map((row) => row.reduce((sum, part, i) => sum + part * (linear(rgb)[i] ?? 0), 0)));
const apart = (a: number[], b: number[]) => Math.hypot(...a.map((part, i) => part - (b[i] ?? 0)));

describe.each(Object.entries(BLIND))("with %s", (_, matrix) => {
  it("verdicts differ clearly", () => {
    const colours = Object.values(JUDGED).map(({ rgb }) => seen(rgb, matrix));
    for (const [i, a] of colours.entries()) for (const b of colours.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(25);
  });

  it.each(["worst", "worst_change"])("neighbouring classes of %s can be told apart, lost from gained too", (key) => {
    const { colours } = scaleFor(key, "h", hours);
    const told = colours.map((rgb) => seen(rgb, matrix));
    told.slice(1).forEach((colour, i) => expect(apart(colour, told[i] ?? [])).toBeGreaterThan(7));
    expect(apart(told[0] ?? [], told.at(-1) ?? [])).toBeGreaterThan(25);
  });
});

describe("places of results", () => {
  it("go from RD to the scene, and from the scene to the cell of a map", () => {
    const map = { x0: 199_950.5, y0: 449_960.5, cell: 1, cols: 100, rows: 80 };
    const rows = toRaster(RD, map);
    for (const [x, y] of [[199_950, 449_960], [200_000, 450_000], [200_050, 450_040]] as const) {
      const [east, north] = toScene(RD, x, y);
      const [u, v] = rows.map(([a, b, c]) => a + b * east + c * north);
      expect(u).toBeCloseTo((x - 199_950) / 100, 9);
      expect(v).toBeCloseTo((y - 449_960) / 80, 9);
    }
  });

  it("give a piece of façade before the wall for each point with a value, of its building", () => {
    const spots = {
      positions: Float32Array.from([20_000_000, 45_000_000, 300, 20_000_000, 45_000_000, 600]),
      normals: Float32Array.from([0, -32767, 0, 0, -32767, 0]),
      belongsTo: Float32Array.from([1, 1]),
      buildings: ["pand-a", "pand-b"],
      values: Float32Array.from([5, NaN]),
    };
    const mesh = pieces({ rd: RD, reference_height: 1 } as Scene, spots, scaleFor("worst", "h", hours));
    expect(mesh.positions).toHaveLength(12);
    expect(mesh.ids[mesh.features[0] ?? -1]).toBe("pand-b");
    const ups = [2, 5, 8, 11].map((i) => mesh.positions[i] ?? NaN);
    expect(Math.min(...ups)).toBeCloseTo(1.3, 5);
    expect(mesh.positions[1]).toBeLessThan(0); // south of the wall
  });

  it("are see-through on a map where there is nothing to tell", () => {
    const { data } = picture(Float32Array.from([1, NaN]), 2, 1, scaleFor("hours", "h", hours));
    expect([data[3], data[7]]).toEqual([255, 0]);
  });
});

describe("what a plan does in words", () => {
  const figure = (value: number | null): Figure => ({ key: "k", words: { nl: "", en: "" }, value, unit: "%", error: null, step: 0.1, verdict: null, why: null });

  it("names the value of now and the difference", () => {
    expect(against(nl, figure(93.9), figure(94.4))).toBe("nu 94,4 % · 0,5 % minder");
    expect(against(nl, figure(94.4), figure(94.4))).toBe("nu 94,4 % · evenveel");
    expect(against(nl, figure(94.4), figure(null))).toBe("nu onbekend");
  });

  it("judges a building by its home, or else by its best façade", () => {
    const row = (id: string, judgement: string): Row => ({ subject: "facade", id, label: "", values: {}, flags: [], belongs_to: "pand", verdicts: [{ norm: "n", judgement, value: 0, limit: 0, margin: 0, error: 0, causes: [] }] });
    expect(judgements([row("a", "voldoet niet"), row("b", "te dichtbij om te zeggen")], "n").get("pand")).toBe("te dichtbij om te zeggen");
  });
});

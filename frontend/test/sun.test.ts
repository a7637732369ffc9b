import { describe, expect, it } from "vitest";
import { snapped, sunMatrix } from "../src/mesh/sunlight";
import { clockMinutes, daylight, sunAt, sunUp } from "../src/sun";

const rows = (...all: [string, number, number][]) => all.map(([at, azimuth, elevation]) => ({ at, azimuth, elevation }));

describe("the position of the sun", () => {
  it("lies between the rows of the table, the short way round north", () => {
    const table = rows(["2026-06-21T01:20:00+02:00", 356, -14], ["2026-06-21T01:30:00+02:00", 2, -14.2]);
    expect(sunAt(table, 85)).toEqual({ azimuth: 359, elevation: -14.1 });
  });

  it("steps over the hour that summer time skips", () => {
    const table = rows(["2026-03-29T01:50:00+01:00", 20, -30], ["2026-03-29T03:00:00+02:00", 23, -29]);
    expect(sunAt(table, 180)).toEqual({ azimuth: 23, elevation: -29 });
    expect(clockMinutes("2026-03-29T03:00:00+02:00")).toBe(180);
  });

  it("is unknown without a table", () => {
    expect(sunAt([], 0)).toBeNull();
    expect(sunUp([])).toBeNull();
  });
});

describe("daylight", () => {
  it("comes from where the sun stands: east, north, up", () => {
    const { direction } = daylight({ azimuth: 90, elevation: 30 });
    expect(direction.map((c) => Number(c.toFixed(3)))).toEqual([0.866, 0, 0.5]);
  });

  it("has no sun and no shadows at night, and is darker than by day", () => {
    const [night, day] = [daylight({ azimuth: 0, elevation: -20 }), daylight({ azimuth: 180, elevation: 50 })];
    expect(night.sun).toEqual([0, 0, 0]);
    expect([night.shadows, day.shadows]).toEqual([false, true]);
    expect(Math.max(...night.sky)).toBeLessThan(Math.min(...day.sky));
  });
});

describe("the shadow map", () => {
  const apply = (matrix: readonly number[], p: [number, number, number]) =>
    [0, 1, 2].map((row) => (matrix[row] ?? 0) * p[0] + (matrix[4 + row] ?? 0) * p[1] + (matrix[8 + row] ?? 0) * p[2] + (matrix[12 + row] ?? 0));
  const { direction } = daylight({ azimuth: 205, elevation: 35 });

  it("has a roof and its shadow on the ground at the same place, the roof nearer to the sun", () => {
    const { matrix } = sunMatrix(direction, { x: 40, y: -20, radius: 200 }, -1, 30, 500, 1024);
    const roof: [number, number, number] = [60, 10, 20];
    const along = roof[2] / direction[2];
    const shadow = apply(matrix, [roof[0] - direction[0] * along, roof[1] - direction[1] * along, 0]);
    const seen = apply(matrix, roof);
    expect(seen[0]).toBeCloseTo(shadow[0] ?? NaN, 9);
    expect(seen[1]).toBeCloseTo(shadow[1] ?? NaN, 9);
    expect(seen[2]).toBeLessThan(shadow[2] ?? NaN);
  });

  it("covers its window, and the window stays when the camera moves a little", () => {
    const { matrix } = sunMatrix(direction, { x: 40, y: -20, radius: 200 }, 0, 30, 500, 1024);
    for (const turn of [0, 1, 2, 3, 4, 5]) {
      const seen = apply(matrix, [40 + 200 * Math.cos(turn), -20 + 200 * Math.sin(turn), 0]);
      expect(Math.max(...seen.map(Math.abs))).toBeLessThanOrEqual(1.0001);
    }
    expect(snapped({ x: 3, y: 4, radius: 150 })).toEqual(snapped({ x: 9, y: -2, radius: 156 }));
  });
});

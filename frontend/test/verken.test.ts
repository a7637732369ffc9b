import { describe, expect, it } from "vitest";
import { type Outlined, type Point, inDirection, middleOf, nearest } from "../src/verken/picking";
import { beside, fromUrl, toUrl, withOnly } from "../src/verken/state";
import { ahead, before, placed, stepped, turned } from "../src/verken/walker";

const square = (building: string, x: number, y: number, side = 10): Outlined => {
  const outline: Point[] = [[x, y], [x + side, y], [x + side, y + side], [x, y + side]];
  return { building, label: null, outline, middle: middleOf(outline) };
};
const row = [square("west", 0, 0), square("midden", 20, 0), square("oost", 40, 2), square("ver", 20, 200)];

describe("the address of the resident's view", () => {
  it("comes back as it was written", () => {
    const state = fromUrl("?gebied=delft&plan=toren&huis=0503100000018603&vraag=water&taal=en");
    expect(state).toEqual({ area: "delft", plan: "toren", without: false, home: "0503100000018603", step: "water", language: "en" });
    expect(toUrl(state)).toBe("?gebied=delft&plan=toren&huis=0503100000018603&vraag=water&taal=en");
  });
  it("asks no question before a home is found, and the first one after", () => {
    expect(fromUrl("?vraag=water").step).toBe("find");
    expect(fromUrl("?huis=1").step).toBe("sun");
    expect(fromUrl("?huis=1&vraag=onzin").step).toBe("sun");
    expect(toUrl(fromUrl(""))).toBe("");
  });
  it("begins with the only plan, unless somebody chose to look without", () => {
    expect(withOnly(fromUrl("?gebied=delft"), [{ id: "toren" }]).plan).toBe("toren");
    expect(withOnly(fromUrl("?gebied=delft"), [{ id: "toren" }, { id: "park" }]).plan).toBeNull();
    expect(withOnly(fromUrl("?gebied=delft&plan=nu"), [{ id: "toren" }]).plan).toBeNull();
    expect(toUrl(fromUrl("?gebied=delft&plan=nu"))).toBe("?gebied=delft&plan=nu");
  });
  it("goes from question to question and not beyond", () => {
    expect(beside("sun", 1)).toBe("heat");
    expect(beside("sun", -1)).toBeNull();
    expect(beside("sensors", 1)).toBeNull();
  });
});

describe("pointing at a home", () => {
  it("takes the home under the cross, or the nearest within reach", () => {
    expect(nearest(row, [25, 5], 12)?.building).toBe("midden");
    expect(nearest(row, [32, 5], 12)?.building).toBe("midden");
    expect(nearest(row, [100, 100], 12)).toBeNull();
    expect(nearest(row, [100, 100], Infinity)?.building).toBe("oost");
  });
  it("goes to the nearest home in a direction, and stays where there is none", () => {
    expect(inDirection(row, [25, 5], [1, 0], "midden")?.building).toBe("oost");
    expect(inDirection(row, [25, 5], [-1, 0], "midden")?.building).toBe("west");
    expect(inDirection(row, [25, 5], [0, 1], "midden")?.building).toBe("ver");
    expect(inDirection(row, [25, 5], [0, -1], "midden")).toBeNull();
  });
});

describe("walking", () => {
  it("sees the home ahead, and the one beside it after a turn", () => {
    const stand = { at: [25, 30] as Point, bearing: 180 };
    expect(ahead(row, stand)).toMatchObject({ home: { building: "midden" }, metres: 20 });
    expect(ahead(row, turned(stand, -45))?.home.building).toBe("oost");
    expect(ahead(row, turned(stand, 90))).toBeNull();
    expect(turned({ at: [0, 0], bearing: 350 }, 15).bearing).toBe(5);
  });
  it("stops before a wall, and goes back from it", () => {
    const close = stepped(row, { at: [25, 30], bearing: 180 }, 50);
    expect(close.at[1]).toBeGreaterThanOrEqual(11);
    expect(close.at[1]).toBeLessThan(12);
    expect(stepped(row, close, -4).at[1]).toBeCloseTo(close.at[1] + 4, 5);
  });
  it("begins in the open before a home, looking at it", () => {
    const home = row[1] as Outlined;
    const stand = before(row, home);
    expect(ahead(row, stand)?.home).toBe(home);
  });
  it("puts the outlines of the map where the scene has them", () => {
    const homes = { west: 1000, north: 2000, items: [{ building: "a", label: null, outline: [[10, 20], [20, 20], [20, 30]] }] };
    const rd = { origin: [1000, 2000], east: [0, 1000, 0, 0, 0, 0], north: [0, 0, 1000, 0, 0, 0] };
    const [home] = placed(homes, rd);
    expect(home?.outline[0]?.[0]).toBeCloseTo(10, 6);
    expect(home?.outline[0]?.[1]).toBeCloseTo(-20, 6);
  });
});

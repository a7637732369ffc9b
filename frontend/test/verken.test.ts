import { describe, expect, it } from "vitest";
import { type Outlined, type Point, inDirection, middleOf, nearest } from "../src/verken/picking";
import { beside, fromUrl, toUrl } from "../src/verken/state";

const square = (building: string, x: number, y: number, side = 10): Outlined => {
  const outline: Point[] = [[x, y], [x + side, y], [x + side, y + side], [x, y + side]];
  return { building, label: null, outline, middle: middleOf(outline) };
};
const row = [square("west", 0, 0), square("midden", 20, 0), square("oost", 40, 2), square("ver", 20, 200)];

describe("the address of the resident's view", () => {
  it("comes back as it was written", () => {
    const state = fromUrl("?gebied=delft&plan=toren&huis=0503100000018603&vraag=water&taal=en");
    expect(state).toEqual({ area: "delft", plan: "toren", home: "0503100000018603", step: "water", language: "en" });
    expect(toUrl(state)).toBe("?gebied=delft&plan=toren&huis=0503100000018603&vraag=water&taal=en");
  });
  it("asks no question before a home is found, and the first one after", () => {
    expect(fromUrl("?vraag=water").step).toBe("find");
    expect(fromUrl("?huis=1").step).toBe("sun");
    expect(fromUrl("?huis=1&vraag=onzin").step).toBe("sun");
    expect(toUrl(fromUrl(""))).toBe("");
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

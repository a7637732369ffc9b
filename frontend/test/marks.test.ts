import { expect, it } from "vitest";
import { nearestFirst } from "../src/marks";

it("orders marks from the middle of the map outwards", () => {
  const box = (id: string, x: number, y: number) => ({ id, x, y, width: 10, height: 10 });
  expect(nearestFirst([box("far", 390, 10), box("middle", 210, 100), box("left", 90, 100)], 200, 100)).toEqual(["middle", "left", "far"]);
});

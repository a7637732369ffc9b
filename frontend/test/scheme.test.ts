import { expect, it } from "vitest";
import { chosenIn } from "../src/scheme";

it("reads the choice among other cookies, and takes nothing else for one", () => {
  expect(chosenIn("a=b; twin-kleuren=avond")).toBe("evening");
  expect(chosenIn("twin-kleuren=dag; x=1")).toBe("day");
  expect(chosenIn("twin-kleuren=paars")).toBeNull();
  expect(chosenIn("")).toBeNull();
});

import { describe, expect, it } from "vitest";
import { type AlertPage, ringing } from "../src/alerting";
import { checked, choices, empty, typed } from "../src/alerts/draft";
import { thing } from "./made";

const RANGE = { valid_min: 20, valid_max: 140 };
const GOOD = { name: " Te luid ", key: "noise_level", thing: "", side: "above" as const, threshold: "62,5", minutes: "15" };

describe("what is filled in for an alert", () => {
  it("is read as people write numbers", () => {
    expect(["62,5", " 62.5 ", "-3", "−3", "", "zestig", "1e3", "6 2"].map(typed)).toEqual([62.5, 62.5, -3, -3, null, null, null, null]);
    expect(checked(GOOD, RANGE)).toEqual({ alert: { name: "Te luid", key: "noise_level", thing: null, side: "above", threshold: 62.5, minutes: 15 } });
  });

  it("names every field that is wrong", () => {
    expect(checked({ ...GOOD, name: " ", threshold: "900", minutes: "2,5" }, RANGE)).toEqual({ wrong: ["name", "threshold", "minutes"] });
    expect(checked({ ...GOOD, threshold: "900" }, null)).toHaveProperty("alert"); // the API knows the range
    expect(checked({ ...GOOD, minutes: "2881" }, RANGE)).toEqual({ wrong: ["minutes"] });
  });

  it("can be what the sensors of the area measure, each with who has it", () => {
    const found = choices([thing("a", ["pm25", "no2"]), thing("b", ["no2"])]);
    expect(found.map(({ key, things }) => [key, things.map(({ id }) => id)])).toEqual([["pm25", ["a"]], ["no2", ["a", "b"]]]);
    expect(empty(found[0])).toMatchObject({ key: "pm25", thing: "", threshold: "" });
    expect(empty(undefined).key).toBe("");
  });
});

it("rings at the things of which an alert is on", () => {
  const sensors = [{ thing: "a", state: "on" }, { thing: "b", state: "unknown" }];
  const page = { items: [{ name: "Te luid", sensors }, { name: "Te heet", sensors: sensors.slice(0, 1) }], may_change: false, next: null } as unknown as AlertPage;
  expect([...ringing({ is: "here", value: page })]).toEqual([["a", ["Te luid", "Te heet"]]]);
  expect(ringing({ is: "away" }).size).toBe(0);
});

import { describe, expect, it } from "vitest";
import { en } from "../src/en";
import { OLD_AFTER_SECONDS, age, clock, day, moment, number, wallClock, wind, year } from "../src/format";
import { nl } from "../src/nl";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("numbers", () => {
  it("are written as the reader writes them", () => {
    expect(number(nl, 1234.56, 1)).toBe("1.234,6");
    expect(number(en, 1234.56, 1)).toBe("1,234.6");
    expect(number(nl, -0.04, 1)).toBe("0,0");
    expect(year(nl, 1934)).toBe("1934");
  });

  it("that are no numbers are a word", () => {
    for (const value of [NaN, Infinity, null, undefined]) expect(number(nl, value, 1)).toBe("onbekend");
    expect(moment(nl, "rubbish")).toBe("onbekend");
    expect(day(nl, "rubbish")).toBe("onbekend");
  });
});

describe("the age of a value", () => {
  it.each([
    [0, "zojuist"],
    [-3600, "zojuist"],
    [12.9, "12 s geleden"],
    [99, "99 s geleden"],
    [119, "1 min geleden"],
    [5400, "90 min geleden"],
    [7200, "2 uur geleden"],
    [86400 * 1.6, "1 dag geleden"],
    [86400 * 2113, "2.113 dagen geleden"],
  ])("of %s seconds is '%s'", (seconds, text) => expect(age(nl, ago(seconds), NOW).text).toBe(text));

  it("makes it old after an hour and a half", () => {
    expect(age(nl, ago(OLD_AFTER_SECONDS), NOW).old).toBe(false);
    expect(age(nl, ago(OLD_AFTER_SECONDS + 1), NOW).old).toBe(true);
    expect(age(nl, "rubbish", NOW)).toEqual({ text: "onbekend", old: true });
  });
});

describe("times", () => {
  it("are on the clock of the area, in summer and in winter", () => {
    expect(wallClock(Date.parse("2026-06-21T22:30:00Z"))).toEqual({ date: "2026-06-22", minutes: 30 });
    expect(wallClock(Date.parse("2026-12-21T22:30:00Z"))).toEqual({ date: "2026-12-21", minutes: 23 * 60 + 30 });
    expect(moment(nl, "2026-06-21T13:05:00Z")).toMatch(/21 juni 2026.*15:05/);
    expect(clock(905)).toBe("15:05");
  });

  it("name the wind nearest to a direction", () => {
    expect([0, 44, 180, 225, 359].map((azimuth) => wind(nl, azimuth))).toEqual(["noorden", "noordoosten", "zuiden", "zuidwesten", "noorden"]);
  });
});

import { describe, expect, it } from "vitest";
import { asThen, measured, type Played } from "../src/playback/data";
import { HOUR, atClock, isMinute, lastPlace, momentOf, placeOf, reelOf } from "../src/playback/reel";
import { thing } from "./made";

const utc = (at: number) => new Date(at).toISOString();

describe("a reel", () => {
  it("is a day of the clock, which has an hour more or less when summer time changes", () => {
    expect(reelOf("day", "2026-06-03")).toEqual({ start: Date.parse("2026-06-02T22:00:00Z"), hours: 24 });
    expect(reelOf("day", "2026-03-29").hours).toBe(23);
    expect(reelOf("day", "2026-10-25").hours).toBe(25);
  });

  it("is the week from Monday that a day is in", () => {
    const week = reelOf("week", "2026-06-07"); // a Sunday
    expect(utc(week.start)).toBe("2026-05-31T22:00:00.000Z");
    expect(week.hours).toBe(168);
    expect(reelOf("week", "2026-06-01")).toEqual(week);
    expect(reelOf("week", "2026-10-25").hours).toBe(169);
  });

  it("knows its hours, and which of them have passed", () => {
    const reel = reelOf("day", "2026-06-03");
    expect(placeOf(reel, atClock({ date: "2026-06-03", minutes: 14 * 60 + 59 }))).toBe(14);
    expect(placeOf(reel, reel.start - HOUR)).toBe(0);
    expect(placeOf(reel, reel.start + 99 * HOUR)).toBe(23);
    expect(lastPlace(reel, reel.start + 9.5 * HOUR)).toBe(9);
    expect(lastPlace(reel, reel.start - HOUR)).toBe(0);
  });

  it("goes through every hour once when summer time ends, though the clock shows one twice", () => {
    const reel = reelOf("day", "2026-10-25");
    const moments = Array.from({ length: reel.hours }, (_, place) => momentOf(reel.start + place * HOUR));
    expect(moments.map(({ minutes }) => minutes / 60).slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
    expect(moments.every(({ date }) => date === "2026-10-25")).toBe(true);
    const second = reel.start + 3 * HOUR;
    expect(isMinute({ date: "2026-10-25", minutes: 120 }, second)).toBe(true); // so it stays there
    expect(atClock({ date: "2026-10-25", minutes: 120 })).toBe(reel.start + 2 * HOUR);
  });

  it("reads an hour that the clock never shows as the one after it", () => {
    expect(utc(atClock({ date: "2026-03-29", minutes: 150 }))).toBe("2026-03-29T01:30:00.000Z");
  });
});

describe("what was measured then", () => {
  const played: Played = {
    area: "delft",
    start: "2026-06-02T22:00:00Z",
    hours: 4,
    series: [{ datastream: 1, thing: "kit", quantity: "pm25", variant: null, origin: "replay", values: [8.1, null, null, 9], hidden: [2], noticed: [{ first: 0, last: 0, flags: ["spike"] }] }],
  };
  const now = { ...thing("kit", ["pm25", "no2"]) };
  now.datastreams[1] = { ...now.datastreams[1]!, latest: { t: "2026-11-22T10:00:00Z", v: 40, received_at: null, flags: [], interval: "raw", hidden: false } };
  const latest = (place: number) => asThen([now], played, place)[0]!.datastreams.map((stream) => stream.latest);

  it("has its value and its flags, and never what is measured now", () => {
    const [dust, other] = latest(0);
    expect(dust).toMatchObject({ v: 8.1, flags: ["spike"], interval: "hour", t: "2026-06-02T22:00:00.000Z" });
    expect(other).toBeNull();
  });

  it("has no value in a gap, neither the one before nor the one after", () => {
    expect(latest(1)[0]).toBeNull();
    expect(latest(3)[0]).toMatchObject({ v: 9, flags: [] });
  });

  it("tells that few were counted, which is no gap", () => {
    expect(latest(2)[0]).toMatchObject({ v: null, hidden: true });
    expect(measured(played)).toEqual([true, false, true, true]);
  });

  it("has nothing before it came", () => {
    expect(asThen([now], null, 0)[0]!.datastreams.every((stream) => stream.latest === null)).toBe(true);
  });
});

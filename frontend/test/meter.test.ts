import { describe, expect, it } from "vitest";
import { refused, units } from "../src/meter/axes";
import { dateOf, isDate, midnight, nextDay, twice } from "../src/meter/calendar";
import { type Point, cadence, columns, gaps, joined, noticed } from "../src/meter/columns";
import { keyed } from "../src/meter/gestures";
import { chosen, endOf, keys } from "../src/meter/model";
import { nl } from "../src/meter/nl";
import { fromUrl, toUrl } from "../src/meter/state";
import { rows } from "../src/meter/table";
import { DAY, EARLIEST, HOUR, SHORTEST, days, panned, pinched, zoomed } from "../src/meter/window";
import { thing } from "./made";

const at = (text: string) => Date.parse(text);
const point = (t: number, v: number | null, flags: string[] = []): Point => ({ t, v, low: null, high: null, flags, hidden: v === null });
const window = { from: at("2026-11-20T00:00Z"), to: at("2026-11-21T00:00Z") };
const plain = new Set<string>();

describe("moving through time", () => {
  it("zooms around what is under the pointer, and not beyond what can be told apart", () => {
    expect(zoomed(window, 0.5, 0)).toEqual({ from: window.from, to: window.from + DAY / 2 });
    expect(zoomed(window, 2)).toEqual({ from: window.from - DAY / 2, to: window.to + DAY / 2 });
    const near = zoomed(window, 1e-9);
    expect(near.to - near.from).toBe(SHORTEST);
  });
  it("keeps the moments under two fingers under them", () => {
    const moved = pinched(window, [0.25, 0.75], [0, 1]);
    expect(moved).toEqual({ from: window.from + DAY / 4, to: window.from + (3 * DAY) / 4 });
  });
  it("by keys: arrows, plus and minus, and Home for all", () => {
    expect(keyed("ArrowRight", window)).toEqual(panned(window, 0.25));
    expect(keyed("+", window)).toEqual(zoomed(window, 0.5));
    expect(keyed("-", window)).toEqual(zoomed(window, 2));
    expect(keyed("Home", window)).toBe("whole");
    expect(keyed("Tab", window)).toBeNull();
  });
  it("stops before the first reading there can be, with the same length", () => {
    const early = panned({ from: EARLIEST + HOUR, to: EARLIEST + DAY }, -5);
    expect(early).toEqual({ from: EARLIEST, to: EARLIEST + DAY - HOUR });
  });
});

describe("days of the area", () => {
  it("have 23 and 25 hours where the clock changes", () => {
    const length = (date: string) => (days(date, date).to - days(date, date).from) / HOUR;
    expect([length("2026-03-29"), length("2026-10-25"), length("2026-06-21")]).toEqual([23, 25, 24]);
    expect(midnight("2026-06-21")).toBe(at("2026-06-20T22:00Z"));
    expect(dateOf(at("2026-06-20T22:00Z"))).toBe("2026-06-21");
    expect([nextDay("2026-10-25"), nextDay("2026-12-31")]).toEqual(["2026-10-26", "2027-01-01"]);
  });
  it("tell two hours with one name apart", () => {
    expect(twice(at("2026-10-25T00:30Z"))).toBe("summer");
    expect(twice(at("2026-10-25T01:30Z"))).toBe("winter");
    expect(twice(at("2026-10-25T02:30Z"))).toBeNull();
  });
  it("are known from texts", () => {
    expect([isDate("2026-02-28"), isDate("2026-02-30"), isDate("")]).toEqual([true, false, false]);
  });
});

describe("a line", () => {
  const ten = [0, 1, 2, 5, 6].map((step) => point(step * 600_000, step));
  it("is never drawn over a silence longer than its cadence", () => {
    expect(cadence(ten, "raw")).toBe(600_000);
    const [seconds, values] = columns(ten, "raw", false, plain);
    expect(seconds).toEqual([0, 600, 1200, 2100, 3000, 3600]);
    expect(values).toEqual([0, 1, 2, null, 5, 6]);
    expect(gaps(ten, "raw")).toEqual({ count: 1, longest: 1_800_000 });
  });
  it("of hours is broken by one hour that is missing, and of days not by a clock change", () => {
    const hours = [0, 1, 3].map((hour) => point(hour * HOUR, hour));
    expect(columns(hours, "hour", false, plain)[1]).toEqual([0, 1, null, 3]);
    const autumn = ["2026-10-24", "2026-10-25", "2026-10-26"].map((date) => point(midnight(date), 1));
    expect(columns(autumn, "day", false, plain)[1]).toEqual([1, 1, 1]);
  });
  it("shows a value without neighbours as a dot, and breaks at what is hidden", () => {
    const few = [point(0, 1), point(HOUR, null), point(2 * HOUR, 3)];
    const [, values, , , alone] = columns(few, "hour", false, plain);
    expect(values).toEqual([1, null, 3]);
    expect(alone).toEqual([1, undefined, 3]);
  });
  it("is not broken by the moments of another series", () => {
    const hourly = columns([point(0, 1), point(HOUR, 2)], "hour", false, plain);
    const between = columns([point(HOUR / 2, 9), point(HOUR, 8)], "raw", false, plain);
    const all = joined([hourly, between]);
    expect(all[0]).toEqual([0, 1800, 3600]);
    expect(all[1]).toEqual([1, undefined, 2]);
  });
  it("marks what quality control noticed of some values, and tells once what holds for all", () => {
    const flagged = [point(0, 1, ["uncalibrated"]), point(1000, 99, ["uncalibrated", "spike"]), point(2000, 2, ["uncalibrated"])];
    const { all, some } = noticed(flagged);
    expect(all).toEqual(["uncalibrated"]);
    expect([...some]).toEqual([["spike", 1]]);
    expect(columns(flagged, "raw", false, new Set(some.keys()))[5]).toEqual([undefined, 99, undefined]);
  });
});

describe("series together", () => {
  const kit = thing("kit", ["pm25", "temperature"]);
  const pair = thing("kit", ["pm25", "pm25", "noise_level"]);
  if (pair.datastreams[1]) pair.datastreams[1].variant = "calibrated";
  it("have at most two units and four lines", () => {
    const two = [{ unit: "µg/m³" }, { unit: "°C" }];
    expect(units([...two, { unit: "°C" }])).toEqual(["µg/m³", "°C"]);
    expect(refused(two, { unit: "dB(A)" })).toBe("units");
    expect(refused(two, { unit: "°C" })).toBeNull();
    expect(refused([...two, ...two], { unit: "°C" })).toBe("series");
  });
  it("begin with the first quantity, raw beside calibrated", () => {
    expect(keys(kit, null)).toEqual(["pm25"]);
    expect(keys(pair, null)).toEqual(["pm25", "pm25.calibrated"]);
    expect(keys(pair, ["noise_level"])).toEqual(["noise_level"]);
  });
  it("are those of the address that exist, each once, also of another sensor", () => {
    const other = thing("buur", ["pm25"]);
    if (other.datastreams[0]) other.datastreams[0].id = 9;
    const state = { thing: "kit", language: "nl" as const, period: { last: "week" as const }, series: ["pm25", "pm25", "buur/pm25", "weg/pm25", "onzin"] };
    const things = new Map([kit, other].map((value) => [value.id, { is: "here" as const, value }]));
    expect(chosen({ w: nl, state, things }).map(({ key }) => key)).toEqual(["pm25", "buur/pm25"]);
  });
  it("end at the newest measurement where that is long ago", () => {
    const now = at("2026-11-22T12:00Z");
    const latest = (t: string) => [{ ...kit.datastreams[0]!, latest: { t, v: 1, received_at: null, flags: [], interval: "raw" as const, hidden: false } }];
    expect(endOf(latest("2020-12-31T23:00Z"), 7 * DAY, now)).toBe(at("2021-01-01T00:00Z"));
    expect(endOf(latest("2026-11-20T00:00Z"), 7 * DAY, now)).toBe(now);
    expect(endOf(kit.datastreams, 7 * DAY, now)).toBe(now);
  });
  it("share the rows of the table, newest first", () => {
    const table = rows([[point(0, 1), point(2, 3)], [point(2, 9)]]);
    expect(table.map(({ t, cells }) => [t, cells.map((cell) => cell?.v ?? null)])).toEqual([[2, [3, 9]], [0, [1, null]]]);
  });
});

describe("the address", () => {
  it("comes back as it was written", () => {
    for (const address of ["/meter/kit-1", "/meter/kit-1?periode=dag&reeks=pm25,kit-2/pm25.calibrated", "/meter/kit-1?van=2026-10-24T22:00Z&tot=2026-10-25T23:00Z&taal=en"]) {
      const [path, search] = address.split("?");
      expect(toUrl(fromUrl(path ?? "", search ? `?${search}` : ""))).toBe(address);
    }
  });
  it("is a week of no sensor where it cannot be read", () => {
    expect(fromUrl("/meter", "?van=morgen&tot=2026-10-25T23:00Z")).toEqual({ thing: null, language: "nl", period: { last: "week" }, series: null });
    expect(fromUrl("/meter/%E0%A4%A", "").thing).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { newest, newestAge, words } from "../src/format";
import { shown } from "../src/quantities";
import { grown, sample } from "../src/series";
import { daysOf } from "../src/ui/passport";
import { withGaps } from "../src/ui/gaps";
import { thing } from "./made";

const w = words("nl");
const hour = (mean: number | null, sum: number | null, hidden = false) => ({ t: "2026-11-22T10:00:00Z", mean, min: null, max: null, sum, count: 4, hidden });
const latest = { t: "2026-11-22T10:00:00Z", v: 8.14, received_at: null, flags: [], interval: "raw" as const, hidden: false };

describe("a point of a chart", () => {
  it("is the mean of levels with their range, and the sum of amounts", () => {
    expect(sample({ ...hour(5, 20), min: 3, max: 9 }, "mean")).toMatchObject({ v: 5, low: 3, high: 9 });
    expect(sample({ ...hour(5, 20), min: 3, max: 9 }, "sum")).toMatchObject({ v: 20, low: null, high: null });
  });

  it("comes after those of the last day, and what is older goes", () => {
    const old = { t: "2026-11-21T09:59:00Z", v: 1, low: null, high: null };
    const series = { interval: "raw" as const, hidden: 0, samples: [old, { ...old, t: "2026-11-21T10:00:00Z" }] };
    const now = { t: "2026-11-22T10:00:00Z", v: 3 };
    expect(grown(series, "day", now).samples.map(({ t }) => t)).toEqual(["2026-11-21T10:00:00Z", now.t]);
    expect(grown({ ...series, samples: [old] }, "day", now).samples).toEqual([{ ...now, low: null, high: null }]);
    expect(grown(series, "week", now).samples).toHaveLength(3);
  });

  it("of too few people has no value, and breaks the line", () => {
    const few = sample(hour(null, null, true), "sum");
    expect(few.v).toBeNull();
    expect(withGaps([few])[1]).toEqual([null]);
  });
});

describe("the newest value", () => {
  const stream = thing("kit", ["vehicle_count"]).datastreams[0];
  if (!stream) throw new Error("made without a datastream");

  it("of too few people is told in words", () => {
    expect(newest(w, { ...stream, latest: { ...latest, v: null, interval: "hour", hidden: true } })).toBe("minder dan 10");
    expect(newest(w, { ...stream, latest })).toBe("8,1");
    expect(newest(w, stream)).toBe("–");
  });

  it("of an hour says so, and is as old as the end of that hour", () => {
    const now = Date.parse("2026-11-22T11:05:00Z");
    const counted = { ...stream, latest: { ...latest, interval: "hour" as const } };
    expect(newestAge(w, { ...counted, aggregation: "sum" }, now)?.text).toBe("per uur · 5 min geleden");
    expect(newestAge(w, { ...counted, aggregation: "mean" }, now)?.text).toBe("gemiddeld per uur · 5 min geleden");
  });
});

describe("a thing with a raw and a calibrated series", () => {
  it("is stood for by the calibrated one, once that has measured", () => {
    const kit = thing("kit", ["pm25", "pm25"]);
    const calibrated = kit.datastreams[1];
    if (!calibrated) throw new Error("made without a datastream");
    calibrated.variant = "calibrated";
    expect(shown(kit, null)?.id).toBe(1);
    calibrated.latest = latest;
    expect(shown(kit, "pm25")?.id).toBe(2);
  });
});

describe("how long things are kept", () => {
  it("is told in days", () => {
    expect(daysOf("P400D")).toBe(400);
    expect(daysOf("P0DT43200S")).toBe(0.5);
  });
});

import { describe, expect, it } from "vitest";
import { withValues } from "../src/data";
import { Coalesced, readLive } from "../src/live";
import { thing } from "./made";

const value = (datastream: number, t: string, v: number) => ({ datastream, thing: "kit", quantity: "pm25", t, v, received_at: t, flags: [] });

describe("live values", () => {
  it("are coalesced to the newest per datastream, and taken once", () => {
    const waiting = new Coalesced();
    waiting.add(value(1, "2026-11-22T10:00:00Z", 1));
    waiting.add(value(1, "2026-11-22T10:02:00Z", 3));
    waiting.add(value(1, "2026-11-22T10:01:00Z", 2)); // late
    waiting.add(value(2, "2026-11-22T10:00:00Z", 9));
    expect(waiting.take().map(({ datastream, v }) => [datastream, v])).toEqual([[1, 3], [2, 9]]);
    expect(waiting.take()).toEqual([]);
  });

  it.each(["", "no json", "{}", '{"datastream":1,"thing":"k","t":"x","v":null}', '{"datastream":"1","thing":"k","t":"x","v":1}'])("skip what is not one: '%s'", (text) =>
    expect(readLive(text)).toBeNull(),
  );

  it("replace older ones in the list of things, which stays the same when nothing is newer", () => {
    const things = [thing("kit", ["pm25", "temperature"]), thing("other", ["noise_level"])];
    const next = withValues(things, [value(2, "2026-11-22T10:00:00Z", 4.2)]);
    expect(next[0]?.datastreams.map((stream) => stream.latest?.v)).toEqual([undefined, 4.2]);
    expect(withValues(next, [value(2, "2026-11-22T09:00:00Z", 1)])).toBe(next);
  });
});

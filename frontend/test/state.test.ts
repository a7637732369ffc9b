import { describe, expect, it } from "vitest";
import { Store, type UiState, fromUrl, initialState, toUrl } from "../src/state";

const FULL: UiState = {
  ...initialState,
  area: "delft",
  language: "en",
  moment: { date: "2026-06-21", minutes: 905 },
  playback: "week",
  camera: { longitude: 4.3617, latitude: 52.0088, zoom: 17.25, pitch: 55, bearing: -20 },
  selection: { kind: "building", id: "verzonnen-0001:a" },
  quantity: "pm25",
  panel: "sensors",
  plan: "toren",
  asItIs: true,
  outcome: "sun-facades:worst",
  other: "nu",
  compare: "swipe",
  divide: 35,
};

describe("the address", () => {
  it("holds the whole view and gives it back", () => {
    expect(fromUrl(toUrl(FULL))).toEqual(FULL);
    expect(toUrl(FULL)).toContain("moment=2026-06-21T15:05");
  });

  it("is empty for a view of nothing in particular", () => {
    expect(toUrl(initialState)).toBe("");
    expect(fromUrl("")).toEqual(initialState);
  });

  it.each(["moment=yesterday", "moment=2026-13-45T10:00", "moment=2026-01-01T25:00", "beeld=1,2,3", "beeld=a,b,c,d,e", "beeld=4,95,17,0,0", "keuze=boom:7", "taal=de", "paneel=x", "toon=nu", "b=nu&vergelijk=schuif&lijn=20", "uitkomst=sun-facades:worst", "terug=week"])(
    "with '%s' is read as if that were absent",
    (query) => expect(fromUrl(`?${query}`)).toEqual(initialState),
  );

  it("compares a plan with another or with now, and never with itself", () => {
    expect(fromUrl("?plan=toren&b=kade&vergelijk=naast")).toMatchObject({ plan: "toren", other: "kade", compare: "side", divide: 50 });
    expect(fromUrl("?plan=toren&b=toren&vergelijk=naast")).toMatchObject({ other: null, compare: null });
    expect(fromUrl("?plan=toren&b=nu&vergelijk=schuif&lijn=900")).toMatchObject({ compare: "swipe", divide: 50 });
    expect(toUrl({ ...FULL, plan: null })).not.toContain("vergelijk");
  });

  it("forgets what only lives while the page is open", () => {
    const state = { ...FULL, playing: true, hover: { kind: "sensor", id: "kit" } } as const;
    expect(fromUrl(toUrl(state))).toMatchObject({ playing: false, hover: null });
  });
});

describe("the store", () => {
  it("tells what changed, and nothing when nothing did", () => {
    const store = new Store(initialState);
    const told: [string | null, string | null][] = [];
    store.onChange((state, before) => told.push([before.area, state.area]));
    store.set({ area: "delft" });
    store.set({ area: "delft" });
    expect(told).toEqual([[null, "delft"]]);
  });
});

// The big screen's pure parts: where moves lead (the table of tests/jobs/test_showing.py), the order of slides, QR codes.
import { describe, expect, it } from "vitest";
import { en } from "../src/avond/en";
import { EventReader } from "../src/avond/follow";
import { freshId, inviteSlide, reordered, stateIn, viewSlide, withPlan } from "../src/avond/lineup";
import { nl } from "../src/avond/nl";
import { qrPath } from "../src/avond/qr";
import { type Move, type Place, enlarged, moveOf, moved } from "../src/avond/showing";
import { onlyHere } from "../src/avond/visit";

const at = (slide: number, more: Partial<Place> = {}): Place => ({ slide, black: false, frozen: false, ...more });
const key = (key: string, ctrlKey = false) => moveOf({ key, ctrlKey, altKey: false, metaKey: false });

describe("a presenter's move", () => {
  it.each<[Place, Move, Place]>([
    [at(0), "next", at(1)],
    [at(2), "next", at(2)],
    [at(1), "back", at(0)],
    [at(0), "back", at(0)],
    [at(1), "black", at(1, { black: true })],
    [at(1, { black: true }), "black", at(1)],
    [at(1, { black: true }), "next", at(1)],
    [at(1, { black: true }), "back", at(1)],
    [at(1), "freeze", at(1, { frozen: true })],
    [at(1, { frozen: true }), "next", at(2, { frozen: true })],
    [at(2, { frozen: true }), "freeze", at(2)],
    [at(0), "last", at(2)],
    [at(2), "first", at(0)],
  ])("%o %s %o", (before, move, after) => expect(moved(before, move, 3)).toEqual(after));

  it("comes from keyboards and clickers, and leaves the browser's own keys alone", () => {
    expect(["PageDown", "PageUp", " ", ".", "f", "Home", "End", "x"].map((one) => key(one))).toEqual(["next", "back", "next", "black", "freeze", "first", "last", null]);
    expect(key("f", true)).toBeNull();
  });

  it("of an empty line-up stays where it is", () => expect(moved(at(0), "last", 0)).toEqual(at(0)));
});

describe("a line-up", () => {
  it("is reordered within its bounds", () => {
    expect(reordered(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(reordered(["a", "b", "c"], 2, -4)).toEqual(["c", "a", "b"]);
  });

  it("gives each slide an id of its own", () => expect(freshId([inviteSlide("s2", "", "")])).toBe("s3"));

  it("makes two pictures of a view that compares", () => {
    const state = "gebied=a&plan=toren&b=nu&vergelijk=schuif";
    expect(viewSlide("s1", "Toren", "", state)).toMatchObject({ way: "swipe", other: null });
    expect(viewSlide("s1", "Toren", "", "gebied=a&plan=toren&b=hof")).toMatchObject({ way: "beside", other: "hof" });
    expect(viewSlide("s1", "x".repeat(90), "", "gebied=a").title).toHaveLength(60);
  });

  it("takes addresses of its own area only", () => {
    expect(stateIn("http://127.0.0.1:8000/?gebied=a&plan=toren&paneel=plannen&beeld=6.8,52.2,16,50,0", "a")).toBe("gebied=a&plan=toren&beeld=6.8,52.2,16,50,0");
    expect(stateIn("/?gebied=b", "a")).toBeNull();
    expect(stateIn("hallo", "a")).toBeNull();
  });

  it("changes the plan of a state and forgets what only the other had", () => {
    expect(withPlan("gebied=a&plan=x&toon=nu&uitkomst=sun-facades:worst", "y")).toBe("gebied=a&uitkomst=sun-facades:worst&plan=y");
    expect(withPlan("gebied=a&plan=x&uitkomst=sun-facades:worst&b=nu", null)).toBe("gebied=a");
  });
});

describe("the screen", () => {
  it("shows on a larger stage what a planner saw", () => {
    const camera = { longitude: 6, latitude: 52, zoom: 16, pitch: 50, bearing: 0 };
    expect(enlarged(camera, 2880, 1800).zoom).toBe(17);
  });

  it("knows which addresses no phone can open", () => {
    expect(["localhost", "127.0.0.1", "[::1]", "192.168.1.7", "tweeling.example"].map(onlyHere)).toEqual([true, true, true, false, false]);
  });

  it("has the same QR code as its text, with a quiet edge", () => {
    const { size, path } = qrPath("http://192.168.1.20:8000/verken?gebied=voorbeeldwijk");
    expect((size - 8 - 17) % 4).toBe(0);
    expect(path.startsWith("M4 4h1v1h-1z")).toBe(true);
  });
});

describe("a stream of events", () => {
  it("is read in whole events, however it is cut", () => {
    const reader = new EventReader();
    expect(reader.push("retry: 1000\n\nevent: sh")).toEqual([]);
    expect(reader.push('ow\ndata: {"a":1}\n\n: still here\n\nevent: ended\ndata: {}\n\n')).toEqual([
      { name: "show", data: '{"a":1}' },
      { name: "ended", data: "{}" },
    ]);
  });
});

describe("the words", () => {
  const sentences = (words: object): string[] =>
    Object.values(words).flatMap((word: unknown) => (typeof word === "string" ? word.split(/(?<=[.?!])\s/) : typeof word === "object" && word ? sentences(word) : []));
  it("have no sentence of more than 15 words", () => {
    for (const sentence of [...sentences(nl), ...sentences(en)]) expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(15);
  });
});

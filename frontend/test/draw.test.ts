import { describe, expect, it } from "vitest";
import { Draft, left } from "../src/draw/draft";
import { type Block, type Edit, block, copyOf, freeId, polygon, raised, read, ringOf, rotated, setback, without } from "../src/draw/edits";
import { effectOf } from "../src/draw/effect";
import { losing, obstacles } from "../src/draw/estimate";
import { building, cover } from "../src/draw/form";
import { Place, changed, meshOf } from "../src/draw/mesh";
import { type XY, along, boxOf, distance, inset, outline, signedArea } from "../src/draw/plane";
import { said } from "../src/draw/said";
import { EMPTY, MAKING, made, pointed, pressed, ring } from "../src/draw/sketch";
import { type Edge, closing, snap } from "../src/draw/snap";
import { wire } from "../src/draw/wire";
import { fromScene, toScene } from "../src/plans/frame";
import type { MeshData } from "../src/mesh/glb";
import type { Row } from "../src/plans/data";

const HERE: XY = [253_900, 476_600];
const around = (...corners: [number, number][]): XY[] => corners.map(([x, y]) => [HERE[0] + x, HERE[1] + y]);
const BOX = { x: HERE[0], y: HERE[1], length: 20, width: 10, turn: 30 };
/** A street that runs 30° from north, east of what is drawn. */
const STREET: Edge = { from: [HERE[0] + 15, HERE[1]], to: [HERE[0] + 65, HERE[1] + 86.6], of: "street" };
const flat = new Place({ origin: [...HERE], east: [0, 1000, 0, 0, 0, 0], north: [0, 0, 1000, 0, 0, 0] }, 0, null);

describe("a box", () => {
  it("is the same after it was drawn as an outline, which runs counter-clockwise", () => {
    const corners = outline(BOX);
    expect(signedArea(corners)).toBeCloseTo(200, 1);
    const { length, width, turn, x } = boxOf(corners)!;
    expect([length, width, turn, x].map((value) => Number(value.toFixed(2)))).toEqual([20, 10, 30, HERE[0]]);
  });

  it("is no other form", () => {
    expect(boxOf(around([0, 0], [20, 0], [21, 10], [0, 10]))).toBeNull();
    expect(boxOf(around([0, 0], [20, 0], [20, 10]))).toBeNull();
  });

  it("has a smaller one within it, until there is no room", () => {
    expect(boxOf(inset(outline(BOX), 2)!)!.width).toBeCloseTo(6, 2);
    expect(inset(outline(BOX), 5)).toBeNull();
    expect(signedArea(inset(around([0, 0], [20, 0], [20, 20], [10, 20], [10, 10], [0, 10]), 1)!)).toBeCloseTo(300 - 80 + 4, 0);
  });
});

describe("a corner that is pointed at", () => {
  it("comes in tenths of a metre, square to the side before", () => {
    const { at, length, by } = snap([HERE[0] + 10, HERE[1]], [HERE[0] + 10.4, HERE[1] + 7.234], HERE, []);
    expect(by).toBe("square");
    expect(length).toBe(7.2);
    expect(at[0]).toBeCloseTo(HERE[0] + 10, 6);
  });

  it("runs along the street when it nearly does, and free when that is asked", () => {
    const to: XY = [HERE[0] + 10.6, HERE[1] + 17];
    expect(snap(HERE, to, null, [STREET])).toMatchObject({ by: "street", edge: STREET });
    expect(snap(HERE, to, null, [STREET]).azimuth).toBeCloseTo(30, 1);
    expect(snap(HERE, to, null, [STREET], true).by).toBe("free");
    expect(snap(HERE, [HERE[0] + 20, HERE[1] + 4], null, [STREET]).by).toBe("free");
  });

  it("closes an outline with square angles", () => {
    const three = around([0, 0], [20, 0], [20, 10]);
    expect(closing(three, [HERE[0] + 0.4, HERE[1] + 9.7])).toEqual([HERE[0], HERE[1] + 10]);
    expect(closing(three, [HERE[0] + 5, HERE[1] + 5])).toBeNull();
  });
});

describe("drawing", () => {
  const press = (tool: "block" | "trees", by: "box" | "corners", spots: XY[], edges: Edge[] = []) =>
    spots.reduce(({ sketch }, spot) => pressed(pointed(sketch, tool, by, spot, edges, 1, false), tool, by), { sketch: EMPTY, done: false });

  it("of two corners makes a box along the street", () => {
    const { sketch, done } = press("block", "box", [HERE, [HERE[0] + 3, HERE[1] + 24]], [STREET]);
    expect(done).toBe(true);
    const box = boxOf(ring(sketch, "block", "box", [STREET]))!;
    expect(box.turn % 90).toBeCloseTo(30, 1);
    expect(box.length * 10).toBeCloseTo(Math.round(box.length * 10), 1);
  });

  it("corner by corner ends on the first one; a double click sets no corner twice", () => {
    const spots = around([0, 0], [20, 0], [20, 0.1], [20, 10], [0, 10], [0.2, 0.3]);
    const { sketch, done } = press("block", "corners", spots);
    expect(done).toBe(true);
    expect(sketch.points).toHaveLength(4);
    expect(made(ring(sketch, "block", "corners", []), "block", MAKING, "plan-1")).toMatchObject({ edit: "add-building", parts: [{ storeys: 4 }] });
  });

  it("makes a row of trees with the spacing that was asked, and nothing of a spot too small", () => {
    const { sketch } = press("trees", "box", [HERE, [HERE[0] + 40, HERE[1]]]);
    const row = made(ring(sketch, "trees", "box", []), "trees", MAKING, "plan-1");
    expect(row).toMatchObject({ edit: "plant-trees", geometry: { type: "MultiPoint" } });
    expect(along([HERE, [HERE[0] + 40, HERE[1]]], 8)).toHaveLength(6);
    expect(made(around([0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]), "block", MAKING, "plan-1")).toBeNull();
  });
});

describe("edits", () => {
  const tower = (): Block => ({ edit: "add-building", id: "plan-1", parts: [{ geometry: polygon(outline(BOX)), storeys: 4 }] });

  it("are read with parts, whichever form they were sent in", () => {
    const short = { edit: "add-building", id: "plan-2", geometry: polygon(outline(BOX)), height: 9 };
    expect((read([short])[0] as Block).parts).toMatchObject([{ height: 9 }]);
  });

  it("turn around their middle and keep their size", () => {
    const turned = rotated(tower(), 15);
    expect(boxOf(ringOf(turned.parts[0]!.geometry))).toMatchObject({ turn: expect.closeTo(45, 1), length: expect.closeTo(20, 2) });
  });

  it("carry what stands on a part along when that is raised", () => {
    const stepped = setback(tower())!;
    expect(stepped.parts[1]).toMatchObject({ base: 12, storeys: 6 });
    expect(raised(stepped, 0, 18).parts).toMatchObject([{ storeys: 6 }, { base: 18, storeys: 8 }]);
  });

  it("are copied beside themselves under a free id, and go with what is about them", () => {
    const edits: Edit[] = [tower(), { edit: "set-height", id: "plan-1", height: 20 }];
    expect(freeId(edits)).toBe("plan-2");
    const copy = copyOf(edits[0]!, "plan-2") as Block;
    expect(distance(ringOf(copy.parts[0]!.geometry)[0]!, ringOf(tower().parts[0]!.geometry)[0]!)).toBeGreaterThan(20);
    expect(without(edits, 0)).toEqual([]);
  });

  it("are told in words", () => {
    expect(said("nl", tower())).toBe("Nieuw gebouw, 4 lagen");
    expect(said("en", { edit: "dig-water", id: "plan-3", kind: "wadi", depth: 0.3, geometry: polygon(outline(BOX)) })).toBe("Wadi of 200 m²");
  });
});

describe("the form of a building", () => {
  const make = (roof: Block["roof"]) => building({ ...block("plan-1", outline({ ...BOX, turn: 90 }), 2), ...(roof ? { roof } : {}) }, 0, false);

  it("has a ridge where a gable or hip roof of that pitch has it", () => {
    const top = (shape: ReturnType<typeof make>) => Math.max(...shape.corners.map(([, , z]) => z));
    expect(top(make(undefined))).toBe(6);
    expect(top(make({ kind: "gable", pitch: 45 }))).toBeCloseTo(11, 2);
    expect(top(make({ kind: "hip", pitch: 45 }))).toBeCloseTo(11, 2);
  });

  it.each(["flat", "gable", "hip"] as const)("with a %s roof holds as much as it should, so all its faces are there and look outward", (kind) => {
    const { corners, triangles } = make({ kind, pitch: 40 });
    const volume = triangles.reduce((sum, [a, b, c]) => {
      const [p, q, r] = [a, b, c].map((corner) => corners[corner]!.map((value, axis) => value - (axis < 2 ? HERE[axis]! : 0))) as [number[], number[], number[]];
      return sum + (p[0]! * (q[1]! * r[2]! - q[2]! * r[1]!) - p[1]! * (q[0]! * r[2]! - q[2]! * r[0]!) + p[2]! * (q[0]! * r[1]! - q[1]! * r[0]!)) / 6;
    }, 0);
    // Walls go on 1.5 m below the ground; the open floor there adds its own share: 200 m² × −1.5 m / 3.
    const roofs = { flat: 0, gable: (Math.tan((40 * Math.PI) / 180) * 5 * 200) / 2, hip: Math.tan((40 * Math.PI) / 180) * 5 * (200 / 2 - 100 / 6) }[kind];
    expect(volume + (200 * 1.5) / 3).toBeCloseTo(200 * 7.5 + roofs, 0);
  });
});

describe("ground that is drawn", () => {
  it("follows the relief: no side of a triangle is long, and it covers as much", () => {
    const { corners, triangles } = cover([outline({ ...BOX, turn: 30 })], [0, 0, 0]);
    const at = (corner: number): XY => [corners[corner]![0], corners[corner]![1]];
    const sides = triangles.flatMap(([a, b, c]) => [distance(at(a), at(b)), distance(at(b), at(c)), distance(at(c), at(a))]);
    expect(Math.max(...sides)).toBeLessThanOrEqual(2.5);
    const covered = triangles.reduce((sum, triangle) => sum + Math.abs(signedArea(triangle.map(at))), 0);
    expect(covered).toBeCloseTo(Math.abs(signedArea(outline(BOX))), 3);
  });
});

describe("the mesh of a draft", () => {
  it("names each edit, and sinks what is taken away", () => {
    const mesh = meshOf([block("plan-1", outline(BOX), 4), block("plan-2", outline({ ...BOX, x: HERE[0] + 40 }), 2)], flat);
    expect(mesh.ids).toEqual(["plan-1", "plan-2"]);
    expect(mesh.bounds[5]).toBeCloseTo(12, 3);
    const gone = changed(mesh, { gone: new Set(["plan-1"]), raised: new Map([["plan-2", { from: 6, to: 9, ground: 0 }]]), colours: new Map() });
    const tops = (of: MeshData, id: number) => Math.max(...[...of.features].flatMap((feature, v) => (feature === id ? [of.positions[v * 3 + 2]!] : [])));
    expect(tops(gone, 0)).toBeLessThan(-5);
    expect(tops(gone, 1)).toBeCloseTo(9, 3);
    expect(changed(mesh, { gone: new Set(["elsewhere"]), raised: new Map(), colours: new Map() })).toBe(mesh);
  });

  it("is in RD again after it was in the scene", () => {
    const rd = { origin: [...HERE], east: [1, 1002, -17, 0.1, 0.02, 0], north: [-2, 17, 1002, 0, 0.1, 0.03] };
    const [east, north] = toScene(rd, HERE[0] + 812, HERE[1] - 431);
    const [x, y] = fromScene(rd, east, north);
    expect([x - HERE[0], y - HERE[1]]).toEqual([expect.closeTo(812, 6), expect.closeTo(-431, 6)]);
  });
});

describe("what is dragged as lines", () => {
  it("has of each part its top and its corners, from where it begins", () => {
    const low = block("plan-1", outline(BOX), 4);
    const tower = setback(low)!;
    const lines = wire(tower, flat);
    expect(lines).toHaveLength(10);
    expect(lines[0]!.map(([, z]) => z)).toEqual([12, 12, 12, 12, 12]);
    expect(lines[0]![4]).toEqual(lines[0]![0]);
    expect(lines.slice(6).map((line) => line.map(([, z]) => z))).toEqual(Array(4).fill([12, 18]));
    expect(wire({ edit: "plant-trees", id: "plan-2", geometry: { type: "Point", coordinates: [...HERE] }, species: "loofboom-klein", now: { height: 4, crown_radius: 1 } }, flat)).toEqual([[[HERE, 0], [HERE, 4]]]);
  });
});

describe("the guess of who loses sun", () => {
  const home = (id: string, y: number) => ({ id, rings: [around([-5, y - 4], [5, y - 4], [5, y + 4], [-5, y + 4])], ground: 0, height: 8, home: true });
  const sun = Array.from({ length: 24 }, (_, i) => ({ at: new Date(Date.UTC(2026, 1, 19, 8) + i * 1_200_000).toISOString(), azimuth: 120 + i * 5, elevation: 8 + 20 * Math.sin((i / 23) * Math.PI) }));

  it("finds the home north of a tower, and none south of it or far away", () => {
    const tower = block("plan-1", outline({ ...BOX, turn: 0 }), 20);
    expect([...losing([home("north", 30), home("south", -30), home("far", 600)], obstacles([tower], () => 0), sun)]).toEqual(["north"]);
    expect(losing([home("north", 30)], [], sun).size).toBe(0);
  });
});

describe("what is computed", () => {
  const row = (id: string, judgement: string | null, more: Partial<Row> = {}): Row => ({ subject: "dwelling", id, label: "", values: {}, flags: [], belongs_to: `pand-${id}`, verdicts: judgement ? [{ norm: "n", judgement, value: 0, limit: 0, margin: 0, error: 0, causes: [] }] : [], ...more });

  it("counts homes and façades by what changes; a building has the colour of its home, or of its façades where that has no verdict", () => {
    const before = [row("a", "voldoet"), row("b", "voldoet"), row("c", "voldoet niet"), row("d", "voldoet niet"), row("f", "voldoet", { subject: "facade", belongs_to: "flat" }), row("fa", "voldoet", { subject: "facade", belongs_to: "pand-a" })];
    const now = [row("a", "voldoet niet"), row("b", "te dichtbij om te zeggen"), row("c", "voldoet"), row("d", "voldoet niet"), row("f", "voldoet niet", { subject: "facade", belongs_to: "flat" }), row("fa", "voldoet niet", { subject: "facade", belongs_to: "pand-a" }), row("new", "voldoet niet")];
    const effect = effectOf(now, before, "n");
    expect(effect).toMatchObject({ fails: 1, close: 1, gains: 1, facades: { fails: 2, close: 0, gains: 0 } });
    expect([...effect.buildings]).toEqual([["pand-a", "voldoet niet"], ["pand-b", "te dichtbij om te zeggen"], ["pand-c", "voldoet"], ["flat", "voldoet niet"]]);
  });
});

describe("a draft", () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name) };
  };
  const edits = (...ids: string[]): Edit[] => ids.map((id) => ({ edit: "remove-building", id }));

  it("goes back and on, a drag as one change", () => {
    const draft = new Draft({ plan: "p", revision: 1, edits: [] }, shelf());
    draft.change(edits("a"));
    draft.change(edits("a", "b"), "drag");
    draft.change(edits("a", "c"), "drag");
    draft.undo();
    expect(draft.edits).toEqual(edits("a"));
    draft.redo();
    expect(draft.edits).toEqual(edits("a", "c"));
    draft.undo();
    draft.undo();
    expect([draft.dirty, draft.canUndo, draft.canRedo]).toEqual([false, false, true]);
  });

  it("stays on the device until the server has it, with the revision that it was made on", () => {
    const kept = shelf();
    const draft = new Draft({ plan: "p", revision: 3, edits: [] }, kept);
    draft.change(edits("a"));
    expect(left(kept, "p")).toEqual({ revision: 3, edits: edits("a") });
    const again = new Draft({ plan: "p", revision: 5, edits: [] }, kept);
    expect(again.resume()).toBe(true);
    expect([again.edits, again.revision]).toEqual([edits("a"), 3]);
    again.kept(4, edits("a"));
    expect([again.dirty, left(kept, "p")]).toEqual([false, null]);
    kept.setItem("twin:draft:p", "no JSON");
    expect(left(kept, "p")).toBeNull();
  });
});

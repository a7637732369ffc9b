import { describe, expect, it } from "vitest";
import { readGlb } from "../src/mesh/glb";
import { backdrop, hydrate, meshLayers, reach, sensorDots } from "../src/layers";
import { meshAddresses } from "../src/data";
import { spread } from "../src/marks";
import { shown } from "../src/quantities";
import { withGaps } from "../src/ui/gaps";
import { glb, thing } from "./made";

const mesh = (id: string) => ({
  "@@type": "ScenegraphLayer",
  id,
  data: [{ position: [4.36, 52.01, 0] }],
  getPosition: "@@=position",
  scenegraph: `/api/v1/areas/delft/scene/${id}.glb?v=1`,
});
const scene = {
  area: "delft",
  name: "Delft",
  origin: "real",
  scenario: null,
  revision: null,
  notice: null,
  legend: [],
  attribution: [],
  reference_height: 0.4,
  centre: [4.36, 52.01],
  bbox: [4.35, 52, 4.37, 52.02],
  rd: { origin: [85_000, 447_000], east: [0, 1000, 0, 0, 0, 0], north: [0, 0, 1000, 0, 0, 0] },
  deck: {
    initialViewState: { longitude: 4.36, latitude: 52.01, zoom: 16, pitch: 50, bearing: 0 },
    views: [{ "@@type": "MapView", controller: true }],
    layers: [mesh("ground"), mesh("buildings"), { "@@type": "ScatterplotLayer", id: "things", data: "/things.json" }],
  },
};
const nothing = { meshes: new Map(), edges: new Map() };

describe("the scene", () => {
  it("becomes mesh layers; its things are left to the live marks", () => {
    const hydrated = hydrate(scene);
    expect(hydrated.layers.map((layer) => layer.id)).toEqual(["ground", "buildings"]);
    expect(meshAddresses(scene)).toEqual(["/api/v1/areas/delft/scene/ground.glb?v=1", "/api/v1/areas/delft/scene/buildings.glb?v=1"]);
  });

  it("is drawn nearest first; only buildings are picked and chosen, and ground casts no shadow", () => {
    const hydrated = hydrate(scene);
    const layers = meshLayers(hydrated, nothing, backdrop(500, -1), { selection: { kind: "building", id: "pand-b" } });
    expect(layers.map((layer) => layer.id)).toEqual(["buildings", "ground", "paper"]);
    expect(layers.map((layer) => layer.props.pickable)).toEqual([true, false, false]);
    expect(layers.map((layer) => layer.props.selectedFeature)).toEqual(["pand-b", null, null]);
    expect(layers.map((layer) => layer.props.castsShadow)).toEqual([true, false, false]);
  });

  it("keeps its meshes when the state changes", () => {
    const [hydrated, data] = [hydrate(scene), readGlb(glb())];
    const meshes = new Map([["/api/v1/areas/delft/scene/buildings.glb?v=1", data]]);
    const draw = (id: string) => meshLayers(hydrated, { meshes, edges: new Map() }, null, { selection: { kind: "building", id } });
    expect(draw("pand-a")[0]?.props.mesh).toBe(draw("pand-b")[0]?.props.mesh);
    expect(reach(meshes.values())).toEqual({ radius: 100, low: 0 });
  });
});

describe("sensors", () => {
  const things = [thing("a", ["humidity", "pm25"]), thing("b", ["noise_level"]), thing("nowhere", ["pm25"], null), thing("empty", [])];

  it("show their first quantity, or the one that is asked for", () => {
    expect(shown(things[0] ?? thing("", []), null)?.quantity).toBe("pm25");
    expect(shown(things[0] ?? thing("", []), "humidity")?.quantity).toBe("humidity");
    expect(shown(things[1] ?? thing("", []), "humidity")).toBeNull();
  });

  it("are dots only where they have a place and something to show", () => {
    const ids = (quantity: string | null) => (sensorDots(things, { quantity, selection: null }).props.data as { id: string }[]).map(({ id }) => id);
    expect(ids(null)).toEqual(["a", "b"]);
    expect(ids("humidity")).toEqual(["a"]);
  });
});

describe("marks", () => {
  const box = (id: string, x: number, y = 0) => ({ id, x, y, width: 100, height: 30 });

  it("do not cover each other; the chosen one comes first, then those already shown", () => {
    const boxes = [box("a", 0), box("b", 60), box("c", 120)];
    expect([...spread(boxes, null, new Set())]).toEqual(["a", "c"]);
    expect([...spread(boxes, "b", new Set(["a"]))]).toEqual(["b"]);
    expect([...spread(boxes, null, new Set(["b"]))]).toEqual(["b"]);
  });

  it("stay out from under the page, unless chosen", () => {
    const header = { x: 0, y: 0, width: 400, height: 60 };
    expect([...spread([box("a", 0, 40), box("b", 0, 120)], null, new Set(), [header])]).toEqual(["b"]);
    expect([...spread([box("a", 0, 40)], "a", new Set(), [header])]).toEqual(["a"]);
  });
});

describe("a series", () => {
  const at = (minute: number, v: number) => ({ t: new Date(minute * 60000).toISOString(), v, low: null, high: null });

  it("is broken where values are missing, and sorted", () => {
    const [seconds, values] = withGaps([at(0, 1), at(20, 3), at(10, 2), at(60, 4), at(70, NaN), at(80, 5)]);
    expect(values).toEqual([1, 2, 3, null, 4, 5]);
    expect(seconds).toEqual([0, 600, 1200, 2400, 3600, 4800]);
  });

  it("of one value or none is whole", () => {
    expect(withGaps([])).toEqual([[], [], [], []]);
    expect(withGaps([at(5, 2)])).toEqual([[300], [2], [null], [null]]);
  });
});

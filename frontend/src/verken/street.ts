// The street in 3D at the height of somebody's eyes. Fetched only when somebody wants to walk.
import { Deck, FirstPersonView, type Layer } from "@deck.gl/core";
import { openSurface } from "../canvas";
import { fetchMesh, fetchScene, meshAddresses } from "../data";
import { backdrop, hydrate, meshLayers, radiusOf, reach } from "../layers";
import { openView, type View } from "../map";
import type { MeshData } from "../mesh/glb";
import { Sunlight } from "../mesh/sunlight";
import { daylight } from "../sun";
import type { Point } from "./picking";
import type { Rd, Stand } from "./walker";

const EYES = 1.65; // metres above the ground
const CELL = 4; // metres
const NOON = daylight({ azimuth: 200, elevation: 48 }); // a clear day, to see by; verdicts come from elsewhere

export class Street {
  private deck: Deck<FirstPersonView> | null = null;
  private sunlight: Sunlight;
  private layers: Layer[] = [];
  private ground: Map<string, number>;

  private constructor(
    private view: View,
    private origin: Point,
    readonly rd: Rd,
    meshes: ReadonlyMap<string, MeshData>,
    scene: Awaited<ReturnType<typeof fetchScene>>,
  ) {
    this.sunlight = new Sunlight(view.byProcessor);
    this.sunlight.hasty = view.byProcessor;
    this.sunlight.shadows = true;
    const hydrated = hydrate(scene);
    const { low } = reach(meshes.values());
    this.layers = meshLayers(hydrated, { meshes, edges: new Map() }, backdrop(radiusOf(scene), low - 0.6), { selection: null });
    const [, floor] = [...meshes].find(([address]) => /\/ground\.glb/.test(address)) ?? [];
    this.ground = floor ? lowest(floor) : new Map();
  }

  /** Null where this device has no WebGL. */
  static async open(stage: HTMLElement, area: string, plan: string | null): Promise<Street | null> {
    const surface = openSurface();
    if (!surface) return null;
    surface.canvas.tabIndex = -1; // the stage itself takes the keys
    const [view, scene] = await Promise.all([openView(stage, surface), fetchScene(area, plan)]);
    const addresses = meshAddresses(scene);
    const meshes = await Promise.all(addresses.map(fetchMesh));
    const [longitude = 0, latitude = 0] = scene.centre;
    return new Street(view, [longitude, latitude], scene.rd, new Map(addresses.map((address, place) => [address, meshes[place] as MeshData])), scene);
  }

  look({ at: [east, north], bearing }: Stand): void {
    this.sunlight.set(NOON, { x: east, y: north, radius: 110 });
    const [longitude, latitude] = this.origin;
    const position: [number, number, number] = [east, north, this.height(east, north) + EYES];
    const viewState = { longitude, latitude, position, bearing, pitch: -2 };
    if (this.deck) {
      this.deck.setProps({ viewState });
      this.deck.redraw("walked");
      return;
    }
    this.deck = new Deck<FirstPersonView>({
      device: this.view.device,
      useDevicePixels: this.view.byProcessor ? 0.75 : true,
      views: new FirstPersonView({ fovy: 62, near: 0.3, far: 1500 }),
      viewState,
      controller: false,
      effects: [this.sunlight],
      layers: this.layers,
      onError: (error) => console.error(error.message),
    });
  }

  destroy(): void {
    this.deck?.finalize();
    this.view.device.destroy();
  }

  private height(east: number, north: number): number {
    for (let ring = 0; ring < 6; ring++)
      for (let dx = -ring; dx <= ring; dx++)
        for (let dy = -ring; dy <= ring; dy++) {
          const known = this.ground.get(key(east + dx * CELL, north + dy * CELL));
          if (known !== undefined) return known;
        }
    return 0;
  }
}

const key = (east: number, north: number): string => `${Math.round(east / CELL)},${Math.round(north / CELL)}`;

/** The mean height of the ground by cell. */
function lowest({ positions }: MeshData): Map<string, number> {
  const sums = new Map<string, [number, number]>();
  for (let place = 0; place < positions.length; place += 3) {
    const cell = key(positions[place] ?? 0, positions[place + 1] ?? 0);
    const [sum, count] = sums.get(cell) ?? [0, 0];
    sums.set(cell, [sum + (positions[place + 2] ?? 0), count + 1]);
  }
  return new Map([...sums].map(([cell, [sum, count]]) => [cell, sum / count]));
}

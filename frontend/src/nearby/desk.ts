// What is around a place: asks for it, tells once what came, and chooses of it what somebody points out.
import type { Box } from "../camera";
import { type Remote, remote } from "../data";
import type { Around } from "../orienting";
import { type Asked, type Near, type Nearby, type Place, fetchNearby, same } from "./data";

/** Degrees around an object, so that it is seen with what stands beside it. */
const BESIDE = 0.0002;
/** Pixels under which panels are sheets over the map. */
const NARROW = 720;

export class NearbyDesk {
  nearby: Remote<Nearby> = { is: "waiting" };
  /** What was asked; null before anything was. */
  asked: Asked | null = null;
  /** Whether that is around something that was chosen from the list. */
  chosen = false;
  /** Id of what was chosen. */
  selected: string | null = null;
  private ring = document.createElement("div");

  constructor(private around: Around) {
    this.ring.className = "here-ring";
    this.ring.hidden = true;
    around.stage.after(this.ring);
  }

  /** The panel is open: tells of the middle of the map, unless it told of this area and plan already. */
  follow(): void {
    const { area, plan, asItIs, panel } = this.around.state();
    if (panel !== "here") this.ring.hidden = true;
    if (panel !== "here" || !area) return;
    const shown = asItIs ? null : plan;
    if (this.asked?.area === area && this.asked.plan === shown) return this.moved();
    const place = this.asked?.area === area ? this.asked.place : this.middle();
    if (place) void this.ask({ area, plan: shown, place });
  }

  /** Around the middle of the map as it is now. */
  look(): void {
    const place = this.middle();
    if (!place) return;
    this.chosen = false;
    this.again(place);
  }

  /** Around something of the list. */
  about(near: Near): void {
    const [longitude = 0, latitude = 0] = near.location.coordinates;
    this.chosen = true;
    this.again([longitude, latitude]);
  }

  retry(): void {
    if (this.asked) void this.ask(this.asked);
    else this.look();
  }

  /** Chooses an object: shows where it is, and all that is known of it. */
  choose(near: Near): void {
    this.selected = near.id;
    const [longitude = 0, latitude = 0] = near.location.coordinates;
    const box: Box = [longitude - BESIDE, latitude - BESIDE, longitude + BESIDE, latitude + BESIDE];
    const kind = near.sort === "sensor" ? "sensor" : near.sort === "building" && near.change !== "gone" ? "building" : null;
    this.around.look(box);
    const atelier = this.around.model().plans?.desk.drawing?.room?.atelier;
    if (atelier?.studio && kind === "building") return atelier.pick(near.id); // to change it there
    const narrow = window.innerWidth < NARROW;
    this.around.set({ selection: kind ? { kind, id: near.id } : null, ...(kind && narrow ? { panel: null } : {}) });
    this.moved();
    this.around.draw();
  }

  /** Puts the ring where what was chosen, or else the place, is on the screen. */
  moved(): void {
    const project = this.around.map()?.projector();
    const at = this.shown();
    this.ring.hidden = !project || !at || this.around.state().panel !== "here";
    if (!project || !at) return;
    const [x, y] = project([at[0], at[1], 0]);
    this.ring.style.translate = `${x.toFixed(1)}px ${y.toFixed(1)}px`;
  }

  private shown(): Place | null {
    const near = this.nearby.is === "here" ? this.nearby.value.items.find(({ id }) => id === this.selected) : undefined;
    if (!near) return this.asked?.place ?? null;
    const [longitude = 0, latitude = 0] = near.location.coordinates;
    return [longitude, latitude];
  }

  private middle(): Place | null {
    const camera = this.around.camera() ?? this.around.state().camera;
    if (camera) return [camera.longitude, camera.latitude];
    const { scene } = this.around.model();
    if (scene.is !== "here") return null;
    const [longitude = 0, latitude = 0] = scene.value.centre;
    return [longitude, latitude];
  }

  private again(place: Place): void {
    const { area, plan, asItIs } = this.around.state();
    if (area) void this.ask({ area, plan: asItIs ? null : plan, place });
  }

  private async ask(asked: Asked): Promise<void> {
    this.asked = asked;
    this.selected = null;
    this.nearby = { is: "waiting" };
    this.around.draw();
    const nearby = await remote(fetchNearby(asked.area, asked.place, asked.plan));
    if (!same(this.asked, asked)) return;
    this.nearby = nearby;
    this.moved();
    this.around.draw();
  }
}

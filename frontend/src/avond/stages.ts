// The pictures of the big screen: one, or two over or beside each other under one camera that turns slowly.
import { seeing } from "../camera";
import type { Camera } from "../state";
import { Pane } from "./pane";
import type { Preparation, Ready } from "./prepare";
import { SWAY, enlarged, swayed } from "./showing";

/** Milliseconds of the flight from slide to slide, and until the slow turn begins. */
const FLIGHT = 2600;
const PAUSE = 1500;

export class Stages {
  private panes: [Pane, Pane];
  private turn = 0;
  private base: Camera | null = null;
  private side: 1 | -1 = 1;
  private frozen = false;

  constructor(
    root: HTMLElement,
    private preparation: Preparation,
    events: { drawn(): void; lost(): void },
  ) {
    const stage = (name: string) => {
      const made = document.createElement("div");
      made.className = `stage screen__stage screen__stage--${name}`;
      root.append(made);
      return made;
    };
    this.panes = [new Pane(stage("a"), events), new Pane(stage("b"), { drawn: () => undefined, lost: events.lost })];
  }

  /** Shows the pictures of a slide; false where there is no WebGL. */
  async show({ pictures, state, box }: Ready): Promise<boolean> {
    clearTimeout(this.turn);
    const light = await this.preparation.light(state, Date.now());
    const done = await Promise.all(pictures.map((picture, i) => this.panes[i]?.show(picture, light)));
    if (done.includes(false)) return false;
    const [first] = this.panes;
    const { map, size } = first;
    if (!map) return true;
    const { width, height } = size;
    const home = state.camera ? enlarged(state.camera, width, height) : map.home;
    const camera = state.camera || !box ? home : seeing(box, home, width, height, { left: 0, top: 0, right: width, bottom: height });
    this.base = { ...camera, zoom: Math.min(20.5, Math.max(map.home.zoom - 2, camera.zoom)) };
    for (const pane of this.panes) pane.fly(this.base, FLIGHT);
    this.turn = window.setTimeout(() => this.sway(), FLIGHT + PAUSE);
    return true;
  }

  /** Follows the sun of now, where a slide shows now. */
  async relight(ready: Ready): Promise<void> {
    const light = await this.preparation.light(ready.state, Date.now());
    for (const pane of this.panes) pane.map?.setLight(light);
  }

  /** Stands still, or goes on. */
  freeze(frozen: boolean): void {
    if (frozen === this.frozen) return;
    this.frozen = frozen;
    clearTimeout(this.turn);
    if (!frozen) this.sway();
    else for (const pane of this.panes) if (pane.camera) pane.fly(pane.camera, 0);
  }

  /** Turns slowly to one side and back; not for who asked for less motion, nor jerkily where there is no GPU. */
  private sway(): void {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!this.base || this.frozen || calm || this.panes[0].byProcessor) return;
    for (const pane of this.panes) pane.fly(swayed(this.base, this.side), SWAY.seconds * 1000);
    this.side = this.side === 1 ? -1 : 1;
    this.turn = window.setTimeout(() => this.sway(), SWAY.seconds * 1000 + PAUSE);
  }
}

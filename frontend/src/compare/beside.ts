// The map beside the map: the same area without the plan, or with another, under the same camera and light.
import type { Scene } from "../data";
import type { Overlay } from "../layers";
import { type Surface, openSurface } from "../canvas";
import { Map3d, type View, openView } from "../map";
import type { Shelf } from "../shelf";
import type { Camera, UiState } from "../state";
import type { Daylight } from "../sun";

export interface BesideEvents {
  moved(camera: Camera): void;
  choose(selection: UiState["selection"]): void;
  drawn(): void;
  /** There is no second WebGL, or it was taken away. */
  lost(): void;
}

/** Has a canvas and a WebGL context of its own, which is given back when it closes. */
export class Beside {
  private stage = document.createElement("div");
  private map: Map3d | null = null;
  private surface: Surface | null = null;
  private view: Promise<View> | null = null;
  private light: Daylight | null = null;
  private overlay: Overlay | null = null;
  private wanted: Scene | null = null;
  private camera: Camera | null = null;
  private closed = false;

  constructor(
    after: HTMLElement,
    private shelf: Shelf,
    private events: BesideEvents,
  ) {
    this.stage.className = "stage stage--beside";
    this.stage.id = "stage-beside";
    after.after(this.stage);
  }

  /** Shows a scene; the map is made with the first one. */
  async show(scene: Scene, state: UiState, camera: Camera | null): Promise<void> {
    if (this.wanted === scene) return;
    this.wanted = scene;
    this.camera ??= camera;
    const view = await this.opened();
    if (!view || this.wanted !== scene) return;
    const { meshes, failed } = await this.shelf.all(scene);
    if (this.wanted !== scene) return;
    if (failed.length) console.warn("meshes of the map beside do not come", failed);
    if (this.map) return this.map.change(scene, meshes);
    const { choose, moved, drawn } = this.events;
    const lost = () => !this.closed && this.events.lost(); // closing gives the context back too
    const map = new Map3d(this.stage, view, scene, { ...state, camera: this.camera }, { choose, moved, drawn, lost });
    this.map = map;
    if (this.light) map.setLight(this.light);
    map.setState(state, []);
    map.setOverlay(this.overlay);
    for (const [address, mesh] of meshes) map.addMesh(address, mesh);
    for (const part of failed) map.doWithout(part);
  }

  /** How the map is called for who does not see it. */
  describe(label: string): void {
    const canvas = this.surface?.canvas;
    canvas?.setAttribute("role", "application");
    canvas?.setAttribute("aria-label", label);
  }

  setState(state: UiState): void {
    this.map?.setState(state, []);
  }

  setLight(light: Daylight): void {
    this.light = light;
    this.map?.setLight(light);
  }

  setOverlay(overlay: Overlay | null): void {
    this.overlay = overlay;
    this.map?.setOverlay(overlay);
  }

  follow(camera: Camera): void {
    this.camera = camera; // also for a map that is still to come
    this.map?.follow(camera);
  }

  picture(): HTMLCanvasElement | null {
    return this.map?.picture() ?? null;
  }

  close(): void {
    this.closed = true;
    this.wanted = null;
    this.map?.destroy();
    this.stage.remove();
    void this.view?.then(({ device }) => device.destroy()).catch(() => undefined);
    this.surface?.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }

  private async opened(): Promise<View | null> {
    this.surface ??= openSurface();
    if (!this.surface) {
      this.events.lost();
      return null;
    }
    this.surface.canvas.id = "map-beside";
    this.view ??= openView(this.stage, this.surface);
    return this.view;
  }
}

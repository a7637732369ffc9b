// One 3D picture on the big screen, on a canvas of its own; nobody can touch it.
import { type Surface, openSurface } from "../canvas";
import { Map3d, type View, openView } from "../map";
import { type Camera, initialState } from "../state";
import type { Daylight } from "../sun";
import type { Picture } from "./prepare";

export class Pane {
  map: Map3d | null = null;
  /** Where the camera is. */
  camera: Camera | null = null;
  private view: Promise<View> | null = null;
  private surface: Surface | null = null;
  private shown: Picture | null = null;

  constructor(
    private stage: HTMLElement,
    private events: { drawn(): void; lost(): void },
  ) {}

  get byProcessor(): boolean {
    return this.surface?.byProcessor ?? false;
  }

  get size(): { width: number; height: number } {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  /** Puts a picture in the place of the one that is shown; false where there is no WebGL. */
  async show(picture: Picture, light: Daylight): Promise<boolean> {
    this.surface ??= openSurface();
    if (!this.surface) return false;
    const { canvas } = this.surface;
    canvas.removeAttribute("id"); // there are two of them
    canvas.removeAttribute("tabindex");
    canvas.setAttribute("aria-hidden", "true");
    this.view ??= openView(this.stage, this.surface);
    const view = await this.view;
    const { scene, meshes, overlay } = picture;
    if (!this.map) {
      const { drawn, lost } = this.events;
      this.map = new Map3d(this.stage, view, scene, initialState, { choose: () => undefined, moved: (camera) => (this.camera = camera), drawn, lost });
      this.map.setState(initialState, []);
      this.map.setOverlay(overlay);
      this.map.setLight(light);
      for (const [address, mesh] of meshes) this.map.addMesh(address, mesh);
    } else {
      if (this.shown !== picture) this.map.change(scene, meshes);
      this.map.setOverlay(overlay);
      this.map.setLight(light);
    }
    this.shown = picture;
    return true;
  }

  fly(to: Camera, milliseconds: number): void {
    this.map?.fly(to, milliseconds);
  }
}

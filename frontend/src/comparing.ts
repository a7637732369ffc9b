// Brings comparing into the page: fetches what shows it when somebody first asks, and tells it what is looked at.
import type { Scene } from "./data";
import type { Overlay } from "./layers";
import { Lazy } from "./lazy";
import type { Map3d } from "./map";
import type { Shelf } from "./shelf";
import type { Camera, UiState } from "./state";
import type { Daylight } from "./sun";
import type { Model } from "./ui/model";

/** What of the state a comparison looks at. */
const COMPARING = ["area", "panel", "plan", "other", "compare", "divide", "outcome", "selection", "asItIs"] as const;

export interface Around {
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  camera(): Camera | null;
  stage: HTMLElement;
  shelf: Shelf;
  set(patch: Partial<UiState>): void;
  patch(patch: Partial<Model>): void;
  draw(): void;
  /** The camera moved on the map beside. */
  moved(camera: Camera): void;
  /** Draws over the map instead of what the plan does; null: what the plan does. */
  lay(overlay: Overlay | null): void;
  /** The panel can be shown from now on. */
  here(): void;
}

export class Comparing {
  private room = new Lazy(() => import("./compare"));
  private light: Daylight | null = null;

  constructor(private around: Around) {}

  follow(state: UiState, before: UiState): void {
    if (COMPARING.some((key) => state[key] !== before[key])) this.tell();
  }

  /** Tells what is looked at; fetches what compares when it is needed, which is never before the first picture. */
  tell(): void {
    const { compare, scene, webgl, plans } = this.around.model();
    const state = this.around.state();
    const shown = document.documentElement.dataset["picture"] === "drawn" || !webgl;
    const here: Scene | null = scene.is === "here" ? scene.value : null;
    if (compare) void compare.desk.follow(state, here, plans?.desk ?? null);
    else if (state.panel === "compare" || (state.other && shown)) void this.open();
  }

  lit(light: Daylight): void {
    this.light = light;
    this.around.model().compare?.desk.lit(light);
  }

  moved(camera: Camera): void {
    this.around.model().compare?.desk.moved(camera);
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    const desk = new loaded.CompareDesk(this.around);
    if (this.light) desk.lit(this.light);
    this.around.patch({ compare: { desk, views: loaded.views } });
    this.tell();
    this.around.here();
  }
}

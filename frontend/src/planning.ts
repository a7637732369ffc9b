// Brings plans into the page: fetches what shows them when somebody first asks, tells it what is looked at, and
// has the camera go to what a plan changes.
import type { Box } from "./camera";
import type { Scene } from "./data";
import type { Overlay } from "./layers";
import { Lazy } from "./lazy";
import type { Map3d } from "./map";
import type { UiState } from "./state";
import type { Model } from "./ui/model";

/** What of the state the plans look at. */
const PLANNING = ["area", "panel", "plan", "asItIs", "outcome"] as const;

export interface Around {
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  patch(patch: Partial<Model>): void;
  set(patch: Partial<UiState>): void;
  /** Fetches the scene of what is chosen again: its plan is another by now. */
  again(): void;
  /** What is known of plans changed. */
  changed(): void;
  /** Plans can be shown from now on. */
  here(): void;
  /** Draws over the map what the plan does. */
  lay(overlay: Overlay | null): void;
  /** Shows a part of the area, which is free of panels. */
  look(box: Box): void;
}

export class Planning {
  private room = new Lazy(() => import("./plans"));
  /** The plan that the camera looks at already, such as one in an address with a camera. */
  private seen: string | null;
  private over: { draft: Overlay | null; outcome: Overlay | null } = { draft: null, outcome: null };

  constructor(private around: Around) {
    const { camera, plan } = around.state();
    this.seen = camera ? plan : null;
  }

  follow(state: UiState, before: UiState): void {
    if (PLANNING.some((key) => state[key] !== before[key])) this.tell();
  }

  /** Tells what is looked at; fetches plans when they are needed, which is never before the first picture. */
  tell(): void {
    const { plans, scene, webgl } = this.around.model();
    const state = this.around.state();
    const shown = document.documentElement.dataset["picture"] === "drawn" || !webgl;
    const here: Scene | null = scene.is === "here" ? scene.value : null;
    if (!state.plan) this.seen = null;
    if (plans) {
      void plans.desk.follow(state, here);
      plans.desk.drawing?.tell();
    } else if (state.panel === "plans" || state.panel === "compare" || (state.plan && shown)) void this.open();
    this.around.changed();
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    const desk = new loaded.Desk({
      changed: () => this.around.changed(),
      overlay: (outcome) => this.lay({ outcome }),
      located: (plan, box) => this.located(plan, box),
    });
    const { around } = this;
    desk.drawing = new loaded.Drawing({
      desk,
      state: () => around.state(),
      model: () => around.model(),
      map: () => around.map(),
      set: (patch) => around.set(patch),
      draw: () => around.changed(),
      again: () => around.again(),
      lay: (draft) => this.lay({ draft }),
    });
    this.around.patch({ plans: { desk, views: loaded.views } });
    this.tell();
    this.around.here();
  }

  /** What is being drawn lies before what was computed. */
  private lay(part: Partial<typeof this.over>): void {
    this.over = { ...this.over, ...part };
    this.around.lay(this.over.draft ?? this.over.outcome);
  }

  private located(plan: string, box: Box): void {
    if (plan === this.seen || !this.around.map()) return;
    this.seen = plan;
    this.around.look(box);
  }
}

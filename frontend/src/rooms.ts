// The rooms of the page that are fetched when somebody first asks for them: plans, comparing, sharing, what is here,
// alerts, playing back. One place knows what they need of the app, and which of them draws over the map.
import { Alerting } from "./alerting";
import type { Box } from "./camera";
import { Comparing } from "./comparing";
import type { Overlay } from "./layers";
import type { Map3d } from "./map";
import { Orienting } from "./orienting";
import { Planning } from "./planning";
import { Replaying } from "./replaying";
import { Sharing } from "./sharing";
import type { Shelf } from "./shelf";
import type { Camera, UiState } from "./state";
import type { Daylight } from "./sun";
import type { Model } from "./ui/model";

export interface Around {
  stage: HTMLElement;
  shelf: Shelf;
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  camera(): Camera | null;
  set(patch: Partial<UiState>): void;
  patch(patch: Partial<Model>): void;
  draw(): void;
  /** Fetches the scene of what is chosen again: its plan is another by now. */
  again(): void;
  /** The camera moved on a map beside this one. */
  moved(camera: Camera): void;
  /** Shows a part of the area, which is free of panels. */
  look(box: Box): void;
  /** A panel can be shown from now on. */
  here(panel: NonNullable<UiState["panel"]>): void;
}

export class Rooms {
  private laid: { plan: Overlay | null; difference: Overlay | null } = { plan: null, difference: null };
  private planning: Planning;
  private comparing: Comparing;
  private sharing: Sharing;
  private orienting: Orienting;
  private alerting: Alerting;
  private replaying: Replaying;

  constructor(private around: Around) {
    const changed = () => {
      around.draw();
      this.comparing.tell();
    };
    this.planning = new Planning({ ...around, changed, lay: (plan) => this.lay({ plan }), here: () => around.here("plans") });
    this.comparing = new Comparing({ ...around, lay: (difference) => this.lay({ difference }), here: () => around.here("compare") });
    this.sharing = new Sharing({ ...around, here: () => around.here("share") });
    this.orienting = new Orienting({ ...around, here: () => around.here("here") });
    this.alerting = new Alerting({ ...around, here: () => around.here("alerts") });
    this.replaying = new Replaying(around);
  }

  follow(state: UiState, before: UiState): void {
    this.planning.follow(state, before);
    this.comparing.follow(state, before);
    this.sharing.follow();
    this.orienting.follow();
    this.alerting.follow();
    this.replaying.follow(state, before);
  }

  /** The page as it is to be drawn: what is played back goes before what is measured now. */
  seen(model: Model): Model {
    return this.replaying.seen(model);
  }

  /** The scene that is shown is another, or on the screen for the first time. */
  tell(): void {
    this.planning.tell();
    this.sharing.follow();
    this.orienting.follow();
    this.alerting.follow();
    this.replaying.tell();
  }

  lit(light: Daylight): void {
    this.comparing.lit(light);
  }

  moved(camera: Camera): void {
    this.comparing.moved(camera);
    this.orienting.moved();
  }

  /** The difference of two plans lies before what one of them does. */
  private lay(part: Partial<typeof this.laid>): void {
    this.laid = { ...this.laid, ...part };
    this.around.map()?.setOverlay(this.laid.difference ?? this.laid.plan);
  }
}

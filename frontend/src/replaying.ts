// Brings playing back into the page: fetches what does it when somebody first asks, and tells it what is looked at.
import { Lazy } from "./lazy";
import type { UiState } from "./state";
import { focusAfterPage } from "./ui/focus";
import type { Model } from "./ui/model";

export interface Around {
  state(): UiState;
  model(): Model;
  set(patch: Partial<UiState>): void;
  patch(patch: Partial<Model>): void;
  draw(): void;
}

export class Replaying {
  private room = new Lazy(() => import("./playback"));
  private turned = false;

  constructor(private around: Around) {}

  follow(state: UiState, before: UiState): void {
    this.tell();
    // The bar that was pressed is gone.
    if ((state.playback === null) !== (before.playback === null)) this.turned = true;
    this.focus();
  }

  /** Fetches what plays back when it is needed, which is never before the first picture. */
  tell(): void {
    const { playback: room, webgl } = this.around.model();
    const state = this.around.state();
    const shown = document.documentElement.dataset["picture"] === "drawn" || !webgl;
    if (room) room.desk.follow(state);
    else if (state.playback && shown) void this.open();
  }

  /** The page as it was at the moment that is played back, else as it is. */
  seen(model: Model): Model {
    return model.playback ? model.playback.desk.seen(model) : model;
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    this.around.patch({ playback: { desk: new loaded.PlaybackDesk(this.around), views: loaded.views } });
    this.tell();
    this.focus();
  }

  private focus(): void {
    const { playback } = this.around.state();
    if (!this.turned || (playback && !this.around.model().playback)) return;
    this.turned = false;
    focusAfterPage(() => document.getElementById(playback ? "play" : "replay"), { preventScroll: true });
  }
}

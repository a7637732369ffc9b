// Brings saving and sharing into the page: fetches what does it when somebody opens the panel.
import { Lazy } from "./lazy";
import type { Map3d } from "./map";
import type { Camera, UiState } from "./state";
import type { Model } from "./ui/model";

export interface Around {
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  camera(): Camera | null;
  stage: HTMLElement;
  patch(patch: Partial<Model>): void;
  draw(): void;
  /** The panel can be shown from now on. */
  here(): void;
}

export class Sharing {
  private room = new Lazy(() => import("./share"));

  constructor(private around: Around) {}

  follow(): void {
    const { share } = this.around.model();
    const { panel, area } = this.around.state();
    if (panel !== "share" || !area) return;
    if (share) void share.desk.follow(area);
    else void this.open();
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    this.around.patch({ share: { desk: new loaded.ShareDesk(this.around), views: loaded.views } });
    this.follow();
    this.around.here();
  }
}

// Brings 'Wat is hier?' into the page: by its button, or by a key on the map; fetches what does it only then.
import type { Box } from "./camera";
import { Lazy } from "./lazy";
import type { Map3d } from "./map";
import type { Camera, UiState } from "./state";
import type { Model } from "./ui/model";

/** The key that opens the list, only while the focus is on the map: elsewhere letters are typed. */
const KEY = "w";

export interface Around {
  stage: HTMLElement;
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  camera(): Camera | null;
  set(patch: Partial<UiState>): void;
  patch(patch: Partial<Model>): void;
  draw(): void;
  /** Shows a part of the area, which is free of panels. */
  look(box: Box): void;
  /** The panel can be shown from now on. */
  here(): void;
}

export class Orienting {
  private room = new Lazy(() => import("./nearby"));

  constructor(private around: Around) {
    around.stage.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== KEY || event.ctrlKey || event.metaKey || event.altKey) return;
      this.around.set({ panel: "here" });
      this.around.model().nearby?.desk.look();
    });
  }

  follow(): void {
    const { nearby, scene } = this.around.model();
    if (nearby) nearby.desk.follow();
    else if (this.around.state().panel === "here" && scene.is === "here") void this.open();
  }

  /** The camera moved. */
  moved(): void {
    this.around.model().nearby?.desk.moved();
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    this.around.patch({ nearby: { desk: new loaded.NearbyDesk(this.around), views: loaded.views } });
    this.follow();
    this.around.here();
  }
}

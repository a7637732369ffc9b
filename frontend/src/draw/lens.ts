// From pixels of the map to RD and back.
import type { Viewport } from "@deck.gl/core";
import { lngLatToWorld, unitsPerMeter, worldToLngLat } from "@math.gl/web-mercator";
import { fromScene } from "../plans/frame";
import type { Place } from "./mesh";
import type { XY } from "./plane";

/** A point on the screen, pixels. */
export type Pixel = readonly [number, number];
/** Metres from the middle of the scene beyond which nothing is drawn: there the ground is near the horizon. */
const FAR = 20_000;

export class Lens {
  private origin: [number, number];
  private units: number;

  constructor(
    readonly viewport: Viewport,
    /** Longitude and latitude of the scene's zero. */
    centre: readonly [number, number],
    private place: Place,
  ) {
    const [x = 0, y = 0] = lngLatToWorld([centre[0], centre[1]]);
    this.origin = [x, y];
    this.units = unitsPerMeter(centre[1]);
  }

  /** The place on the ground under a pixel; null in the sky. */
  ground([x, y]: Pixel): XY | null {
    let [found, height] = [null as XY | null, 0];
    for (let step = 0; step < 5; step++) {
      const [longitude = NaN, latitude = NaN] = this.viewport.unproject([x, y], { targetZ: height });
      if (!Number.isFinite(longitude) || !Number.isFinite(latitude) || Math.abs(latitude) > 85) return null;
      const [wx = 0, wy = 0] = lngLatToWorld([longitude, latitude]);
      const [east, north] = [(wx - this.origin[0]) / this.units, (wy - this.origin[1]) / this.units];
      if (Math.hypot(east, north) > FAR) return null;
      found = fromScene(this.place.rd, east, north);
      const under = this.place.at(found)[2];
      if (Math.abs(under - height) < 0.02) break;
      height = under;
    }
    return found;
  }

  /** Where a place is on the screen, so many metres above the ground (or above the scene's zero, with `level`). */
  pixel(at: XY, above = 0.1, level: number | null = null): Pixel {
    const [east, north, ground] = this.place.at(at);
    const [longitude = 0, latitude = 0] = worldToLngLat([this.origin[0] + east * this.units, this.origin[1] + north * this.units]);
    const [x = 0, y = 0] = this.viewport.project([longitude, latitude, (level ?? ground) + above]);
    return [x, y];
  }
}

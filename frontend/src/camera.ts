// Where the camera goes, to see a scene or what a plan changes. Pure.
import { WebMercatorViewport } from "@math.gl/web-mercator";
import type { Camera } from "./state";

/** Degrees: west, south, east, north. */
export type Box = readonly [number, number, number, number];
/** A part of the screen, pixels. */
export interface Room {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Metres around what is looked at, so that one tree is seen with the street that it stands in. */
const AROUND = 260;
/** Pixels that a room must have to be worth aiming for. */
const ENOUGH = 80;

/** The camera of the scene, nearer on big screens and farther on small ones. */
export function fitted(view: Camera, width: number, height: number): Camera {
  const size = Math.min(width / 1000, height / 640);
  return { ...view, zoom: view.zoom + Math.min(2, Math.max(-1, Math.log2(size))) };
}

/** The camera turned and tilted as it is, with `box` in the free part of a screen of `width` by `height`. */
export function seeing([west, south, east, north]: Box, camera: Camera, width: number, height: number, free: Room): Camera {
  const roomy = free.right - free.left > ENOUGH && free.bottom - free.top > ENOUGH;
  const { left, top, right, bottom } = roomy ? free : { left: 0, top: 0, right: width, bottom: height };
  const middle: [number, number] = [(west + east) / 2, (south + north) / 2];
  const around = 40.03e6 * Math.cos((middle[1] * Math.PI) / 180); // metres along this parallel, as deck.gl has it
  const across = Math.hypot(((east - west) / 360) * around, ((north - south) / 360) * 40.03e6);
  const zoom = Math.log2((around * Math.min(right - left, (bottom - top) * 1.5)) / (512 * (across + AROUND)));
  const view = new WebMercatorViewport({ ...camera, longitude: middle[0], latitude: middle[1], zoom, width, height });
  // Below the middle: what stands there rises from its foot.
  const [longitude = middle[0], latitude = middle[1]] = view.getMapCenterByLngLatPosition({ lngLat: middle, pos: [(left + right) / 2, top + (bottom - top) * 0.62] });
  return { ...camera, longitude, latitude, zoom };
}

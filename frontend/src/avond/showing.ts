// Where a presenter's moves lead. Pure; the same table as the API's (twin/jobs/showing.py), since the screen moves
// by itself while the twin is away.
import type { Camera } from "../state";

export interface Place {
  slide: number;
  black: boolean;
  frozen: boolean;
}
export type Move = "next" | "back" | "first" | "last" | "black" | "freeze";

export const START: Place = { slide: 0, black: false, frozen: false };

/** Where `move` leads in a line-up of so many slides; on a black screen the picture comes back first. */
export function moved(place: Place, move: Move, slides: number): Place {
  if (move === "black") return { ...place, black: !place.black };
  if (move === "freeze") return { ...place, frozen: !place.frozen };
  if (place.black && (move === "next" || move === "back")) return { ...place, black: false };
  const to = { next: place.slide + 1, back: place.slide - 1, first: 0, last: slides - 1 }[move];
  return { ...place, black: false, slide: Math.min(Math.max(to, 0), Math.max(slides - 1, 0)) };
}

/** Keys of keyboards and of presenter clickers, which are keyboards with few keys. */
const KEYS: Record<string, Move> = {
  ArrowRight: "next",
  ArrowDown: "next",
  PageDown: "next",
  " ": "next",
  Enter: "next",
  ArrowLeft: "back",
  ArrowUp: "back",
  PageUp: "back",
  Backspace: "back",
  Home: "first",
  End: "last",
  b: "black",
  B: "black",
  ".": "black",
  f: "freeze",
  F: "freeze",
};

/** What a key means on the screen; null when it is not for us. */
export function moveOf({ key, ctrlKey, altKey, metaKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">): Move | null {
  return ctrlKey || altKey || metaKey ? null : (KEYS[key] ?? null);
}

/** Pixels of the window in which planners choose views; a screen that is larger comes nearer. */
const DESK = { width: 1440, height: 900 };

/** A camera that shows on a stage of `width` by `height` what it showed on a planner's desk. */
export function enlarged(camera: Camera, width: number, height: number): Camera {
  return { ...camera, zoom: camera.zoom + Math.log2(Math.max(0.2, Math.min(width / DESK.width, height / DESK.height))) };
}

/** Degrees that the camera turns to either side, and seconds from one to the other. */
export const SWAY = { degrees: 7, seconds: 40 };

/** Where the slow turn goes next, from the side where it is. */
export const swayed = (camera: Camera, side: 1 | -1): Camera => ({ ...camera, bearing: camera.bearing + side * SWAY.degrees });

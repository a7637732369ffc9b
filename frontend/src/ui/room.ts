// Where on the screen the page leaves the map free.
import type { Room } from "../camera";

/** Below what is told at the top, above the foot, and beside or above the panels that are open. */
export function freeRoom(ui: HTMLElement): Room {
  const [width, height] = [window.innerWidth, window.innerHeight];
  const of = (selector: string) => ui.querySelector(selector)?.getBoundingClientRect();
  const room: Room = { left: 0, top: of(".notices")?.bottom ?? 0, right: width, bottom: (of(".plan-bar") ?? of(".foot"))?.top || height };
  for (const panel of ui.querySelectorAll(".panel:not([hidden]):not(.visually-hidden)")) {
    const rect = panel.getBoundingClientRect();
    if (rect.width > width * 0.9) room.bottom = Math.min(room.bottom, rect.top); // a sheet, on a phone
    else if (rect.left < width / 2) room.left = Math.max(room.left, rect.right);
    else room.right = Math.min(room.right, rect.left);
  }
  return room;
}

/** Where the page covers the map, in pixels of the stage. */
export function covered(ui: HTMLElement, stage: HTMLElement): DOMRect[] {
  const { left, top } = stage.getBoundingClientRect();
  return [...ui.querySelectorAll(".card, .notice, .message")]
    .map((card) => card.getBoundingClientRect())
    .filter(({ width }) => width > 0)
    .map(({ x, y, width, height }) => new DOMRect(x - left, y - top, width, height));
}

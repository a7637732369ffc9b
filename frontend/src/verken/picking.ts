// Which home is aimed at on the map of the area: the map moves under a cross that stands still. Pure but for its listener.
import type { Homes } from "./api";

export type Point = [number, number];
export interface Outlined {
  building: string;
  label: string | null;
  outline: Point[];
  middle: Point;
}

const NEAREST = 12; // metres; further from the cross there is no home
const ZOOMS = [1, 2, 4, 8] as const;

export class Picking {
  width = 1;
  height = 1;
  /** What the cross is on: metres from the north-western corner of the map, y down. */
  at: Point = [0, 0];
  zoom = 0;
  aimed: Outlined | null = null;
  private homes: Outlined[] = [];

  constructor(private changed: () => void) {}

  get scale(): number {
    return ZOOMS[this.zoom] ?? 1;
  }

  /** Takes the homes of an area; the cross goes to `home`, else to the middle. */
  hold({ width, height, items }: Homes, home: string | null): void {
    Object.assign(this, { width, height });
    this.homes = items.map(({ building, label, outline }) => ({ building, label: label ?? null, outline: outline as Point[], middle: middleOf(outline as Point[]) }));
    const known = this.homes.find(({ building }) => building === home);
    this.zoom = width > 300 ? 2 : 1;
    const first = known ?? nearest(this.homes, [width / 2, height / 2], Infinity);
    this.aim(first?.middle ?? [width / 2, height / 2]);
  }

  aim(at: Point): void {
    this.at = [Math.min(this.width, Math.max(0, at[0])), Math.min(this.height, Math.max(0, at[1]))];
    this.aimed = nearest(this.homes, this.at, NEAREST);
    this.changed();
  }

  /** To the nearest home in a direction (unit vector, y down). */
  step(direction: Point): void {
    const from = this.aimed?.middle ?? this.at;
    const next = inDirection(this.homes, from, direction, this.aimed?.building ?? null);
    if (next) this.aim(next.middle);
  }

  closer(by: 1 | -1): void {
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
    this.changed();
  }

  get closest(): boolean {
    return this.zoom === ZOOMS.length - 1;
  }
}

export function middleOf(outline: readonly Point[]): Point {
  const sum = outline.reduce<Point>(([x, y], [a, b]) => [x + a, y + b], [0, 0]);
  return [sum[0] / outline.length, sum[1] / outline.length];
}

/** The home that a point is in, else the nearest one within `reach` metres of it. */
export function nearest(homes: readonly Outlined[], at: Point, reach: number): Outlined | null {
  let best: Outlined | null = null;
  let least = reach;
  for (const home of homes) {
    const far = inside(home.outline, at) ? 0 : edgeOf(home.outline, at);
    if (far < least || (far === 0 && least === 0 && !best)) [best, least] = [home, far];
    if (far === 0) return home;
  }
  return best;
}

/** The nearest home within 45° of a direction, nearer ones first; sideways counts double. */
export function inDirection(homes: readonly Outlined[], from: Point, [dx, dy]: Point, but: string | null): Outlined | null {
  let best: Outlined | null = null;
  let least = Infinity;
  for (const home of homes) {
    if (home.building === but) continue;
    const [x, y] = [home.middle[0] - from[0], home.middle[1] - from[1]];
    const along = x * dx + y * dy;
    const beside = Math.abs(x * dy - y * dx);
    if (along <= 0.5 || beside > along) continue;
    const cost = along + 2 * beside;
    if (cost < least) [best, least] = [home, cost];
  }
  return best;
}

export function inside(outline: readonly Point[], [x, y]: Point): boolean {
  let within = false;
  outline.forEach(([ax, ay], place) => {
    const [bx, by] = outline[(place + 1) % outline.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  });
  return within;
}

export function edgeOf(outline: readonly Point[], [x, y]: Point): number {
  return outline.reduce((least, [ax, ay], place) => {
    const [bx, by] = outline[(place + 1) % outline.length] ?? [ax, ay];
    const [dx, dy] = [bx - ax, by - ay];
    const long = dx * dx + dy * dy;
    const part = long ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / long)) : 0;
    return Math.min(least, Math.hypot(x - ax - part * dx, y - ay - part * dy));
  }, Infinity);
}

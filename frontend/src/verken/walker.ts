// Walking: where somebody stands, which home is ahead, and where the street goes on. Metres of the scene. Pure.
import type { Homes } from "./api";
import type { Outlined, Point } from "./picking";
import { edgeOf, inside, middleOf } from "./picking";

export interface Stand {
  /** Metres east and north of the origin of the scene. */
  at: Point;
  /** Degrees clockwise from the north. */
  bearing: number;
}
export interface Ahead {
  home: Outlined;
  metres: number;
}
/** How RD becomes metres of the scene: terms (1, x, y, x², xy, y²) of kilometres from `origin`. */
export interface Rd {
  origin: number[];
  east: number[];
  north: number[];
}

const SIGHT = 60; // metres
const ROOM = 1; // metres that stay between a walker and a wall
const GLANCE = 9; // degrees to either side that are looked at too

/** The outlines of homes as the scene has them; those of the map are from its north-western corner, y down. */
export function placed({ west, north, items }: Pick<Homes, "west" | "north" | "items">, rd: Rd): Outlined[] {
  return items.map(({ building, label, outline }) => {
    const corners = outline.map(([x = 0, y = 0]) => toScene(rd, west + x, north - y));
    return { building, label: label ?? null, outline: corners, middle: middleOf(corners) };
  });
}

function toScene({ origin, east, north }: Rd, x: number, y: number): Point {
  const [dx, dy] = [(x - (origin[0] ?? 0)) / 1000, (y - (origin[1] ?? 0)) / 1000];
  const terms = [1, dx, dy, dx * dx, dx * dy, dy * dy];
  const sum = (by: number[]) => terms.reduce((total, term, place) => total + term * (by[place] ?? 0), 0);
  return [sum(east), sum(north)];
}

const towards = (bearing: number): Point => [Math.sin((bearing * Math.PI) / 180), Math.cos((bearing * Math.PI) / 180)];

export function turned({ at, bearing }: Stand, degrees: number): Stand {
  return { at, bearing: (bearing + degrees + 360) % 360 };
}

/** Some metres on; before a wall nobody goes on. */
export function stepped(homes: readonly Outlined[], { at, bearing }: Stand, metres: number): Stand {
  const [east, north] = towards(bearing);
  let reached = at;
  for (let gone = 0; gone < Math.abs(metres); gone += 0.5) {
    const next: Point = [reached[0] + (east * Math.sign(metres)) / 2, reached[1] + (north * Math.sign(metres)) / 2];
    if (homes.some(({ outline }) => inside(outline, next) || edgeOf(outline, next) < ROOM)) break;
    reached = next;
  }
  return { at: reached, bearing };
}

/** The home that somebody looks at: straight ahead, else a glance to the side. */
export function ahead(homes: readonly Outlined[], { at, bearing }: Stand): Ahead | null {
  for (const glance of [0, -GLANCE, GLANCE]) {
    const direction = towards(bearing + glance);
    let best: Ahead | null = null;
    for (const home of homes) {
      const metres = hit(home.outline, at, direction);
      if (metres !== null && metres < (best?.metres ?? SIGHT)) best = { home, metres };
    }
    if (best) return best;
  }
  return null;
}

/** Metres along a ray to an outline; null where it misses. */
function hit(outline: readonly Point[], [x, y]: Point, [dx, dy]: Point): number | null {
  let least: number | null = null;
  outline.forEach(([ax, ay], place) => {
    const [bx, by] = outline[(place + 1) % outline.length] ?? [ax, ay];
    const [ex, ey] = [bx - ax, by - ay];
    const cross = dx * ey - dy * ex;
    if (Math.abs(cross) < 1e-9) return;
    const along = ((ax - x) * ey - (ay - y) * ex) / cross;
    const part = ((ax - x) * dy - (ay - y) * dx) / cross;
    if (along > 0 && part >= 0 && part <= 1 && (least === null || along < least)) least = along;
  });
  return least;
}

/** Somewhere in the open before a home, looking at it: the side with most room. */
export function before(homes: readonly Outlined[], home: Outlined): Stand {
  const reach = Math.max(...home.outline.map(([x, y]) => Math.hypot(x - home.middle[0], y - home.middle[1])));
  let best: Stand = { at: home.middle, bearing: 0 };
  let most = -1;
  for (let bearing = 0; bearing < 360; bearing += 30) {
    const [east, north] = towards(bearing);
    const far = reach + 9;
    const at: Point = [home.middle[0] - east * far, home.middle[1] - north * far];
    const room = homes.reduce((least, other) => Math.min(least, inside(other.outline, at) ? -1 : edgeOf(other.outline, at)), Infinity);
    const seen = ahead(homes, { at, bearing });
    if (room > most && seen?.home === home) [best, most] = [{ at, bearing }, room];
  }
  return best;
}

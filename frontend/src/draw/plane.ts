// Geometry in metres of RD New: points, turns, boxes and outlines. Pure.

/** East and north, metres. */
export type XY = readonly [number, number];
/** Corners of an outline in order, the last one not repeated. */
export type Ring = readonly XY[];

/** A rectangle on the ground. */
export interface Box {
  /** The middle, RD. */
  x: number;
  y: number;
  /** Metres along its first side, and across. */
  length: number;
  width: number;
  /** Degrees clockwise from north of its first side. */
  turn: number;
}

/** How far from right an angle may be for four corners to be a rectangle: metres per metre. */
const SQUARE = 0.004;
/** Decimals that are kept: millimetres. */
const millimetre = (value: number): number => Math.round(value * 1000) / 1000;

export const plus = (a: XY, b: XY): XY => [a[0] + b[0], a[1] + b[1]];
export const minus = (a: XY, b: XY): XY => [a[0] - b[0], a[1] - b[1]];
export const times = (a: XY, by: number): XY => [a[0] * by, a[1] * by];
export const dot = (a: XY, b: XY): number => a[0] * b[0] + a[1] * b[1];
export const cross = (a: XY, b: XY): number => a[0] * b[1] - a[1] * b[0];
export const distance = (a: XY, b: XY): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const rounded = (ring: Ring): XY[] => ring.map(([x, y]) => [millimetre(x), millimetre(y)]);

/** The unit vector of an azimuth, degrees clockwise from north. */
export const heading = (azimuth: number): XY => [Math.sin((azimuth * Math.PI) / 180), Math.cos((azimuth * Math.PI) / 180)];
/** Degrees clockwise from north, 0 up to 360. */
export const azimuth = (a: XY): number => ((Math.atan2(a[0], a[1]) * 180) / Math.PI + 360) % 360;

/** `point` turned clockwise around `centre`. */
export function turned(point: XY, centre: XY, degrees: number): XY {
  const [s, c] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [x, y] = minus(point, centre);
  return plus(centre, [c * x + s * y, c * y - s * x]);
}

/** Square metres; negative for an outline that runs clockwise. */
export const signedArea = (ring: Ring): number => ring.reduce((sum, point, i) => sum + cross(point, ring[(i + 1) % ring.length] as XY), 0) / 2;

/** The middle of the box around an outline. */
export function middle(ring: Ring): XY {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** The outline of a box, counter-clockwise. */
export function outline({ x, y, length, width, turn }: Box): XY[] {
  const along = times(heading(turn), length / 2);
  const across = times(heading(turn + 90), width / 2);
  const at = (a: number, b: number): XY => plus([x, y], plus(times(along, a), times(across, b)));
  return rounded([at(-1, 1), at(1, 1), at(1, -1), at(-1, -1)]);
}

/** The box that an outline is; null for any other form. */
export function boxOf(ring: Ring): Box | null {
  const [a, b, c, d] = ring;
  if (ring.length !== 4 || !a || !b || !c || !d) return null;
  const [first, second] = [minus(b, a), minus(c, b)];
  const [length, width] = [distance(a, b), distance(b, c)];
  if (length < 0.01 || width < 0.01) return null;
  const square = Math.abs(dot(first, second)) / (length * width) < SQUARE;
  if (!square || distance(plus(a, second), d) > 0.02) return null;
  const [x, y] = middle([a, c]);
  return { x, y, length, width, turn: azimuth(first) };
}

/** The box whose first side runs along `turn` and that has two opposite corners; sides in steps of `step` metres. */
export function boxBetween(from: XY, to: XY, turn: number, step: number): Box {
  const [along, across] = [heading(turn), heading(turn + 90)];
  const span = minus(to, from);
  const whole = (value: number) => Math.round(value / step) * step;
  const [length, width] = [whole(dot(span, along)), whole(dot(span, across))];
  const centre = plus(from, plus(times(along, length / 2), times(across, width / 2)));
  return { x: centre[0], y: centre[1], length: Math.abs(length), width: Math.abs(width), turn };
}

/** The outline `inset` metres further in on all sides; null when nothing is left. For boxes exact, for others towards the middle. */
export function inset(ring: Ring, by: number): XY[] | null {
  const box = boxOf(ring);
  if (box) return box.length > 2 * by + 1 && box.width > 2 * by + 1 ? outline({ ...box, length: box.length - 2 * by, width: box.width - 2 * by }) : null;
  const sign = Math.sign(signedArea(ring));
  const moved = ring.map((point, i): XY => {
    const [before, after] = [ring[(i + ring.length - 1) % ring.length] as XY, ring[(i + 1) % ring.length] as XY];
    const [u, v] = [minus(point, before), minus(after, point)];
    const normal = (a: XY): XY => times([-a[1], a[0]], sign / (Math.hypot(...a) || 1));
    const [m, n] = [normal(u), normal(v)];
    const half = 1 + dot(m, n);
    return half < 0.2 ? point : plus(point, times(plus(m, n), by / half));
  });
  return signedArea(moved) * sign > 4 && Math.abs(signedArea(moved)) < Math.abs(signedArea(ring)) ? rounded(moved) : null;
}

/** Points every `spacing` metres along a line, its ends included when they fit. */
export function along(line: readonly XY[], spacing: number): XY[] {
  const points: XY[] = [];
  let ahead = 0;
  line.slice(1).forEach((to, i) => {
    const from = line[i] as XY;
    const length = distance(from, to);
    for (; ahead <= length + 0.05; ahead += spacing) points.push(plus(from, times(minus(to, from), length ? ahead / length : 0)));
    ahead -= length;
  });
  return rounded(points);
}

/** Whether a point lies within an outline. */
export function within([x, y]: XY, ring: Ring): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] as XY;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

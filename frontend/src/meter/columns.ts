// Series as columns for the chart: broken where the instrument was silent, what was noticed apart. Pure.
import uPlot from "uplot";

/** A value; `v` is null where it may not be told. */
export interface Point {
  /** Milliseconds since 1970 UTC. */
  t: number;
  v: number | null;
  low: number | null;
  high: number | null;
  /** Names of what quality control noticed; values per hour or day have none. */
  flags: readonly string[];
  hidden: boolean;
}

export type Interval = "raw" | "hour" | "day";

const LATE = 1.5; // of the usual step: a jitter is no gap, one value missed is
const STEPS: Record<Exclude<Interval, "raw">, number> = { hour: 3600_000, day: 86_400_000 };

/** Milliseconds from one value to the next as they usually come; of hours and days as they are defined. */
export function cadence(points: readonly Point[], interval: Interval): number | null {
  if (interval !== "raw") return STEPS[interval];
  const steps = points.slice(1).map((point, i) => point.t - (points[i]?.t ?? 0)).sort((a, b) => a - b);
  return steps[Math.floor((steps.length - 1) / 2)] ?? null;
}

type Column = (number | null | undefined)[];

/** Seconds, values, lowest, highest, values without a neighbour, values of which something was noticed. */
export type Columns = [number[], Column, Column, Column, Column, Column];
export const PER_SERIES = 5;

/**
 * Columns of one series, in order of time, with null where the line must be broken: after a longer silence than is
 * usual, and where a value is hidden. Bars stand apart and need no break.
 */
export function columns(points: readonly Point[], interval: Interval, bars: boolean, marked: ReadonlySet<string>): Columns {
  const made: Columns = [[], [], [], [], [], []];
  const usual = cadence(points, interval);
  const broken = (a: Point | undefined, b: Point | undefined) => !a || !b || a.v === null || b.v === null || (usual !== null && b.t - a.t > LATE * usual);
  points.forEach((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    const alone = !bars && point.v !== null && broken(before, point) && broken(point, after);
    const noticed = point.flags.some((name) => marked.has(name));
    put(made, point.t / 1000, [point.v, point.low, point.high, alone ? point.v : undefined, noticed ? point.v : undefined]);
    if (!bars && after && point.v !== null && after.v !== null && broken(point, after)) put(made, (point.t + after.t) / 2000, [null, null, null, undefined, undefined]);
  });
  return made;
}

function put(made: Columns, seconds: number, values: (number | null | undefined)[]): void {
  made[0].push(seconds);
  values.forEach((value, i) => (made[i + 1] as Column).push(value));
}

/** All series over one row of moments; what one has not measured at the moment of another breaks no line. */
export function joined(series: readonly Columns[]): uPlot.AlignedData {
  const tables = series.map((each) => each as unknown as uPlot.AlignedData);
  if (!tables.length) return [[]];
  return uPlot.join(tables, tables.map(() => [0, 2, 2, 2, 1, 1]));
}

/** Which flags are marked at single values, and which hold for all of them and are told once. */
export function noticed(points: readonly Point[]): { all: string[]; some: Map<string, number> } {
  const counts = new Map<string, number>();
  for (const { flags } of points) for (const name of flags) counts.set(name, (counts.get(name) ?? 0) + 1);
  const all = [...counts].filter(([, count]) => count === points.length && count > 1).map(([name]) => name);
  return { all, some: new Map([...counts].filter(([name]) => !all.includes(name))) };
}

/** Gaps longer than is usual, for who reads: how many, and the longest in milliseconds. */
export function gaps(points: readonly Point[], interval: Interval): { count: number; longest: number } {
  const usual = cadence(points, interval);
  const silent = points.slice(1).map((point, i) => point.t - (points[i]?.t ?? 0)).filter((step) => usual !== null && step > LATE * usual);
  return { count: silent.length, longest: Math.max(0, ...silent) };
}

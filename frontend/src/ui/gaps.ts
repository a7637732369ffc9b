// A series as columns for a chart, broken where the instrument was silent. Pure.
import type { Sample } from "../series";

type Column = (number | null)[];

/** Columns for uPlot: seconds, values, lowest and highest, with null where the line must be broken. */
export function withGaps(samples: readonly Sample[]): [number[], Column, Column, Column] {
  const points = samples.map(({ t, v, low, high }) => ({ t: Date.parse(t) / 1000, v, low, high })).filter(({ t, v }) => Number.isFinite(t) && (v === null || Number.isFinite(v)));
  points.sort((a, b) => a.t - b.t);
  const steps = points.slice(1).map((point, i) => point.t - (points[i]?.t ?? 0)).sort((a, b) => a - b);
  // Twice missed is a gap; once missed is a hiccup. The median step is the rhythm of the instrument.
  const longest = 2.5 * Math.max(steps[Math.floor((steps.length - 1) / 2)] ?? 0, 1);
  const columns: [number[], Column, Column, Column] = [[], [], [], []];
  const put = (t: number, v: number | null, low: number | null, high: number | null) => {
    columns[0].push(t);
    columns[1].push(v);
    columns[2].push(low);
    columns[3].push(high);
  };
  let before: number | null = null;
  for (const { t, v, low, high } of points) {
    if (before !== null && t - before > longest) put((before + t) / 2, null, null, null);
    put(t, v, low, high);
    before = t;
  }
  return columns;
}

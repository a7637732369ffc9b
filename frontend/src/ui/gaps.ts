// A series as columns for a chart, broken where the instrument was silent. Pure.
import type { Sample } from "../data";

/** Columns for uPlot: seconds, and values with null where the line must be broken. */
export function withGaps(samples: readonly Sample[]): [number[], (number | null)[]] {
  const points = samples.map(({ t, v }) => ({ t: Date.parse(t) / 1000, v })).filter(({ t, v }) => Number.isFinite(t) && Number.isFinite(v));
  points.sort((a, b) => a.t - b.t);
  const steps = points.slice(1).map((point, i) => point.t - (points[i]?.t ?? 0)).sort((a, b) => a - b);
  // Twice missed is a gap; once missed is a hiccup. The median step is the rhythm of the instrument.
  const longest = 2.5 * Math.max(steps[Math.floor((steps.length - 1) / 2)] ?? 0, 1);
  const [seconds, values]: [number[], (number | null)[]] = [[], []];
  let before: number | null = null;
  for (const { t, v } of points) {
    if (before !== null && t - before > longest) {
      seconds.push((before + t) / 2);
      values.push(null);
    }
    seconds.push(t);
    values.push(v);
    before = t;
  }
  return [seconds, values];
}

// Which series may stand in one chart: at most two units, each with an axis, and four lines. Pure.
export const MOST_UNITS = 2;
export const MOST_SERIES = 4;

export interface Lined {
  unit: string;
}

/** The units in use, the first on the left axis, the second on the right. */
export const units = (series: readonly Lined[]): string[] => [...new Set(series.map(({ unit }) => unit))];

/** Why one more cannot be added; null when it can. */
export function refused(series: readonly Lined[], one: Lined): "units" | "series" | null {
  if (series.length >= MOST_SERIES) return "series";
  const used = units(series);
  return used.length >= MOST_UNITS && !used.includes(one.unit) ? "units" : null;
}

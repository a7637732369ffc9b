// The stretch of time that the chart shows, and how it moves. Pure; moments are milliseconds since 1970 UTC.
import { midnight, nextDay } from "./calendar";

export interface Window {
  from: number;
  to: number;
}

export const SPANS = ["day", "week", "month", "year"] as const;
export type Span = (typeof SPANS)[number];

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const LENGTHS: Record<Span, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };

/** Nothing finer can be told apart, nothing longer is answered. */
export const SHORTEST = 10 * MINUTE;
export const LONGEST = 99 * 365 * DAY;
/** No reading is older: the twin refuses them. */
export const EARLIEST = Date.UTC(1990, 0, 1);

/** The last day, week and so on before a moment. */
export const last = (span: Span, end: number): Window => ({ from: end - LENGTHS[span], to: end });

/** Whole days on the clock of the area, both included; of 23 or 25 hours where the clock changes. */
export const days = (first: string, final: string): Window => ({ from: midnight(first), to: midnight(nextDay(final)) });

/** Factor below 1: nearer. `at` (0 to 1) is what stays where it is. */
export function zoomed({ from, to }: Window, factor: number, at = 0.5): Window {
  const length = Math.min(LONGEST, Math.max(SHORTEST, (to - from) * factor));
  const still = from + (to - from) * at;
  return kept({ from: still - length * at, to: still + length * (1 - at) });
}

/** Moved by a share of its length: positive is later. */
export function panned({ from, to }: Window, share: number): Window {
  const by = (to - from) * share;
  return kept({ from: from + by, to: to + by });
}

/** What two fingers did: the moments under them stay under them. */
export function pinched(window: Window, before: readonly [number, number], after: readonly [number, number]): Window {
  const apart = Math.max(0.02, Math.abs(after[1] - after[0]));
  const factor = Math.max(0.02, Math.abs(before[1] - before[0])) / apart;
  const [was, is] = [(before[0] + before[1]) / 2, (after[0] + after[1]) / 2];
  const length = Math.min(LONGEST, Math.max(SHORTEST, (window.to - window.from) * factor));
  const still = window.from + (window.to - window.from) * was;
  return kept({ from: still - length * is, to: still + length * (1 - is) });
}

/** The same length, not before the earliest reading there can be; whole milliseconds. */
function kept({ from, to }: Window): Window {
  const late = Math.max(0, EARLIEST - from);
  return { from: Math.round(from + late), to: Math.round(to + late) };
}

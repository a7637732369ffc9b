// Days and clocks of the area, where a day may have 23 or 25 hours. Pure.
import { ZONE } from "../format";

const PARTS = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** What the clock shows at a moment, as if it were UTC: the difference is the offset. */
function wall(at: number): number {
  const parts = Object.fromEntries(PARTS.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts["year"] ?? 1970, (parts["month"] ?? 1) - 1, parts["day"], parts["hour"], parts["minute"], parts["second"]);
}

/** Milliseconds that the clock of the area is ahead of UTC. */
export const offset = (at: number): number => wall(at) - Math.floor(at / 1000) * 1000;

/** The moment at which a day such as `2026-03-29` begins in the area. */
export function midnight(date: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const guess = utc - offset(utc);
  return utc - offset(guess); // the offset may have changed in between
}

/** The day of a moment, such as `2026-03-29`. */
export const dateOf = (at: number): string => new Date(wall(at)).toISOString().slice(0, 10);

export const nextDay = (date: string): string => new Date(Date.parse(`${date}T12:00:00Z`) + 24 * 3600_000).toISOString().slice(0, 10);

/** Which of two hours with the same name a moment is in, on the day that the clock goes back; null on others. */
export function twice(at: number): "summer" | "winter" | null {
  const hour = 3600_000;
  if (offset(at + hour) < offset(at)) return "summer";
  return offset(at - hour) > offset(at) ? "winter" : null;
}

/** Whether a text is a day of the calendar. */
export function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

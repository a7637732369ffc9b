// The time that is played back: a day or a week of whole hours, and where in it we are. Pure.
import { wallClock } from "../format";
import type { Moment, Playback } from "../state";

export const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

/** Hours of a day or a week, which begins on Monday; `start` in milliseconds. A day of the clock may have 23 or 25. */
export interface Reel {
  start: number;
  hours: number;
}

/** When the clock of the area shows this: the first time if it does so twice, an hour on if it never does. */
export function atClock({ date, minutes }: Moment): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  const fits = [2 * HOUR, HOUR].map((ahead) => asUtc - ahead).find((at) => {
    const clock = wallClock(at);
    return clock.date === date && clock.minutes === Math.floor(minutes);
  });
  return fits ?? asUtc - HOUR;
}

/** A day of the calendar so many days on. */
export const daysOn = (date: string, days: number): string => new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The day, or the week, that a date is in. */
export function reelOf(playback: Playback, date: string): Reel {
  const weekday = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;
  const first = playback === "week" ? daysOn(date, -weekday) : date;
  const [start, end] = [first, daysOn(first, playback === "week" ? 7 : 1)].map((day) => atClock({ date: day, minutes: 0 }));
  return { start: start ?? 0, hours: Math.round(((end ?? 0) - (start ?? 0)) / HOUR) };
}

/** Which hour a moment is in, from 0; the nearest one for a moment outside. */
export const placeOf = ({ start, hours }: Reel, at: number): number => Math.min(Math.max(Math.floor((at - start) / HOUR), 0), hours - 1);

/** The last hour of which something can be known. */
export const lastPlace = (reel: Reel, now: number): number => placeOf(reel, Math.max(now, reel.start));

/** A moment on the clock of the area, to a part of a minute. */
export function momentOf(at: number): Moment {
  const { date, minutes } = wallClock(at);
  return { date, minutes: minutes + (at % 60_000) / 60_000 };
}

/** Whether a moment of the page is the minute of `at`; two hours may have the same when summer time ends. */
export function isMinute(moment: Moment, at: number): boolean {
  const clock = wallClock(at);
  return clock.date === moment.date && clock.minutes === Math.floor(moment.minutes);
}

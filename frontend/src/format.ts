// Numbers, times and ages in the reader's form. Never "NaN", never a bare code. Pure.
import type { Datastream } from "./data";
import { en } from "./en";
import { nl, type Words } from "./nl";

export type Language = "nl" | "en";

/** A text that the API gives in both languages. */
export interface Both {
  nl: string;
  en: string;
}

/** The zone in which people in the area live; moments without a zone are on its clock. */
export const ZONE = "Europe/Amsterdam";

/** A value older than this is drawn grey: the slowest of our instruments report every hour. */
export const OLD_AFTER_SECONDS = 90 * 60;

export const words = (language: Language): Words => (language === "en" ? en : nl);

/** `value` with a fixed number of decimals; the word for unknown when it is no number. */
export function number(w: Words, value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return w.unknown;
  const rounded = Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value; // no "-0,0"
  return digits(w.locale, decimals).format(rounded);
}

/** Making one costs a hundred times what using it does, and a page of 2,000 sensors writes thousands of numbers. */
const made = new Map<string, Intl.NumberFormat>();

function digits(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const format = made.get(key) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  made.set(key, format);
  return format;
}

/** The same without grouping, for years. */
export function year(w: Words, value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? w.unknown : String(Math.round(value));
}

export interface Age {
  text: string;
  old: boolean;
}

/** How long ago `at` (RFC 3339) was at `now` (milliseconds). A clock that runs ahead is "just now". */
export function age(w: Words, at: string, now: number): Age {
  const seconds = (now - Date.parse(at)) / 1000;
  if (!Number.isFinite(seconds)) return { text: w.unknown, old: true };
  const old = seconds > OLD_AFTER_SECONDS;
  if (seconds < 2) return { text: w.justNow, old };
  if (seconds < 100) return { text: w.secondsAgo(number(w, Math.floor(seconds))), old };
  if (seconds < 100 * 60) return { text: w.minutesAgo(number(w, Math.floor(seconds / 60))), old };
  if (seconds < 36 * 3600) return { text: w.hoursAgo(number(w, Math.floor(seconds / 3600))), old };
  const days = Math.floor(seconds / 86400);
  return { text: w.daysAgo(number(w, days), days === 1), old };
}

/** The newest value of a datastream in words, without its unit. */
export function newest(w: Words, { latest, decimals }: Datastream): string {
  if (!latest) return "–";
  return latest.hidden ? w.few : number(w, latest.v, decimals);
}

/** How long ago the newest value was measured; an hour says that it is one, and counts from its end. */
export function newestAge(w: Words, { latest, aggregation }: Datastream, now: number): Age | null {
  if (!latest) return null;
  if (latest.interval !== "hour") return age(w, latest.t, now);
  const { text, old } = age(w, new Date(Date.parse(latest.t) + 3600 * 1000).toISOString(), now);
  return { text: `${(aggregation === "sum" ? w.sensor.per : w.sensor.mean).hour} · ${text}`, old };
}

/** A moment on the clock of the area, such as "22 november 2026 om 14:30". */
export function moment(w: Words, at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return w.unknown;
  return new Intl.DateTimeFormat(w.locale, { timeZone: ZONE, day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(date);
}

/** Hours and minutes on the clock, such as "14:30". */
export function clock(minutes: number): string {
  const whole = Math.round(minutes);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** The time of day of a moment (milliseconds), such as "14:30". */
export function clockOf(w: Words, at: number): string {
  return new Intl.DateTimeFormat(w.locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** A calendar day such as "22 november 2026". */
export function day(w: Words, date: string): string {
  const at = new Date(`${date}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return w.unknown;
  return new Intl.DateTimeFormat(w.locale, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** `now` (milliseconds) on the clock of the area. */
export function wallClock(now: number): { date: string; minutes: number } {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(now));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "0";
  return { date: `${part("year")}-${part("month")}-${part("day")}`, minutes: Number(part("hour")) * 60 + Number(part("minute")) };
}

/** The wind direction nearest to an azimuth in degrees clockwise from north. */
export function wind(w: Words, azimuth: number): string {
  return w.time.winds[Math.round((((azimuth % 360) + 360) % 360) / 45) % 8] ?? w.unknown;
}

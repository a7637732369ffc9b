// What the API says of sensors and their measurements. Server data; it can be fetched again.
import type { components } from "../api.gen";
import { all, json } from "../data";
import type { Interval, Point } from "./columns";
import type { Window } from "./window";

type Schemas = components["schemas"];
export type Thing = Schemas["ThingBody"];
export type Stream = Schemas["DatastreamBody"];
export type Passport = Schemas["PassportBody"];
export type Beside = Schemas["ModelBody"];
type Rows = Schemas["Value"] | Schemas["Interval"];

export interface Measured {
  /** Of what period it is. */
  window: Window;
  interval: Interval;
  points: Point[];
}

const iso = (at: number): string => new Date(at).toISOString();
const period = ({ from, to }: Window): string => `from=${iso(from)}&to=${iso(to)}`;
const of = (id: number): string => `/api/v1/datastreams/${id}`;

export const fetchThing = (id: string): Promise<Thing> => json(`/api/v1/things/${encodeURIComponent(id)}`);
export const fetchAround = (area: string): Promise<Thing[]> => all(`/api/v1/things?area=${encodeURIComponent(area)}`);
export const fetchPassports = (thing: Thing): Promise<Passport[]> => Promise.all(thing.datastreams.flatMap(({ passport }) => (passport ? [json<Passport>(passport)] : [])));
export const fetchBeside = (address: string, window: Window): Promise<Beside> => json(`${address}?${period(window)}`);

/** The values of a period, as fine as it has room for: the API chooses. */
export async function fetchMeasured({ id, aggregation }: Stream, window: Window): Promise<Measured> {
  let next: string | null = `${of(id)}/observations?interval=auto&limit=10000&${period(window)}`;
  const measured: Measured = { window, interval: "raw", points: [] };
  while (next) {
    const page: Schemas["Series"] = await json(next);
    measured.interval = page.interval;
    for (const row of page.items) measured.points.push(point(row, aggregation));
    next = page.next;
  }
  return measured;
}

/** The first and last day on which something was measured; null when nothing ever was. */
export async function fetchExtent({ id }: Stream, earliest: number, now: number): Promise<Window | null> {
  const { items }: Schemas["Series"] = await json(`${of(id)}/observations?interval=day&${period({ from: earliest, to: now })}`);
  const [first, final] = [items[0], items.at(-1)];
  return first && final ? { from: Date.parse(first.t), to: Math.min(now, Date.parse(final.t) + 86_400_000) } : null;
}

/** Where the same values come as a table; `excel` is what Dutch spreadsheets open at once. */
export const tableOf = (id: number, { window, interval }: Measured, language: string, form: "rfc4180" | "excel"): string =>
  `${of(id)}/observations.csv?${period(window)}&interval=${interval}&form=${form}&language=${language}`;

/** One row of an answer: of amounts the sum, of levels the mean with its range. */
export function point(row: Rows, aggregation: string): Point {
  if ("v" in row) return { t: Date.parse(row.t), v: row.v, low: null, high: null, flags: row.flags, hidden: false };
  const amount = aggregation === "sum";
  return { t: Date.parse(row.t), v: amount ? row.sum : row.mean, low: amount ? null : row.min, high: amount ? null : row.max, flags: [], hidden: row.hidden };
}

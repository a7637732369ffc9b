// What a datastream measured over a span, as the API gives it: as measured, per hour or per day.
// Server data; it can be fetched again.
import type { components } from "./api.gen";
import { all, json } from "./data";

type Schemas = components["schemas"];
export type Flag = Schemas["FlagBody"];
export type Passport = Schemas["PassportBody"];
type Rows = Schemas["Value"] | Schemas["Interval"];

export const SPANS = ["day", "week", "year"] as const;
export type Span = (typeof SPANS)[number];

/** A point of a chart; `v` is null where it may not be told, `low` and `high` where there is but one value. */
export interface Sample {
  t: string;
  v: number | null;
  low: number | null;
  high: number | null;
}

export interface Series {
  interval: "raw" | "hour" | "day";
  samples: Sample[];
  /** Hours or days of fewer than ten people or vehicles. */
  hidden: number;
}

const HOUR = 3600 * 1000;
const LENGTH: Record<Span, number> = { day: 24 * HOUR, week: 7 * 24 * HOUR, year: 365 * 24 * HOUR };

/** The series of a datastream up to `now` (milliseconds); the API chooses what fits the span. */
export async function fetchSeries({ id, aggregation }: Schemas["DatastreamBody"], span: Span, now: number): Promise<Series> {
  const period = `from=${new Date(now - LENGTH[span]).toISOString()}&to=${new Date(now).toISOString()}`;
  let next: string | null = `/api/v1/datastreams/${id}/observations?interval=auto&limit=10000&${period}`;
  const series: Series = { interval: "raw", samples: [], hidden: 0 };
  while (next) {
    const page: Schemas["Series"] = await json(next);
    series.interval = page.interval;
    series.samples.push(...page.items.map((row) => sample(row, aggregation)));
    series.hidden += page.items.filter((row) => "hidden" in row && row.hidden).length;
    next = page.next;
  }
  return series;
}

/** One row of an answer as a point of a chart: of amounts the sum, of levels the mean. */
export function sample(row: Rows, aggregation: string): Sample {
  if ("v" in row) return { t: row.t, v: row.v, low: null, high: null };
  const amount = aggregation === "sum";
  return { t: row.t, v: amount ? row.sum : row.mean, low: amount ? null : row.min, high: amount ? null : row.max };
}

/** A series with one value more, without what is longer ago than its span: an open chart does not grow without end. */
export function grown(series: Series, span: Span, { t, v }: { t: string; v: number | null }): Series {
  const first = Date.parse(t) - LENGTH[span];
  const from = series.samples.findIndex((each) => Date.parse(each.t) >= first);
  return { ...series, samples: [...series.samples.slice(from < 0 ? series.samples.length : from), { t, v, low: null, high: null }] };
}

export const fetchFlags = async (): Promise<ReadonlyMap<string, Flag>> => new Map((await all<Flag>("/api/v1/flags")).map((flag) => [flag.name, flag]));

export const fetchPassport = (address: string): Promise<Passport> => json(address);

// What this reader looks at, mirrored in the address: the sensor is its path, the rest what follows `?`.
import type { Language } from "../format";
import { SPANS, type Span, type Window } from "./window";

export interface MeterState {
  /** Id of the thing; null: none was asked. */
  thing: string | null;
  language: Language;
  /** The last day, week and so on, or a stretch that somebody chose. */
  period: { last: Span } | Window;
  /** Keys of the series; of another thing with its id before a slash. Null: what the page chooses itself. */
  series: readonly string[] | null;
}

const NAMES: Record<Span, string> = { day: "dag", week: "week", month: "maand", year: "jaar" };
const DEFAULT: Span = "week";

/** The state in an address; what cannot be read is as if it were absent. */
export function fromUrl(path: string, search: string): MeterState {
  const query = new URLSearchParams(search);
  const span = SPANS.find((name) => NAMES[name] === query.get("periode")) ?? DEFAULT;
  const [from, to] = [moment(query.get("van")), moment(query.get("tot"))];
  const series = (query.get("reeks") ?? "").split(",").filter(Boolean);
  return {
    thing: readPath(path),
    language: query.get("taal") === "en" ? "en" : "nl",
    period: from !== null && to !== null && from < to ? { from, to } : { last: span },
    series: series.length ? series : null,
  };
}

/** The address of a state; defaults are left out. */
export function toUrl(state: MeterState): string {
  return `/meter${state.thing ? `/${encodeURIComponent(state.thing)}` : ""}${queryOf(state)}`;
}

/** What follows `?`: the page in words understands the same. */
export function queryOf({ language, period, series }: Omit<MeterState, "thing">): string {
  const query = new URLSearchParams();
  if ("last" in period) {
    if (period.last !== DEFAULT) query.set("periode", NAMES[period.last]);
  } else {
    query.set("van", written(period.from));
    query.set("tot", written(period.to));
  }
  if (series) query.set("reeks", series.join());
  if (language === "en") query.set("taal", "en");
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/");
  return text ? `?${text}` : "";
}

function readPath(path: string): string | null {
  const found = /^\/meter\/([^/]+)$/.exec(path)?.[1];
  try {
    return found ? decodeURIComponent(found) : null;
  } catch {
    return null;
  }
}

/** To the minute, in UTC, which no clock change makes double. */
const written = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

function moment(text: string | null): number | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text ?? "") ? Date.parse(text ?? "") : NaN;
  return Number.isFinite(at) ? at : null;
}

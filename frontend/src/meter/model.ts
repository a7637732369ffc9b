// All that the page of a sensor is drawn from, what its buttons do, and what follows from it. Pure but for types.
import type { Remote } from "../data";
import type { Words as Common } from "../nl";
import type { Flag } from "../series";
import { refused } from "./axes";
import type { Beside, Measured, Passport, Stream, Thing } from "./data";
import type { Words } from "./nl";
import type { MeterState } from "./state";
import type { Span, Window } from "./window";

export interface Model {
  w: Words;
  /** Of the whole twin: numbers, moments, ages. */
  common: Common;
  state: MeterState;
  /** The wall clock, milliseconds. */
  now: number;
  window: Window;
  /** By id: the sensor of the page, and others of which a series is shown. */
  things: ReadonlyMap<string, Remote<Thing>>;
  /** Sensors of the same area; null before somebody looks for one. */
  around: Remote<Thing[]> | null;
  passports: Remote<Passport[]>;
  flags: ReadonlyMap<string, Flag>;
  ranges: ReadonlyMap<string, { low: number; high: number }>;
  measured: ReadonlyMap<number, Remote<Measured>>;
  /** Some of it is being asked. */
  busy: boolean;
  /** Some of it could not be had, and what is on the screen may be of before. */
  away: boolean;
  beside: Remote<Beside> | null;
  /** What became of the last choice of a series, in words. */
  said: string;
  wrongDates: string;
  /** Of the table, from 0. */
  page: number;
  scheme: string;
}

export interface Actions {
  last(span: Span): void;
  move(to: Window): void;
  whole(): void;
  days(first: string, final: string): void;
  toggle(key: string): void;
  look(): void;
  turn(page: number): void;
  language(): void;
  retry(): void;
}

/** A series in the chart. */
export interface Chosen {
  key: string;
  thing: Thing;
  stream: Stream;
  name: string;
  unit: string;
}

export const keyOf = ({ quantity, variant }: Stream): string => (variant ? `${quantity}.${variant}` : quantity);

/** The thing of the page, once it is there. */
export function here({ things, state }: Model): Thing | null {
  const found = things.get(state.thing ?? "");
  return found?.is === "here" ? found.value : null;
}

/** What a series is called: its quantity, raw or calibrated where there are both, and its sensor where that is another. */
export function nameOf(m: Pick<Model, "w" | "state">, thing: Thing, stream: Stream, another: boolean): string {
  const both = stream.variant || thing.datastreams.some((other) => other.quantity === stream.quantity && other.variant !== stream.variant);
  const kind = stream.variant ?? "raw";
  const label = `${stream.label[m.state.language]}${both ? ` (${m.w.variant[kind] ?? kind})` : ""}`;
  return another ? `${label} – ${thing.name}` : label;
}

/** The keys in the chart: what was chosen, or the first quantity, raw beside calibrated. */
export function keys(thing: Thing, asked: readonly string[] | null): readonly string[] {
  if (asked) return asked;
  const measuring = thing.datastreams.filter(({ latest }) => latest);
  const first = measuring[0] ?? thing.datastreams[0];
  return thing.datastreams.filter(({ quantity }) => quantity === first?.quantity).map(keyOf);
}

/** The series in the chart that are known; one too many for its axes is left out. */
export function chosen(m: Pick<Model, "w" | "state" | "things">): Chosen[] {
  const own = m.things.get(m.state.thing ?? "");
  if (own?.is !== "here") return [];
  const found: Chosen[] = [];
  for (const key of keys(own.value, m.state.series)) {
    const [id, rest] = key.includes("/") ? key.split("/", 2) : [own.value.id, key];
    const remote = m.things.get(id ?? "");
    const thing = remote?.is === "here" ? remote.value : null;
    const stream = thing?.datastreams.find((each) => keyOf(each) === rest);
    if (!thing || !stream || found.some((each) => each.stream.id === stream.id) || refused(found, { unit: stream.unit_label })) continue;
    found.push({ key, thing, stream, name: nameOf(m, thing, stream, thing !== own.value), unit: stream.unit_label });
  }
  return found;
}

/** Where a chart of the last day, week and so on ends: now, or at the newest measurement where that is long ago. */
export function endOf(streams: readonly Stream[], length: number, now: number): number {
  const newest = Math.max(...streams.map(({ latest }) => (latest ? Date.parse(latest.t) : -Infinity)));
  return Number.isFinite(newest) && newest < now - length ? newest + 3600_000 : now;
}

// Server data of what is played back: every sensor of the area by the hour, in one answer.
import type { components } from "../api.gen";
import { type Latest, type Thing, json } from "../data";
import { HOUR, type Reel } from "./reel";

type Schemas = components["schemas"];
export type Played = Schemas["PlaybackBody"];

export const fetchPlayed = (area: string, { start, hours }: Reel): Promise<Played> => {
  const [from, to] = [start, start + hours * HOUR].map((at) => new Date(at).toISOString());
  return json(`/api/v1/areas/${encodeURIComponent(area)}/observations?from=${from}&to=${to}`);
};

/** The things as they were in the hour of this place: what was not measured then has no value. */
export function asThen(things: readonly Thing[], played: Played | null, place: number): Thing[] {
  const series = new Map(played?.series.map((one) => [one.datastream, one]));
  const t = played ? new Date(Date.parse(played.start) + place * HOUR).toISOString() : "";
  const latest = (id: number): Latest | null => {
    const one = series.get(id);
    const v = one?.values[place] ?? null;
    const hidden = one?.hidden.includes(place) ?? false;
    if (!one || (v === null && !hidden)) return null;
    const flags = one.noticed.find(({ first, last }) => first <= place && place <= last)?.flags ?? [];
    return { t, v, received_at: null, flags, interval: "hour", hidden };
  };
  return things.map((thing) => ({ ...thing, datastreams: thing.datastreams.map((stream) => ({ ...stream, latest: latest(stream.id) })) }));
}

/** In how many of the hours anything was measured, by place. */
export function measured({ hours, series }: Played): boolean[] {
  const any = new Array<boolean>(hours).fill(false);
  for (const { values, hidden } of series) {
    values.forEach((value, place) => (any[place] ||= value !== null));
    for (const place of hidden) any[place] = true;
  }
  return any;
}

// Server data of what is around a place.
import type { components } from "../api.gen";
import { json } from "../data";

type Schemas = components["schemas"];
export type Nearby = Schemas["NearbyBody"];
export type Near = Schemas["NearBody"];
/** Longitude and latitude. */
export type Place = readonly [number, number];

const written = ([longitude, latitude]: Place): string => `${longitude.toFixed(6)},${latitude.toFixed(6)}`;
const query = (of: Record<string, string | null>): string => new URLSearchParams(Object.entries(of).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString().replaceAll("%2C", ",");

export const fetchNearby = (area: string, place: Place, plan: string | null): Promise<Nearby> => json(`/api/v1/areas/${encodeURIComponent(area)}/nearby?${query({ place: written(place), scenario: plan })}`);

/** The page in words with the same list. */
export const pageOf = (area: string, place: Place, plan: string | null, language: "nl" | "en"): string => `/tekst/${encodeURIComponent(area)}/hier?${query({ plek: written(place), plan, taal: language === "en" ? "en" : null })}`;

/** What is told of an object: as `Near` has it in both languages, in one of them. */
export function told({ name, facts, change_told, where }: Near, language: "nl" | "en"): { name: string; facts: string; change: string; where: string } {
  return { name: name[language], facts: facts?.[language] ?? "", change: change_told?.[language] ?? "", where: where[language] };
}

/** Whether what is shown is of another place, plan or area by now. */
export interface Asked {
  area: string;
  plan: string | null;
  place: Place;
}
export const same = (a: Asked | null, b: Asked): boolean => a !== null && a.area === b.area && a.plan === b.plan && a.place[0] === b.place[0] && a.place[1] === b.place[1];

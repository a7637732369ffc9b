// What the API says to residents. Nothing of a home is sent but the id of its building and the question.
import type { components } from "../api.gen";
import { all, json } from "../data";

type Schemas = components["schemas"];
export type Home = Schemas["HomeBody"];
export type Answer = Schemas["AnswerBody"];
export type Homes = Schemas["HomesBody"];
export type AreaRow = Pick<Schemas["AreaItem"], "id" | "name" | "origin">;
export type Plan = Pick<Schemas["ScenarioItem"], "id" | "name" | "description">;
export type Addresses = Schemas["AddressPage"];
export type Language = "nl" | "en";

const path = (area: string, rest = ""): string => `/api/v1/areas/${encodeURIComponent(area)}${rest}`;
const asked = (values: Record<string, string | null>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `?${text}` : "";
};

export const areas = (): Promise<AreaRow[]> => all<AreaRow>("/api/v1/areas");

/** Plans that are published; drafts stay on the planner's desk. */
export const plans = (area: string): Promise<Plan[]> => all<Plan>(`/api/v1/scenarios${asked({ area, state: "published" })}`);

export const addresses = (area: string, typed: string): Promise<Addresses> => json(path(area, `/addresses${asked({ q: typed, limit: "8" })}`));

export const homes = (area: string): Promise<Homes> => json(path(area, "/homes"));

export const home = (area: string, building: string, plan: string | null, language: Language): Promise<Home> =>
  json(path(area, `/homes/${encodeURIComponent(building)}${asked({ scenario: plan, language })}`));

export const areaMap = (area: string): string => path(area, "/map.svg");

export interface Picture {
  area: string;
  building: string;
  plan: string | null;
  side: "now" | "plan";
  language: Language;
}

/** Ground around a home, with the meters nearby where these are asked for. */
export const groundMap = ({ area, building, plan, side, language }: Picture, meters: boolean): string =>
  path(area, `/homes/${encodeURIComponent(building)}/map.svg${asked({ scenario: plan, side, language, meters: meters ? "true" : null })}`);

/** Shadow around a home at a whole hour of a day such as `0321`. */
export const shadowMap = ({ area, building, plan, side, language }: Picture, day: string, hour: number): string =>
  path(area, `/homes/${encodeURIComponent(building)}/shadows/${day}-${String(hour).padStart(2, "0")}00.svg${asked({ scenario: plan, side, language })}`);

// Server data of a comparison: what the API said of two sides, and runs of what is not computed yet.
import type { components } from "../api.gen";
import { Away, Gone, json } from "../data";
import { bearer } from "../key";
import { type Outcome, type Run, fetchBefore, fetchOutcomes } from "../plans/data";
import { NOW } from "../state";

type Schemas = components["schemas"];
export type Comparison = Schemas["ComparisonBody"];
export type Compared = Schemas["IndicatorComparisonBody"];
export type Column = Compared["columns"][number];
export type Group = Schemas["GroupBody"];
export type One = Schemas["OneBody"];
/** What a difference means, in the words of the API. */
export type Change = Schemas["Change"];

/** Homes or places that a comparison tells one by one. */
const EACH = 1000;

/** What the second of two does, against the first; either may be the area as it is. */
export const fetchComparison = (first: string, second: string): Promise<Comparison> => json(`/api/v1/compare?${new URLSearchParams({ a: first, b: second, each: String(EACH) }).toString()}`);

export const fetchOutcomesOf = (area: string, side: string): Promise<Outcome[]> => (side === NOW ? fetchBefore(area) : fetchOutcomes(side));

/** Has indicators of a side computed. */
export async function compute(area: string, side: string, indicators: readonly string[]): Promise<Run> {
  const of = side === NOW ? `areas/${encodeURIComponent(area)}` : `scenarios/${encodeURIComponent(side)}`;
  const answer = await fetch(`/api/v1/${of}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...bearer() },
    body: JSON.stringify({ indicators }),
  }).catch((error: unknown) => {
    throw new Away("runs cannot be asked for", { cause: error });
  });
  if (!answer.ok) throw answer.status < 500 && answer.status !== 429 ? new Gone(`a run answers ${answer.status}`) : new Away(`a run answers ${answer.status}`);
  return (await answer.json()) as Run;
}

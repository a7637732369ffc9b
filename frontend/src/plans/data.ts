// Server data of plans: what the API said of scenarios, of what they do, and of a run that is at work.
import type { components } from "../api.gen";
import { Away, type Remote, all, json } from "../data";
import { bearer } from "../key";

type Schemas = components["schemas"];
export type PlanRow = Schemas["ScenarioItem"];
export type Plan = Schemas["ScenarioBody"];
export type Indicator = Schemas["IndicatorBody"];
export type Outcome = Schemas["ResultSummary"];
export type Whole = Schemas["ResultBody"];
export type Row = Schemas["RowBody"];
export type Raster = Schemas["RasterBody"];
export type Points = Schemas["PointsBody"];
export type Figure = Schemas["FigureBody"];
export type Run = Schemas["RunBody"];

/** Why a run could not be asked for, or is not followed now. */
export type Trouble = "busy" | "refused" | "off" | "away" | "lost";

/** Everything that the page knows of plans. */
export interface Plans {
  list: Remote<PlanRow[]>;
  /** The chosen one. */
  plan: Remote<Plan>;
  indicators: Remote<Indicator[]>;
  /** Of the chosen plan, and of the area as it is; newest per indicator. */
  outcomes: Remote<Outcome[]>;
  before: Remote<Outcome[]>;
  /** When the content of the area changed last: what was computed earlier is out of date. RFC 3339. */
  loadedAt: string | null;
  run: Run | null;
  trouble: Trouble | null;
  /** Whole results by key, as far as they were needed. */
  wholes: ReadonlyMap<string, Remote<Whole>>;
  /** What is drawn over the map is under way. */
  drawing: boolean;
}

const plan = (id: string): string => `/api/v1/scenarios/${encodeURIComponent(id)}`;

export const fetchPlans = (area: string): Promise<PlanRow[]> => all(`/api/v1/scenarios?area=${encodeURIComponent(area)}`);
export const fetchPlan = (id: string): Promise<Plan> => json(plan(id));
/** Where a building of today stands: GeoJSON geometry in longitude and latitude. */
export const fetchOutline = async (area: string, id: string): Promise<unknown> => (await json<Schemas["BuildingFeature"]>(`/api/v1/areas/${encodeURIComponent(area)}/buildings/${encodeURIComponent(id)}`)).geometry;
export const fetchIndicators = (): Promise<Indicator[]> => all("/api/v1/indicators");
export const fetchOutcomes = async (id: string): Promise<Outcome[]> => (await json<Schemas["ResultsBody"]>(`${plan(id)}/results`)).items;
export const fetchBefore = async (area: string): Promise<Outcome[]> => (await json<Schemas["ResultsBody"]>(`/api/v1/areas/${encodeURIComponent(area)}/results`)).items;
export const fetchLoadedAt = async (area: string): Promise<string | null> => (await all<{ id: string; changed_at: string }>("/api/v1/areas")).find(({ id }) => id === area)?.changed_at ?? null;
export const fetchWhole = (key: string): Promise<Whole> => json(`/api/v1/results/${key}`);
export const fetchRun = (id: string): Promise<Run> => json(`/api/v1/runs/${id}`);
/** The run of a plan that has not ended, such as one that was asked for before the page was opened again. */
export const fetchRunOf = async (area: string, id: string): Promise<Run | null> =>
  (await all<Run>(`/api/v1/runs?area=${encodeURIComponent(area)}&limit=20`)).find((run) => run.scenario === id && !ended(run)) ?? null;

export const ended = (run: Run): boolean => run.state !== "accepted" && run.state !== "running";

/** Numbers that a result tells of by address; NaN where there is nothing to tell. */
export async function fetchNumbers({ digest, dtype }: Schemas["ArrayBody"], step = 1): Promise<Float32Array> {
  const answer = await fetch(`/api/v1/arrays/${digest}`).catch((error: unknown) => {
    throw new Away(`array ${digest} does not come`, { cause: error });
  });
  if (!answer.ok) throw new Away(`array ${digest} answers ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const whole = dtype === "<i2" ? new Int16Array(bytes) : new Int32Array(bytes);
  const none = dtype === "<i2" ? -(2 ** 15) : -(2 ** 31);
  return Float32Array.from(whole, (value) => (value === none ? NaN : value * step));
}

/** Asks for a run of a plan; all indicators when none is named. */
export async function startRun(id: string, indicators: readonly string[] | null): Promise<Run | Trouble> {
  const answer = await fetch(`${plan(id)}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...bearer() },
    body: JSON.stringify(indicators ? { indicators } : {}),
  }).catch(() => null);
  if (!answer) return "away";
  if (answer.ok) return (await answer.json()) as Run;
  return answer.status === 429 ? "busy" : answer.status === 503 ? "off" : answer.status < 500 ? "refused" : "away";
}

export async function stopRun(id: string): Promise<void> {
  await fetch(`/api/v1/runs/${id}`, { method: "DELETE", headers: bearer() }).catch(() => null); // the stream tells whether it stopped
}

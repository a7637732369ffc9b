// What planners ask of the API: making, changing and moving plans. Every answer is a value, what goes wrong too.
import type { components } from "../api.gen";
import { bearer } from "../key";

type Schemas = components["schemas"];
export type Plan = Schemas["ScenarioBody"];
export type Revision = Schemas["RevisionItem"];
export type Issue = Schemas["IssueBody"];

export type Answer<T> =
  | { is: "done"; value: T }
  /** The edits cannot be made. */
  | { is: "wrong"; issues: Issue[] }
  /** Somebody else was first, or it no longer changes. */
  | { is: "changed" }
  | { is: "gone" }
  /** Who asks is no planner, or no longer. */
  | { is: "refused" }
  | { is: "away" }
  /** Something of the request is wrong, in the words of the API (English). */
  | { is: "unusable"; said: string };

const RD = "EPSG:28992";
const at = (plan: string): string => `/api/v1/scenarios/${encodeURIComponent(plan)}`;

async function send<T>(method: string, address: string, body?: unknown, revision?: number): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json", ...bearer() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (revision !== undefined) headers["if-match"] = `"${revision}"`;
  try {
    const answer = await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const said: unknown = answer.status === 204 ? null : await answer.json();
    if (answer.ok) return { is: "done", value: said as T };
    const problem = said as Schemas["Problem"];
    if (problem.issues?.length) return { is: "wrong", issues: problem.issues };
    if (answer.status === 409 || answer.status === 428) return { is: "changed" };
    if (answer.status === 404) return { is: "gone" };
    if (answer.status === 401 || answer.status === 403) return { is: "refused" };
    return answer.status < 500 ? { is: "unusable", said: problem.detail ?? "" } : { is: "away" };
  } catch {
    return { is: "away" }; // no answer, or none that can be read
  }
}

/** The name of the planner who asks; null for who is none. */
export const whoAsks = (): Promise<Answer<{ name: string | null }>> => send("GET", "/api/v1/planner");
export const fetchPlan = (plan: string, revision?: number): Promise<Answer<Plan>> => send("GET", `${at(plan)}?crs=${RD}${revision ? `&revision=${revision}` : ""}`);
export const fetchRevisions = (plan: string): Promise<Answer<{ items: Revision[] }>> => send("GET", `${at(plan)}/revisions`);
export const makePlan = (area: string, name: string, description: string, edits: readonly unknown[] = []): Promise<Answer<Plan>> => send("POST", "/api/v1/scenarios", { area, name, description, edits, crs: RD });
export const renamePlan = (plan: string, revision: number, name: string, description: string): Promise<Answer<Plan>> => send("PATCH", at(plan), { name, description }, revision);
export const forkPlan = (plan: string, name: string, revision?: number): Promise<Answer<Plan>> => send("POST", `${at(plan)}/fork`, { name, ...(revision ? { revision } : {}) });
/** Along its revisions, to everybody, or out of the lists. */
export const movePlan = (plan: string, revision: number, how: "undo" | "redo" | "publish" | "archive"): Promise<Answer<Plan>> => send("POST", `${at(plan)}/${how}`, undefined, revision);
export const keepEdits = (plan: string, revision: number, edits: readonly unknown[], note: string): Promise<Answer<Plan>> => send("POST", `${at(plan)}/revisions`, { edits, crs: RD, note }, revision);
export const checkEdits = (area: string, edits: readonly unknown[]): Promise<Answer<{ ok: boolean; issues: Issue[] }>> => send("POST", "/api/v1/scenarios/check", { area, edits, crs: RD });
export const startRun = (area: string, edits: readonly unknown[]): Promise<Answer<Schemas["RunBody"]>> => send("POST", `/api/v1/areas/${encodeURIComponent(area)}/runs`, { edits, crs: RD, indicators: ["sun-facades"] });
export const stopRun = (run: string): Promise<Answer<unknown>> => send("DELETE", `/api/v1/runs/${run}`);
/** Addresses that begin as somebody types. */
export const findAddresses = (area: string, typed: string): Promise<Answer<Schemas["AddressPage"]>> => send("GET", `/api/v1/areas/${encodeURIComponent(area)}/addresses?limit=6&q=${encodeURIComponent(typed)}`);

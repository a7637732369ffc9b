// Server data of alerts: one with its history, and setting, changing and forgetting them.
import type { components } from "../api.gen";
import { all, json } from "../data";
import { bearer } from "../key";

type Schemas = components["schemas"];
export type History = Schemas["AlertHistory"];
export type NewAlert = Schemas["NewAlert"];
export type Quantity = Schemas["QuantityBody"];
/** Why an alert could not be set or changed. */
export type Trouble = "planner" | "refused" | "changed" | "gone" | "full" | "away";

const at = (area: string, id?: number): string => `/api/v1/areas/${encodeURIComponent(area)}/alerts${id === undefined ? "" : `/${id}`}`;

export const fetchHistory = (area: string, id: number): Promise<History> => json(at(area, id));
export const fetchQuantities = (): Promise<Quantity[]> => all("/api/v1/quantities");
export const setAlert = (area: string, alert: NewAlert): Promise<Trouble | null> => write("POST", at(area), null, alert);
export const changeAlert = (area: string, id: number, revision: number, alert: NewAlert): Promise<Trouble | null> => write("PUT", at(area, id), revision, alert);
export const deleteAlert = (area: string, id: number, revision: number): Promise<Trouble | null> => write("DELETE", at(area, id), revision);

async function write(method: string, address: string, revision: number | null, body?: unknown): Promise<Trouble | null> {
  const headers: Record<string, string> = { accept: "application/json", ...bearer() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (revision !== null) headers["if-match"] = `"${revision}"`;
  const answer = await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch(() => null);
  if (!answer || answer.status >= 500) return "away";
  if (answer.status === 401 || answer.status === 403) return "planner";
  if (answer.status === 404) return "gone";
  if (answer.status === 409) return revision === null ? "full" : "changed";
  return answer.ok ? null : "refused";
}

// Server data of saved views.
import type { components } from "../api.gen";
import { json } from "../data";
import { bearer } from "../key";

type Schemas = components["schemas"];
export type View = Schemas["ViewBody"];
export type ViewChange = Schemas["ViewChangeBody"];
/** Why a view could not be saved or changed. */
export type Trouble = "planner" | "refused" | "away";

const at = (area: string, id?: number): string => `/api/v1/areas/${encodeURIComponent(area)}/views${id === undefined ? "" : `/${id}`}`;

export const fetchViews = (area: string): Promise<Schemas["ViewPage"]> => json(at(area));
export const saveView = (area: string, view: Schemas["NewViewBody"]): Promise<Trouble | null> => write("POST", at(area), view);
export const changeView = (area: string, id: number, change: ViewChange): Promise<Trouble | null> => write("PATCH", at(area, id), change);
export const deleteView = (area: string, id: number): Promise<Trouble | null> => write("DELETE", at(area, id));

async function write(method: string, address: string, body?: unknown): Promise<Trouble | null> {
  const answer = await fetch(address, { method, headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}), ...bearer() }, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(() => null);
  if (!answer || answer.status >= 500) return "away";
  if (answer.status === 401 || answer.status === 403) return "planner";
  return answer.ok ? null : "refused";
}

// Server data of evenings: what the API said of them, and of where one is that is shown now.
import type { components } from "../api.gen";
import { json } from "../data";
import type { Language } from "../format";
import { bearer } from "../key";

type Schemas = components["schemas"];
export type Evening = Schemas["EveningBody"];
export type EveningPage = Schemas["EveningPage"];
export type Slide = Evening["slides"][number];
export type ViewSlide = Schemas["ViewSlide"];
export type InviteSlide = Schemas["InviteSlide"];
export type Told = Schemas["ToldEvening"];
export type ToldSlide = Schemas["ToldSlide"];
export type ToldSide = Schemas["ToldSide"];
export type Show = Schemas["ShowBody"];
export type Opened = Schemas["OpenedBody"];
export type Brief = Schemas["RemoteBody"];
export type Network = Schemas["NetworkBody"];
export type SavedView = Schemas["ViewBody"];

/** What came of a change: done, refused by the twin in its words, or nobody answered. */
export type Answer<T> = { is: "done"; value: T } | { is: "refused"; status: number; detail: string } | { is: "away" };

const one = (id: number): string => `/api/v1/evenings/${id}`;
const inArea = (area: string): string => `/api/v1/areas/${encodeURIComponent(area)}`;

export const fetchEvenings = (area: string): Promise<EveningPage> => json(`/api/v1/evenings?area=${encodeURIComponent(area)}`);
export const fetchTold = (id: number, language: Language): Promise<Told> => json(`${one(id)}/words?taal=${language}`);
export const fetchViews = async (area: string): Promise<SavedView[]> => (await json<{ items: SavedView[] }>(`${inArea(area)}/views`)).items;
export const fetchNetwork = (): Promise<Network> => json("/api/v1/network");
export const fetchShow = (id: number): Promise<Show> => json(`${one(id)}/show`);
export const showEvents = (id: number, role: "screen" | "console"): string => `${one(id)}/show/events?role=${role}`;

export const makeEvening = (area: string, title: string): Promise<Answer<Evening>> => send("POST", "/api/v1/evenings", { area, title });
export const changeEvening = (id: number, revision: number, title: string, slides: readonly Slide[]): Promise<Answer<Evening>> => send("PUT", one(id), { title, slides }, { "if-match": `"${revision}"` });
export const deleteEvening = (id: number): Promise<Answer<null>> => send("DELETE", one(id));
export const openShow = (id: number): Promise<Answer<Opened>> => send("POST", `${one(id)}/show`);
export const closeShow = (id: number): Promise<Answer<null>> => send("DELETE", `${one(id)}/show`);
export const placeShow = (id: number, place: { slide: number; black: boolean; frozen: boolean }): Promise<Answer<Show>> => send("PUT", `${one(id)}/show`, place);

async function send<T>(method: string, address: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
  const init: RequestInit = { method, headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...bearer(), ...headers } };
  if (body !== undefined) init.body = JSON.stringify(body);
  const answer = await fetch(address, init).catch(() => null);
  if (!answer) return { is: "away" };
  if (answer.status === 204) return { is: "done", value: null as T };
  const said = (await answer.json().catch(() => null)) as unknown;
  if (answer.ok && said !== null) return { is: "done", value: said as T };
  if (answer.status >= 500 || said === null) return { is: "away" };
  return { is: "refused", status: answer.status, detail: (said as { detail?: string }).detail ?? "" };
}

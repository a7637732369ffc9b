// Server data: what the API said, and whether it could be asked. UI state is in `state.ts`.
// Nothing in here is in the address; all of it can be fetched again.
import type { components } from "./api.gen";
import { bearer } from "./key";
import type { LiveValue } from "./live";
import { type MeshData, readGlb } from "./mesh/glb";
import type { SunRow } from "./sun";

type Schemas = components["schemas"];
export type AreaRow = Pick<Schemas["AreaItem"], "id" | "name">;
export type Scene = Schemas["SceneBody"];
export type Legend = Schemas["LegendGroup"];
export type Latest = Schemas["Latest"];
export type Datastream = Schemas["DatastreamBody"];
/** With its place in the scene: longitude, latitude, and metres above the scene's zero. */
export type Thing = Schemas["ThingBody"] & { position: [number, number, number] | null };
export type BuildingFacts = Schemas["BuildingFacts"];

/** Asked, and not yet answered, answered, or failed. */
export type Remote<T> = { is: "waiting" } | { is: "here"; value: T } | { is: "gone" } | { is: "away" };

/** The API has no such thing. */
export class Gone extends Error {}
/** The API does not answer, or not as agreed. */
export class Away extends Error {}

async function ask(address: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { headers: { accept: "application/json, */*", ...bearer() } });
  } catch (error) {
    throw new Away(`${address} does not answer`, { cause: error });
  }
  if (answer.status === 404) throw new Gone(`${address} does not exist`);
  if (!answer.ok) throw new Away(`${address} answers ${answer.status}`);
  return answer;
}

export async function json<T>(address: string): Promise<T> {
  const answer = await ask(address);
  try {
    return (await answer.json()) as T;
  } catch (error) {
    throw new Away(`${address} answers something else than JSON`, { cause: error });
  }
}

/** All pages of a list. */
export async function all<T>(address: string): Promise<T[]> {
  const items: T[] = [];
  for (let next: string | null = address; next; ) {
    const page: { items: T[]; next?: string | null } = await json(next);
    items.push(...page.items);
    next = page.next ?? null;
  }
  return items;
}

/** The outcome of a question as a value. */
export async function remote<T>(question: Promise<T>): Promise<Remote<T>> {
  try {
    return { is: "here", value: await question };
  } catch (error) {
    if (error instanceof Gone) return { is: "gone" };
    if (error instanceof Away) return { is: "away" };
    throw error;
  }
}

const of = (area: string) => `/api/v1/areas/${encodeURIComponent(area)}`;

export const fetchAreas = (): Promise<AreaRow[]> => all("/api/v1/areas");
/** As it is, or with a plan. */
export const fetchScene = (area: string, plan: string | null = null): Promise<Scene> => json(`${of(area)}/scene${plan ? `?scenario=${encodeURIComponent(plan)}` : ""}`);
export const fetchThings = async (area: string): Promise<Thing[]> => {
  const rows = json<{ id: string; position: [number, number, number] }[]>(`${of(area)}/scene/things.json`);
  const [things, placed] = await Promise.all([all<Schemas["ThingBody"]>(`/api/v1/things?area=${encodeURIComponent(area)}`), rows]);
  const positions = new Map(placed.map(({ id, position }) => [id, position]));
  return things.map((thing) => ({ ...thing, position: positions.get(thing.id) ?? null }));
};
export const fetchSun = async (area: string, date: string): Promise<SunRow[]> => (await json<{ items: SunRow[] }>(`${of(area)}/sun?date=${date}`)).items;
export const fetchBuilding = async (area: string, id: string): Promise<BuildingFacts> => {
  const feature = await json<Schemas["BuildingFeature"]>(`${of(area)}/buildings/${encodeURIComponent(id)}`);
  return feature.properties;
};

/** The addresses of the meshes of a scene, in drawing order. */
export const meshAddresses = ({ deck }: Scene): string[] =>
  ((deck["layers"] ?? []) as { scenegraph?: string }[]).flatMap(({ scenegraph }) => scenegraph ?? []);

/** Whether a mesh may come after the first picture: nobody finds the way by single trees. */
export const mayBeLate = (address: string): boolean => /\/trees\.glb/.test(address);

/** The mesh behind an address; unreadable is as bad as away, and told in the same words. */
export async function fetchMesh(address: string): Promise<MeshData> {
  const answer = await ask(address);
  return readGlb(await answer.arrayBuffer());
}

/** `things` with newer values in place; the same array when nothing changed. */
export function withValues(things: Thing[], values: LiveValue[]): Thing[] {
  const fresh = new Map(values.map((value) => [value.datastream, value]));
  let changed = false;
  const next = things.map((thing) => {
    if (!thing.datastreams.some((stream) => isNewer(fresh.get(stream.id), stream))) return thing;
    changed = true;
    return {
      ...thing,
      datastreams: thing.datastreams.map((stream) => {
        const value = fresh.get(stream.id);
        return value && isNewer(value, stream) ? { ...stream, latest: { t: value.t, v: value.v, received_at: value.received_at, flags: value.flags, interval: "raw" as const, hidden: false } } : stream;
      }),
    };
  });
  return changed ? next : things;
}

function isNewer(value: LiveValue | undefined, stream: Datastream): boolean {
  return value !== undefined && (!stream.latest || Date.parse(value.t) > Date.parse(stream.latest.t));
}

// The service worker: keeps what the pages used, so that they open without network on what they have.
// A number that was kept is told as such: each page that gets one hears when it came (index.ts shows it).
import { CAME, handling, keeps, keyOf, unanswered } from "./rules";

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  readonly clientId: string;
  readonly resultingClientId: string;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void>; get(id: string): Promise<{ postMessage(message: unknown): void } | undefined> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", heard: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", heard: (event: Fetching) => void): void;
  addEventListener(kind: "message", heard: (event: Lasting & { data: unknown }) => void): void;
}
const scope = self as unknown as Scope;

const KEPT = "twin-1";
/** Most answers that are kept; who was asked longest ago goes first. */
const MOST = 300;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(start()));
scope.addEventListener("fetch", (event) => {
  const how = handling(event.request, scope.location.origin);
  if (how !== "leave") event.respondWith(how === "kept" ? keptFirst(event) : networkFirst(event));
});
// A page tells what it fetched before there was a worker.
scope.addEventListener("message", (event) => {
  if (Array.isArray(event.data)) event.waitUntil(Promise.all(event.data.map((url) => fetchAndKeep(String(url)))));
});

async function start(): Promise<void> {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await scope.clients.claim();
}

async function keptFirst(event: Fetching): Promise<Response> {
  return (await (await caches.open(KEPT)).match(event.request.url)) ?? (await asked(event));
}

async function networkFirst(event: Fetching): Promise<Response> {
  let answer: Response | null = null;
  try {
    answer = await asked(event);
    if (!unanswered(answer.status)) return answer;
  } catch (error) {
    const kept = await older(event);
    if (kept) return kept;
    throw error;
  }
  return (await older(event)) ?? answer;
}

/** What the network answers, of which a copy is kept. */
async function asked(event: Fetching): Promise<Response> {
  const answer = await fetch(event.request);
  if (keeps(answer.status, answer.headers)) event.waitUntil(keep(keyOf(event.request), answer.clone()));
  return answer;
}

/** What was kept, after telling the page when it came. */
async function older(event: Fetching): Promise<Response | undefined> {
  const kept = await (await caches.open(KEPT)).match(keyOf(event.request));
  const page = await scope.clients.get(event.clientId || event.resultingClientId);
  if (kept) page?.postMessage({ came: kept.headers.get(CAME) });
  return kept;
}

async function fetchAndKeep(url: string): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  if (answer && keeps(answer.status, answer.headers)) await keep(url, answer);
}

async function keep(key: string, answer: Response): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(CAME, new Date().toISOString());
  headers.delete("content-encoding"); // what is kept is plain already
  const cache = await caches.open(KEPT);
  await cache.delete(key); // it goes to the end of the line
  await cache.put(key, new Response(await answer.arrayBuffer(), { status: answer.status, headers }));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((one) => cache.delete(one)));
}

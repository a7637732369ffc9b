// Which requests the service worker keeps answers of, and which it leaves alone. Pure.

/** What is looked at of a request. */
export interface Asked {
  method: string;
  url: string;
  mode: string;
  headers: { has(name: string): boolean };
}

/** "network": asks first, and gives what was kept where nobody answers. "kept": names with a hash never change. */
export type Handling = "leave" | "network" | "kept";

/** Says "no kept answer, please": whether the twin answers again. */
export const FRESH = "x-twin-fresh";
/** When a kept answer came, as ISO 8601. */
export const CAME = "x-twin-came";

const PAGES = ["/", "/verken"];

export function handling(asked: Asked, origin: string): Handling {
  const url = new URL(asked.url);
  const { pathname: path } = url;
  if (asked.method !== "GET" || url.origin !== origin) return "leave";
  // What one reader may see is not kept for the next; parts and streams cannot be kept.
  if (["authorization", "range", FRESH].some((name) => asked.headers.has(name)) || path.startsWith("/api/v1/live")) return "leave";
  if (path.startsWith("/assets/")) return "kept";
  if (asked.mode === "navigate") return PAGES.includes(path) || path.startsWith("/meter/") ? "network" : "leave";
  // Pages in words say "3 minutes ago": kept for later that would not be true.
  return path.startsWith("/api/") || path === "/icon.svg" || path === "/manifest.json" ? "network" : "leave";
}

/** The address under which an answer is kept: what a page shows is after `?`, and the page is the same. */
export function keyOf(asked: Asked): string {
  const url = new URL(asked.url);
  return asked.mode === "navigate" ? url.origin + url.pathname : asked.url;
}

/** Whether an answer is worth keeping: whole, well, no stream, and not forbidden to keep. */
export function keeps(status: number, headers: { get(name: string): string | null }): boolean {
  const kind = headers.get("content-type") ?? "";
  return status === 200 && !kind.startsWith("text/event-stream") && !(headers.get("cache-control") ?? "").includes("no-store");
}

/** Nobody answers for the twin: a proxy before it says so. */
export const unanswered = (status: number): boolean => [502, 503, 504].includes(status);

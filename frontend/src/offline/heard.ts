// Hears from the very start when the service worker gives a kept answer; the line that says so comes later.
let oldest: Date | null = null;
let tell: ((came: Date) => void) | null = null;

/** Listens; to be called before the page asks for anything. */
export function hear(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<{ came?: string | null }>) => {
    if (!event.data.came) return;
    const came = new Date(event.data.came);
    oldest = oldest && oldest < came ? oldest : came;
    tell?.(oldest);
  });
}

/** Tells when the oldest kept answer came, at once if there was one, and whenever one is given. */
export function whenKept(told: (came: Date) => void): void {
  tell = told;
  if (oldest) told(oldest);
}

/** The twin answers again. */
export function forget(): void {
  oldest = null;
}

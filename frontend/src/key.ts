// The key by which a planner is known, kept for this visit only. Who sits at the twin's own machine needs none.
const NAME = "twin:key";

/** Headers that show who asks; none for who gave no key. */
export function bearer(): Record<string, string> {
  const key = sessionStorage.getItem(NAME);
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** Keeps a key until the browser closes this page; null forgets it. */
export function keepKey(key: string | null): void {
  if (key) sessionStorage.setItem(NAME, key);
  else sessionStorage.removeItem(NAME);
}

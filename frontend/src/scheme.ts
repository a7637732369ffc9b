// Day or evening colours: what the device asks for, unless the reader chose. One word in a cookie, which the
// pages in words (`/tekst/kleuren`) read and write too.
const COOKIE = "twin-kleuren";
const YEAR = 365 * 24 * 3600;

export type Scheme = "day" | "evening";

/** What the cookies of the page say was chosen; null where nothing was. */
export function chosenIn(cookies: string): Scheme | null {
  const value = cookies.split("; ").find((one) => one.startsWith(`${COOKIE}=`))?.split("=")[1];
  return value === "dag" ? "day" : value === "avond" ? "evening" : null;
}

/** What is on the screen now. */
export const scheme = (): Scheme => chosenIn(document.cookie) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "evening" : "day");

/** Gives the page the colours that were chosen. */
export function applyScheme(): void {
  const chosen = chosenIn(document.cookie);
  if (chosen) document.documentElement.dataset["scheme"] = chosen;
}

/** The other colours, from now on in this browser. */
export function otherScheme(): void {
  document.cookie = `${COOKIE}=${scheme() === "day" ? "avond" : "dag"}; path=/; max-age=${YEAR}; samesite=lax`;
  applyScheme();
}

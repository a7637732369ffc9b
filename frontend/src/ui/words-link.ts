// The way to the pages in words, which the API makes; they work without JavaScript.
import type { Language } from "../format";
import type { Span } from "../series";

export const inWords = (language: Language, page: string): string => `/tekst/${page}${language === "en" ? "?taal=en" : ""}`;

/** The page with all that a sensor measured, over the period that charts look back. */
export function meterPage({ language, span }: { language: Language; span: Span }, thing: string): string {
  const query = new URLSearchParams({ ...(span === "week" ? {} : { periode: span === "day" ? "dag" : "jaar" }), ...(language === "en" ? { taal: "en" } : {}) });
  return `/meter/${encodeURIComponent(thing)}${query.size ? `?${query}` : ""}`;
}

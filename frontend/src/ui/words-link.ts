// The way to the pages in words, which the API makes; they work without JavaScript.
import type { Language } from "../format";

export const inWords = (language: Language, page: string): string => `/tekst/${page}${language === "en" ? "?taal=en" : ""}`;

// The words of drawing in the language of the reader.
import type { Language } from "../format";
import { en } from "./en";
import { nl } from "./nl";

export type DrawWords = typeof nl;
export const words = (language: Language): DrawWords => (language === "en" ? en : nl);

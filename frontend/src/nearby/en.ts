// The words of 'What is here?' in English.
import type { NearbyWords } from "./nl";

export const en: NearbyWords = {
  title: "What is here?",
  middle: "This is around the middle of the map. The nearest comes first.",
  chosen: "This is around what you chose. The nearest comes first.",
  list: "From near to farther",
  look: "Look around the middle of the map",
  around: (what: string) => `What is around ${what}?`,
  loading: "We are looking what is here…",
  away: "The twin cannot be reached now. Try again in a moment.",
  gone: "This plan is no longer there. Choose another one, or look without a plan.",
  retry: "Try again",
  inWords: "This list as a plain page",
  shortcut: "Are you on the map? Then the key W opens this list.",
};

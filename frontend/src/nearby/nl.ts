// The words of 'Wat is hier?' in Dutch (B1). `en.ts` has the same keys, or it does not compile.
export const nl = {
  title: "Wat is hier?",
  middle: "Dit is om het midden van de kaart. Het dichtste staat vooraan.",
  chosen: "Dit is om wat u koos. Het dichtste staat vooraan.",
  list: "Van dichtbij naar verder weg",
  look: "Kijk om het midden van de kaart",
  around: (what: string) => `Wat is er om ${what}?`,
  loading: "We kijken wat hier is…",
  away: "De tweeling is nu niet te bereiken. Probeer het zo weer.",
  gone: "Dit plan is er niet meer. Kies een ander plan, of kijk zonder plan.",
  retry: "Probeer opnieuw",
  inWords: "Deze lijst als gewone pagina",
  shortcut: "Staat u op de kaart? Dan opent de toets W deze lijst.",
};

export type NearbyWords = typeof nl;

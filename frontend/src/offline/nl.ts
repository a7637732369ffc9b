// Dutch of working without network (B1).
export const nl = {
  kept: (time: string) => `Geen verbinding. U ziet gegevens van ${time} uur.`,
  keptOn: (day: string, time: string) => `Geen verbinding. U ziet gegevens van ${day}, ${time} uur.`,
  back: "De verbinding is terug.",
  refresh: "Toon de nieuwste gegevens",
};

// The address under which phones on the network open the residents' view.
import { remote } from "../data";
import type { Language } from "../format";
import { fetchNetwork } from "./data";

/** Whether only this machine can open an address of `host`. */
export const onlyHere = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\./.test(host);

/** Where phones find this twin: as this page was opened, or as the twin knows it; null where they cannot. */
export async function reachable(): Promise<{ open: boolean; addresses: string[] }> {
  if (!onlyHere(location.hostname)) return { open: true, addresses: [location.origin] };
  const network = await remote(fetchNetwork());
  return network.is === "here" ? network.value : { open: false, addresses: [] };
}

export const residentsAt = (base: string, area: string, language: Language): string => `${base}/verken?gebied=${encodeURIComponent(area)}${language === "en" ? "&taal=en" : ""}`;
const CHOSEN = "twin:avond-adres";

/** The planner's choice among several networks, in this browser. */
export function chosenOf(addresses: readonly string[]): string | null {
  const chosen = localStorage.getItem(CHOSEN);
  return chosen && addresses.includes(chosen) ? chosen : (addresses[0] ?? null);
}

export const choose = (address: string): void => localStorage.setItem(CHOSEN, address);

/** The residents' view for phones; null where none can open it. */
export async function residentsAddress(area: string, language: Language): Promise<string | null> {
  const base = chosenOf((await reachable()).addresses);
  return base && residentsAt(base, area, language);
}

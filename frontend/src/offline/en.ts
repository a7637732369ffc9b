import type { nl } from "./nl";

export const en: typeof nl = {
  kept: (time) => `No connection. You see data of ${time}.`,
  keptOn: (day, time) => `No connection. You see data of ${day}, ${time}.`,
  back: "The connection is back.",
  refresh: "Show the newest data",
};

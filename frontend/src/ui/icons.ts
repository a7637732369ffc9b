// The drawings on buttons, as lines in a 24 × 24 box.
import { type TemplateResult, html, svg } from "lit";

const PATHS = {
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  legend: "M12 4 3.5 8.5 12 13l8.5-4.5zM4 13l8 4.5 8-4.5M4 16.8l8 4.2 8-4.2",
  plan: "M4 20V9l6-4v15M10 20h10V11l-10-3M13.500 14.500h3M13.500 17.500h3M3 20h18",
  compare: "M12 3v18M9 7 4 12l5 5M15 7l5 5-5 5",
  share: "M12 15V4M8 7.500 12 3.500l4 4M5 12v7.500h14V12",
  stop: "M7 7h10v10H7z",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  tilt: "M12 4 4 8l8 4 8-4zM4 8v8l8 4 8-4V8M12 12v8",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8.5 6v12M15.5 6v12",
  sun: "M12 8a4 4 0 1 0 .01 0M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M19 14.5A8 8 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  globe: "M12 3.5a8.5 8.5 0 1 0 .01 0M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.5s-1.2 6.1-3.8 8.5c-2.6-2.4-3.8-5.2-3.8-8.5S9.4 5.900 12 3.500",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4M12 3v2",
  replay: "M4 12a8 8 0 1 0 2.6-5.900M4 4v4.500h4.500M12 8v4.500l3 2",
  stepBack: "M17 6.500v11L9 12zM7 6.500v11",
  stepOn: "M7 6.500v11L15 12zM17 6.500v11",
  check: "M4.5 12.5l5 5L20 7",
  more: "M6 15l6-6 6 6",
  here: "M12 3v3M12 18v3M3 12h3M18 12h3M12 7a5 5 0 1 0 .01 0M12 12h.01",
  north: "M12 3l4.5 17L12 16.500 7.500 20z",
};

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): TemplateResult => line(PATHS[name]);

export const line = (path: string, kind = "icon"): TemplateResult =>
  html`<svg class=${kind} viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;

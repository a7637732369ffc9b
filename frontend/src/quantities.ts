// How each observed property looks: one colour and one shape. Names and units come from the API.
// The colours keep their distance for colour-blind eyes, and never speak without the shape.
import type { Datastream, Thing } from "./data";

export interface Appearance {
  rgb: [number, number, number];
  /** SVG path in a 24 × 24 box, drawn as a line. */
  path: string;
}

const AIR: Appearance["rgb"] = [109, 76, 143];
const WARMTH: Appearance["rgb"] = [193, 75, 26];
const WATER: Appearance["rgb"] = [22, 104, 160];
const SKY: Appearance["rgb"] = [43, 122, 120];
const SOUND: Appearance["rgb"] = [166, 45, 92];
const STREET: Appearance["rgb"] = [61, 79, 97];
const POWER: Appearance["rgb"] = [138, 102, 0];
const WASTE: Appearance["rgb"] = [76, 112, 50];

const LOOKS: Record<string, Appearance> = {
  pm25: { rgb: AIR, path: "M6 8h.01M11 6h.01M16 9h.01M8 13h.01M13 12h.01M18 14h.01M6 18h.01M11 17h.01M15 19h.01" },
  pm10: { rgb: AIR, path: "M7 8a2 2 0 1 0 .01 0M16 6a2 2 0 1 0 .01 0M15 15a2.5 2.5 0 1 0 .01 0M6 17a1.5 1.5 0 1 0 .01 0" },
  no2: { rgb: AIR, path: "M7 18h10a4 4 0 0 0 .6-7.95A6 6 0 0 0 6.2 11.1 3.5 3.5 0 0 0 7 18z" },
  temperature: { rgb: WARMTH, path: "M12 14V5a2 2 0 1 0-4 0v9a4 4 0 1 0 4 0zM10 9v8M16 6h3M16 10h3" },
  humidity: { rgb: WATER, path: "M12 4c3.2 4 5.5 6.6 5.5 9.7a5.5 5.5 0 0 1-11 0C6.5 10.6 8.8 8 12 4z" },
  pressure: { rgb: SKY, path: "M5 17a8 8 0 1 1 14 0M12 14l3.5-5" },
  wind_speed: { rgb: SKY, path: "M4 9h10a2.5 2.5 0 1 0-2.4-3.2M4 13h14a2.5 2.5 0 1 1-2.4 3.2M4 17h7" },
  solar_radiation: { rgb: POWER, path: "M12 8.5a3.5 3.5 0 1 0 .01 0M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4" },
  precipitation: { rgb: WATER, path: "M7 13a3.5 3.5 0 0 1-.8-6.9A6 6 0 0 1 17.6 6.5 3.3 3.3 0 0 1 17 13M8 17l-1 3M12.5 16l-1 3M17 17l-1 3" },
  noise_level: { rgb: SOUND, path: "M4 10v4h3l4 4V6L7 10zM15 9a4 4 0 0 1 0 6M17.5 6.5a8 8 0 0 1 0 11" },
  groundwater_level: { rgb: WATER, path: "M12 3v9M9 9l3 3 3-3M4 16c2-1.5 3.3-1.5 5.3 0s3.3 1.5 5.4 0 3.3-1.5 5.3 0M4 20c2-1.5 3.3-1.5 5.3 0s3.3 1.5 5.4 0 3.3-1.5 5.3 0" },
  vehicle_count: { rgb: STREET, path: "M5 16v-4l2-5h10l2 5v4zM5 12h14M7.5 16v2M16.5 16v2" },
  people_count: { rgb: STREET, path: "M12 4a2 2 0 1 0 .01 0M12 9v6M9 12l3-3 3 3M12 15l-2.5 5M12 15l2.5 5" },
  parking_occupied: { rgb: STREET, path: "M8 20V4h5.5a4.5 4.5 0 0 1 0 9H8" },
  energy: { rgb: POWER, path: "M13 3 6 13h5l-1 8 8-11h-5.5z" },
  bin_level: { rgb: WASTE, path: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5" },
};

const OTHER: Appearance = { rgb: STREET, path: "M12 12h.01M12 5a7 7 0 1 0 .01 0" };

export const appearance = (quantity: string): Appearance => LOOKS[quantity] ?? OTHER;

export const cssColor = (quantity: string): string => `rgb(${appearance(quantity).rgb.join(" ")})`;

const ORDER = new Map(Object.keys(LOOKS).map((quantity, place) => [quantity, place]));

/** The datastream that stands for a thing on the map: the asked quantity, or its first. */
export function shown(thing: Thing, quantity: string | null): Datastream | null {
  const rank = (stream: Datastream) => ORDER.get(stream.quantity) ?? ORDER.size;
  const fitting = thing.datastreams.filter((stream) => quantity === null || stream.quantity === quantity);
  return fitting.sort((a, b) => rank(a) - rank(b) || trust(a) - trust(b))[0] ?? null;
}

/** Of two series of one quantity a calibrated one that measured goes before a raw one. */
export const trust = (stream: Datastream): number => (stream.variant === "calibrated" && stream.latest ? 0 : 1);

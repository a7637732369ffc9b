// What the page is drawn from: UI state, server data, and what a reader can do. No logic.
import type { AreaRow, BuildingFacts, Remote, Scene, Thing } from "../data";
import type { Words } from "../nl";
import type { Flag, Passport, Series } from "../series";
import type { Moment, UiState } from "../state";
import type { SunPosition, SunRow } from "../sun";

export interface Loading {
  done: number;
  total: number;
  failed: string[];
}

export interface Model {
  state: UiState;
  w: Words;
  /** Milliseconds. */
  now: number;
  areas: Remote<AreaRow[]>;
  /** Asked for in the address and not known; null when all is well. */
  unknownArea: string | null;
  scene: Remote<Scene>;
  loading: Loading;
  webgl: boolean;
  things: Remote<Thing[]>;
  building: Remote<BuildingFacts>;
  series: ReadonlyMap<number, Remote<Series>>;
  /** Passports by datastream. */
  passports: ReadonlyMap<number, Remote<Passport>>;
  /** Words for what quality control notices, by name. */
  flags: ReadonlyMap<string, Flag>;
  sun: Remote<SunRow[]>;
  position: SunPosition | null;
  date: string;
  minutes: number;
  liveLost: boolean;
  bearing: number;
}

export interface Actions {
  set(patch: Partial<UiState>): void;
  /** Another day or time, keeping the other. */
  choose(part: Partial<Moment>): void;
  /** Plays the day off, or stops. */
  play(): void;
  chooseSensor(id: string): void;
  goTo(thing: Thing): void;
  chooseArea(id: string): void;
  retry(): void;
  zoom(step: number): void;
  north(): void;
  tilt(): void;
  home(): void;
}

// What the page is drawn from: UI state, server data, and what a reader can do. No logic.
import type { AlertPage } from "../alerting";
import type { AlertViews } from "../alerts";
import type { AlertDesk } from "../alerts/desk";
import type { CompareViews } from "../compare";
import type { CompareDesk } from "../compare/desk";
import type { AreaRow, BuildingFacts, Remote, Scene, Thing } from "../data";
import { words } from "../format";
import type { NearbyViews } from "../nearby";
import type { NearbyDesk } from "../nearby/desk";
import type { Words } from "../nl";
import type { PlaybackViews } from "../playback";
import type { PlaybackDesk } from "../playback/desk";
import type { Desk } from "../plans/desk";
import type { PlanViews } from "../plans";
import type { ShareViews } from "../share";
import type { ShareDesk } from "../share/desk";
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
  /** Plans and how they are shown, once that is loaded; what it knows changes with every picture of the page. */
  plans: { desk: Desk; views: PlanViews } | null;
  /** What compares plans, likewise. */
  compare: { desk: CompareDesk; views: CompareViews } | null;
  /** What saves and shares, likewise. */
  share: { desk: ShareDesk; views: ShareViews } | null;
  /** What tells what is around a place, likewise. */
  nearby: { desk: NearbyDesk; views: NearbyViews } | null;
  /** What plays back, likewise. */
  playback: { desk: PlaybackDesk; views: PlaybackViews } | null;
  alerts: Remote<AlertPage>;
  /** Names of the alerts that are on, by thing. */
  ringing: ReadonlyMap<string, readonly string[]>;
  /** The panel of alerts, likewise. */
  alerting: { desk: AlertDesk; views: AlertViews } | null;
  /** The plan in the address that does not exist, or is no longer to be seen; null when all is well. */
  unknownPlan: string | null;
  /** The scene of the chosen plan does not come. */
  planAway: boolean;
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
  /** Shows a plan, or the area without one. */
  choosePlan(id: string | null): void;
  retry(): void;
  zoom(step: number): void;
  north(): void;
  tilt(): void;
  home(): void;
}

/** Before anything is known; `clock` is the real time, for who follows it. */
export function firstModel(state: UiState, clock: Moment): Model {
  const { date, minutes } = state.moment ?? clock;
  return {
    state,
    w: words(state.language),
    now: Date.now(),
    areas: waiting,
    unknownArea: null,
    scene: waiting,
    loading: { done: 0, total: 0, failed: [] },
    webgl: true,
    things: waiting,
    building: waiting,
    series: new Map(),
    passports: new Map(),
    flags: new Map(),
    sun: waiting,
    position: null,
    date,
    minutes,
    plans: null,
    compare: null,
    share: null,
    nearby: null,
    playback: null,
    alerts: waiting,
    ringing: new Map(),
    alerting: null,
    unknownPlan: null,
    planAway: false,
    liveLost: false,
    bearing: 0,
  };
}

const waiting = { is: "waiting" } as const;

// UI state: what this reader is looking at. It is mirrored in the address, so a view can be shared.
// Never server data; that is in `data.ts`.
import type { Language } from "./format";
import type { Span } from "./series";

export interface Camera {
  longitude: number;
  latitude: number;
  zoom: number;
  pitch: number;
  bearing: number;
}
export interface Selection {
  kind: "building" | "sensor";
  id: string;
}
/** A moment on the clock of the area; null follows the real one. */
export interface Moment {
  /** YYYY-MM-DD */
  date: string;
  minutes: number;
}
/** What is played back around the moment: its day, or the week that is in. */
export type Playback = "day" | "week";
/** A line to drag, two maps beside each other, or the colours of the difference. */
export type Compare = "swipe" | "side" | "difference";
/** What the area as it is, is called where plans are compared. */
export const NOW = "nu";
const MIDDLE = 50;

export interface UiState {
  area: string | null;
  language: Language;
  moment: Moment | null;
  /** Whether sensors show what they measured at the moment; null: what they measure now. */
  playback: Playback | null;
  camera: Camera | null;
  selection: Selection | null;
  /** Quantity shown on the marks; null shows the first of each sensor. */
  quantity: string | null;
  panel: "sensors" | "legend" | "plans" | "compare" | "share" | "here" | "alerts" | null;
  /** Id of the chosen plan. */
  plan: string | null;
  /** Whether the area is shown as it is, though a plan is chosen. */
  asItIs: boolean;
  /** What a plan does, drawn over the map: indicator and layer, such as `sun-facades:worst`. */
  outcome: string | null;
  /** What the chosen plan is compared with: id of another plan, or `NOW`. */
  other: string | null;
  /** How the two are shown on the map; null shows the chosen plan alone. */
  compare: Compare | null;
  /** Where the swipe line stands, in per cent of the map. */
  divide: number;
  /** How far charts look back. */
  span: Span;
  /** Only while this page is open: */
  playing: boolean;
  hover: Selection | null;
}

export const initialState: UiState = {
  area: null,
  language: "nl",
  moment: null,
  playback: null,
  camera: null,
  selection: null,
  quantity: null,
  panel: null,
  plan: null,
  asItIs: false,
  outcome: null,
  other: null,
  compare: null,
  divide: MIDDLE,
  span: "day",
  playing: false,
  hover: null,
};

const KINDS: Record<string, Selection["kind"]> = { gebouw: "building", sensor: "sensor" };
const PANELS: Record<string, UiState["panel"]> = { sensoren: "sensors", legenda: "legend", plannen: "plans", vergelijken: "compare", delen: "share", hier: "here", meldingen: "alerts" };
const COMPARISONS: Record<string, Compare> = { schuif: "swipe", naast: "side", verschil: "difference" };
const PLAYBACKS: Record<string, Playback> = { dag: "day", week: "week" };
const PERIODS: Record<string, Span> = { week: "week", jaar: "year" };
const nameOf = <T>(names: Record<string, T>, value: T): string | undefined => Object.keys(names).find((name) => names[name] === value);

/** The state in a query string; what cannot be read is as if it were absent. */
export function fromUrl(search: string): UiState {
  const query = new URLSearchParams(search);
  const [kind, ...id] = (query.get("keuze") ?? "").split(":");
  const selected = KINDS[kind ?? ""];
  const moment = readMoment(query.get("moment"));
  return {
    ...initialState,
    area: query.get("gebied") || null,
    language: query.get("taal") === "en" ? "en" : "nl",
    moment,
    playback: (moment && PLAYBACKS[query.get("terug") ?? ""]) || null,
    camera: readCamera(query.get("beeld")),
    selection: selected && id.length ? { kind: selected, id: id.join(":") } : null,
    quantity: query.get("meting") || null,
    panel: PANELS[query.get("paneel") ?? ""] ?? null,
    plan: query.get("plan") || null,
    asItIs: query.has("plan") && query.get("toon") === "nu",
    outcome: (query.has("plan") && query.get("uitkomst")) || null,
    ...readComparison(query),
    span: PERIODS[query.get("periode") ?? ""] ?? "day",
  };
}

/** The query string of a state; defaults are left out. */
export function toUrl(state: UiState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null | undefined) => value && query.set(name, value);
  put("gebied", state.area);
  put("taal", state.language === "en" ? "en" : null);
  put("moment", state.moment && `${state.moment.date}T${two(state.moment.minutes / 60)}:${two(state.moment.minutes % 60)}`);
  put("terug", state.moment && nameOf(PLAYBACKS, state.playback));
  put("beeld", state.camera && writeCamera(state.camera));
  put("keuze", state.selection && `${nameOf(KINDS, state.selection.kind)}:${state.selection.id}`);
  put("meting", state.quantity);
  put("periode", nameOf(PERIODS, state.span));
  put("plan", state.plan);
  put("toon", state.plan && state.asItIs ? "nu" : null);
  put("uitkomst", state.plan && state.outcome);
  put("b", state.plan && state.other);
  put("vergelijk", state.plan && state.other && state.compare && nameOf(COMPARISONS, state.compare));
  put("lijn", state.compare === "swipe" && state.divide !== MIDDLE ? String(Math.round(state.divide)) : null);
  put("paneel", state.panel && nameOf(PANELS, state.panel));
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

function readComparison(query: URLSearchParams): Pick<UiState, "other" | "compare" | "divide"> {
  const [plan, b, line] = [query.get("plan"), query.get("b"), Number(query.get("lijn") || MIDDLE)];
  const other = plan && b !== plan ? b || null : null;
  const compare = (other && COMPARISONS[query.get("vergelijk") ?? ""]) || null;
  return { other, compare, divide: compare === "swipe" && line >= 0 && line <= 100 ? line : MIDDLE };
}

function readMoment(text: string | null): Moment | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/.exec(text ?? "");
  if (!match?.[1] || Number.isNaN(Date.parse(`${match[1]}T12:00:00Z`))) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return Number(match[3]) < 60 && minutes < 1440 ? { date: match[1], minutes } : null;
}

function readCamera(text: string | null): Camera | null {
  const [longitude, latitude, zoom, pitch, bearing, ...rest] = (text ?? "").split(",").map((part) => (part === "" ? NaN : Number(part)));
  if (rest.length || [longitude, latitude, zoom, pitch, bearing].some((value) => value === undefined || !Number.isFinite(value))) return null;
  const camera = { longitude, latitude, zoom, pitch, bearing } as Camera;
  const possible = Math.abs(camera.longitude) <= 180 && Math.abs(camera.latitude) <= 85 && camera.zoom >= 0 && camera.zoom <= 24 && camera.pitch >= 0 && camera.pitch <= 85;
  return possible ? camera : null;
}

function writeCamera({ longitude, latitude, zoom, pitch, bearing }: Camera): string {
  return [longitude.toFixed(6), latitude.toFixed(6), zoom.toFixed(2), pitch.toFixed(0), bearing.toFixed(0)].map(Number).join();
}

export type Listener = (state: UiState, before: UiState) => void;

/** Holds the UI state, tells listeners what changed. */
export class Store {
  private listeners: Listener[] = [];
  constructor(private current: UiState) {}

  get state(): UiState {
    return this.current;
  }

  set(patch: Partial<UiState>): void {
    const before = this.current;
    const changed = (Object.keys(patch) as (keyof UiState)[]).some((key) => patch[key] !== before[key]);
    if (!changed) return;
    this.current = { ...before, ...patch };
    for (const listener of this.listeners) listener(this.current, before);
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }
}

// What the console is drawn from, and what a planner can do in it. No logic.
import type { AreaRow, Remote, Thing } from "../data";
import type { Language } from "../format";
import type { Indicator, Outcome, PlanRow } from "../plans/data";
import type { AvondWords } from "./nl";
import type { Evening, EveningPage, Network, SavedView, Show, Slide, Told, ViewSlide } from "./data";

/** What became of what was typed. */
export type Saving = { is: "saved" } | { is: "unsaved" } | { is: "saving" } | { is: "refused"; why: string } | { is: "conflict" } | { is: "away" };

export interface Draft {
  title: string;
  slides: Slide[];
}

export interface Model {
  language: Language;
  c: AvondWords;
  areas: Remote<AreaRow[]>;
  area: string | null;
  page: Remote<EveningPage>;
  /** As the twin has it. */
  evening: Evening | null;
  /** As it is typed. */
  draft: Draft | null;
  saving: Saving;
  /** Id of the slide in the form. */
  chosen: string | null;
  /** The slide that was taken away last, and from where. */
  taken: { slide: Slide; place: number } | null;
  told: Told | null;
  views: SavedView[];
  plans: PlanRow[];
  indicators: Indicator[];
  /** Newest results by plan; '' is the area as it is. */
  outcomes: ReadonlyMap<string, Outcome[]>;
  things: Thing[];
  network: Network | null;
  /** Base of the residents' address that the planner chose. */
  base: string | null;
  show: Show | null;
  code: string | null;
  showLost: boolean;
  /** What a screen reader is told. */
  said: string;
  /** What went wrong with what was asked for last; '' when nothing did. */
  trouble: string;
  keyWrong: boolean;
  addressWrong: boolean;
  nameMissing: boolean;
  removing: boolean;
  /** Id of the slide that is dragged. */
  dragged: string | null;
  bright: boolean;
  /** Whether the words of the chosen slide had to shrink to fit. */
  crowded: boolean;
}

export interface Actions {
  retry(): void;
  useKey(key: string): void;
  chooseArea(id: string): void;
  chooseEvening(id: number | null): void;
  make(title: string): void;
  remove(sure: boolean | null): void;
  rename(title: string): void;
  settle(mine: boolean): void;
  choose(id: string): void;
  change(id: string, patch: Partial<ViewSlide>): void;
  move(id: string, to: number, told?: boolean): void;
  drag(id: string | null): void;
  take(id: string): void;
  putBack(): void;
  addView(view: SavedView): void;
  addAddress(text: string): boolean;
  addWhole(): void;
  addInvite(): void;
  wantOutcomes(plan: string | null): void;
  open(): void;
  close(): void;
  place(patch: Partial<Pick<Show, "slide" | "black" | "frozen">>): void;
  chooseAddress(base: string): void;
  brighten(bright: boolean): void;
}

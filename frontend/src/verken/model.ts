// All that a screen of the resident's view is drawn from, and what its buttons do.
import type { Remote } from "../data";
import type { Addresses, AreaRow, Home, Homes, Plan } from "./api";
import type { Words } from "./nl";
import type { Picking } from "./picking";
import type { Speaker } from "./speech";
import type { Step, VerkenState } from "./state";
import type { Walking } from "./walking";

/** What somebody looks for, as long as this page is open; it is in no address. */
export interface Search {
  typed: string;
  busy: boolean;
  found: Addresses | null;
  away: boolean;
}

/** How the picture stands: how far the plan is uncovered, and the moment of the sun. */
export interface PictureState {
  /** 0: as it is; 100: with the plan. */
  wipe: number;
  day: string;
  hour: number;
  failed: boolean;
}

export interface Model {
  w: Words;
  state: VerkenState;
  areas: Remote<AreaRow[]>;
  plans: Remote<Plan[]>;
  homes: Remote<Homes>;
  home: Remote<Home>;
  /** When the answers came (milliseconds), where the newest could not be had. */
  stale: number | null;
  search: Search;
  /** The address that was chosen; only in this page. */
  chosen: string | null;
  picture: PictureState;
  picking: Picking;
  walking: Walking;
  speaker: Speaker;
}

export interface Actions {
  go(step: Step): void;
  set(patch: Partial<VerkenState>): void;
  search(typed: string): void;
  choose(building: string, label: string | null): void;
  picture(patch: Partial<PictureState>): void;
  retry(): void;
  draw(): void;
}

/** What people call a home: what they chose, else its address, else words. */
export function nameOf({ chosen, home, w }: Pick<Model, "chosen" | "home" | "w">): string {
  return chosen ?? (home.is === "here" ? home.value.address : null) ?? w.question.yourHome;
}

/** Hours by the clock at which the API draws shadow, by day. */
export const HOURS: Record<string, [number, number]> = { "0321": [8, 18], "0621": [7, 21], "1222": [9, 16] };

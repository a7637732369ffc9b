// Slides in their order, as the console changes them. Pure.
import { NOW, fromUrl } from "../state";
import type { InviteSlide, Slide, ViewSlide } from "./data";

/** Letters that fit on the screen. */
export const LONGEST = { title: 60, sentence: 140 };
export const MOST_SENSORS = 3;

/** `slides` with the one at `from` at `to`; both from 0, `to` within the list. */
export function reordered<T>(slides: readonly T[], from: number, to: number): T[] {
  const rest = [...slides];
  const [taken] = rest.splice(from, 1);
  if (taken !== undefined) rest.splice(Math.min(Math.max(to, 0), rest.length), 0, taken);
  return rest;
}

/** An id that no slide of `slides` has. */
export function freshId(slides: readonly Slide[]): string {
  const taken = new Set(slides.map(({ id }) => id));
  let number = slides.length + 1;
  while (taken.has(`s${number}`)) number++;
  return `s${number}`;
}

/** A view as a slide; one that compares becomes two pictures. */
export function viewSlide(id: string, name: string, description: string, state: string): ViewSlide {
  const { other, compare } = fromUrl(`?${state}`);
  const way = other === null ? "one" : compare === "swipe" ? "swipe" : "beside";
  return { kind: "view", id, title: cut(name, LONGEST.title), sentence: cut(description, LONGEST.sentence), state, way, other: other === NOW ? null : other, number: null, sensors: [] };
}

export const inviteSlide = (id: string, title: string, sentence: string): InviteSlide => ({ kind: "invite", id, title, sentence });

/** The state in an address of the map that somebody pasted; null when it is none of `area`. */
export function stateIn(text: string, area: string): string | null {
  const [, query = ""] = /\?([^#]*)/.exec(text.trim()) ?? [];
  const asked = new URLSearchParams(query);
  if (asked.get("gebied") !== area) return null;
  asked.delete("paneel");
  return written(asked);
}

/** `state` with another plan, or none. */
export function withPlan(state: string, plan: string | null): string {
  const asked = new URLSearchParams(state);
  for (const name of ["plan", "toon", ...(plan ? [] : ["uitkomst", "b", "vergelijk"])]) asked.delete(name);
  if (plan) asked.set("plan", plan);
  return written(asked);
}

/** The plan that a slide shows; null for the area as it is. */
export const planOf = (state: string): string | null => {
  const { plan, asItIs } = fromUrl(`?${state}`);
  return asItIs ? null : plan;
};

export const isView = (slide: Slide): slide is ViewSlide => slide.kind === "view";
/** Whether this Twin can show a slide; others belong to a newer one. */
export const isShown = (slide: Slide): slide is ViewSlide | InviteSlide => slide.kind === "view" || slide.kind === "invite";

const written = (asked: URLSearchParams): string => asked.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("+", "%20");
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);

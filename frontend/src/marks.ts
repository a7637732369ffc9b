// The live marks over the map: value, unit and age of every sensor that has room around it.
// They are HTML buttons, so they are sharp on every screen and reachable by keyboard; the rest of the
// sensors are dots in the map itself (`layers.ts`).
import { type Thing } from "./data";
import { newest, newestAge } from "./format";
import { appearance, cssColor, shown } from "./quantities";
import type { Selection } from "./state";
import type { Model } from "./ui/model";

/** What of the page is told on a mark; all of it may be that of a moment that is played back. */
export type Told = Pick<Model, "w" | "state" | "now" | "flags" | "ringing">;

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels between two marks. */
const ROOM = 6;
/** Pixels between a place and the mark above it. */
const STEM = 18;
/** How long the map rests before marks are put in the order of the keyboard, milliseconds. */
const REST = 300;

/**
 * Which boxes can be shown without covering another or what is `taken`: `first` always, then those in `kept` (so that marks
 * do not flicker while the camera moves), then the rest in the order given.
 */
export function spread(boxes: readonly Box[], first: string | null, kept: ReadonlySet<string>, taken: readonly Omit<Box, "id">[] = []): Set<string> {
  const rank = (box: Box) => (box.id === first ? 0 : kept.has(box.id) ? 1 : 2);
  const placed: Omit<Box, "id">[] = [...taken];
  const shown = new Set<string>();
  for (const box of [...boxes].sort((a, b) => rank(a) - rank(b))) {
    const free = placed.every(
      (other) =>
        Math.abs(box.x - other.x) > (box.width + other.width) / 2 + ROOM || Math.abs(box.y - other.y) > (box.height + other.height) / 2 + ROOM,
    );
    if (!free && box.id !== first) continue;
    placed.push(box);
    shown.add(box.id);
  }
  return shown;
}

/** The ids of boxes, the one nearest to a place on the screen first. */
export function nearestFirst(boxes: readonly Box[], x: number, y: number): string[] {
  const far = (box: Box) => Math.hypot(box.x - x, box.y - y);
  return [...boxes].sort((a, b) => far(a) - far(b)).map(({ id }) => id);
}

interface Mark {
  button: HTMLButtonElement;
  icon: SVGPathElement;
  value: HTMLElement;
  unit: HTMLElement;
  age: HTMLElement;
  position: [number, number, number];
  written: string;
  measured: string;
  size: { width: number; height: number } | null;
}

export class Marks {
  private marks = new Map<string, Mark>();
  private visible = new Set<string>();
  private selection: Selection | null = null;
  private resting = 0;
  private last: readonly unknown[] = [];

  constructor(
    private root: HTMLElement,
    private choose: (id: string) => void,
  ) {}

  /** The letters have another width by now: all are measured and placed as if for the first time. */
  anew(): void {
    for (const mark of this.marks.values()) mark.size = null;
    this.visible.clear();
  }

  /** New values, another language or another quantity. Most pictures of the page change nothing of that, and cost nothing. */
  write(things: readonly Thing[], told: Told): void {
    const { state, now } = told;
    const chosen = state.selection?.kind === "sensor" ? state.selection.id : null;
    const inputs = [things, told.flags, told.ringing, state.language, state.quantity, state.playback, chosen, told.w.noValueYet, Math.floor(now / 1000)];
    if (inputs.every((input, place) => input === this.last[place])) return;
    this.last = inputs;
    this.selection = state.selection;
    this.root.classList.toggle("marks--past", state.playback !== null);
    const wanted = new Set<string>();
    for (const thing of things) {
      const stream = shown(thing, state.quantity);
      const { position } = thing;
      if (!stream || !position) continue;
      wanted.add(thing.id);
      const mark = this.marks.get(thing.id) ?? this.make(thing.id);
      mark.position = position;
      this.fill(mark, thing, stream, told);
      mark.button.classList.toggle("mark--chosen", chosen === thing.id);
    }
    for (const [id, mark] of this.marks)
      if (!wanted.has(id)) {
        mark.button.remove();
        this.marks.delete(id);
      }
  }

  /** Puts every mark at its place on a screen of `width` × `height` pixels, and hides those without room. */
  arrange(project: (place: [number, number, number]) => [number, number], width: number, height: number, taken: readonly DOMRect[]): void {
    const seen: [Mark, string, number, number][] = [];
    for (const [id, mark] of this.marks) {
      const [x, y] = project(mark.position);
      if (x >= -80 && y >= 0 && x <= width + 80 && y <= height + 60) seen.push([mark, id, x, y]);
    }
    measure(seen.flatMap(([mark]) => (mark.size ? [] : [mark])));
    const boxes: Box[] = seen.map(([{ size }, id, x, y]) => ({ id, x, y: y - STEM - (size?.height ?? 0) / 2, width: size?.width ?? 0, height: size?.height ?? 0 }));
    const chosen = this.selection?.kind === "sensor" ? this.selection.id : null;
    this.visible = spread(boxes, chosen, this.visible, taken.map(centred));
    const at = new Map(boxes.map((box) => [box.id, box]));
    for (const [id, mark] of this.marks) {
      const box = this.visible.has(id) ? at.get(id) : undefined;
      mark.button.hidden = !box;
      if (box) mark.button.style.transform = `translate(${(box.x - box.width / 2).toFixed(1)}px, ${(box.y - box.height / 2).toFixed(1)}px)`;
    }
    window.clearTimeout(this.resting);
    const order = nearestFirst(boxes.filter(({ id }) => this.visible.has(id)), width / 2, height / 2);
    this.resting = window.setTimeout(() => this.order(order), REST);
  }

  /** Lets keyboard and screen reader meet marks from the middle of the map outwards; not while one of them has the focus. */
  private order(ids: readonly string[]): void {
    if (this.root.contains(document.activeElement)) return;
    const buttons = ids.flatMap((id) => this.marks.get(id)?.button ?? []);
    const now = [...this.root.children].filter((child) => buttons.includes(child as HTMLButtonElement));
    if (buttons.some((button, place) => now[place] !== button)) this.root.append(...buttons);
  }

  private fill(mark: Mark, thing: Thing, stream: NonNullable<ReturnType<typeof shown>>, { w, state, now, flags, ringing }: Told): void {
    const { language, playback } = state;
    const { latest } = stream;
    const since = newestAge(w, stream, now);
    const alerts = ringing.get(thing.id) ?? [];
    const noticed = (latest?.flags ?? []).flatMap((name) => flags.get(name)?.label[language].toLowerCase() ?? []);
    const age = since ? since.text : w.noValueYet;
    const flag = noticed.length > 1 ? `${noticed[0]} +${noticed.length - 1}` : noticed[0];
    // The bar under the map tells which hour is played back, for all marks at once.
    const short = [alerts.length > 0 && w.alertShort, !(playback && since) && age, flag, since?.old && w.old, thing.origin !== "real" && w.origin[thing.origin]].filter(Boolean);
    const note = short.join(" · ");
    const value = newest(w, stream);
    // Who listens hears what is to be seen, and after that all of it.
    const said = [note, ...(playback && since ? [age] : []), ...noticed.slice(1), ...(alerts.length ? [w.alertOn(alerts.join(", "))] : [])].join(", ");
    const text = [value, stream.unit_label, note, said, stream.quantity, thing.name, language].join("|");
    if (text === mark.written) return;
    if (text.length !== mark.written.length) mark.size = null;
    mark.written = text;
    mark.value.textContent = value;
    mark.unit.textContent = latest ? stream.unit_label : "";
    mark.age.textContent = note;
    mark.icon.setAttribute("d", appearance(stream.quantity).path);
    mark.button.style.setProperty("--mark", cssColor(stream.quantity));
    mark.button.classList.toggle("mark--old", since === null || since.old);
    mark.button.classList.toggle("mark--flagged", noticed.length > 0);
    mark.button.classList.toggle("mark--alert", alerts.length > 0);
    mark.button.setAttribute("aria-label", `${thing.name}, ${stream.label[language]}: ${value} ${latest ? `${stream.unit_label} ` : ""}${said}`);
    if (!playback && latest && mark.measured && latest.t !== mark.measured) {
      mark.button.classList.remove("mark--new");
      requestAnimationFrame(() => mark.button.classList.add("mark--new"));
    }
    mark.measured = playback ? "" : (latest?.t ?? "");
  }

  private make(id: string): Mark {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mark";
    button.hidden = true;
    button.dataset["thing"] = id;
    button.addEventListener("click", () => this.choose(id));
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "mark__icon");
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.append(icon);
    const part = (name: string) => Object.assign(document.createElement("span"), { className: `mark__${name}` });
    const [figure, value, unit, note] = [part("figure"), part("value"), part("unit"), part("age")];
    figure.append(value, " ", unit); // spaces for who hears it
    const text = part("text");
    text.append(figure, " ", note);
    button.append(svg, text);
    this.root.append(button);
    const mark: Mark = { button, icon, value, unit, age: note, position: [0, 0, 0], written: "", measured: "", size: null };
    this.marks.set(id, mark);
    return mark;
  }
}

const centred = ({ left, top, width, height }: DOMRect) => ({ x: left + width / 2, y: top + height / 2, width, height });

/** The sizes of marks, all in one layout of the page: one by one, two thousand would take seconds. */
function measure(marks: readonly Mark[]): void {
  const hidden = marks.filter(({ button }) => button.hidden);
  for (const { button } of hidden) button.hidden = false;
  for (const mark of marks) mark.size = { width: mark.button.offsetWidth, height: mark.button.offsetHeight };
  for (const { button } of hidden) button.hidden = true;
}

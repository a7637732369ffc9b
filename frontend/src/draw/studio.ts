// A planner at work on one plan: what is drawn, chosen and asked, and how it is kept. Knows no elements of the page.
import type { Overlay } from "../layers";
import { type Remote, type Scene, fetchSun, remote } from "../data";
import type { Map3d } from "../map";
import { JUDGED, type Judgement, type Rgb } from "../plans/scale";
import type { SunRow } from "../sun";
import { type Conflict, meet } from "./conflict";
import { Draft } from "./draft";
import { type Block, type Edit, added, copyOf, freeId, isShaped, ringOf, without } from "./edits";
import { DAY, losing, obstacles } from "./estimate";
import { Ground } from "./ground";
import { type Exact, Live } from "./live";
import { type Changed, Place, meshOf } from "./mesh";
import { Drawn } from "./overlay";
import type { XY } from "./plane";
import { type Answer, type Issue, type Plan, findAddresses, keepEdits } from "./server";
import { EMPTY, MAKING, type Making, type Sketch, type Tool, made, ring } from "./sketch";
import { type Surroundings, fetchSurroundings } from "./surroundings";

const waiting = { is: "waiting" } as const;
/** How homes are drawn that a guess says lose sun. */
const GUESSED: Rgb = [247, 206, 160];

export type Saving = { is: "idle" } | { is: "busy" } | { is: "kept" } | { is: "failed"; answer: Answer<unknown>["is"] };

export interface StudioEvents {
  changed(): void;
  /** Somebody else changed the plan: there is a choice to make. */
  met(): void;
  overlay(overlay: Overlay | null): void;
  map(): Map3d | null;
}

export class Studio {
  draft: Draft;
  readonly live: Live;
  readonly place: Place;
  surroundings: Remote<Surroundings> = waiting;
  tool: Tool = "choose";
  making: Making = MAKING;
  sketch: Sketch = EMPTY;
  /** Number of the edit, and of its part, that is worked on. */
  chosen: number | null = null;
  part = 0;
  /** A building of today that is pointed out. */
  building: string | null = null;
  /** What was looked for, and the addresses that it may be; null when that cannot be told. */
  sought = "";
  found: readonly { address: string; building: string }[] | null = [];
  dragging = false;
  saving: Saving = { is: "idle" };
  conflict: Conflict | null = null;
  /** Which of both is on the map while a conflict is open. */
  showing: "mine" | "theirs" = "mine";
  /** What was left of an earlier visit is shown. */
  resumed = false;
  /** Goes up with everything that guides and handles depend on. */
  version = 0;
  private sun: SunRow[] = [];
  private drawn = new Drawn();
  private frame = 0;

  constructor(
    public plan: Plan,
    edits: readonly Edit[],
    readonly scene: Scene,
    private events: StudioEvents,
  ) {
    this.draft = new Draft({ plan: plan.id, revision: plan.revision, edits }, sessionStorage);
    this.resumed = this.draft.resume();
    const ground = events.map()?.mesh("ground");
    this.place = new Place(scene.rd, scene.reference_height, ground ? new Ground(ground) : null);
    this.live = new Live(scene.area, () => this.redraw());
    void this.learn();
    this.live.ask(this.draft.edits);
    this.redraw();
  }

  /** The edits on the map: mine, or while both are looked at theirs. */
  get edits(): readonly Edit[] {
    return this.conflict && this.showing === "theirs" ? this.conflict.edits : this.draft.edits;
  }

  get edit(): Edit | null {
    return this.chosen === null ? null : (this.draft.edits[this.chosen] ?? null);
  }

  get exact(): Exact {
    return this.live.exact;
  }

  /** What is wrong with each edit, by its number; null for what is about none. */
  issues(): { number: number | null; issue: Issue }[] {
    if (this.exact.is !== "wrong") return [];
    return this.exact.issues.map((issue) => {
      const number = /^edits\[(\d+)\]/.exec(issue.place)?.[1];
      return { number: number === undefined ? null : Number(number), issue };
    });
  }

  /** Homes that a guess says lose sun; null when nothing was guessed. */
  guess(): ReadonlySet<string> | null {
    if (this.surroundings.is !== "here" || this.sun.length === 0) return null;
    const shown = this.preview();
    const blocks = [...this.edits, ...(shown ? [shown] : [])].filter((edit): edit is Block => edit.edit === "add-building");
    const { gone } = this.change(null);
    const homes = [...this.surroundings.value.buildings.values()].filter(({ id, home }) => home && !gone.has(id));
    const level = (block: Block) => this.place.under(ringOf(block.parts[0]?.geometry ?? { type: "Polygon", coordinates: [] })) + this.place.reference;
    return losing(homes, obstacles(blocks, level), this.sun);
  }

  // What a planner does

  use(tool: Tool): void {
    this.tool = tool;
    this.sketch = EMPTY;
    if (tool !== "choose") this.choose(null);
    this.redraw();
  }

  set(making: Partial<Making>): void {
    this.making = { ...this.making, ...making };
    if (making.by) this.sketch = EMPTY;
    this.redraw();
  }

  choose(number: number | null, part = 0): void {
    this.chosen = number;
    this.part = part;
    this.building = null;
    this.draft.settle();
    this.redraw();
  }

  /** Points out what is at a place of the map: something of the plan, or a building of today. */
  pick(id: string | null): void {
    const number = id === null ? -1 : this.draft.edits.findIndex((edit) => edit.id === id && (isShaped(edit) || edit.edit === "plant-trees"));
    if (number >= 0) return this.choose(number);
    this.choose(null);
    this.building = id !== null && this.surroundings.is === "here" && this.surroundings.value.buildings.has(id) ? id : null;
    this.redraw();
  }

  /** Looks a building of today up by its number or an address. */
  async find(typed: string): Promise<void> {
    const known = this.surroundings.is === "here" ? this.surroundings.value.buildings : new Map<string, unknown>();
    if (known.has(typed)) return this.pick(typed);
    const answer = await findAddresses(this.scene.area, typed);
    this.found = answer.is === "done" ? answer.value.items.map(({ address, building }) => ({ address, building })) : null;
    this.sought = typed;
    this.redraw();
  }

  /** Other edits; `about` as in `Draft.change`. While something is dragged they are not asked about. */
  alter(edits: readonly Edit[], about: string | null = null): void {
    this.draft.change(edits, about);
    this.saving = { is: "idle" };
    if (!this.dragging) this.live.ask(this.draft.edits);
    this.redraw();
  }

  /** Another edit in the place of one. */
  replace(number: number, edit: Edit, about: string | null = null): void {
    this.alter(this.draft.edits.map((each, i) => (i === number ? edit : each)), about);
  }

  add(edit: Edit): void {
    const edits = added(this.draft.edits, edit);
    this.alter(edits);
    this.choose(edits.indexOf(edit));
    this.building = edit.edit === "remove-building" || edit.edit === "set-height" ? edit.id : null;
  }

  remove(number: number): void {
    this.alter(without(this.draft.edits, number));
    this.choose(null);
  }

  copy(number: number): void {
    const edit = this.draft.edits[number];
    const copied = edit && copyOf(edit, freeId(this.draft.edits));
    if (copied) this.add(copied);
  }

  undo(): void {
    this.draft.undo();
    this.after();
  }

  redo(): void {
    this.draft.redo();
    this.after();
  }

  /** A drag begins, or ends; then what came of it is asked about. */
  drag(dragging: boolean): void {
    this.dragging = dragging;
    if (!dragging) {
      this.draft.settle();
      this.live.ask(this.draft.edits);
    }
    this.redraw();
  }

  /** What is drawn so far, as it would be. */
  preview(): Edit | null {
    if (this.sketch.points.length === 0) return null;
    return made(this.outline(), this.tool, this.making, freeId(this.draft.edits));
  }

  outline(): readonly XY[] {
    return ring(this.sketch, this.tool, this.making.by, this.surroundings.is === "here" ? this.surroundings.value.edges : []);
  }

  /** Ends a sketch; what is too small is dropped. */
  finish(): void {
    const edit = this.preview();
    this.sketch = EMPTY;
    if (edit) {
      this.tool = "choose";
      this.add(edit);
    } else this.redraw();
  }

  abandon(): void {
    if (this.sketch.points.length) this.sketch = EMPTY;
    else if (this.tool !== "choose") this.tool = "choose";
    else this.choose(null);
    this.redraw();
  }

  // Keeping it

  async save(note = ""): Promise<boolean> {
    if (this.saving.is === "busy") return false;
    const mine = this.draft.edits;
    this.saving = { is: "busy" };
    this.redraw();
    const answer = await keepEdits(this.draft.plan, this.draft.revision, mine, note);
    if (answer.is === "done") return this.keptAs(answer.value, mine);
    this.saving = { is: "failed", answer: answer.is };
    if (answer.is === "changed" || answer.is === "gone") this.meet(await meet(this.draft.plan, this.draft.revision));
    if (answer.is === "wrong") this.live.exact = { is: "wrong", issues: answer.issues };
    this.redraw();
    return false;
  }

  /** Somebody else changed the plan: what is drawn waits for a choice. */
  meet(conflict: Conflict): void {
    this.conflict = conflict;
    this.showing = "mine";
    this.saving = { is: "idle" };
    this.tool = "choose";
    this.sketch = EMPTY;
    this.redraw();
    this.events.met();
  }

  /** Back to what the server has. */
  discard(): void {
    this.draft.change(this.draft.base.edits);
    this.resumed = false;
    this.after();
  }

  /** The server has the plan at a revision with these edits; what was drawn meanwhile stays. */
  keptAs(plan: Plan, edits: readonly Edit[]): boolean {
    this.plan = plan;
    const meanwhile = this.draft.edits === edits ? null : this.draft.edits;
    this.draft.kept(plan.revision, edits);
    if (meanwhile) this.draft.change(meanwhile);
    this.saving = { is: "kept" };
    this.conflict = null;
    this.resumed = false;
    this.redraw();
    return meanwhile === null;
  }

  /** Goes on with what somebody else made of it; mine stay one step back. */
  takeTheirs(): void {
    const { conflict } = this;
    if (!conflict?.plan) return;
    this.plan = conflict.plan;
    this.draft.kept(conflict.plan.revision, conflict.edits);
    this.draft.change(conflict.edits);
    this.conflict = null;
    this.showing = "mine";
    this.after();
  }

  show(which: "mine" | "theirs"): void {
    this.showing = which;
    this.redraw();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.live.close();
    this.events.overlay(null);
  }

  /** Draws again, at most once a frame. */
  redraw(): void {
    this.version++;
    this.events.changed();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private after(): void {
    this.choose(null);
    this.saving = { is: "idle" };
    this.live.ask(this.draft.edits);
    this.redraw();
  }

  private async learn(): Promise<void> {
    const [surroundings, sun] = await Promise.all([remote(fetchSurroundings(this.scene.area)), remote(fetchSun(this.scene.area, DAY))]);
    this.surroundings = surroundings;
    this.sun = sun.is === "here" ? sun.value : [];
    this.redraw();
  }

  /** What the edits on the map do to what stands there today. */
  private change(guess: ReadonlySet<string> | null): Changed {
    const gone = new Set<string>();
    const raised = new Map<string, { from: number; to: number; ground: number }>();
    const standing = this.surroundings.is === "here" ? this.surroundings.value.buildings : new Map();
    for (const edit of this.edits) {
      if (edit.edit === "remove-building") gone.add(edit.id);
      if (edit.edit === "fell-trees") for (const id of edit.ids ?? []) gone.add(id);
      const known = edit.edit === "set-height" ? standing.get(edit.id) : undefined;
      if (edit.edit === "set-height" && known) raised.set(edit.id, { from: known.height, to: edit.height ?? (edit.storeys ?? 0) * 3, ground: known.ground - this.place.reference });
    }
    const colours = new Map<string, Rgb>();
    const settled = this.exact.is === "known" && !this.dragging && this.sketch.points.length === 0;
    if (settled && this.exact.is === "known") for (const [id, judgement] of this.exact.effect.buildings) colours.set(id, JUDGED[judgement as Judgement].rgb);
    else for (const id of guess ?? []) colours.set(id, GUESSED);
    return { gone, raised, colours };
  }

  private paint(): void {
    const shown = this.preview();
    const edits = shown ? [...this.edits, shown] : this.edits;
    const wrong = new Set(this.issues().flatMap(({ number }) => (number === null ? [] : [number])));
    const moving = this.dragging || this.sketch.points.length > 0;
    const settled = this.exact.is === "known" && !moving;
    const selected = this.edit?.id ?? this.building;
    this.events.overlay(this.drawn.overlay(meshOf(edits, this.place, wrong), this.change(settled ? null : this.guess()), selected, !moving));
  }
}

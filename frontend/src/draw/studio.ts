// A planner at work on one plan: what is drawn, chosen and asked, and how it is kept. Knows no elements of the page.
import type { Overlay } from "../layers";
import { type Remote, type Scene, fetchSun, remote } from "../data";
import type { Map3d } from "../map";
import { type Conflict, meet } from "./conflict";
import { Draft } from "./draft";
import { type Edit, added, copyOf, freeId, isPlaced, without } from "./edits";
import { DAY } from "./estimate";
import { Ground } from "./ground";
import { type Exact, Live, PAUSE } from "./live";
import { Place } from "./mesh";
import { Painting } from "./painting";
import type { XY } from "./plane";
import { type Road, type Tree, felled, toggledRoad, toggledTree } from "./pointing";
import { type Answer, type Issue, type Plan, findAddresses, keepEdits } from "./server";
import { EMPTY, MAKING, type Making, type Sketch, type Tool, made, ring } from "./sketch";
import { type Standing, type Surroundings, fetchSurroundings } from "./surroundings";

const waiting = { is: "waiting" } as const;
/** Milliseconds after which the map is drawn again without its answer. */
const LATEST = 2000;

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
  /** A tree or road under the pointer. */
  under: Tree | Road | null = null;
  dragging = false;
  private learning: Promise<void>;
  saving: Saving = { is: "idle" };
  conflict: Conflict | null = null;
  /** Which of both is on the map while a conflict is open. */
  showing: "mine" | "theirs" = "mine";
  /** What was left of an earlier visit is shown. */
  resumed = false;
  /** Goes up with everything that guides and handles depend on. */
  version = 0;
  private painting = new Painting(this);
  private frame = 0;
  /** Until when (clock of the page) what was put down may stay lines. */
  private late = 0;
  private later = 0;

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
    this.learning = this.learn();
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

  /**
   * What is dragged or drawn moves as lines, and the map is drawn again with the answer: without a GPU a frame of it
   * takes as long as the sun of a whole area, and both would come late.
   */
  get inLines(): boolean {
    if (!this.events.map()?.byProcessor) return false;
    if (this.dragging || this.sketch.points.length > 0) return true;
    return (this.exact.is === "checking" || this.exact.is === "computing") && performance.now() < this.late;
  }

  /** Homes that a guess says lose sun; null when nothing was guessed. */
  guess(): ReadonlySet<string> | null {
    return this.painting.guess();
  }

  /** Those homes. */
  losing(): Standing[] {
    const { surroundings } = this;
    return surroundings.is === "here" ? [...(this.guess() ?? [])].flatMap((id) => surroundings.value.buildings.get(id) ?? []) : [];
  }

  // What a planner does

  use(tool: Tool): void {
    this.tool = tool;
    this.sketch = EMPTY;
    this.under = null;
    // A row is for places to park only, and the first that they are drawn as.
    if (tool === "parking" || this.making.by === "row") this.making = { ...this.making, by: tool === "parking" ? "row" : "box" };
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
    const number = id === null ? -1 : this.draft.edits.findIndex((edit) => edit.id === id && isPlaced(edit));
    if (number >= 0) return this.choose(number);
    this.choose(null);
    this.building = id !== null && this.surroundings.is === "here" && this.surroundings.value.buildings.has(id) ? id : null;
    this.redraw();
  }

  /** Fells a tree of today, or lets it stand after all. */
  fell(id: string): void {
    this.alter(toggledTree(this.draft.edits, id));
    const number = felled(this.draft.edits, id) ? this.draft.edits.findLastIndex((edit) => edit.edit === "fell-trees") : null;
    this.choose(number);
  }

  /** Something of today is pointed at with a tool for that. */
  point(id: string): void {
    if (this.tool === "fell") this.fell(id);
    else if (this.tool === "road") this.carry(id);
  }

  /** Gives a part of a road the traffic that is worked on, or takes it away again. */
  carry(id: string): void {
    const { edits, chosen } = toggledRoad(this.draft.edits, id, this.chosen, freeId(this.draft.edits), this.making.traffic);
    this.alter(edits);
    this.choose(chosen);
  }

  /** What would be taken hold of where the pointer is; only the guides show it. */
  hint(under: Tree | Road | null): void {
    if (under?.id === this.under?.id) return;
    this.under = under;
    this.version++;
  }

  /** Looks a building of today up by its number or an address. */
  async find(typed: string): Promise<void> {
    await this.learning; // else a number that is typed soon is taken for an address
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
    // Numbers and keys come in rows; one deed is computed at once.
    if (!this.dragging) this.live.ask(this.draft.edits, about === null ? 0 : PAUSE);
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
    this.building = edit.edit === "remove-building" || edit.edit === "set-height" || edit.edit === "change-use" ? edit.id : null;
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
      this.rest();
      this.draft.settle();
      this.live.ask(this.draft.edits, 0);
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
      this.rest();
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
    clearTimeout(this.later);
    this.live.close();
    this.events.overlay(null);
  }

  /** Draws again, at most once a frame. */
  redraw(): void {
    this.version++;
    this.events.changed();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.inLines) this.events.overlay(this.painting.overlay());
    });
  }

  /** What was in hand is put down. */
  private rest(): void {
    this.late = performance.now() + LATEST;
    clearTimeout(this.later);
    this.later = window.setTimeout(() => this.redraw(), LATEST);
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
    this.painting.sun = sun.is === "here" ? sun.value : [];
    this.redraw();
  }
}

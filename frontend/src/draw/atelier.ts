// The planner's room: who may change plans, what they do with a plan as a whole, and the studio in which one is drawn.
import type { Overlay } from "../layers";
import { keepKey } from "../key";
import type { Map3d } from "../map";
import type { Desk } from "../plans/desk";
import type { UiState } from "../state";
import { focusAfterPage } from "../ui/focus";
import type { Model } from "../ui/model";
import { forget, left } from "./draft";
import { freeId, read } from "./edits";
import { Guides } from "./guides";
import { type Sizes, laid } from "./inspector";
import type { Office, Open } from "./manage";
import type { Deeds } from "./panel";
import type { XY } from "./plane";
import { Pointer } from "./pointer";
import { fromScene } from "../plans/frame";
import { type Answer, type Plan, type Revision, fetchPlan, fetchRevisions, forkPlan, keepEdits, makePlan, movePlan, renamePlan, whoAsks } from "./server";
import { type Tool, made } from "./sketch";
import { Studio } from "./studio";
import { meet } from "./conflict";

/** Milliseconds between two looks at whether somebody else changed the plan that is being edited. */
const WATCH = 12_000;
/** Pixels under which panels are sheets over the map. */
const NARROW = 720;

export interface Around {
  state(): UiState;
  model(): Model;
  map(): Map3d | null;
  set(patch: Partial<UiState>): void;
  /** Draws the page again. */
  draw(): void;
  /** Fetches the scene of what is chosen again. */
  again(): void;
  /** Over the map, before everything else. */
  lay(overlay: Overlay | null): void;
  desk: Desk;
}

export class Atelier implements Office, Deeds {
  who: string | null = null;
  open: Open = null;
  busy = false;
  failed: string | null = null;
  lacking: Office["lacking"] = null;
  revisions: readonly Revision[] | null = null;
  studio: Studio | null = null;
  /** A plan that is edited as soon as the area is on the map as it is. */
  private coming: { plan: Plan } | null = null;
  private pointer: Pointer | null = null;
  private guides: Guides | null = null;
  private watch = 0;
  private seen: string | null = null;
  private onKeys = (event: KeyboardEvent) => this.onKey(event);

  constructor(private around: Around) {}

  get left(): boolean {
    const { plan } = this.around.state();
    return plan !== null && left(sessionStorage, plan) !== null;
  }

  /** Learns who asks. */
  async ask(): Promise<void> {
    const answer = await whoAsks();
    this.who = answer.is === "done" ? answer.value.name : null;
    this.around.draw();
  }

  /** What is looked at changed, or the scene did. */
  tell(): void {
    const { plan, area } = this.around.state();
    if (plan !== this.seen) {
      this.seen = plan;
      if (!this.busy) this.now({ open: null, failed: null, lacking: null, revisions: null });
    }
    if (this.studio && (plan !== this.studio.draft.plan || area !== this.studio.scene.area)) this.leaveStudio();
    const { scene, webgl } = this.around.model();
    const here = scene.is === "here" && scene.value.scenario === null && scene.value.area === area;
    const map = this.around.map();
    if (!this.coming || !here || (webgl && !map?.viewport)) return;
    if (this.coming.plan.id !== plan) this.coming = null;
    else this.begin(this.coming.plan);
  }

  // Plans as a whole

  start(open: Open): void {
    this.now({ open, failed: null, lacking: null, revisions: null });
    const { plan } = this.around.state();
    if (open === "revisions" && plan) void fetchRevisions(plan).then((answer) => answer.is === "done" ? this.now({ revisions: answer.value.items }) : this.now({ failed: answer.is, open: null }));
    if (open && open !== "revisions") focusAfterPage(() => document.querySelector<HTMLElement>("#plans form input, #plans form button[type=submit]"));
  }

  make(name: string, description: string): void {
    const { area } = this.around.state();
    if (!name) return this.now({ lacking: "name" });
    if (area) void this.doing(makePlan(area, name, description), (plan) => this.draw(plan));
  }

  rename(name: string, description: string): void {
    const plan = this.shown();
    if (!name) return this.now({ lacking: "name" });
    if (plan) void this.doing(renamePlan(plan.id, plan.revision, name, description));
  }

  fork(name: string, revision: number | null = null): void {
    const plan = this.shown();
    if (this.studio?.conflict) return void this.rescue(this.studio, name);
    if (!name) return this.now({ lacking: "name" });
    if (plan) void this.doing(forkPlan(plan.id, name, revision ?? plan.revision));
  }

  move(how: "undo" | "redo" | "publish" | "archive"): void {
    const plan = this.shown();
    if (plan) void this.doing(movePlan(plan.id, plan.revision, how), how === "archive" ? () => this.around.set({ plan: null, asItIs: false }) : undefined);
  }

  key(key: string): void {
    if (!key) return this.now({ lacking: "key" });
    keepKey(key);
    this.now({ busy: true, lacking: null });
    void whoAsks().then((answer) => {
      const known = answer.is === "done" && answer.value.name !== null;
      if (!known) keepKey(null);
      this.now({ busy: false, who: known ? answer.value.name : null, lacking: answer.is === "refused" ? "wrong-key" : null, open: known ? null : "key", failed: answer.is === "away" ? "away" : null });
      if (known) void this.around.desk.refresh();
    });
  }

  leave(): void {
    keepKey(null);
    this.leaveStudio();
    void this.ask();
    void this.around.desk.refresh();
  }

  /** Opens the studio on the plan that is shown, or on one that was just made. */
  draw(made?: Plan): void {
    const id = made?.id ?? this.around.state().plan;
    if (!id) return;
    this.now({ busy: true, failed: null, open: null });
    void fetchPlan(id).then((answer) => {
      this.now({ busy: false });
      if (answer.is !== "done") return this.now({ failed: answer.is });
      this.coming = { plan: answer.value };
      this.around.set({ plan: id, asItIs: true, outcome: null, compare: null, selection: null, panel: "plans" });
      this.tell();
    });
  }

  // In the studio

  /** Takes a tool; on a phone the panel makes room for what it works on. */
  use(tool: Tool): void {
    this.studio?.use(tool);
    if (tool !== "choose" && window.innerWidth < NARROW) this.around.set({ panel: null });
  }

  /** Chooses a building that was pointed out elsewhere, such as in the list of what is here. */
  pick(building: string): void {
    this.studio?.use("choose");
    this.studio?.pick(building);
    this.around.set({ panel: "plans" });
    focusAfterPage(() => document.getElementById("inspector"));
  }

  /** Puts something down in the middle of the map, without drawing. */
  put(sizes: Sizes): void {
    const { studio } = this;
    if (!studio) return;
    const middle = this.middle();
    const edit = made(laid([Math.round(middle[0] * 10) / 10, Math.round(middle[1] * 10) / 10], sizes, studio.tool === "trees"), studio.tool, studio.making, freeId(studio.draft.edits));
    if (!edit) return;
    studio.use("choose");
    studio.add(edit);
    focusAfterPage(() => document.getElementById("inspector"));
  }

  /** The place in the middle of the map, RD; without a map that of the area. */
  middle(): XY {
    const { stage } = this.around.map() ?? {};
    const ground = stage && this.pointer?.lens()?.ground([stage.clientWidth / 2, stage.clientHeight / 2]);
    const { scene } = this.around.model();
    return ground || (scene.is === "here" ? fromScene(scene.value.rd, 0, 0) : [0, 0]);
  }

  /** Drops what is not kept; one step back brings it again. */
  discard(): void {
    const { studio } = this;
    if (!studio) return;
    if (!studio.conflict) return studio.discard();
    forget(sessionStorage, studio.draft.plan);
    const { plan } = studio.conflict;
    this.leaveStudio();
    this.around.set(plan && plan.state !== "archived" ? { asItIs: false } : { plan: null, asItIs: false });
    void this.around.desk.reload();
  }

  close(): void {
    this.leaveStudio();
    this.around.set({ asItIs: false });
    void this.around.desk.reload().then(() => focusAfterPage(() => document.getElementById("plans")));
  }

  private begin(plan: Plan): void {
    const { scene } = this.around.model();
    this.coming = null;
    if (scene.is !== "here") return;
    this.leaveStudio();
    const studio = new Studio(plan, read(plan.edits), scene.value, {
      changed: () => this.around.draw(),
      met: () => focusAfterPage(() => document.getElementById("conflict")),
      overlay: (overlay) => this.around.lay(overlay),
      map: () => this.around.map(),
    });
    this.studio = studio;
    const map = this.around.map();
    if (map) {
      this.pointer = new Pointer(studio, map);
      this.guides = new Guides(studio, this.pointer, map.stage, () => this.around.model());
    }
    window.addEventListener("keydown", this.onKeys, true);
    this.watch = window.setInterval(() => void this.look(), WATCH);
    this.around.draw();
    focusAfterPage(() => document.querySelector<HTMLElement>(".tools [data-tool=choose], #plans"));
  }

  private leaveStudio(): void {
    window.removeEventListener("keydown", this.onKeys, true);
    clearInterval(this.watch);
    this.guides?.close();
    this.pointer?.close();
    this.studio?.close();
    this.guides = this.pointer = this.studio = null;
    this.around.draw();
  }

  /** Whether somebody else changed the plan meanwhile: better told now than when it is kept. */
  private async look(): Promise<void> {
    const { studio } = this;
    if (!studio || studio.conflict || studio.saving.is === "busy" || document.hidden) return;
    const { plan, revision } = studio.draft;
    const now = await fetchPlan(plan);
    const still = () => studio === this.studio && revision === studio.draft.revision && !studio.conflict && studio.saving.is !== "busy";
    if (!still() || (now.is !== "done" && now.is !== "gone")) return;
    if (now.is === "done" && now.value.revision === revision && now.value.state === "draft") return;
    const met = await meet(plan, revision);
    if (still()) studio.meet(met);
  }

  /** Keeps mine as a new plan, when the other is somebody else's by now. */
  private async rescue(studio: Studio, name: string): Promise<void> {
    const { draft, conflict, scene } = studio;
    const mine = draft.edits;
    studio.saving = { is: "busy" };
    this.around.draw();
    const begun = conflict?.plan ? await forkPlan(draft.plan, name, draft.revision) : await makePlan(scene.area, name, "", mine);
    const kept: Answer<Plan> = begun.is === "done" && conflict?.plan ? await keepEdits(begun.value.id, begun.value.revision, mine, "") : begun;
    if (kept.is !== "done") {
      studio.saving = { is: "failed", answer: kept.is };
      return this.around.draw();
    }
    forget(sessionStorage, draft.plan);
    this.leaveStudio();
    await this.around.desk.refresh();
    this.draw(kept.value);
  }

  private now(patch: Partial<Pick<Atelier, "open" | "busy" | "failed" | "lacking" | "revisions" | "who">>): void {
    Object.assign(this, patch);
    this.around.draw();
  }

  private shown(): { id: string; revision: number } | null {
    const { plan } = this.around.desk.plans;
    return plan.is === "here" ? plan.value : null;
  }

  /** What comes of asking for a change of a plan as a whole; then it is shown as it is now. */
  private async doing(asked: Promise<Answer<Plan>>, then?: (plan: Plan) => void): Promise<void> {
    this.now({ busy: true, failed: null, lacking: null });
    const answer = await asked;
    if (answer.is === "done") {
      await this.around.desk.refresh();
      this.now({ busy: false, open: null });
      if (then) return then(answer.value);
      this.around.set({ plan: answer.value.id, asItIs: false });
      await this.around.desk.reload();
      this.around.again();
      return focusAfterPage(() => document.getElementById("plans"));
    }
    this.now({ busy: false, failed: answer.is });
    if (answer.is === "changed" || answer.is === "gone") await this.around.desk.reload();
  }

  private onKey(event: KeyboardEvent): void {
    const { studio } = this;
    if (!studio || studio.conflict) return;
    const { target } = event;
    const types = target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
    const presses = target instanceof HTMLElement && target.matches("button, a, summary");
    const taken = () => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !(types && (target as HTMLInputElement).type === "text")) {
      taken();
      if (event.shiftKey) studio.redo();
      else studio.undo();
    } else if (event.key === "Escape") {
      taken();
      studio.abandon();
    } else if (event.key === "Enter" && studio.sketch.points.length > 0 && !types && !presses) {
      taken();
      studio.finish();
    } else if (event.key === "Delete" && studio.chosen !== null && !types) {
      taken();
      studio.remove(studio.chosen);
    }
  }
}

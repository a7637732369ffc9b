// What the page does with plans: asks for them, follows a run, and makes what is drawn over the map.
// Loaded when somebody opens the panel or a plan, never before the first picture.
import type { Box } from "../camera";
import { type Remote, type Scene, remote } from "../data";
import type { Overlay } from "../layers";
import type { UiState } from "../state";
import { type Outcome, type Plan, type Plans, type Run, type Whole, ended, fetchBefore, fetchIndicators, fetchLoadedAt, fetchOutcomes, fetchOutline, fetchPlan, fetchPlans, fetchRun, fetchRunOf, fetchWhole, startRun, stopRun } from "./data";
import { verdictOverlay } from "./layers";
import { type Shown, coloured } from "./outcomes";
import type { Drawing } from "./drawing";
import { boxOf, geometries, standing } from "./place";
import { type Scale, scaleFor } from "./scale";

/** Norm by which buildings are coloured: the one that most municipalities use. */
export const NORM = "bezonning.tno-licht";
export const VERDICT = "verdict";
/** Pause before a run is asked after again when its stream broke, milliseconds. */
const RETRY = 2000;
/** Buildings of today that are looked up to see where a plan changes something. */
const LOOKED_UP = 24;
const waiting = { is: "waiting" } as const;

export interface DeskEvents {
  changed(): void;
  overlay(overlay: Overlay | null): void;
  /** Where a plan changes something is known. */
  located(plan: string, box: Box): void;
}

export class Desk {
  plans: Plans = { list: waiting, plan: waiting, indicators: waiting, outcomes: waiting, before: waiting, loadedAt: null, run: null, trouble: null, wholes: new Map(), drawing: false };
  shown: Shown | null = null;
  /** How plans are made and drawn. */
  drawing: Drawing | null = null;
  private area: string | null = null;
  private chosen: string | null = null;
  private stream: EventSource | null = null;
  private again = 0;
  private drawn = "";
  private looking: { state: UiState; scene: Scene | null } | null = null;
  private overlays = new Map<string, { overlay: Overlay; shown: Shown }>();
  /** By what is shown: now and with the plan have the same colours. */
  private scales = new Map<string, Scale>();

  constructor(private events: DeskEvents) {}

  /** Asks for what `state` needs and is not there yet. */
  async follow(state: UiState, scene: Scene | null): Promise<void> {
    this.looking = { state, scene };
    if (state.area !== this.area) {
      this.area = state.area;
      this.chosen = null;
      this.patch({ list: waiting, loadedAt: null });
      await this.refresh();
    }
    if (state.plan !== this.chosen) await this.choose(state.plan);
    await this.draw();
  }

  /** Asks again for the plans and what they do. */
  async refresh(): Promise<void> {
    const { area } = this;
    if (!area) return;
    const [list, indicators, loadedAt] = await Promise.all([remote(fetchPlans(area)), this.plans.indicators.is === "here" ? this.plans.indicators : remote(fetchIndicators()), remote(fetchLoadedAt(area))]);
    if (area !== this.area) return;
    this.patch({ list, indicators, loadedAt: loadedAt.is === "here" ? loadedAt.value : null });
    if (this.chosen && this.plans.plan.is !== "here") await this.choose(this.chosen);
  }

  /** Asks again for the chosen plan too, since somebody changed it. */
  async reload(): Promise<void> {
    await this.refresh();
    if (this.chosen) await this.choose(this.chosen);
  }

  /** Has the chosen plan computed; all indicators when none is named. */
  async run(indicators: readonly string[] | null): Promise<void> {
    const { chosen } = this;
    if (!chosen) return;
    this.patch({ trouble: null });
    const run = await startRun(chosen, indicators);
    if (chosen !== this.chosen) return;
    if (typeof run === "string") this.patch({ trouble: run });
    else this.attend(run);
  }

  stop(): void {
    if (this.plans.run) void stopRun(this.plans.run.id);
  }

  /** The whole result with its rows; asked for once. */
  whole(key: string): Remote<Whole> {
    const known = this.plans.wholes.get(key);
    if (known && known.is !== "away") return known;
    if (!known) void this.fetchWhole(key);
    return known ?? waiting;
  }

  /** The newest result of an indicator, of the plan or of the area as it is. */
  outcome(indicator: string, asItIs = false): Outcome | null {
    const of = asItIs ? this.plans.before : this.plans.outcomes;
    return of.is === "here" ? (of.value.find((one) => one.indicator === indicator) ?? null) : null;
  }

  close(): void {
    clearTimeout(this.again);
    this.stream?.close();
    this.stream = null;
  }

  private async choose(id: string | null): Promise<void> {
    this.close();
    this.chosen = id;
    this.overlays.clear();
    this.scales.clear();
    this.patch({ plan: waiting, outcomes: waiting, before: waiting, run: null, trouble: null, wholes: new Map() });
    const { area } = this;
    if (!id || !area) return;
    const [plan] = await Promise.all([remote(fetchPlan(id)), this.outcomes()]);
    if (id !== this.chosen) return;
    this.patch({ plan });
    if (plan.is === "here") void this.locate(area, plan.value);
    const run = await remote(fetchRunOf(area, id));
    if (id === this.chosen && run.is === "here" && run.value) this.attend(run.value);
  }

  private async locate(area: string, { id, edits }: Plan): Promise<void> {
    const outlines = await Promise.all(standing(edits).slice(0, LOOKED_UP).map((building) => remote(fetchOutline(area, building))));
    const box = boxOf([...edits.flatMap(geometries), ...outlines.flatMap((one) => (one.is === "here" ? [one.value] : []))]);
    if (box && id === this.chosen) this.events.located(id, box);
  }

  private async outcomes(): Promise<void> {
    const { chosen, area } = this;
    if (!chosen || !area) return;
    const [outcomes, before] = await Promise.all([remote(fetchOutcomes(chosen)), remote(fetchBefore(area))]);
    if (chosen !== this.chosen) return;
    this.patch({ outcomes, before });
    await this.draw();
  }

  private attend(run: Run): void {
    this.close();
    this.told(run);
    if (ended(run)) return;
    const stream = new EventSource(`/api/v1/runs/${run.id}/events`);
    this.stream = stream;
    stream.addEventListener("run", (event) => this.told(JSON.parse((event as MessageEvent<string>).data) as Run));
    stream.addEventListener("error", () => {
      if (stream !== this.stream) return;
      this.close();
      this.patch({ trouble: "lost" });
      this.again = window.setTimeout(() => void this.askAfter(run.id), RETRY);
    });
  }

  private async askAfter(id: string): Promise<void> {
    const run = await remote(fetchRun(id));
    if (this.plans.run?.id !== id) return;
    if (run.is === "here") this.attend(run.value);
    else if (run.is === "gone") this.patch({ run: null, trouble: null });
    else this.again = window.setTimeout(() => void this.askAfter(id), RETRY);
  }

  private told(run: Run): void {
    const before = this.plans.run;
    this.patch({ run, trouble: null });
    if (ended(run)) this.close();
    // What is ready is shown while the rest is computed.
    if (ended(run) || run.results.length > (before?.id === run.id ? before.results.length : 0)) void this.outcomes();
  }

  private async fetchWhole(key: string): Promise<void> {
    const put = (value: Remote<Whole>) => this.patch({ wholes: new Map(this.plans.wholes).set(key, value) });
    put(waiting);
    put(await remote(fetchWhole(key)));
  }

  /** Draws what was asked for last over the map. */
  private async draw(): Promise<void> {
    if (!this.looking) return;
    const { state, scene } = this.looking;
    const [indicator, layer] = (state.outcome ?? "").split(":");
    const outcome = state.plan && indicator ? this.outcome(indicator, state.asItIs) : null;
    const wanted = outcome && layer && scene ? `${outcome.key}:${layer}:${scene.area}` : "";
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    if (!outcome || !layer || !scene) return this.put(null, null);
    const known = this.overlays.get(wanted);
    if (known) return this.put(known.overlay, known.shown);
    this.patch({ drawing: true });
    const made = await remote(this.make(outcome, layer, scene));
    if (wanted !== this.drawn) return;
    if (made.is !== "here" || !made.value) {
      if (made.is === "away") this.drawn = ""; // asked again with the next change
      return this.put(null, null);
    }
    this.overlays.set(wanted, made.value);
    this.put(made.value.overlay, made.value.shown);
  }

  private put(overlay: Overlay | null, shown: Shown | null): void {
    this.shown = shown;
    this.events.overlay(overlay);
    this.patch({ drawing: false });
  }

  private async make(outcome: Outcome, layer: string, scene: Scene): Promise<{ overlay: Overlay; shown: Shown } | null> {
    if (layer === VERDICT) {
      const whole = await fetchWhole(outcome.key);
      this.patch({ wholes: new Map(this.plans.wholes).set(outcome.key, { is: "here", value: whole }) });
      return { overlay: verdictOverlay(whole.result.rows, NORM), shown: { outcome, layer, scale: null } };
    }
    return coloured(outcome, layer, scene, (unit, values) => this.scale(outcome, layer, unit, values));
  }

  /** The colours of a layer, which are the same for all that is shown of it. */
  scale({ indicator }: Outcome, layer: string, unit: string, values: Float32Array): Scale {
    const key = `${indicator}:${layer}`;
    const scale = this.scales.get(key) ?? scaleFor(layer, unit, values);
    this.scales.set(key, scale);
    return scale;
  }

  private patch(patch: Partial<Plans>): void {
    this.plans = { ...this.plans, ...patch };
    this.events.changed();
  }
}

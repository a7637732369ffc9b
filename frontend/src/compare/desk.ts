// What the page does to compare the chosen plan with now or with another: asks what differs, keeps the map beside
// and its colours, and has computed what is missing. The other side comes first: it is what the plan is compared with.
import type { Around } from "../comparing";
import { type Remote, type Scene, fetchScene, remote } from "../data";
import type { Overlay } from "../layers";
import { type Outcome, type Run, ended, fetchRun, fetchWhole } from "../plans/data";
import { type Desk, NORM, VERDICT } from "../plans/desk";
import { verdictOverlay } from "../plans/layers";
import { type Shown, coloured, numbersOf, overlayOf, unitOf } from "../plans/outcomes";
import { scaleFor } from "../plans/scale";
import { type Camera, NOW, type UiState } from "../state";
import type { Daylight } from "../sun";
import { Beside } from "./beside";
import { type Column, type Comparison, compute, fetchComparison, fetchOutcomesOf } from "./data";
import { titles } from "./panel";
import { catalogue } from "./words";
import { changeOverlay, facadeDifference, groundDifference, respects } from "./difference";

const waiting = { is: "waiting" } as const;
/** Pause before a run is asked after again, milliseconds. */
const PAUSE = 2000;

/** What the colours of the difference tell: a layer with its scale, or what becomes of homes. */
export type Difference = { is: "layer"; shown: Shown } | { is: "homes"; column: Column } | { is: "none" };

export class CompareDesk {
  comparison: Remote<Comparison> = waiting;
  /** Results of the other side. */
  outcomes: Remote<Outcome[]> = waiting;
  difference: Difference | null = null;
  /** The respect in which gains and losses are told, as `indicator:column`. */
  respect: string | null = null;
  run: Run | null = null;
  trouble: "away" | "refused" | null = null;
  /** There is no second WebGL. */
  alone = false;
  private beside: Beside | null = null;
  /** What that shows. */
  private beneath: Scene | null = null;
  private light: Daylight | null = null;
  private asked = "";
  private scene = "";
  private drawn = "";
  private leading = false;
  private looking: { state: UiState; scene: Scene | null; plans: Desk | null } | null = null;

  constructor(private around: Around) {}

  async follow(state: UiState, scene: Scene | null, plans: Desk | null): Promise<void> {
    this.looking = { state, scene, plans };
    this.place(state);
    await Promise.all([this.ask(), this.show()]);
    await this.colour();
  }

  lit(light: Daylight): void {
    this.light = light;
    this.beside?.setLight(light);
  }

  /** The map of the page moved. */
  moved(camera: Camera): void {
    if (!this.leading) this.beside?.follow(camera);
  }

  /** The line while it is dragged, per cent: the picture follows without a new frame of either map. */
  drag(divide: number): void {
    document.documentElement.style.setProperty("--divide", `${divide}%`);
  }

  choose(respect: string): void {
    this.respect = respect;
    this.drawn = "";
    void this.colour();
    this.around.draw();
  }

  /** The respect that is told now; null when no homes can be compared. */
  told(): { value: string; indicator: string; column: Column } | null {
    if (this.comparison.is !== "here") return null;
    const all = respects(this.comparison.value);
    const indicator = (this.looking?.state.outcome ?? "").split(":")[0];
    return all.find(({ value }) => value === this.respect) ?? all.find((one) => one.indicator === indicator) ?? all.find((one) => one.indicator === "sun-facades") ?? all[0] ?? null;
  }

  /** Has an indicator computed of the sides that lack it. */
  async compute(indicators: readonly string[], sides: readonly string[]): Promise<void> {
    const { area } = this.around.state();
    if (!area) return;
    this.trouble = null;
    for (const side of sides) {
      const started = await remote(compute(area, side, indicators));
      if (started.is !== "here") {
        this.trouble = started.is === "gone" ? "refused" : "away";
        break;
      }
      await this.attend(started.value);
    }
    this.run = null;
    await this.again();
  }

  /** Asks anew what differs. */
  async again(): Promise<void> {
    this.asked = "";
    await this.ask();
    await this.colour();
  }

  /** What is on the map beside; null without one. */
  picture(): HTMLCanvasElement | null {
    return this.beside?.picture() ?? null;
  }

  private async attend(run: Run): Promise<void> {
    for (this.run = run; this.run && !ended(this.run); ) {
      this.around.draw();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const now = await remote(fetchRun(run.id));
      if (now.is === "here") this.run = now.value;
      else if (now.is === "gone") return;
    }
  }

  /** The page's own signs of how two sides are shown, for its styles. */
  private place({ compare, panel, divide }: UiState): void {
    const { classList, style } = document.documentElement;
    classList.toggle("comparing", compare === "swipe" || compare === "side");
    classList.toggle("comparing--swipe", compare === "swipe");
    classList.toggle("comparing--side", compare === "side");
    classList.toggle("comparing--panel", panel === "compare");
    style.setProperty("--divide", `${divide}%`);
  }

  private async ask(): Promise<void> {
    const { state, plans } = this.looking ?? {};
    if (!state) return;
    const known = plans?.plans.outcomes;
    const versions = known?.is === "here" ? known.value.map(({ key }) => key).join() : "";
    const wanted = state.plan && state.other && state.area ? [state.area, state.other, state.plan, versions].join("|") : "";
    if (wanted === this.asked) return;
    const fresh = !wanted.startsWith(this.asked.split("|").slice(0, 3).join("|") || "?");
    this.asked = wanted;
    this.drawn = "";
    if (fresh) this.comparison = this.outcomes = waiting;
    this.around.draw();
    if (!state.plan || !state.other || !state.area) return;
    const [comparison, outcomes] = await Promise.all([remote(fetchComparison(state.other, state.plan)), remote(fetchOutcomesOf(state.area, state.other))]);
    if (wanted !== this.asked) return;
    this.comparison = comparison;
    this.outcomes = outcomes;
    if (comparison.is === "away") this.asked = ""; // asked again with the next change
    this.around.draw();
  }

  /** Keeps the map beside as long as two maps are looked at. */
  private async show(): Promise<void> {
    const { state } = this.looking ?? {};
    const two = state?.compare === "swipe" || state?.compare === "side";
    if (!state?.area || !state.other || !two || !this.around.map()) {
      this.beside?.close();
      this.beside = null;
      this.scene = "";
      delete document.documentElement.dataset["beside"];
      return;
    }
    this.beside ??= this.made();
    const { beside } = this;
    beside.setState(state);
    const wanted = `${state.area}|${state.other}`;
    if (wanted === this.scene) return;
    this.scene = wanted;
    const scene = await remote(fetchScene(state.area, state.other === NOW ? null : state.other));
    if (wanted !== this.scene || beside !== this.beside) return;
    if (scene.is !== "here") {
      this.scene = ""; // asked again with the next change
      if (scene.is === "away") this.trouble = "away";
      else this.around.set({ compare: null }); // the panel tells why
      return this.around.draw();
    }
    if (this.light) beside.setLight(this.light);
    await beside.show(scene.value, state, this.around.camera());
    const { model } = this.around;
    const c = catalogue(model().state.language);
    beside.describe(c.beside(titles(model(), this, c)[0]));
    this.beneath = scene.value;
  }

  private made(): Beside {
    this.alone = false;
    return new Beside(this.around.stage, this.around.shelf, {
      moved: (camera) => {
        this.leading = true;
        this.around.moved(camera);
        this.leading = false;
      },
      choose: (selection) => this.around.set({ selection }),
      drawn: () => (document.documentElement.dataset["beside"] = "drawn"),
      lost: () => {
        this.alone = true;
        this.around.set({ compare: null });
      },
    });
  }

  /** The colours of both maps: the same layer of either side, or the difference. */
  private async colour(): Promise<void> {
    const { state, scene, plans } = this.looking ?? {};
    if (!state || !scene || !plans) return;
    const [indicator = "", layer = ""] = (state.outcome ?? "").split(":");
    const [first, second] = [this.outcomes.is === "here" ? this.outcomes.value.find((one) => one.indicator === indicator) : undefined, plans.outcome(indicator)];
    const wanted = [state.compare, state.other, state.outcome, first?.key, second?.key, this.told()?.value, this.asked, Boolean(this.beside), this.beneath?.area].join("|");
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const still = () => wanted === this.drawn;
    const differing = state.compare === "difference" ? await this.differing(scene, layer, first ?? null, second) : null;
    if (!still()) return;
    this.difference = differing?.told ?? null;
    this.around.lay(differing?.overlay ?? null);
    const beneath = this.beside && this.beneath && first && layer ? await remote(overlayBeside(first, layer, this.beneath, plans)) : null;
    if (!still()) return;
    this.beside?.setOverlay(beneath?.is === "here" ? beneath.value : null);
    this.around.draw();
  }

  private async differing(scene: Scene, layer: string, first: Outcome | null, second: Outcome | null): Promise<{ overlay: Overlay | null; told: Difference }> {
    const told = this.told();
    if (!first || !second || !layer || layer === VERDICT) {
      return told ? { overlay: changeOverlay(told.column), told: { is: "homes", column: told.column } } : { overlay: null, told: { is: "none" } };
    }
    const both = await remote(Promise.all([numbersOf(first, layer), numbersOf(second, layer)]));
    if (both.is !== "here") return { overlay: null, told: { is: "none" } };
    const [a, b] = both.value;
    const numbers =
      a?.is === "facades" && b?.is === "facades" ? ({ is: "facades", at: facadeDifference(a.at, b.at) } as const) : a?.is === "ground" && b?.is === "ground" ? ground(groundDifference(a.at, b.at)) : null;
    if (!numbers) return { overlay: null, told: { is: "none" } };
    const scale = scaleFor("change", unitOf(numbers), numbers.at.values);
    return { overlay: overlayOf(numbers, scene, scale), told: { is: "layer", shown: { outcome: second, layer, scale } } };
  }
}

async function overlayBeside(outcome: Outcome, layer: string, scene: Scene, plans: Desk): Promise<Overlay | null> {
  if (layer === VERDICT) return verdictOverlay((await fetchWhole(outcome.key)).result.rows, NORM);
  return (await coloured(outcome, layer, scene, (unit, values) => plans.scale(outcome, layer, unit, values)))?.overlay ?? null;
}

const ground = <T>(at: T | null) => at && ({ is: "ground", at } as const);

// Has what is being drawn checked and computed: the newest wins, older questions are dropped.
import type { components } from "../api.gen";
import { type Remote, remote } from "../data";
import { type Row, type Whole, ended, fetchRun, fetchWhole } from "../plans/data";
import { NORM } from "../plans/desk";
import type { Spots } from "../plans/layers";
import { numbersOf } from "../plans/outcomes";
import { type Rgb, type Scale, colourOf, scaleFor } from "../plans/scale";
import { type Effect, effectOf } from "./effect";
import type { Edit } from "./edits";
import { type Answer, type Issue, checkEdits, startRun, stopRun } from "./server";

type Run = components["schemas"]["RunBody"];
/** Milliseconds that nothing changes before it is computed, while numbers are typed or keys are pressed. */
export const PAUSE = 200;
/** Milliseconds between questions when the stream of a run breaks. */
const AGAIN = 1000;

/** Hours of sun gained or lost on the worst day, piece by piece of façade, as far as it is anything. */
const CHANGE = "worst_change";
const LEAST = 0.1;

export interface Facades {
  spots: Spots;
  scale: Scale;
  /** The colours that are on the map. */
  shown: ReadonlySet<Rgb>;
}

/** What is known of the edits as they are now. */
export type Exact =
  | { is: "nothing" }
  | { is: "checking" }
  | { is: "wrong"; issues: Issue[] }
  /** `compiling`: the engine is made ready, which is done once and takes a minute. */
  | { is: "computing"; compiling: boolean }
  /** `facades` come after the verdicts; null until then, and where they cannot be told. */
  | { is: "known"; effect: Effect; seconds: number; facades: Facades | null }
  /** `off`: this twin computes nothing; `busy`: too many runs; `failed`: the run did. */
  | { is: "away" | "off" | "busy" | "failed" };

export class Live {
  exact: Exact = { is: "nothing" };
  private timer = 0;
  private turn = 0;
  private run: string | null = null;
  private base: Promise<readonly Row[] | null> | null = null;

  constructor(
    private area: string,
    private changed: () => void,
  ) {}

  /** Asks about other edits, after so many milliseconds without others; what was asked before does not matter any more. */
  ask(edits: readonly Edit[], pause = PAUSE): void {
    const turn = ++this.turn;
    clearTimeout(this.timer);
    this.drop();
    this.base ??= this.rows([], () => true); // before it is needed: the first verdict comes sooner
    this.tell(edits.length ? { is: "checking" } : { is: "nothing" });
    if (edits.length) this.timer = window.setTimeout(() => void this.look(edits, turn), pause);
  }

  close(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.drop();
  }

  /** Stops the run that is at work. */
  private drop(): void {
    if (this.run) void stopRun(this.run);
    this.run = null;
  }

  private async look(edits: readonly Edit[], turn: number): Promise<void> {
    const started = performance.now();
    const wanted = () => turn === this.turn;
    // Checked and computed at once: most edits can be made, and who waits sees a tenth of a second.
    const coming = this.whole(edits, wanted);
    const checked = await checkEdits(this.area, edits);
    if (!wanted()) return;
    if (checked.is !== "done" || !checked.value.ok) {
      this.turn++; // what was begun beside it is unwanted
      this.drop();
      return this.tell(checked.is === "wrong" ? { is: "wrong", issues: checked.issues } : checked.is === "done" ? { is: "wrong", issues: checked.value.issues } : { is: "away" });
    }
    if (this.exact.is === "checking") this.tell({ is: "computing", compiling: false });
    this.base ??= this.rows([], () => true);
    const [before, now] = await Promise.all([this.base, coming]);
    if (!wanted()) return;
    if (!before) this.base = null; // asked again with the next edit
    if (before && now) {
      this.tell({ is: "known", effect: effectOf(now.result.rows, before, NORM), seconds: (performance.now() - started) / 1000, facades: null });
      const facades = await facadesOf(now).catch(() => null); // then buildings keep the colour of their verdict
      if (wanted() && this.exact.is === "known" && facades) this.tell({ ...this.exact, facades });
    } else if (this.exact.is === "computing") this.tell({ is: "failed" });
  }

  /** The rows of a run with edits; null when it does not come to any. */
  private async rows(edits: readonly Edit[], wanted: () => boolean): Promise<readonly Row[] | null> {
    return (await this.whole(edits, wanted))?.result.rows ?? null;
  }

  /** The result of a run with edits; null when it does not come to any. */
  private async whole(edits: readonly Edit[], wanted: () => boolean): Promise<Whole | null> {
    const asked: Answer<Run> = await startRun(this.area, edits);
    if (asked.is !== "done") {
      // Edits that cannot be made are told by the check.
      if (wanted() && edits.length && asked.is !== "wrong") this.tell({ is: asked.is === "away" ? "off" : asked.is === "unusable" ? "busy" : "away" });
      return null;
    }
    if (!wanted()) return void stopRun(asked.value.id), null;
    if (edits.length) this.run = asked.value.id;
    const run = await follow(asked.value, wanted, ({ compiling }) => {
      if (wanted() && compiling && edits.length) this.tell({ is: "computing", compiling });
    });
    if (this.run === run?.id) this.run = null;
    const key = run?.results[0]?.key;
    if (!key) return null;
    const whole: Remote<Whole> = await remote(fetchWhole(key));
    return whole.is === "here" ? whole.value : null;
  }

  private tell(exact: Exact): void {
    this.exact = exact;
    this.changed();
  }
}

/** What changes on each piece of façade; null where that is not told, or nothing changes. */
async function facadesOf(whole: Whole): Promise<Facades | null> {
  const numbers = await numbersOf(whole.result, CHANGE);
  if (numbers?.is !== "facades") return null;
  const { points, ...at } = numbers.at;
  const values = at.values.map((value) => (Math.abs(value) < LEAST ? NaN : value));
  const scale = scaleFor(CHANGE, points.unit, values);
  const shown = new Set<Rgb>();
  for (const value of values) {
    const rgb = colourOf(scale, value);
    if (rgb) shown.add(rgb);
  }
  return { spots: { ...at, values, buildings: points.buildings }, scale, shown };
}

/** A run when it has ended; null when it cannot be known, or nobody wants to know any more. */
function follow(run: Run, wanted: () => boolean, going: (run: Run) => void): Promise<Run | null> {
  if (ended(run)) return Promise.resolve(run);
  return new Promise((resolve) => {
    const stream = new EventSource(`/api/v1/runs/${run.id}/events`);
    const done = (found: Run | null) => {
      stream.close();
      resolve(found);
    };
    stream.addEventListener("run", (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as Run;
      if (ended(told)) done(told);
      else if (!wanted()) done(null);
      else going(told);
    });
    stream.addEventListener("error", () => {
      stream.close();
      setTimeout(() => void remote(fetchRun(run.id)).then((again) => (again.is === "here" && wanted() ? follow(again.value, wanted, going).then(resolve) : resolve(null))), AGAIN);
    });
  });
}

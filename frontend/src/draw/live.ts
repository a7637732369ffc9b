// Has what is being drawn checked and computed: the newest wins, older questions are dropped.
import type { components } from "../api.gen";
import { type Remote, remote } from "../data";
import { type Row, ended, fetchRun, fetchWhole } from "../plans/data";
import { NORM } from "../plans/desk";
import { type Effect, effectOf } from "./effect";
import type { Edit } from "./edits";
import { type Answer, type Issue, checkEdits, startRun, stopRun } from "./server";

type Run = components["schemas"]["RunBody"];
/** Milliseconds that nothing changes before it is computed. */
const PAUSE = 200;
/** Milliseconds between questions when the stream of a run breaks. */
const AGAIN = 1000;

/** What is known of the edits as they are now. */
export type Exact =
  | { is: "nothing" }
  | { is: "checking" }
  | { is: "wrong"; issues: Issue[] }
  | { is: "computing" }
  | { is: "known"; effect: Effect; seconds: number }
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

  /** Asks about other edits; what was asked before does not matter any more. */
  ask(edits: readonly Edit[]): void {
    const turn = ++this.turn;
    clearTimeout(this.timer);
    this.drop();
    this.base ??= this.rows([], () => true); // before it is needed: the first verdict comes sooner
    this.tell(edits.length ? { is: "checking" } : { is: "nothing" });
    if (edits.length) this.timer = window.setTimeout(() => void this.look(edits, turn), PAUSE);
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
    const checked = await checkEdits(this.area, edits);
    if (turn !== this.turn) return;
    if (checked.is === "wrong") return this.tell({ is: "wrong", issues: checked.issues });
    if (checked.is !== "done") return this.tell({ is: "away" });
    if (!checked.value.ok) return this.tell({ is: "wrong", issues: checked.value.issues });
    this.tell({ is: "computing" });
    this.base ??= this.rows([], () => true);
    const [before, now] = await Promise.all([this.base, this.rows(edits, () => turn === this.turn)]);
    if (turn !== this.turn) return;
    if (!before) this.base = null; // asked again with the next edit
    if (before && now) this.tell({ is: "known", effect: effectOf(now, before, NORM), seconds: (performance.now() - started) / 1000 });
    else if (this.exact.is === "computing") this.tell({ is: "failed" });
  }

  /** The rows of a run with edits; null when it does not come to any. */
  private async rows(edits: readonly Edit[], wanted: () => boolean): Promise<readonly Row[] | null> {
    const asked: Answer<Run> = await startRun(this.area, edits);
    if (asked.is !== "done") {
      if (wanted() && edits.length) this.tell({ is: asked.is === "away" ? "off" : asked.is === "unusable" ? "busy" : "away" });
      return null;
    }
    if (!wanted()) return void stopRun(asked.value.id), null;
    if (edits.length) this.run = asked.value.id;
    const run = await follow(asked.value, wanted);
    if (this.run === run?.id) this.run = null;
    const key = run?.results[0]?.key;
    if (!key) return null;
    const whole: Remote<Awaited<ReturnType<typeof fetchWhole>>> = await remote(fetchWhole(key));
    return whole.is === "here" ? whole.value.result.rows : null;
  }

  private tell(exact: Exact): void {
    this.exact = exact;
    this.changed();
  }
}

/** A run when it has ended; null when it cannot be known, or nobody wants to know any more. */
function follow(run: Run, wanted: () => boolean): Promise<Run | null> {
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
    });
    stream.addEventListener("error", () => {
      stream.close();
      setTimeout(() => void remote(fetchRun(run.id)).then((again) => (again.is === "here" && wanted() ? follow(again.value, wanted).then(resolve) : resolve(null))), AGAIN);
    });
  });
}

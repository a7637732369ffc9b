// Plays a day or a week back: asks what was measured, moves the moment on, and tells what the sensors said then.
import { type Remote, type Thing, remote } from "../data";
import { ZONE, clockOf, wallClock } from "../format";
import type { Around } from "../replaying";
import type { Playback, UiState } from "../state";
import type { Model } from "../ui/model";
import { type Played, asThen, fetchPlayed } from "./data";
import { en } from "./en";
import { type PlaybackWords, nl } from "./nl";
import { HOUR, type Reel, atClock, isMinute, lastPlace, momentOf, placeOf, reelOf } from "./reel";

/** Hours that pass in a second of play. */
export const SPEEDS = [1, 4, 12] as const;
export type Speed = (typeof SPEEDS)[number];

const waiting = { is: "waiting" } as const;
/** Alerts tell what is so now. */
const SILENT: ReadonlyMap<string, readonly string[]> = new Map();

export class PlaybackDesk {
  played: Remote<Played> = waiting;
  speed: Speed = 1;
  reel: Reel = { start: 0, hours: 24 };
  /** What is shown, milliseconds; the moment of the page does not tell apart the two hours when summer time ends. */
  at = 0;
  private asked = "";
  private running = 0;
  private then: { things: readonly Thing[]; played: Remote<Played>; place: number; shown: Thing[] } | null = null;

  constructor(private around: Around) {}

  get place(): number {
    return placeOf(this.reel, this.at);
  }

  /** The last hour that can be shown; later ones have yet to come. */
  get last(): number {
    return lastPlace(this.reel, this.around.model().now);
  }

  get today(): string {
    return wallClock(this.around.model().now).date;
  }

  follow(state: UiState): void {
    const { playback, area, moment } = state;
    if (!playback || !area || !moment) {
      this.stop();
      this.asked = "";
      return;
    }
    if (!isMinute(moment, this.at)) this.at = atClock(moment);
    const reel = reelOf(playback, moment.date);
    const key = `${area} ${playback} ${reel.start}`;
    if (key !== this.asked) {
      this.asked = key;
      this.reel = reel;
      void this.fetch();
    }
    if (state.playing && !this.running) this.run();
    if (!state.playing) this.stop();
  }

  async fetch(): Promise<void> {
    const { asked } = this;
    const { area } = this.around.state();
    if (!area) return;
    this.played = waiting;
    this.around.draw();
    const played = await remote(fetchPlayed(area, this.reel));
    if (asked !== this.asked) return;
    this.played = played;
    this.around.draw();
  }

  /** From the start again when it is at the end. */
  play(): void {
    const { playing } = this.around.state();
    if (!playing && this.place >= this.last) this.go(0);
    this.around.set({ playing: !playing });
  }

  step(hours: number): void {
    this.show(this.place + hours);
  }

  /** Shows the hour of a place, and stops. */
  show(place: number): void {
    this.around.set({ playing: false });
    this.go(Math.min(Math.max(place, 0), this.last));
  }

  choose(playback: Playback): void {
    this.around.set({ playback });
  }

  pace(speed: Speed): void {
    this.speed = speed;
    this.around.draw();
  }

  /** The page as it was then: values of that hour, and words for them in the place of those for now. */
  seen(model: Model): Model {
    if (!model.state.playback) return model;
    const p = this.words();
    const { played, place } = this;
    const then = this.reel.start + place * HOUR;
    const gap = played.is === "here" ? (place > this.last ? p.later : p.gap) : played.is === "waiting" ? p.loadingShort : p.awayShort;
    const hour = p.hour(clockOf(model.w, then), clockOf(model.w, then + HOUR));
    const w = { ...model.w, noValueYet: gap, justNow: hour };
    if (model.things.is !== "here") return { ...model, w, ringing: SILENT };
    const things = model.things.value;
    if (this.then?.things !== things || this.then.played !== played || this.then.place !== place)
      this.then = { things, played, place, shown: asThen(things, played.is === "here" ? played.value : null, place) };
    return { ...model, w, now: then + HOUR, ringing: SILENT, things: { is: "here", value: this.then.shown } };
  }

  /** The hour in words: "dinsdag 3 juni 2026 om 14:00". */
  get when(): string {
    const { language } = this.around.state();
    const then = this.reel.start + this.place * HOUR;
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "nl-NL", { timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(then);
  }

  words(): PlaybackWords {
    return this.around.state().language === "en" ? en : nl;
  }

  private go(place: number): void {
    this.at = this.reel.start + place * HOUR;
    this.around.set({ moment: momentOf(this.at) });
  }

  /** Moves on by the clock of the screen; by whole hours for who asked for less motion. */
  private run(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      const on = () => {
        if (this.forward(HOUR)) this.running = window.setTimeout(on, 1000 / this.speed);
      };
      this.running = window.setTimeout(on, 1000 / this.speed);
      this.halt = () => window.clearTimeout(this.running);
      return;
    }
    let last = performance.now();
    const on = (time: number) => {
      const passed = Math.min(time - last, 250);
      last = time;
      if (this.forward((passed / 1000) * this.speed * HOUR)) this.running = requestAnimationFrame(on);
    };
    this.running = requestAnimationFrame(on);
    this.halt = () => cancelAnimationFrame(this.running);
  }

  private halt = (): void => {};

  private stop(): void {
    if (this.running) this.halt();
    this.running = 0;
  }

  /** Whether it goes on: it stops at the beginning of the last hour, and waits for what is being fetched. */
  private forward(milliseconds: number): boolean {
    if (!this.running) return false;
    if (this.played.is === "waiting") return true;
    const end = this.reel.start + this.last * HOUR;
    this.at = Math.min(this.at + milliseconds, end);
    const over = this.at >= end;
    if (over) this.running = 0;
    this.around.set({ moment: momentOf(this.at), ...(over ? { playing: false } : {}) });
    return !over;
  }
}

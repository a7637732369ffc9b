// The page of a sensor: asks the API, keeps what it said, mirrors the state in the address and draws.
import { render } from "lit";
import type { components } from "../api.gen";
import { all, remote } from "../data";
import { words } from "../format";
import { scheme } from "../scheme";
import { fetchFlags } from "../series";
import { MOST_SERIES, refused, units } from "./axes";
import { isDate } from "./calendar";
import { fetchAround, fetchBeside, fetchExtent, fetchMeasured, fetchPassports, fetchThing } from "./data";
import { en } from "./en";
import { type Actions, type Model, chosen, endOf, here, keyOf, keys, nameOf } from "./model";
import { nl } from "./nl";
import { page } from "./page";
import { fromUrl, toUrl } from "./state";
import { DAY, EARLIEST, type Window, days, last } from "./window";

const SETTLED = 250; // milliseconds without a move before finer values are asked
const AGAIN = 4000;
const FRESH = 60_000;
const YEAR = 366 * DAY;
const waiting = { is: "waiting" } as const;

export class Meter {
  private model: Model;
  private frame = 0;
  private settling = 0;
  private retrying = 0;
  /** Which question for values counts; an earlier one that comes late does not. */
  private asked = 0;

  constructor(private root: HTMLElement, now: number) {
    const state = fromUrl(location.pathname, location.search);
    this.model = {
      w: state.language === "en" ? en : nl,
      common: words(state.language),
      state,
      now,
      window: "last" in state.period ? last(state.period.last, now) : state.period,
      things: new Map(),
      around: null,
      passports: waiting,
      flags: new Map(),
      ranges: new Map(),
      measured: new Map(),
      busy: true,
      away: false,
      beside: null,
      said: "",
      wrongDates: "",
      page: 0,
      scheme: scheme(),
    };
  }

  async start(): Promise<void> {
    this.root.replaceChildren(); // what it says without a script
    window.addEventListener("popstate", () => this.returned());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.set({ scheme: scheme() }));
    window.setInterval(() => this.refresh(), FRESH);
    this.draw();
    await this.load();
  }

  private actions: Actions = {
    last: (span) => this.period({ last: span }),
    move: (to) => this.moved(to),
    whole: () => void this.whole(),
    days: (first, final) => this.between(first, final),
    toggle: (key) => this.toggle(key),
    look: () => void this.look(),
    turn: (to) => this.set({ page: to }),
    language: () => this.speak(),
    retry: () => void this.load(),
  };

  private set(patch: Partial<Model>): void {
    Object.assign(this.model, patch);
    this.draw();
  }

  /** Asks for the sensor and all that is told of it, then for its values. */
  private async load(): Promise<void> {
    clearTimeout(this.retrying);
    const { state } = this.model;
    if (!state.thing) return this.draw();
    const known = this.model.things.get(state.thing);
    if (known?.is !== "here") await this.thing(state.thing);
    const thing = here(this.model);
    if (!thing) return this.later();
    const others = new Set((state.series ?? []).filter((key) => key.includes("/")).map((key) => key.split("/")[0] ?? ""));
    await Promise.all([...others].filter((id) => this.model.things.get(id)?.is !== "here").map((id) => this.thing(id)));
    this.aim();
    void this.about();
    await this.measure();
  }

  private async thing(id: string): Promise<void> {
    const answer = await remote(fetchThing(id));
    this.set({ things: new Map(this.model.things).set(id, answer) });
  }

  /** What does not change with the period. */
  private async about(): Promise<void> {
    const thing = here(this.model);
    if (!thing || this.model.passports.is === "here") return;
    const [passports, flags, ranges] = await Promise.all([remote(fetchPassports(thing)), remote(fetchFlags()), remote(all<components["schemas"]["QuantityBody"]>("/api/v1/quantities"))]);
    this.set({
      passports,
      ...(flags.is === "here" ? { flags: flags.value } : {}),
      ...(ranges.is === "here" ? { ranges: new Map(ranges.value.map(({ key, valid_min, valid_max }) => [key, { low: valid_min, high: valid_max }])) } : {}),
    });
  }

  /** Puts the window where the period says. */
  private aim(): void {
    const { state, now } = this.model;
    if (!("last" in state.period)) return this.set({ window: state.period });
    const length = last(state.period.last, 0);
    const streams = chosen(this.model).map(({ stream }) => stream);
    this.set({ window: last(state.period.last, endOf(streams, length.to - length.from, now)) });
  }

  /** The values of the window, of each series, and the model beside them. */
  private async measure(): Promise<void> {
    const question = ++this.asked;
    const { window: asked } = this.model;
    const series = chosen(this.model);
    this.set({ busy: true });
    const modelled = series.find(({ stream }) => stream.model);
    const beside = modelled?.stream.model && asked.to - asked.from <= YEAR ? remote(fetchBeside(modelled.stream.model, asked)) : null;
    const answers = await Promise.all(series.map(async ({ stream }) => [stream.id, await remote(fetchMeasured(stream, asked))] as const));
    if (question !== this.asked) return;
    // What was there stays on the screen when the newest cannot be had; the page says so.
    const kept = (id: number) => this.model.measured.get(id);
    const measured = new Map(answers.map(([id, answer]) => [id, answer.is === "here" ? answer : (kept(id) ?? answer)]));
    const away = answers.some(([, { is }]) => is === "away");
    this.set({ measured, away, busy: false, page: 0 });
    const modelSaid = beside && (await beside);
    if (question !== this.asked) return;
    this.set({ beside: modelSaid });
    if (away) this.later();
  }

  private later(): void {
    const found = this.model.things.get(this.model.state.thing ?? "");
    if (found?.is !== "gone") this.retrying = window.setTimeout(() => void this.load(), AGAIN);
    this.draw();
  }

  /** New values come by themselves while the chart ends now. */
  private refresh(): void {
    if (document.hidden || this.model.busy) return;
    this.model.now = Date.now();
    if ("last" in this.model.state.period && here(this.model)) {
      this.aim();
      void this.measure();
    }
  }

  /** A period by name: a new place in the history of the browser. */
  private period(period: Model["state"]["period"]): void {
    clearTimeout(this.settling); // a move that was still coming to rest
    this.model.state = { ...this.model.state, period };
    this.model.wrongDates = "";
    history.pushState(null, "", toUrl(this.model.state));
    this.aim();
    void this.measure();
  }

  /** A move by hand: drawn at once from what is there, asked for when it has come to rest. */
  private moved(to: Window): void {
    this.set({ window: to });
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      this.model.state = { ...this.model.state, period: to };
      history.replaceState(null, "", toUrl(this.model.state));
      void this.measure();
    }, SETTLED);
  }

  private async whole(): Promise<void> {
    const { now } = this.model;
    const extents = await Promise.all(chosen(this.model).map(({ stream }) => remote(fetchExtent(stream, EARLIEST, now))));
    const known = extents.flatMap((each) => (each.is === "here" && each.value ? [each.value] : []));
    if (known.length) this.period({ from: Math.min(...known.map(({ from }) => from)), to: Math.max(...known.map(({ to }) => to)) });
  }

  private between(first: string, final: string): void {
    const { w } = this.model;
    if (!isDate(first) || !isDate(final)) return this.set({ wrongDates: w.period.noDate });
    const window = days(first, final);
    if (window.from >= window.to) return this.set({ wrongDates: w.period.wrongOrder });
    if (window.from < EARLIEST) return this.set({ wrongDates: w.period.tooEarly });
    this.period(window);
  }

  private toggle(key: string): void {
    const { w, state } = this.model;
    const own = here(this.model);
    if (!own) return;
    const shown = chosen(this.model);
    const there = shown.find((each) => each.key === key);
    if (there && shown.length === 1) return this.set({ said: w.series.oneAtLeast });
    const candidate = there ?? this.candidate(key);
    if (!candidate) return;
    const why = there ? null : refused(shown, candidate);
    if (why === "units") return this.set({ said: w.series.tooManyUnits(units(shown).join(", "), candidate.unit) });
    if (why === "series") return this.set({ said: w.series.tooMany(MOST_SERIES) });
    const series = there ? shown.filter((each) => each !== there).map((each) => each.key) : [...keys(own, state.series), key];
    this.model.state = { ...state, series };
    history.replaceState(null, "", toUrl(this.model.state));
    this.set({ said: there ? w.series.removed(there.name) : w.series.added(candidate.name) });
    void this.load();
  }

  /** A series that somebody may add: of this sensor, or of one around. */
  private candidate(key: string): { unit: string; name: string } | null {
    const { around, state } = this.model;
    const [id, rest] = key.includes("/") ? key.split("/", 2) : [state.thing, key];
    const nearby = around?.is === "here" ? around.value : [];
    const thing = id === state.thing ? here(this.model) : nearby.find((each) => each.id === id);
    const stream = thing?.datastreams.find((each) => keyOf(each) === rest);
    return thing && stream ? { unit: stream.unit_label, name: nameOf(this.model, thing, stream, id !== state.thing) } : null;
  }

  private async look(): Promise<void> {
    const area = here(this.model)?.area;
    if (this.model.around?.is === "here" || this.model.around?.is === "waiting") return;
    this.set({ around: area ? waiting : { is: "here", value: [] } });
    if (area) this.set({ around: await remote(fetchAround(area)) });
  }

  private speak(): void {
    const language = this.model.state.language === "nl" ? "en" : "nl";
    this.model.state = { ...this.model.state, language };
    history.replaceState(null, "", toUrl(this.model.state));
    this.set({ w: language === "en" ? en : nl, common: words(language), said: "", wrongDates: "" });
  }

  private returned(): void {
    const state = fromUrl(location.pathname, location.search);
    this.set({ state, w: state.language === "en" ? en : nl, common: words(state.language) });
    void this.load();
  }

  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const { model } = this;
      document.documentElement.lang = model.state.language;
      document.title = `${here(model)?.name ?? model.w.title} – ${model.w.title}`;
      render(page(model, this.actions), this.root);
    });
  }
}

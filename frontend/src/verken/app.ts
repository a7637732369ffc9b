// The resident's view: asks the API, keeps what it said, and draws one screen.
import { render } from "lit";
import { Away, Gone, type Remote } from "../data";
import * as api from "./api";
import { en } from "./en";
import type { Actions, Model, PictureState } from "./model";
import { HOURS } from "./model";
import { nl } from "./nl";
import { page } from "./page";
import { Picking } from "./picking";
import { Speaker } from "./speech";
import { type VerkenState, fromUrl, toUrl, withOnly } from "./state";
import { Walking } from "./walking";

const PAUSE = 250; // milliseconds without a letter before an address is looked up
const AGAIN = 4000;
const waiting = { is: "waiting" } as const;

export class Verken {
  private model: Model;
  private typing = 0;
  private retrying = 0;
  private frame = 0;
  private focus = false;
  /** The question whose answer counts; an earlier one that comes late does not. */
  private asked = "";

  constructor(private root: HTMLElement) {
    const state = fromUrl(location.search);
    this.model = {
      w: state.language === "en" ? en : nl,
      state,
      areas: waiting,
      plans: waiting,
      homes: waiting,
      home: waiting,
      stale: null,
      search: { typed: "", busy: false, found: null, away: false },
      chosen: null,
      picture: { wipe: 70, day: "0321", hour: 12, failed: false },
      picking: new Picking(() => this.draw()),
      walking: new Walking(() => this.draw()),
      speaker: new Speaker(() => this.draw()),
    };
  }

  async start(): Promise<void> {
    this.root.replaceChildren(); // what it says without a script
    window.addEventListener("popstate", () => this.moved(fromUrl(location.search)));
    this.draw();
    await this.load();
  }

  private actions: Actions = {
    go: (step) => this.to({ ...this.model.state, step }),
    set: (patch) => this.to({ ...this.model.state, ...patch }),
    search: (typed) => this.search(typed),
    choose: (building, label) => {
      this.model.chosen = label;
      this.to({ ...this.model.state, home: building, step: "sun" });
    },
    picture: (patch) => this.look(patch),
    retry: () => void this.load(),
    draw: () => this.draw(),
  };

  /** Another step of the reader: a new place in the history of the browser. */
  private to(state: VerkenState): void {
    const address = location.pathname + toUrl(state);
    if (address === location.pathname + location.search) return;
    history.pushState(null, "", address);
    this.moved(state);
  }

  private moved(state: VerkenState): void {
    const before = this.model.state;
    this.model.speaker.stop();
    this.model.state = state;
    this.model.w = state.language === "en" ? en : nl;
    if (state.home !== before.home && !state.home) this.model.chosen = null;
    if (state.area !== before.area) Object.assign(this.model, { plans: waiting, homes: waiting, home: waiting, chosen: null });
    this.model.picture.failed = false;
    this.focus = state.step !== before.step;
    this.draw();
    void this.load();
  }

  /** Asks for what the screen needs and is not there. */
  private async load(): Promise<void> {
    clearTimeout(this.retrying);
    const { model } = this;
    if (model.areas.is !== "here") model.areas = await this.answer(api.areas());
    if (model.areas.is !== "here") return this.later();
    const known = model.areas.value.some(({ id }) => id === model.state.area);
    if (!known) model.state = { ...model.state, area: model.areas.value[0]?.id ?? null, ...(model.state.area ? { home: null, plan: null, without: false, step: "find" as const } : {}) };
    const { area, step } = model.state;
    if (!area) return this.draw();
    this.draw();
    const plans = model.plans.is === "here" ? null : this.answer(api.plans(area)).then((came) => this.plansCame(area, came));
    if (!model.state.plan && !model.state.without) await plans; // which plan the answers are about
    if (area !== model.state.area) return;
    const parts = [
      plans,
      (step === "point" || step === "walk") && model.homes.is !== "here" ? this.answer(api.homes(area)).then((homes) => this.homesCame(homes)) : null,
      this.loadHome(),
    ];
    await Promise.all(parts);
    if ([model.plans, model.homes, model.home].some(({ is }) => is === "away")) this.later();
    this.draw();
  }

  private async loadHome(): Promise<void> {
    const { area, home, plan, language } = this.model.state;
    if (!area || !home) return;
    const question = [area, home, plan, language].join("\n");
    const { model } = this;
    if (question === this.asked && model.home.is === "here" && model.stale === null) return;
    if (question !== this.asked) Object.assign(model, { home: waiting, stale: null });
    this.asked = question;
    const came = await this.answer(api.home(area, home, plan, language));
    if (this.asked !== question) return;
    if (came.is === "away" && model.home.is === "here") model.stale ??= Date.parse(model.home.value.asked_at);
    else Object.assign(model, { home: came, stale: null });
  }

  private plansCame(area: string, plans: Remote<api.Plan[]>): void {
    const { model } = this;
    if (area !== model.state.area) return;
    model.plans = plans;
    if (plans.is === "here") model.state = withOnly(model.state, plans.value);
  }

  private homesCame(homes: Remote<api.Homes>): void {
    this.model.homes = homes;
    if (homes.is === "here") this.model.picking.hold(homes.value, this.model.state.home);
  }

  private later(): void {
    clearTimeout(this.retrying);
    this.retrying = window.setTimeout(() => void this.load(), AGAIN);
    this.draw();
  }

  private async answer<T>(question: Promise<T>): Promise<Remote<T>> {
    try {
      return { is: "here", value: await question };
    } catch (error) {
      if (error instanceof Gone) return { is: "gone" };
      if (error instanceof Away) return { is: "away" };
      throw error;
    }
  }

  private search(typed: string): void {
    const { search, state } = this.model;
    Object.assign(search, { typed, busy: typed.trim() !== "", away: false });
    clearTimeout(this.typing);
    if (!typed.trim()) {
      search.found = null;
      return this.draw();
    }
    this.draw();
    this.typing = window.setTimeout(async () => {
      if (!state.area) return;
      const found = await this.answer(api.addresses(state.area, typed));
      if (search.typed !== typed) return;
      search.busy = false;
      search.away = found.is !== "here";
      if (found.is === "here") search.found = found.value;
      this.draw();
    }, PAUSE);
  }

  private look(patch: Partial<PictureState>): void {
    const picture = Object.assign(this.model.picture, patch);
    const [first, last] = HOURS[picture.day] ?? [12, 12];
    picture.hour = Math.min(last, Math.max(first, picture.hour));
    this.draw();
  }

  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const { model } = this;
      document.documentElement.lang = model.state.language;
      render(page(model, this.actions), this.root);
      document.title = `${this.root.querySelector("h1")?.textContent?.trim() ?? model.w.title} – ${model.w.title}`;
      if (!this.focus || !this.root.querySelector("h1")) return;
      this.focus = false;
      window.scrollTo(0, 0);
      this.root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    });
  }
}

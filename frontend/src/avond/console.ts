// The planner's console: lines up slides, keeps them as they are typed, and leads the evening.
import { render } from "lit";
import { fetchAreas, fetchThings, remote } from "../data";
import { keepKey } from "../key";
import { fetchBefore, fetchIndicators, fetchOutcomes, fetchPlans } from "../plans/data";
import { asked, catalogue } from "./catalogue";
import { page } from "./console-page";
import { type Evening, type Slide, type ViewSlide, changeEvening, closeShow, deleteEvening, fetchEvenings, fetchTold, fetchViews, makeEvening, openShow, placeShow } from "./data";
import { follow } from "./follow";
import { freshId, inviteSlide, isShown, isView, planOf, reordered, stateIn, viewSlide } from "./lineup";
import type { Actions, Draft, Model } from "./model";
import { type Move, moveOf, moved } from "./showing";
import { choose, chosenOf, reachable } from "./visit";
import { fit } from "./words";

/** Milliseconds without typing until it is saved, and until what failed is tried again. */
const QUIET = 700;
const RETRY = 4000;
/** Keys of a clicker, and those that mean nothing else to a page. */
const CLICKER = new Set(["PageDown", "PageUp"]);
const LETTERS = new Set(["b", "B", ".", "f", "F"]);
const codeOf = (id: number): string => `twin:avond-code-${id}`;

export class Console {
  private model: Model;
  private frame = 0;
  private saveTimer = 0;
  private retryTimer = 0;
  private unfollow: (() => void) | null = null;

  constructor(private root: HTMLElement) {
    const { area, language } = asked();
    const c = catalogue(language);
    this.model = {
      language, c, area, areas: { is: "waiting" }, page: { is: "waiting" }, evening: null, draft: null, saving: { is: "saved" }, chosen: null, taken: null, told: null,
      views: [], plans: [], indicators: [], outcomes: new Map(), things: [], network: null, base: null, show: null, code: null, showLost: false,
      said: "", trouble: "", keyWrong: false, addressWrong: false, nameMissing: false, removing: false, dragged: null, bright: false, crowded: false,
    }; // prettier-ignore
    document.title = c.console.title;
    document.documentElement.lang = language;
    root.replaceChildren();
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("beforeunload", (event) => this.model.saving.is !== "saved" && event.preventDefault());
    void this.start();
  }

  private actions: Actions = {
    retry: () => void (this.model.saving.is === "away" ? this.save() : this.start()),
    useKey: (key) => {
      keepKey(key.trim() || null);
      void this.start(true);
    },
    chooseArea: (area) => {
      this.leave();
      this.patch({ area, page: { is: "waiting" }, views: [], plans: [], things: [], outcomes: new Map() });
      this.address();
      void this.enter(area);
    },
    chooseEvening: (id) => {
      const found = this.model.page.is === "here" ? this.model.page.value.items.find((one) => one.id === id) : undefined;
      this.leave();
      if (found) this.take(found);
      this.address();
    },
    make: (title) => void this.make(title),
    remove: (sure) => void this.remove(sure),
    rename: (title) => this.edit((draft) => ({ ...draft, title })),
    settle: (mine) => void this.settle(mine),
    choose: (chosen) => this.patch({ chosen, taken: null }),
    change: (id, patch) => this.edit((draft) => ({ ...draft, slides: draft.slides.map((slide) => (slide.id === id ? ({ ...slide, ...patch } as Slide) : slide)) })),
    move: (id, to, told = true) => this.move(id, to, told),
    drag: (dragged) => this.patch({ dragged }),
    take: (id) => this.takeAway(id),
    putBack: () => {
      const { taken } = this.model;
      if (!taken) return;
      this.edit(({ slides, ...draft }) => ({ ...draft, slides: reordered([...slides, taken.slide], slides.length, taken.place) }));
      this.patch({ taken: null, chosen: taken.slide.id });
    },
    addView: ({ name, description, state }) => this.add((id) => viewSlide(id, name, description, state)),
    addAddress: (text) => {
      const state = stateIn(text, this.model.area ?? "");
      this.patch({ addressWrong: state === null });
      if (state !== null) this.add((id) => viewSlide(id, "", "", state));
      return state !== null;
    },
    addWhole: () => {
      const { area, areas, c } = this.model;
      const name = (areas.is === "here" && areas.value.find(({ id }) => id === area)?.name) || (area ?? "");
      this.add((id) => viewSlide(id, c.console.wholeTitle(name), "", `gebied=${encodeURIComponent(area ?? "")}`));
    },
    addInvite: () => this.add((id) => inviteSlide(id, this.model.c.console.inviteTitle, this.model.c.console.inviteSentence)),
    wantOutcomes: (plan) => void this.wantOutcomes(plan),
    open: () => void this.open(),
    close: () => void this.close(),
    place: (patch) => void this.place(patch),
    chooseAddress: (base) => {
      choose(base);
      this.patch({ base });
    },
    brighten: (bright) => this.patch({ bright }),
  };

  /** Asks for the areas and opens the one in the address, or the first. */
  private async start(withKey = false): Promise<void> {
    clearTimeout(this.retryTimer);
    const areas = await remote(fetchAreas());
    this.patch({ areas });
    if (areas.is !== "here") return this.later();
    const wanted = areas.value.find(({ id }) => id === this.model.area) ?? areas.value[0];
    if (!wanted) return this.later();
    this.patch({ area: wanted.id });
    await this.enter(wanted.id, withKey);
  }

  private later(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => void this.start(), RETRY);
  }

  private async enter(area: string, withKey = false): Promise<void> {
    const page = await remote(fetchEvenings(area));
    if (area !== this.model.area) return;
    // A key that opens nothing is refused, as what cannot be reached.
    if (page.is !== "here" && withKey) {
      keepKey(null);
      return this.patch({ keyWrong: true });
    }
    this.patch({ page, keyWrong: withKey && page.is === "here" && !page.value.may_change });
    if (page.is !== "here") return this.later();
    if (!page.value.may_change) return;
    const { evening } = asked();
    const found = page.value.items.find(({ id }) => id === (this.model.evening?.id ?? evening));
    if (found && !this.model.draft) this.take(found);
    const [views, plans, indicators, things, network] = await Promise.all([remote(fetchViews(area)), remote(fetchPlans(area)), remote(fetchIndicators()), remote(fetchThings(area)), reachable()]);
    if (area !== this.model.area) return;
    const value = <T>(answer: { is: string; value?: T[] }): T[] => answer.value ?? [];
    this.patch({ views: value(views), plans: value(plans), indicators: value(indicators), things: value(things), network, base: chosenOf(network.addresses) });
  }

  private take(evening: Evening): void {
    const first = evening.slides[0];
    this.patch({ evening, draft: { title: evening.title, slides: evening.slides }, saving: { is: "saved" }, chosen: first?.id ?? null, told: null, taken: null, code: sessionStorage.getItem(codeOf(evening.id)) });
    this.address();
    void this.tell();
    this.unfollow?.();
    this.unfollow = follow(evening.id, "console", {
      show: (show) => this.patch({ show }),
      ended: () => this.patch({ show: null }),
      lost: (showLost) => this.patch({ showLost }),
    });
  }

  private leave(): void {
    if (this.model.saving.is === "unsaved") void this.save();
    this.unfollow?.();
    this.unfollow = null;
    this.patch({ evening: null, draft: null, chosen: null, told: null, show: null, code: null, taken: null, removing: false, trouble: "" });
  }

  private async make(title: string): Promise<void> {
    const { area, c } = this.model;
    this.patch({ nameMissing: !title.trim(), trouble: "" });
    if (!area || !title.trim()) return;
    const answer = await makeEvening(area, title);
    if (answer.is !== "done") return this.patch({ trouble: answer.is === "away" ? c.console.failed : c.console.refused(answer.detail) });
    const { page } = this.model;
    if (page.is === "here") this.patch({ page: { is: "here", value: { ...page.value, items: [answer.value, ...page.value.items] } } });
    this.take(answer.value);
  }

  private async remove(sure: boolean | null): Promise<void> {
    const { evening, page, c } = this.model;
    this.patch({ removing: sure === null });
    if (!sure || !evening) return;
    const answer = await deleteEvening(evening.id);
    if (answer.is !== "done" && !(answer.is === "refused" && answer.status === 404)) return this.patch({ trouble: c.console.failed });
    this.patch({ saving: { is: "saved" } });
    this.leave();
    if (page.is === "here") this.patch({ page: { is: "here", value: { ...page.value, items: page.value.items.filter(({ id }) => id !== evening.id) } } });
    this.address();
  }

  private edit(change: (draft: Draft) => Draft): void {
    const { draft, saving } = this.model;
    if (!draft) return;
    this.patch({ draft: change(draft), ...(saving.is === "conflict" ? {} : { saving: { is: "unsaved" } }) });
    clearTimeout(this.saveTimer);
    if (saving.is !== "conflict") this.saveTimer = window.setTimeout(() => void this.save(), QUIET);
  }

  private async save(): Promise<void> {
    const { evening, draft, c } = this.model;
    clearTimeout(this.saveTimer);
    if (!evening || !draft || this.model.saving.is === "saving") return;
    if (!draft.title.trim()) return this.patch({ saving: { is: "refused", why: c.console.needName } });
    this.patch({ saving: { is: "saving" } });
    const answer = await changeEvening(evening.id, evening.revision, draft.title, draft.slides);
    if (evening.id !== this.model.evening?.id) return;
    if (answer.is === "done") {
      const current = this.model.draft === draft;
      this.patch({ evening: answer.value, saving: { is: current ? "saved" : "unsaved" } });
      this.list(answer.value);
      if (current) void this.tell();
      else void this.save();
    } else if (answer.is === "refused") this.patch({ saving: answer.status === 409 ? { is: "conflict" } : { is: "refused", why: answer.detail } });
    else {
      this.patch({ saving: { is: "away" } });
      this.saveTimer = window.setTimeout(() => void this.save(), RETRY);
    }
  }

  /** Two planners changed the same: the one who finds out chooses. */
  private async settle(mine: boolean): Promise<void> {
    const { area, evening, draft } = this.model;
    const page = area ? await remote(fetchEvenings(area)) : null;
    const newest = page?.is === "here" ? page.value.items.find(({ id }) => id === evening?.id) : undefined;
    if (!newest || !draft) return this.patch({ trouble: this.model.c.console.failed });
    if (!mine) return this.take(newest);
    this.patch({ evening: newest, saving: { is: "unsaved" } });
    await this.save();
  }

  private list(evening: Evening): void {
    const { page } = this.model;
    if (page.is === "here") this.patch({ page: { is: "here", value: { ...page.value, items: page.value.items.map((one) => (one.id === evening.id ? evening : one)) } } });
  }

  /** What the screen says of it, for the small copy. */
  private async tell(): Promise<void> {
    const { evening, language, draft } = this.model;
    if (!evening) return;
    const told = await remote(fetchTold(evening.id, language));
    if (evening.id === this.model.evening?.id && told.is === "here") this.patch({ told: told.value });
    for (const slide of draft?.slides ?? []) if (isView(slide)) void this.wantOutcomes(planOf(slide.state));
  }

  private async wantOutcomes(plan: string | null): Promise<void> {
    const { area, outcomes } = this.model;
    if (!area || outcomes.has(plan ?? "")) return;
    this.patch({ outcomes: new Map(outcomes).set(plan ?? "", []) });
    const found = await remote(plan ? fetchOutcomes(plan) : fetchBefore(area));
    if (found.is === "here") this.patch({ outcomes: new Map(this.model.outcomes).set(plan ?? "", found.value) });
  }

  private add(make: (id: string) => Slide): void {
    const { draft } = this.model;
    if (!draft) return;
    const slide = make(freshId(draft.slides));
    this.edit((draft) => ({ ...draft, slides: [...draft.slides, slide] }));
    this.patch({ chosen: slide.id, taken: null });
    if (isView(slide)) void this.wantOutcomes(planOf((slide as ViewSlide).state));
    requestAnimationFrame(() => document.getElementById("slide-title")?.focus());
  }

  private takeAway(id: string): void {
    const { draft, c } = this.model;
    const place = draft?.slides.findIndex((slide) => slide.id === id) ?? -1;
    const slide = draft?.slides[place];
    if (!draft || !slide) return;
    const rest = draft.slides.filter((one) => one.id !== id);
    this.edit((draft) => ({ ...draft, slides: rest }));
    this.patch({ taken: { slide, place }, chosen: (rest[place] ?? rest[place - 1])?.id ?? null, said: c.console.taken(this.titleOf(slide)) });
    requestAnimationFrame(() => document.getElementById("put-back")?.focus());
  }

  private move(id: string, to: number, told: boolean): void {
    const { draft, c } = this.model;
    const from = draft?.slides.findIndex((slide) => slide.id === id) ?? -1;
    const slide = draft?.slides[from];
    if (!draft || !slide || to < 0 || to >= draft.slides.length || to === from) return;
    this.edit((draft) => ({ ...draft, slides: reordered(draft.slides, from, to) }));
    if (told) this.patch({ said: c.console.movedTo(this.titleOf(slide), String(to + 1), String(draft.slides.length)) });
  }

  private titleOf(slide: Slide): string {
    return (isShown(slide) && slide.title) || this.model.c.console.untitled;
  }

  private async open(): Promise<void> {
    const { evening, c } = this.model;
    if (!evening) return;
    this.patch({ trouble: "" });
    const answer = await openShow(evening.id);
    if (answer.is !== "done") return this.patch({ trouble: c.console.failed });
    sessionStorage.setItem(codeOf(evening.id), answer.value.code);
    this.patch({ show: answer.value, code: answer.value.code, evening: { ...evening, opened_at: evening.opened_at ?? new Date().toISOString() } });
  }

  private async close(): Promise<void> {
    const { evening, c } = this.model;
    if (!evening) return;
    const answer = await closeShow(evening.id);
    if (answer.is !== "done") return this.patch({ trouble: c.console.failed });
    sessionStorage.removeItem(codeOf(evening.id));
    this.patch({ show: null, code: null, said: c.console.ended, trouble: "" });
  }

  private async place(patch: Partial<{ slide: number; black: boolean; frozen: boolean }>): Promise<void> {
    const { evening, show, c } = this.model;
    if (!evening || !show) return;
    const { slide, black, frozen } = { ...show, ...patch };
    this.patch({ show: { ...show, slide, black, frozen } });
    const answer = await placeShow(evening.id, { slide, black, frozen });
    this.patch(answer.is === "done" ? { show: answer.value, trouble: "" } : { trouble: c.console.failed });
  }

  /** A clicker speaks to the window in front, which may be this one: its keys move the evening too. */
  private onKey(event: KeyboardEvent): void {
    const { show } = this.model;
    const typing = (event.target as HTMLElement | null)?.closest("input, textarea, select");
    const move: Move | null = CLICKER.has(event.key) || (!typing && LETTERS.has(event.key)) ? moveOf(event) : null;
    if (!show || !move) return;
    event.preventDefault();
    void this.place(moved(show, move, show.slides));
  }

  private patch(patch: Partial<Model>): void {
    this.model = { ...this.model, ...patch };
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      render(page(this.model, this.actions), this.root);
      const crowded = fit(this.root);
      if (crowded !== this.model.crowded) this.patch({ crowded });
    });
  }

  private address(): void {
    const { area, evening, language } = this.model;
    const query = new URLSearchParams();
    if (area) query.set("gebied", area);
    if (evening) query.set("avond", String(evening.id));
    if (language === "en") query.set("taal", "en");
    history.replaceState(null, "", `${location.pathname}?${query.toString()}`);
  }
}

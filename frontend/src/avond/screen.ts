// The big screen: one slide at a time, moved by its own keys, the console or a phone. It never shows a menu, a tooltip
// or an error: when something fails it keeps the picture that it has, and the others tell.
import { html, nothing, render } from "lit";
import { type Thing, fetchThings, remote, withValues } from "../data";
import { type Live, listen } from "../live";
import { type Flag, fetchFlags } from "../series";
import { Shelf } from "../shelf";
import { asked, catalogue } from "./catalogue";
import { type Told, type ToldSlide, fetchTold, placeShow } from "./data";
import { follow } from "./follow";
import { Preparation, type Ready } from "./prepare";
import { type Move, type Place, START, moveOf, moved } from "./showing";
import { Stages } from "./stages";
import { residentsAddress } from "./visit";
import { type Around, fit, invitation, legend, said } from "./words";

/** Pause before what did not come is asked for again, milliseconds. */
const RETRY = 3000;
/** Longest that words wait for their picture, milliseconds. */
const PATIENCE = 5000;

export class Screen {
  private place: Place = START;
  /** What is on the screen; stays behind `place` while that is frozen or a picture is on its way. */
  private slide: ToldSlide | null = null;
  private ready: Ready | null = null;
  private told: Told | null = null;
  private stages: Stages | null = null;
  private preparation: Preparation | null = null;
  private things: readonly Thing[] = [];
  private flags: ReadonlyMap<string, Flag> = new Map();
  private live: Live | null = null;
  private visit: string | null = null;
  private turn = 0;
  /** Moved by a key, and the twin does not know yet. */
  private untold = false;
  private telling = false;
  private readonly language = asked().language;

  constructor(
    private root: HTMLElement,
    private id: number,
  ) {
    document.title = catalogue(this.language).screen.title;
    document.documentElement.lang = this.language;
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("resize", () => this.draw());
    document.addEventListener("contextmenu", (event) => event.preventDefault());
    setInterval(() => this.tick(), 1000);
    this.draw();
    void this.load();
    follow(id, "screen", {
      show: ({ slide, black, frozen, revision }) => {
        if (this.told && revision !== this.told.revision) void this.load();
        if (this.untold) void this.tell();
        else if (!this.telling) this.go({ slide, black, frozen });
      },
      ended: () => (this.untold = false), // keys alone, until it is opened again
      lost: (lost) => !lost && this.untold && void this.tell(),
    });
    void document.fonts.ready.then(() => this.draw());
    void this.stayAwake();
  }

  /** Fetches the slides, and then everything that they show. */
  private async load(): Promise<void> {
    const told = await remote(fetchTold(this.id, this.language));
    if (told.is !== "here") return void setTimeout(() => void this.load(), RETRY);
    const { area, slides } = told.value;
    const first = this.told === null;
    this.told = told.value;
    if (first) {
      const stages = this.root.querySelector<HTMLElement>(".screen__stages");
      this.preparation = new Preparation(area, new Shelf());
      if (stages) this.stages = new Stages(stages, this.preparation, { drawn: () => (document.documentElement.dataset["picture"] = "drawn"), lost: () => this.root.classList.add("screen--flat") });
    }
    const kept = slides.findIndex(({ id }) => id === this.slide?.id);
    if (!first && kept >= 0 && !this.place.frozen) this.slide = slides[kept] ?? null;
    void this.bring();
    this.visit = await residentsAddress(area, this.language);
    if (slides.some(({ sensors }) => sensors.length > 0)) void this.listen(area);
    this.draw();
    await this.prepare(slides);
  }

  /** One slide after another, so that the first is not slower for the last. */
  private async prepare(slides: readonly ToldSlide[]): Promise<void> {
    delete document.documentElement.dataset["ready"];
    for (const slide of slides) {
      if (slide.kind !== "view") continue;
      const came = await this.preparation?.of(slide).then(
        () => true,
        () => false,
      );
      if (slides !== this.told?.slides) return;
      if (!came) return void setTimeout(() => slides === this.told?.slides && void this.prepare(slides), RETRY);
    }
    document.documentElement.dataset["ready"] = "all";
    if (!this.ready) void this.bring();
  }

  private async listen(area: string): Promise<void> {
    if (this.live) return;
    const refresh = async () => {
      const things = await remote(fetchThings(area));
      if (things.is === "here") this.things = withValues(things.value, this.live?.newest() ?? []);
      if (!this.place.frozen) this.draw();
    };
    this.live = listen(
      area,
      (values) => {
        this.things = withValues([...this.things], values);
        if (!this.place.frozen) this.draw();
      },
      () => undefined,
      () => void refresh(),
    );
    const flags = await remote(fetchFlags());
    if (flags.is === "here") this.flags = flags.value;
  }

  private onKey(event: KeyboardEvent): void {
    const move = moveOf(event);
    if (!move) return;
    event.preventDefault();
    if (!event.repeat) this.move(move);
  }

  private move(move: Move): void {
    this.go(moved(this.place, move, this.told?.slides.length ?? 0));
    void this.tell();
  }

  /** Tells the twin where the keys led; what it does not hear now is told when it is back. */
  private async tell(): Promise<void> {
    this.untold = true;
    if (this.telling) return;
    this.telling = true;
    while (this.untold) {
      this.untold = false;
      const answer = await placeShow(this.id, this.place);
      if (answer.is === "away") {
        this.untold = true;
        break;
      }
    }
    this.telling = false;
  }

  private go(to: Place): void {
    const before = this.place;
    this.place = to;
    this.stages?.freeze(to.frozen);
    if (to.slide !== before.slide || (before.frozen && !to.frozen)) void this.bring();
    this.draw();
  }

  /** Brings the slide of `place` on the screen, picture and words together. */
  private async bring(): Promise<void> {
    const wanted = this.told?.slides[this.place.slide];
    if (!wanted || this.place.frozen || !this.preparation) return;
    const turn = ++this.turn;
    const still = () => turn === this.turn;
    const coming = wanted.kind === "view" ? this.preparation.of(wanted) : null;
    const late = window.setTimeout(() => still() && this.put(wanted, null), PATIENCE);
    const ready = coming && (await coming.catch(() => null));
    if (!still()) return clearTimeout(late);
    clearTimeout(late);
    this.put(wanted, ready);
    if (ready && (await this.stages?.show(ready)) === false) this.root.classList.add("screen--flat");
  }

  private put(slide: ToldSlide, ready: Ready | null): void {
    this.slide = slide;
    this.ready = ready;
    this.draw();
  }

  /** Ages grow, and the sun goes on where a slide shows now. */
  private tick(): void {
    if (this.place.frozen) return;
    if (this.slide?.sensors.length) this.draw();
    if (this.ready && !this.ready.state.moment && new Date().getSeconds() === 0) void this.stages?.relight(this.ready);
  }

  private draw(): void {
    const { slide, told, place, root } = this;
    const html5 = document.documentElement;
    root.dataset["kind"] = slide?.kind ?? "none";
    root.dataset["way"] = slide?.kind === "view" ? slide.way : "none";
    root.classList.toggle("screen--frozen", place.frozen);
    root.classList.toggle("screen--black", place.black);
    html5.dataset["slide"] = slide ? String((told?.slides.indexOf(slide) ?? -1) + 1) : "0";
    const words = root.querySelector<HTMLElement>(".screen__words");
    const over = root.querySelector<HTMLElement>(".screen__over");
    if (!words || !over) return;
    if (!slide || !told) return;
    const around: Around = { language: this.language, told, things: this.things, flags: labels(this.flags), now: Date.now(), visit: this.visit };
    render(said(slide, around), words);
    fit(words);
    const labelled = slide.sides.length > 1;
    const shown = this.ready?.pictures[this.ready.pictures.length - 1]?.shown ?? null;
    render(
      html`${labelled ? slide.sides.map(({ label }, i) => html`<p class="screen__label screen__label--${i === 0 ? "a" : "b"}">${label}</p>`) : nothing}
      ${slide.kind === "invite" ? invitation(around) : legend(shown, this.language)}`,
      over,
    );
  }

  /** Keeps the display of the laptop on, where the browser can. */
  private async stayAwake(): Promise<void> {
    const hold = () => document.visibilityState === "visible" && void navigator.wakeLock?.request("screen").catch(() => undefined);
    document.addEventListener("visibilitychange", hold);
    hold();
  }
}

const labels = (flags: ReadonlyMap<string, Flag>): Around["flags"] => new Map([...flags].map(([name, { label }]) => [name, label]));

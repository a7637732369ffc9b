// What the page does to save and share: saved views of the area, the link, and pictures of the map.
import { type Remote, remote } from "../data";
import { clock, day, moment, number } from "../format";
import type { Around } from "../sharing";
import { NOW, toUrl } from "../state";
import { legendFacts } from "../plans/bar";
import { type Trouble, type View, changeView, deleteView, fetchViews, saveView } from "./data";
import { en } from "./en";
import { nl } from "./nl";
import { picture } from "./picture";
import { PAPER, type Sheet, drawn, fileName, scaleBar } from "./sheet";

const waiting = { is: "waiting" } as const;

export class ShareDesk {
  views: Remote<View[]> = waiting;
  mayChange = false;
  trouble: Trouble | null = null;
  /** What was done just now, in words for who hears the page. */
  told = "";
  /** What somebody typed; it stays until it is saved. */
  name = "";
  nameless = false;
  /** The view of which somebody pressed 'delete' once. */
  doubted: number | null = null;
  /** What is printed: the picture's address and its sheet. */
  paper: { image: string; sheet: Sheet } | null = null;
  private area = "";

  constructor(private around: Around) {}

  async follow(area: string): Promise<void> {
    if (area === this.area) return;
    this.area = area;
    this.views = waiting;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const { area } = this;
    const page = await remote(fetchViews(area));
    if (area !== this.area) return;
    this.views = page.is === "here" ? { is: "here", value: page.value.items } : page;
    this.mayChange = page.is === "here" && page.value.may_change;
    this.around.draw();
  }

  /** The query string of what is looked at, without the panel that shares it. */
  get state(): string {
    return toUrl({ ...this.around.state(), panel: null }).slice(1);
  }

  get link(): string {
    return `${location.origin}/?${this.state}`;
  }

  async copy(link: string): Promise<void> {
    const { copied, notCopied } = this.words();
    this.told = await navigator.clipboard.writeText(link).then(
      () => copied,
      () => notCopied,
    );
    this.around.draw();
  }

  type(name: string): void {
    this.name = name;
    this.nameless = false;
    this.around.draw();
  }

  async save(): Promise<void> {
    const name = this.name.trim();
    this.nameless = !name;
    if (!name) return this.around.draw();
    const done = await this.write(saveView(this.area, { name, state: this.state, description: "", shown: true }));
    if (!done) return;
    this.name = "";
    this.told = this.words().saved(name);
    this.around.draw();
  }

  async change(id: number, change: Parameters<typeof changeView>[2]): Promise<void> {
    await this.write(changeView(this.area, id, change));
  }

  /** Asks once more before a view goes for good. */
  async remove(id: number): Promise<void> {
    if (this.doubted !== id) {
      this.doubted = id;
      return this.around.draw();
    }
    this.doubted = null;
    await this.write(deleteView(this.area, id));
  }

  /** The map with its sheet as a file. */
  async png(): Promise<void> {
    const made = this.made();
    if (!made) return;
    const canvas = drawn(made.map, made.sheet, made.sharp, PAPER);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) return this.say(this.words().noPicture);
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: `${fileName(made.sheet.title)}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  /** The map with its sheet on paper, A4 lying; the browser also makes a PDF of it. */
  async print(): Promise<void> {
    const made = this.made();
    if (!made) return;
    const blob = await new Promise<Blob | null>((resolve) => made.map.toBlob(resolve, "image/png"));
    if (!blob) return this.say(this.words().noPicture);
    if (this.paper) URL.revokeObjectURL(this.paper.image);
    this.paper = { image: URL.createObjectURL(blob), sheet: made.sheet };
    this.around.draw();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await (document.querySelector("#paper img") as HTMLImageElement | null)?.decode().catch(console.warn);
    document.documentElement.dataset["paper"] = "ready";
    window.print();
  }

  private made(): { map: HTMLCanvasElement; sheet: Sheet; sharp: number } | null {
    const map = picture(this.around);
    if (!map) {
      this.say(this.words().noPicture);
      return null;
    }
    return { map: map.canvas, sheet: this.sheet(map.canvas.width / map.sharp), sharp: map.sharp };
  }

  /** What goes with a picture, `width` pixels of the page wide, of what is looked at now. */
  private sheet(width: number): Sheet {
    const model = this.around.model();
    const { w, state, scene, plans, compare, date, minutes } = model;
    const s = this.words();
    const camera = this.around.camera();
    const here = scene.is === "here" ? scene.value : null;
    const plan = state.plan && !state.asItIs && plans?.desk.plans.plan.is === "here" ? plans.desk.plans.plan.value.name : null;
    const beside = compare && state.other && state.compare ? compare.views.titles(model, compare.desk, compare.views.catalogue(state.language)) : null;
    const facts = state.compare === "difference" && compare ? compare.views.keyFacts(model, compare.desk) : plans ? legendFacts(model, plans.desk) : null;
    const bar = scaleBar(camera?.latitude ?? 0, camera?.zoom ?? 0, width);
    return {
      title: [here?.name ?? "Twin", beside ? beside.join(" | ") : plan].filter(Boolean).join(": "),
      lines: [...(here?.notice ? [here.notice[state.language]] : []), s.shown(`${day(w, date)}, ${clock(minutes)}`)],
      legend: facts && { title: "unit" in facts && facts.unit ? `${facts.title} (${facts.unit})` : facts.title, classes: facts.classes },
      bar,
      scale: s.scale(number(w, bar.metres)),
      north: s.north,
      bearing: camera?.bearing ?? 0,
      sources: `${s.sources}: ${(here?.attribution ?? []).join(" · ")}`,
      made: `${s.made(moment(w, Date.now()))} · ${location.host}`,
    };
  }

  /** Which files there are of what is looked at: of a plan, or of the area as it is. */
  get files(): { of: string; links: { key: keyof typeof nl.files; href: string }[] } {
    const { state, plans } = this.around.model();
    const plan = state.plan && !state.asItIs ? state.plan : null;
    const at = plan ? `/api/v1/scenarios/${encodeURIComponent(plan)}` : `/api/v1/areas/${encodeURIComponent(this.area)}`;
    const language = `language=${state.language}`;
    const name = plans?.desk.plans.plan.is === "here" ? plans.desk.plans.plan.value.name : (plan ?? NOW);
    return {
      of: plan ? name : this.words().now,
      links: [
        { key: "excel", href: `${at}/results.csv?form=excel&${language}` },
        { key: "rows", href: `${at}/results.csv?form=excel&rows=true&${language}` },
        { key: "csv", href: `${at}/results.csv?${language}` },
        ...(plan ? [{ key: "geojson" as const, href: `${at}/export` }] : []),
        { key: "cityjson", href: `${at}/area.city.json` },
        { key: "gpkg", href: `${at}/area.gpkg` },
      ],
    };
  }

  private async write(question: Promise<Trouble | null>): Promise<boolean> {
    this.told = "";
    this.trouble = await question;
    if (this.trouble) this.around.draw();
    else await this.refresh();
    return this.trouble === null;
  }

  private say(text: string): void {
    this.told = text;
    this.around.draw();
  }

  private words(): typeof nl {
    return this.around.state().language === "en" ? en : nl;
  }
}

// Brings UI state, server data, the map and the page together. Every change goes one way: an action or
// an answer changes `model` or the store, and one frame later page, marks and map follow.
import { render } from "lit";
import { type Scene, type Thing, fetchAreas, fetchBuilding, fetchScene, fetchSun, fetchThings, mayBeLate, meshAddresses, type Remote, remote, withValues } from "./data";
import { wallClock, words } from "./format";
import { type Live, type LiveValue, listen } from "./live";
import type { Map3d, View } from "./map";
import { Marks } from "./marks";
import { fetchFlags, fetchPassport, fetchSeries, grown } from "./series";
import { Shelf, partOf } from "./shelf";
import { Rooms } from "./rooms";
import { type Camera, type Moment, Store, type UiState, fromUrl, toUrl } from "./state";
import { daylight, sunAt } from "./sun";
import { Focus, afterPage } from "./ui/focus";
import { type Actions, type Model, firstModel } from "./ui/model";
import { page } from "./ui/page";
import { covered, freeRoom } from "./ui/room";

/** Pause before the API is asked again, milliseconds. */
const RETRY = 4000;
/** Longest that the page waits for the map's first picture, milliseconds. */
const PATIENCE = 5000;
/** Milliseconds that the first picture waits for what may be late once it has the rest. */
const GRACE = 60;
/** Minutes of the day that pass per second of play. */
const PLAY_SPEED = 36;
/** The elements that panels are. */
const PANELS = { sensors: "list", legend: "legend", plans: "plans", compare: "compare", share: "share", here: "here", alerts: "alerts" };
const NOON = { azimuth: 180, elevation: 40 };
const waiting = { is: "waiting" } as const;
const NONE: readonly Thing[] = [];

export class App {
  private store = new Store(fromUrl(location.search));
  private model: Model;
  private map: Map3d | null = null;
  private opening: Promise<{ Map3d: typeof Map3d; view: View }> | null = null;
  private marks: Marks;
  private live: Live | null = null;
  private frame = 0;
  private shown = false;
  private patience = 0;
  private written = 0;
  private retryTimer = 0;
  private camera: Camera | null = null;
  private hour = Math.floor((Date.now() - 60_000) / 3_600_000);
  private focus = new Focus();
  private shelf = new Shelf();
  private rooms: Rooms;

  constructor(
    private stage: HTMLElement,
    private ui: HTMLElement,
    byProcessor: boolean,
    private openMap: () => Promise<{ Map3d: typeof Map3d; view: View }>,
  ) {
    const marksRoot = document.createElement("div");
    marksRoot.className = "marks";
    stage.after(marksRoot);
    this.marks = new Marks(marksRoot, (id) => this.actions.chooseSensor(id));
    this.model = firstModel(this.store.state, wallClock(Date.now()));
    this.rooms = new Rooms({
      stage,
      shelf: this.shelf,
      state: () => this.store.state,
      model: () => this.model,
      map: () => this.map,
      camera: () => this.camera,
      set: (patch) => this.store.set(patch),
      patch: (patch) => this.patch(patch),
      draw: () => this.draw(),
      again: () => void this.replan(),
      moved: (camera) => {
        this.map?.follow(camera);
        this.onMoved(camera);
      },
      look: (box) => afterPage(() => this.map?.show(box, freeRoom(ui))),
      here: (panel) => this.focus.follow(this.store.state.panel === panel, PANELS[panel], false),
    });
    this.store.onChange((state, before) => this.changed(state, before));
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("resize", () => this.draw());
    document.fonts.addEventListener("loadingdone", () => {
      this.marks.anew();
      this.arrange();
    });
    setInterval(() => this.tick(), 1000);
    // Without a GPU a frame of the page costs more than one of the map: it then comes right after the map.
    if (byProcessor) this.patience = window.setTimeout(() => this.appear(), PATIENCE);
    else this.appear();
    void this.start();
  }

  private actions: Actions = {
    set: (patch) => this.store.set(patch),
    // Read from the store and not from what was drawn: two deeds may come within one frame.
    choose: (part) => this.store.set({ moment: { ...this.moment(), ...part }, playing: false }),
    play: () => this.store.set({ moment: this.moment(), playing: !this.store.state.playing }),
    chooseSensor: (id) => this.store.set({ selection: { kind: "sensor", id } }),
    goTo: (thing) => {
      this.store.set({ selection: { kind: "sensor", id: thing.id }, panel: window.innerWidth < 720 ? null : this.store.state.panel });
      const [longitude, latitude] = thing.location?.coordinates ?? [];
      if (longitude !== undefined && latitude !== undefined) this.map?.fly({ longitude, latitude, zoom: Math.max(this.camera?.zoom ?? 0, 17) });
    },
    chooseArea: (id) => {
      if (id === this.store.state.area) return;
      this.store.set({ area: id, camera: null, selection: null, quantity: null, plan: null, asItIs: false, outcome: null, other: null, compare: null });
      void this.open(id);
    },
    choosePlan: (id) => this.store.set({ plan: id, asItIs: false, outcome: null, other: null, compare: null }),
    retry: () => void this.start(),
    zoom: (step) => this.camera && this.map?.fly({ zoom: this.camera.zoom + step }, 300),
    north: () => this.map?.fly({ bearing: 0 }),
    tilt: () => this.camera && this.map?.fly({ pitch: this.camera.pitch > 25 ? 0 : 55 }),
    home: () => this.map && this.map.fly(this.map.home),
  };

  /** Asks for the areas and opens the one in the address, or the first. */
  private async start(): Promise<void> {
    clearTimeout(this.retryTimer);
    this.patch({ areas: await remote(fetchAreas()) });
    const { areas } = this.model;
    if (areas.is !== "here") return this.later();
    if (areas.value.length === 0) return this.later();
    const wanted = this.store.state.area;
    const known = areas.value.find((area) => area.id === wanted) ?? areas.value[0];
    if (!known) return;
    this.patch({ unknownArea: wanted && known.id !== wanted ? wanted : null });
    if (wanted && known.id !== wanted) this.store.set({ selection: null, camera: null });
    this.store.set({ area: known.id });
    await this.open(known.id);
  }

  private later(): void {
    this.appear();
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => void this.start(), RETRY);
  }

  private async open(area: string): Promise<void> {
    this.live?.close();
    this.patch({ scene: waiting, things: waiting, sun: waiting, series: new Map(), loading: { done: 0, total: 0, failed: [] } });
    void this.refreshSun();
    const plan = this.planShown();
    const scene = await this.fetchScene(area);
    if (area !== this.store.state.area) return;
    this.patch({ scene });
    // The rest after what the picture waits for.
    this.live = listen(area, (values) => this.onValues(values), (lost) => this.patch({ liveLost: lost }), () => void this.refreshThings(area));
    void this.refreshThings(area);
    void this.refreshFlags();
    if (this.store.state.selection) void this.refreshSelection();
    if (scene.is !== "here") return this.later();
    if (this.model.webgl) await this.show(scene.value);
    if (area === this.store.state.area && plan !== this.planShown()) void this.replan(); // chosen meanwhile
  }

  /** The plan that the map is to show. */
  private planShown(): string | null {
    const { plan, asItIs } = this.store.state;
    return asItIs ? null : plan;
  }

  /** The scene, with the chosen plan; as it is when that plan is not there. */
  private async fetchScene(area: string): Promise<Remote<Scene>> {
    const plan = this.planShown();
    if (!plan) return remote(fetchScene(area));
    const scene = await remote(fetchScene(area, plan));
    this.patch({ unknownPlan: scene.is === "gone" ? plan : null });
    return scene.is === "gone" ? remote(fetchScene(area)) : scene;
  }

  /** Puts the scene with or without a plan in the place of the one that is shown; camera and light stay. */
  private async replan(): Promise<void> {
    const { area } = this.store.state;
    const [plan, { map }] = [this.planShown(), this];
    if (!area || this.model.scene.is !== "here") return;
    const still = () => area === this.store.state.area && plan === this.planShown() && map === this.map;
    if (!this.store.state.plan) this.patch({ unknownPlan: null });
    const scene = await this.fetchScene(area);
    if (!still()) return;
    this.patch({ planAway: scene.is === "away" });
    if (scene.is !== "here") {
      clearTimeout(this.retryTimer);
      this.retryTimer = window.setTimeout(() => void this.replan(), RETRY);
      return;
    }
    const { meshes, failed } = await this.shelf.all(scene.value);
    if (!still()) return;
    this.patch({ scene, loading: { ...this.model.loading, failed } });
    map?.change(scene.value, meshes);
    this.shelf.keep(scene.value);
    this.describe();
    this.rooms.tell();
  }

  /** Makes the map and fills it mesh by mesh. */
  private async show(scene: Scene): Promise<void> {
    this.map?.destroy();
    delete document.documentElement.dataset["picture"];
    const addresses = meshAddresses(scene);
    const first = addresses.filter((address) => !mayBeLate(address)).map((address) => ({ address, mesh: this.shelf.get(address) }));
    const standing = Promise.allSettled(first.map(({ mesh }) => mesh));
    // On a slow line what may be late would make all else late.
    const late = addresses.filter(mayBeLate).map((address) => ({ address, mesh: standing.then(() => this.shelf.get(address)) }));
    const coming = [...first, ...late];
    this.shelf.keep(scene);
    this.opening ??= this.openMap();
    const opened = await this.opening.catch((error: unknown) => this.withoutMap(error));
    if (!opened || scene.area !== this.store.state.area) return;
    let left = 1 + coming.length; // the picture, and each mesh
    const whole = () => {
      if (--left > 0 || map !== this.map) return;
      document.documentElement.dataset["picture"] = "drawn";
      this.rooms.tell();
    };
    const map = new opened.Map3d(this.stage, opened.view, scene, this.store.state, {
      choose: (selection) => this.store.set({ selection }),
      moved: (camera) => this.onMoved(camera),
      drawn: () => {
        performance.mark("twin:first-picture");
        this.appear();
        whole();
      },
      lost: () => this.withoutMap("the WebGL context is lost"),
    });
    this.map = map;
    this.relight();
    map.setState(this.store.state, this.placed());
    this.patch({ loading: { done: 0, total: coming.length, failed: [] } });
    void standing.then(() => setTimeout(() => late.forEach(({ address }) => map === this.map && map.doWithout(address)), GRACE));
    await Promise.all(
      coming.map(async ({ address, mesh }) => {
        const failed = await mesh.then(
          (mesh) => (map === this.map && map.addMesh(address, mesh), []),
          (error: unknown) => {
            console.warn(error);
            if (map === this.map) map.doWithout(address);
            return [partOf(address)];
          },
        );
        const { loading } = this.model;
        this.patch({ loading: { ...loading, done: loading.done + 1, failed: [...loading.failed, ...failed] } });
        whole();
      }),
    );
    this.describe();
  }

  /** The page goes on with the table only. */
  private withoutMap(why: unknown): void {
    console.warn(why);
    this.patch({ webgl: false });
    this.appear();
    this.rooms.tell();
  }

  private async refreshThings(area: string): Promise<void> {
    const things = await remote(fetchThings(area));
    if (area !== this.store.state.area) return;
    if (things.is === "here") this.patch({ things: { ...things, value: withValues(things.value, this.live?.newest() ?? []) } });
    else if (this.model.things.is !== "here") this.patch({ things });
    this.map?.setState(this.store.state, this.placed());
    if (this.store.state.selection?.kind === "sensor") void this.refreshSelection();
  }

  /** Words of flags; without them a value is shown without. */
  private async refreshFlags(): Promise<void> {
    const flags = await remote(fetchFlags());
    if (flags.is === "here") this.patch({ flags: flags.value });
  }

  private async refreshSun(): Promise<void> {
    const { area } = this.store.state;
    const { date } = this.model;
    if (!area) return;
    const sun = await remote(fetchSun(area, date));
    if (area !== this.store.state.area || date !== this.model.date) return;
    this.patch({ sun });
    this.relight();
  }

  /** The facts of what is chosen. */
  private async refreshSelection(): Promise<void> {
    const { selection, area } = this.store.state;
    if (!selection || !area) return;
    const still = () => this.store.state.selection?.id === selection.id && this.store.state.area === area;
    if (selection.kind === "building") {
      if (selection.id.startsWith("plan-")) return this.patch({ building: { is: "gone" } }); // of a plan, which the area has not
      this.patch({ building: waiting });
      const building = await remote(fetchBuilding(area, selection.id));
      if (still()) this.patch({ building });
      return;
    }
    const thing = this.placed().find((one) => one.id === selection.id) ?? this.things().find((one) => one.id === selection.id);
    const { span } = this.store.state;
    for (const stream of thing?.datastreams ?? []) {
      const series = await remote(fetchSeries(stream, span, Date.now()));
      if (!still() || span !== this.store.state.span) return;
      this.patch({ series: new Map(this.model.series).set(stream.id, series) });
      if (!stream.passport || this.model.passports.get(stream.id)?.is === "here") continue;
      const passport = await remote(fetchPassport(stream.passport));
      this.patch({ passports: new Map(this.model.passports).set(stream.id, passport) });
    }
  }

  private onValues(values: LiveValue[]): void {
    if (this.model.things.is !== "here") return;
    const before = this.model.things.value;
    const things = withValues(before, values);
    if (things === before) return;
    const series = new Map(this.model.series);
    for (const value of values) {
      const known = series.get(value.datastream);
      if (known?.is !== "here" || known.value.interval !== "raw") continue;
      series.set(value.datastream, { is: "here", value: grown(known.value, this.store.state.span, value) });
    }
    this.patch({ things: { is: "here", value: things }, series });
  }

  private changed(state: UiState, before: UiState): void {
    this.patch({ state, w: words(state.language) });
    if (state.moment !== before.moment || state.playing !== before.playing) this.setMoment();
    if (state.playing && !before.playing) this.play(performance.now());
    if (state.selection !== before.selection || state.span !== before.span) {
      this.patch({ series: new Map() });
      void this.refreshSelection();
    }
    if (state.selection !== before.selection) this.focus.follow(state.selection !== null, "facts", before.selection === null);
    if (state.panel !== before.panel) this.focus.follow(state.panel !== null, state.panel ? PANELS[state.panel] : "", before.panel === null);
    // What was pressed to choose or leave a plan is gone with it.
    else if (state.plan !== before.plan) this.focus.follow(true, state.panel === "plans" ? "plans" : "map", false);
    if (state.area === before.area && (state.plan !== before.plan || state.asItIs !== before.asItIs)) void this.replan();
    this.rooms.follow(state, before);
    if (state.language !== before.language) this.describe();
    if (state.selection !== before.selection || state.quantity !== before.quantity) this.map?.setState(state, this.placed());
    this.address();
  }

  private moment(): Moment {
    return this.store.state.moment ?? wallClock(Date.now());
  }

  private setMoment(): void {
    const { date, minutes } = this.moment();
    const otherDay = date !== this.model.date;
    this.patch({ date, minutes });
    if (otherDay) void this.refreshSun();
    else this.relight();
  }

  private play(last: number): void {
    requestAnimationFrame((time) => {
      const { playing, moment, playback } = this.store.state;
      if (!playing || !moment || playback) return;
      const minutes = (moment.minutes + (Math.min(time - last, 100) / 1000) * PLAY_SPEED) % 1440;
      this.store.set({ moment: { ...moment, minutes } });
      this.play(time);
    });
  }

  private relight(): void {
    const position = this.model.sun.is === "here" ? sunAt(this.model.sun.value, this.model.minutes) : null;
    this.patch({ position });
    if (this.model.sun.is === "waiting") return;
    this.map?.setLight(daylight(position ?? NOON));
    this.rooms.lit(daylight(position ?? NOON));
  }

  private onMoved(camera: Camera): void {
    this.camera = camera;
    this.rooms.moved(camera);
    this.patch({ bearing: Math.round(camera.bearing) });
    this.arrange();
    clearTimeout(this.written);
    this.written = window.setTimeout(() => this.store.set({ camera }), 400);
  }

  private tick(): void {
    this.patch({ now: Date.now() });
    // What counts is told per whole hour and is not among the live values.
    const hour = Math.floor((this.model.now - 60_000) / 3_600_000);
    if (hour !== this.hour && this.store.state.area) void this.refreshThings(this.store.state.area);
    this.hour = hour;
    if (this.store.state.moment === null && wallClock(this.model.now).minutes !== Math.floor(this.model.minutes)) this.setMoment();
  }

  private things(): readonly Thing[] {
    return this.model.things.is === "here" ? this.model.things.value : [];
  }

  private placed(): readonly Thing[] {
    return this.things().filter((thing) => thing.position);
  }

  private patch(patch: Partial<Model>): void {
    this.model = { ...this.model, ...patch };
    this.draw();
  }

  /** Shows the page, if it waited for the map. */
  private appear(): void {
    if (this.shown) return;
    clearTimeout(this.patience);
    this.shown = true;
    this.ui.replaceChildren();
    this.draw();
  }

  private draw(): void {
    if (!this.shown) return;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const seen = this.rooms.seen(this.model);
      render(page(seen, this.actions), this.ui);
      this.marks.write(seen.webgl && seen.things.is === "here" ? seen.things.value : NONE, seen);
      this.arrange();
      document.documentElement.lang = this.model.state.language;
      document.documentElement.classList.toggle("no-map", !this.model.webgl);
    });
  }

  private arrange(): void {
    const project = this.map?.projector();
    if (project) this.marks.arrange(project, this.stage.clientWidth, this.stage.clientHeight, covered(this.ui, this.stage));
  }

  private describe(): void {
    const { scene, w } = this.model;
    if (scene.is !== "here") return;
    document.title = w.title(scene.value.name);
    const canvas = this.stage.querySelector("canvas");
    canvas?.setAttribute("role", "application");
    canvas?.setAttribute("aria-label", `${w.mapLabel(scene.value.name, this.map?.buildings ?? 0)} ${w.mapHelp}`);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    if (this.store.state.selection) this.store.set({ selection: null });
    else if (this.store.state.panel) this.store.set({ panel: null });
  }

  private address(): void {
    if (this.store.state.playing) return;
    const search = toUrl(this.store.state);
    if (search !== location.search) history.replaceState(null, "", `${location.pathname}${search}`);
  }
}


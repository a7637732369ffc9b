// The 3D view: one deck.gl canvas, its camera, its light and what the pointer does in it.
// It holds no data of its own; `app.ts` tells it what to draw.
import { Deck, type Layer, LinearInterpolator, MapView, type PickingInfo, type Viewport } from "@deck.gl/core";
import { type Device, luma } from "@luma.gl/core";
import { webgl2Adapter } from "@luma.gl/webgl";
import { type Box, type Room, fitted, seeing } from "./camera";
import type { Surface } from "./canvas";
import { type Scene, type Thing, meshAddresses } from "./data";
import { whenDrawn } from "./fence";
import { type Hydrated, type Meshes, type Overlay, backdrop, hydrate, meshLayers, radiusOf, reach, sensorDots } from "./layers";
import { sharpEdges } from "./mesh/edges";
import type { MeshData } from "./mesh/glb";
import type { Feature } from "./mesh/mesh-layer";
import { Sunlight } from "./mesh/sunlight";
import type { Camera, Selection, UiState } from "./state";
import type { Daylight } from "./sun";

export interface MapEvents {
  choose(selection: Selection | null): void;
  /** The camera moved, by hand or by flight. */
  moved(camera: Camera): void;
  /** The first picture with every mesh in it is on the screen. */
  drawn(): void;
  /** The browser took the WebGL context away and did not give it back. */
  lost(): void;
}

export const MAX_PITCH = 72;
const FLIGHT = 700;
/** Pixels around the pointer in which something is looked for, and that it may move during a click. */
const PICKING = 5;
const DRAG = 6;

/** Drawn pixels per pixel of the page; more than two is beyond what eyes see and costs much. */
const sharpness = (): number => Math.min(window.devicePixelRatio || 1, 2);
/** While something moves, a machine without GPU draws this part of the pixels along each side. */
const HASTE = 0.6;
const REST = 350;
/** Milliseconds until a picture is drawn that lacks meshes. */
const PATIENCE = 1500;

/** The WebGL of the page, and whether the processor does the work of a GPU. */
export interface View {
  device: Device;
  byProcessor: boolean;
}

/** Puts the canvas on `stage` and its context in the hands of luma.gl, which finds it open. */
export async function openView(stage: HTMLElement, { canvas, byProcessor }: Surface): Promise<View> {
  stage.replaceChildren(canvas);
  const device = await luma.createDevice({
    type: "webgl",
    adapters: [webgl2Adapter],
    _cacheShaders: true,
    _cachePipelines: true,
    createCanvasContext: { canvas, autoResize: true, useDevicePixels: sharpness() * (byProcessor ? HASTE : 1) },
  });
  await device.getDefaultCanvasContext().initialized; // measured, or the first frame would be drawn twice
  return { device, byProcessor };
}

export class Map3d {
  private deck: Deck<MapView> | null = null;
  private sunlight: Sunlight;
  private hydrated: Hydrated;
  private meshes = new Map<string, MeshData>();
  private edges = new Map<MeshData, Uint32Array>();
  private under: MeshData | null = null;
  private overlay: Overlay | null = null;
  private ui: UiState;
  private things: readonly Thing[] = [];
  private light: Daylight | null = null;
  private camera: Camera;
  /** Of the first picture: no picture yet, the GPU is at it, or it is on the screen. */
  private phase: "gathering" | "drawing" | "standing" = "gathering";
  private patience = 0; // timer; 0 once it has run out
  /** Meshes that are still to come. */
  private awaited: Set<string>;
  private ending = new AbortController();
  private resting = 0;
  private followed = 0;
  readonly home: Camera;

  constructor(
    readonly stage: HTMLElement,
    private view: View,
    scene: Scene,
    state: UiState,
    private events: MapEvents,
  ) {
    this.ui = state;
    this.sunlight = new Sunlight(view.byProcessor);
    this.hydrated = hydrate(scene);
    this.awaited = new Set(meshAddresses(scene));
    const { longitude, latitude, zoom, pitch, bearing } = this.hydrated.initialViewState;
    this.home = fitted({ longitude, latitude, zoom, pitch: Math.min(pitch, MAX_PITCH), bearing }, stage.clientWidth, stage.clientHeight);
    this.camera = state.camera ?? this.home;
    void view.device.lost.then(() => events.lost());
    this.listen(events);
    this.under = backdrop(radiusOf(scene), -3);
    this.hasten();
    this.patience = window.setTimeout(() => {
      this.patience = 0;
      this.update();
    }, PATIENCE);
  }

  /** Starts to draw. Not before there is something to see: every frame, an empty one too, costs a machine without GPU dearly. */
  private open(layers: Layer[]): Deck<MapView> {
    const { view, events } = this;
    return new Deck<MapView>({
      device: view.device,
      useDevicePixels: sharpness() * (view.byProcessor ? HASTE : 1),
      views: new MapView({ repeat: false, farZMultiplier: 2.5, nearZMultiplier: 0.05 }),
      initialViewState: this.limits(this.camera),
      controller: { touchRotate: true, inertia: 250, scrollZoom: { smooth: true, speed: 0.012 } },
      pickingRadius: PICKING,
      effects: [this.sunlight],
      layers,
      getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      onViewStateChange: ({ viewState }) => {
        const { longitude, latitude, zoom, pitch, bearing } = viewState as Camera;
        this.camera = { longitude, latitude, zoom, pitch, bearing };
        this.hasten();
        this.relight();
        events.moved(this.camera);
      },
      onLoad: () => events.moved(this.camera),
      onAfterRender: () => {
        if (this.phase !== "gathering" || !this.light) return;
        this.paintSky(this.light);
        if (this.awaited.size > 0) return;
        this.phase = "drawing";
        whenDrawn(view.device, () => {
          if (this.ending.signal.aborted) return;
          this.phase = "standing";
          events.drawn();
          this.sunlight.shadows = true;
          this.update();
          for (const [address, mesh] of this.meshes) if (/\/buildings\.glb/.test(address)) this.drawEdges(mesh);
        });
      },
      onError: (error) => console.error(error.message),
    });
  }

  get buildings(): number {
    return [...this.meshes].reduce((sum, [address, mesh]) => sum + (/\/buildings\.glb/.test(address) ? mesh.ids.length : 0), 0);
  }

  addMesh(address: string, mesh: MeshData): void {
    this.awaited.delete(address);
    this.meshes.set(address, mesh);
    const { radius, low } = reach(this.meshes.values());
    this.under = backdrop(radius, low - 0.6);
    this.update();
  }

  /** A mesh that does not come: the picture is whole without it. */
  doWithout(address: string): void {
    if (this.awaited.delete(address)) this.update();
  }

  /** Another scene of the same area with its meshes by address, such as with a plan; camera and light stay. */
  change(scene: Scene, meshes: ReadonlyMap<string, MeshData>): void {
    this.hydrated = hydrate(scene);
    this.awaited.clear();
    const fresh = [...meshes].filter(([address]) => !this.meshes.has(address));
    this.meshes = new Map(meshes);
    for (const mesh of [...this.edges.keys()]) if (![...meshes.values()].includes(mesh)) this.edges.delete(mesh);
    const { radius, low } = reach(this.meshes.values());
    this.under = backdrop(radius, low - 0.6);
    this.update();
    if (this.phase === "standing") for (const [address, mesh] of fresh) if (/\/buildings\.glb/.test(address)) this.drawEdges(mesh);
  }

  /** Draws `overlay` over the scene; null takes it away. */
  setOverlay(overlay: Overlay | null): void {
    if (overlay === this.overlay) return;
    this.overlay = overlay;
    this.update();
  }

  setState(state: UiState, things: readonly Thing[]): void {
    this.ui = state;
    this.things = things;
    this.update();
  }

  setLight(light: Daylight): void {
    this.light = light;
    if (this.phase === "gathering") this.update();
    else {
      this.paintSky(light); // at first with the picture: a frame less
      this.relight();
    }
  }

  /** Moves the camera; what is not named stays. */
  fly(to: Partial<Camera>, milliseconds = FLIGHT): void {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!this.deck) this.camera = { ...this.camera, ...to };
    const transition = { transitionDuration: calm ? 0 : milliseconds, transitionInterpolator: new LinearInterpolator(["longitude", "latitude", "zoom", "pitch", "bearing"]) };
    this.deck?.setProps({ initialViewState: { ...this.limits({ ...this.camera, ...to }), ...transition } });
    if (!calm || !this.deck) return;
    // Of a move at once deck.gl does not tell.
    const { minZoom, maxZoom, ...camera } = this.limits({ ...this.camera, ...to });
    this.camera = { ...this.camera, ...to, zoom: Math.min(maxZoom, Math.max(minZoom, camera.zoom)) };
    this.hasten();
    this.relight();
    this.events.moved(this.camera);
  }

  /** Takes the camera of a map beside this one, without telling of it. */
  follow(camera: Camera): void {
    this.camera = camera;
    // deck.gl takes a view state that it was given before for none: the number tells them apart.
    const told = { ...this.limits(camera), followed: ++this.followed };
    this.deck?.setProps({ initialViewState: told });
    this.hasten();
    this.relight();
  }

  /** A copy of what is on the map now; its own pixels are gone once the browser has shown them. */
  picture(): HTMLCanvasElement | null {
    const canvas = this.stage.querySelector("canvas");
    if (!canvas || !this.deck?.isInitialized) return null;
    this.deck.redraw("picture");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    copy.getContext("2d")?.drawImage(canvas, 0, 0);
    return copy;
  }

  /** Moves the camera until `box` is in the part of the window that the page leaves free. */
  show(box: Box, room: Room): void {
    const { maxZoom, minZoom } = this.limits(this.camera);
    const { clientWidth, clientHeight } = this.stage;
    const { left, top } = this.stage.getBoundingClientRect(); // half a window beside another map
    const free = {
      left: Math.max(room.left - left, 0),
      top: Math.max(room.top - top, 0),
      right: Math.min(room.right - left, clientWidth),
      bottom: Math.min(room.bottom - top, clientHeight),
    };
    const to = seeing(box, this.camera, clientWidth, clientHeight, free);
    this.fly({ ...to, zoom: Math.min(maxZoom, Math.max(minZoom, to.zoom)) });
  }

  /** Without a GPU every frame takes long. */
  get byProcessor(): boolean {
    return this.view.byProcessor;
  }

  /** Where a place (longitude, latitude, metres) is on the screen; null before the first frame. */
  projector(): ((place: [number, number, number]) => [number, number]) | null {
    const { viewport } = this;
    return viewport ? (place) => viewport.project(place).slice(0, 2) as [number, number] : null;
  }

  /** From pixels to places and back, as the camera is; null before the first frame. */
  get viewport(): Viewport | null {
    return (this.deck?.isInitialized && this.deck.getViewports()[0]) || null;
  }

  /** What is drawn at a pixel. */
  at(x: number, y: number): Selection | null {
    return this.deck?.isInitialized ? selected(this.deck.pickObject({ x, y, radius: PICKING })) : null;
  }

  /** A mesh of the scene, such as `ground`. */
  mesh(part: string): MeshData | null {
    return [...this.meshes].find(([address]) => address.includes(`/${part}.glb`))?.[1] ?? null;
  }

  destroy(): void {
    clearTimeout(this.resting);
    clearTimeout(this.patience);
    this.ending.abort();
    this.deck?.finalize();
  }

  /**
   * Clicks as the browser tells them. deck.gl takes a press for one only within a quarter of a second of its own
   * clock, so that on a machine that is busy drawing clicks would get lost.
   */
  private listen(events: MapEvents): void {
    const canvas = this.stage.querySelector("canvas");
    let down = { x: 0, y: 0 };
    const options = { signal: this.ending.signal };
    canvas?.addEventListener("pointerdown", ({ offsetX, offsetY }) => (down = { x: offsetX, y: offsetY }), options);
    canvas?.addEventListener(
      "click",
      ({ offsetX: x, offsetY: y }) => {
        const dragged = Math.hypot(x - down.x, y - down.y) > DRAG;
        if (!dragged && this.deck?.isInitialized) events.choose(this.at(x, y));
      },
      options,
    );
  }

  /** Without a GPU: fewer pixels now, all of them once the picture stands still. */
  private hasten(): void {
    if (!this.view.byProcessor) return;
    clearTimeout(this.resting);
    if (!this.resting) this.quality(HASTE);
    this.resting = window.setTimeout(() => this.rest(), REST);
  }

  private rest(): void {
    if (this.phase !== "standing") this.resting = window.setTimeout(() => this.rest(), REST);
    else {
      this.resting = 0;
      this.quality(1);
    }
  }

  private quality(part: number): void {
    this.sunlight.hasty = part < 1;
    this.deck?.setProps({ useDevicePixels: sharpness() * part });
    if (part === 1) this.deck?.redraw("rest"); // else another size waits for something else to change
  }

  private limits(camera: Camera): Camera & { maxPitch: number; minZoom: number; maxZoom: number } {
    return { ...camera, maxPitch: MAX_PITCH, minZoom: this.home.zoom - 2, maxZoom: 20.5 };
  }

  private paintSky({ skyTop, skyHorizon }: Daylight): void {
    const css = (color: readonly number[]) => `rgb(${color.map((c) => Math.round(c * 255)).join(" ")})`;
    this.stage.style.setProperty("--sky-top", css(skyTop));
    this.stage.style.setProperty("--sky-horizon", css(skyHorizon));
    this.stage.classList.add("stage--sky");
  }

  private drawEdges(mesh: MeshData): void {
    // After the first picture: it is only polish, and takes a moment for a big area.
    setTimeout(() => {
      this.edges.set(mesh, sharpEdges(mesh));
      this.update();
    });
  }

  private relight(): void {
    if (!this.light || this.phase === "drawing") return;
    const [longitude, latitude] = this.hydrated.layers[0]?.props.data[0]?.position ?? [this.camera.longitude, this.camera.latitude];
    const metres = 111320;
    const seen = (40.03e6 * Math.cos((latitude * Math.PI) / 180) * this.stage.clientHeight) / (512 * 2 ** this.camera.zoom);
    const near = Math.max(120, seen * 1.7);
    const whole = this.under?.bounds[3] ?? 1000;
    const window =
      near >= whole
        ? { x: 0, y: 0, radius: whole }
        : {
            x: (this.camera.longitude - longitude) * metres * Math.cos((latitude * Math.PI) / 180),
            y: (this.camera.latitude - latitude) * metres,
            radius: near,
          };
    if (this.sunlight.set(this.light, window)) this.deck?.redraw("light");
  }

  /** The meshes in the colours of what lies over them. */
  private coloured(): Meshes {
    const { overlay, edges } = this;
    if (!overlay) return { meshes: this.meshes, edges };
    const tinted = [...this.meshes].map(([address, mesh]) => [address, mesh, overlay.tinted(address, mesh)] as const);
    return {
      meshes: new Map(tinted.map(([address, , mesh]) => [address, mesh])),
      edges: new Map(tinted.flatMap(([, mesh, other]) => (edges.has(mesh) ? [[other, edges.get(mesh) as Uint32Array]] : []))),
    };
  }

  /**
   * Draws when every mesh and the light are in, or what there is when they take long. What changes while the GPU
   * is at the first picture comes right after it: another frame would only delay it.
   */
  private update(): void {
    const ready = this.awaited.size === 0 && this.light !== null;
    if (this.phase === "drawing" || (!this.deck && this.patience && !ready)) return;
    const meshes = meshLayers(this.hydrated, this.coloured(), this.under, this.ui);
    // Shadows and dots come after the first picture: their programs take longer than the rest together.
    const over = this.overlay?.layers(this.hydrated, this.meshes) ?? [];
    const layers = this.sunlight.shadows ? [...over, ...meshes, sensorDots(this.things, this.ui)] : meshes;
    if (this.deck) this.deck.setProps({ layers });
    else this.deck = this.open(layers);
    this.relight();
  }
}

function selected(info: PickingInfo | null): Selection | null {
  if (info?.layer?.id === "sensors") return { kind: "sensor", id: (info.object as Thing).id };
  return info?.object ? { kind: "building", id: (info.object as Feature).id } : null;
}

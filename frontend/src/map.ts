// The 3D view: one deck.gl canvas, its camera, its light and what the pointer does in it.
// It holds no data of its own; `app.ts` tells it what to draw.
import { Deck, LinearInterpolator, MapView, type PickingInfo } from "@deck.gl/core";
import { type Device, luma } from "@luma.gl/core";
import { webgl2Adapter } from "@luma.gl/webgl";
import type { Scene, Thing } from "./data";
import { type Hydrated, backdrop, hydrate, meshAddresses, meshLayers, reach, sensorDots } from "./layers";
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

/** Drawn pixels per pixel of the page; more than two is beyond what eyes see and costs much. */
const sharpness = (): number => Math.min(window.devicePixelRatio || 1, 2);
/** While something moves, a machine without GPU draws this part of the pixels along each side. */
const HASTE = 0.6;
const REST = 350;

/** The WebGL of the page, and whether the processor does the work of a GPU. */
export interface View {
  device: Device;
  byProcessor: boolean;
}

/**
 * The one WebGL context of the page, on a canvas in `stage`. Opened while the API is asked, since it takes a
 * moment. Rejects where there is no WebGL.
 */
export async function openView(stage: HTMLElement): Promise<View> {
  // Smooth edges come nearly free on a GPU and double the cost of a frame on a processor. Which of the two
  // it is only a context can tell, and a second one is cheap on a GPU only.
  let canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { antialias: false });
  const byProcessor = gl !== null && drawnByProcessor(gl);
  if (gl && !byProcessor) {
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    canvas = document.createElement("canvas");
  }
  canvas.tabIndex = 0;
  canvas.id = "map";
  stage.replaceChildren(canvas);
  const device = await luma.createDevice({
    type: "webgl",
    adapters: [webgl2Adapter],
    _cacheShaders: true,
    _cachePipelines: true,
    webgl: { antialias: true, preserveDrawingBuffer: false, powerPreference: "high-performance" },
    createCanvasContext: { canvas, autoResize: true, useDevicePixels: sharpness() },
  });
  return { device, byProcessor };
}

function drawnByProcessor(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  return names !== null && /swiftshader|llvmpipe|softpipe|basic render|software/i.test(String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)));
}

/** The camera of the scene, nearer on big screens and farther on small ones. */
export function fitted(view: Camera, width: number, height: number): Camera {
  const size = Math.min(width / 1000, height / 640);
  return { ...view, zoom: view.zoom + Math.min(2, Math.max(-1, Math.log2(size))) };
}

export class Map3d {
  private deck: Deck<MapView>;
  private sunlight: Sunlight;
  private hydrated: Hydrated;
  private meshes = new Map<string, MeshData>();
  private edges = new Map<MeshData, Uint32Array>();
  private under: MeshData | null = null;
  private ui: UiState;
  private things: readonly Thing[] = [];
  private light: Daylight | null = null;
  private camera: Camera;
  private complete = false;
  private resting = 0;
  readonly home: Camera;

  constructor(
    private stage: HTMLElement,
    private view: View,
    scene: Scene,
    state: UiState,
    events: MapEvents,
  ) {
    this.ui = state;
    this.sunlight = new Sunlight(view.byProcessor);
    this.hydrated = hydrate(scene);
    const { longitude, latitude, zoom, pitch, bearing } = this.hydrated.initialViewState;
    this.home = fitted({ longitude, latitude, zoom, pitch: Math.min(pitch, MAX_PITCH), bearing }, stage.clientWidth, stage.clientHeight);
    this.camera = state.camera ?? this.home;
    void view.device.lost.then(() => events.lost());
    this.under = backdrop(radiusOf(scene), -3);
    this.deck = new Deck<MapView>({
      device: view.device,
      useDevicePixels: sharpness(),
      views: new MapView({ repeat: false, farZMultiplier: 2.5, nearZMultiplier: 0.05 }),
      initialViewState: this.limits(this.camera),
      controller: { touchRotate: true, inertia: 250, scrollZoom: { smooth: true, speed: 0.012 } },
      pickingRadius: 5,
      effects: [this.sunlight],
      layers: [],
      getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      onClick: (info) => events.choose(selected(info)),
      onViewStateChange: ({ viewState }) => {
        const { longitude, latitude, zoom, pitch, bearing } = viewState as Camera;
        this.camera = { longitude, latitude, zoom, pitch, bearing };
        this.hasten();
        this.relight();
        events.moved(this.camera);
      },
      onLoad: () => events.moved(this.camera),
      onAfterRender: () => {
        if (this.complete || this.meshes.size < this.addresses.length || !this.light) return;
        this.complete = true;
        events.drawn();
        for (const [address, mesh] of this.meshes) if (/\/buildings\.glb/.test(address)) this.drawEdges(mesh);
      },
      onError: (error) => console.error(error.message),
    });
    this.hasten();
  }

  get addresses(): string[] {
    return meshAddresses(this.hydrated);
  }

  get buildings(): number {
    return [...this.meshes].reduce((sum, [address, mesh]) => sum + (/\/buildings\.glb/.test(address) ? mesh.ids.length : 0), 0);
  }

  addMesh(address: string, mesh: MeshData): void {
    this.meshes.set(address, mesh);
    const { radius, low } = reach(this.meshes.values());
    this.under = backdrop(radius, low - 0.6);
    this.update();
  }

  setState(state: UiState, things: readonly Thing[]): void {
    this.ui = state;
    this.things = things;
    this.update();
  }

  setLight(light: Daylight): void {
    this.light = light;
    const css = (color: readonly number[]) => `rgb(${color.map((c) => Math.round(c * 255)).join(" ")})`;
    this.stage.style.setProperty("--sky-top", css(light.skyTop));
    this.stage.style.setProperty("--sky-horizon", css(light.skyHorizon));
    this.relight();
  }

  /** Moves the camera; what is not named stays. */
  fly(to: Partial<Camera>, milliseconds = FLIGHT): void {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const transition = { transitionDuration: calm ? 0 : milliseconds, transitionInterpolator: new LinearInterpolator(["longitude", "latitude", "zoom", "pitch", "bearing"]) };
    this.deck.setProps({ initialViewState: { ...this.limits({ ...this.camera, ...to }), ...transition } });
  }

  /** Where a place (longitude, latitude, metres) is on the screen; null before the first frame. */
  projector(): ((place: [number, number, number]) => [number, number]) | null {
    const viewport = this.deck.isInitialized ? this.deck.getViewports()[0] : undefined;
    return viewport ? (place) => viewport.project(place).slice(0, 2) as [number, number] : null;
  }

  destroy(): void {
    clearTimeout(this.resting);
    this.deck.finalize();
  }

  /** Without a GPU: fewer pixels now, all of them once the picture stands still. */
  private hasten(): void {
    if (!this.view.byProcessor) return;
    clearTimeout(this.resting);
    if (!this.resting) this.quality(HASTE);
    this.resting = window.setTimeout(() => this.rest(), REST);
  }

  private rest(): void {
    if (!this.complete) this.resting = window.setTimeout(() => this.rest(), REST);
    else {
      this.resting = 0;
      this.quality(1);
    }
  }

  private quality(part: number): void {
    this.sunlight.hasty = part < 1;
    this.deck.setProps({ useDevicePixels: sharpness() * part });
    if (part === 1) this.deck.redraw("rest"); // else another size waits for something else to change
  }

  private limits(camera: Camera): Camera & { maxPitch: number; minZoom: number; maxZoom: number } {
    return { ...camera, maxPitch: MAX_PITCH, minZoom: this.home.zoom - 2, maxZoom: 20.5 };
  }

  private drawEdges(mesh: MeshData): void {
    // After the first picture: it is only polish, and takes a moment for a big area.
    setTimeout(() => {
      this.edges.set(mesh, sharpEdges(mesh));
      this.update();
    });
  }

  private relight(): void {
    if (!this.light) return;
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
    if (this.sunlight.set(this.light, window)) this.deck.redraw("light");
  }

  private update(): void {
    const meshes = meshLayers(this.hydrated, { meshes: this.meshes, edges: this.edges }, this.under, this.ui);
    this.deck.setProps({ layers: [...meshes, sensorDots(this.things, this.ui)] });
    this.relight();
  }
}

/** Metres from the origin to the corner of the area. */
function radiusOf({ bbox: [west = 0, south = 0, east = 0, north = 0] }: Scene): number {
  const metres = 111320;
  return Math.hypot((east - west) * Math.cos((south * Math.PI) / 180), north - south) * metres * 0.5;
}

function selected(info: PickingInfo): Selection | null {
  if (info.layer?.id === "sensors") return { kind: "sensor", id: (info.object as Thing).id };
  return info.object ? { kind: "building", id: (info.object as Feature).id } : null;
}

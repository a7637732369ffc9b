// Sunlight with real shadows for all meshes of the scene: a deck.gl effect with its own shadow map.
//
// deck.gl's own shadow map is redrawn every frame for the whole view and stays coarse. Ours is drawn
// in the metres of the scene, only when the sun or the window of interest changes, so that turning the
// camera costs nothing and near the ground one texel is a hand wide. Docs: docs/frontend.md.
import type { Effect, Layer } from "@deck.gl/core";
import type { NumberArray16 } from "@math.gl/types";
import type { Device, Framebuffer, Texture } from "@luma.gl/core";
import { type Daylight, type Rgb, linear } from "../sun";
import { MeshLayer } from "./mesh-layer";

/** Texels along one side of the shadow map. */
const SIZE = 4096;
const SIZE_WITHOUT_GPU = 2048;
const NO_MATRIX: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Part of the ground that is seen: metres from the origin of the scene. */
export interface Window {
  x: number;
  y: number;
  radius: number;
}

/** 4 × 4, column by column. */
export type Matrix = NumberArray16;

export interface LightUniforms {
  matrix: Matrix;
  direction: Rgb;
  sun: Rgb;
  sky: Rgb;
  bounce: Rgb;
  haze: Rgb;
  /** Metres per texel; 0 without shadows. */
  texel: number;
  /** Comparisons per point: four for soft edges, or one. */
  taps: number;
  shadowMap: Texture;
}

/** Metres of the scene → clip space of the shadow map (column-major), and the size of a texel. */
export function sunMatrix(direction: Rgb, window: Window, low: number, high: number, reach: number, size: number): { matrix: Matrix; texel: number } {
  const flat = Math.hypot(direction[0], direction[1]) || 1e-9;
  const right: Rgb = [direction[1] / flat, -direction[0] / flat, 0];
  const up: Rgb = [-direction[0] * (direction[2] / flat), -direction[1] * (direction[2] / flat), flat];
  // Seen along the sun a disc on the ground is an ellipse; what stands on it adds to its top.
  const half = { right: window.radius, up: window.radius * Math.abs(direction[2]) + ((high - low) / 2) * flat };
  const centre: Rgb = [window.x, window.y, (low + high) / 2];
  const row = (axis: Rgb, scale: number) => [...axis.map((c) => c / scale), -axis.reduce((sum, c, i) => sum + c * (centre[i] ?? 0), 0) / scale];
  const rows = [row(right, half.right), row(up, half.up), row(direction.map((c) => -c) as Rgb, reach), [0, 0, 0, 1]];
  return {
    matrix: [0, 1, 2, 3].flatMap((column) => rows.map((r) => r[column] ?? 0)) as Matrix,
    texel: (2 * Math.max(half.right, half.up)) / size,
  };
}

/** `window` on a coarse grid, so that small camera moves ask for no new shadow map. */
export function snapped(window: Window): Window {
  const radius = 2 ** (Math.ceil(Math.log2(Math.max(window.radius, 1)) * 2) / 2);
  const step = radius / 4;
  const whole = (metres: number) => Math.round(metres / step) * step + 0; // no -0
  return { x: whole(window.x), y: whole(window.y), radius: radius + step };
}

export class Sunlight implements Effect {
  readonly id = "sunlight";
  readonly props = {};
  private shadowMap: Texture | null = null;
  private nothing: Texture | null = null;
  private framebuffer: Framebuffer | null = null;
  private drawn = "";
  private matrix: Matrix = NO_MATRIX;
  private texel = 0;
  private size: number;
  /** Whether shadows get hard edges, to be drawn sooner. */
  hasty = false;
  /** Whether there are shadows at all. */
  shadows = false;
  private light: Daylight | null = null;
  private window: Window = { x: 0, y: 0, radius: 1000 };

  constructor(byProcessor: boolean) {
    this.size = byProcessor ? SIZE_WITHOUT_GPU : SIZE;
  }

  /** New light or another part of the ground in view; true when the picture changes. */
  set(light: Daylight, window: Window): boolean {
    const changed = light !== this.light;
    this.light = light;
    this.window = snapped(window);
    return changed;
  }

  setup({ device }: { device: Device }): void {
    const comparing = { type: "comparison-sampler", compare: "less-equal", minFilter: "linear", magFilter: "linear" } as const;
    const { size } = this;
    this.shadowMap = device.createTexture({ id: "shadow-map", format: "depth24plus", width: size, height: size, sampler: comparing });
    this.nothing = device.createTexture({ id: "no-shadow", format: "depth24plus", width: 1, height: 1, sampler: comparing });
    this.framebuffer = device.createFramebuffer({
      id: "shadow-framebuffer",
      width: size,
      height: size,
      colorAttachments: [],
      depthStencilAttachment: this.shadowMap,
    });
  }

  preRender({ layers, isPicking }: { layers: Layer[]; isPicking?: boolean }): void {
    const { light, framebuffer } = this;
    if (isPicking || !light || !framebuffer) return;
    const casters = layers.filter((layer): layer is MeshLayer => layer instanceof MeshLayer && layer.castsShadow);
    const key = JSON.stringify([this.shadows, light.direction.map((c) => c.toFixed(5)), this.window, casters.map((layer) => layer.meshKey)]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.texel = 0;
    if (!this.shadows || !light.shadows || casters.length === 0) return;
    const bounds = casters.map((layer) => layer.bounds);
    const low = Math.min(...bounds.map((b) => b[2]));
    const high = Math.max(...bounds.map((b) => b[5]));
    const reach = Math.max(...bounds.map((b) => Math.hypot(...b.map(Math.abs)))) + Math.hypot(this.window.x, this.window.y);
    ({ matrix: this.matrix, texel: this.texel } = sunMatrix(light.direction, this.window, low, high, reach, this.size));
    const pass = framebuffer.device.beginRenderPass({ id: "shadows", framebuffer, clearColor: false, clearDepth: 1, clearStencil: false });
    for (const layer of casters) layer.drawShadow(pass, this.matrix);
    pass.end();
  }

  getShaderModuleProps(): { light: LightUniforms } | null {
    const { light, nothing, shadowMap } = this;
    if (!light || !nothing || !shadowMap) return null;
    return {
      light: {
        matrix: this.matrix,
        direction: light.direction,
        sun: light.sun,
        sky: light.sky,
        bounce: light.bounce,
        haze: linear(light.skyHorizon),
        texel: this.texel,
        taps: this.hasty ? 1 : 4,
        shadowMap: this.texel ? shadowMap : nothing,
      },
    };
  }

  cleanup(): void {
    this.framebuffer?.destroy();
    this.shadowMap?.destroy();
    this.nothing?.destroy();
    this.framebuffer = this.shadowMap = this.nothing = null;
    this.drawn = "";
  }
}

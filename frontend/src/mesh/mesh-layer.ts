// A deck.gl layer for one mesh of the scene: sun-lit, casting and catching shadows, with every
// feature in it (a building, a tree) pickable by itself. It stands in for `ScenegraphLayer`, which
// notebooks use for the same scene, and never re-creates its buffers unless the mesh itself changes.
import { type DefaultProps, type GetPickingInfoParams, Layer, type LayerProps, type PickingInfo, type Viewport, type UpdateParameters, picking } from "@deck.gl/core";
import { unitsPerMeter } from "@math.gl/web-mercator";
import { Matrix4 } from "@math.gl/core";
import type { RenderPass, Texture } from "@luma.gl/core";
import { Geometry, Model } from "@luma.gl/engine";
import type { ShaderModule } from "@luma.gl/shadertools";
import { linear } from "../sun";
import type { MeshData } from "./glb";
import { type PlaceUniforms, lightModule, lineFragment, lineVertex, meshFragment, meshVertex, placeModule, shadowFragment, shadowModule, shadowVertex } from "./shaders";
import type { Matrix } from "./sunlight";

/** What the pointer is on. */
export interface Feature {
  layer: string;
  id: string;
}

export interface MeshLayerProps extends LayerProps {
  /** Where the scene composer put the file. */
  scenegraph?: string;
  /** One row: the origin of the scene, degrees. */
  data?: { position: [number, number, number] }[];
  mesh?: MeshData | null;
  /** Vertex pairs drawn as lines; see `edges.ts`. */
  edges?: Uint32Array | null;
  selectedFeature?: string | null;
  /** Colour of what is chosen or pointed at, 0–255. */
  accent?: [number, number, number];
  castsShadow?: boolean;
  /** Light gentle slopes as if they were level: for ground. */
  level?: boolean;
  /** Metres from the origin between which the mesh fades into the haze; null for never. */
  fade?: [number, number] | null;
}

const defaultProps: DefaultProps<MeshLayerProps> = {
  mesh: { type: "object", value: null, compare: false },
  edges: { type: "object", value: null, compare: false },
  selectedFeature: { type: "object", value: null },
  accent: { type: "color", value: [0, 0, 0] },
  castsShadow: true,
  level: false,
  fade: { type: "object", value: null, compare: true },
};

type State = {
  face?: Model | undefined;
  lines?: Model | undefined;
  shadow?: Model | undefined;
  rows?: Map<string, number>;
  hovered?: number;
  [other: string]: unknown;
};

let meshes = 0;
const keys = new WeakMap<MeshData, number>();

export class MeshLayer extends Layer<Required<MeshLayerProps>> {
  static override layerName = "MeshLayer";
  static override defaultProps = defaultProps as DefaultProps;
  declare state: State;

  initializeState(): void {
    this.state = {};
  }

  get bounds(): MeshData["bounds"] {
    return this.props.mesh?.bounds ?? [0, 0, 0, 0, 0, 0];
  }

  get castsShadow(): boolean {
    return this.props.castsShadow && this.props.visible && Boolean(this.state?.shadow);
  }

  /** Changes when the shadow of this layer does. */
  get meshKey(): string {
    const mesh = this.props.mesh;
    if (!mesh) return "";
    if (!keys.has(mesh)) keys.set(mesh, ++meshes);
    return `${this.id}:${keys.get(mesh)}`;
  }

  override getModels(): Model[] {
    return [this.state?.face, this.state?.lines].filter((model) => model !== undefined);
  }

  override updateState({ props, oldProps }: UpdateParameters<Layer<Required<MeshLayerProps>>>): void {
    if (props.mesh !== oldProps.mesh) {
      this.dispose();
      if (props.mesh) this.build(props.mesh);
    }
    if (props.mesh && props.edges && (props.edges !== oldProps.edges || !this.state.lines)) {
      this.state.lines?.destroy();
      this.state.lines = this.lines(props.mesh, props.edges);
    }
  }

  /** The program of the faces, and what it is told beside `place`; other layers draw the same meshes otherwise. */
  protected faces(): { vs: string; fs: string; modules: ShaderModule[]; bindings?: Record<string, Texture> } {
    return { vs: meshVertex, fs: meshFragment, modules: [picking, placeModule, lightModule] as ShaderModule[] };
  }

  private build(mesh: MeshData): void {
    const { device } = this.context;
    const { bindings = {}, ...program } = this.faces();
    const indices = { size: 1, value: mesh.indices };
    const positions = { size: 3, value: mesh.positions };
    this.state.rows = new Map(mesh.ids.map((id, row) => [id, row]));
    this.state.face = new Model(device, {
      ...this.getShaders(program),
      bindings,
      id: `${this.id}-face`,
      geometry: new Geometry({
        topology: "triangle-list",
        indices,
        attributes: { positions, colors: { size: 4, value: mesh.colors, type: "unorm8", normalized: true }, features: { size: 1, value: mesh.features } },
      }),
      parameters: { depthWriteEnabled: true, depthCompare: "less-equal", blend: false },
    });
    this.state.shadow = new Model(device, {
      vs: shadowVertex,
      fs: shadowFragment,
      modules: [shadowModule],
      id: `${this.id}-shadow`,
      geometry: new Geometry({ topology: "triangle-list", indices, attributes: { positions } }),
      parameters: { depthWriteEnabled: true, depthCompare: "less-equal", cullMode: "none" },
    });
  }

  private lines(mesh: MeshData, edges: Uint32Array): Model {
    return new Model(this.context.device, {
      ...this.getShaders({ vs: lineVertex, fs: lineFragment, modules: [picking, placeModule] }),
      id: `${this.id}-lines`,
      geometry: new Geometry({ topology: "line-list", indices: { size: 1, value: edges }, attributes: { positions: { size: 3, value: mesh.positions } } }),
      parameters: { depthWriteEnabled: false, depthCompare: "less-equal" },
    });
  }

  private place(): PlaceUniforms {
    const { fade, level, selectedFeature, accent } = this.props;
    const { viewport } = this.context;
    // Fine lines are a blur from afar: let them come with nearness.
    const nearness = Math.min(1, Math.max(0, (viewport.zoom - 14.6) / 2.4));
    return {
      toClip: this.toClip(viewport),
      selected: (selectedFeature !== null ? this.state.rows?.get(selectedFeature) : undefined) ?? -1,
      hovered: this.state.hovered ?? -1,
      fadeFrom: fade?.[0] ?? 0,
      fadeTo: fade?.[1] ?? 0,
      lineStrength: 0.05 + 0.22 * nearness,
      level: level ? 1 : 0,
      accent: linear([accent[0] / 255, accent[1] / 255, accent[2] / 255]),
    };
  }

  /**
   * The frame of the scene is the linear Web Mercator plane around its origin (docs/scene.md), so one factor
   * for all axes lands a mesh exactly where lon/lat layers draw the same point. Multiplied in double
   * precision: coordinates of the world do not fit a GPU's floats.
   */
  private toClip(viewport: Viewport): Matrix {
    const [longitude, latitude] = this.props.data[0]?.position ?? [0, 0];
    const [x = 0, y = 0] = viewport.projectPosition([longitude, latitude, 0]);
    const units = unitsPerMeter(latitude);
    const scale = [units, units, units];
    return new Matrix4(viewport.viewProjectionMatrix).translate([x, y, 0]).scale(scale).toArray() as Matrix;
  }

  override draw({ shaderModuleProps }: { shaderModuleProps: { picking?: { isActive?: boolean }; light?: unknown } }): void {
    const { face, lines } = this.state;
    if (!face || (!shaderModuleProps.light && !shaderModuleProps.picking?.isActive)) return;
    const place = this.place();
    face.shaderInputs.setProps({ place });
    face.draw(this.context.renderPass);
    if (!lines || shaderModuleProps.picking?.isActive) return;
    lines.shaderInputs.setProps({ place });
    lines.draw(this.context.renderPass);
  }

  /** Draws the mesh as the sun sees it; `matrix` from metres of the scene to clip space. */
  drawShadow(pass: RenderPass, matrix: Matrix): void {
    this.state.shadow?.shaderInputs.setProps({ caster: { matrix } });
    this.state.shadow?.draw(pass);
  }

  override getPickingInfo({ info }: GetPickingInfoParams): PickingInfo<Feature> {
    const id = this.props.mesh?.ids[info.index];
    return { ...info, ...(id === undefined ? {} : { object: { layer: this.id, id } }) };
  }

  protected override _updateAutoHighlight(info: PickingInfo): void {
    const hovered = info.picked ? info.index : -1;
    if (hovered === (this.state.hovered ?? -1)) return;
    this.state.hovered = hovered;
    this.setNeedsRedraw();
  }

  override finalizeState(): void {
    this.dispose();
  }

  private dispose(): void {
    for (const model of [this.state.face, this.state.lines, this.state.shadow]) model?.destroy();
    this.state.face = this.state.lines = this.state.shadow = undefined;
  }
}

// All that the slides of an evening show, fetched beforehand and kept, so that the show goes on without the twin.
import { type Scene, fetchScene, fetchSun } from "../data";
import { wallClock } from "../format";
import type { Overlay } from "../layers";
import type { MeshData } from "../mesh/glb";
import { type Outcome, fetchBefore, fetchOutcomes, fetchPlan, fetchWhole } from "../plans/data";
import { NORM, VERDICT } from "../plans/desk";
import { type Shown, coloured } from "../plans/outcomes";
import { verdictOverlay } from "../plans/layers";
import { boxOf, geometries } from "../plans/place";
import { type Scale, scaleFor } from "../plans/scale";
import type { Box } from "../camera";
import type { Shelf } from "../shelf";
import { type UiState, fromUrl } from "../state";
import { type Daylight, type SunRow, daylight, sunAt } from "../sun";
import type { ToldSlide } from "./data";

/** One picture: a scene with its meshes, and what lies over it. */
export interface Picture {
  scene: Scene;
  meshes: ReadonlyMap<string, MeshData>;
  overlay: Overlay | null;
  shown: Shown | null;
}
/** A slide with all of its pictures. */
export interface Ready {
  state: UiState;
  pictures: Picture[];
  /** Where its plan changes something; null where there is no plan. */
  box: Box | null;
}

const NOON = { azimuth: 180, elevation: 40 };

export class Preparation {
  private ready = new Map<string, Promise<Ready>>();
  private scenes = new Map<string, Promise<Pick<Picture, "scene" | "meshes">>>();
  private outcomes = new Map<string, Promise<Outcome[]>>();
  private overlays = new Map<string, Promise<Pick<Picture, "overlay" | "shown">>>();
  private boxes = new Map<string, Promise<Box | null>>();
  private suns = new Map<string, Promise<SunRow[]>>();
  /** By what is shown, so that now and with the plan have the same colours. */
  private scales = new Map<string, Scale>();

  constructor(
    private area: string,
    private shelf: Shelf,
  ) {}

  /** A slide with its pictures; one that did not come is asked for again next time. Rejects when the twin is away. */
  of(slide: ToldSlide): Promise<Ready> {
    return kept(this.ready, `${slide.state}|${slide.sides.map(({ plan }) => plan ?? "").join("|")}`, () => this.make(slide));
  }

  /** The light of a state; that of noon while the sun's way is not known. */
  async light({ moment }: UiState, now: number): Promise<Daylight> {
    const { date, minutes } = moment ?? wallClock(now);
    const rows = await kept(this.suns, date, () => fetchSun(this.area, date)).catch(() => null);
    return daylight((rows && sunAt(rows, minutes)) ?? NOON);
  }

  private async make(slide: ToldSlide): Promise<Ready> {
    const state = fromUrl(`?${slide.state}`);
    const plan = slide.sides[slide.sides.length - 1]?.plan ?? null;
    const [box, ...pictures] = await Promise.all([plan ? this.box(plan) : null, ...slide.sides.map((side) => this.picture(side.plan, state.outcome)), this.light(state, Date.now()).then(() => null)]);
    return { state, box, pictures: pictures.flatMap((picture) => picture ?? []) };
  }

  private async picture(plan: string | null, outcome: string | null): Promise<Picture> {
    const { scene, meshes } = await kept(this.scenes, plan ?? "", async () => {
      const scene = await fetchScene(this.area, plan);
      const { meshes, failed } = await this.shelf.all(scene);
      if (failed.length) throw new Error(`meshes do not come: ${failed.join()}`);
      return { scene, meshes };
    });
    const over = outcome ? await kept(this.overlays, `${plan ?? ""}|${outcome}`, () => this.overlay(plan, outcome, scene)) : { overlay: null, shown: null };
    return { scene, meshes, ...over };
  }

  private async overlay(plan: string | null, asked: string, scene: Scene): Promise<Pick<Picture, "overlay" | "shown">> {
    const [indicator = "", layer = ""] = asked.split(":");
    const all = await kept(this.outcomes, plan ?? "", () => (plan ? fetchOutcomes(plan) : fetchBefore(this.area)));
    const outcome = all.find((one) => one.indicator === indicator);
    if (!outcome || !layer) return { overlay: null, shown: null };
    if (layer === VERDICT) {
      const whole = await fetchWhole(outcome.key);
      return { overlay: verdictOverlay(whole.result.rows, NORM), shown: { outcome, layer, scale: null } };
    }
    const scale = (unit: string, values: Float32Array) => {
      const known = this.scales.get(asked) ?? scaleFor(layer, unit, values);
      this.scales.set(asked, known);
      return known;
    };
    return (await coloured(outcome, layer, scene, scale)) ?? { overlay: null, shown: null };
  }

  private box(plan: string): Promise<Box | null> {
    return kept(this.boxes, plan, async () => boxOf((await fetchPlan(plan)).edits.flatMap(geometries)));
  }
}

function kept<T>(all: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = all.get(key) ?? make();
  all.set(key, known);
  known.catch(() => all.delete(key));
  return known;
}

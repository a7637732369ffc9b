// What of a plan at work is drawn over the map: what it adds, and today's buildings and façades in the colours of
// what it does to their sun, as a guess or exactly.
import type { Overlay } from "../layers";
import { facadeLayer, pieces } from "../plans/layers";
import { JUDGED, type Judgement, type Rgb } from "../plans/scale";
import type { SunRow } from "../sun";
import { type Block, ringOf } from "./edits";
import { losing, obstacles } from "./estimate";
import { type Changed, meshOf } from "./mesh";
import { Drawn } from "./overlay";
import type { Facades } from "./live";
import type { Studio } from "./studio";
import type { MeshData } from "../mesh/glb";

/** How homes are drawn that a guess says lose sun, and buildings that get another use. */
export const GUESSED: Rgb = [247, 206, 160];
export const REUSED: Rgb = [196, 160, 212];

export class Painting {
  sun: readonly SunRow[] = [];
  private drawn = new Drawn();
  /** The façades that were made into a mesh last. */
  private made: { of: Facades; mesh: MeshData } | null = null;
  /** What is on the map, and what it was made of. */
  private last: { of: string; facades: Facades | null; overlay: Overlay } | null = null;

  /** What was guessed last. */
  private guessed: { version: number; homes: ReadonlySet<string> | null } = { version: -1, homes: null };

  constructor(private studio: Studio) {}

  /** Homes that a guess says lose sun; null when nothing was guessed. */
  guess(): ReadonlySet<string> | null {
    const { version } = this.studio;
    if (this.guessed.version !== version) this.guessed = { version, homes: this.guessAnew() };
    return this.guessed.homes;
  }

  private guessAnew(): ReadonlySet<string> | null {
    const { studio } = this;
    if (studio.surroundings.is !== "here" || this.sun.length === 0) return null;
    const shown = studio.preview();
    const blocks = [...studio.edits, ...(shown ? [shown] : [])].filter((edit): edit is Block => edit.edit === "add-building");
    const gone = new Set(studio.edits.flatMap((edit) => (edit.edit === "remove-building" ? [edit.id] : [])));
    const homes = [...studio.surroundings.value.buildings.values()].filter(({ id, home }) => home && !gone.has(id));
    const level = (block: Block) => studio.place.under(ringOf(block.parts[0]?.geometry ?? { type: "Polygon", coordinates: [] })) + studio.place.reference;
    return losing(homes, obstacles(blocks, level), this.sun);
  }

  overlay(): Overlay {
    const { studio } = this;
    const shown = studio.preview();
    const edits = shown ? [...studio.edits, shown] : studio.edits;
    const wrong = new Set(studio.issues().flatMap(({ number }) => (number === null ? [] : [number])));
    const moving = studio.dragging || studio.sketch.points.length > 0;
    const { exact } = studio;
    const facades = !moving && exact.is === "known" ? exact.facades : null;
    const selected = studio.edit?.id ?? studio.building;
    // Where the processor draws, a frame takes as long as the sun: who waits for an answer gets no other between.
    const fine = !moving && exact.is !== "checking" && exact.is !== "computing";
    const change = this.change(moving);
    const of = JSON.stringify([edits, [...wrong], [...change.gone], [...change.raised], [...change.colours], selected, fine]);
    if (this.last?.of === of && this.last.facades === facades) return this.last.overlay;
    const overlay = this.over(this.drawn.overlay(meshOf(edits, studio.place, wrong), change, selected, fine), facades);
    this.last = { of, facades, overlay };
    return overlay;
  }

  private over(drawn: Overlay, facades: Facades | null): Overlay {
    const mesh = facades && this.onFacades(facades);
    if (!mesh) return drawn;
    return { tinted: drawn.tinted, layers: (hydrated, meshes) => [...drawn.layers(hydrated, meshes), facadeLayer(hydrated, mesh, "draft-facades")] };
  }

  /** What the edits on the map do to what stands there today. */
  private change(moving: boolean): Changed {
    const { studio } = this;
    const gone = new Set<string>();
    const raised = new Map<string, { from: number; to: number; ground: number }>();
    const colours = new Map<string, Rgb>();
    const standing = studio.surroundings.is === "here" ? studio.surroundings.value.buildings : new Map();
    for (const edit of studio.edits) {
      if (edit.edit === "remove-building") gone.add(edit.id);
      if (edit.edit === "fell-trees") for (const id of edit.ids) gone.add(id);
      if (edit.edit === "change-use") colours.set(edit.id, REUSED);
      const known = edit.edit === "set-height" ? standing.get(edit.id) : undefined;
      if (edit.edit === "set-height" && known) raised.set(edit.id, { from: known.height, to: edit.height ?? (edit.storeys ?? 0) * 3, ground: known.ground - studio.place.reference });
    }
    const { exact } = studio;
    if (moving || exact.is !== "known") for (const id of this.guess() ?? []) colours.set(id, GUESSED);
    // Façades have their own colours; until those are there, each building has that of its verdict.
    else if (!exact.facades) for (const [id, judgement] of exact.effect.buildings) colours.set(id, JUDGED[judgement as Judgement].rgb);
    return { gone, raised, colours };
  }

  private onFacades(of: Facades): MeshData | null {
    if (this.made?.of !== of) this.made = { of, mesh: pieces(this.studio.scene, of.spots, of.scale) };
    return this.made.mesh.indices.length ? this.made.mesh : null;
  }
}

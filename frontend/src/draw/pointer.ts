// Mouse, pen and finger over the map while a plan is edited. They come here before the map sees them: what draws or
// drags does not move the camera as well.
import type { Map3d } from "../map";
import { type Edit, isPlaced, isShaped, moved, points, ringOf, shapes } from "./edits";
import { Lens, type Pixel } from "./lens";
import { type XY, distance, minus, within } from "./plane";
import { type Road, type Tree, roadAt, treeAt } from "./pointing";
import { points as pointing, pointed, pressed } from "./sketch";
import { stepped } from "./snap";
import type { Studio } from "./studio";

/** Pixels that the pointer may move during a click, and that are a finger's breadth. */
const STILL = 6;
const FINGER = 16;
/** Metres around a tree of a row in which it is taken hold of. */
const AROUND_TREE = 2.5;

/** A press that has not ended. */
interface Down {
  at: Pixel;
  place: XY | null;
  /** The edit that is taken hold of, as it was. */
  holds: { number: number; edit: Edit } | null;
  /** It set the first corner of a box. */
  began: boolean;
  dragged: boolean;
}

export class Pointer {
  private ending = new AbortController();
  private down: Down | null = null;
  /** Where the pointer is, for the figures beside it. */
  at: Pixel = [0, 0];

  constructor(
    private studio: Studio,
    private map: Map3d,
  ) {
    const { stage } = map;
    const options = { capture: true, signal: this.ending.signal };
    stage.addEventListener("pointerdown", (event) => this.onDown(event), options);
    stage.addEventListener("click", (event) => event.stopPropagation(), options);
    stage.addEventListener("dblclick", (event) => this.onDouble(event), options);
    window.addEventListener("pointermove", (event) => this.onMove(event), options);
    window.addEventListener("pointerup", (event) => this.onUp(event), options);
    window.addEventListener("pointercancel", () => this.onCancel(), options);
  }

  close(): void {
    this.ending.abort();
  }

  /** From pixels to places, as the camera is now. */
  lens(): Lens | null {
    const { viewport } = this.map;
    return viewport && new Lens(viewport, this.studio.scene.centre as [number, number], this.studio.place);
  }

  private get boxes(): boolean {
    return this.studio.making.by === "box" && this.studio.tool !== "trees";
  }

  private pixel(event: MouseEvent): Pixel {
    const { left, top } = this.map.stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    const { studio } = this;
    const at = this.pixel(event);
    const place = this.lens()?.ground(at) ?? null;
    const draws = !pointing(studio.tool);
    this.down = { at, place, holds: studio.tool === "choose" ? this.held(at, place) : null, began: false, dragged: false };
    if (!draws && !this.down.holds) return; // the camera's
    event.stopPropagation();
    if (!draws || !place) return;
    this.hover(at, place, event.altKey); // a finger did not hover there before
    if (!this.boxes || studio.sketch.points.length > 0) return;
    this.down.began = true;
    this.press();
  }

  private onMove(event: PointerEvent): void {
    if (!event.isPrimary) return;
    const { down, studio } = this;
    const at = this.pixel(event);
    this.at = at;
    if (down && Math.hypot(at[0] - down.at[0], at[1] - down.at[1]) > STILL) down.dragged = true;
    const over = event.target instanceof Node && this.map.stage.contains(event.target);
    if (!over && !down) return;
    if (studio.tool === "road" || studio.tool === "fell") {
      if (!down) studio.hint(this.under(at));
    } else if (studio.tool !== "choose") {
      const place = this.lens()?.ground(at);
      if (place) this.hover(at, place, event.altKey);
    } else if (down?.holds && down.dragged && down.place) {
      event.stopPropagation();
      const place = this.lens()?.ground(at);
      if (!place) return;
      const { number, edit } = down.holds;
      if (!studio.dragging) {
        studio.choose(number);
        studio.drag(true);
      }
      const [east, north] = minus(place, down.place);
      studio.replace(number, moved(edit, [stepped(east), stepped(north)]), `move:${number}`);
    }
  }

  private onUp(event: PointerEvent): void {
    const { down, studio } = this;
    this.down = null;
    if (!down || !event.isPrimary) return;
    const at = this.pixel(event);
    if (studio.tool === "road" || studio.tool === "fell") {
      const under = down.dragged || studio.conflict ? null : this.under(at);
      if (under) studio.point(under.id);
    } else if (studio.tool !== "choose") {
      event.stopPropagation();
      const place = this.lens()?.ground(at);
      if (place) this.hover(at, place, event.altKey);
      // A box is drawn by one drag, or by a press on each of two corners; other outlines by a press on each corner.
      if (!this.boxes || !down.began || down.dragged) this.press();
    } else if (down.dragged) {
      if (down.holds) studio.drag(false);
    } else studio.pick(down.holds ? (down.holds.edit.id ?? null) : (this.map.at(...at)?.id ?? null));
  }

  private onCancel(): void {
    if (this.down?.holds && this.down.dragged) this.studio.drag(false);
    this.down = null;
  }

  /** A double click ends an outline. */
  private onDouble(event: MouseEvent): void {
    event.stopPropagation();
    if (this.studio.sketch.points.length > 2) this.studio.finish();
  }

  /** The tree or road at a pixel, as the tool looks for. */
  private under(at: Pixel): Tree | Road | null {
    const { surroundings, tool } = this.studio;
    const lens = this.lens();
    const place = lens?.ground(at);
    if (!lens || !place || surroundings.is !== "here") return null;
    if (tool === "road") return roadAt(surroundings.value.roads ?? [], place);
    return treeAt(surroundings.value.trees ?? [], place, at, (spot, above) => lens.pixel(spot, above));
  }

  private press(): void {
    const { studio } = this;
    const { sketch, done } = pressed(studio.sketch, studio.tool, studio.making.by);
    studio.sketch = sketch;
    if (done) studio.finish();
    else studio.redraw();
  }

  private hover(at: Pixel, place: XY, free: boolean): void {
    const { studio } = this;
    this.at = at;
    const edges = studio.surroundings.is === "here" ? studio.surroundings.value.edges : [];
    const beside = this.lens()?.ground([at[0] + FINGER, at[1]]);
    studio.sketch = pointed(studio.sketch, studio.tool, studio.making.by, place, edges, beside ? distance(beside, place) : 1, free);
    studio.redraw();
  }

  /** What of the plan is under the pointer and can be carried. */
  private held(at: Pixel, place: XY | null): Down["holds"] {
    const { edits } = this.studio.draft;
    if (this.studio.conflict) return null;
    const drawn = this.map.at(...at)?.id ?? null;
    let number = drawn === null ? -1 : edits.findIndex((edit) => edit.id === drawn && isPlaced(edit));
    // Flat ground and water, and small trees: by their place.
    if (number < 0 && place)
      number = edits.findLastIndex((edit) =>
        edit.edit === "plant-trees"
          ? points(edit).some((tree) => distance(tree, place) < AROUND_TREE)
          : isShaped(edit) && edit.edit !== "add-building" && shapes(edit).some((shape) => within(place, ringOf(shape))),
      );
    const edit = edits[number];
    return edit ? { number, edit } : null;
  }
}

// Over the map while a plan is edited: lines and figures of what is drawn, and the handles of what is chosen. Handles
// are buttons, so they work by keyboard too.
import { type TemplateResult, html, nothing, render, svg } from "lit";
import { number } from "../format";
import { css } from "../plans/scale";
import { icon } from "./icons";
import type { Model } from "../ui/model";
import { type Block, type Edit, boxed, highest, isShaped, middleOf, moved, points, raised, reshaped, ringOf, rotated, shapes, topOf } from "./edits";
import type { Lens, Pixel } from "./lens";
import { GUESSED } from "./painting";
import { type XY, azimuth, boxBetween, distance, heading, minus, outline, plus, times } from "./plane";
import type { Pointer } from "./pointer";
import { type Sign, signsOf } from "./signs";
import { type Edge, GRID, snap, stepped } from "./snap";
import type { Studio } from "./studio";
import { type Line, eaves, wire } from "./wire";
import { words } from "./words";

type Handle = "move" | "turn" | "raise" | { corner: number };
/** Pixels from the middle of a thing to its handle for turning, and to the one of a corner. */
const OUT = 56;
/** Pixels that handles keep from the sides of the map, and from what covers it above and below. */
const EDGE = 30;
/** Degrees by a press of an arrow, and with shift. */
const TURN = [1, 15] as const;

export class Guides {
  private root = document.createElement("div");
  private frame = 0;
  private shown = "";
  private held: { handle: Handle; edit: Edit; from: XY; at: Pixel } | null = null;

  constructor(
    private studio: Studio,
    private pointer: Pointer,
    private stage: HTMLElement,
    private model: () => Model,
  ) {
    this.root.className = "guides";
    stage.after(this.root);
    this.root.addEventListener("pointermove", (event) => this.onMove(event));
    this.root.addEventListener("pointerup", () => this.release());
    this.root.addEventListener("pointercancel", () => this.release());
    this.loop();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.root.remove();
  }

  /** Draws again when the camera or what is drawn changed. */
  private loop(): void {
    this.frame = requestAnimationFrame(() => {
      const lens = this.pointer.lens();
      const { longitude, latitude, zoom, pitch, bearing, width, height } = (lens?.viewport ?? {}) as unknown as Record<string, number>;
      const now = JSON.stringify([this.studio.version, longitude, latitude, zoom, pitch, bearing, width, height, this.model().state.language]);
      if (lens && now !== this.shown) {
        this.shown = now;
        render(this.view(lens), this.root);
      }
      this.loop();
    });
  }

  private view(lens: Lens): TemplateResult {
    const { studio } = this;
    const path = (ring: readonly XY[], closed: boolean) => ring.map((point, i) => `${i ? "L" : "M"}${lens.pixel(point).map((value) => value.toFixed(1)).join(" ")}`).join("") + (closed ? "Z" : "");
    const { sketch, tool } = studio;
    const edit = studio.showing === "mine" ? studio.edit : null;
    const drawn = studio.outline();
    const spots = studio.issues().flatMap(({ issue }) => (issue.at ? [issue.at] : []));
    const { edge } = sketch;
    const signs = studio.surroundings.is === "here" ? signsOf(this.model().state.language, studio.edits, studio.surroundings.value) : [];
    const { under, inLines } = studio;
    const space = (line: Line) => line.map(([at, z], i) => `${i ? "L" : "M"}${lens.pixel(at, 0, z).map((value) => value.toFixed(1)).join(" ")}`).join("");
    const losing = inLines ? studio.losing().flatMap((home) => eaves(home, studio.place)) : [];
    const volume = (of: Edit | null, kind: string) => (of ? wire(of, studio.place).map((line) => svg`<path class=${kind} d=${space(line)}></path>`) : nothing);
    return html`<svg class="guides__lines" aria-hidden="true">
        ${losing.map((line) => svg`<path class="guides__losing" .style=${`fill: ${css(GUESSED)}`} d=${space(line)}></path>`)}
        ${signs.flatMap((sign) => sign.outlines.map((ring) => svg`<path class="guides__${sign.kind}" d=${path(ring, ring.length > 2)}></path>`))}
        ${under && "rings" in under ? under.rings.map((ring) => svg`<path class="guides__under" d=${path(ring, true)}></path>`) : nothing}
        ${under && "at" in under ? svg`<path class="guides__under" d=${stem(lens, under.at, under.height)}></path>` : nothing}
        ${edge && tool !== "choose" ? svg`<path class="guides__edge" d=${path(extended(edge), false)}></path>` : nothing}
        ${edit ? outlines(edit).map((ring) => svg`<path class="guides__chosen" d=${path(ring, true)}></path>`) : nothing}
        ${drawn.length > 1 ? svg`<path class="guides__drawn" d=${path(drawn, tool !== "trees")}></path>` : nothing}
        ${inLines ? [volume(edit, "guides__chosen"), volume(studio.preview(), "guides__drawn")] : nothing}
        ${sketch.points.map((point) => dot(lens.pixel(point)))}
        ${tool !== "choose" && sketch.to ? dot(lens.pixel(sketch.to)) : nothing}
        ${spots.map(([longitude = 0, latitude = 0]) => {
          const [x = 0, y = 0] = lens.viewport.project([longitude, latitude]);
          return svg`<circle class="guides__wrong" r="9" cx=${x} cy=${y}></circle>`;
        })}
      </svg>
      ${signs.map((sign) => this.sign(lens, sign))} ${this.figures()} ${edit && tool === "choose" && !studio.conflict ? this.handles(lens, edit) : nothing}`;
  }

  /** What has no form of its own; the list of the panel says the same in words. */
  private sign(lens: Lens, { kind, at, text }: Sign): TemplateResult {
    const [x, y] = lens.pixel(at);
    return html`<span class="sign sign--${kind}" aria-hidden="true" .style=${`inset-inline-start: ${x.toFixed(1)}px; inset-block-start: ${y.toFixed(1)}px`}>${text}</span>`;
  }

  /** Length, width and angle beside the pointer. */
  private figures(): TemplateResult | typeof nothing {
    const { told, edge } = this.studio.sketch;
    if (!told || this.studio.tool === "choose") return nothing;
    const m = this.model();
    const w = words(m.state.language);
    const [x, y] = this.pointer.at;
    const right = x > this.stage.clientWidth - 220;
    return html`<p class="guides__figures" .style=${`inset-inline-start: ${right ? x - 200 : x + 18}px; inset-block-start: ${y + 18}px`}>
      <strong>${told.width === null ? w.metres(number(m.w, told.length, 1)) : w.by(number(m.w, told.length, 1), number(m.w, told.width, 1))}</strong>
      ${told.angle === null ? nothing : html` · ${number(m.w, told.angle, 0)}°`} ${edge ? html`<br />${w.parallel[edge.of]}` : nothing}
    </p>`;
  }

  private handles(lens: Lens, edit: Edit): TemplateResult | typeof nothing {
    const centre = middleOf(edit);
    if (!centre) return nothing;
    const w = words(this.model().state.language);
    const middle = lens.pixel(centre);
    const block = edit.edit === "add-building" ? edit : null;
    const part = block && (block.parts[this.studio.part] ?? block.parts[highest(block)]);
    const roof = part && lens.pixel(centre, topOf(part), this.studio.place.under(ringOf(part.geometry)));
    const ring = isShaped(edit) ? ringOf(block ? (part ?? block.parts[0]!).geometry : shapes(edit)[0]!) : [];
    const corners = ring.length <= 12 ? ring.map((corner) => lens.pixel(corner)) : [];
    const low = Math.max(middle[1], ...corners.map(([, y]) => y));
    return html`${corners.map((at, corner) => this.handle(w.handles.corner(corner + 1), { corner }, at, null))}
      ${this.handle(w.handles.turn, "turn", [middle[0], low + OUT], "turn")} ${this.handle(w.handles.move, "move", middle, "move")}
      ${roof ? this.handle(w.handles.raise, "raise", [roof[0], Math.min(roof[1] - 22, middle[1] - OUT)], "raise") : nothing}`;
  }

  private handle(label: string, handle: Handle, at: Pixel, drawing: "turn" | "move" | "raise" | null): TemplateResult {
    // What cannot be seen cannot be taken hold of: those of the whole stay on the map, also of a tower seen from near.
    const [above, below] = drawing ? this.free() : [0, 0];
    const [x, y] = drawing ? [clamped(at[0], EDGE, this.stage.clientWidth - EDGE), clamped(at[1], above + EDGE, below - EDGE)] : at;
    const name = typeof handle === "object" ? `corner-${handle.corner}` : handle;
    return html`<button
      type="button"
      class="handle ${drawing ? "" : "handle--corner"}"
      data-handle=${name}
      aria-label=${label}
      title=${label}
      .style=${`inset-inline-start: ${x.toFixed(1)}px; inset-block-start: ${y.toFixed(1)}px`}
      @pointerdown=${(event: PointerEvent) => this.onDown(event, handle)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, handle)}
    >
      ${drawing ? icon(drawing) : nothing}
    </button>`;
  }

  /** From where to where the map can be seen between the tools and what they do, in pixels from its top. */
  private free(): [number, number] {
    const box = (id: string) => document.querySelector(id)?.getBoundingClientRect();
    const { top, bottom } = this.stage.getBoundingClientRect();
    return [(box(".tools")?.bottom ?? top) - top, (box("#effect")?.top ?? bottom) - top];
  }

  private onDown(event: PointerEvent, handle: Handle): void {
    const { edit } = this.studio;
    const at: Pixel = [event.clientX, event.clientY];
    const from = this.pointer.lens()?.ground(this.local(at));
    if (event.button !== 0 || !edit || !from) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    event.preventDefault();
    (event.currentTarget as HTMLElement).focus();
    this.held = { handle, edit, from, at };
    this.studio.drag(true);
  }

  private local([x, y]: Pixel): Pixel {
    const { left, top } = this.stage.getBoundingClientRect();
    return [x - left, y - top];
  }

  private onMove(event: PointerEvent): void {
    const { held, studio } = this;
    const lens = this.pointer.lens();
    if (!held || !lens || studio.chosen === null) return;
    const at: Pixel = [event.clientX, event.clientY];
    const to = lens.ground(this.local(at));
    const { handle, edit, from } = held;
    const centre = middleOf(edit);
    if (!to || !centre) return;
    if (handle === "move") this.put(moved(edit, minus(to, from).map((value) => stepped(value)) as unknown as XY));
    else if (handle === "turn") {
      const asked = azimuth(minus(to, centre)) - azimuth(minus(from, centre));
      this.put(rotated(edit, this.squared(edit, asked, event.altKey)));
    } else if (handle === "raise" && edit.edit === "add-building") {
      const number = this.partOf(edit);
      const top = topOf(edit.parts[number]!);
      const level = studio.place.under(ringOf(edit.parts[number]!.geometry));
      const perMetre = Math.max(1, Math.abs(lens.pixel(centre, top, level)[1] - lens.pixel(centre, top + 10, level)[1]) / 10);
      this.put(raised(edit, number, top + (held.at[1] - at[1]) / perMetre));
    } else if (typeof handle === "object" && isShaped(edit)) this.put(this.cornered(edit, handle.corner, to, event.altKey));
  }

  private release(): void {
    if (!this.held) return;
    this.held = null;
    this.studio.drag(false);
  }

  private put(edit: Edit): void {
    if (this.studio.chosen !== null) this.studio.replace(this.studio.chosen, edit, "handle");
  }

  private partOf(edit: Block): number {
    return edit.parts[this.studio.part] ? this.studio.part : highest(edit);
  }

  /** Degrees to turn, so that a box becomes parallel to what is near when it nearly is; else whole degrees. */
  private squared(edit: Edit, degrees: number, free: boolean): number {
    const ring = isShaped(edit) && shapes(edit)[0] ? ringOf(shapes(edit)[0]!) : points(edit as never);
    const [a, b] = ring;
    const edges = this.studio.surroundings.is === "here" ? this.studio.surroundings.value.edges : [];
    if (!a || !b || free) return Math.round(degrees);
    const side = azimuth(minus(b, a)) + degrees;
    const centre = middleOf(edit) as XY;
    const found = snap(centre, plus(centre, times(heading(side), 20)), null, edges);
    return found.by === "free" ? Math.round(degrees) : degrees + (((found.azimuth - side + 540) % 360) - 180);
  }

  /** With a corner elsewhere: a box stays a box, on its opposite corner. */
  private cornered<E extends Edit>(edit: E, corner: number, to: XY, free: boolean): E {
    if (!isShaped(edit)) return edit;
    const part = edit.edit === "add-building" ? this.partOf(edit) : 0;
    const shape = shapes(edit)[part]!;
    const ring = ringOf(shape);
    const box = boxed(shape);
    if (box) {
      const across = ring[(corner + 2) % 4]!;
      const grown = boxBetween(across, to, box.turn, GRID);
      return grown.length < 1 || grown.width < 1 ? edit : (reshaped(edit, part, outline(grown)) as E);
    }
    const [before, beyond] = [ring[(corner + ring.length - 1) % ring.length]!, ring[(corner + ring.length - 2) % ring.length]!];
    const at = snap(before, to, beyond, this.studio.surroundings.is === "here" ? this.studio.surroundings.value.edges : [], free).at;
    return reshaped(edit, part, ring.map((point, i) => (i === corner ? at : point))) as E;
  }

  private onKey(event: KeyboardEvent, handle: Handle): void {
    const arrows: Record<string, Pixel> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const arrow = arrows[event.key];
    const { studio } = this;
    const { edit } = studio;
    if (!arrow || !edit) return;
    event.preventDefault();
    const [sideways, up] = arrow;
    // As seen: up is away from who looks, in steps along the grid of RD.
    const bearing = Math.round(this.model().bearing / 90) * 90;
    const towards = plus(times(heading(bearing), up), times(heading(bearing + 90), sideways));
    const step = event.shiftKey ? 1 : GRID;
    if (handle === "turn") this.put(rotated(edit, (sideways || -up) * TURN[event.shiftKey ? 1 : 0]));
    else if (handle === "raise" && edit.edit === "add-building") {
      const number = this.partOf(edit);
      const part = edit.parts[number]!;
      this.put(raised(edit, number, topOf(part) + (up || sideways) * (typeof part.height === "number" ? (event.shiftKey ? 1 : GRID) : 3)));
    } else if (handle === "move") this.put(moved(edit, times(towards, step)));
    else if (typeof handle === "object" && isShaped(edit)) {
      const ring = ringOf(shapes(edit)[edit.edit === "add-building" ? this.partOf(edit) : 0]!);
      this.put(this.cornered(edit, handle.corner, plus(ring[handle.corner]!, times(towards, step)), true));
    }
  }
}

/** From the foot of a tree to its top. */
const stem = (lens: Lens, at: XY, height: number): string => `M${lens.pixel(at).join(" ")}L${lens.pixel(at, height).join(" ")}`;

const clamped = (value: number, low: number, high: number): number => Math.max(low, Math.min(Math.max(low, high), value));

/** An edge, some metres longer at both ends, so that it shows as a guide. */
function extended({ from, to }: Edge): [XY, XY] {
  const more = times(minus(to, from), 12 / (distance(from, to) || 1));
  return [minus(from, more), plus(to, more)];
}

const outlines = (edit: Edit): XY[][] => (isShaped(edit) ? shapes(edit).map(ringOf) : edit.edit === "plant-trees" ? points(edit).map(([x, y]) => [[x - 0.7, y - 0.7], [x + 0.7, y - 0.7], [x + 0.7, y + 0.7], [x - 0.7, y + 0.7]]) : []);
const dot = ([x, y]: Pixel) => svg`<circle class="guides__corner" r="4.5" cx=${x} cy=${y}></circle>`;

// Every number of what is chosen, or of what is to be drawn: the way to draw by keyboard and to the decimetre.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import type { Model } from "../ui/model";
import { type Block, type Cover, type Edit, FLAT, PARKING, type Parking, type Part, type Raise, type RoofKind, SPECIES, STOREY, type Shaped, type Trees, type Use, type Water, boxed, copyOf, isShaped, middleOf, moved, points, polygon, reshaped, ringOf, setback, shapes, topOf, withPart } from "./edits";
import { amount, choice, text } from "./fields";
import { icon } from "./icons";
import { type Box, type XY, along, distance, heading, minus, outline, plus, times } from "./plane";
import { floorArea } from "./programme";
import { firstUse, programmeForm } from "./programme-form";
import { COVERS, PLACE } from "./sketch";
import { felling, parking, pointing, traffic } from "./street";
import type { Standing } from "./surroundings";
import type { Studio } from "./studio";
import { type DrawWords, words } from "./words";

/** RD New of the Netherlands, metres. */
const X = { min: -7000, max: 300_000, step: 0.1 };
const Y = { min: 289_000, max: 629_000, step: 0.1 };
const SIZE = { min: 1, max: 1000, step: 0.1 };
const TURN = { min: -360, max: 360, step: 1 };
const STOREYS = { min: 1, max: 90, step: 1 };
const HEIGHT = { min: 2, max: 300, step: 0.1 };
const DEPTH = { min: 0.05, max: 15, step: 0.05 };
const SPACING = { min: 2, max: 50, step: 0.5 };

/** The sizes of new things, with the button that puts one down without drawing. */
export interface Sizes {
  length: number;
  width: number;
  turn: number;
}

/** What is asked of the map: to put down a thing of these sizes, and which place is in its middle. */
export interface OnMap {
  put(sizes: Sizes): void;
  middle(): XY;
}

export function inspector(m: Model, studio: Studio, map: OnMap): TemplateResult | typeof nothing {
  const d = words(m.state.language);
  if (studio.conflict) return nothing;
  if (studio.tool === "road" || studio.tool === "fell") return pointing(m, d, studio, map.middle());
  if (studio.tool !== "choose") return making(m, d, studio, map);
  if (studio.building) return today(m, d, studio, studio.building);
  const { edit, chosen } = studio;
  if (!edit || chosen === null) return finder(d, studio);
  const change = (to: Edit) => studio.replace(chosen, to, `form:${chosen}`);
  if (edit.edit === "add-building") return frame(d, d.form.title.block, studio, chosen, html`${place(m, d, edit, studio.part, change)} ${block(m, d, studio, edit, change)}`);
  if (edit.edit === "plant-trees") return frame(d, d.form.title.trees, studio, chosen, trees(m, d, edit, change));
  if (edit.edit === "repave") return frame(d, d.form.title.ground, studio, chosen, html`${cover(d, edit, change)} ${place(m, d, edit, 0, change)}`);
  if (edit.edit === "dig-water") return frame(d, d.form.title.water, studio, chosen, html`${water(m, d, edit, change)} ${place(m, d, edit, 0, change)}`);
  if (edit.edit === "add-parking") return frame(d, d.form.title.parking, studio, chosen, html`${parking(m, d, edit, change)} ${isShaped(edit) ? place(m, d, edit, 0, change) : spot(m, d, edit, change)}`);
  const point = (tool: "road" | "fell", label: string) => html`<button type="button" class="utrecht-button utrecht-button--secondary-action field--wide" id="point-more" @click=${() => again(studio, tool, chosen)}>${icon(tool)} ${label}</button>`;
  if (edit.edit === "set-traffic") return frame(d, d.form.title.traffic, studio, chosen, html`${edit.surfaces?.length ? html`<p class="panel__note field--wide">${d.form.parts(edit.surfaces.length)}</p>` : nothing} ${traffic(m, d, edit, (to) => change({ ...edit, ...to }))} ${edit.geometry ? nothing : point("road", d.form.pointRoads)}`);
  if (edit.edit === "fell-trees") return frame(d, d.form.title.felling, studio, chosen, html`${felling(m, d, studio, edit)} ${point("fell", d.form.pointTrees)}`);
  return nothing;
}

/** Goes on pointing at what belongs to an edit. */
function again(studio: Studio, tool: "road" | "fell", chosen: number): void {
  studio.use(tool);
  studio.choose(chosen);
}

function frame(d: DrawWords, title: string, studio: Studio, chosen: number, fields: TemplateResult): TemplateResult {
  return html`<section class="inspector" id="inspector" aria-labelledby="inspector-title" tabindex="-1">
    <h3 class="panel__subtitle" id="inspector-title">${title}</h3>
    <div class="fields">${fields}</div>
    <div class="deeds">
      ${studio.edit && copyOf(studio.edit, "") ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" id="copy-edit" @click=${() => studio.copy(chosen)}>${icon("copy")} ${d.form.copy}</button>` : nothing}
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="remove-edit" @click=${() => studio.remove(chosen)}>${icon("trash")} ${d.form.remove}</button>
    </div>
  </section>`;
}

/** Where it is, how long, how wide and how it is turned; of other forms than boxes each corner. */
function place(m: Model, d: DrawWords, edit: Shaped, part: number, change: (edit: Edit) => void): TemplateResult {
  const shape = shapes(edit)[part] ?? shapes(edit)[0];
  if (!shape) return html``;
  const of = shapes(edit).indexOf(shape);
  const box = boxed(shape);
  const field = (id: string, label: string, value: number, bounds: typeof X, put: (value: number) => void) => amount(m.w, d, id, label, value, bounds, put);
  const centre = middleOf(edit) as XY;
  const to = (x: number, y: number) => change(moved(edit, [x - centre[0], y - centre[1]]));
  const middle = html`${field("edit-x", d.form.x, centre[0], X, (x) => to(x, centre[1]))} ${field("edit-y", d.form.y, centre[1], Y, (y) => to(centre[0], y))}`;
  if (box) {
    const sized = (sizes: Partial<Box>) => change(reshaped(edit, of, outline({ ...box, ...sizes })));
    return html`${middle} ${field("edit-length", d.form.length, box.length, SIZE, (length) => sized({ length }))} ${field("edit-width", d.form.width, box.width, SIZE, (width) => sized({ width }))}
    ${field("edit-turn", d.form.turn, Math.round((box.turn % 180) * 10) / 10, TURN, (turn) => sized({ turn }))}`;
  }
  const ring = ringOf(shape);
  const cornered = (corner: number, axis: 0 | 1, value: number) => change(reshaped(edit, of, ring.map((point, i): XY => (i !== corner ? point : axis ? [point[0], value] : [value, point[1]]))));
  return html`${middle}
    <details class="more field--wide">
      <summary>${d.form.corners}</summary>
      <div class="fields">
        ${ring.map(([x, y], i) => html`${field(`corner-${i}-x`, d.form.corner(i + 1, "x"), x, X, (value) => cornered(i, 0, value))} ${field(`corner-${i}-y`, d.form.corner(i + 1, "y"), y, Y, (value) => cornered(i, 1, value))}`)}
      </div>
    </details>`;
}

/** The spot of something without an outline. */
function spot(m: Model, d: DrawWords, edit: Parking, change: (edit: Edit) => void): TemplateResult {
  const [x, y] = middleOf(edit) as XY;
  return html`${amount(m.w, d, "edit-x", d.form.x, x, X, (to) => change(moved(edit, [to - x, 0])))} ${amount(m.w, d, "edit-y", d.form.y, y, Y, (to) => change(moved(edit, [0, to - y])))}`;
}

function block(m: Model, d: DrawWords, studio: Studio, edit: Block, change: (edit: Edit) => void): TemplateResult {
  const roof = edit.roof ?? FLAT;
  const more = setback(edit);
  if (edit.solid) return html``;
  return html`${edit.parts.map((part, i) => partOf(m, d, studio, edit, part, i, change))}
    <button type="button" class="utrecht-button utrecht-button--secondary-action field--wide" id="add-setback" ?disabled=${!more} title=${more ? "" : d.form.noRoom} @click=${() => more && change(more)}>${icon("setback")} ${d.form.setback}</button>
    ${choice<RoofKind>("edit-roof", d.form.roof, ["flat", "gable", "hip"], d.form.roofs, roof.kind, (kind) => change({ ...edit, roof: { ...roof, kind } }))}
    ${roof.kind === "flat" ? nothing : amount(m.w, d, "edit-pitch", d.form.pitch, roof.pitch, { min: 5, max: 75, step: 1 }, (pitch) => change({ ...edit, roof: { ...roof, pitch } }))}
    ${edit.programme
      ? programmeForm(m.w, d, "edit", edit.programme, (programme) => change({ ...edit, programme }))
      : firstUse(d, "edit", edit.parts.reduce((sum, each) => sum + floorArea([each.geometry], topOf(each) - (each.base ?? 0)), 0), d.form.noUse, (programme) => change({ ...edit, programme }))}`;
}

function partOf(m: Model, d: DrawWords, studio: Studio, edit: Block, part: Part, i: number, change: (edit: Edit) => void): TemplateResult {
  const inStoreys = typeof part.height !== "number";
  const unit = (to: "storeys" | "metres") => change(withPart(edit, i, to === "storeys" ? { storeys: Math.max(1, Math.round(topOf(part) / STOREY)), height: null } : { height: topOf(part), storeys: null }));
  return html`<fieldset class="fields fields--part field--wide" @focusin=${() => studio.part !== i && studio.choose(studio.chosen, i)}>
    <legend class="fields__title">${d.form.part(i + 1, edit.parts.length)}</legend>
    ${choice(`part-${i}-unit`, d.form.unit, ["storeys", "metres"] as const, d.form.units, inStoreys ? "storeys" : "metres", unit)}
    ${inStoreys
      ? amount(m.w, d, `part-${i}-storeys`, d.form.storeys, part.storeys ?? 1, STOREYS, (storeys) => change(withPart(edit, i, { storeys: Math.round(storeys) })))
      : amount(m.w, d, `part-${i}-height`, d.form.height, part.height ?? 2, HEIGHT, (height) => change(withPart(edit, i, { height })))}
    ${(part.base ?? 0) > 0 ? amount(m.w, d, `part-${i}-base`, d.form.base, part.base ?? 0, { min: 0, max: 298, step: 0.1 }, (base) => change(withPart(edit, i, { base }))) : nothing}
    ${edit.parts.length > 1 ? html`<button type="button" class="link field--wide" @click=${() => change({ ...edit, parts: edit.parts.filter((_, other) => other !== i) })}>${d.form.removePart(i + 1)}</button>` : nothing}
  </fieldset>`;
}

function trees(m: Model, d: DrawWords, edit: Trees, change: (edit: Edit) => void): TemplateResult {
  const all = points(edit);
  const centre = middleOf(edit) as XY;
  const [first, last] = [all[0] as XY, all.at(-1) as XY];
  const gap = all[1] ? Math.round(distance(first, all[1]) * 10) / 10 : 8;
  const row = (from: XY, to: XY, spacing: number) => change({ ...edit, geometry: { type: "MultiPoint", coordinates: along([from, to], spacing).map(([x, y]) => [x, y]) } } satisfies Trees);
  const straight = all.length > 1;
  const end = (length: number): XY => plus(first, times(minus(last, first), length / (distance(first, last) || 1)));
  return html`${choice("edit-species", d.form.species, SPECIES, d.form.kinds, edit.species, (species) => change({ ...edit, species, now: null }))}
    ${straight ? amount(m.w, d, "edit-spacing", d.form.spacing, gap, SPACING, (spacing) => row(first, last, spacing)) : nothing}
    ${straight ? amount(m.w, d, "edit-length", d.form.rowLength, distance(first, last), { min: 2, max: 2000, step: 0.1 }, (length) => row(first, end(length), gap)) : nothing}
    ${amount(m.w, d, "edit-x", d.form.x, centre[0], X, (x) => change(moved(edit, [x - centre[0], 0])))} ${amount(m.w, d, "edit-y", d.form.y, centre[1], Y, (y) => change(moved(edit, [0, y - centre[1]])))}`;
}

const cover = (d: DrawWords, edit: Cover, change: (edit: Edit) => void): TemplateResult =>
  choice("edit-cover", d.form.cover, ["green", "paved"] as const, d.form.covers, edit.kind === "begroeidterreindeel" ? "green" : "paved", (to) => change({ ...edit, ...COVERS[to] }));

const water = (m: Model, d: DrawWords, edit: Water, change: (edit: Edit) => void): TemplateResult =>
  html`${choice("edit-water", d.form.water, ["wadi", "vijver"] as const, d.form.waters, edit.kind, (kind) => change({ ...edit, kind }))} ${amount(m.w, d, "edit-depth", d.form.depth, edit.depth, DEPTH, (depth) => change({ ...edit, depth }))}`;

/** The way to a building of today without pointing at it. */
function finder(d: DrawWords, studio: Studio): TemplateResult {
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = ((event.target as HTMLFormElement).elements.namedItem("find") as HTMLInputElement).value.trim();
    if (typed) void studio.find(typed);
  };
  const { found, sought } = studio;
  const none = found === null ? d.form.findAway : sought && found.length === 0 ? d.form.findNone : "";
  return html`<section class="inspector" id="inspector" aria-labelledby="inspector-title" tabindex="-1">
    <h3 class="panel__subtitle" id="inspector-title">${d.form.find}</h3>
    <form class="keep" id="find-form" novalidate @submit=${find}>
      ${text("find", d.form.findLabel, "", none, { hint: d.form.findHint })}
      <button type="submit" class="utrecht-button utrecht-button--secondary-action">${d.form.findDo}</button>
    </form>
    ${found?.length ? html`<ul class="edits" id="found">${found.map(({ address, building }) => html`<li class="edit"><button type="button" class="edit__name" @click=${() => studio.pick(building)}>${address}</button></li>`)}</ul>` : nothing}
  </section>`;
}

/** A building of today: another height, or gone. */
function today(m: Model, d: DrawWords, studio: Studio, id: string): TemplateResult | typeof nothing {
  const standing: Standing | undefined = studio.surroundings.is === "here" ? studio.surroundings.value.buildings.get(id) : undefined;
  if (!standing) return nothing;
  const { edits } = studio.draft;
  const gone = edits.findIndex((edit) => edit.edit === "remove-building" && edit.id === id);
  const raise = edits.findIndex((edit) => edit.edit === "set-height" && edit.id === id);
  const height = (edits[raise] as Raise | undefined)?.height ?? standing.height;
  const back = (number: number) => {
    studio.remove(number);
    studio.pick(id);
  };
  return html`<section class="inspector" id="inspector" aria-labelledby="inspector-title" tabindex="-1">
    <h3 class="panel__subtitle" id="inspector-title">${d.form.title.today} <span class="code panel__note">${id}</span></h3>
    ${gone >= 0
      ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" id="keep-building" @click=${() => back(gone)}>${icon("undo")} ${d.form.keep}</button>`
      : html`<div class="fields">${amount(m.w, d, "today-height", d.form.todayHeight, height, HEIGHT, (to) => studio.add({ edit: "set-height", id, height: to }))}</div>
          <p class="panel__note">${d.form.todayIs(number(m.w, standing.height, 1))}</p>
          <div class="fields">${used(m, d, studio, standing, height)}</div>
          <div class="deeds">
            ${raise >= 0 ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => back(raise)}>${icon("undo")} ${d.form.asToday}</button>` : nothing}
            <button type="button" class="utrecht-button utrecht-button--secondary-action" id="demolish" @click=${() => studio.add({ edit: "remove-building", id })}>${icon("trash")} ${d.form.demolish}</button>
          </div>`}
  </section>`;
}

/** What a building of today is used for, and in the plan. */
function used(m: Model, d: DrawWords, studio: Studio, { id, use, rings }: Standing, height: number): TemplateResult {
  const number = studio.draft.edits.findIndex((edit) => edit.edit === "change-use" && edit.id === id);
  const change = studio.draft.edits[number] as Use | undefined;
  const now = (use && d.uses[use as keyof typeof d.uses]) || d.form.unknownUse;
  if (!change) return firstUse(d, "today", floorArea(rings.map((ring) => polygon(ring)), height), d.form.asUsed(now), (programme) => studio.add({ edit: "change-use", id, programme }));
  const back = () => {
    studio.remove(number);
    studio.pick(id);
  };
  return html`${programmeForm(m.w, d, "today", change.programme, (programme) => studio.replace(number, { ...change, programme }, `form:${number}`))}
    <button type="button" class="utrecht-button utrecht-button--secondary-action field--wide" id="use-as-today" @click=${back}>${icon("undo")} ${d.form.usedAsToday}</button>`;
}

/** What is to be drawn, and the same put down without drawing. */
function making(m: Model, d: DrawWords, studio: Studio, map: OnMap): TemplateResult {
  const { tool, making: make } = studio;
  if (tool === "choose" || tool === "road" || tool === "fell") return html``;
  const size = (id: string) => (document.getElementById(id) as HTMLInputElement | null)?.valueAsNumber;
  const field = (id: string, label: string, value: number, bounds: typeof X) => amount(m.w, d, id, label, value, bounds, () => undefined);
  const ask = () => map.put({ length: size("make-length") || 20, width: size("make-width") || 10, turn: size("make-turn") || 0 });
  return html`<section class="inspector" id="inspector" aria-labelledby="inspector-title" tabindex="-1">
    <h3 class="panel__subtitle" id="inspector-title">${d.form.make[tool]}</h3>
    <p class="panel__note">${d.form.makeHint}</p>
    <div class="fields">
      ${tool === "block" ? amount(m.w, d, "make-storeys", d.form.storeys, make.storeys, STOREYS, (storeys) => studio.set({ storeys: Math.round(storeys) })) : nothing}
      ${tool === "trees" ? html`${choice("make-species", d.form.species, SPECIES, d.form.kinds, make.species, (species) => studio.set({ species }))} ${amount(m.w, d, "make-spacing", d.form.spacing, make.spacing, SPACING, (spacing) => studio.set({ spacing }))}` : nothing}
      ${tool === "ground" ? choice("make-cover", d.form.cover, ["green", "paved"] as const, d.form.covers, make.ground, (ground) => studio.set({ ground })) : nothing}
      ${tool === "water" ? html`${choice("make-water", d.form.water, ["wadi", "vijver"] as const, d.form.waters, make.water, (water) => studio.set({ water }))} ${amount(m.w, d, "make-depth", d.form.depth, make.depth, DEPTH, (depth) => studio.set({ depth }))}` : nothing}
      ${tool === "parking" ? choice("make-parking", d.form.parking, PARKING, d.parkings, make.parking, (kind) => studio.set({ parking: kind })) : nothing}
      ${field("make-length", tool === "trees" ? d.form.rowLength : d.form.length, tool === "trees" ? 40 : 20, SIZE)} ${tool === "trees" ? nothing : field("make-width", d.form.width, tool === "parking" ? PLACE.depth : 10, SIZE)} ${field("make-turn", d.form.turn, 0, TURN)}
    </div>
    <button type="button" class="utrecht-button utrecht-button--secondary-action" id="put-down" @click=${ask}>${icon(tool)} ${d.form.put}</button>
  </section>`;
}

/** The outline (or the row) of sizes around a place. */
export function laid(centre: XY, { length, width, turn }: Sizes, row: boolean): XY[] {
  if (!row) return outline({ x: centre[0], y: centre[1], length, width, turn });
  const half = times(heading(turn), length / 2);
  return [minus(centre, half), plus(centre, half)];
}

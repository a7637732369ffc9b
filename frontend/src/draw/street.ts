// Forms of what lies and stands in the street: places to park, traffic, and trees that are felled; with lists of what
// is near, for who does not point at the map.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import type { Model } from "../ui/model";
import { type Felling, PARKING, type Parking, type Traffic, VEHICLES } from "./edits";
import { type Bounds, amount, choice } from "./fields";
import { icon } from "./icons";
import { type XY, distance } from "./plane";
import { type Carried, type Road, type Tree, awayFrom, felled, nearest, trafficOn } from "./pointing";
import type { Studio } from "./studio";
import type { DrawWords } from "./words";

const PLACES: Bounds = { min: 1, max: 10_000, step: 1 };
const DAILY: Bounds = { min: 0, max: 300_000, step: 1 };
const SPEED: Bounds = { min: 5, max: 130, step: 1 };
/** So many of what is near are listed. */
const LISTED = 6;

export const parking = (m: Model, d: DrawWords, edit: Parking, change: (edit: Parking) => void): TemplateResult =>
  html`${amount(m.w, d, "edit-places", d.form.places, edit.places, PLACES, (places) => change({ ...edit, places: Math.round(places) }))}
  ${choice("edit-parking", d.form.parking, PARKING, d.parkings, edit.kind ?? "openbaar", (kind) => change({ ...edit, kind }))}`;

/** What a road carries; a kind that is not told counts as none. */
export const traffic = (m: Model, d: DrawWords, carried: Pick<Traffic, "vehicles" | "speed">, change: (carried: Carried) => void): TemplateResult => {
  const vehicles = { licht: 0, middelzwaar: 0, zwaar: 0, ...carried.vehicles };
  return html`${VEHICLES.map((kind) => amount(m.w, d, `edit-${kind}`, d.form.vehicles[kind], vehicles[kind], DAILY, (count) => change({ vehicles: { ...vehicles, [kind]: Math.round(count) }, speed: carried.speed })))}
  ${amount(m.w, d, "edit-speed", d.form.speed, carried.speed, SPEED, (speed) => change({ vehicles, speed }))}`;
};

/** While trees or roads are pointed at: the numbers, and what is near the middle of the map. */
export function pointing(m: Model, d: DrawWords, studio: Studio, middle: XY): TemplateResult {
  const { tool, surroundings } = studio;
  if (tool !== "fell" && tool !== "road") return html``;
  const known = surroundings.is !== "here" ? null : tool === "fell" ? surroundings.value.trees : surroundings.value.roads;
  const list = known === null ? html`<p class="panel__note">${surroundings.is === "waiting" ? d.form.nearWaiting : d.form.nearAway}</p>` : known.length === 0 ? html`<p class="panel__note">${d.form.nearNone[tool]}</p>` : tool === "fell" ? trees(m, d, studio, known as readonly Tree[], middle) : roads(m, d, studio, known as readonly Road[], middle);
  return html`<section class="inspector" id="inspector" aria-labelledby="inspector-title" tabindex="-1">
    <h3 class="panel__subtitle" id="inspector-title">${d.form.make[tool]}</h3>
    <p class="panel__note">${d.bar.hint[tool]}</p>
    ${tool === "road" ? html`<div class="fields">${carrying(m, d, studio)}</div>` : nothing}
    <h4 class="fields__title" id="near-title">${d.form.near[tool]}</h4>
    ${list}
  </section>`;
}

/** The numbers of the road that is worked on, or of the next one that is pointed at. */
function carrying(m: Model, d: DrawWords, studio: Studio): TemplateResult {
  const { edit, chosen } = studio;
  if (edit?.edit === "set-traffic" && chosen !== null) return traffic(m, d, edit, (to) => studio.replace(chosen, { ...edit, ...to }, `form:${chosen}`));
  return traffic(m, d, studio.making.traffic, (to) => studio.set({ traffic: to }));
}

const near = (rows: { id: string; pressed: boolean; told: string }[], studio: Studio): TemplateResult => html`<ul class="edits" id="near-objects" aria-labelledby="near-title">
  ${rows.map(({ id, pressed, told }) => html`<li class="edit"><button type="button" class="edit__name" data-object=${id} aria-pressed=${pressed} @click=${() => studio.point(id)}>${told}</button></li>`)}
</ul>`;

function trees(m: Model, d: DrawWords, studio: Studio, all: readonly Tree[], middle: XY): TemplateResult {
  const rows = nearest(all, ({ at }) => distance(at, middle), LISTED).map(({ thing, metres }) => ({
    id: thing.id,
    pressed: felled(studio.draft.edits, thing.id),
    told: d.form.tree(thing.species, number(m.w, thing.height), number(m.w, metres)),
  }));
  return near(rows, studio);
}

function roads(m: Model, d: DrawWords, studio: Studio, all: readonly Road[], middle: XY): TemplateResult {
  const rows = nearest(all, (road) => awayFrom(road, middle), LISTED).map(({ thing, metres }) => ({
    id: thing.id,
    pressed: trafficOn(studio.draft.edits, thing.id) >= 0,
    told: d.form.road(d.roads[thing.what] ?? thing.what, number(m.w, metres)),
  }));
  return near(rows, studio);
}

/** The trees of an edit, each of which can stay after all. */
export function felling(m: Model, d: DrawWords, studio: Studio, edit: Felling): TemplateResult {
  const known = new Map((studio.surroundings.is === "here" ? (studio.surroundings.value.trees ?? []) : []).map((tree) => [tree.id, tree]));
  return html`<ul class="edits field--wide" id="felled">
    ${edit.ids.map((id) => {
      const tree = known.get(id);
      return html`<li class="edit"><span class="edit__name">${tree ? d.form.treeOf(tree.species, number(m.w, tree.height)) : id}</span>
        <button type="button" class="edit__remove" aria-label=${d.form.spare(tree?.species ?? "", id)} title=${d.form.spare(tree?.species ?? "", id)} @click=${() => studio.fell(id)}>${icon("undo")}</button></li>`;
    })}
  </ul>`;
}

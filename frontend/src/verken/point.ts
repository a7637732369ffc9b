// Pointing at a home: the map of the area under a cross, by finger, mouse or arrow keys.
import { type TemplateResult, html, nothing, svg } from "lit";
import { icon } from "../ui/icons";
import { back } from "./icons";
import { areaMap } from "./api";
import type { Actions, Model } from "./model";
import type { Picking, Point } from "./picking";

const KEYS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TAP = 6; // pixels that a finger may move during a tap

export function pointScreen(m: Model, act: Actions): TemplateResult {
  const { w, state, picking, homes } = m;
  const { aimed, at, width, height, scale } = picking;
  const name = aimed ? (aimed.label ?? w.point.nameless) : null;
  return html`<h1 tabindex="-1">${w.point.title}</h1>
    <p id="point-help">${w.point.help}</p>
    <div class="pointing">
      <div
        id="aim"
        class="aim"
        tabindex="0"
        role="application"
        aria-label=${w.point.map}
        aria-describedby="point-help aimed"
        @keydown=${(event: KeyboardEvent) => key(event, m, act)}
        @pointerdown=${(event: PointerEvent) => move(event, picking)}
      >
        ${homes.is === "here" && state.area
          ? html`<div class="aim__sheet" style=${`--wide:${scale};--x:${at[0] / width};--y:${at[1] / height};--shape:${width / height}`}>
              <img src=${areaMap(state.area)} alt="" draggable="false" />
              <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${aimed ? svg`<path class="aim__home" d=${`M${aimed.outline.map((corner) => corner.join(" ")).join("L")}Z`}></path>` : nothing}</svg>
            </div>`
          : html`<p class="verken__wait" role="status">${homes.is === "waiting" ? w.wait : w.away}</p>`}
        <span class="aim__cross" aria-hidden="true"></span>
      </div>
      <div class="aim__zoom">
        <button type="button" class="utrecht-button utrecht-button--secondary-action" aria-label=${w.point.nearer} ?disabled=${picking.closest} @click=${() => picking.closer(1)}>${icon("plus")}</button>
        <button type="button" class="utrecht-button utrecht-button--secondary-action" aria-label=${w.point.further} ?disabled=${picking.zoom === 0} @click=${() => picking.closer(-1)}>${icon("minus")}</button>
      </div>
    </div>
    <p id="aimed" class="told told--large" role="status">${name ? w.point.this(name) : w.point.none}</p>
    <p class="card-buttons">
      <button type="button" id="take" class="utrecht-button utrecht-button--primary-action" ?disabled=${!aimed} @click=${() => aimed && act.choose(aimed.building, aimed.label)}>${w.point.choose}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.go("find")}>${back()}${w.point.back}</button>
    </p>`;
}

function key(event: KeyboardEvent, { picking }: Model, act: Actions): void {
  const direction = KEYS[event.key];
  if (direction) picking.step(direction);
  else if (event.key === "Enter" && picking.aimed) act.choose(picking.aimed.building, picking.aimed.label);
  else if (event.key === "+" || event.key === "=") picking.closer(1);
  else if (event.key === "-") picking.closer(-1);
  else return;
  event.preventDefault();
}

/** Drags the map; a tap brings the cross to where it was. */
function move(down: PointerEvent, picking: Picking): void {
  const room = down.currentTarget as HTMLElement;
  const sheet = room.querySelector<HTMLElement>(".aim__sheet");
  if (!sheet) return;
  const metres = picking.width / sheet.getBoundingClientRect().width;
  const [x, y] = picking.at;
  room.setPointerCapture(down.pointerId);
  room.onpointermove = (event) => picking.aim([x - (event.clientX - down.clientX) * metres, y - (event.clientY - down.clientY) * metres]);
  room.onpointercancel = () => (room.onpointermove = room.onpointerup = null);
  room.onpointerup = (event) => {
    room.onpointermove = room.onpointerup = null;
    if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > TAP) return;
    const box = room.getBoundingClientRect();
    picking.aim([x + (event.clientX - box.left - box.width / 2) * metres, y + (event.clientY - box.top - box.height / 2) * metres]);
  };
}

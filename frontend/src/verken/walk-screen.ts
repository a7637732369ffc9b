// Walking to a home: the street, four ways to go, and the home that is looked at in words.
import { type TemplateResult, html } from "lit";
import { ref } from "lit/directives/ref.js";
import { back, down, left, right, up } from "./icons";
import type { Actions, Model } from "./model";

const STEP = 4; // metres
const TURN = 15; // degrees

export function walkScreen(m: Model, act: Actions): TemplateResult {
  const { w, walking, homes, state } = m;
  const seen = walking.ahead;
  const name = seen && (seen.home.label ?? w.point.nameless);
  const metres = new Intl.NumberFormat(w.locale, { maximumFractionDigits: 0 }).format(Math.max(1, seen?.metres ?? 1));
  if (homes.is === "here" && state.area) walking.at({ area: state.area, plan: state.plan, home: state.home, homes: homes.value });
  const told = walking.phase === "coming" ? w.walk.loading : walking.phase === "impossible" ? w.walk.impossible : name ? w.walk.ahead(name, metres) : w.walk.nothing;
  const way = (label: string, icon: TemplateResult, go: () => void, kind: string) =>
    html`<button type="button" class="utrecht-button utrecht-button--secondary-action ways__${kind}" aria-label=${label} ?disabled=${walking.phase !== "here"} @click=${go}>${icon}</button>`;
  return html`<h1 tabindex="-1">${w.walk.title}</h1>
    <p id="walk-help">${w.walk.help}</p>
    ${homes.is === "here"
      ? html`<div id="street" class="street" tabindex="0" role="application" aria-label=${w.walk.view} aria-describedby="walk-help walk-told" @keydown=${(event: KeyboardEvent) => key(event, m, act)}>
          <div class="street__stage" ${ref(walking.stage)}></div>
        </div>`
      : html`<p class="verken__wait" role="status">${homes.is === "waiting" ? w.wait : w.away}</p>`}
    <div class="walk">
      <div class="ways-on">
        ${way(w.walk.left, left(), () => walking.turn(-TURN), "left")} ${way(w.walk.forward, up(), () => walking.go(STEP), "up")} ${way(w.walk.right, right(), () => walking.turn(TURN), "right")}
        ${way(w.walk.backward, down(), () => walking.go(-STEP), "down")}
      </div>
      <div>
        <p id="walk-told" class="told told--large" role="status">${told}</p>
        <p class="card-buttons">
          <button type="button" id="take" class="utrecht-button utrecht-button--primary-action" ?disabled=${!seen} @click=${() => seen && act.choose(seen.home.building, seen.home.label)}>${w.walk.choose}</button>
          <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.go("find")}>${back()}${w.point.back}</button>
        </p>
      </div>
    </div>`;
}

function key(event: KeyboardEvent, { walking }: Model, act: Actions): void {
  const moves: Record<string, () => void> = {
    ArrowUp: () => walking.go(STEP),
    ArrowDown: () => walking.go(-STEP),
    ArrowLeft: () => walking.turn(-TURN),
    ArrowRight: () => walking.turn(TURN),
    Enter: () => walking.ahead && act.choose(walking.ahead.home.building, walking.ahead.home.label),
  };
  const move = moves[event.key];
  if (!move || walking.phase !== "here") return;
  event.preventDefault();
  move();
}

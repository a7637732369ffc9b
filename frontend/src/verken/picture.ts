// The picture beside an answer: a map as it is and with the plan, one over the other, and one slider between them.
import { type TemplateResult, html, nothing } from "lit";
import { type Answer, type Home, type Picture, groundMap, shadowMap } from "./api";
import type { Actions, Model } from "./model";
import { HOURS } from "./model";

export function picture(m: Model, act: Actions, home: Home, answer: Answer): TemplateResult {
  const { w, picture: shown } = m;
  const of = (side: "now" | "plan"): string => {
    const asked: Picture = { area: home.area, building: home.building, plan: home.plan?.id ?? null, side, language: m.state.language };
    return answer.picture === "shadow" ? shadowMap(asked, shown.day, shown.hour) : groundMap(asked, answer.picture === "sensors");
  };
  const failed = () => act.picture({ failed: true });
  return html`<section class="picture" aria-label=${w.picture.legend}>
    <figure
      class="wipe ${home.plan ? "wipe--both" : ""}" style=${`--wipe:${shown.wipe}%`}
      @pointerdown=${(event: PointerEvent) => home.plan && drag(event, act)}
    >
      ${shown.failed
        ? html`<p class="wipe__failed" role="status">${w.picture.failed}</p>`
        : html`<p class="wipe__wait">${w.picture.drawing}</p>
            <img class="wipe__now" src=${of("now")} alt=${w.picture.nowAlt} draggable="false" @error=${failed} />
            ${home.plan
              ? html`<img class="wipe__then" src=${of("plan")} alt=${w.picture.thenAlt} draggable="false" @error=${failed} />
                  <span class="wipe__line" aria-hidden="true"></span>
                  <span class="wipe__label wipe__label--then" aria-hidden="true">${w.then}</span>
                  <span class="wipe__label wipe__label--now" aria-hidden="true">${w.now}</span>`
              : nothing}`}
    </figure>
    ${home.plan && !shown.failed
      ? html`<label class="slider">
          <span class="label">${w.picture.wipe}</span>
          <input id="wipe" type="range" min="0" max="100" step="5" .value=${String(shown.wipe)} aria-valuetext=${w.picture.wiped(shown.wipe)} @input=${(event: Event) => act.picture({ wipe: valueOf(event) })} />
        </label>`
      : nothing}
    ${answer.picture === "shadow" ? moments(m, act) : nothing} ${legend(m, home, answer)}
  </section>`;
}

const valueOf = (event: Event): number => Number((event.target as HTMLInputElement).value);

/** The picture itself can be slid too. */
function drag(event: PointerEvent, act: Actions): void {
  const figure = event.currentTarget as HTMLElement;
  const { left, width } = figure.getBoundingClientRect();
  const to = ({ clientX }: PointerEvent) => act.picture({ wipe: Math.round(Math.min(100, Math.max(0, ((clientX - left) / width) * 100))) });
  figure.setPointerCapture(event.pointerId);
  figure.onpointermove = to;
  figure.onpointerup = figure.onpointercancel = () => (figure.onpointermove = null);
  to(event);
}

function moments({ w, picture: shown }: Model, act: Actions): TemplateResult {
  const [first, last] = HOURS[shown.day] ?? [12, 12];
  return html`<div class="moments">
    <fieldset class="days">
      <legend class="label">${w.picture.day}</legend>
      ${w.picture.days.map(
        ([day, name]) => html`<label class="day"><input type="radio" name="day" value=${day} .checked=${day === shown.day} @change=${() => act.picture({ day, failed: false })} /><span>${name}</span></label>`,
      )}
    </fieldset>
    <label class="slider">
      <span class="label">${w.picture.hour} <span class="slider__value">${w.picture.at(shown.hour)}</span></span>
      <input id="hour" type="range" min=${first} max=${last} step="1" .value=${String(shown.hour)} aria-valuetext=${w.picture.at(shown.hour)} @input=${(event: Event) => act.picture({ hour: valueOf(event), failed: false })} />
    </label>
  </div>`;
}

function legend({ w }: Model, home: Home, answer: Answer): TemplateResult {
  const items: [string, string][] = [["home", w.picture.home]];
  if (answer.picture === "shadow") items.push(["shadow", w.picture.shadow], ...(home.plan ? ([["added", w.picture.added]] as [string, string][]) : []));
  if (answer.picture === "ground") items.push(["green", w.picture.green], ["paved", w.picture.paved], ["water", w.picture.water], ["tree", w.picture.tree]);
  if (answer.picture === "sensors") items.push(["meter", w.picture.meter]);
  if (home.plan) items.push(["design", w.picture.design]);
  return html`<ul class="legend" aria-label=${w.picture.legend}>
    ${items.map(([kind, word]) => html`<li><span class="legend__colour legend__colour--${kind}" aria-hidden="true"></span>${word}</li>`)}
  </ul>`;
}

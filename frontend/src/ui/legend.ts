// What the colours mean: the legend that comes with the scene, and the marks of the sensors.
import { type TemplateResult, html, nothing } from "lit";
import { appearance, cssColor } from "../quantities";
import { icon, line } from "./icons";
import type { Actions, Model } from "./model";
import { inWords } from "./words-link";

export function legend(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const open = state.panel === "legend" && m.webgl;
  const groups = m.scene.is === "here" ? m.scene.value.legend : [];
  const things = m.things.is === "here" ? m.things.value : [];
  const quantities = new Map(things.flatMap((thing) => thing.datastreams.map((stream) => [stream.quantity, stream.label[state.language]])));
  return html`<section id="legend" class="panel panel--left card" ?hidden=${!open} aria-labelledby="legend-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="legend-title" class="panel__title">${w.legend}</h2>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
    </div>
    <div class="panel__body">
      ${groups
        .filter((group) => group.layer !== "things")
        .map(
          (group) => html`<h3 class="panel__subtitle">${group.title[state.language]}</h3>
            <ul class="swatches">
              ${group.items.map((item) => html`<li><span class="swatch" .style=${`background: rgb(${item.color.join(" ")})`}></span>${item.label[state.language]}</li>`)}
            </ul>`,
        )}
      ${quantities.size
        ? html`<h3 class="panel__subtitle">${w.sensors}</h3>
            <ul class="swatches">
              ${[...quantities].map(([quantity, label]) => html`<li><span class="swatch swatch--mark" .style=${`--mark: ${cssColor(quantity)}`}>${line(appearance(quantity).path)}</span>${label}</li>`)}
            </ul>`
        : nothing}
      ${state.area ? html`<p class="panel__more"><a class="link" href=${inWords(state.language, `gebied/${encodeURIComponent(state.area)}`)}>${w.howSure}</a></p>` : nothing}
    </div>
  </section>`;
}

// The facts of one building: how high, how that is known and how sure, how old, what for.
import { type TemplateResult, html, nothing } from "lit";
import type { BuildingFacts } from "../data";
import { number, year } from "../format";
import { fact } from "./facts";
import type { Model } from "./model";

export function buildingPanel(m: Model, id: string): TemplateResult {
  const { w, state, building } = m;
  if (building.is === "waiting") return html`<p class="panel__text skeleton">${w.building.loading}</p>`;
  if (building.is === "gone" && state.plan && id.startsWith("plan-")) return html`<p class="panel__text">${w.plans.designed}</p>`;
  if (building.is === "gone") return html`<p class="panel__text">${w.building.gone}</p>`;
  if (building.is === "away") return html`<p class="panel__text">${w.building.failed}</p>`;
  return facts(m, building.value, id);
}

function facts({ w, state }: Model, b: BuildingFacts, id: string): TemplateResult {
  const madeUp = b.origin === "synthetic";
  const nap = (height: number | null) => (height === null ? w.unknown : w.building.nap(number(w, height, 1)));
  return html`<p class="figure">
      <span class="figure__value">${number(w, b.height, 1)}</span>
      <span class="figure__unit">m</span>
      <span class="figure__label">${w.building.height} ${w.building.heightAbove}</span>
    </p>
    ${madeUp ? html`<p><span class="tag tag--synthetic">${w.origin["synthetic"]}</span></p>` : nothing}
    <dl class="utrecht-data-list utrecht-data-list--rows">
      ${fact(w.building.how, w.building.origins[b.height_origin] ?? w.unknown)}
      ${fact(w.building.sure, b.certainty?.[state.language] ?? w.unknown)}
      ${fact(w.building.year, year(w, b.year))}
      ${fact(w.building.use, b.use ?? w.unknown)}
      ${b.status ? fact(w.building.status, b.status) : nothing}
      ${fact(w.building.roof, nap(b.roof_height))} ${fact(w.building.ground, nap(b.ground_height))}
      ${fact(w.building.source, b.source ?? w.unknown)}
      ${fact(madeUp ? w.building.idMadeUp : w.building.id, html`<span class="code">${id}</span>`)}
    </dl>`;
}

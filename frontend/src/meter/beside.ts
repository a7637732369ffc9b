// Predicted and measured in one chart, and how they differ; what it means is said by the API.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { fact } from "../ui/facts";
import "./chart";
import { swatch } from "./chart-part";
import { type Point, columns } from "./columns";
import type { Beside } from "./data";
import { type Actions, type Chosen, type Model, chosen } from "./model";
import type { Window } from "./window";

const HALF_HOUR = 1800_000; // an hour is drawn at its middle

export function besidePart(m: Model, act: Actions): TemplateResult | typeof nothing {
  const { w, state } = m;
  const series = chosen(m).find(({ stream }) => stream.model);
  if (!series) return nothing;
  const beside = m.beside?.is === "here" ? m.beside.value : null;
  const { language } = state;
  return html`<section class="card" id="model" aria-labelledby="model-title">
    <h2 id="model-title">${w.model.title}</h2>
    <p>${w.model.lead}</p>
    ${beside
      ? html`<ul class="says">${beside.says.map((said) => html`<li>${said[language]}</li>`)}</ul>
          ${beside.items.length ? chart(m, act, series, beside) : beside.difference ? html`<p class="small">${w.model.noChart}</p>` : nothing}
          ${beside.difference ? differences(m, series, beside.difference) : nothing}
          <details class="more"><summary>${w.model.how}</summary><p>${beside.method[language]}</p><p><a class="link" href=${beside.source}>${w.model.source}</a></p></details>`
      : html`<p role="status">${m.beside === null && !m.busy ? w.model.tooLong : m.beside?.is === "away" ? w.away : w.wait}</p>`}
  </section>`;
}

function chart(m: Model, act: Actions, { stream, unit }: Chosen, { items }: Beside): TemplateResult {
  const { w } = m;
  const point = (t: string, v: number): Point => ({ t: Date.parse(t) + HALF_HOUR, v, low: null, high: null, flags: [], hidden: false });
  const measured = items.flatMap(({ t, measured }) => (measured === null ? [] : [point(t, measured)]));
  const predicted = items.map(({ t, model }) => point(t, model));
  const line = (key: string, points: Point[], look: number) => ({ key, unit, decimals: stream.decimals, columns: columns(points, "hour", false, new Set<string>()), bars: false, band: false, look });
  return html`<meter-chart class="low" .lines=${[line("measured", measured, 0), line("model", predicted, 1)]} .window=${m.window} language=${m.state.language} scheme=${m.scheme} label=${w.model.label} help="chart-help" @moved=${(event: CustomEvent<Window>) => act.move(event.detail)} @whole=${act.whole}></meter-chart>
    <ul class="legend">
      <li class="legend__item">${swatch(0)}<span class="legend__name">${w.model.measured} <span class="unit">${unit}</span></span></li>
      <li class="legend__item">${swatch(1)}<span class="legend__name">${w.model.predicted} <span class="unit">${unit}</span></span></li>
    </ul>`;
}

function differences({ w, common }: Model, { unit }: Chosen, found: NonNullable<Beside["difference"]>): TemplateResult {
  const signed = (value: number) => `${value > 0 ? "+" : ""}${number(common, value)}`;
  return html`<dl class="utrecht-data-list utrecht-data-list--rows" id="differences">
    ${fact(w.model.bias, `${signed(found.bias)} ${unit}`)}
    ${found.low === null || found.high === null ? nothing : fact(w.model.between, `${w.model.range(signed(found.low), signed(found.high))} ${unit}`)}
    ${fact(w.model.rmse, `${number(common, found.rmse)} ${unit}`)} ${fact(w.model.clear, w.model.clearCount(number(common, found.days), number(common, found.hours)))}
  </dl>`;
}

// One sensor: its latest values, the last 24 hours per quantity, and where it comes from.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Datastream, Sample, Thing } from "../data";
import { age, moment, number } from "../format";
import { appearance, cssColor } from "../quantities";
import "./chart";
import { fact } from "./facts";
import { line } from "./icons";
import type { Model } from "./model";

export function sensorPanel(m: Model, thing: Thing | null): TemplateResult {
  const { w, state } = m;
  if (!thing) return html`<p class="panel__text">${m.things.is === "waiting" ? w.loading : w.sensor.gone}</p>`;
  const first = (stream: Datastream) => (stream.quantity === state.quantity ? 0 : 1);
  const streams = [...thing.datastreams].sort((a, b) => first(a) - first(b));
  return html`<p class="panel__lead">
      <span class="tag tag--${thing.origin}">${w.origin[thing.origin] ?? w.unknown}</span> ${w.originLong[thing.origin] ?? nothing}
    </p>
    ${repeat(
      streams,
      (stream) => stream.id,
      (stream) => quantity(m, stream),
    )}
    <h3 class="panel__subtitle">${w.sensor.passport}</h3>
    ${passport(m, thing)}`;
}

function quantity(m: Model, stream: Datastream): TemplateResult {
  const { w, state } = m;
  const { latest } = stream;
  const since = latest ? age(w, latest.t, m.now) : null;
  const note = since ? html`${since.text}${since.old ? html` · ${w.old}` : nothing}` : nothing;
  return html`<section class="quantity" .style=${`--mark: ${cssColor(stream.quantity)}`} data-quantity=${stream.quantity}>
    <h3 class="quantity__name">${line(appearance(stream.quantity).path, "icon icon--tint")}${stream.label[state.language]}</h3>
    <p class="figure ${since === null || since.old ? "old" : ""}">
      ${latest
        ? html`<span class="figure__value">${number(w, latest.v, stream.decimals)}</span> <span class="figure__unit">${stream.unit_label}</span>
            <span class="figure__label" title=${moment(w, latest.t)}>${note}</span>`
        : html`<span class="figure__label">${w.noValueYet}</span>`}
    </p>
    ${chart(m, stream)}
  </section>`;
}

function chart(m: Model, stream: Datastream): TemplateResult {
  const { w, state } = m;
  const series = m.series.get(stream.id) ?? { is: "waiting" };
  if (series.is === "waiting") return html`<p class="chart-room skeleton">${w.sensor.chartLoading}</p>`;
  if (series.is !== "here") return html`<p class="panel__text">${w.sensor.chartFailed}</p>`;
  if (series.value.length === 0) return html`<p class="panel__text">${w.sensor.chartEmpty}</p>`;
  const label = chartWords(m, stream, series.value);
  return html`<figure class="chart-room">
    <figcaption class="chart-room__title"><span>${w.sensor.day}</span><span class="unit">${stream.unit_label}</span></figcaption>
    <twin-chart
      .samples=${series.value}
      unit=${stream.unit_label}
      decimals=${stream.decimals}
      color=${cssColor(stream.quantity)}
      language=${state.language}
      label=${label}
      @reading=${showReading}
    ></twin-chart>
    <output class="chart-room__reading" aria-live="off"></output>
  </figure>`;
}

function chartWords({ w, state }: Model, stream: Datastream, samples: readonly Sample[]): string {
  const values = samples.map((sample) => sample.v).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => number(w, value, stream.decimals));
  return w.sensor.chartLabel(stream.label[state.language], low ?? w.unknown, high ?? w.unknown, stream.unit_label);
}

/** The value under the pointer, written beside the chart without drawing the page anew. */
function showReading(event: Event): void {
  const output = (event.currentTarget as Element).parentElement?.querySelector("output");
  if (output) output.textContent = (event as CustomEvent<string | null>).detail ?? "";
}

function passport({ w }: Model, thing: Thing): TemplateResult {
  const text = (name: string): string | null => {
    const value = thing.properties[name];
    return typeof value === "string" && value ? value : null;
  };
  const { moved } = thing.properties;
  const [from, until] = (text("replayed_from") ?? "").split("/");
  const period = from ? [from, until].filter(Boolean).map((part) => moment(w, part ?? "").replace(/ (om|at|,)? ?\d\d:\d\d$/, "")).join(" – ") : null;
  return html`<dl class="utrecht-data-list utrecht-data-list--rows">
    ${thing.description ? fact(w.sensor.source, thing.description) : nothing}
    ${text("source") && text("source") !== thing.description ? fact(w.sensor.source, text("source")) : nothing}
    ${period ? fact(w.sensor.replayed, period) : nothing}
    ${typeof moved === "boolean" ? fact(w.sensor.moved, moved ? w.sensor.movedYes : w.sensor.movedNo) : nothing}
    ${thing.height === null ? nothing : fact(w.sensor.height, w.building.metres(number(w, thing.height, 1)))}
    ${fact(w.sensor.name, html`<span class="code">${thing.id}</span>`)}
  </dl>`;
}

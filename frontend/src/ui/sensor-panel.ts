// One sensor: its newest values, a chart per quantity, and its passport in short.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Datastream, Thing } from "../data";
import { clockOf, moment, newest, newestAge, number } from "../format";
import { appearance, cssColor, trust } from "../quantities";
import { SPANS, type Series } from "../series";
import "./chart";
import { line } from "./icons";
import type { Actions, Model } from "./model";
import { passport } from "./passport";
import { tags } from "./tags";
import { meterPage } from "./words-link";

export function sensorPanel(m: Model, act: Actions, thing: Thing | null): TemplateResult {
  const { w, state } = m;
  if (!thing) return html`<p class="panel__text">${m.things.is === "waiting" ? w.loading : w.sensor.gone}</p>`;
  const first = (stream: Datastream) => (stream.quantity === state.quantity ? 0 : 1);
  const order = thing.datastreams.map((stream) => stream.quantity);
  const streams = [...thing.datastreams].sort((a, b) => first(a) - first(b) || order.indexOf(a.quantity) - order.indexOf(b.quantity) || trust(a) - trust(b));
  return html`<p class="panel__lead">
      <span class="tag tag--${thing.origin}">${w.origin[thing.origin] ?? w.unknown}</span> ${w.originLong[thing.origin] ?? nothing}
      ${thing.retired_at ? html`<strong>${w.sensor.retired}</strong>` : nothing}
    </p>
    <div class="chips" role="group" aria-label=${w.sensor.span}>
      ${SPANS.map((span) => html`<button type="button" class="chip" aria-pressed=${span === state.span} @click=${() => act.set({ span })}>${w.sensor.spans[span]}</button>`)}
    </div>
    ${repeat(
      streams,
      (stream) => stream.id,
      (stream) => quantity(m, stream),
    )}
    <p class="panel__more"><a class="link" id="all-values" href=${meterPage(state, thing.id)}>${w.sensor.all}</a></p>
    <h3 class="panel__subtitle">${w.sensor.passport}</h3>
    ${passport(m, thing)}`;
}

function quantity(m: Model, stream: Datastream): TemplateResult {
  const { w, state } = m;
  const { latest } = stream;
  const since = newestAge(w, stream, m.now);
  return html`<section class="quantity" .style=${`--mark: ${cssColor(stream.quantity)}`} data-quantity=${stream.quantity} data-variant=${stream.variant ?? "raw"}>
    <h3 class="quantity__name">${line(appearance(stream.quantity).path, "icon icon--tint")}<span>${stream.label[state.language]}</span></h3>
    <p class="figure ${since === null || since.old ? "old" : ""}">
      ${latest
        ? html`<span class="figure__value ${latest.hidden ? "figure__value--words" : ""}">${newest(w, stream)}</span> <span class="figure__unit">${stream.unit_label}</span>
            <span class="figure__label" title=${moment(w, latest.t)}>${when(m, stream)}${since?.old ? html` · ${w.old}` : nothing}</span>`
        : html`<span class="figure__label">${w.noValueYet}</span>`}
    </p>
    <p class="quantity__tags">${tags(m, stream)}</p>
    ${noticed(m, stream)} ${stream.counting ? html`<p class="quantity__note">${w.sensor.countingWhy}</p>` : nothing} ${chart(m, stream)}
  </section>`;
}

/** When the newest value was measured: how long ago, or in which hour. */
function when(m: Model, stream: Datastream): string {
  const { w } = m;
  const { latest } = stream;
  if (latest?.interval !== "hour") return newestAge(w, stream, m.now)?.text ?? "";
  const start = Date.parse(latest.t);
  return w.sensor.hour(clockOf(w, start), clockOf(w, start + 3600 * 1000));
}

/** What quality control noticed, explained. */
function noticed({ flags, state }: Model, { latest }: Datastream): TemplateResult[] {
  return (latest?.flags ?? []).flatMap((name) => {
    const flag = flags.get(name);
    return flag ? [html`<p class="quantity__note">${flag.explanation[state.language]}</p>`] : [];
  });
}

function chart(m: Model, stream: Datastream): TemplateResult {
  const { w, state } = m;
  const series = m.series.get(stream.id) ?? { is: "waiting" };
  if (series.is === "waiting") return html`<p class="chart-room skeleton">${w.sensor.chartLoading}</p>`;
  if (series.is !== "here") return html`<p class="panel__text">${w.sensor.chartFailed}</p>`;
  const { samples, interval, hidden } = series.value;
  const note = hidden ? html`<p class="quantity__note">${w.sensor.hiddenSome}</p>` : nothing;
  if (!samples.some(({ v }) => v !== null)) return html`<p class="panel__text">${hidden ? w.sensor.hiddenSome : w.sensor.chartEmpty[state.span]}</p>`;
  return html`<figure class="chart-room">
      <figcaption class="chart-room__title"><span>${w.sensor.spanLong[state.span]}</span><span class="unit">${stream.unit_label} ${(stream.aggregation === "sum" ? w.sensor.per : w.sensor.mean)[interval]}</span></figcaption>
      <twin-chart
        .samples=${samples}
        unit=${stream.unit_label}
        decimals=${stream.decimals}
        color=${cssColor(stream.quantity)}
        language=${state.language}
        label=${chartWords(m, stream, series.value)}
        span=${state.span}
        ?bars=${interval !== "raw" && stream.aggregation === "sum"}
        @reading=${showReading}
      ></twin-chart>
      <output class="chart-room__reading" aria-live="off"></output>
    </figure>
    ${note}`;
}

function chartWords({ w, state }: Model, stream: Datastream, { samples }: Series): string {
  const values = samples.flatMap(({ v, low, high }) => [v, low, high]).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => number(w, value, stream.decimals));
  return w.sensor.chartLabel(stream.label[state.language], state.span, low ?? w.unknown, high ?? w.unknown, stream.unit_label);
}

/** The value under the pointer, written beside the chart without drawing the page anew. */
function showReading(event: Event): void {
  const output = (event.currentTarget as Element).parentElement?.querySelector("output");
  if (output) output.textContent = (event as CustomEvent<string | null>).detail ?? "";
}

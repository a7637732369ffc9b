// Which series are in the chart: other quantities of this sensor, and the same of other sensors.
import { type TemplateResult, html, nothing } from "lit";
import type { Thing } from "./data";
import { type Actions, type Model, chosen, keyOf, nameOf } from "./model";

export function seriesPart(m: Model, act: Actions, thing: Thing): TemplateResult {
  const { w } = m;
  const inChart = chosen(m);
  const has = (key: string) => inChart.some((each) => each.key === key);
  const others = inChart.filter((each) => each.thing !== thing);
  const both = inChart.some(({ stream }) => stream.variant === "calibrated") && inChart.some(({ stream }) => stream.variant === null);
  const box = (key: string, name: string, unit: string) => {
    const flip = (event: Event) => {
      act.toggle(key);
      (event.currentTarget as HTMLInputElement).checked = chosen(m).some((each) => each.key === key); // what is refused stays off
    };
    return html`<label class="box"><input type="checkbox" data-key=${key} .checked=${has(key)} @change=${flip} /><span>${name} <span class="unit">${unit}</span></span></label>`;
  };
  return html`<section class="card" aria-labelledby="series-title">
    <h2 id="series-title">${w.series.title}</h2>
    <p class="told" id="series-told" role="status" aria-live="polite">${m.said}</p>
    <fieldset class="boxes">
      <legend>${w.series.own}</legend>
      ${thing.datastreams.map((stream) => box(keyOf(stream), nameOf(m, thing, stream, false), stream.unit_label))}
    </fieldset>
    ${both ? html`<p class="small">${w.series.sideBySide}</p>` : nothing}
    ${inChart.map(({ stream }) => (stream.calibration ? html`<p class="small">${w.series.calibrated(stream.calibration)}</p>` : nothing))}
    ${others.length ? html`<fieldset class="boxes"><legend>${w.series.other}</legend>${others.map(({ key, name, unit }) => box(key, name, unit))}</fieldset>` : nothing}
    <details class="more" @toggle=${act.look}>
      <summary>${w.series.other}</summary>
      ${pick(m, act, thing)}
    </details>
  </section>`;
}

/** Sensors of the area that measure what is in the chart, and are not in it yet. */
function pick(m: Model, act: Actions, thing: Thing): TemplateResult {
  const { w, around } = m;
  if (around === null || around.is === "waiting") return html`<p role="status">${w.wait}</p>`;
  if (around.is !== "here") return html`<p>${w.away}</p>`;
  const inChart = chosen(m);
  const quantities = new Set(inChart.map(({ stream }) => stream.quantity));
  const options = around.value
    .filter(({ id }) => id !== thing.id)
    .flatMap((other) => other.datastreams.map((stream) => ({ key: `${other.id}/${keyOf(stream)}`, stream, other })))
    .filter(({ key, stream }) => quantities.has(stream.quantity) && !inChart.some((each) => each.key === key));
  if (!options.length) return html`<p>${w.series.none}</p>`;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    act.toggle(String(new FormData(event.currentTarget as HTMLFormElement).get("other")));
  };
  return html`<form class="pick" @submit=${submit}>
    <label for="other">${w.series.pick}</label>
    <select id="other" name="other" class="input">${options.map(({ key, stream, other }) => html`<option value=${key}>${nameOf(m, other, stream, true)}</option>`)}</select>
    <button type="submit" class="utrecht-button utrecht-button--secondary-action">${w.series.add}</button>
  </form>`;
}

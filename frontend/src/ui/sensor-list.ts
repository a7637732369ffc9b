// All sensors as a plain table: for those who do not use the map, and to find one by name. Closed, it is
// out of sight but still there for who reads the page by ear.
import { type TemplateResult, html, nothing } from "lit";
import { type Thing } from "../data";
import { newest, newestAge } from "../format";
import { appearance, cssColor } from "../quantities";
import { icon, line } from "./icons";
import { inWords, meterPage } from "./words-link";
import type { Actions, Model } from "./model";
import { tags } from "./tags";

export function sensorList(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const things = m.things.is === "here" ? m.things.value : [];
  const open = state.panel === "sensors" || !m.webgl;
  return html`<section id="list" class="panel panel--left card ${open ? "" : "visually-hidden"}" aria-labelledby="list-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="list-title" class="panel__title">${w.sensors}</h2>
      ${m.webgl && open ? html`<button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>` : nothing}
    </div>
    ${open ? choice(m, things, act) : nothing}${table(m, things, act, open)}
    <p class="panel__foot"><a class="link" tabindex=${open ? 0 : -1} href=${inWords(state.language, "sensoren")}>${w.inWords}</a>
      <a class="link" tabindex=${open ? 0 : -1} href=${inWords(state.language, "metingen")}>${w.booksLong}</a></p>
  </section>`;
}

/** Which quantity the marks on the map show. */
function choice(m: Model, things: readonly Thing[], act: Actions): TemplateResult | typeof nothing {
  const { w, state } = m;
  const labels = new Map(things.flatMap((thing) => thing.datastreams.map((stream) => [stream.quantity, stream.label[state.language]])));
  if (labels.size < 2) return nothing;
  const choose = (event: Event) => act.set({ quantity: (event.target as HTMLSelectElement).value || null });
  return html`<p class="choice">
    <label for="quantity">${w.showQuantity}</label>
    <select id="quantity" class="select" @change=${choose}>
      <option value="" ?selected=${state.quantity === null}>${w.allQuantities}</option>
      ${[...labels].map(([quantity, label]) => html`<option value=${quantity} ?selected=${quantity === state.quantity}>${label}</option>`)}
    </select>
  </p>`;
}

function table(m: Model, things: readonly Thing[], act: Actions, open: boolean): TemplateResult {
  const reach = open ? 0 : -1; // not a stop for the Tab key where it cannot be seen
  const { w, state } = m;
  if (m.things.is === "here" && things.length === 0) return html`<p class="panel__text">${w.noSensors}</p>`;
  const rows = things.flatMap((thing) => {
    const streams = thing.datastreams.filter((stream) => state.quantity === null || stream.quantity === state.quantity);
    return streams.map((stream, i) => {
      const since = newestAge(w, stream, m.now);
      return html`<tr class=${i === 0 ? "utrecht-table__row first" : "utrecht-table__row"}>
        ${i === 0
          ? html`<th class="utrecht-table__header-cell" scope="row" rowspan=${streams.length}>
              <button type="button" class="link" tabindex=${reach} data-thing=${thing.id} @click=${() => act.goTo(thing)}>${thing.name}</button>
              <a class="link when" tabindex=${reach} href=${meterPage(state, thing.id)}>${w.sensor.values}<span class="visually-hidden"> ${thing.name}</span></a>
              ${thing.origin === "real" ? nothing : html`<span class="tag tag--${thing.origin}">${w.origin[thing.origin] ?? w.unknown}</span>`}
            </th>`
          : nothing}
        <td class="utrecht-table__cell" .style=${`--mark: ${cssColor(stream.quantity)}`}><span class="with-icon">${line(appearance(stream.quantity).path, "icon icon--tint")}<span>${stream.label[state.language]} ${tags(m, stream)}</span></span></td>
        <td class="utrecht-table__cell utrecht-table__cell--numeric-data">${newest(w, stream)}${stream.latest ? html`&nbsp;<span class="unit">${stream.unit_label}</span>` : nothing}</td>
        <td class="utrecht-table__cell when ${since === null || since.old ? "old" : ""}">${since ? since.text : w.noValueYet}${since?.old ? html` · ${w.old}` : nothing}</td>
      </tr>`;
    });
  });
  return html`<div class="table-room" tabindex=${reach} role="group" aria-labelledby="list-title">
    <table class="utrecht-table" id="sensor-table">
      <caption class="visually-hidden">${w.sensorCount(things.length)}</caption>
      <thead class="utrecht-table__header">
        <tr class="utrecht-table__row">
          <th class="utrecht-table__header-cell" scope="col">${w.columns.sensor}</th>
          <th class="utrecht-table__header-cell" scope="col">${w.columns.quantity}</th>
          <th class="utrecht-table__header-cell utrecht-table__header-cell--numeric-column" scope="col">${w.columns.value}</th>
          <th class="utrecht-table__header-cell" scope="col">${w.columns.age}</th>
        </tr>
      </thead>
      <tbody class="utrecht-table__body">${rows}</tbody>
    </table>
  </div>`;
}

// The panel 'Meldingen': what each alert says now and since when, what it said before, and for planners the form.
import { type TemplateResult, html, nothing } from "lit";
import type { Alert } from "../alerting";
import { moment, number } from "../format";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import type { AlertDesk } from "./desk";
import { form, trouble } from "./form";

/** Periods that the panel tells; the page in words has more. */
const MOST = 8;
/** A state has a sign and a word beside its colour. */
const SIGNS = { on: "!", rest: "✓", unknown: "?" } as const;

export function panel(m: Model, act: Actions, desk: AlertDesk): TemplateResult {
  const { w, state, alerts } = m;
  const a = desk.words();
  const open = state.panel === "alerts";
  const content = () => {
    if (alerts.is === "waiting") return html`<p class="panel__text skeleton">${a.loading}</p>`;
    if (alerts.is !== "here")
      return html`<p class="told told--warn" role="alert">${a.away}</p>
        <p><button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void desk.refresh()}>${a.retry}</button></p>`;
    const { items, may_change } = alerts.value;
    return html`<p class="panel__lead">${a.lead}</p>
      <p class="alerts__told" role="status">${desk.told}</p>
      ${desk.form ? nothing : trouble(desk)}
      ${items.length ? html`<ul class="alerts" id="alert-list">${items.map((alert) => html`<li class="alert" data-alert=${alert.id} data-state=${alert.state}>${one(m, act, desk, alert, may_change)}</li>`)}</ul>` : html`<p class="panel__text" id="no-alerts">${a.none}</p>`}
      ${may_change ? (desk.form ? form(m, desk) : begin(desk)) : html`<p class="panel__note">${a.onlyPlanners}</p>`}
      <details class="alerts__how">
        <summary>${a.how}</summary>
        <ul>${a.howItems.map((item) => html`<li>${item}</li>`)}</ul>
      </details>
      <p class="panel__more"><a class="link" href=${`/tekst/${encodeURIComponent(state.area ?? "")}/meldingen${state.language === "en" ? "?taal=en" : ""}`}>${a.inWords}</a></p>`;
  };
  return html`<section id="alerts" class="panel panel--left panel--alerts card" ?hidden=${!open} aria-labelledby="alerts-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="alerts-title" class="panel__title">${a.title}</h2>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
    </div>
    ${open ? html`<div class="panel__body" tabindex="0" role="group" aria-labelledby="alerts-title">${content()}</div>` : nothing}
  </section>`;
}

const begin = (desk: AlertDesk): TemplateResult | typeof nothing =>
  desk.choices.length ? html`<p><button type="button" class="utrecht-button utrecht-button--primary-action" id="new-alert" @click=${() => desk.begin()}>${icon("plus")} ${desk.words().new}</button></p>` : nothing;

function one(m: Model, act: Actions, desk: AlertDesk, alert: Alert, mayChange: boolean): TemplateResult {
  const { w } = m;
  const a = desk.words();
  const { id, name, state, since, sensors, looked_back_days: days } = alert;
  const when = since ? a.since(moment(w, since)) : a.longer(number(w, days));
  const silent = sensors.filter((one) => one.state === "unknown").length;
  const on = sensors.filter((one) => one.state === "on");
  const goTo = (thing: string) => {
    const found = m.things.is === "here" ? m.things.value.find((one) => one.id === thing) : undefined;
    if (found) act.goTo(found);
  };
  const sensor = (thing: string, named: string) => html`<button type="button" class="link" aria-label=${a.showSensor(named)} @click=${() => goTo(thing)}>${named}</button>`;
  const deed = (label: string, run: () => void, id?: string) => html`<button type="button" class="link" id=${id ?? nothing} aria-label=${a.of(label, name)} @click=${run}>${label}</button>`;
  return html`<div class="alert__head">
      <h3 class="alert__name">${name}</h3>
      <span class="alert__state alert__state--${state}"><span aria-hidden="true">${SIGNS[state]}</span>${a.states[state]}</span>
    </div>
    <p class="alert__what">${condition(m, desk, alert)}</p>
    <p class="alert__since">${sensors.length ? when : a.nobody}</p>
    ${on.length ? html`<p class="alert__at">${a.onAt} ${on.map((one, place) => html`${place ? ", " : nothing}${sensor(one.thing, one.name)}`)}</p>` : nothing}
    ${silent && state !== "unknown" ? html`<p class="panel__note">${a.silent(number(w, silent), number(w, sensors.length))}</p>` : nothing}
    <p class="alert__deeds">
      <button type="button" class="link" aria-expanded=${desk.open === id} aria-label=${a.of(a.history, name)} @click=${() => void desk.unfold(id)}>${a.history}</button>
      ${mayChange ? html`${deed(a.change, () => desk.edit(alert), `alert-change-${id}`)} ${deed(desk.doubted === id ? a.removeSure : a.remove, () => void desk.remove(alert))}` : nothing}
    </p>
    ${desk.open === id ? history(m, desk, alert) : nothing}`;
}

/** "Geluid: meer dan 65 dB(A), minstens 15 minuten lang, bij Geluidmeter Kade". */
function condition({ w, state }: Model, desk: AlertDesk, alert: Alert): string {
  const a = desk.words();
  const { label, key, side, threshold, unit_label, decimals, minutes, thing, sensors } = alert;
  const value = `${number(w, threshold, decimals)} ${unit_label}`.trim();
  const what = key.includes(".") ? `${label[state.language]} (${a.calibrated})` : label[state.language];
  const time = minutes && minutes % 60 === 0 ? a.hours(number(w, minutes / 60)) : a.minutes(number(w, minutes), minutes === 1);
  const where = thing ? (sensors[0]?.name ?? thing) : a.everywhere;
  return `${what}: ${[a[side](value), ...(minutes ? [a.long(time)] : []), where].join(", ")}`;
}

function history({ w }: Model, desk: AlertDesk, alert: Alert): TemplateResult {
  const a = desk.words();
  const { history } = desk;
  if (history.is === "waiting") return html`<p class="panel__text skeleton">${a.loading}</p>`;
  if (history.is !== "here") return html`<p class="told told--warn" role="alert">${a.away}</p>`;
  const periods = history.value.history;
  if (periods.length === 0) return html`<p class="panel__note">${a.historyNone}</p>`;
  return html`<div class="table-room" tabindex="0" role="group" aria-label=${a.of(a.history, alert.name)}>
      <table class="utrecht-table">
        <thead>
          <tr><th scope="col">${a.what}</th><th scope="col">${a.from}</th><th scope="col">${a.until}</th>${alert.thing ? nothing : html`<th scope="col">${a.sensor}</th>`}</tr>
        </thead>
        <tbody>
          ${periods.slice(0, MOST).map(
            ({ state, since, until, name }) => html`<tr><th scope="row">${a.states[state]}</th><td>${since ? moment(w, since) : a.before}</td><td>${until ? moment(w, until) : a.nowStill}</td>${alert.thing ? nothing : html`<td>${name}</td>`}</tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${periods.length > MOST ? html`<p class="panel__note">${a.more(number(w, MOST))}</p>` : nothing}`;
}

// The whole page around the map, as a pure function of the model.
import { type TemplateResult, html, nothing } from "lit";
import { buildingPanel } from "./building-panel";
import { header } from "./header";
import { icon } from "./icons";
import { legend } from "./legend";
import type { Actions, Model } from "./model";
import { sensorList } from "./sensor-list";
import { sensorPanel } from "./sensor-panel";
import { timeBar } from "./time-bar";
import { viewControls } from "./view-controls";

export function page(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const attribution = m.scene.is === "here" ? m.scene.value.attribution : [];
  const skip = (event: Event) => {
    event.preventDefault();
    act.set({ panel: "sensors" });
  };
  return html`<a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#list" @click=${skip}>${w.skipToList}</a>
    ${m.compare && m.webgl ? m.compare.views.over(m, act, m.compare.desk) : nothing} ${header(m, act)} ${sensorList(m, act)} ${legend(m, act)} ${m.plans ? m.plans.views.panel(m, act, m.plans.desk) : nothing} ${m.compare ? m.compare.views.panel(m, act, m.compare.desk) : nothing} ${m.share ? m.share.views.panel(m, act, m.share.desk) : nothing} ${m.nearby ? m.nearby.views.panel(m, act, m.nearby.desk) : nothing} ${m.alerting ? m.alerting.views.panel(m, act, m.alerting.desk) : nothing} ${facts(m, act)}
    ${m.plans && m.webgl ? m.plans.views.bar(m, act, m.plans.desk) : nothing}
    ${m.webgl ? html`<div class="foot">${viewControls(m, act)}${m.scene.is === "here" ? time(m, act) : nothing}</div>` : nothing}
    ${attribution.length ? html`<p class="attribution"><span class="visually-hidden">${w.sources}: </span>${attribution.join(" · ")}</p>` : nothing}`;
  function time(m: Model, act: Actions): TemplateResult {
    return state.playback && m.playback ? m.playback.views.bar(m, act, m.playback.desk) : timeBar(m, act);
  }
  function facts(m: Model, act: Actions): TemplateResult {
    const { selection } = state;
    const thing = selection?.kind === "sensor" && m.things.is === "here" ? (m.things.value.find((one) => one.id === selection.id) ?? null) : null;
    return html`<section id="facts" class="panel panel--right card" ?hidden=${!selection} aria-labelledby="facts-title" tabindex="-1">
      ${selection
        ? html`<div class="panel__head">
              <h2 id="facts-title" class="panel__title">${selection.kind === "building" ? w.building.title : (thing?.name ?? w.sensors)}</h2>
              <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ selection: null })}>${icon("close")}</button>
            </div>
            <div class="panel__body" tabindex="0" role="group" aria-labelledby="facts-title">
              ${selection.kind === "building" && m.plans && state.plan ? m.plans.views.building(m, m.plans.desk, selection.id) : nothing}
              ${selection.kind === "building" ? buildingPanel(m, selection.id) : sensorPanel(m, act, thing)}
            </div>`
        : nothing}
    </section>`;
  }
}

// The panel 'Wat is hier?': everything near a place, the nearest first, for who does not point at the map.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import { type Near, pageOf, told } from "./data";
import type { NearbyDesk } from "./desk";
import { en } from "./en";
import { type NearbyWords, nl } from "./nl";

export function panel(m: Model, act: Actions, desk: NearbyDesk): TemplateResult {
  const s = m.state.language === "en" ? en : nl;
  const open = m.state.panel === "here";
  return html`<section id="here" class="panel panel--left panel--here card" ?hidden=${!open} aria-labelledby="here-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="here-title" class="panel__title">${s.title}</h2>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${m.w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
    </div>
    ${open ? html`<div class="panel__body" tabindex="0" role="group" aria-labelledby="here-title">${body(m, desk, s)}</div>` : nothing}
  </section>`;
}

function body(m: Model, desk: NearbyDesk, s: NearbyWords): TemplateResult {
  const { nearby, asked } = desk;
  const { language } = m.state;
  const says = nearby.is === "here" ? nearby.value.says[language] : nearby.is === "waiting" ? s.loading : "";
  return html`<p class="panel__lead">${desk.chosen ? s.chosen : s.middle}</p>
    <p class="visually-hidden" id="here-told" role="status" aria-live="polite">${says}</p>
    <p><button type="button" class="utrecht-button utrecht-button--secondary-action" id="here-look" @click=${() => desk.look()}>${s.look}</button></p>
    ${nearby.is === "waiting" ? html`<p class="panel__text skeleton">${s.loading}</p>` : nothing}
    ${nearby.is === "away" || nearby.is === "gone"
      ? html`<p class="told told--warn" role="alert">${s[nearby.is]}</p>
          <p><button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => desk.retry()}>${s.retry}</button></p>`
      : nothing}
    ${nearby.is === "here" && nearby.value.items.length === 0 ? html`<p class="panel__text">${says}</p>` : nothing}
    ${nearby.is === "here" && nearby.value.items.length ? html`<h3 class="panel__subtitle" id="here-list">${s.list}</h3><ol class="near" id="near" aria-labelledby="here-list">${nearby.value.items.map((near) => item(m, desk, s, near))}</ol>` : nothing}
    <p class="panel__note">${s.shortcut}</p>
    ${asked ? html`<p class="panel__more"><a class="link" id="here-words" href=${pageOf(asked.area, asked.place, asked.plan, language)}>${s.inWords}</a></p>` : nothing}`;
}

function item(m: Model, desk: NearbyDesk, s: NearbyWords, near: Near): TemplateResult {
  const { name, facts, change, where } = told(near, m.state.language);
  const chosen = desk.selected === near.id;
  return html`<li>
    <button type="button" class="near__item" data-near=${near.id} aria-pressed=${chosen} @click=${() => desk.choose(near)}>
      <span class="near__name">${name}</span>${facts ? html`<span class="near__facts">, ${facts}</span>` : nothing} ${change ? html`<span class="tag">${change}</span>` : nothing}
      <span class="near__where">${where}</span>
    </button>
    ${chosen ? html`<button type="button" class="link near__onward" @click=${() => desk.about(near)}>${s.around(name)}</button>` : nothing}
  </li>`;
}

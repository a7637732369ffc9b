// The panel 'Bewaren en delen': the link, saved views, pictures and files.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import type { View } from "./data";
import type { ShareDesk } from "./desk";
import { en } from "./en";
import { type ShareWords, nl } from "./nl";
import { paper } from "./paper";

const catalogue = (m: Model): ShareWords => (m.state.language === "en" ? en : nl);

export function panel(m: Model, act: Actions, desk: ShareDesk): TemplateResult {
  const { w, state } = m;
  const s = catalogue(m);
  const open = state.panel === "share";
  return html`<section id="share" class="panel panel--left panel--share card" ?hidden=${!open} aria-labelledby="share-title" tabindex="-1">
      <div class="panel__head">
        <h2 id="share-title" class="panel__title">${s.title}</h2>
        <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
      </div>
      ${open ? html`<div class="panel__body" tabindex="0" role="group" aria-labelledby="share-title">${link(desk, s)} ${views(desk, s)} ${evening(m, desk, s)} ${pictures(m, desk, s)} ${files(desk, s)}</div>` : nothing}
    </section>
    ${desk.paper ? paper(desk.paper, s) : nothing}`;
}

function link(desk: ShareDesk, s: ShareWords): TemplateResult {
  return html`<div class="field">
      <label for="share-link">${s.link}</label>
      <input class="select" id="share-link" type="text" readonly .value=${desk.link} aria-describedby="share-link-hint" @focus=${(e: Event) => (e.target as HTMLInputElement).select()} />
      <p class="panel__note" id="share-link-hint">${s.linkHint}</p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="copy-link" @click=${() => void desk.copy(desk.link)}>${s.copy}</button>
    </div>
    <p class="share__told" role="status" aria-live="polite">${desk.told}</p>`;
}

function views(desk: ShareDesk, s: ShareWords): TemplateResult {
  const { views } = desk;
  const title = html`<h3 class="panel__subtitle">${s.views}</h3>`;
  if (views.is === "waiting") return html`${title}<p class="panel__text skeleton">${s.loading}</p>`;
  if (views.is !== "here")
    return html`${title}
      <p class="told told--warn" role="alert">${s.away}</p>
      <p><button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void desk.refresh()}>${s.retry}</button></p>`;
  return html`${title}
    <p class="panel__note">${s.viewsHint}</p>
    ${desk.mayChange ? form(desk, s) : html`<p class="panel__note" id="only-planners">${s.onlyPlanners}</p>`}
    ${views.value.length ? html`<ol class="views" id="views">${views.value.map((view, place) => html`<li data-view=${view.id}>${one(desk, s, view, place, views.value.length)}</li>`)}</ol>` : html`<p class="panel__text" id="no-views">${s.none}</p>`}`;
}

/** For planners: from saved views to an evening with them. */
const evening = ({ state }: Model, desk: ShareDesk, s: ShareWords): TemplateResult | typeof nothing =>
  desk.mayChange ? html`<p class="panel__text"><a href=${`/avond?gebied=${encodeURIComponent(state.area ?? "")}${state.language === "en" ? "&taal=en" : ""}`}>${s.evening}</a></p>` : nothing;

function form(desk: ShareDesk, s: ShareWords): TemplateResult {
  const wrong = desk.nameless ? s.noName : desk.trouble ? s.trouble[desk.trouble] : "";
  const save = (event: Event) => {
    event.preventDefault();
    void desk.save();
  };
  return html`<form class="field" novalidate @submit=${save}>
    <label for="view-name">${s.name}</label>
    <input class="select" id="view-name" type="text" maxlength="120" autocomplete="off" .value=${desk.name} aria-invalid=${desk.nameless} aria-describedby="view-wrong" @input=${(e: Event) => desk.type((e.target as HTMLInputElement).value)} />
    <p class=${wrong ? "told told--warn" : "visually-hidden"} id="view-wrong" role="alert">${wrong}</p>
    <button type="submit" class="utrecht-button utrecht-button--primary-action" id="save-view">${s.save}</button>
  </form>`;
}

function one(desk: ShareDesk, s: ShareWords, view: View, place: number, count: number): TemplateResult {
  const { id, name, shown, url } = view;
  const button = (deed: string, run: () => Promise<void>, label = s.of(deed, name)) => html`<button type="button" class="link" aria-label=${label} @click=${() => void run()}>${deed}</button>`;
  const move = (to: number, label: string, sign: string) => html`<button type="button" class="control" aria-label=${label} title=${label} @click=${() => void desk.change(id, { place: to })}>${sign}</button>`;
  return html`<a class="link views__name" href=${url}>${name}</a> ${shown ? nothing : html`<span class="tag tag--draft">${s.draft}</span>`}
    <span class="views__deeds">
      ${button(s.copy, () => desk.copy(`${location.origin}${url}`))}
      ${desk.mayChange
        ? html`${button(shown ? s.hide : s.show, () => desk.change(id, { shown: !shown }))} ${button(desk.doubted === id ? s.removeSure : s.remove, () => desk.remove(id))}
          ${place > 0 ? move(place, s.up(name), "↑") : nothing} ${place < count - 1 ? move(place + 2, s.down(name), "↓") : nothing}`
        : nothing}
    </span>`;
}

function pictures(m: Model, desk: ShareDesk, s: ShareWords): TemplateResult {
  if (!m.webgl) return html``;
  return html`<h3 class="panel__subtitle">${s.picture}</h3>
    <p class="share__row">
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="save-picture" @click=${() => void desk.png()}>${s.png}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="print-picture" @click=${() => void desk.print()}>${s.print}</button>
    </p>`;
}

function files(desk: ShareDesk, s: ShareWords): TemplateResult {
  const { of, links } = desk.files;
  return html`<h3 class="panel__subtitle">${s.data}</h3>
    <p class="panel__note">${s.dataOf(of)}</p>
    <ul class="share__files" id="share-files">
      ${links.map(({ key, href }) => html`<li><a class="link" href=${href} download data-file=${key}>${s.files[key]}</a></li>`)}
    </ul>`;
}

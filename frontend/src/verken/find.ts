// The first screen: which plan, and which home.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import type { Actions, Model } from "./model";
import { nameOf } from "./model";

export function findScreen(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  return html`<h1 tabindex="-1">${w.find.title}</h1>
    <p class="lead">${w.find.lead}</p>
    ${areaChoice(m, act)} ${planChoice(m, act)}
    <section class="card" aria-labelledby="find-home">
      <h2 id="find-home">${w.find.home}</h2>
      ${state.home
        ? html`<p class="chosen">
            <span>${w.find.chosen}: <strong>${nameOf(m)}</strong></span>
            <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${() => act.go("sun")}>${w.find.go}</button>
          </p>`
        : nothing}
      ${search(m, act)}
      <h3>${w.find.or}</h3>
      <div class="ways">
        <button type="button" id="point" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.go("point")}>${icon("legend")}${w.find.point}</button>
        <button type="button" id="walk" class="utrecht-button utrecht-button--secondary-action" aria-describedby="walk-hint" @click=${() => act.go("walk")}>${icon("home")}${w.find.walk}</button>
      </div>
      <p id="walk-hint" class="small">${w.find.walkHint}</p>
    </section>`;
}

function areaChoice({ w, areas, state }: Model, act: Actions): TemplateResult | typeof nothing {
  if (areas.is !== "here" || areas.value.length < 2) return nothing;
  return html`<section class="card">
    <label class="label" for="area">${w.find.area}</label>
    <select id="area" class="field" @change=${(event: Event) => act.set({ area: (event.target as HTMLSelectElement).value, home: null, plan: null, without: false })}>
      ${areas.value.map(({ id, name }) => html`<option value=${id} ?selected=${id === state.area}>${name}</option>`)}
    </select>
  </section>`;
}

function planChoice({ w, plans, state }: Model, act: Actions): TemplateResult {
  const known = plans.is === "here" ? plans.value : [];
  const choice = (id: string | null, name: string, about: string) =>
    html`<label class="choice">
      <input type="radio" name="plan" value=${id ?? ""} .checked=${state.plan === id} @change=${() => act.set({ plan: id, without: id === null })} />
      <span><strong>${name}</strong>${about ? html`<span class="choice__about">${about}</span>` : nothing}</span>
    </label>`;
  return html`<section class="card">
    <fieldset class="choices">
      <legend>${w.find.plan}</legend>
      ${plans.is === "here" && known.length === 0 ? html`<p>${w.find.noPlans}</p>` : nothing}
      ${known.map(({ id, name, description }) => choice(id, name, description))} ${choice(null, w.find.asItIs, w.find.asItIsLong)}
    </fieldset>
  </section>`;
}

function search({ w, search }: Model, act: Actions): TemplateResult {
  const { typed, busy, found, away } = search;
  const items = found?.items ?? [];
  const told = !typed.trim() ? "" : busy ? w.find.searching : away ? w.away : found?.says ? found.says[w.voice as "nl" | "en"] : w.find.found(items.length);
  return html`<form class="search" role="search" @submit=${(event: Event) => submitted(event, items, act)}>
      <label class="label" for="address">${w.find.address}</label>
      <input
        id="address"
        class="field"
        type="text"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="address-hint address-told"
        .value=${typed}
        @input=${(event: Event) => act.search((event.target as HTMLInputElement).value)}
      />
      <p id="address-hint" class="small">${w.find.example}. ${w.find.privacy}</p>
      <p id="address-told" class="told" role="status">${told}</p>
    </form>
    ${typed.trim() && items.length
      ? html`<ul class="found">
          ${items.map(
            (item) => html`<li>
              <button type="button" class="found__one" @click=${() => act.choose(item.building, item.address)}>
                ${icon("home")}<span><span class="visually-hidden">${w.find.choose("")}</span>${item.address}</span>
                <span class="small">${[item.home ? "" : w.find.notHome, item.postcode, item.city].filter(Boolean).join(" · ")}</span>
              </button>
            </li>`,
          )}
        </ul>`
      : nothing}`;
}

/** Enter takes the only address that there is, or goes to the first of them. */
function submitted(event: Event, items: readonly { building: string; address: string }[], act: Actions): void {
  event.preventDefault();
  const [first] = items;
  if (first && items.length === 1) act.choose(first.building, first.address);
  else document.querySelector<HTMLElement>(".found__one")?.focus();
}

// The console as a pure function of its model.
import { type TemplateResult, html, nothing } from "lit";
import type { Actions, Model, Saving } from "./model";
import { lineUp } from "./line-up";
import { showPanel } from "./show-panel";
import { slideForm } from "./slide-form";

export function page(m: Model, act: Actions): TemplateResult {
  const { c } = m;
  return html`<a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#main">${c.console.slides}</a>
    <header class="bar">
      <h1 class="bar__title">${c.console.title}</h1>
      <a class="bar__link" href="/${m.area ? `?gebied=${encodeURIComponent(m.area)}` : ""}">${c.console.toMap}</a>
    </header>
    <main id="main" class="desk" tabindex="-1">${main(m, act)}</main>
    <p class="visually-hidden" role="status">${m.said}</p>`;
}

function main(m: Model, act: Actions): TemplateResult {
  const { c, areas, page } = m;
  if (areas.is === "away" || page.is === "away") return html`${away(m, act)}${m.draft ? body(m, act) : nothing}`;
  if (areas.is === "here" && areas.value.length === 0) return html`<p class="told">${c.console.noArea}</p>`;
  if (page.is !== "here") return html`<p class="told" role="status">${c.console.loading}</p>`;
  if (!page.value.may_change) return key(m, act);
  return html`${choice(m, act)} ${m.trouble ? html`<p class="told told--warn" role="alert">${m.trouble}</p>` : nothing} ${m.draft ? body(m, act) : nothing}`;
}

const away = ({ c }: Model, act: Actions): TemplateResult =>
  html`<p class="told told--warn" role="alert">${c.console.away} <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.retry()}>${c.console.again}</button></p>`;

function key({ c, keyWrong }: Model, act: Actions): TemplateResult {
  const use = (event: Event) => {
    event.preventDefault();
    act.useKey(String(new FormData(event.target as HTMLFormElement).get("key") ?? ""));
  };
  return html`<form class="box" @submit=${use}>
    <p>${c.console.notPlanner}</p>
    <p class="field">
      <label for="key">${c.console.key}</label>
      <input id="key" name="key" type="password" autocomplete="off" aria-invalid=${String(keyWrong)} aria-describedby="key-wrong" />
      <span class="field__wrong" id="key-wrong" role="alert">${keyWrong ? c.console.keyWrong : ""}</span>
    </p>
    <button type="submit" class="utrecht-button utrecht-button--primary-action">${c.console.keyUse}</button>
  </form>`;
}

/** Which area and evening; making one and removing it. */
function choice(m: Model, act: Actions): TemplateResult {
  const { c, areas, page, evening } = m;
  const evenings = page.is === "here" ? page.value.items : [];
  const make = (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    act.make(String(new FormData(form).get("name") ?? ""));
  };
  return html`<section class="box choice" aria-label=${c.console.evenings}>
    ${areas.is === "here" && areas.value.length > 1
      ? html`<p class="field">
          <label for="area">${c.console.area}</label>
          <select id="area" @change=${(event: Event) => act.chooseArea((event.target as HTMLSelectElement).value)}>
            ${areas.value.map(({ id, name }) => html`<option value=${id} ?selected=${id === m.area}>${name}</option>`)}
          </select>
        </p>`
      : nothing}
    ${evenings.length
      ? html`<p class="field">
          <label for="evening">${c.console.evenings}</label>
          <select id="evening" @change=${(event: Event) => act.chooseEvening(Number((event.target as HTMLSelectElement).value) || null)}>
            <option value="" ?selected=${!evening}>${c.console.pick}</option>
            ${evenings.map(({ id, title }) => html`<option value=${id} ?selected=${id === evening?.id}>${title}</option>`)}
          </select>
        </p>`
      : html`<p class="choice__none">${c.console.lead} ${c.console.none}</p>`}
    ${evening
      ? nothing
      : html`<form class="choice__make" @submit=${make}>
          <p class="field">
            <label for="new-name">${c.console.name}</label>
            <input id="new-name" name="name" maxlength="120" autocomplete="off" aria-invalid=${String(m.nameMissing)} aria-describedby="name-hint name-wrong" />
            <span class="field__hint" id="name-hint">${c.console.nameHint}</span>
            <span class="field__wrong" id="name-wrong" role="alert">${m.nameMissing ? c.console.needName : ""}</span>
          </p>
          <button type="submit" class="utrecht-button utrecht-button--primary-action">${c.console.make}</button>
        </form>`}
  </section>`;
}

function body(m: Model, act: Actions): TemplateResult {
  const { c, draft, evening, removing } = m;
  if (!draft || !evening) return html``;
  return html`<section class="box head" aria-label=${c.console.name}>
      <p class="field head__name">
        <label for="name">${c.console.name}</label>
        <input id="name" maxlength="120" autocomplete="off" .value=${draft.title} @input=${(event: Event) => act.rename((event.target as HTMLInputElement).value)} />
      </p>
      <div class="head__side">
        ${saving(m, act)}
        <p><a href="/tekst/${encodeURIComponent(evening.area)}/avond/${evening.id}${m.language === "en" ? "?taal=en" : ""}">${c.console.inWords}</a></p>
        ${removing
          ? html`<div class="told told--warn" role="alert">
              <p>${c.console.removeSure}</p>
              <button type="button" class="utrecht-button utrecht-button--secondary-action" id="remove-yes" @click=${() => act.remove(true)}>${c.console.removeYes}</button>
              <button type="button" class="utrecht-button utrecht-button--subtle" @click=${() => act.remove(false)}>${c.console.removeNo}</button>
            </div>`
          : html`<button type="button" class="utrecht-button utrecht-button--subtle" id="remove" @click=${() => act.remove(null)}>${c.console.remove}</button>`}
      </div>
    </section>
    ${showPanel(m, act)}
    <div class="desk__columns">${lineUp(m, act)} ${slideForm(m, act)}</div>`;
}

function saving({ c, saving }: Model, act: Actions): TemplateResult {
  const words: Record<Exclude<Saving["is"], "refused" | "conflict">, string> = { saved: c.console.saved, unsaved: c.console.unsaved, saving: c.console.saving, away: c.console.away };
  if (saving.is === "conflict")
    return html`<div class="told told--warn" role="alert" id="conflict">
      <p>${c.console.conflict}</p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.settle(true)}>${c.console.mine}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.settle(false)}>${c.console.theirs}</button>
    </div>`;
  if (saving.is === "refused") return html`<p class="told told--warn" role="alert">${c.console.refused(saving.why)}</p>`;
  return html`<p id="saving" data-saving=${saving.is} class=${saving.is === "away" ? "told told--warn" : "head__saved"} role="status">${words[saving.is]}</p>`;
}

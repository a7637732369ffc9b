// The line-up: slides in their order, moved by dragging, by buttons or by keys; and adding one.
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../ui/icons";
import type { Slide } from "./data";
import { isShown } from "./lineup";
import type { Actions, Model } from "./model";

export function lineUp(m: Model, act: Actions): TemplateResult {
  const { c, draft, taken } = m;
  const slides = draft?.slides ?? [];
  return html`<section class="box" aria-labelledby="slides-title">
    <h2 id="slides-title" class="box__title">${c.console.slides}</h2>
    ${slides.length ? html`<p class="box__hint" id="order-hint">${c.console.slidesHint}</p>` : html`<p class="box__hint" id="no-slides">${c.console.empty}</p>`}
    <ol class="slides" id="slides">
      ${repeat(
        slides,
        ({ id }) => id,
        (slide, place) => row(m, act, slide, place),
      )}
    </ol>
    ${taken ? html`<p class="told">${c.console.taken(titleOf(m, taken.slide))} <button type="button" class="utrecht-button utrecht-button--secondary-action" id="put-back" @click=${() => act.putBack()}>${c.console.undo}</button></p>` : nothing}
    ${adding(m, act)}
  </section>`;
}

const titleOf = ({ c }: Model, slide: Slide): string => (isShown(slide) && slide.title) || c.console.untitled;

function row(m: Model, act: Actions, slide: Slide, place: number): TemplateResult {
  const { c, chosen, dragged, draft, show } = m;
  const title = titleOf(m, slide);
  const last = (draft?.slides.length ?? 0) - 1;
  const shown = (draft?.slides ?? []).filter(isShown).findIndex(({ id }) => id === slide.id);
  const on = show !== null && shown === show.slide && shown >= 0;
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    act.move(slide.id, place + step);
    const focused = document.activeElement as HTMLElement | null;
    requestAnimationFrame(() => focused?.focus());
  };
  return html`<li class="slide ${slide.id === chosen ? "slide--chosen" : ""} ${slide.id === dragged ? "slide--dragged" : ""} ${on ? "slide--on" : ""}" data-slide=${slide.id} @keydown=${key}>
    <span class="slide__grip" title=${c.console.drag(title)} @pointerdown=${(event: PointerEvent) => grip(event, act, slide.id)}><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"></path></svg></span>
    <button type="button" class="slide__name" aria-current=${slide.id === chosen ? "true" : nothing} @click=${() => act.choose(slide.id)}><span class="slide__number">${place + 1}</span><span>${title}</span><span class="visually-hidden">${c.console.edit}</span></button>
    <span class="slide__moves">
      ${on || !show || shown < 0 ? nothing : html`<button type="button" class="slide__button" aria-label=${c.console.goTo(title)} title=${c.console.goTo(title)} @click=${() => act.place({ slide: shown, black: false })}>${icon("play")}</button>`}
      <button type="button" class="slide__button" ?disabled=${place === 0} aria-label=${c.console.up(title)} @click=${() => act.move(slide.id, place - 1)}><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 15l6-6 6 6"></path></svg></button>
      <button type="button" class="slide__button" ?disabled=${place === last} aria-label=${c.console.down(title)} @click=${() => act.move(slide.id, place + 1)}><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 9l6 6 6-6"></path></svg></button>
    </span>
  </li>`;
}

/** Drags by mouse, pen or finger: the slide goes to the row that the pointer is over. */
function grip(event: PointerEvent, act: Actions, id: string): void {
  const list = (event.currentTarget as HTMLElement).closest<HTMLElement>(".slides");
  if (!list || event.button !== 0) return;
  event.preventDefault();
  act.drag(id);
  const ending = new AbortController();
  const over = ({ clientY }: PointerEvent): number => {
    const rows = [...list.children] as HTMLElement[];
    const found = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom);
    return found < 0 ? rows.length - 1 : found;
  };
  const options = { signal: ending.signal };
  window.addEventListener("pointermove", (move) => act.move(id, over(move), false), options);
  const end = (up: PointerEvent) => {
    ending.abort();
    act.move(id, over(up));
    act.drag(null);
  };
  window.addEventListener("pointerup", end, options);
  window.addEventListener("pointercancel", end, options);
}

function adding(m: Model, act: Actions): TemplateResult {
  const { c, views, addressWrong } = m;
  const addView = (event: Event) => {
    event.preventDefault();
    const id = Number(new FormData(event.target as HTMLFormElement).get("view"));
    const view = views.find((one) => one.id === id);
    if (view) act.addView(view);
  };
  const addAddress = (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (act.addAddress(String(new FormData(form).get("address") ?? ""))) form.reset();
  };
  return html`<h3 class="box__subtitle">${c.console.add}</h3>
    ${views.length
      ? html`<form class="adding" @submit=${addView}>
          <p class="field"><label for="view">${c.console.addView}</label><select id="view" name="view">${views.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></p>
          <button type="submit" class="utrecht-button utrecht-button--secondary-action">${c.console.addViewButton}</button>
        </form>`
      : html`<p class="box__hint">${c.console.noViews}</p>`}
    <form class="adding" @submit=${addAddress}>
      <p class="field">
        <label for="address">${c.console.addAddress}</label>
        <input id="address" name="address" type="text" inputmode="url" autocomplete="off" aria-invalid=${String(addressWrong)} aria-describedby="address-hint address-wrong" />
        <span class="field__hint" id="address-hint">${c.console.addAddressHint}</span>
        <span class="field__wrong" id="address-wrong" role="alert">${addressWrong ? c.console.addressWrong : ""}</span>
      </p>
      <button type="submit" class="utrecht-button utrecht-button--secondary-action">${c.console.addAddressButton}</button>
    </form>
    <p class="adding__others">
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="add-whole" @click=${() => act.addWhole()}>${c.console.addWhole}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="add-invite" @click=${() => act.addInvite()}>${c.console.addInvite}</button>
    </p>`;
}

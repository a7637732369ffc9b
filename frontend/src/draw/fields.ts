// Fields of forms: a number with its bounds, a choice. What cannot be is told beside the field and stays as typed.
import { type TemplateResult, html } from "lit";
import { live } from "lit/directives/live.js";
import { number } from "../format";
import type { Words } from "../nl";
import type { DrawWords } from "./words";

export interface Bounds {
  min: number;
  max: number;
  step: number;
}

/** A number; `change` hears of values within the bounds only. */
export function amount(w: Words, d: DrawWords, id: string, label: string, value: number, { min, max, step }: Bounds, change: (value: number) => void): TemplateResult {
  const decimals = step >= 1 ? 0 : 1;
  const shown = Number(value.toFixed(2));
  const check = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const typed = input.valueAsNumber;
    const fine = Number.isFinite(typed) && typed >= min && typed <= max;
    const told = input.nextElementSibling as HTMLElement;
    input.setAttribute("aria-invalid", String(!fine));
    told.textContent = fine ? "" : d.form.error(number(w, min, decimals), number(w, max, decimals));
    if (fine && typed !== shown) change(typed);
  };
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <input class="field__input" id=${id} type="number" inputmode="decimal" step=${step} aria-describedby="${id}-error" .value=${String(shown)} @change=${check} @keydown=${(event: KeyboardEvent) => event.key === "Enter" && check(event)} />
    <p class="field__error" id="${id}-error" role="alert"></p>
  </div>`;
}

/** One of a few. */
export function choice<T extends string>(id: string, label: string, all: readonly T[], words: Record<T, string>, value: T, change: (value: T) => void): TemplateResult {
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <select class="field__input" id=${id} @change=${(event: Event) => change((event.target as HTMLSelectElement).value as T)}>
      ${all.map((each) => html`<option value=${each} .selected=${live(each === value)}>${words[each]}</option>`)}
    </select>
  </div>`;
}

/** A line of text. */
export function text(id: string, label: string, value: string, error = "", more: { type?: string; hint?: string } = {}): TemplateResult {
  return html`<div class="field field--wide">
    <label class="field__label" for=${id}>${label}</label>
    ${more.hint ? html`<p class="panel__note" id="${id}-hint">${more.hint}</p>` : ""}
    <input class="field__input" id=${id} name=${id} type=${more.type ?? "text"} autocomplete="off" maxlength="500" aria-invalid=${error ? "true" : "false"} aria-describedby=${more.hint ? `${id}-hint ${id}-error` : `${id}-error`} value=${value} />
    <p class="field__error" id="${id}-error" role="alert">${error}</p>
  </div>`;
}

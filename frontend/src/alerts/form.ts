// The form in which a planner sets an alert: every field with its label, and what is wrong beside it in words.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import type { Model } from "../ui/model";
import type { AlertDesk } from "./desk";
import type { Draft, Field } from "./draft";

export function form(m: Model, desk: AlertDesk): TemplateResult | typeof nothing {
  if (!desk.form) return nothing;
  const a = desk.words();
  const { draft, of } = desk.form;
  const { language } = m.state;
  const { choices } = desk;
  const chosen = choices.find(({ key }) => key === draft.key);
  const save = (event: Event) => {
    event.preventDefault();
    void desk.save();
  };
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const select = (field: "key" | "thing" | "side", label: string, options: [string, string][]) => html`<div class="field">
    <label for="alert-${field}">${label}</label>
    <select class="select" id="alert-${field}" @change=${(e: Event) => desk.type({ [field]: value(e) } as Partial<Draft>)}>
      ${options.map(([id, name]) => html`<option value=${id} ?selected=${id === draft[field]}>${name}</option>`)}
    </select>
  </div>`;
  const input = (field: Field, label: string, mode: "text" | "decimal" | "numeric", hint = "") => html`<div class="field">
    <label for="alert-${field}">${label}</label>
    ${hint ? html`<p class="panel__note" id="alert-${field}-hint">${hint}</p>` : nothing}
    <input
      class="select"
      id="alert-${field}"
      type="text"
      inputmode=${mode}
      maxlength=${field === "name" ? 120 : 12}
      autocomplete="off"
      .value=${draft[field]}
      aria-invalid=${desk.wrong.includes(field)}
      aria-describedby="${hint ? `alert-${field}-hint ` : ""}alert-${field}-wrong"
      @input=${(e: Event) => desk.type({ [field]: value(e) } as Partial<Draft>)}
    />
    <p class=${desk.wrong.includes(field) ? "told told--warn" : "visually-hidden"} id="alert-${field}-wrong">${desk.wrong.includes(field) ? wrong(m, desk, field) : ""}</p>
  </div>`;
  return html`<form class="alert-form" novalidate aria-labelledby="alert-form-title" @submit=${save}>
    <h3 class="panel__subtitle" id="alert-form-title">${of ? a.changeTitle : a.newTitle}</h3>
    ${input("name", a.name, "text", a.nameHint)}
    ${select("key", a.key, choices.map(({ key, label, calibrated }) => [key, calibrated ? `${label[language]} (${a.calibrated})` : label[language]]))}
    ${select("thing", a.thing, [["", a.everywhere], ...(chosen?.things ?? []).map(({ id, name }): [string, string] => [id, name])])}
    ${select("side", a.side, [["above", a.sideAbove], ["below", a.sideBelow]])} ${input("threshold", a.threshold(chosen?.unit ?? ""), "decimal")} ${input("minutes", a.duration, "numeric", a.durationHint)}
    ${trouble(desk)}
    <p class="alert-form__deeds">
      <button type="submit" class="utrecht-button utrecht-button--primary-action" id="save-alert">${a.save}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => desk.cancel()}>${a.cancel}</button>
    </p>
  </form>`;
}

export const trouble = (desk: AlertDesk): TemplateResult => html`<p class=${desk.trouble ? "told told--warn" : "visually-hidden"} role="alert">${desk.trouble ? desk.words().trouble[desk.trouble] : ""}</p>`;

/** What to fill in instead. */
function wrong({ w }: Model, desk: AlertDesk, field: Field): string {
  const a = desk.words();
  if (field !== "threshold") return a.wrong[field];
  const range = desk.form && desk.range(desk.form.draft.key);
  return range ? a.wrong.threshold(number(w, range.valid_min), number(w, range.valid_max)) : a.wrong.number;
}

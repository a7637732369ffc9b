// One row of a list of facts, in the shape of NL Design System's data list.
import { type TemplateResult, html } from "lit";

export const fact = (name: string, value: unknown): TemplateResult => html`<div class="utrecht-data-list__item">
  <dt class="utrecht-data-list__item-key">${name}</dt>
  <dd class="utrecht-data-list__item-value">${value}</dd>
</div>`;

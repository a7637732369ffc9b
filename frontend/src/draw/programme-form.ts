// The form of what a building holds: m² of each use, and homes that are alike.
import { type TemplateResult, html, nothing } from "lit";
import type { Words } from "../nl";
import { type Bounds, amount, choice } from "./fields";
import { DWELLINGS, type Programme, type Purpose, TENURES, USES, allFor, changedHomes, instead, usesOf, withHomes, withUse } from "./programme";
import type { DrawWords } from "./words";

const AREA: Bounds = { min: 1, max: 1_000_000, step: 1 };
const COUNT: Bounds = { min: 1, max: 10_000, step: 1 };
const SIZE: Bounds = { min: 10, max: 1000, step: 1 };
/** m² of a use that is added, until somebody tells another. */
const MORE = 100;

/** A use for a building that has no programme yet; `area` is all of its floor, m². */
export function firstUse(d: DrawWords, id: string, area: number, none: string, change: (programme: Programme) => void): TemplateResult {
  const words = { none, ...d.uses };
  return html`${choice<Purpose | "none">(`${id}-use`, d.form.use, ["none", ...USES], words, "none", (use) => use !== "none" && change(allFor(use, area)))}`;
}

export function programmeForm(w: Words, d: DrawWords, id: string, programme: Programme, change: (programme: Programme) => void): TemplateResult {
  const uses = usesOf(programme);
  const taken = new Set(uses.map(([use]) => use));
  const free = USES.find((use) => !taken.has(use));
  return html`<fieldset class="fields fields--part field--wide" id="${id}-programme">
    <legend class="fields__title">${d.form.programme}</legend>
    ${uses.map(
      ([use, area], i) => html`${choice(`${id}-use-${i}`, d.form.use, USES.filter((each) => each === use || !taken.has(each)), d.uses, use, (to) => change(instead(programme, use, to)))}
      ${amount(w, d, `${id}-area-${i}`, d.form.floor, area, AREA, (to) => change(withUse(programme, use, to)))}
      ${uses.length > 1 ? html`<button type="button" class="link field--wide" @click=${() => change(withUse(programme, use, null))}>${d.form.removeUse(d.uses[use])}</button>` : nothing}`,
    )}
    <p class="panel__note field--wide">${d.form.floorNote}</p>
    ${free ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action field--wide" id="${id}-more-use" @click=${() => change(withUse(programme, free, MORE))}>${d.form.moreUse}</button>` : nothing}
    ${programme.uses.woonfunctie === undefined ? nothing : homes(w, d, id, programme, change)}
  </fieldset>`;
}

function homes(w: Words, d: DrawWords, id: string, programme: Programme, change: (programme: Programme) => void): TemplateResult {
  return html`${(programme.homes ?? []).map((each, i) => {
      const to = (part: Partial<typeof each>) => change(changedHomes(programme, i, part));
      return html`${choice(`${id}-home-${i}-type`, d.form.homeType, DWELLINGS, d.dwellings, each.type, (type) => to({ type }))}
      ${choice(`${id}-home-${i}-tenure`, d.form.tenure, TENURES, d.tenures, each.tenure, (tenure) => to({ tenure }))}
      ${amount(w, d, `${id}-home-${i}-count`, d.form.homeCount, each.count, COUNT, (count) => to({ count: Math.round(count) }))}
      ${amount(w, d, `${id}-home-${i}-size`, d.form.homeSize, each.floor_area, SIZE, (floor_area) => to({ floor_area }))}
      <button type="button" class="link field--wide" @click=${() => change(changedHomes(programme, i, null))}>${d.form.removeHomes(i + 1)}</button>`;
    })}
    <button type="button" class="utrecht-button utrecht-button--secondary-action field--wide" id="${id}-more-homes" @click=${() => change(withHomes(programme))}>${d.form.moreHomes}</button>`;
}

// Who gains and who loses: bars and the same in words, for all homes, per street and per tenure, and who loses most.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { NORM } from "../plans/desk";
import { css } from "../plans/scale";
import { capital, quantity } from "../plans/words";
import type { Actions, Model } from "../ui/model";
import type { Column, Compared, Group, One } from "./data";
import type { CompareDesk } from "./desk";
import { CHANGED, countsOf, respects } from "./difference";
import type { CompareWords } from "./nl";
import { changed } from "./table";
import { signed, stepOf } from "./words";

/** Homes that are told one by one; the page in words has all. */
const MOST = 8;
/** What the API calls a street or tenure that nobody tells. */
const UNKNOWN = "onbekend";

export function people(m: Model, act: Actions, desk: CompareDesk, c: CompareWords): TemplateResult {
  const { state, plans } = m;
  const { comparison } = desk;
  const told = desk.told();
  if (comparison.is !== "here" || !told) return html`<h3 class="panel__subtitle">${c.who}</h3><p class="panel__text" id="compare-nobody">${c.nobody}</p>`;
  const known = plans?.desk.plans.indicators;
  const title = (name: string) => (known?.is === "here" ? known.value.find((one) => one.name === name)?.title[state.language] : undefined) ?? name;
  const { column, indicator } = told;
  const verdicts = comparison.value.indicators.find((one) => one.indicator === indicator)?.verdicts ?? [];
  return html`<h3 class="panel__subtitle" id="compare-who">${c.who}</h3>
    <div class="pick">
      <label for="compare-respect">${c.respect}</label>
      <select class="select" id="compare-respect" @change=${(e: Event) => desk.choose((e.target as HTMLSelectElement).value)}>
        ${respects(comparison.value).map(({ value, indicator, column }) => html`<option value=${value} ?selected=${value === told.value}>${title(indicator)}: ${column.words[state.language]}</option>`)}
      </select>
    </div>
    ${everybody(m, column, c)} ${judged(m, verdicts, c)} ${groups(m, column.streets, c.streets, c)}
    ${column.tenures.every(({ name }) => name === UNKNOWN) ? html`<p class="panel__note">${c.noTenures}</p>` : groups(m, column.tenures, c.tenures, c)} ${most(m, act, column, c)}`;
}

function everybody({ w }: Model, { everybody, unit }: Column, c: CompareWords): TemplateResult {
  const { spread } = everybody;
  const step = unit === "h" ? 0.1 : spread ? stepOf([spread.least, spread.most, spread.middle]) : 1;
  const by = (value: number) => signed(w, value, unit, step);
  return html`<div id="compare-everybody">
    ${bar(everybody)}
    <p>${c.homes(number(w, everybody.homes))}</p>
    <ul class="counted__list">
      ${countsOf(everybody).map(({ change, count }) => html`<li data-change=${change}>${sign(change)}<span>${c.counts[change](number(w, count))}</span></li>`)}
    </ul>
    ${spread ? html`<p class="panel__note">${c.spread(by(spread.middle), by(spread.tenth), by(spread.ninetieth))}</p>` : nothing}
  </div>`;
}

const sign = (change: keyof typeof CHANGED): TemplateResult => html`<span class="judged__sign ${change === "te dichtbij om te zeggen" || change === "gelijk" || change === "nieuw" || change === "onbekend" ? "judged__sign--dark" : ""}" aria-hidden="true" .style=${`--judged: ${css(CHANGED[change].rgb)}`}>${CHANGED[change].sign}</span>`;

/** Parts of a whole as one bar; the words beside it tell the same. */
const bar = (group: Group): TemplateResult => html`<div class="counted__bar" aria-hidden="true">${countsOf(group).map(({ change, count }) => html`<span .style=${`flex-grow: ${count / group.homes}; background: ${css(CHANGED[change].rgb)}`}></span>`)}</div>`;

function groups({ w }: Model, all: readonly Group[], title: string, c: CompareWords): TemplateResult {
  return html`<details class="more" open>
    <summary>${title}</summary>
    <ul class="by-group">
      ${all.map(
        (group) => html`<li>
          <span class="by-group__name">${group.name === UNKNOWN ? c.unknownGroup : group.name}</span>
          ${bar(group)}
          <span class="panel__note">${countsOf(group)
              .map(({ change, count }) => c.counts[change](number(w, count)))
              .join(", ")}</span>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** How verdicts of homes change. */
function judged({ w, state, plans }: Model, verdicts: Compared["verdicts"], c: CompareWords): TemplateResult | typeof nothing {
  const known = plans?.desk.plans.indicators;
  const norms = known?.is === "here" ? known.value.flatMap(({ norms }) => norms) : [];
  const changed = verdicts.flatMap(({ norm, changes }) => {
    const other = changes.filter(([before, after]) => before !== after);
    return other.length ? [{ norm, other }] : [];
  });
  const first = changed.find(({ norm }) => norm === NORM) ?? changed[0];
  if (!first) return nothing;
  const said = (judgement: string) => w.plans.judged[judgement] ?? (c.changes as Record<string, string>)[judgement] ?? w.plans.unjudged;
  return html`<p class="panel__note"><strong>${c.verdicts}</strong> ${norms.find(({ key }) => key === first.norm)?.title[state.language] ?? ""}</p>
    <ul class="changes">
      ${first.other.map(([before, after, count]) => html`<li>${c.verdictsOf(said(String(before)), said(String(after)), number(w, Number(count)))}</li>`)}
    </ul>`;
}

function most({ w }: Model, act: Actions, { each, unit }: Column, c: CompareWords): TemplateResult | typeof nothing {
  const lost = each.filter(({ change }) => change === "slechter").slice(0, MOST);
  if (lost.length === 0) return nothing;
  const home = ({ building, label, before, after, change }: One) => {
    const step = stepOf([before, after]);
    return html`<li>
      <span class="loser"><strong>${label}</strong> ${changed(change, c)}</span>
      <span>${c.fromTo(quantity(w, before, unit, step), quantity(w, after, unit, step))}</span>
      ${building ? html`<button type="button" class="link" aria-label="${c.showHome}: ${label}" @click=${() => act.set({ selection: { kind: "building", id: building } })}>${c.showHome}</button>` : nothing}
    </li>`;
  };
  return html`<details class="more">
    <summary>${capital(c.most)}</summary>
    <ul class="losers" id="compare-losers">
      ${lost.map(home)}
    </ul>
  </details>`;
}

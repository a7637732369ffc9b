// All results of two sides beside each other: both numbers, the difference, which is better, and how sure.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { decimalsOf, capital, quantity } from "../plans/words";
import type { Model } from "../ui/model";
import { css } from "../plans/scale";
import type { Change, Compared, Comparison } from "./data";
import type { CompareDesk } from "./desk";
import { CHANGED } from "./difference";
import type { CompareWords } from "./nl";
import { titles } from "./panel";
import { signed, stepOf } from "./words";

export function table(m: Model, desk: CompareDesk, { indicators }: Comparison, c: CompareWords): TemplateResult {
  const { state, plans } = m;
  const [left, right] = titles(m, desk, c);
  const known = plans?.desk.plans.indicators;
  const all = known?.is === "here" ? known.value : [];
  const here = all.filter(({ name }) => indicators.some(({ indicator }) => indicator === name));
  const absent = all.filter(({ name }) => !indicators.some(({ indicator }) => indicator === name));
  const title = (name: string) => all.find((one) => one.name === name)?.title[state.language] ?? name;
  return html`<h3 class="panel__subtitle" id="compare-table-title">${c.table}</h3>
    <div class="table-wide" tabindex="0" role="group" aria-labelledby="compare-table-title">
      <table class="mini beside" id="compare-table">
        <caption class="visually-hidden">
          ${c.tableOf(left, right)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${c.what}</th>
            <th scope="col" class="number">${left}</th>
            <th scope="col" class="number">${right}</th>
            <th scope="col" class="number">${c.difference}</th>
            <th scope="col">${c.better}</th>
          </tr>
        </thead>
        ${here.map(({ name }) => rows(m, desk, indicators.find(({ indicator }) => indicator === name) as Compared, title(name), c))}
      </table>
    </div>
    <p class="panel__note">${c.certainty}</p>
    ${absent.length ? html`<details class="more"><summary>${c.missing(`${left}, ${right}`)}</summary><ul class="lacking">${absent.map(({ name }) => html`<li>${title(name)} ${ask(desk, name, [state.other ?? "", state.plan ?? ""], title(name), c)}</li>`)}</ul></details>` : nothing}`;
}

function rows(m: Model, desk: CompareDesk, { indicator, indicative, figures, missing, unlike }: Compared, title: string, c: CompareWords): TemplateResult {
  const { state } = m;
  const [headline, ...others] = figures;
  const tag = indicative ? html` <span class="tag">${c.indicative}</span>` : nothing;
  if (!headline) {
    const [left, right] = titles(m, desk, c);
    const why = missing.length ? c.missing(missing.map((side) => (side === state.plan ? right : left)).join(", ")) : (c.unlike[unlike.replace(/^computed with different (.*); run them again$/, "$1")] ?? unlike);
    return html`<tbody data-indicator=${indicator}>
      <tr>
        <th scope="row">${title}${tag}</th>
        <td colspan="4">${why} ${ask(desk, indicator, missing.length ? missing : [state.other ?? "", state.plan ?? ""], title, c)}</td>
      </tr>
    </tbody>`;
  }
  return html`<tbody data-indicator=${indicator}>
    ${row(m, headline, html`<strong>${title}</strong>${tag}<br />${capital(headline.words[state.language])}`, c)} ${others.map((each) => row(m, each, html`${capital(each.words[state.language])}`, c, "beside__more"))}
  </tbody>`;
}

function row({ w }: Model, figure: Compared["figures"][number], name: TemplateResult, c: CompareWords, kind = ""): TemplateResult {
  const { values, errors, differences, changes, unit } = figure;
  const step = stepOf([...values, ...differences]);
  const cell = (i: 0 | 1) =>
    html`<td class="number">${quantity(w, values[i], unit, step)}${errors[i] ? html`<br /><span class="panel__note">${w.plans.error(number(w, errors[i], decimalsOf(stepOf([errors[i] ?? null]))))}</span>` : nothing}</td>`;
  const change = changes[1] ?? "onbekend";
  return html`<tr class=${kind}>
    <th scope="row">${name}</th>
    ${cell(0)} ${cell(1)}
    <td class="number">${change === "gelijk" ? "0" : signed(w, differences[1], unit, step)}</td>
    <td>${kind && change !== "gelijk" && change !== "te dichtbij om te zeggen" ? nothing : changed(change, c)}</td>
  </tr>`;
}

/** A change as sign, colour and word. */
export function changed(change: Change, c: CompareWords): TemplateResult {
  const { sign, rgb, kind } = CHANGED[change];
  return html`<span class="judged judged--${kind}"><span class="judged__sign" aria-hidden="true" .style=${`--judged: ${css(rgb)}`}>${sign}</span>${c.changes[change]}</span>`;
}

function ask(desk: CompareDesk, indicator: string, sides: readonly string[], title: string, c: CompareWords): TemplateResult {
  return html`<button type="button" class="link" ?disabled=${desk.run !== null} data-compute=${indicator} aria-label=${c.computeLabel(title)} @click=${() => void desk.compute([indicator], sides)}>${c.compute}</button>`;
}

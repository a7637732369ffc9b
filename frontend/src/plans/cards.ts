// What a plan does, a card per indicator: the figure and its error, the verdict as word, sign and colour, what
// changes against now, and how we know, one tap away.
import { type TemplateResult, html, nothing } from "lit";
import { moment, number } from "../format";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import { shares } from "./bars";
import { type Figure, type Indicator, type Outcome, ended } from "./data";
import { type Desk, NORM, VERDICT } from "./desk";
import { JUDGED, type Judgement, css } from "./scale";
import { against, bare, capital, decimalsOf, firstJudged, quantity } from "./words";

/** In which order people read it; what is not named comes with homes and space. */
const GROUPS = [
  ["sun", ["sun-facades", "sun-ground", "daylight", "sky-view", "solar-roofs"]],
  ["green", ["view-green", "green-share", "tree-canopy", "3-30-300", "nature-points"]],
  ["space", ["housing-programme", "density", "parking-balance", "walking-distance", "wind-study"]],
] as const;

export function cards(m: Model, act: Actions, desk: Desk): TemplateResult | TemplateResult[] {
  const { w } = m;
  const { outcomes, indicators } = desk.plans;
  if (outcomes.is === "waiting" || indicators.is === "waiting") return html`<p class="panel__text skeleton">${w.plans.loading}</p>`;
  if (outcomes.is !== "here" || indicators.is !== "here") return html`<p class="told told--warn" role="alert">${w.plans.outcomesAway}</p>`;
  const known = indicators.value;
  const named = new Set<string>(GROUPS.flatMap(([, names]) => names));
  return GROUPS.map(([group, names]) => {
    const all = [...names.flatMap((name) => known.find((one) => one.name === name) ?? []), ...(group === "space" ? known.filter(({ name }) => !named.has(name)) : [])];
    return html`<h5 class="group">${w.plans.groups[group]}</h5>
      ${all.map((one) => card(m, act, desk, one))}`;
  });
}

function card(m: Model, act: Actions, desk: Desk, one: Indicator): TemplateResult {
  const { w, state } = m;
  const { run, loadedAt } = desk.plans;
  const outcome = desk.outcome(one.name);
  const busy = run !== null && !ended(run);
  const stale = outcome !== null && loadedAt !== null && Date.parse(outcome.computed_at) < Date.parse(loadedAt);
  const title = one.title[state.language];
  const ask = html`<button type="button" class="link" ?disabled=${busy} aria-label=${w.plans.runLabel(title)} data-run=${one.name} @click=${() => void desk.run([one.name])}>${outcome ? w.plans.runOneAgain : w.plans.runOne}</button>`;
  const onMap = state.outcome?.startsWith(`${one.name}:`);
  return html`<article class="outcome ${outcome ? "" : "outcome--empty"} ${onMap ? "outcome--shown" : ""}" id="outcome-${one.name}" aria-labelledby="outcome-${one.name}-title">
    <p class="outcome__head">
      <strong class="outcome__title" id="outcome-${one.name}-title">${title}</strong>
      ${outcome?.indicative ? html`<span class="tag" title=${w.plans.indicativeLong}>${w.plans.indicative}</span>` : nothing}
      ${stale ? html`<span class="tag tag--flag" title=${w.plans.staleLong}>${w.plans.stale}</span>` : nothing}
      <span class="outcome__ask">${ask}</span>
    </p>
    ${outcome ? told(m, act, desk, one, outcome, stale) : html`<p class="panel__note">${w.plans.notYet}</p>`}
  </article>`;
}

function told(m: Model, act: Actions, desk: Desk, one: Indicator, outcome: Outcome, stale: boolean): TemplateResult {
  const { w, state } = m;
  const before = desk.outcome(one.name, true);
  const [headline] = outcome.figures;
  return html`${headline ? figure(m, headline, before?.figures.find(({ key }) => key === headline.key)) : nothing}
    ${headline?.verdict ? verdict(m, headline.verdict.judgement) : counted(m, one, outcome, before)}
    ${stale ? html`<p class="panel__note">${w.plans.staleLong}</p>` : nothing} ${layers(m, act, one, outcome)}
    <details class="more">
      <summary>${w.plans.how}</summary>
      <p>${one.description[state.language]}</p>
      <dl class="utrecht-data-list utrecht-data-list--rows">
        ${outcome.figures.slice(1).map(
          (each) => html`<div class="utrecht-data-list__item">
            <dt class="utrecht-data-list__item-key">${capital(each.words[state.language])}</dt>
            <dd class="utrecht-data-list__item-value">${quantity(w, each.value, each.unit, each.step)}${each.error ? ` ${w.plans.error(number(w, each.error, decimalsOf(each.step)))}` : nothing}<br /><span class="panel__note">${against(w, each, before?.figures.find(({ key }) => key === each.key))}</span></dd>
          </div>`,
        )}
        ${(
          [
            [w.plans.method, one.method[state.language]],
            [w.plans.sure, one.error[state.language]],
            [w.plans.holds, one.validity[state.language]],
            [w.plans.source, one.source],
            [w.plans.computed, moment(w, outcome.computed_at)],
          ] as const
        ).map(([name, value]) => html`<div class="utrecht-data-list__item"><dt class="utrecht-data-list__item-key">${name}</dt><dd class="utrecht-data-list__item-value plain">${value}</dd></div>`)}
      </dl>
      ${outcome.notes.length ? html`<ul class="changes">${outcome.notes.map((note) => html`<li>${note[state.language]}</li>`)}</ul>` : nothing}
    </details>`;
}

function figure({ w, state }: Model, headline: Figure, before: Figure | undefined): TemplateResult {
  const unit = w.plans.units[headline.unit] ?? headline.unit;
  const words = capital(headline.words[state.language]);
  if (headline.value === null) return html`<p>${words}: <strong>${w.unknown}</strong>. ${headline.why?.[state.language] ?? nothing}</p>`;
  return html`<p class="figure">
      <span class="figure__value">${bare(w, headline.value, headline.step)}</span>
      ${unit ? html`<span class="figure__unit">${unit}</span>` : nothing}
      ${headline.error ? html`<span class="figure__error">${w.plans.error(number(w, headline.error, decimalsOf(headline.step)))}</span>` : nothing}
    </p>
    <p class="outcome__words">${words}</p>
    <p class="panel__note">${against(w, headline, before)}</p>`;
}

export function verdict({ w }: Pick<Model, "w">, judgement: string | null): TemplateResult {
  const look = judgement === null ? null : JUDGED[judgement as Judgement];
  if (!look) return html`<span class="judged judged--none">${w.plans.unjudged}</span>`;
  return html`<span class="judged judged--${look.kind}"><span class="judged__sign" aria-hidden="true" .style=${`--judged: ${css(look.rgb)}`}>${look.sign}</span>${w.plans.judged[judgement ?? ""]}</span>`;
}

/** How many meet the norm and how many do not, as a bar and in words, with those of now. */
function counted(m: Model, one: Indicator, outcome: Outcome, before: Outcome | null): TemplateResult | typeof nothing {
  const { w, state } = m;
  const judged = firstJudged(outcome);
  if (!judged) return nothing;
  const [key, counts] = judged;
  const was = before?.judgements[key];
  const kinds = Object.keys(JUDGED) as Judgement[];
  const norm = one.norms.find((each) => each.key === key);
  return html`<div class="counted" data-norm=${key}>
    <p class="counted__norm" title=${norm?.definition[state.language] ?? ""}>${norm?.title[state.language] ?? nothing}</p>
    ${was ? html`<div class="two" aria-hidden="true"><span>${w.plans.now}</span>${shares(was)}<span>${w.plans.withPlan}</span>${shares(counts)}</div>` : shares(counts)}
    <ul class="counted__list">
      ${kinds.map(
        (kind) => html`<li data-judgement=${kind}><span class="judged__sign" aria-hidden="true" .style=${`--judged: ${css(JUDGED[kind].rgb)}`}>${JUDGED[kind].sign}</span>
          <span><strong>${number(w, counts[kind] ?? 0)}</strong> ${w.plans.counted[kind]}${was ? html` <span class="panel__note">(${w.plans.nowIs(number(w, was[kind] ?? 0))})</span>` : nothing}</span></li>`,
      )}
    </ul>
  </div>`;
}

/** What of it can be shown on the map. */
function layers({ w, state }: Model, act: Actions, one: Indicator, outcome: Outcome): TemplateResult | typeof nothing {
  const choices = [...outcome.points, ...outcome.rasters].map(({ key, words }) => ({ value: `${one.name}:${key}`, label: capital(words[state.language]) }));
  if (one.norms.some(({ key }) => key === NORM) && outcome.rows > 0) choices.unshift({ value: `${one.name}:${VERDICT}`, label: capital(w.plans.verdictLayer) });
  if (choices.length === 0) return nothing;
  const choose = (event: Event) => act.set({ outcome: (event.target as HTMLSelectElement).value || null });
  const chosen = choices.some(({ value }) => value === state.outcome);
  return html`<p class="outcome__map">
    <label for="map-${one.name}">${icon("legend")}<span class="visually-hidden">${one.title[state.language]}: </span>${w.plans.onMap}</label>
    <select class="select" id="map-${one.name}" @change=${choose}>
      <option value="" ?selected=${!chosen}>${w.plans.onMapNothing}</option>
      ${choices.map(({ value, label }) => html`<option value=${value} ?selected=${value === state.outcome}>${label}</option>`)}
    </select>
  </p>`;
}

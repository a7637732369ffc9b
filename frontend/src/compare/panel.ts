// The panel 'Vergelijken': which two, how the map shows them, all results beside each other, and who gains or loses.
import { type TemplateResult, html, nothing } from "lit";
import { capital } from "../plans/words";
import { NOW, type Compare } from "../state";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import type { CompareDesk } from "./desk";
import type { CompareWords } from "./nl";
import { people } from "./people";
import { table } from "./table";
import { catalogue, titleOf } from "./words";

const HOWS: readonly (Compare | null)[] = [null, "swipe", "side", "difference"];

export function panel(m: Model, act: Actions, desk: CompareDesk): TemplateResult {
  const { w, state } = m;
  const c = catalogue(state.language);
  const open = state.panel === "compare";
  return html`<section id="compare" class="panel panel--left panel--compare card" ?hidden=${!open} aria-labelledby="compare-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="compare-title" class="panel__title">${c.title}</h2>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
    </div>
    ${open ? html`<div class="panel__body" tabindex="0" role="group" aria-labelledby="compare-title">${choices(m, act, c)} ${state.plan && state.other ? said(m, act, desk, c) : nothing}</div>` : nothing}
  </section>`;
}

function choices(m: Model, act: Actions, c: CompareWords): TemplateResult {
  const { state, plans } = m;
  const list = plans?.desk.plans.list;
  const all = list?.is === "here" ? list.value : [];
  if (list?.is === "here" && all.length === 0) return html`<p class="panel__lead">${c.nothing}</p>`;
  const choosePlan = (id: string) => act.set({ plan: id || null, asItIs: false, other: id ? (state.other && state.other !== id ? state.other : NOW) : null, compare: id ? (state.compare ?? "swipe") : null });
  const chooseOther = (id: string) => act.set({ other: id, asItIs: false, compare: state.compare ?? "swipe" });
  return html`<div class="pick">
      <label for="compare-other">${c.other}</label>
      <select class="select" id="compare-other" ?disabled=${!state.plan} @change=${(e: Event) => chooseOther((e.target as HTMLSelectElement).value)}>
        <option value=${NOW} ?selected=${state.other === NOW || !state.other}>${c.now}</option>
        ${all.filter(({ id }) => id !== state.plan).map(({ id, name }) => html`<option value=${id} ?selected=${id === state.other}>${name}</option>`)}
      </select>
      <label for="compare-plan">${c.plan}</label>
      <select class="select" id="compare-plan" @change=${(e: Event) => choosePlan((e.target as HTMLSelectElement).value)}>
        ${state.plan ? nothing : html`<option value="" selected>${c.pick}</option>`} ${all.map(({ id, name }) => html`<option value=${id} ?selected=${id === state.plan}>${name}</option>`)}
      </select>
    </div>
    ${state.plan && state.other && m.webgl ? onMap(m, act, c) : nothing}`;
}

/** How the map shows the two, and in the colours of what. */
function onMap(m: Model, act: Actions, c: CompareWords): TemplateResult {
  const { state, plans } = m;
  const indicators = plans?.desk.plans.indicators;
  const outcomes = plans?.desk.plans.outcomes;
  const known = indicators?.is === "here" ? indicators.value : [];
  const groups = (outcomes?.is === "here" ? outcomes.value : []).flatMap((outcome) => {
    const about = known.find(({ name }) => name === outcome.indicator);
    const layers = [...outcome.points, ...outcome.rasters].filter(({ key }) => !key.endsWith("change"));
    return about && layers.length ? [{ name: about.name, title: about.title[state.language], layers }] : [];
  });
  const none = state.compare === "difference" ? c.coloursHomes : c.coloursNone;
  return html`<fieldset class="ways">
      <legend>${c.how}</legend>
      <div class="switch">
        ${HOWS.map((how) => html`<button type="button" class="switch__side" data-how=${how ?? "none"} aria-pressed=${state.compare === how} @click=${() => act.set({ compare: how, asItIs: false })}>${c.hows[how ?? "none"]}</button>`)}
      </div>
    </fieldset>
    ${m.compare?.desk.alone ? html`<p class="told told--warn" role="alert">${c.alone}</p>` : nothing}
    <div class="pick">
      <label for="compare-colours">${c.colours}</label>
      <select class="select" id="compare-colours" @change=${(e: Event) => act.set({ outcome: (e.target as HTMLSelectElement).value || null })}>
        <option value="" ?selected=${!state.outcome}>${none}</option>
        ${groups.map(
          ({ name, title, layers }) => html`<optgroup label=${title}>
            ${layers.map(({ key, words }) => html`<option value=${`${name}:${key}`} ?selected=${state.outcome === `${name}:${key}`}>${capital(words[state.language])}</option>`)}
          </optgroup>`,
        )}
      </select>
    </div>`;
}

function said(m: Model, act: Actions, desk: CompareDesk, c: CompareWords): TemplateResult {
  const { state } = m;
  const { comparison, run, trouble } = desk;
  if (comparison.is === "waiting") return html`<p class="panel__text skeleton">${c.loading}</p>`;
  if (comparison.is !== "here")
    return html`<p class="told told--warn" role="alert">${comparison.is === "gone" ? c.gone : c.away}</p>
      <p><button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void desk.again()}>${c.retry}</button></p>`;
  const query = new URLSearchParams({ a: state.other ?? NOW, b: state.plan ?? "", ...(state.language === "en" ? { taal: "en" } : {}) });
  return html`<div role="status" aria-live="polite">
      ${run ? html`<p class="panel__note">${c.computing(run.progress.done, run.progress.total)}</p>` : nothing} ${trouble ? html`<p class="told told--warn">${c[trouble]}</p>` : nothing}
    </div>
    ${people(m, act, desk, c)} ${table(m, desk, comparison.value, c)}
    <p class="panel__more"><a class="link" href="/tekst/${encodeURIComponent(comparison.value.area)}/vergelijk?${query.toString()}">${c.inWords}</a></p>`;
}

/** How the two sides are called, the one on the left first. */
export function titles(m: Model, desk: CompareDesk, c: CompareWords): [string, string] {
  const { state, plans } = m;
  const list = plans?.desk.plans.list;
  const known = desk.comparison.is === "here" ? desk.comparison.value.variants : list?.is === "here" ? list.value.map(({ id, name }) => ({ name: id, title: name })) : [];
  return [titleOf(c, state.other ?? NOW, known), titleOf(c, state.plan ?? NOW, known)];
}

// Over the map while a plan is shown: its name, the switch between now and then, and what the colours mean.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import { type Desk, VERDICT } from "./desk";
import { NOW } from "../state";
import { toggle } from "./panel";
import { JUDGED, type Judgement, type Rgb, UNJUDGED, css, legendOf } from "./scale";
import { capital } from "./words";

export function bar(m: Model, act: Actions, desk: Desk): TemplateResult | typeof nothing {
  const { w, state } = m;
  if (!state.plan) return nothing;
  const { plan } = desk.plans;
  if (plan.is === "gone") return nothing;
  return html`<section class="plan-bar card ${state.selection ? "plan-bar--beside" : ""}" id="plan-bar" aria-label=${w.plans.show}>
    <div class="plan-bar__row">
      <button type="button" class="link plan-bar__name" @click=${() => act.set({ panel: "plans" })}>${plan.is === "here" ? plan.value.name : w.plans.title}</button>
      ${state.compare ? nothing : toggle(m, act)}
      <button type="button" class="utrecht-button utrecht-button--subtle" id="open-compare" aria-expanded=${state.panel === "compare"} @click=${() => compare(m, act)}>${icon("compare")}<span class="plan-bar__word">${w.plans.compare}</span></button>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.choosePlan(null)}>${icon("close")}</button>
    </div>
    ${desk.plans.drawing ? html`<p class="panel__note" role="status">${w.plans.drawing}</p>` : state.compare === "difference" && m.compare ? m.compare.views.key(m, m.compare.desk) : legend(m, desk)}
  </section>`;
}

/** Opens the panel that compares, with now when nothing else is chosen; or closes it. */
function compare({ state }: Model, act: Actions): void {
  if (state.panel === "compare") act.set({ panel: null });
  else act.set({ panel: "compare", asItIs: false, other: state.other ?? NOW, compare: state.compare ?? "swipe" });
}

/** What the colours of the map mean; null when it has none of a result. */
export function legendFacts({ w, state }: Model, desk: Desk): { title: string; unit: string; verdict: boolean; classes: { rgb: Rgb; words: string; sign: string }[] } | null {
  const { shown } = desk;
  if (!state.outcome || !shown) return null;
  const { outcome, layer, scale } = shown;
  const on = [...outcome.points, ...outcome.rasters].find(({ key }) => key === layer);
  const { indicators } = desk.plans;
  const about = indicators.is === "here" ? indicators.value.find(({ name }) => name === outcome.indicator) : undefined;
  const title = layer === VERDICT ? w.plans.verdictLayer : (on?.words[state.language] ?? "");
  return {
    title: about ? `${about.title[state.language]}: ${title}` : capital(title),
    unit: on ? (w.plans.units[on.unit] ?? on.unit) : "",
    verdict: layer === VERDICT,
    classes: scale ? legendOf(w, scale).map(({ rgb, words }) => ({ rgb, words, sign: "" })) : verdicts(w),
  };
}

function legend(m: Model, desk: Desk): TemplateResult | typeof nothing {
  const { w, state } = m;
  if (!state.outcome) return nothing;
  const facts = legendFacts(m, desk);
  if (!facts) return html`<p class="panel__note" role="status">${missing(w, desk, state)}</p>`;
  const { title, unit, verdict, classes } = facts;
  return html`<div class="key" id="result-legend">
    <p class="key__title">${title}${unit ? html` <span class="panel__note">(${unit})</span>` : nothing}${verdict ? html` <span class="panel__note">${w.plans.bestFacade}</span>` : nothing}</p>
    <ul class="key__classes">
      ${classes.map(({ rgb, words, sign }) => html`<li><span class="key__colour" aria-hidden="true" .style=${`background: ${css(rgb)}`}>${sign}</span>${words}</li>`)}
    </ul>
  </div>`;
}

/** Why nothing is drawn, though something was asked for. */
function missing(w: Model["w"], desk: Desk, { outcome, asItIs }: Model["state"]): string {
  const [indicator = "", layer = ""] = (outcome ?? "").split(":");
  const { outcomes, before } = desk.plans;
  const { is } = asItIs ? before : outcomes;
  if (is !== "here") return is === "waiting" ? w.plans.drawing : w.plans.outcomesAway;
  if (asItIs && layer.endsWith("change")) return w.plans.noChangeNow;
  return desk.outcome(indicator, asItIs) ? w.plans.notDrawn : w.plans.notYet;
}

function verdicts(w: Model["w"]): { rgb: Rgb; words: string; sign: string }[] {
  const kinds = Object.keys(JUDGED) as Judgement[];
  return [...kinds.map((kind) => ({ rgb: JUDGED[kind].rgb, sign: JUDGED[kind].sign, words: w.plans.judged[kind] ?? kind })), { rgb: UNJUDGED, sign: "", words: w.plans.unjudged }];
}

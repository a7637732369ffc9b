// The panel 'Plannen': which plans there are, what the chosen one changes, and what that does.
import { type TemplateResult, html, nothing } from "lit";
import { day, number } from "../format";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import { cards } from "./cards";
import type { Plan, PlanRow } from "./data";
import { ended } from "./data";
import type { Desk } from "./desk";
import { duration } from "./words";

export function panel(m: Model, act: Actions, desk: Desk): TemplateResult {
  const { w, state } = m;
  const open = state.panel === "plans";
  return html`<section id="plans" class="panel panel--left panel--plans card" ?hidden=${!open} aria-labelledby="plans-title" tabindex="-1">
    <div class="panel__head">
      <h2 id="plans-title" class="panel__title">${w.plans.title}</h2>
      <button type="button" class="close utrecht-button utrecht-button--subtle" aria-label=${w.close} @click=${() => act.set({ panel: null })}>${icon("close")}</button>
    </div>
    ${open ? html`<div class="panel__body" tabindex="0" role="group" aria-labelledby="plans-title">${content(m, act, desk)}</div>` : nothing}
  </section>`;
}

function content(m: Model, act: Actions, desk: Desk): TemplateResult {
  const { room } = desk.drawing ?? {};
  if (room?.atelier.studio) return room.views.editor(m, room.atelier.studio, room.atelier);
  return m.state.plan ? one(m, act, desk, m.state.plan) : html`${beginning(m, desk)} ${list(m, act, desk)}`;
}

/** For planners: how a plan begins. */
function beginning(m: Model, { drawing }: Desk): TemplateResult | typeof nothing {
  if (!drawing) return nothing;
  const { room } = drawing;
  if (room) return room.views.beginning(m, room.atelier);
  return html`<p><button type="button" class="link" id="be-planner" @click=${() => void drawing.enter(true)}>${m.w.plans.planner}</button></p>`;
}

function list(m: Model, act: Actions, desk: Desk): TemplateResult {
  const { w, state } = m;
  const { list } = desk.plans;
  if (list.is === "waiting") return html`<p class="panel__text skeleton">${w.plans.loading}</p>`;
  if (list.is !== "here") return away(m, desk, w.plans.away);
  if (list.value.length === 0) return html`<p class="panel__lead" id="no-plans"><strong>${w.plans.none}</strong> ${desk.drawing?.room?.atelier.who ? nothing : w.plans.noneHint}</p>`;
  return html`<p class="panel__lead">${w.plans.lead}</p>
    <ul class="plans" id="plan-list">
      ${list.value.map((plan) => html`<li>${row(m, act, plan)}</li>`)}
    </ul>
    ${state.area ? words(m, `${encodeURIComponent(state.area)}/plannen`, w.plans.allInWords) : nothing}`;
}

function row({ w }: Model, act: Actions, plan: PlanRow): TemplateResult {
  return html`<button type="button" class="plan" data-plan=${plan.id} @click=${() => act.choosePlan(plan.id)}>
    <span class="plan__name">${plan.name}</span>
    <span class="plan__facts"><span class="tag tag--${plan.state}">${w.plans.states[plan.state] ?? w.unknown}</span> ${w.plans.edits(plan.edit_count)} · ${day(w, plan.changed_at.slice(0, 10))}</span>
  </button>`;
}

function one(m: Model, act: Actions, desk: Desk, id: string): TemplateResult {
  const { w, state } = m;
  const { plan } = desk.plans;
  const back = html`<p><button type="button" class="link" id="all-plans" @click=${() => act.choosePlan(null)}>‹ ${w.plans.back}</button></p>`;
  if (plan.is === "waiting") return html`${back}<p class="panel__text skeleton">${w.plans.loading}</p>`;
  if (plan.is === "gone") return html`${back}<p class="panel__text">${w.plans.goneShort}</p>`;
  if (plan.is === "away") return html`${back}${away(m, desk, w.plans.away)}`;
  const { room } = desk.drawing ?? {};
  return html`${back}${about(m, plan.value)} ${room ? room.views.managing(m, plan.value, room.atelier) : nothing} ${toggle(m, act)}
    <h4 class="panel__subtitle">${w.plans.what}</h4>
    ${plan.value.changes.length === 0 ? html`<p>${w.plans.nothing}</p>` : html`<ul class="changes" id="plan-changes">${plan.value.changes.map((each) => html`<li>${each[state.language]}</li>`)}</ul>`}
    <h4 class="panel__subtitle" id="plan-does">${w.plans.does}</h4>
    ${running(m, desk)} ${cards(m, act, desk)}
    ${state.area ? words(m, `${encodeURIComponent(state.area)}/plan/${encodeURIComponent(id)}`, w.plans.inWords) : nothing}`;
}

function about({ w }: Model, plan: Plan): TemplateResult {
  return html`<h3 class="plan__title">${plan.name}</h3>
    <p class="plan__facts"><span class="tag tag--${plan.state}">${w.plans.states[plan.state] ?? w.unknown}</span> ${w.plans.version(number(w, plan.revision))} · ${day(w, plan.changed_at.slice(0, 10))}</p>
    ${plan.description ? html`<p>${plan.description}</p>` : nothing}
    <p class="panel__note">${w.plans.stateLong[plan.state] ?? nothing}</p>
    ${plan.mark ? html`<p class="told told--warn">${w.plans.touched}</p>` : nothing}`;
}

/** Whether the map shows the area as it is, or with the plan. */
export function toggle({ w, state }: Model, act: Actions): TemplateResult {
  const side = (asItIs: boolean, label: string) => html`<button type="button" class="switch__side" aria-pressed=${state.asItIs === asItIs} @click=${() => act.set({ asItIs })}>${label}</button>`;
  return html`<div class="switch" role="group" aria-label=${w.plans.show}>${side(true, w.plans.now)}${side(false, w.plans.withPlan)}</div>`;
}

/** The button that has it computed, or how far that is. */
function running(m: Model, desk: Desk): TemplateResult {
  const { w, state } = m;
  const { run, trouble, outcomes, indicators } = desk.plans;
  const told = trouble ? html`<p class="told told--warn" role="alert">${w.plans.trouble[trouble]}</p>` : nothing;
  const title = (name: string) => (indicators.is === "here" ? indicators.value.find((one) => one.name === name)?.title[state.language] : undefined) ?? name;
  if (run && !ended(run)) {
    const { share, done, total, at_work } = run.progress;
    return html`<div class="run" id="run">
      <p class="run__head" role="status"><strong>${run.state === "accepted" ? w.plans.queued : w.plans.running}</strong> ${w.plans.progress(done, total)}</p>
      <progress class="run__bar" max="1" .value=${share} aria-label=${w.plans.running}></progress>
      ${run.compiling ? html`<p class="panel__note" id="compiling">${w.plans.compiling}</p>` : nothing}
      ${at_work.length ? html`<p class="panel__note">${w.plans.atWork(at_work.map(title).join(", "))}</p>` : nothing}
      <p class="panel__note">${run.expected ? w.plans.expected(duration(w, run.expected.seconds), duration(w, run.expected.at_most)) : w.plans.expectedUnknown}</p>
      ${told}
      <button type="button" class="utrecht-button utrecht-button--secondary-action" id="stop-run" @click=${() => desk.stop()}>${icon("stop")} ${w.plans.stop}</button>
    </div>`;
  }
  const any = outcomes.is === "here" && outcomes.value.length > 0;
  return html`<div class="run">
    ${run && w.plans.ended[run.state] ? html`<p class="told told--warn" role="status">${w.plans.ended[run.state]}</p>` : nothing}
    ${run?.failures.map((each) => html`<p class="told told--warn">${w.plans.failedPart(title(each.indicator))}</p>`)} ${told}
    ${!any && outcomes.is === "here" ? html`<p>${w.plans.otherVersion}</p>` : nothing}
    <button type="button" class="utrecht-button ${any ? "utrecht-button--secondary-action" : "utrecht-button--primary-action"}" id="run-all" @click=${() => void desk.run(null)}>${icon("play")} ${any ? w.plans.runAgain : w.plans.runAll}</button>
  </div>`;
}

function away({ w }: Model, desk: Desk, said: string): TemplateResult {
  return html`<p class="told told--warn" role="alert">${said}</p>
    <p><button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void desk.refresh()}>${w.retry}</button></p>`;
}

function words({ state }: Model, path: string, label: string): TemplateResult {
  return html`<p class="panel__more"><a class="link" href="/tekst/${path}${state.language === "en" ? "?taal=en" : ""}">${label}</a></p>`;
}

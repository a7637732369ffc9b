// The top of the page: which area, what to beware of, whether it is live, and the way to the panels.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "./icons";
import type { Actions, Model } from "./model";
import { inWords } from "./words-link";

export function header(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const areas = m.areas.is === "here" ? m.areas.value : [];
  const scene = m.scene.is === "here" ? m.scene.value : null;
  const count = m.things.is === "here" ? m.things.value.length : null;
  const toggle = (panel: "sensors" | "legend" | "plans" | "share" | "alerts") => act.set({ panel: state.panel === panel ? null : panel });
  return html`<header class="header card">
      <div class="header__name">
        ${logo}
        ${areas.length > 1
          ? html`<label class="visually-hidden" for="area">${w.area}</label>
              <h1 class="header__title">
                <select id="area" class="header__select" @change=${(e: Event) => act.chooseArea((e.target as HTMLSelectElement).value)}>
                  ${areas.map((area) => html`<option value=${area.id} ?selected=${area.id === state.area}>${area.name}</option>`)}
                </select>
              </h1>`
          : html`<h1 class="header__title">${scene?.name ?? areas[0]?.name ?? "Twin"}</h1>`}
      </div>
      <nav class="header__nav" aria-label="Twin">
        <button type="button" id="open-plans" class="utrecht-button utrecht-button--subtle" aria-expanded=${state.panel === "plans"} aria-label=${w.plans.title} @click=${() => toggle("plans")}>
          ${icon("plan")}<span class="header__word">${w.plans.title}</span>
        </button>
        <button type="button" id="open-sensors" class="utrecht-button utrecht-button--subtle" aria-expanded=${state.panel === "sensors"} aria-controls="list" @click=${() => toggle("sensors")}>
          ${icon("list")}<span class="header__word">${w.sensors}</span>${count === null ? nothing : html`<span class="count">${count}</span>`}
        </button>
        <button type="button" id="open-legend" class="utrecht-button utrecht-button--subtle" aria-expanded=${state.panel === "legend"} aria-controls="legend" @click=${() => toggle("legend")}>
          ${icon("legend")}<span class="header__word">${w.legend}</span>
        </button>
        <button type="button" id="open-share" class="utrecht-button utrecht-button--subtle" aria-expanded=${state.panel === "share"} @click=${() => toggle("share")}>
          ${icon("share")}<span class="header__word">${w.share}</span>
        </button>
        ${bell(m, () => toggle("alerts"))}
        <a class="utrecht-button utrecht-button--subtle header__link" href=${inWords(state.language, "metingen")} title=${w.booksLong}>${icon("check")}<span class="header__word">${w.books}</span></a>
        <button type="button" id="language" class="utrecht-button utrecht-button--subtle" lang=${state.language === "nl" ? "en" : "nl"} aria-label=${w.otherLanguage} @click=${() => act.set({ language: state.language === "nl" ? "en" : "nl" })}>
          ${icon("globe")}<span class="header__word">${w.otherLanguage}</span>
        </button>
      </nav>
    </header>
    <div class="notices">
      ${scene?.notice ? html`<p class="notice" id="notice"><strong>${scene.notice[state.language]}</strong></p>` : nothing}
      <div class="notices__passing" role="status" aria-live="polite">${messages(m, act)}</div>
    </div>`;
}

/** The way to the alerts, with how many are on. */
function bell({ w, state, alerts }: Model, open: () => void): TemplateResult {
  const on = alerts.is === "here" ? alerts.value.items.filter((alert) => alert.state === "on").length : 0;
  const told = w.alertsOn(String(on));
  return html`<button type="button" id="open-alerts" class="utrecht-button utrecht-button--subtle" aria-expanded=${state.panel === "alerts"} aria-label=${on ? `${w.alerts} ${told}` : w.alerts} @click=${open}>
    ${icon("bell")}<span class="header__word">${w.alerts}</span>${on ? html` <span class="ringing">${told}</span>` : nothing}
  </button>`;
}

const logo = html`<svg class="header__logo" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="7"></rect>
  <path d="M6 23V13l5-4 5 4v10zM17 23V11l9-4v16z"></path>
</svg>`;

/** What goes wrong, in words, with what is being done about it. */
function messages(m: Model, act: Actions): TemplateResult[] {
  const { w } = m;
  const told: TemplateResult[] = [];
  const away = m.planAway || [m.areas, m.scene, m.things].some((question) => question.is === "away");
  if (away)
    told.push(html`<p class="message message--warn" id="away">
      <strong>${w.apiAway}</strong> ${w.apiAwayHint}
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${act.retry}>${w.retry}</button>
    </p>`);
  if (m.areas.is === "here" && m.areas.value.length === 0) told.push(html`<p class="message" id="no-area"><strong>${w.noArea}</strong> ${w.noAreaHint}</p>`);
  if (m.unknownArea) told.push(html`<p class="message message--warn">${w.areaUnknown(m.unknownArea)}</p>`);
  if (m.unknownPlan) told.push(html`<p class="message message--warn" id="no-plan">${w.plans.gone}</p>`);
  if (!m.webgl) told.push(html`<p class="message" id="no-webgl">${w.noWebgl}</p>`);
  for (const name of m.loading.failed) told.push(html`<p class="message message--warn">${w.meshFailed(name)}</p>`);
  if (m.liveLost && !away) told.push(html`<p class="message" id="live-lost"><span class="dot dot--lost"></span>${w.liveLost}</p>`);
  const busy = !away && m.webgl && (m.areas.is === "waiting" || m.scene.is === "waiting" || m.loading.done < m.loading.total);
  if (busy && !(m.areas.is === "here" && m.areas.value.length === 0))
    told.push(html`<p class="message message--busy" id="loading">
      ${m.loading.total ? w.loadingPart(m.loading.done, m.loading.total) : w.loading}
      <progress max=${Math.max(m.loading.total, 1)} .value=${m.loading.done}></progress>
    </p>`);
  return told;
}

// The frame around every screen: where the reader is, in which language, and what is wrong.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import { cardScreen } from "./card";
import { findScreen } from "./find";
import type { Actions, Model } from "./model";
import { pointScreen } from "./point";
import { questionScreen } from "./question";
import { isQuestion, toUrl } from "./state";
import { walkScreen } from "./walk-screen";

export function page(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const other = state.language === "nl" ? "en" : "nl";
  const areas = m.areas.is === "here" ? m.areas.value : [];
  const area = areas.find(({ id }) => id === state.area);
  return html`<a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#inhoud">${w.skip}</a>
    <header class="top">
      <a class="top__name" href=${`/verken${toUrl({ ...state, home: null, step: "find" })}`} @click=${(event: Event) => (event.preventDefault(), act.set({ home: null, step: "find" }))}>
        <img src="/icon.svg" alt="" width="32" height="32" /><span>${area?.name ?? w.title}</span>
      </a>
      <nav class="top__nav" aria-label=${w.title}>
        <a class="utrecht-button utrecht-button--subtle" href=${`/?${new URLSearchParams({ ...(state.area ? { gebied: state.area } : {}), ...(state.plan ? { plan: state.plan } : {}), ...(state.language === "en" ? { taal: "en" } : {}) })}`}>${icon("plan")}<span class="top__word">${w.map}</span></a>
        <button type="button" id="language" class="utrecht-button utrecht-button--subtle" lang=${other} @click=${() => act.set({ language: other })}>${icon("globe")}<span class="top__word">${w.otherLanguage}</span><span class="top__short" aria-hidden="true">${other.toUpperCase()}</span></button>
      </nav>
    </header>
    <main id="inhoud" class="screen screen--${isQuestion(state.step) ? "question" : state.step}" tabindex="-1">${screen(m, act)}</main>`;
}

function screen(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  if (m.areas.is === "away") return trouble(w.title, w.away, w.retry, act.retry);
  if (m.areas.is === "here" && m.areas.value.length === 0) return html`<h1 tabindex="-1">${w.title}</h1><p class="lead">${w.noArea}</p>`;
  if (m.areas.is !== "here") return html`<p class="verken__wait" role="status">${w.wait}</p>`;
  if (state.step === "find") return findScreen(m, act);
  if (state.step === "point") return pointScreen(m, act);
  if (state.step === "walk") return walkScreen(m, act);
  if (m.home.is === "waiting") return html`<p class="verken__wait" role="status">${w.wait}</p>`;
  if (m.home.is === "away") return trouble(w.title, w.away, w.retry, act.retry);
  if (m.home.is === "gone") return trouble(w.title, m.plans.is === "here" && state.plan && !m.plans.value.some(({ id }) => id === state.plan) ? w.planGone : w.homeGone, w.question.change, () => act.set({ step: "find", home: null, plan: null }));
  const stale = m.stale === null ? nothing : html`<p class="note note--warn" role="status">${w.oldAnswers(new Intl.DateTimeFormat(w.locale, { hour: "2-digit", minute: "2-digit" }).format(m.stale))}</p>`;
  return html`${stale}${isQuestion(state.step) ? questionScreen(m, act, m.home.value, state.step) : cardScreen(m, act, m.home.value)}`;
}

const trouble = (title: string, what: string, button: string, then: () => void): TemplateResult =>
  html`<h1 class="visually-hidden">${title}</h1>
    <div class="trouble" role="alert">
    <p class="lead">${what}</p>
    <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${then}>${button}</button>
  </div>`;

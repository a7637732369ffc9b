// The frame of the page: which sensor, in which language, what is wrong; then its parts.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import { besidePart } from "./beside";
import { chartPart } from "./chart-part";
import { passportPart } from "./passport";
import { type Actions, type Model, here } from "./model";
import { periodPart } from "./period-part";
import { seriesPart } from "./series-part";
import { queryOf } from "./state";
import { tablePart } from "./table";

export function page(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const thing = here(m);
  const other = state.language === "nl" ? "en" : "nl";
  const tail = state.language === "en" ? "?taal=en" : "";
  const onMap = new URLSearchParams({ ...(thing?.area ? { gebied: thing.area } : {}), ...(thing ? { keuze: `sensor:${thing.id}` } : {}), ...(state.language === "en" ? { taal: "en" } : {}) });
  return html`<a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#inhoud">${w.skip}</a>
    <header class="top">
      <a class="top__name" href=${`/${tail}`}><img src="/icon.svg" alt="" width="32" height="32" />Twin</a>
      <nav class="top__nav" aria-label=${w.title}>
        <a class="utrecht-button utrecht-button--subtle" href=${`/?${onMap}`}>${icon("plan")}<span class="top__word">${w.map}</span></a>
        <a class="utrecht-button utrecht-button--subtle" href=${`/tekst/sensoren${tail}`}>${icon("list")}<span class="top__word">${w.list}</span></a>
        <button type="button" id="language" class="utrecht-button utrecht-button--subtle" lang=${other} @click=${act.language}>${icon("globe")}<span class="top__word">${w.otherLanguage}</span></button>
      </nav>
    </header>
    <main id="inhoud" tabindex="-1">${content(m, act)}</main>`;
}

function content(m: Model, act: Actions): TemplateResult {
  const { w, state } = m;
  const thing = here(m);
  const found = state.thing ? m.things.get(state.thing) : undefined;
  if (!state.thing) return html`<h1>${w.title}</h1><p class="lead">${w.none}</p><p><a href=${`/tekst/sensoren${queryOf({ ...state, period: { last: "week" }, series: null })}`}>${w.list}</a></p>`;
  if (found?.is === "gone") return html`<h1>${w.title}</h1><p class="lead" role="alert">${w.gone(state.thing)}</p><p><a href="/tekst/sensoren">${w.list}</a></p>`;
  if (found?.is === "away") return html`<h1>${w.title}</h1><div class="trouble" role="alert"><p class="lead">${w.away}</p><button type="button" class="utrecht-button utrecht-button--primary-action" @click=${act.retry}>${w.retry}</button></div>`;
  if (!thing) return html`<h1>${w.title}</h1><p class="lead" role="status">${w.wait}</p>`;
  return html`<div class="about">
      <h1>${thing.name}</h1>
      <p class="lead">${w.origin[thing.origin] ?? nothing} ${thing.retired_at ? html`<strong>${w.retired}</strong>` : nothing}</p>
      <p><a class="link" href=${`/tekst/sensoren/${encodeURIComponent(thing.id)}${queryOf(state)}`}>${w.text}</a></p>
    </div>
    ${m.away ? html`<p class="note" role="alert">${w.away}</p>` : nothing}
    ${periodPart(m, act)} ${chartPart(m, act)} ${seriesPart(m, act, thing)} ${tablePart(m, act)} ${besidePart(m, act)} ${passportPart(m, thing)}`;
}

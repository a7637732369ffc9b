// The home card: all answers on one sheet of A5, to print and to check.
import { type TemplateResult, html, nothing } from "lit";
import { back } from "./icons";
import { type Home, groundMap, shadowMap } from "./api";
import type { Actions, Model } from "./model";
import { nameOf } from "./model";
import { tone } from "./question";
import { toUrl } from "./state";

export function cardScreen(m: Model, act: Actions, home: Home): TemplateResult {
  const { w, state, picture } = m;
  const asked = { area: home.area, building: home.building, plan: home.plan?.id ?? null, language: state.language };
  const side = home.plan ? ("plan" as const) : ("now" as const);
  const source = picture.failed ? groundMap({ ...asked, side }, false) : shadowMap({ ...asked, side }, "0321", 12);
  const address = `${location.origin}/verken${toUrl({ ...state, step: "sun" })}`;
  return html`<div class="not-printed">
      <h1 tabindex="-1">${w.card.title}</h1>
      <p class="lead">${w.card.lead}</p>
      <p class="card-buttons">
        <button type="button" id="print" class="utrecht-button utrecht-button--primary-action" @click=${() => window.print()}>${w.card.print}</button>
        <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => act.go("sun")}>${back()}${w.card.back}</button>
      </p>
    </div>
    <article class="paper" aria-labelledby="paper-title">
      <header class="paper__top">
        <h2 id="paper-title">${nameOf(m)}</h2>
        <p>${home.plan ? w.question.withPlan(home.plan.name) : w.question.withoutPlan} · ${w.card.made(new Intl.DateTimeFormat(w.locale, { dateStyle: "long" }).format(new Date(home.asked_at)))}</p>
        ${home.notices.map((notice) => html`<p class="paper__notice">${notice}</p>`)}
      </header>
      <figure class="paper__picture">
        <img src=${source} alt=${home.plan ? w.picture.thenAlt : w.picture.nowAlt} @error=${() => act.picture({ failed: true })} />
        ${picture.failed ? nothing : html`<figcaption>${w.picture.days[0]?.[1]}, ${w.picture.at(12)}</figcaption>`}
      </figure>
      <ul class="paper__answers">
        ${home.answers.map(
          (answer) => html`<li>
            <h3>${answer.question}</h3>
            ${tone(w, answer)}
            <p>${answer.tone === "open" ? answer.sentences.slice(1, 3).join(" ") || answer.sentences[0] : answer.sentences.slice(0, 2).join(" ")}</p>
          </li>`,
        )}
      </ul>
      <footer class="paper__foot">
        <p>${w.card.check} <span class="paper__link">${address}</span></p>
        <p>${w.card.sources}: ${home.attribution.join("; ")}. ${w.card.notAdvice}</p>
      </footer>
    </article>`;
}

// Which period: the last day, week and so on, everything, or from one day to another.
import { type TemplateResult, html, nothing } from "lit";
import { dateOf } from "./calendar";
import type { Actions, Model } from "./model";
import { SPANS } from "./window";

export function periodPart(m: Model, act: Actions): TemplateResult {
  const { w, state, window: shown } = m;
  const now = "last" in state.period ? state.period.last : null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    act.days(String(form.get("first")), String(form.get("final")));
  };
  const wrong = m.wrongDates !== "";
  const field = (name: "first" | "final", label: string, at: number) => html`<p class="field">
    <label for=${name}>${label}</label>
    <input id=${name} name=${name} type="date" class="input" .value=${dateOf(at)} aria-invalid=${wrong} aria-describedby=${wrong ? "dates-wrong" : nothing} />
  </p>`;
  return html`<section class="period" aria-labelledby="period-title">
    <h2 id="period-title" class="visually-hidden">${w.period.title}</h2>
    <div class="chips" role="group" aria-label=${w.period.last}>
      ${SPANS.map((span) => html`<button type="button" class="chip" data-span=${span} aria-pressed=${span === now} @click=${() => act.last(span)}>${w.period.spans[span]}</button>`)}
      <button type="button" class="chip" data-span="all" aria-pressed="false" @click=${act.whole}>${w.period.all}</button>
    </div>
    <form class="dates" novalidate @submit=${submit}>
      ${field("first", w.period.from, shown.from)} ${field("final", w.period.to, shown.to - 1)}
      <button type="submit" class="utrecht-button utrecht-button--secondary-action">${w.period.show}</button>
      ${wrong ? html`<p class="wrong" id="dates-wrong" role="alert">${m.wrongDates}</p>` : nothing}
    </form>
  </section>`;
}

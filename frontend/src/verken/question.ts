// One question: the picture first, then the answer as a word with a colour, a number and a sentence.
import { type TemplateResult, html, nothing } from "lit";
import { icon, line } from "../ui/icons";
import { back, on } from "./icons";
import type { Answer, Home } from "./api";
import type { Actions, Model } from "./model";
import { nameOf } from "./model";
import { picture } from "./picture";
import { QUESTIONS, type Question, beside } from "./state";

const SIGNS: Record<string, string> = {
  good: "M4.5 12.5l5 5L20 7",
  bad: "M12 5v9M12 18.500v.01",
  close: "M4 10c3-3 5 3 8 0s5-3 8 0M4 15.500c3-3 5 3 8 0s5-3 8 0",
  calm: "M12 11v7M12 6.500v.01",
  open: "M8.500 9a3.500 3.500 0 1 1 5 3.200c-1 .5-1.500 1.100-1.500 2.300M12 18.500v.01",
};

export const sign = (tone: string): TemplateResult => html`<span class="tone__sign">${line(SIGNS[tone] ?? SIGNS["calm"] ?? "")}</span>`;

/** A word in the colour of its tone; the sign says the same to who sees no colours. */
export const tone = (w: Model["w"], answer: Answer): TemplateResult =>
  html`<p class="tone tone--${answer.tone}">${sign(answer.tone)}<span><span class="visually-hidden">${w.tones[answer.tone]}: </span>${answer.word}</span></p>`;

export function questionScreen(m: Model, act: Actions, home: Home, step: Question): TemplateResult {
  const { w } = m;
  const answer = home.answers.find(({ key }) => key === step);
  if (!answer) return html`<h1 tabindex="-1">${w.title}</h1>`;
  return html`<div class="asked">
      <p class="asked__where">${icon("home")}<strong>${nameOf(m)}</strong><span class="asked__plan">${home.plan ? w.question.withPlan(home.plan.name) : w.question.withoutPlan}</span></p>
      <button type="button" id="change" class="utrecht-button utrecht-button--subtle" @click=${() => act.go("find")}>${w.question.change}</button>
    </div>
    <h1 tabindex="-1"><span class="asked__step">${w.question.step(QUESTIONS.indexOf(step) + 1, QUESTIONS.length)}</span>${answer.question}</h1>
    <div class="notes">${home.notices.map((notice) => html`<p class="note">${notice}</p>`)}</div>
    <div class="both">
      ${picture(m, act, home, answer)}
      <section class="answer" aria-live="polite">
        ${tone(w, answer)} ${number(m, answer)}
        ${answer.sentences.map((sentence, place) => html`<p class=${place === 0 ? "answer__first" : "answer__more"}>${sentence}</p>`)}
        <div class="answer__more-buttons">
          ${more("how", w.question.how, m)} ${more("sure", w.question.sure, m)}
          ${m.speaker.able(w.voice)
            ? html`<button type="button" id="read" class="utrecht-button utrecht-button--secondary-action" aria-pressed=${m.speaker.speaking} @click=${() => m.speaker.toggle(w.voice, [answer.question, answer.word, ...answer.sentences])}>
                ${icon(m.speaker.speaking ? "stop" : "play")}${m.speaker.speaking ? w.question.stop : w.question.read}
              </button>`
            : nothing}
        </div>
        ${facts(m, home, answer)}
        <p class="small"><a href=${`${home.text}#${answer.key}`}>${w.question.text}</a></p>
      </section>
    </div>
    ${steps(m, act, home, step)} ${explained("how", w.question.how, m, answer, answer.how)} ${explained("sure", w.question.sure, m, answer, answer.sure)}`;
}

/** Two bars beside each other, as long as their numbers; without a plan one number. */
function number({ w }: Model, { number: told }: Answer): TemplateResult | typeof nothing {
  if (!told) return nothing;
  const most = Math.max(told.now ?? 0, told.then ?? 0) || 1;
  const bar = (label: string, value: number | null, text: string | null, kind: string) =>
    value === null || text === null
      ? nothing
      : html`<div class="bar bar--${kind}">
          <dt>${label}</dt>
          <dd><span class="bar__number">${text}</span><span class="bar__long" style=${`--part:${Math.max(value / most, 0)}`}></span></dd>
        </div>`;
  return html`<div class="number">
    <dl class="bars">${bar(w.now, told.now, told.now_text, "now")} ${bar(w.then, told.then, told.then_text, "then")}</dl>
    <p class="number__unit">${told.unit}</p>
  </div>`;
}

const more = (which: "how" | "sure", label: string, _: Model): TemplateResult =>
  html`<button type="button" id="open-${which}" class="utrecht-button utrecht-button--secondary-action" aria-haspopup="dialog" @click=${() => dialog(which)?.showModal()}>${label}</button>`;

const dialog = (which: string): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>(`#${which}`);

function explained(which: "how" | "sure", title: string, { w }: Model, answer: Answer, sentences: readonly string[]): TemplateResult {
  return html`<dialog id=${which} class="sheet" aria-labelledby="${which}-title" @click=${(event: Event) => event.target === event.currentTarget && dialog(which)?.close()}>
    <div class="sheet__in">
      <h2 id="${which}-title">${title}</h2>
      <ul>
        ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      ${which === "how" && answer.missing ? html`<p class="note">${answer.missing}</p>` : nothing}
      ${which === "how" && answer.source ? html`<p class="small">${w.question.source}: ${answer.source}</p>` : nothing}
      ${which === "how" && answer.computed_at ? html`<p class="small">${w.question.computed(new Intl.DateTimeFormat(w.locale, { dateStyle: "long" }).format(new Date(answer.computed_at)))}</p>` : nothing}
      <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${() => dialog(which)?.close()}>${w.question.close}</button>
    </div>
  </dialog>`;
}

function facts({ w }: Model, home: Home, answer: Answer): TemplateResult | typeof nothing {
  if (!answer.facts.length) return nothing;
  const both = home.plan !== null && answer.key !== "sensors";
  return html`<details class="facts" ?open=${answer.key === "sensors"}>
    <summary>${answer.key === "sensors" ? w.question.meters : w.question.numbers}</summary>
    <div class="facts__room" role="group" aria-label=${w.question.numbers} tabindex="0">
      <table class="utrecht-table">
        <thead>
          <tr>
            <th scope="col">${w.question.what}</th>
            <th scope="col" class="facts__number">${w.now}</th>
            ${both ? html`<th scope="col" class="facts__number">${w.then}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${answer.facts.map(
            (fact) => html`<tr>
              <th scope="row">${fact.link ? html`<a href=${fact.link}>${fact.what}</a>` : fact.what}</th>
              <td class="facts__number">${fact.now ?? w.question.unknown}</td>
              ${both ? html`<td class="facts__number">${fact.then ?? w.question.unknown}</td>` : nothing}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function steps({ w }: Model, act: Actions, home: Home, step: Question): TemplateResult {
  const [before, after] = [beside(step, -1), beside(step, 1)];
  const questionOf = (key: string) => home.answers.find((answer) => answer.key === key)?.question ?? key;
  return html`<nav class="steps" aria-label=${w.question.progress}>
    ${before
      ? html`<button type="button" id="previous" class="utrecht-button utrecht-button--secondary-action" aria-label=${w.question.previous} @click=${() => act.go(before)}>${back()}<span class="steps__word">${w.question.previous}</span></button>`
      : html`<span class="steps__none"></span>`}
    <ol class="dots">
      ${QUESTIONS.map((key) => html`<li><button type="button" class="dot" aria-label=${questionOf(key)} title=${questionOf(key)} aria-current=${key === step ? "step" : nothing} @click=${() => act.go(key)}><span></span></button></li>`)}
    </ol>
    <button type="button" id="next" class="utrecht-button utrecht-button--primary-action" @click=${() => act.go(after ?? "card")}>${after ? w.question.next : w.question.card}${on()}</button>
  </nav>`;
}

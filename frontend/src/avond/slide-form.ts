// The form of one slide, with a small copy of its words as the screen will have them.
import { type TemplateResult, html, nothing } from "lit";
import { capital } from "../plans/words";
import type { InviteSlide, ViewSlide } from "./data";
import { LONGEST, MOST_SENSORS, isShown, isView, planOf, withPlan } from "./lineup";
import type { Actions, Model } from "./model";
import { residentsAt } from "./visit";
import { said } from "./words";

const WAYS = ["one", "fade", "swipe", "beside"] as const;

export function slideForm(m: Model, act: Actions): TemplateResult {
  const { c, draft, chosen } = m;
  const place = draft?.slides.findIndex(({ id }) => id === chosen) ?? -1;
  const slide = draft?.slides[place];
  if (!slide) return html``;
  return html`<section class="box" aria-labelledby="form-title" id="form">
    <h2 id="form-title" class="box__title">${c.console.editing(String(place + 1))}</h2>
    ${isShown(slide) ? html`${preview(m, slide)} ${words(m, act, slide)} ${isView(slide) ? view(m, act, slide) : nothing}` : html`<p class="told">${c.console.otherKind}</p>`}
    <p><button type="button" class="utrecht-button utrecht-button--subtle" id="take" @click=${() => act.take(slide.id)}>${c.console.take}</button></p>
  </section>`;
}

function words({ c }: Model, act: Actions, slide: ViewSlide | InviteSlide): TemplateResult {
  const put = (key: "title" | "sentence") => (event: Event) => act.change(slide.id, { [key]: (event.target as HTMLInputElement).value });
  return html`<p class="field">
      <label for="slide-title">${c.console.slideTitle}</label>
      <input id="slide-title" maxlength=${LONGEST.title} autocomplete="off" .value=${slide.title} aria-describedby="slide-title-hint" @input=${put("title")} />
      <span class="field__hint" id="slide-title-hint">${c.console.slideTitleHint(String(LONGEST.title - slide.title.length))}</span>
    </p>
    <p class="field">
      <label for="slide-sentence">${c.console.slideSentence}</label>
      <input id="slide-sentence" maxlength=${LONGEST.sentence} autocomplete="off" .value=${slide.sentence} @input=${put("sentence")} />
    </p>`;
}

function view(m: Model, act: Actions, slide: ViewSlide): TemplateResult {
  const { c, plans } = m;
  const plan = planOf(slide.state);
  const change = (patch: Partial<ViewSlide>) => act.change(slide.id, patch);
  const of = (event: Event) => (event.target as HTMLSelectElement).value;
  const choosePlan = (event: Event) => {
    const id = of(event) || null;
    act.wantOutcomes(id);
    change({ state: withPlan(slide.state, id), number: null, ...(id ? {} : { way: "one" as const }) });
  };
  return html`<p class="field">
      <label for="slide-plan">${c.console.plan}</label>
      <select id="slide-plan" @change=${choosePlan}>
        <option value="" ?selected=${!plan}>${c.console.noPlan}</option>
        ${plans.map(({ id, name }) => html`<option value=${id} ?selected=${id === plan}>${name}</option>`)}
      </select>
    </p>
    ${plan
      ? html`<p class="field">
          <label for="slide-way">${c.console.way}</label>
          <select id="slide-way" @change=${(event: Event) => change({ way: of(event) as ViewSlide["way"] })}>
            ${WAYS.map((way) => html`<option value=${way} ?selected=${way === slide.way}>${c.console.ways[way]}</option>`)}
          </select>
        </p>`
      : nothing}
    ${plan && slide.way !== "one"
      ? html`<p class="field">
          <label for="slide-other">${c.console.other}</label>
          <select id="slide-other" @change=${(event: Event) => change({ other: of(event) || null })}>
            <option value="" ?selected=${!slide.other}>${c.console.otherNow}</option>
            ${plans.filter(({ id }) => id !== plan).map(({ id, name }) => html`<option value=${id} ?selected=${id === slide.other}>${name}</option>`)}
          </select>
        </p>`
      : nothing}
    ${numbers(m, change, slide, plan)} ${sensors(m, change, slide)}
    <p><a href="/?${slide.state}">${c.console.seeView}</a></p>`;
}

type Change = (patch: Partial<ViewSlide>) => void;

function numbers({ c, outcomes, indicators, language }: Model, change: Change, { number }: ViewSlide, plan: string | null): TemplateResult {
  const title = (name: string) => indicators.find((one) => one.name === name)?.title[language] ?? name;
  const known = (outcomes.get(plan ?? "") ?? []).flatMap(({ indicator, figures }) =>
    figures.filter(({ value }) => value !== null).map(({ key, words }) => ({ value: `${indicator}:${key}`, label: `${title(indicator)}: ${words[language]}` })),
  );
  const chosen = number ? `${number.indicator}:${number.figure}` : "";
  // What was chosen stays to be seen, also when its result is gone.
  if (number && !known.some(({ value }) => value === chosen)) known.unshift({ value: chosen, label: title(number.indicator) });
  const choose = (event: Event) => {
    const [indicator = "", ...figure] = (event.target as HTMLSelectElement).value.split(":");
    change({ number: indicator ? { indicator, figure: figure.join(":") } : null });
  };
  return html`<p class="field">
    <label for="slide-number">${c.console.number}</label>
    <select id="slide-number" aria-describedby="number-hint" @change=${choose}>
      <option value="" ?selected=${!number}>${c.console.noNumber}</option>
      ${known.map(({ value, label }) => html`<option value=${value} ?selected=${value === chosen}>${capital(label)}</option>`)}
    </select>
    <span class="field__hint" id="number-hint">${known.length ? "" : c.console.noNumbers}</span>
  </p>`;
}

function sensors({ c, things }: Model, change: Change, slide: ViewSlide): TemplateResult {
  const toggle = (id: string) => change({ sensors: slide.sensors.includes(id) ? slide.sensors.filter((one) => one !== id) : [...slide.sensors, id] });
  const full = slide.sensors.length >= MOST_SENSORS;
  if (things.length === 0) return html`<p class="box__hint">${c.console.noSensors}</p>`;
  return html`<fieldset class="sensors">
    <legend>${c.console.sensors}</legend>
    <div class="sensors__list">
      ${things.map(({ id, name }) => html`<label class="tick"><input type="checkbox" value=${id} .checked=${slide.sensors.includes(id)} ?disabled=${full && !slide.sensors.includes(id)} @change=${() => toggle(id)} />${name}</label>`)}
    </div>
  </fieldset>`;
}

/** The words as the screen has them; numbers come with what is saved. */
function preview(m: Model, slide: ViewSlide | InviteSlide): TemplateResult {
  const { c, told, language, things, base, area } = m;
  const saved = told?.slides.find(({ id }) => id === slide.id);
  const visit = base && area ? residentsAt(base, area, language) : null;
  return html`<figure class="preview" aria-label=${c.console.preview}>
      ${told && saved ? html`<div class="preview__screen" inert>${said({ ...saved, title: slide.title, sentence: slide.sentence }, { language, told, things, flags: new Map(), now: Date.now(), visit })}</div>` : html`<p class="box__hint">${c.console.previewLater}</p>`}
      <figcaption class="box__hint">${c.console.previewHint}</figcaption>
    </figure>
    ${m.crowded ? html`<p class="told told--warn" id="crowded">${c.console.crowded}</p>` : nothing}
    ${saved?.trouble.length ? html`<ul class="told told--warn troubles">${saved.trouble.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}`;
}

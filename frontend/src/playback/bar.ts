// The bar under the map while it is played back: which hour, play and step, the hours to slide along, and back to now.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import type { Actions, Model } from "../ui/model";
import { measured } from "./data";
import { type PlaybackDesk, SPEEDS, type Speed } from "./desk";
import type { PlaybackWords } from "./nl";
import { HOUR } from "./reel";

export function bar(m: Model, act: Actions, desk: PlaybackDesk): TemplateResult {
  const p = desk.words();
  const { state } = m;
  const { when } = desk;
  const slide = (event: Event) => desk.show(Number((event.target as HTMLInputElement).value));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== " ") return;
    event.preventDefault();
    desk.play();
  };
  const chosen = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    if (value) act.choose({ date: value });
  };
  return html`<section class="playback card" aria-label=${p.title}>
    <div class="playback__head">
      <p class="playback__told"><strong id="played">${p.told(when)}</strong> ${note(m, desk, p)}</p>
      <p class="visually-hidden" role="status">${state.playing ? "" : p.told(when)}</p>
      <button type="button" id="now" class="utrecht-button utrecht-button--secondary-action" aria-label=${p.nowLong} title=${p.nowLong} @click=${() => act.set({ moment: null, playback: null, playing: false })}>${p.now}</button>
    </div>
    <div class="playback__row">
      <button type="button" id="play" class="time__play utrecht-button utrecht-button--primary-action" aria-label=${state.playing ? p.pause : p.play} title=${state.playing ? p.pause : p.play} @click=${() => desk.play()}>${icon(state.playing ? "pause" : "play")}</button>
      <button type="button" id="step-back" class="control" aria-label=${p.back} title=${p.back} ?disabled=${desk.place === 0} @click=${() => desk.step(-1)}>${icon("stepBack")}</button>
      <div class="playback__slide">
        <label class="visually-hidden" for="hour">${p.slider}</label>
        <input id="hour" type="range" min="0" max=${Math.max(desk.reel.hours - 1, 1)} step="1" .value=${String(desk.place)} aria-valuetext=${when} aria-describedby="hour-help" .style=${`--day: ${gradient(desk)}`} @input=${slide} @keydown=${onKey} />
        <p class="visually-hidden" id="hour-help">${p.sliderHelp}</p>
        <div class="playback__scale" aria-hidden="true">${scale(desk, p)}</div>
      </div>
      <button type="button" id="step-on" class="control" aria-label=${p.on} title=${p.on} ?disabled=${desk.place >= desk.last} @click=${() => desk.step(1)}>${icon("stepOn")}</button>
    </div>
    <div class="playback__row playback__row--choices">
      <label class="visually-hidden" for="date">${p.date}</label>
      <input id="date" class="time__date" type="date" .value=${m.date} min="1990-01-01" max=${desk.today} @change=${chosen} />
      <div class="chips" role="group" aria-label=${p.period}>
        ${(["day", "week"] as const).map((period) => html`<button type="button" class="chip" aria-pressed=${state.playback === period} @click=${() => desk.choose(period)}>${p[period]}</button>`)}
      </div>
      <label class="visually-hidden" for="speed">${p.speed}</label>
      <select id="speed" class="select playback__speed" @change=${(event: Event) => desk.pace(Number((event.target as HTMLSelectElement).value) as Speed)}>
        ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === desk.speed}>${p.speeds[speed]}</option>`)}
      </select>
      <a class="link playback__words" href=${inWords(m, desk)}>${p.inWords}</a>
    </div>
  </section>`;
}

/** What there is to know of this hour before anybody reads a value. */
function note(m: Model, desk: PlaybackDesk, p: PlaybackWords): TemplateResult | typeof nothing {
  const { played } = desk;
  const quiet = (text: string) => html`<span class="playback__note">${text}</span>`;
  if (played.is === "waiting") return quiet(p.loading);
  if (played.is !== "here") return html`<span class="playback__note">${p.away}</span> <button type="button" class="link" @click=${() => void desk.fetch()}>${p.retry}</button>`;
  if (played.value.series.length === 0) return quiet(p.nothing[m.state.playback ?? "day"]);
  return desk.place > desk.last ? quiet(p.later) : nothing;
}

/** The same hour in words, also when the clock shows it twice. */
function inWords({ state }: Model, desk: PlaybackDesk): string {
  const then = new Date(desk.reel.start + desk.place * HOUR).toISOString().slice(0, 19);
  return `/tekst/${encodeURIComponent(state.area ?? "")}/terug?moment=${then}Z${state.language === "en" ? "&taal=en" : ""}`;
}

/** The days of a week, or every sixth hour of a day, where they are along the hours. */
function scale({ reel }: PlaybackDesk, p: PlaybackWords): TemplateResult[] {
  const week = reel.hours > 30;
  const labels = week ? p.weekdays : ["0:00", "6:00", "12:00", "18:00"];
  return labels.map((label) => html`<span>${label}</span>`);
}

/** Along the slider: hours in which something was measured, and those in which nothing was. */
function gradient({ played }: PlaybackDesk): string {
  const empty = "var(--twin-color-line)";
  if (played.is !== "here") return `linear-gradient(${empty}, ${empty})`;
  const hours = measured(played.value);
  const stops = hours.flatMap((any, place) => {
    if (place > 0 && hours[place - 1] === any) return [];
    const end = hours.findIndex((other, later) => later > place && other !== any);
    const colour = any ? "var(--twin-color-day)" : empty;
    return [`${colour} ${((place / hours.length) * 100).toFixed(1)}% ${(((end < 0 ? hours.length : end) / hours.length) * 100).toFixed(1)}%`];
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

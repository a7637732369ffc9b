// The moment whose sun and shadows are drawn: a day, a time, quick picks, and a day played off.
import { type TemplateResult, html, nothing } from "lit";
import { clock, number, wallClock, wind } from "../format";
import type { Moment } from "../state";
import { type SunRow, sunUp } from "../sun";
import { icon } from "./icons";
import type { Actions, Model } from "./model";

export function timeBar(m: Model, act: Actions): TemplateResult {
  const { w, state, date, minutes } = m;
  const thisYear = date.slice(0, 4);
  const pick = (label: string, day: string) => html`<button type="button" class="chip" aria-pressed=${state.moment?.date === day} @click=${() => act.choose({ date: day })}>${label}</button>`;
  const slide = (event: Event) => act.choose({ minutes: Number((event.target as HTMLInputElement).value) });
  const choose = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    if (value) act.choose({ date: value });
  };
  const night = m.position !== null && m.position.elevation <= 0;
  return html`<section class="time card" aria-label=${w.time.title}>
    <div class="time__row">
      <button type="button" id="play" class="time__play utrecht-button utrecht-button--primary-action" aria-label=${state.playing ? w.time.pause : w.time.play} aria-pressed=${state.playing} @click=${act.play}>
        ${icon(state.playing ? "pause" : "play")}
      </button>
      <span class="time__clock" aria-hidden="true">${clock(minutes)}</span>
      <div class="time__slide">
        <label class="visually-hidden" for="clock">${w.time.clock}</label>
        <input id="clock" type="range" min="0" max="1439" step="5" .value=${String(Math.round(minutes))} aria-valuetext="${clock(minutes)}, ${sunWords(m)}" .style=${`--day: ${dayGradient(m.sun.is === "here" ? m.sun.value : [])}`} @input=${slide} />
      </div>
      <button type="button" id="replay" class="chip time__replay" aria-label=${w.time.replay} title=${w.time.replay} @click=${() => act.set({ playback: "day", playing: false, moment: past(m) })}>${icon("replay")}<span class="time__word">${w.time.replay}</span></button>
      <span class="time__sun" id="sun-words">${icon(night ? "moon" : "sun")}<span>${sunWords(m)}</span></span>
    </div>
    <div class="time__row time__row--picks">
      <label class="visually-hidden" for="date">${w.time.date}</label>
      <input id="date" class="time__date" type="date" .value=${date} min="1950-01-01" max="2100-12-31" @change=${choose} />
      <div class="chips">
        <button type="button" class="chip" id="now" aria-pressed=${state.moment === null} @click=${() => act.set({ moment: null, playing: false })}>${w.time.now}</button>
        ${pick(w.time.spring, `${thisYear}-03-21`)}${pick(w.time.summer, `${thisYear}-06-21`)}${pick(w.time.winter, `${thisYear}-12-21`)}
      </div>
    </div>
    ${m.sun.is === "away" || m.sun.is === "gone" ? html`<p class="time__away">${w.time.unknown}</p>` : nothing}
  </section>`;
}

/** The day that is looked at if there can be measurements of it, else yesterday. */
function past({ state: { moment }, now }: Model): Moment {
  const yesterday = wallClock(now - 24 * 3600 * 1000).date;
  return moment && moment.date <= yesterday ? { date: moment.date, minutes: Math.floor(moment.minutes / 60) * 60 } : { date: yesterday, minutes: 0 };
}

function sunWords({ w, position, sun }: Model): string {
  if (sun.is === "waiting") return "";
  if (!position) return w.time.unknown;
  return position.elevation <= 0 ? w.time.night : w.time.sun(number(w, position.elevation), wind(w, position.azimuth));
}

/** Night, dusk and day along the slider. */
function dayGradient(rows: readonly SunRow[]): string {
  const up = sunUp(rows);
  const [night, glow, day] = ["var(--twin-color-night)", "var(--twin-color-dusk)", "var(--twin-color-day)"];
  if (!up) return `linear-gradient(${night}, ${night})`;
  const stop = (color: string, minute: number) => `${color} ${((minute / 1440) * 100).toFixed(1)}%`;
  return `linear-gradient(to right, ${stop(night, 0)}, ${stop(night, up.rise - 45)}, ${stop(glow, up.rise)}, ${stop(day, up.rise + 75)}, ${stop(day, up.set - 75)}, ${stop(glow, up.set)}, ${stop(night, up.set + 45)}, ${stop(night, 1440)})`;
}

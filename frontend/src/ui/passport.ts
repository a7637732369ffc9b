// What people may know of a sensor, in short; the page in words has all of it.
import { type TemplateResult, html, nothing } from "lit";
import type { Thing } from "../data";
import { moment, number } from "../format";
import type { Passport } from "../series";
import { fact } from "./facts";
import type { Model } from "./model";
import { inWords } from "./words-link";

export function passport(m: Model, thing: Thing): TemplateResult {
  const { w, state } = m;
  const text = (name: string): string | null => {
    const value = thing.properties[name];
    return typeof value === "string" && value ? value : null;
  };
  const { moved } = thing.properties;
  const [from, until] = (text("replayed_from") ?? "").split("/");
  const period = from ? [from, until].filter(Boolean).map((part) => moment(w, part ?? "").replace(/ (om|at|,)? ?\d\d:\d\d$/, "")).join(" – ") : null;
  const held = thing.datastreams.flatMap((stream) => {
    const answer = m.passports.get(stream.id);
    return answer?.is === "here" ? [answer.value] : [];
  });
  return html`<dl class="utrecht-data-list utrecht-data-list--rows">
      ${held[0] ? promised(m, held) : nothing}
      ${thing.description ? fact(w.sensor.source, thing.description) : nothing}
      ${text("source") && text("source") !== thing.description ? fact(w.sensor.source, text("source")) : nothing}
      ${period ? fact(w.sensor.replayed, period) : nothing}
      ${typeof moved === "boolean" ? fact(w.sensor.moved, moved ? w.sensor.movedYes : w.sensor.movedNo) : nothing}
      ${thing.height === null ? nothing : fact(w.sensor.height, w.building.metres(number(w, thing.height, 1)))}
      ${fact(w.sensor.name, html`<span class="code">${thing.id}</span>`)}
    </dl>
    <p class="panel__more"><a class="link" href=${inWords(state.language, `sensoren/${encodeURIComponent(thing.id)}`)}>${w.sensor.more}</a></p>`;
}

/** Owner, purpose and so on, each said once however many datastreams share it. */
function promised({ w, state }: Model, held: readonly Passport[]): TemplateResult {
  const once = (pick: (passport: Passport) => string | null): string[] => [...new Set(held.map(pick).filter((said) => said !== null))];
  const row = (name: string, pick: (passport: Passport) => string | null) => {
    const said = once(pick);
    return said.length ? fact(name, said.join(" · ")) : nothing;
  };
  return html`${row(w.sensor.owner, ({ owner }) => owner)} ${row(w.sensor.purpose, ({ purpose }) => purpose[state.language])}
  ${row(w.sensor.cannot, ({ cannot }) => cannot[state.language])} ${row(w.sensor.calibration, ({ calibration }) => calibration)}
  ${row(w.sensor.keeps, ({ retention }) => (retention === null ? w.sensor.keepsForever : w.sensor.keepsFor(number(w, daysOf(retention)))))}`;
}

/** Days in an ISO 8601 duration of days and seconds, as the API writes them. */
export function daysOf(duration: string): number {
  const [, days, seconds] = /^P(\d+)D(?:T(\d+)S)?$/.exec(duration) ?? [];
  return Number(days ?? NaN) + Number(seconds ?? 0) / 86400;
}

// The passport of a sensor whole: whose it is, why it is there, what it can and cannot, how long values are kept.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { fact } from "../ui/facts";
import { daysOf } from "../ui/passport";
import type { Passport, Thing } from "./data";
import { type Model, chosen } from "./model";

export function passportPart(m: Model, thing: Thing): TemplateResult {
  const { w } = m;
  const held = m.passports.is === "here" ? m.passports.value : [];
  const text = (name: string) => (typeof thing.properties[name] === "string" ? (thing.properties[name] as string) : null);
  return html`<section class="card" id="passport" aria-labelledby="passport-title">
    <h2 id="passport-title">${w.passport.title}</h2>
    ${thing.description ? html`<p>${thing.description}</p>` : nothing}
    ${m.passports.is === "waiting" ? html`<p role="status">${w.wait}</p>` : held.length ? apart(held).map((same) => one(m, same)) : html`<p>${w.passport.none}</p>`}
    <dl class="utrecht-data-list utrecht-data-list--rows">
      ${ranges(m)} ${text("source") ? fact(w.passport.source, text("source")) : nothing}
      ${thing.properties["moved"] === true ? fact(w.passport.place, w.passport.moved) : nothing}
      ${thing.height === null ? nothing : fact(w.passport.height, w.passport.metres(number(m.common, thing.height, 1)))}
      ${fact(w.passport.name, html`<span class="code">${thing.id}</span>`)}
    </dl>
  </section>`;
}

/** Each different passport once, with all that have it. */
function apart(held: readonly Passport[]): Passport[][] {
  const same = new Map<string, Passport[]>();
  for (const passport of held) {
    const { owner, contact, purpose, legal_ground, measures, cannot, retention, dtpr, counting } = passport;
    const key = JSON.stringify([owner, contact, purpose, legal_ground, measures, cannot, retention, dtpr, counting]);
    same.set(key, [...(same.get(key) ?? []), passport]);
  }
  return [...same.values()];
}

function one({ w, state, common }: Model, same: readonly Passport[]): TemplateResult {
  const [held] = same;
  if (!held) return html``;
  const { language } = state;
  const names = same.map(({ label, variant }) => `${label[language]}${variant ? ` (${w.variant[variant] ?? variant})` : ""}`);
  return html`<div class="cannot"><h3>${w.passport.cannotTitle}</h3><p>${held.cannot[language]}</p>${held.counting ? html`<p>${w.passport.counting}</p>` : nothing}</div>
    <dl class="utrecht-data-list utrecht-data-list--rows">
      ${fact(w.passport.for, names.join(", "))} ${fact(w.passport.owner, held.owner)} ${fact(w.passport.contact, held.contact)} ${fact(w.passport.purpose, held.purpose[language])}
      ${fact(w.passport.ground, held.legal_ground[language])} ${fact(w.passport.measures, held.measures[language])}
      ${fact(w.passport.keeps, held.retention === null ? w.passport.keepsForever : w.passport.keepsFor(number(common, daysOf(held.retention))))}
      ${[...new Set(same.flatMap(({ calibration }) => calibration ?? []))].map((said) => fact(w.passport.calibration, said))}
      ${held.dtpr.length ? fact(w.passport.marks, held.dtpr.map(({ label }) => label[language]).join(" · ")) : nothing}
    </dl>`;
}

/** Between which values of what is in the chart nothing is doubtful. */
function ranges(m: Model): TemplateResult[] {
  const { w, common } = m;
  const seen = new Set<string>();
  return chosen(m).flatMap(({ stream }) => {
    const range = m.ranges.get(stream.quantity);
    if (!range || seen.has(stream.quantity)) return [];
    seen.add(stream.quantity);
    return [fact(`${w.passport.range}: ${stream.label[m.state.language]}`, w.passport.rangeOf(number(common, range.low), number(common, range.high), stream.unit_label))];
  });
}

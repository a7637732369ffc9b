// Small charts beside numbers, for who would rather look than read. What they show stands in words next to them.
import { type TemplateResult, html, nothing } from "lit";
import "./bars.css";
import { JUDGED, type Judgement, css } from "./scale";

/** Hours that the bars of a chart have room for: a round number, at least twice the norm. */
export const roomFor = (hours: readonly (number | null | undefined)[], norm: number): number => Math.max(2 * norm, Math.ceil(Math.max(0, ...hours.map((each) => each ?? 0))));

/** Hours now and with the plan above each other, with a line where the norm is; null where there was nothing. */
export function pair(now: number | null, plan: number | null | undefined, room: number, norm: number | null): TemplateResult {
  const bar = (hours: number | null | undefined, kind: string) =>
    hours === null || hours === undefined ? nothing : html`<span class="pair__bar pair__bar--${kind}" .style=${`inline-size: ${(100 * Math.min(hours, room)) / room}%`}></span>`;
  return html`<div class="pair" aria-hidden="true">
    ${bar(now, "now")}${bar(plan, "plan")} ${norm === null ? nothing : html`<span class="pair__norm" .style=${`inset-inline-start: ${(100 * norm) / room}%`}></span>`}
  </div>`;
}

/** How many have which judgement, as parts of a whole. */
export function shares(counts: Readonly<Record<string, number>>): TemplateResult {
  const kinds = (Object.keys(JUDGED) as Judgement[]).filter((kind) => counts[kind]);
  const total = kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  return html`<div class="counted__bar" aria-hidden="true">${kinds.map((kind) => html`<span .style=${`flex-grow: ${(counts[kind] ?? 0) / total}; background: ${css(JUDGED[kind].rgb)}`}></span>`)}</div>`;
}

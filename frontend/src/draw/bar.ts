// Over the map while a plan is edited: the tools, and what the plan does to the sun, first as a guess and then exactly.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { JUDGED, type Judgement, css, legendOf } from "../plans/scale";
import { icon as common } from "../ui/icons";
import type { Model } from "../ui/model";
import { icon } from "./icons";
import type { Effect } from "./effect";
import type { Exact, Facades } from "./live";
import type { Deeds } from "./panel";
import { type By, type Tool, points } from "./sketch";
import type { Studio } from "./studio";
import { type DrawWords, words } from "./words";

const TOOLS: readonly Tool[] = ["choose", "block", "trees", "ground", "water", "parking", "road", "fell"];

export function bar(m: Model, studio: Studio, deeds: Pick<Deeds, "use" | "close">): TemplateResult {
  const d = words(m.state.language);
  return html`<div class="tools card" role="toolbar" aria-label=${d.bar.title}>
      <div class="tools__row">
        ${TOOLS.map(
          (tool) => html`<button type="button" class="tool" data-tool=${tool} aria-pressed=${studio.tool === tool} ?disabled=${studio.conflict !== null} @click=${() => deeds.use(tool)}>
            ${icon(tool)}<span class="tool__word">${d.bar.tools[tool]}</span>
          </button>`,
        )}
        <span class="tools__gap"></span>
        <button type="button" class="tool" id="undo" aria-label=${d.bar.undo} title="${d.bar.undo} (Ctrl+Z)" ?disabled=${!studio.draft.canUndo || studio.conflict !== null} @click=${() => studio.undo()}>${icon("undo")}</button>
        <button type="button" class="tool" id="redo" aria-label=${d.bar.redo} title="${d.bar.redo} (Ctrl+Shift+Z)" ?disabled=${!studio.draft.canRedo || studio.conflict !== null} @click=${() => studio.redo()}>${icon("redo")}</button>
        <button type="button" class="tool" id="stop-drawing" aria-label=${d.bar.close} title=${d.bar.close} @click=${() => deeds.close()}>${common("check")}</button>
      </div>
      ${hint(d, studio)}
    </div>
    ${effect(m, d, studio)}`;
}

function hint(d: DrawWords, studio: Studio): TemplateResult {
  const { tool, making, sketch } = studio;
  const way = (by: By) => html`<button type="button" class="chip" data-by=${by} aria-pressed=${making.by === by} @click=${() => studio.set({ by })}>${icon(by)} ${d.bar.by[by]}</button>`;
  const told = points(tool) || tool === "trees" ? d.bar.hint[tool] : d.bar.hint[making.by];
  const ways = points(tool) || tool === "trees" ? nothing : html`<span class="chips" role="group" aria-label=${d.bar.byTitle}>${tool === "parking" ? way("row") : nothing}${way("box")}${way("corners")}</span>`;
  const ends = sketch.points.length > 0 && (tool === "trees" || making.by !== "box");
  return html`<div class="tools__hint">
    ${ways}
    <p class="panel__note">${told}</p>
    ${ends ? html`<button type="button" class="chip" id="finish" @click=${() => studio.finish()}>${d.bar.finish}</button><button type="button" class="chip" id="abandon" @click=${() => studio.abandon()}>${d.bar.cancel}</button>` : nothing}
  </div>`;
}

function effect(m: Model, d: DrawWords, studio: Studio): TemplateResult {
  const { exact } = studio;
  const moving = studio.dragging || studio.sketch.points.length > 0;
  const known = exact.is === "known" && !moving;
  const kind = exact.is === "wrong" && !moving ? "wrong" : known ? "exact" : "guess";
  const empty = exact.is === "nothing" && !moving;
  return html`<section class="effect card" id="effect" aria-labelledby="effect-title" data-kind=${empty ? "nothing" : kind} aria-busy=${exact.is === "checking" || exact.is === "computing"}>
    <h2 class="visually-hidden" id="effect-title">${d.effect.title}</h2>
    <div role="status" aria-live="polite">
      ${empty
        ? html`<p class="panel__note">${d.effect.nothing}</p>`
        : html`<p class="effect__head"><span class="tag effect__tag effect__tag--${kind}">${d.effect[kind]}</span> ${known ? html`<span class="panel__note">${d.effect.norm} · ${d.effect.took(number(m.w, exact.seconds, 1))}</span>` : nothing}</p>
            ${kind === "wrong" && exact.is === "wrong" ? wrong(m, d, exact) : known ? verdicts(m, d, exact) : guessed(m, d, studio)}`}
    </div>
    ${exact.is === "away" || exact.is === "off" || exact.is === "busy" || exact.is === "failed"
      ? html`<p class="told told--warn">${d.effect.trouble[exact.is]} <button type="button" class="link" @click=${() => studio.live.ask(studio.draft.edits)}>${d.effect.again}</button></p>`
      : nothing}
  </section>`;
}

const wrong = (m: Model, d: DrawWords, { issues }: Extract<Exact, { is: "wrong" }>): TemplateResult => html`<p>${d.effect.wrongs(issues.length)} ${issues[0]?.[m.state.language]}</p>`;

function guessed(m: Model, d: DrawWords, studio: Studio): TemplateResult {
  const guess = studio.guess();
  const soon = studio.exact.is === "checking" || studio.exact.is === "computing";
  return html`<p>${guess === null ? d.effect.guessing : guess.size ? d.effect.guessed(d.effect.buildings(guess.size, number(m.w, guess.size))) : d.effect.guessedNone}</p>
    ${soon && !studio.dragging ? html`<p class="panel__note effect__busy">${studio.exact.is === "computing" && studio.exact.compiling ? d.effect.compiling : d.effect.coming}</p>` : nothing}`;
}

function verdicts(m: Model, d: DrawWords, { effect, facades }: Extract<Exact, { is: "known" }>): TemplateResult {
  const line = (judgement: Judgement, say: (what: string) => string, what: string | null) => {
    const { rgb, sign, kind } = JUDGED[judgement];
    return what === null ? [] : [html`<li class="judged judged--${kind}"><span class="judged__sign" aria-hidden="true" .style=${`--judged: ${css(rgb)}`}>${sign}</span>${say(what)}</li>`];
  };
  const lines = (of: Pick<Effect, "fails" | "close" | "gains">, told: (count: number, n: string) => string) => {
    const counted = (count: number) => (count ? told(count, number(m.w, count)) : null);
    return [...line("voldoet niet", d.effect.fails, counted(of.fails)), ...line("te dichtbij om te zeggen", d.effect.close, counted(of.close)), ...line("voldoet", d.effect.gains, counted(of.gains))];
  };
  const [homes, flats] = [lines(effect, d.effect.homes), lines(effect.facades, d.effect.facades)];
  return html`${homes.length ? nothing : html`<p>${d.effect.none}</p>`} ${homes.length + flats.length ? html`<ul class="effect__lines">${homes}${flats}</ul>` : nothing} ${facades ? legend(m, d, facades) : nothing}`;
}

/** The colours of façades on the map: from most sun lost to most gained, with those that are there. */
function legend(m: Model, d: DrawWords, { scale, shown }: Facades): TemplateResult {
  const classes = legendOf(m.w, scale).filter(({ rgb }) => shown.has(rgb));
  if (classes.length === 0) return html``;
  return html`<div class="effect__key">
    <p class="panel__note" id="facades-key">${d.effect.change}</p>
    <ul class="effect__swatches" aria-labelledby="facades-key">${classes.map(({ rgb, words }) => html`<li><span class="swatch" .style=${`background: ${css(rgb)}`}></span>${words}</li>`)}</ul>
  </div>`;
}

// Over the maps: how either side is called, the line to drag between them, and what the colours of a difference mean.
import { type TemplateResult, html, nothing } from "lit";
import { type Rgb, css, legendOf } from "../plans/scale";
import { capital } from "../plans/words";
import type { Actions, Model } from "../ui/model";
import type { CompareDesk } from "./desk";
import { CHANGED, changeOfBuildings } from "./difference";
import type { CompareWords } from "./nl";
import { titles } from "./panel";
import { catalogue } from "./words";

/** Per cent that a press of an arrow moves the line, and of a page key. */
const STEPS: Record<string, number> = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };

export function over(m: Model, act: Actions, desk: CompareDesk): TemplateResult | typeof nothing {
  const { state } = m;
  if (!state.other || (state.compare !== "swipe" && state.compare !== "side")) return nothing;
  const c = catalogue(state.language);
  const [left, right] = titles(m, desk, c);
  return html`<div class="halves" id="halves">
    <p class="halves__name halves__name--left">${left}</p>
    <p class="halves__name halves__name--right">${right}</p>
    ${state.compare === "swipe" ? line(act, desk, state.divide, left, right, c) : nothing}
  </div>`;
}

function line(act: Actions, desk: CompareDesk, divide: number, left: string, right: string, c: CompareWords): TemplateResult {
  const at = (event: PointerEvent) => {
    const stage = document.getElementById("stage")?.getBoundingClientRect();
    return stage ? within(((event.clientX - stage.left) / stage.width) * 100) : divide;
  };
  const drag = (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    desk.drag(at(event));
  };
  const end = (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).releasePointerCapture(event.pointerId);
    act.set({ divide: at(event) });
  };
  const key = (event: KeyboardEvent) => {
    const to = event.key === "Home" ? 0 : event.key === "End" ? 100 : event.key in STEPS ? within(divide + (STEPS[event.key] ?? 0)) : null;
    if (to === null) return;
    event.preventDefault();
    act.set({ divide: to });
  };
  const share = String(Math.round(divide));
  return html`<div
    class="swipe"
    id="swipe"
    role="slider"
    tabindex="0"
    aria-label=${c.line}
    aria-orientation="horizontal"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${share}
    aria-valuetext=${c.lineAt(left, right, share)}
    @pointerdown=${(event: PointerEvent) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
    @pointermove=${drag}
    @pointerup=${end}
    @keydown=${key}
  >
    <span class="swipe__grip" aria-hidden="true"><svg class="icon" viewBox="0 0 24 24"><path d="M9 6l-6 6 6 6M15 6l6 6-6 6"></path></svg></span>
  </div>`;
}

const within = (per_cent: number): number => Math.min(100, Math.max(0, Math.round(per_cent)));

/** What the colours of the difference mean; null when there are none. */
export function keyFacts(m: Model, desk: CompareDesk): { title: string; classes: { rgb: Rgb; words: string; sign: string }[] } | null {
  const { w, state } = m;
  const c = catalogue(state.language);
  const { difference } = desk;
  if (!difference || difference.is === "none") return null;
  if (difference.is === "homes") {
    const { column } = difference;
    const kinds = [...new Set(changeOfBuildings(column).values()), "gelijk" as const];
    return { title: c.legend(column.words[state.language]), classes: kinds.map((kind) => ({ ...CHANGED[kind], words: c.changes[kind] })) };
  }
  const { outcome, layer, scale } = difference.shown;
  const on = [...outcome.points, ...outcome.rasters].find((one) => one.key === layer);
  const unit = on ? (w.plans.units[on.unit] ?? on.unit) : "";
  const said = capital(c.legend(on?.words[state.language] ?? ""));
  return { title: unit ? `${said} (${unit})` : said, classes: scale ? legendOf(w, scale).map(({ rgb, words }) => ({ rgb, words, sign: "" })) : [] };
}

export function key(m: Model, desk: CompareDesk): TemplateResult {
  const { w, state } = m;
  const c = catalogue(state.language);
  const facts = keyFacts(m, desk);
  if (!facts) return html`<p class="panel__note" role="status">${desk.difference ? c.legendNone : desk.comparison.is === "waiting" ? c.loading : w.plans.drawing}</p>`;
  return html`<div class="key" id="difference-legend">
    <p class="key__title">${facts.title}</p>
    <ul class="key__classes">
      ${facts.classes.map(({ rgb, sign, words }) => html`<li><span class="key__colour" aria-hidden="true" .style=${`background: ${css(rgb)}`}>${sign}</span>${words}</li>`)}
    </ul>
  </div>`;
}

// The chart with its buttons, what it shows in words, and a legend with the values under the pointer.
import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../ui/icons";
import { units } from "./axes";
import { DASHES, type Line, type Reading } from "./chart";
import "./chart";
import { columns, noticed } from "./columns";
import type { Measured } from "./data";
import { type Actions, type Chosen, type Model, chosen } from "./model";
import { how, remarks, stretch, told, when } from "./said";
import { type Window, panned, zoomed } from "./window";

const BANDS = 2; // more of them over each other cannot be told apart

/** The series with their values, as far as these are there. */
export function shown(m: Model): { series: Chosen; measured: Measured; look: number }[] {
  return chosen(m).flatMap((series, look) => {
    const found = m.measured.get(series.stream.id);
    return found?.is === "here" ? [{ series, measured: found.value, look }] : [];
  });
}

export function chartPart(m: Model, act: Actions): TemplateResult {
  const { w, window: now } = m;
  const rows = shown(m);
  const used = units(rows.map(({ series }) => series));
  const first = rows[0];
  const ways = [...new Set(rows.map(({ series, measured }) => how(m, series, measured.interval)))];
  const empty = rows.length > 0 && rows.every(({ measured }) => measured.points.length === 0);
  return html`<section class="card chart" aria-labelledby="chart-title">
    <div class="chart__head">
      <h2 id="chart-title">${w.chart.title}</h2>
      <div class="chart__moves" role="group" aria-label=${w.chart.buttons}>
        ${move("earlier", w.chart.earlier, "‹", () => act.move(panned(now, -0.5)))} ${move("later", w.chart.later, "›", () => act.move(panned(now, 0.5)))}
        ${move("nearer", w.chart.nearer, icon("plus"), () => act.move(zoomed(now, 0.5)))} ${move("further", w.chart.further, icon("minus"), () => act.move(zoomed(now, 2)))}
        <button type="button" class="utrecht-button utrecht-button--subtle" data-move="all" @click=${act.whole}>${w.chart.all}</button>
      </div>
    </div>
    <p class="chart__shown" role="status" aria-live="polite">${first ? w.chart.shown(stretch(m, first.measured.window), ways.join("; ")) : m.busy ? w.chart.loading : nothing}</p>
    ${ended(m)}
    ${first
      ? html`<meter-chart
            .lines=${rows.map(line)}
            .window=${now}
            language=${m.state.language}
            scheme=${m.scheme}
            label=${w.chart.label(rows.map(({ series }) => series.name).join(", "), stretch(m, now))}
            help="chart-help"
            @moved=${(event: CustomEvent<Window>) => act.move(event.detail)}
            @whole=${act.whole}
            @reading=${(event: CustomEvent<Reading | null>) => read(m, event)}
          ></meter-chart>`
      : nothing}
    ${empty && !m.busy ? html`<p class="chart__empty">${w.chart.empty}</p>` : nothing}
    <ul class="legend">
      ${rows.map(
        ({ series, measured, look }) => html`<li class="legend__item" data-series=${series.key}>
          ${swatch(look)}<span class="legend__name">${series.name} <span class="unit">${series.unit}</span></span>
          <output class="legend__value" data-decimals=${series.stream.decimals}></output>
          ${remarks(m, measured).map((said) => html`<p class="legend__said">${said}</p>`)}
        </li>`,
      )}
    </ul>
    ${rows.some(({ series, measured }) => measured.interval !== "raw" && !series.stream.counting) ? html`<p class="small">${w.chart.noticedNot}</p>` : nothing}
    ${used.length > 1 ? html`<p class="small">${w.chart.axes(used[0] ?? "", used[1] ?? "")}</p>` : nothing}
    <details class="more">
      <summary>${w.chart.helpTitle}</summary>
      <p id="chart-help">${w.chart.help}</p>
    </details>
  </section>`;
}

const move = (name: string, label: string, sign: unknown, act: () => void): TemplateResult =>
  html`<button type="button" class="utrecht-button utrecht-button--subtle square" data-move=${name} aria-label=${label} title=${label} @click=${act}><span class="sign" aria-hidden="true">${sign}</span></button>`;

export const swatch = (look: number): TemplateResult =>
  html`<svg class="swatch swatch--${look + 1}" viewBox="0 0 40 8" aria-hidden="true"><path d="M1 4h38" stroke-dasharray=${(DASHES[look] ?? []).join(" ") || nothing}></path></svg>`;

/** The chart ends at the newest measurement where that is long ago; why, is told. */
function ended(m: Model): TemplateResult | typeof nothing {
  const late = "last" in m.state.period && m.window.to < m.now - 3600_000;
  return late ? html`<p class="small">${m.w.period.old(when(m, m.window.to, "day"))}</p>` : nothing;
}

function line({ series, measured, look }: { series: Chosen; measured: Measured; look: number }, _i: number, all: readonly unknown[]): Line {
  const { points, interval } = measured;
  const amount = series.stream.aggregation === "sum" && interval !== "raw";
  const bars = amount && all.length === 1; // beside another series a line is easier to read
  const marked = new Set(noticed(points).some.keys());
  return {
    key: series.key,
    unit: series.unit,
    decimals: series.stream.decimals,
    columns: columns(points, interval, bars, marked),
    bars,
    band: interval !== "raw" && !amount && all.length <= BANDS && points.some(({ low }) => low !== null),
    look,
  };
}

/** The values under the pointer, written in the legend without drawing the page anew. */
function read(m: Model, event: CustomEvent<Reading | null>): void {
  const part = (event.currentTarget as Element).closest("section");
  const interval = shown(m)[0]?.measured.interval ?? "raw";
  for (const item of part?.querySelectorAll<HTMLElement>(".legend__item") ?? []) {
    const output = item.querySelector("output");
    const value = event.detail?.values.get(item.dataset["series"] ?? "");
    if (output) output.textContent = event.detail && value !== undefined ? `${told(m, value, false, Number(output.dataset["decimals"]))} · ${when(m, event.detail.at, interval)}` : "";
  }
}

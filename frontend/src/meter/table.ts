// The numbers of the chart as a table, newest first, and as files to take along.
import { type TemplateResult, html, nothing } from "lit";
import { number } from "../format";
import { shown } from "./chart-part";
import type { Interval, Point } from "./columns";
import { tableOf } from "./data";
import type { Actions, Model } from "./model";
import { told, when } from "./said";

const ROWS = 50;

export interface Row {
  t: number;
  cells: (Point | null)[];
}

/** The moments of all series, newest first, with what each measured then. Pure. */
export function rows(series: readonly (readonly Point[])[]): Row[] {
  const found = new Map<number, Row>();
  series.forEach((points, i) => {
    for (const point of points) {
      const row = found.get(point.t) ?? { t: point.t, cells: series.map(() => null) };
      row.cells[i] = point;
      found.set(point.t, row);
    }
  });
  return [...found.values()].sort((a, b) => b.t - a.t);
}

export function tablePart(m: Model, act: Actions): TemplateResult {
  const { w, common } = m;
  const parts = shown(m);
  const all = rows(parts.map(({ measured }) => measured.points));
  const first = Math.min(m.page * ROWS, Math.max(0, all.length - 1));
  const some = all.slice(first, first + ROWS);
  // Of rows of several intervals the finest tells how a moment is written.
  const interval: Interval = parts.some(({ measured }) => measured.interval === "raw") ? "raw" : (parts[0]?.measured.interval ?? "raw");
  const cell = (point: Point | null, decimals: number) => html`<td class="utrecht-table__cell utrecht-table__cell--numeric-data">
    ${point
      ? html`${told(m, point.v, point.hidden, decimals)}${point.low !== null && point.high !== null ? html` <span class="range">${w.table.range(number(common, point.low, decimals), number(common, point.high, decimals))}</span>` : nothing}
          ${point.flags.map((name) => html`<span class="tag tag--flag">${m.flags.get(name)?.label[m.state.language] ?? name}</span>`)}`
      : "–"}
  </td>`;
  return html`<section class="card" aria-labelledby="table-title">
    <details class="more" id="numbers">
      <summary><h2 id="table-title">${w.table.title}</h2></summary>
      <p class="small">${w.table.newest}</p>
      <div class="table-room" role="group" aria-labelledby="table-title" tabindex="0">
        <table class="utrecht-table">
          <thead class="utrecht-table__header">
            <tr class="utrecht-table__row">
              <th class="utrecht-table__header-cell" scope="col">${w.table.when}</th>
              ${parts.map(({ series }) => html`<th class="utrecht-table__header-cell utrecht-table__header-cell--numeric-column" scope="col">${series.name} (${series.unit})</th>`)}
            </tr>
          </thead>
          <tbody class="utrecht-table__body">
            ${some.map((row) => html`<tr class="utrecht-table__row"><th class="utrecht-table__header-cell" scope="row">${when(m, row.t, interval)}</th>${row.cells.map((point, i) => cell(point, parts[i]?.series.stream.decimals ?? 1))}</tr>`)}
          </tbody>
        </table>
      </div>
      <p class="pages">
        <button type="button" class="utrecht-button utrecht-button--subtle" ?disabled=${m.page === 0} @click=${() => act.turn(m.page - 1)}>${w.table.newer}</button>
        <span role="status">${all.length ? w.table.page(number(common, first + 1), number(common, first + some.length), number(common, all.length)) : w.chart.empty}</span>
        <button type="button" class="utrecht-button utrecht-button--subtle" ?disabled=${first + ROWS >= all.length} @click=${() => act.turn(m.page + 1)}>${w.table.older}</button>
      </p>
    </details>
    <h3>${w.download.title}</h3>
    <p class="small">${w.download.lead}</p>
    <ul class="files">
      ${parts.map(
        ({ series, measured }) => html`<li><a class="link" download href=${tableOf(series.stream.id, measured, m.state.language, "rfc4180")}>${w.download.csv(series.name)}</a> · <a class="link" download href=${tableOf(series.stream.id, measured, m.state.language, "excel")}>${w.download.excel(series.name)}</a></li>`,
      )}
    </ul>
  </section>`;
}

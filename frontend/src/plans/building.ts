// What a plan does to one building: its verdict, and the hours of sun per façade, now and with the plan.
import { type TemplateResult, html, nothing } from "lit";
import { day, number } from "../format";
import type { Model } from "../ui/model";
import { pair, roomFor } from "./bars";
import { verdict } from "./cards";
import type { Row } from "./data";
import { type Desk, NORM } from "./desk";
import { hours } from "./words";

/** Hours of sun that the light TNO norm asks for. */
const LIGHT = 2;

export function building(m: Model, desk: Desk, id: string): TemplateResult {
  const { w } = m;
  return html`<section class="on-building" id="plan-building"><h3 class="panel__subtitle">${w.plans.building.title}</h3>${said(m, desk, id)}</section>`;
}

function said(m: Model, desk: Desk, id: string): TemplateResult {
  const { w } = m;
  const outcome = desk.outcome("sun-facades");
  if (!outcome) return html`<p class="panel__text">${desk.plans.outcomes.is === "waiting" ? w.plans.building.loading : w.plans.building.notYet}</p>`;
  const whole = desk.whole(outcome.key);
  if (whole.is === "waiting") return html`<p class="panel__text skeleton">${w.plans.building.loading}</p>`;
  if (whole.is !== "here") return html`<p class="told told--warn">${w.plans.outcomesAway}</p>`;
  const rows = whole.value.result.rows.filter((row) => row.belongs_to === id || row.id === id);
  const facades = rows.filter(({ subject }) => subject === "facade");
  const homes = rows.filter(({ subject }) => subject === "dwelling" || subject === "building");
  if (rows.length === 0) return html`<p class="panel__text">${w.plans.building.none}</p>`;
  return html`${homes.map((row) => home(m, row))}
    <p class="panel__note">${w.plans.building.byNorm}</p>
    ${facades.length ? perFacade(m, facades) : nothing}`;
}

function judgement(row: Row): string | null {
  return row.verdicts.find(({ norm }) => norm === NORM)?.judgement ?? null;
}

function judged(m: Model, row: Row): TemplateResult {
  if (row.flags.includes("cannot-get-sun")) return html`<span class="judged judged--none">${m.w.plans.building.cannot}</span>`;
  return verdict(m, judgement(row));
}

/** What it was before the plan: what there is less what the plan gave. */
function before(row: Row, key: string): number | null {
  const [now, change] = [row.values[key], row.values[`${key}_change`]];
  return now === null || now === undefined || change === null || change === undefined ? null : now - change;
}

function home(m: Model, row: Row): TemplateResult {
  const { w } = m;
  const at = row.values["worst_day"];
  const on = at ? w.plans.building.worstOn(day(w, `2026-${String(Math.floor(at / 100)).padStart(2, "0")}-${String(at % 100).padStart(2, "0")}`).replace(/ 2026$/, "")) : w.plans.building.worst;
  const error = row.values["worst_error"];
  const keys = ["worst", "march", "dark"];
  const room = roomFor(keys.flatMap((key) => [row.values[key], before(row, key)]), LIGHT);
  const line = (label: string, key: string, plus = "", norm: number | null = null) => {
    const was = before(row, key);
    return html`<tr>
        <th scope="row">${label}</th>
        <td class="number">${was === null ? w.plans.building.new : hours(w, was)}</td>
        <td class="number">${hours(w, row.values[key])}${plus ? html` <span class="panel__note">${plus}</span>` : nothing}</td>
      </tr>
      <tr class="pair-row" aria-hidden="true">
        <td colspan="3">${pair(was, row.values[key], room, norm)}</td>
      </tr>`;
  };
  return html`<p class="home"><strong>${row.label}</strong><br />${row.flags.includes("several-dwellings") ? w.plans.building.severalHomes : judged(m, row)}</p>
    <table class="mini">
      <thead>
        <tr>
          <td></td>
          <th scope="col" class="number">${w.plans.building.now}</th>
          <th scope="col" class="number">${w.plans.building.plan}</th>
        </tr>
      </thead>
      <tbody>
        ${line(on, "worst", error ? w.plans.error(number(w, error, 1)) : "", LIGHT)} ${line(w.plans.building.march, "march")} ${line(w.plans.building.dark, "dark")}
      </tbody>
    </table>
    <p class="pair__key"><span class="pair__of-now">${w.plans.building.now}</span><span class="pair__of-plan">${w.plans.building.plan}</span><span class="pair__of-norm">${w.plans.building.normLine}</span></p>`;
}

function perFacade(m: Model, facades: readonly Row[]): TemplateResult {
  const { w } = m;
  const worst = [...facades].sort((a, b) => (a.values["worst_change"] ?? 0) - (b.values["worst_change"] ?? 0));
  return html`<details class="more">
    <summary>${w.plans.building.facades(facades.length)}</summary>
    <table class="mini" id="facade-table">
      <thead>
        <tr>
          <th scope="col">${w.plans.building.facade}</th>
          <th scope="col" class="number">${w.plans.building.now}</th>
          <th scope="col" class="number">${w.plans.building.plan}</th>
        </tr>
      </thead>
      <tbody>
        ${worst.map((row) => {
          const room = roomFor([row.values["worst"], before(row, "worst")], LIGHT);
          const was = before(row, "worst");
          return html`<tr>
            <th scope="row">${row.label}<br />${judged(m, row)}${pair(was, row.values["worst"], room, LIGHT)}</th>
            <td class="number">${was === null ? w.plans.building.new : hours(w, was)}</td>
            <td class="number">${hours(w, row.values["worst"])}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </details>`;
}

// Series over a stretch of time, with a band of lowest to highest, gaps and marks. The only part with a canvas.
import { LitElement, type PropertyValues, html } from "lit";
import uPlot from "uplot";
import { type Language, ZONE, number, words } from "../format";
import { units } from "./axes";
import { type Columns, PER_SERIES, joined } from "./columns";
import { Gestures } from "./gestures";
import { DAY, type Window } from "./window";

export interface Line {
  key: string;
  unit: string;
  decimals: number;
  columns: Columns;
  /** Amounts per hour or day, drawn from zero. */
  bars: boolean;
  band: boolean;
  /** Place among the colours and dashes, from 0. */
  look: number;
}

/** What is under the pointer: the moment, and the values of the lines by key. */
export interface Reading {
  at: number;
  values: ReadonlyMap<string, number>;
}

export const DASHES: readonly (readonly number[])[] = [[], [9, 5], [2, 4], [12, 4, 2, 4]];
const ALWAYS_BUILT: (keyof MeterChart)[] = ["language", "scheme"];

export class MeterChart extends LitElement {
  static override properties = { lines: { attribute: false }, window: { attribute: false }, language: {}, scheme: {}, label: {}, help: {} };
  declare lines: readonly Line[];
  declare window: Window;
  declare language: Language;
  declare scheme: string;
  declare label: string;
  /** Id of the words that say how to move. */
  declare help: string;
  private plot: uPlot | null = null;
  private gestures: Gestures | null = null;
  private size = new ResizeObserver(() => this.plot?.setSize({ width: this.clientWidth, height: this.clientHeight }));

  constructor() {
    super();
    this.lines = [];
    this.window = { from: 0, to: 1 };
    this.language = "nl";
    this.scheme = this.label = this.help = "";
  }

  // In the page itself, so that the one stylesheet reaches it.
  protected override createRenderRoot(): this {
    return this;
  }

  override render(): unknown {
    return html``;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application"); // its keys are its own
    this.setAttribute("aria-label", this.label);
    if (this.help) this.setAttribute("aria-describedby", this.help);
    const before = changed.get("lines") as readonly Line[] | undefined;
    const looks = (lines: readonly Line[]) => lines.map(({ key, unit, bars, band, look }) => [key, unit, bars, band, look].join()).join("|");
    if (!this.plot || ALWAYS_BUILT.some((name) => changed.has(name)) || (before && looks(before) !== looks(this.lines))) return this.build();
    if (changed.has("lines")) this.plot.setData(joined(this.lines.map(({ columns }) => columns)), false);
    this.plot.setScale("x", { min: this.window.from / 1000, max: this.window.to / 1000 });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
    this.gestures?.end();
    this.plot?.destroy();
    this.plot = null;
  }

  private build(): void {
    this.gestures?.end();
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), joined(this.lines.map(({ columns }) => columns)), this);
    const tell = <T>(name: string, detail: T) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    this.gestures = new Gestures(this, this.plot.over, {
      window: () => this.window,
      move: (to) => {
        this.window = to; // at once, before the page has heard of it: a drag is many small moves
        tell("moved", to);
      },
      whole: () => tell("whole", null),
    });
    this.size.observe(this);
  }

  private options(): uPlot.Options {
    const w = words(this.language);
    const style = getComputedStyle(this);
    const color = (name: string) => style.getPropertyValue(name).trim() || "gray";
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // larger on large screens
    const grid = { stroke: color("--twin-color-line"), width: 1 };
    const axis = { stroke: color("--twin-color-ink-soft"), font: `${13 * rem}px ${style.fontFamily}`, lineGap: 1.3, grid, ticks: { ...grid, size: 4 } };
    const used = units(this.lines);
    const paper = color("--meter-paper");
    const series = this.lines.flatMap((line): uPlot.Series[] => {
      const stroke = color(`--meter-series-${line.look + 1}`);
      const none = { scale: line.unit, stroke: "transparent", points: { show: false } };
      const dots = { scale: line.unit, paths: () => null };
      return [
        { scale: line.unit, stroke, width: line.bars ? 0 : 2 * rem, dash: [...(DASHES[line.look] ?? [])], spanGaps: false, points: { show: false }, ...bars(line.bars, stroke) },
        none,
        none,
        { ...dots, points: { show: true, size: 5 * rem, stroke, fill: stroke } },
        { ...dots, points: { show: true, size: 11 * rem, width: 2 * rem, stroke: color("--meter-noticed"), fill: paper } },
      ];
    });
    const bands = this.lines.flatMap(({ band, look }, i): uPlot.Band[] => {
      const first = 1 + i * PER_SERIES;
      return band ? [{ series: [first + 2, first + 1], fill: faint(color(`--meter-series-${look + 1}`)) }] : [];
    });
    const side = (unit: string, i: number): uPlot.Axis => ({ ...axis, scale: unit, side: i ? 1 : 3, size: 56 * rem, space: 34 * rem, grid: i ? { show: false } : grid, values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => number(w, tick, decimalsOf(step))) });
    const zero = new Set(this.lines.filter(({ bars }) => bars).map(({ unit }) => unit));
    return {
      width: this.clientWidth || 320,
      height: this.clientHeight || 320,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false, setScale: false } },
      padding: [10, used.length > 1 ? 0 : 12, 0, 0],
      scales: {
        x: { time: true, range: () => [this.window.from / 1000, this.window.to / 1000] },
        ...Object.fromEntries(used.map((unit) => [unit, { range: (_plot: uPlot, low: number | null, high: number | null) => padded(zero.has(unit) ? Math.min(0, low ?? 0) : low, high) }])),
      },
      axes: [{ ...axis, size: 46 * rem, space: 90 * rem, values: (_plot, ticks, _axis, _space, step) => labels(w.locale, ticks, step, this.window) }, ...used.map(side)],
      series: [{}, ...series],
      bands,
      hooks: { setCursor: [(plot) => this.tell(plot)] },
    };
  }

  private tell(plot: uPlot): void {
    const at = plot.cursor.idx;
    const seconds = at === null || at === undefined ? undefined : plot.data[0][at];
    const values = new Map<string, number>();
    if (at !== null && at !== undefined)
      this.lines.forEach(({ key }, i) => {
        const value = plot.data[1 + i * PER_SERIES]?.[at];
        if (typeof value === "number") values.set(key, value);
      });
    const detail: Reading | null = seconds === undefined || !values.size ? null : { at: seconds * 1000, values };
    this.dispatchEvent(new CustomEvent("reading", { detail, bubbles: true }));
  }
}

/** Clock times within a few days, days above; two lines where the day is new. */
function labels(locale: string, ticks: readonly number[], step: number, { from, to }: Window): string[] {
  const form = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  const clock = form({ hour: "2-digit", minute: "2-digit" });
  const day = form({ day: "numeric", month: "short" });
  const year = form(to - from > 300 * DAY ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" });
  let before = "";
  return ticks.map((seconds) => {
    const at = seconds * 1000;
    if (step >= DAY / 1000) return year.format(at);
    const today = day.format(at);
    const said = today === before ? clock.format(at) : `${clock.format(at)}\n${today}`;
    before = today;
    return said;
  });
}

/** Bars that start where their hour or day does. */
function bars(wanted: boolean, fill: string): Partial<uPlot.Series> {
  const paths = wanted ? uPlot.paths.bars?.({ size: [0.85, 40, 1], align: 1 }) : undefined;
  return paths ? { paths, fill } : {};
}

function padded(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 0.1);
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

/** Digits after the decimal mark that tell ticks of this step apart. */
function decimalsOf(step: number): number {
  return [0, 1, 2].find((digits) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6) ?? 3;
}

/** A colour as the browser resolved it, seen through. */
function faint(color: string): string {
  const [red, green, blue] = color.match(/[\d.]+/g) ?? ["0", "0", "0"];
  return `rgba(${red}, ${green}, ${blue}, 0.2)`;
}

customElements.define("meter-chart", MeterChart);

// One quantity over a day, a week or a year. The only part of the page with state of its own (a canvas).
import { LitElement, type PropertyValues, html } from "lit";
import uPlot from "uplot";
import { type Language, ZONE, number, words } from "../format";
import type { Sample, Span } from "../series";
import { withGaps } from "./gaps";

export class TwinChart extends LitElement {
  static override properties = {
    samples: { attribute: false },
    unit: {},
    decimals: { type: Number },
    color: {},
    language: {},
    label: {},
    span: {},
    bars: { type: Boolean },
  };
  declare samples: readonly Sample[];
  declare unit: string;
  declare decimals: number;
  declare color: string;
  declare language: Language;
  declare label: string;
  declare span: Span;
  /** Amounts per hour or day, rather than a line of levels. */
  declare bars: boolean;
  private plot: uPlot | null = null;
  private size = new ResizeObserver(() => this.plot?.setSize({ width: this.clientWidth, height: this.clientHeight }));

  constructor() {
    super();
    this.samples = [];
    this.unit = this.label = "";
    this.decimals = 1;
    this.color = "#333";
    this.language = "nl";
    this.span = "day";
    this.bars = false;
  }

  // In the page itself, so that the one stylesheet reaches it.
  protected override createRenderRoot(): this {
    return this;
  }

  override render(): unknown {
    return html``;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", this.label);
    if (this.plot && ["unit", "decimals", "color", "language", "span", "bars"].every((name) => !changed.has(name as keyof TwinChart))) {
      if (changed.has("samples")) this.plot.setData(withGaps(this.samples));
      return;
    }
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), withGaps(this.samples), this);
    this.size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  private options(): uPlot.Options {
    const w = words(this.language);
    const { tick, pointed } = clocks(w.locale, this.span);
    const style = getComputedStyle(this);
    const ink = style.getPropertyValue("--twin-color-ink-soft").trim() || "#555";
    const grid = { stroke: style.getPropertyValue("--twin-color-line").trim() || "#ddd", width: 1 };
    const font = `13px ${style.fontFamily}`;
    const axis = { stroke: ink, font, grid, ticks: { ...grid, size: 4 } };
    return {
      width: this.clientWidth || 320,
      height: this.clientHeight || 160,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      padding: [8, 8, 0, 0],
      scales: { x: { time: true }, y: { range: (_plot, low, high) => padded(this.bars ? 0 : low, high) } },
      axes: [
        { ...axis, size: 28, space: 64, values: (_plot, ticks) => ticks.map((at) => tick.format(new Date(at * 1000))) },
        { ...axis, size: 52, space: 34, values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => number(w, tick, decimalsOf(step))) },
      ],
      series: [
        {},
        { stroke: this.color, width: this.bars ? 0 : 2, spanGaps: false, points: { show: false }, fill: this.color.replace(")", this.bars ? " / 0.75)" : " / 0.1)"), ...bars(this.bars) },
        { stroke: "transparent", points: { show: false } },
        { stroke: "transparent", points: { show: false } },
      ],
      bands: [{ series: [3, 2], fill: this.color.replace(")", " / 0.22)") }],
      hooks: { setCursor: [(plot) => this.tell(plot, pointed)] },
    };
  }

  private tell(plot: uPlot, pointed: Intl.DateTimeFormat): void {
    const at = plot.cursor.idx;
    const [seconds, value] = at === null || at === undefined ? [] : [plot.data[0][at], plot.data[1]?.[at]];
    const detail = seconds === undefined || value === undefined || value === null ? null : `${pointed.format(new Date(seconds * 1000))} · ${number(words(this.language), value, this.decimals)} ${this.unit}`;
    this.dispatchEvent(new CustomEvent("reading", { detail, bubbles: true }));
  }
}

/** How moments are told along the axis and under the pointer. */
function clocks(locale: string, span: Span): { tick: Intl.DateTimeFormat; pointed: Intl.DateTimeFormat } {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  const day = { day: "numeric", month: "short" } as const;
  const form = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  if (span === "day") return { tick: form(time), pointed: form(time) };
  if (span === "week") return { tick: form({ weekday: "short", day: "numeric" }), pointed: form({ ...day, ...time }) };
  return { tick: form({ month: "short" }), pointed: form({ ...day, year: "numeric" }) };
}

/** Bars that start where their hour or day does. */
function bars(wanted: boolean): Partial<uPlot.Series> {
  const paths = wanted ? uPlot.paths.bars?.({ size: [0.85, 40, 1], align: 1 }) : undefined;
  return paths ? { paths } : {};
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

customElements.define("twin-chart", TwinChart);

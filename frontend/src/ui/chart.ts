// One quantity over the last 24 hours. The only part of the page with state of its own (a canvas).
import { LitElement, type PropertyValues, html } from "lit";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Sample } from "../data";
import { type Language, ZONE, number, words } from "../format";
import { withGaps } from "./gaps";

export class TwinChart extends LitElement {
  static override properties = {
    samples: { attribute: false },
    unit: {},
    decimals: { type: Number },
    color: {},
    language: {},
    label: {},
    now: { attribute: false },
  };
  declare samples: readonly Sample[];
  declare unit: string;
  declare decimals: number;
  declare color: string;
  declare language: Language;
  declare label: string;
  declare now: number;
  private plot: uPlot | null = null;
  private size = new ResizeObserver(() => this.plot?.setSize({ width: this.clientWidth, height: this.clientHeight }));

  constructor() {
    super();
    this.samples = [];
    this.unit = this.label = "";
    this.decimals = 1;
    this.color = "#333";
    this.language = "nl";
    this.now = 0;
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
    if (this.plot && ["unit", "decimals", "color", "language"].every((name) => !changed.has(name as keyof TwinChart))) {
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
    const hour = new Intl.DateTimeFormat(w.locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
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
      scales: { x: { time: true }, y: { range: (_plot, low, high) => padded(low, high) } },
      axes: [
        { ...axis, size: 28, space: 64, values: (_plot, ticks) => ticks.map((tick) => hour.format(new Date(tick * 1000))) },
        { ...axis, size: 52, space: 34, values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => number(w, tick, decimalsOf(step))) },
      ],
      series: [{}, { stroke: this.color, width: 2, spanGaps: false, points: { show: false }, fill: this.color.replace(")", " / 0.1)") }],
      hooks: { setCursor: [(plot) => this.tell(plot, hour)] },
    };
  }

  private tell(plot: uPlot, hour: Intl.DateTimeFormat): void {
    const at = plot.cursor.idx;
    const [seconds, value] = at === null || at === undefined ? [] : [plot.data[0][at], plot.data[1]?.[at]];
    const detail = seconds === undefined || value === undefined || value === null ? null : `${hour.format(new Date(seconds * 1000))} · ${number(words(this.language), value, this.decimals)} ${this.unit}`;
    this.dispatchEvent(new CustomEvent("reading", { detail, bubbles: true }));
  }
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

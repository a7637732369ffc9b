// From a value to a colour that colour-blind eyes tell apart, and the words of the legend. Pure.
import { number } from "../format";
import type { Words } from "../nl";

export type Rgb = readonly [number, number, number];
export type Judgement = "voldoet" | "voldoet niet" | "te dichtbij om te zeggen";

/** Blue, vermilion and yellow after Okabe and Ito (2008), each with a sign; grey where nothing is judged. */
export const JUDGED: Record<Judgement, { rgb: Rgb; sign: string; kind: string }> = {
  voldoet: { rgb: [0, 114, 178], sign: "✓", kind: "yes" },
  "voldoet niet": { rgb: [213, 94, 0], sign: "✕", kind: "no" },
  "te dichtbij om te zeggen": { rgb: [240, 200, 40], sign: "≈", kind: "close" },
};
export const UNJUDGED: Rgb = [196, 200, 203];

/** Little sun to much: cividis (Nuñez, Anderton and Renslow 2018), readable by every kind of eye. */
const LITTLE_TO_MUCH: readonly Rgb[] = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]];
/** Less to more: purple by white to orange (ColorBrewer PuOr). */
const LESS_TO_MORE: readonly Rgb[] = [[84, 39, 136], [153, 142, 195], [216, 218, 235], [245, 244, 240], [254, 224, 182], [241, 163, 64], [179, 88, 6]];

/** Classes of values: `edges[i]` is between class i and i + 1. */
export interface Scale {
  edges: readonly number[];
  colours: readonly Rgb[];
  /** Whether values are differences between now and the plan. */
  change: boolean;
}

/** A scale that fits the values of a layer; those of hours of sun a day have the norm of 2 hours as an edge. */
export function scaleFor(key: string, unit: string, values: Float32Array): Scale {
  const change = key.endsWith("change");
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number) => known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0;
  if (change) {
    const most = round(Math.max(Math.abs(at(0.005)), Math.abs(at(0.995)), 1e-6));
    const [far, middle, near] = [most / 2, most / 5, most / 20];
    return { edges: [-far, -middle, -near, near, middle, far], colours: LESS_TO_MORE, change };
  }
  const edges = unit === "h" ? hours(at(0.98)) : steps(at(0.02), at(0.98));
  return { edges, colours: LITTLE_TO_MUCH, change };
}

const hours = (most: number): number[] => (most <= 4 ? [0.5, 1, 1.5, 2, 3] : [1, 2, 4, 6, 8]);

function steps(low: number, high: number): number[] {
  const step = round(Math.max((high - low) / 5, 1e-6));
  const first = Math.ceil(low / step) * step;
  return [0, 1, 2, 3, 4].map((i) => Number((first + i * step).toPrecision(6)));
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((part) => part * power >= value * 0.999) ?? 10) * power;
}

const decimalsOf = (value: number): number => [0, 1, 2, 3, 4, 5].find((d) => Math.abs(value * 10 ** d - Math.round(value * 10 ** d)) < 1e-6) ?? 6;

/** The colour of a value; null where there is nothing to tell. */
export function colourOf({ edges, colours }: Scale, value: number): Rgb | null {
  if (Number.isNaN(value)) return null;
  let place = 0;
  while (place < edges.length && value >= (edges[place] ?? Infinity)) place++;
  return colours[place] ?? null;
}

/** Each class in words, the lowest first. */
export function legendOf(w: Words, { edges, colours, change }: Scale): { rgb: Rgb; words: string }[] {
  const told = (value: number | undefined) => (value === undefined ? w.unknown : number(w, change ? Math.abs(value) : value, decimalsOf(value)));
  return colours.map((rgb, place) => {
    const [from, to] = [edges[place - 1], edges[place]];
    if (!change) return { rgb, words: from === undefined ? w.plans.scale.under(told(to)) : to === undefined ? w.plans.scale.over(told(from)) : w.plans.scale.between(told(from), told(to)) };
    if (from === undefined) return { rgb, words: w.plans.scale.less(w.plans.scale.over(told(to))) };
    if (to === undefined) return { rgb, words: w.plans.scale.more(w.plans.scale.over(told(from))) };
    if (from < 0 && to > 0) return { rgb, words: w.plans.scale.same };
    const part = w.plans.scale.between(told(Math.abs(from) < Math.abs(to) ? from : to), told(Math.abs(from) < Math.abs(to) ? to : from));
    return { rgb, words: from < 0 ? w.plans.scale.less(part) : w.plans.scale.more(part) };
  });
}

export const css = (rgb: Rgb): string => `rgb(${rgb.join(" ")})`;

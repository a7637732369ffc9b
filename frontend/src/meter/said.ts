// What the page says of times and of values, in sentences. Pure.
import { ZONE, number } from "../format";
import { twice } from "./calendar";
import { type Interval, gaps, noticed } from "./columns";
import type { Measured } from "./data";
import type { Chosen, Model } from "./model";
import { DAY, HOUR, type Window } from "./window";

const form = (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });

/** A moment as short as it can be told: with the clock unless it is of a day; doubled hours say which they are. */
export function when({ w }: Pick<Model, "w">, at: number, interval: Interval): string {
  const day = { day: "numeric", month: "short", year: "numeric" } as const;
  if (interval === "day") return form(w.locale, { weekday: "short", ...day }).format(at);
  const which = twice(at);
  return `${form(w.locale, { ...day, hour: "2-digit", minute: "2-digit" }).format(at)}${which ? ` (${w.chart[which]})` : ""}`;
}

/** A window in words, such as "22 november 2026 09:00 tot 23 november 2026 09:00". */
export function stretch({ w }: Pick<Model, "w">, { from, to }: Window): string {
  const whole = to - from > 4 * DAY;
  const told = form(w.locale, { day: "numeric", month: "long", year: "numeric", ...(whole ? {} : ({ hour: "2-digit", minute: "2-digit" } as const)) });
  return `${told.format(from)} ${w.chart.to} ${told.format(whole ? to - 1 : to)}`;
}

/** What one value stands for. */
export function how({ w }: Pick<Model, "w">, { stream }: Chosen, interval: Interval): string {
  if (stream.aggregation === "sum") return w.chart.total[interval];
  return stream.counting && interval !== "raw" ? w.chart.counted[interval] : w.chart.how[interval];
}

/** What to know of a series beside its line: its silences, what was noticed of values, what is hidden. */
export function remarks(m: Pick<Model, "w" | "common" | "flags" | "state">, { points, interval }: Measured): string[] {
  const { w, common } = m;
  const said: string[] = [];
  const { count, longest } = gaps(points, interval);
  if (count) said.push(count === 1 ? w.chart.oneGap(lasting(m, longest)) : w.chart.gaps(number(common, count), lasting(m, longest)));
  const label = (name: string) => m.flags.get(name)?.label[m.state.language] ?? name;
  const { all, some } = noticed(points);
  for (const name of all) said.push(w.chart.noticedAll(label(name)));
  if (some.size) said.push(w.chart.noticedSome([...some].map(([name, times]) => w.chart.noticedOf(label(name), number(common, times))).join(", ")));
  if (points.some(({ hidden }) => hidden)) said.push(w.chart.hidden);
  return said;
}

function lasting({ w, common }: Pick<Model, "w" | "common">, length: number): string {
  const told = (amount: number) => number(common, amount, amount < 10 && Math.abs(amount - Math.round(amount)) > 0.05 ? 1 : 0);
  if (length < 2 * HOUR) return w.chart.minutes(number(common, length / 60_000));
  return length < 3 * DAY ? w.chart.hours(told(length / HOUR)) : w.chart.days(told(length / DAY));
}

/** A value of the table or under the pointer. */
export function told(m: Pick<Model, "w" | "common">, value: number | null, hidden: boolean, decimals: number): string {
  if (value === null) return hidden ? m.w.chart.few : m.w.table.nothing;
  return number(m.common, value, decimals);
}

// What a slide says, in large words; the same on the screen and in the console's small copy of it.
import { type TemplateResult, html, nothing } from "lit";
import type { Datastream, Thing } from "../data";
import { type Language, newest, newestAge, words } from "../format";
import type { Shown } from "../plans/outcomes";
import { JUDGED, type Judgement, css, legendOf } from "../plans/scale";
import { capital } from "../plans/words";
import { shown as streamOf } from "../quantities";
import { catalogue } from "./catalogue";
import type { Told, ToldSide, ToldSlide } from "./data";
import { qr } from "./qr";

export interface Around {
  language: Language;
  told: Told;
  things: readonly Thing[];
  /** Words of flags, by name. */
  flags: ReadonlyMap<string, { nl: string; en: string }>;
  /** Milliseconds. */
  now: number;
  /** Where phones find the residents' view; null where they cannot. */
  visit: string | null;
}

const KINDS: readonly Judgement[] = ["voldoet", "te dichtbij om te zeggen", "voldoet niet"];
/** How far words shrink to fit: what explains first, the main words last. */
const TIGHTEST = 4;

/** Makes the words in `root` fit; true when even the main words had to shrink. */
export function fit(root: ParentNode): boolean {
  const box = root.querySelector<HTMLElement>(".said");
  if (!box) return false;
  let level = 0;
  box.dataset["fit"] = "0";
  while (level < TIGHTEST && box.scrollHeight > box.clientHeight + 1) box.dataset["fit"] = String(++level);
  return level === TIGHTEST;
}

/** The words of a slide. */
export function said(slide: ToldSlide, around: Around): TemplateResult {
  const c = catalogue(around.language).screen;
  const numbers = slide.sides.filter(({ number }) => number !== null);
  return html`<div class="said">
    <h1 class="said__title">${slide.title}</h1>
    ${slide.sentence ? html`<p class="said__sentence">${slide.sentence}</p>` : nothing}
    ${numbers.length ? figures(numbers, slide.sides.length) : nothing}
    ${slide.sensors.length ? html`<ul class="said__sensors">${slide.sensors.map((id) => sensor(id, around))}</ul>` : nothing}
    ${slide.norm || slide.sure
      ? html`<dl class="said__why">
          ${slide.norm ? html`<div><dt>${c.norm}</dt><dd>${slide.norm}</dd></div>` : nothing}
          ${slide.sure ? html`<div><dt>${c.sure}</dt><dd>${slide.sure}</dd></div>` : nothing}
        </dl>`
      : nothing}
    ${slide.kind === "invite" && around.visit ? html`<p class="said__address">${around.visit.replace(/^https?:\/\//, "").replace(/\?.*$/, "")}</p>` : nothing}
    <p class="said__foot">${[slide.moment ? c.moment(slide.moment) : null, around.told.made_up ? c.madeUp : null].filter(Boolean).join(" · ")}</p>
  </div>`;
}

/** One number, or that of now and that of the plan beside each other. */
function figures(sides: readonly ToldSide[], pictures: number): TemplateResult {
  const [first, second] = sides;
  if (!first?.number) return html``;
  if (!second?.number) return html`<div class="said__number">${figure(first, pictures > 1)}<p class="said__what">${first.number.words}</p>${verdicts([first])}</div>`;
  return html`<div class="said__number said__number--two">
    <div class="said__pair">${sides.map((side) => html`<div>${figure(side, true)}</div>`)}</div>
    <p class="said__what">${second.number.words}</p>
    ${verdicts(sides)}
  </div>`;
}

const figure = ({ label, number }: ToldSide, named: boolean): TemplateResult =>
  html`${named ? html`<p class="said__label">${label}</p>` : nothing}
    <p class="said__figure"><span class="said__value">${number?.value}</span>${number?.unit ? html` <span class="said__unit">${number.unit}</span>` : nothing}</p>`;

/** Each verdict as sign, colour and word; how often, now and with the plan, where it is about many. */
function verdicts(sides: readonly ToldSide[]): TemplateResult {
  const of = (side: ToldSide, kind: Judgement) => side.number?.verdicts.find(({ judgement }) => judgement === kind);
  const kinds = KINDS.filter((kind) => sides.some((side) => of(side, kind)));
  const word = (kind: Judgement) => sides.map((side) => of(side, kind)?.word).find(Boolean);
  const counted = sides.some(({ number }) => number?.verdicts.some(({ count }) => count !== null));
  const row = (kind: Judgement, said: TemplateResult) => html`<li class="verdict verdict--${JUDGED[kind].kind}" data-judgement=${kind}><span class="verdict__sign" aria-hidden="true">${JUDGED[kind].sign}</span><span>${said}</span></li>`;
  if (counted) return html`<ul class="said__verdicts">${kinds.map((kind) => row(kind, html`<strong>${sides.map((side) => of(side, kind)?.count ?? "0").join(" → ")}</strong> ${word(kind)}`))}</ul>`;
  const single = sides.length === 1 || kinds.length === 1;
  return html`<ul class="said__verdicts said__verdicts--one">${kinds.map((kind) => row(kind, single ? html`${word(kind)}` : html`${sides.filter((side) => of(side, kind)).map(({ label }) => label).join(", ")}: ${word(kind)}`))}</ul>`;
}

function sensor(id: string, { language, things, flags, now }: Around): TemplateResult {
  const w = words(language);
  const c = catalogue(language).screen;
  const thing = things.find((one) => one.id === id);
  const stream: Datastream | null = thing ? streamOf({ ...thing, datastreams: [...thing.datastreams] }, null) : null;
  const when = stream && newestAge(w, stream, now);
  const doubts = stream?.latest?.flags ?? [];
  const hidden = stream?.latest?.hidden ?? false;
  return html`<li class="meter ${when?.old ? "meter--old" : ""}" data-thing=${id}>
    <p class="meter__name">${thing?.name ?? id}${stream ? html`: ${stream.label[language]}` : nothing}</p>
    ${stream?.latest ? html`<p class="meter__value"><span class="said__value">${newest(w, stream)}</span>${hidden ? nothing : html` <span class="said__unit">${stream.unit_label}</span>`}</p>` : html`<p class="meter__value">${c.noValue}</p>`}
    <p class="meter__when">${[when?.text, when?.old ? w.old : null, thing && thing.origin !== "real" ? (w.origin[thing.origin] ?? null) : null, ...doubts.map((name) => flags.get(name)?.[language] ?? null)].filter(Boolean).join(" · ")}</p>
  </li>`;
}

/** The QR code of an invitation; nothing where phones cannot come. */
export function invitation({ language, visit }: Around): TemplateResult | typeof nothing {
  const c = catalogue(language).screen;
  return visit ? html`<div class="screen__qr">${qr(visit, c.qr)}<p class="screen__scan">${c.scan}</p></div>` : nothing;
}

/** What the colours over the map mean. */
export function legend(shown: Shown | null, language: Language): TemplateResult | typeof nothing {
  if (!shown) return nothing;
  const w = words(language);
  const { outcome, layer, scale } = shown;
  const on = [...outcome.points, ...outcome.rasters].find(({ key }) => key === layer);
  const unit = on ? (w.plans.units[on.unit] ?? on.unit) : "";
  const classes = scale ? legendOf(w, scale).map(({ rgb, words }) => ({ rgb, words, sign: "" })) : KINDS.map((kind) => ({ rgb: JUDGED[kind].rgb, sign: JUDGED[kind].sign, words: w.plans.judged[kind] ?? kind }));
  return html`<div class="screen__legend">
    <p>${capital(on?.words[language] ?? w.plans.verdictLayer)}${unit ? ` (${unit})` : ""}</p>
    <ul>${classes.map(({ rgb, words, sign }) => html`<li><span class="screen__colour" aria-hidden="true" .style=${`background: ${css(rgb)}`}>${sign}</span>${words}</li>`)}</ul>
  </div>`;
}

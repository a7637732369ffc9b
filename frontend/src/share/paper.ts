// The page as it is printed: the picture of the map on a sheet of A4, with what is needed to read it.
import { type TemplateResult, html, nothing } from "lit";
import { css } from "../plans/scale";
import type { ShareDesk } from "./desk";
import type { ShareWords } from "./nl";

export function paper({ image, sheet }: NonNullable<ShareDesk["paper"]>, s: ShareWords): TemplateResult {
  const { title, lines, legend, scale, north, bearing, bar, sources, made } = sheet;
  return html`<section class="paper" id="paper" aria-hidden="true">
    <h1>${title}</h1>
    ${lines.map((line) => html`<p>${line}</p>`)}
    <div class="paper__map">
      <img src=${image} alt="" />
      <p class="paper__scale"><span class="paper__north" .style=${`rotate: ${-bearing}deg`}>▲</span> ${north} <span class="paper__bar" .style=${`inline-size: ${100 * bar.share}%`}></span> ${scale}</p>
    </div>
    ${legend
      ? html`<h2>${legend.title}</h2>
          <ul class="key__classes">
            ${legend.classes.map(({ rgb, words, sign }) => html`<li><span class="key__colour" .style=${`background: ${css(rgb)}`}>${sign}</span>${words}</li>`)}
          </ul>`
      : nothing}
    <p class="paper__foot">${sources}<br />${made}<span class="visually-hidden">${s.title}</span></p>
  </section>`;
}

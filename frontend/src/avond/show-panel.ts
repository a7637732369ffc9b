// The evening itself: beginning it, the screen, the remote, phones of residents, and moving by hand.
import { type TemplateResult, html, nothing } from "lit";
import { isShown } from "./lineup";
import type { Actions, Model } from "./model";
import { qr } from "./qr";
import { moved } from "./showing";

export function showPanel(m: Model, act: Actions): TemplateResult {
  const { c, show, draft } = m;
  const slides = (draft?.slides ?? []).filter(isShown);
  return html`<section class="box show" aria-labelledby="show-title">
    <h2 id="show-title" class="box__title">${c.console.show}</h2>
    ${show ? running(m, act) : html`<p class="box__hint">${slides.length ? c.console.openHint : c.console.needSlides}</p>
      <p><button type="button" class="utrecht-button utrecht-button--primary-action" id="open" ?disabled=${slides.length === 0} @click=${() => act.open()}>${c.console.open}</button></p>`}
    ${phones(m, act)}
  </section>`;
}

function running(m: Model, act: Actions): TemplateResult {
  const { c, show, draft, evening, showLost } = m;
  if (!show || !evening) return html``;
  const slides = (draft?.slides ?? []).filter(isShown);
  const at = slides[show.slide];
  const go = (move: "next" | "back") => act.place(moved(show, move, show.slides));
  const address = `/avond/scherm?avond=${evening.id}${m.bright ? "&kleuren=dag" : ""}${m.language === "en" ? "&taal=en" : ""}`;
  return html`<p class="show__now" id="now" role="status">${c.console.showing} ${c.console.now(String(show.slide + 1), String(show.slides), at?.title || c.console.untitled)}</p>
    ${showLost ? html`<p class="told told--warn" role="alert" id="show-lost">${c.console.away}</p>` : nothing}
    <div class="show__columns">
      <div>
        <div class="show__buttons" role="group" aria-label=${c.console.controls}>
          <button type="button" class="utrecht-button utrecht-button--primary-action" id="next" @click=${() => go("next")}>${c.remote.next}</button>
          <button type="button" class="utrecht-button utrecht-button--secondary-action" id="back" @click=${() => go("back")}>${c.remote.back}</button>
          <button type="button" class="utrecht-button utrecht-button--secondary-action pressable" id="black" aria-pressed=${String(show.black)} @click=${() => act.place({ black: !show.black })}>${c.remote.black}</button>
          <button type="button" class="utrecht-button utrecht-button--secondary-action pressable" id="freeze" aria-pressed=${String(show.frozen)} @click=${() => act.place({ frozen: !show.frozen })}>${c.remote.freeze}</button>
        </div>
        <p class="show__link"><a class="utrecht-button utrecht-button--secondary-action" href=${address} target="twin-avond-scherm" id="screen-link">${c.console.screenLink}</a></p>
        <p class="box__hint">${c.console.screenHint}</p>
        <p class="field show__colours">
          <label for="colours">${c.console.colours}</label>
          <select id="colours" @change=${(event: Event) => act.brighten((event.target as HTMLSelectElement).value === "light")}>
            <option value="dark" ?selected=${!m.bright}>${c.console.dark}</option>
            <option value="light" ?selected=${m.bright}>${c.console.light}</option>
          </select>
        </p>
        <p id="followers" role="status">${c.console.screens(show.screens)} ${c.console.remotes(show.remotes)}</p>
        <p><button type="button" class="utrecht-button utrecht-button--subtle" id="close" @click=${() => act.close()}>${c.console.end}</button></p>
      </div>
      ${remote(m, act)}
    </div>`;
}

function remote({ c, code, base, network, language }: Model, act: Actions): TemplateResult {
  const address = `${base ?? ""}/avond/afstand${language === "en" ? "?taal=en" : ""}#${code ?? ""}`;
  return html`<div class="show__remote">
    <h3 class="box__subtitle">${c.console.remote}</h3>
    ${!code
      ? html`<p class="box__hint">${c.console.remoteGone}</p>`
      : base
        ? html`${qr(address, c.console.remoteQr)}
            <p class="box__hint">${c.console.remoteHint}</p>`
        : html`<p class="box__hint">${network?.open === false ? c.console.loopback : c.console.noNetwork}</p>`}
    <p><button type="button" class="utrecht-button utrecht-button--subtle" id="new-code" @click=${() => act.open()}>${c.console.newCode}</button></p>
  </div>`;
}

/** How phones on the network find the twin, or what to do so that they can. */
function phones({ c, network, base, area }: Model, act: Actions): TemplateResult | typeof nothing {
  if (!network) return nothing;
  return html`<div class="phones" id="phones">
    <h3 class="box__subtitle">${c.console.visitors}</h3>
    ${!network.open
      ? html`<p class="told">${c.console.loopback} <code>${c.console.command}</code></p>`
      : !base
        ? html`<p class="told told--warn">${c.console.noNetwork}</p>`
        : html`<p class="box__hint">${c.console.visitorsHint(`${base}/verken?gebied=${area ?? ""}`)}</p>`}
    ${network.addresses.length > 1
      ? html`<p class="field">
          <label for="network">${c.console.addressPick}</label>
          <select id="network" @change=${(event: Event) => act.chooseAddress((event.target as HTMLSelectElement).value)}>
            ${network.addresses.map((each) => html`<option value=${each} ?selected=${each === base}>${each}</option>`)}
          </select>
        </p>`
      : nothing}
  </div>`;
}

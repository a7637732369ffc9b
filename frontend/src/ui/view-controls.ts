// Buttons for the camera, for those who do not drag or scroll, and for the colours of the page.
import { type TemplateResult, html } from "lit";
import { otherScheme, scheme } from "../scheme";
import { icon } from "./icons";
import type { Actions, Model } from "./model";

export function viewControls({ w, bearing, state }: Model, act: Actions): TemplateResult {
  const button = (label: string, drawing: TemplateResult, deed: () => void) => html`<button type="button" class="control" aria-label=${label} title=${label} @click=${deed}>${drawing}</button>`;
  const needle = html`<span class="needle" .style=${`rotate: ${-bearing}deg`}>${icon("north")}</span>`;
  return html`<div class="controls card">
    ${button(w.view.zoomIn, icon("plus"), () => act.zoom(0.8))} ${button(w.view.zoomOut, icon("minus"), () => act.zoom(-0.8))}
    ${button(w.view.north, needle, act.north)} ${button(w.view.tilt, icon("tilt"), act.tilt)} ${button(w.view.home, icon("home"), act.home)}
    <button type="button" class="control" id="open-here" aria-label=${w.view.here} title=${w.view.here} aria-expanded=${state.panel === "here"} @click=${() => act.set({ panel: state.panel === "here" ? null : "here" })}>${icon("here")}</button>
    ${button(scheme() === "day" ? w.view.evening : w.view.day, icon(scheme() === "day" ? "moon" : "sun"), () => {
      otherScheme();
      act.set({});
    })}
  </div>`;
}

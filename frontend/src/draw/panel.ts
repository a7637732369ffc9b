// The panel while a plan is edited: everything in the plan, the numbers of what is chosen, and how it is kept.
import { type TemplateResult, html, nothing } from "lit";
import { moment } from "../format";
import { css } from "../plans/scale";
import { focusAfterPage } from "../ui/focus";
import type { Model } from "../ui/model";
import type { Conflict } from "./conflict";
import { text } from "./fields";
import { icon } from "./icons";
import { type OnMap, inspector } from "./inspector";
import { REUSED } from "./painting";
import { said } from "./said";
import { kindsOf } from "./signs";
import type { Tool } from "./sketch";
import type { Studio } from "./studio";
import { type DrawWords, words } from "./words";

/** What ends or moves the work, which the studio cannot do by itself. */
export interface Deeds extends OnMap {
  use(tool: Tool): void;
  fork(name: string): void;
  discard(): void;
  close(): void;
}

export function editor(m: Model, studio: Studio, deeds: Deeds): TemplateResult {
  const d = words(m.state.language);
  return html`<h3 class="plan__title">${studio.plan.name}</h3>
    ${studio.resumed ? html`<p class="told told--note" role="status">${d.save.resumed}</p>` : nothing}
    ${studio.conflict ? conflict(m, d, studio, studio.conflict, deeds) : keep(d, studio, deeds)} ${inspector(m, studio, deeds)}
    <h3 class="panel__subtitle" id="edits-title">${d.list.title}</h3>
    ${list(m, d, studio)} ${key(d, studio)}`;
}

/** The signs on the map in words; what has a form of its own needs none. */
function key(d: DrawWords, studio: Studio): TemplateResult | typeof nothing {
  const kinds = kindsOf(studio.edits);
  if (kinds.length === 0) return nothing;
  return html`<h3 class="panel__subtitle" id="signs-title">${d.list.key}</h3>
    <ul class="swatches" id="signs" aria-labelledby="signs-title">${kinds.map((kind) => html`<li><span class="swatch swatch--${kind}" aria-hidden="true" .style=${kind === "use" ? `background: ${css(REUSED)}` : ""}>${kind === "parking" ? "P" : kind === "felled" ? "×" : ""}</span>${d.key[kind]}</li>`)}</ul>`;
}

function keep(d: DrawWords, studio: Studio, deeds: Deeds): TemplateResult {
  const { saving, draft } = studio;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const note = form.elements.namedItem("note") as HTMLInputElement;
    void studio.save(note.value.trim()).then((kept) => kept && (note.value = ""));
  };
  const failed = saving.is === "failed" ? (d.save.failed[saving.answer] ?? d.save.failed["away"]) : null;
  return html`<form class="keep" id="keep" @submit=${save}>
    <p class="panel__note" id="saved" role="status" aria-live="polite">${saving.is === "busy" ? d.save.saving : draft.dirty ? d.save.unsaved : d.save.saved}</p>
    ${failed ? html`<p class="told told--warn" role="alert">${failed}</p>` : nothing}
    ${draft.dirty ? text("note", d.save.note, "") : nothing}
    <div class="deeds">
      ${draft.dirty
        ? html`<button type="submit" class="utrecht-button utrecht-button--primary-action" id="save" ?disabled=${saving.is === "busy"}>${d.save.save}</button>
            <button type="button" class="link" id="discard" @click=${() => deeds.discard()}>${d.save.discard}</button>`
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" id="done" @click=${() => deeds.close()}>${d.bar.close}</button>`}
    </div>
  </form>`;
}

/** Takes an edit out; the focus, whose button is gone, goes to the next one. */
function gone(studio: Studio, number: number): void {
  studio.remove(number);
  focusAfterPage(() => document.querySelector<HTMLElement>(`#edits [data-edit="${number}"]`) ?? document.querySelector<HTMLElement>("#edits .edit__name, #plans"));
}

function list(m: Model, d: DrawWords, studio: Studio): TemplateResult {
  const { edits } = studio.draft;
  if (edits.length === 0) return html`<p>${d.list.none}</p>`;
  const issues = studio.issues();
  return html`<ul class="edits" id="edits" aria-labelledby="edits-title">
    ${edits.map((edit, i) => {
      const what = said(m.state.language, edit);
      const wrong = issues.filter(({ number }) => number === i);
      const drawn = edit.edit === "remove-building" || edit.edit === "set-height" || (edit.edit === "change-use" && !edit.id.startsWith("plan-")) ? () => studio.pick(edit.id) : () => studio.choose(i);
      return html`<li class="edit ${wrong.length ? "edit--wrong" : ""}">
        <button type="button" class="edit__name" data-edit=${i} aria-pressed=${studio.chosen === i} aria-label=${d.list.choose(what)} aria-describedby=${wrong.length ? `wrong-${i}` : nothing} @click=${drawn}>${what}</button>
        <button type="button" class="edit__remove" aria-label=${d.list.remove(what)} title=${d.list.remove(what)} @click=${() => gone(studio, i)}>${icon("trash")}</button>
        ${wrong.length ? html`<ul class="edit__wrong" id="wrong-${i}">${wrong.map(({ issue }) => html`<li>${issue[m.state.language]}</li>`)}</ul>` : nothing}
      </li>`;
    })}
  </ul>`;
}

/** Both are there: theirs and mine. Nothing is lost by any choice. */
function conflict(m: Model, d: DrawWords, studio: Studio, met: Conflict, deeds: Deeds): TemplateResult {
  const c = d.conflict;
  const state = met.plan?.state;
  const title = !met.plan ? c.gone : state === "published" ? c.published : state === "archived" ? c.archived : c.changed;
  const fork = (event: SubmitEvent) => {
    event.preventDefault();
    const name = (event.target as HTMLFormElement).elements.namedItem("fork-name") as HTMLInputElement;
    if (name.value.trim()) deeds.fork(name.value.trim());
  };
  const side = (which: "mine" | "theirs") => html`<button type="button" class="switch__side" data-side=${which} aria-pressed=${studio.showing === which} @click=${() => studio.show(which)}>${c[which]}</button>`;
  return html`<section class="conflict" id="conflict" role="alertdialog" aria-labelledby="conflict-title" aria-describedby="conflict-lead" tabindex="-1">
    <h3 class="panel__subtitle" id="conflict-title">${title}</h3>
    ${met.by && met.at ? html`<p class="panel__note">${c.by(met.by, moment(m.w, met.at))}</p>` : nothing}
    <p id="conflict-lead">${met.plan ? c.lead : c.leadGone}</p>
    ${met.plan && state === "draft"
      ? html`<p class="panel__note">${c.look}</p>
          <div class="switch" role="group" aria-label=${c.look}>${side("mine")}${side("theirs")}</div>
          ${studio.showing === "theirs" ? html`<p class="panel__note">${c.differs}:</p><ul class="changes">${met.edits.map((edit) => html`<li>${said(m.state.language, edit)}</li>`)}</ul>` : nothing}`
      : nothing}
    <form class="keep" @submit=${fork}>
      ${text("fork-name", c.forkName, c.forkOf(studio.plan.name))}
      <button type="submit" class="utrecht-button utrecht-button--primary-action" id="fork-mine">${c.fork}</button>
    </form>
    ${studio.saving.is === "failed" ? html`<p class="told told--warn" role="alert">${c.failed}</p>` : nothing}
    ${state === "draft"
      ? html`<div><button type="button" class="utrecht-button utrecht-button--secondary-action" id="take-theirs" @click=${() => studio.takeTheirs()}>${c.take}</button>
            <p class="panel__note">${c.takeNote}</p></div>`
      : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" id="leave-plan" @click=${() => deeds.discard()}>${c.leave}</button>`}
  </section>`;
}

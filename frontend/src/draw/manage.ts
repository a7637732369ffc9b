// Making and moving plans: new, another name, a copy, its versions, to everybody, out of the list. What is typed stays
// when something fails.
import { type TemplateResult, html, nothing } from "lit";
import { moment } from "../format";
import type { Model } from "../ui/model";
import { text } from "./fields";
import { icon } from "./icons";
import type { Plan, Revision } from "./server";
import { type DrawWords, words } from "./words";

/** The form that is open; one at a time. */
export type Open = "new" | "rename" | "fork" | "publish" | "archive" | "revisions" | "key" | null;

/** What managing shows and asks. */
export interface Office {
  /** The name of the planner; null: nobody who may change plans. */
  who: string | null;
  open: Open;
  busy: boolean;
  /** What went wrong, as the catalogue has it. */
  failed: string | null;
  /** A field that lacks something. */
  lacking: "name" | "key" | "wrong-key" | null;
  revisions: readonly Revision[] | null;
  /** Something of the plan is on this device and not in the plan. */
  left: boolean;
  start(open: Open): void;
  make(name: string, description: string): void;
  rename(name: string, description: string): void;
  fork(name: string, revision: number | null): void;
  move(how: "undo" | "redo" | "publish" | "archive"): void;
  draw(): void;
  key(key: string): void;
  leave(): void;
}

const value = (form: EventTarget | null, name: string): string => ((form as HTMLFormElement).elements.namedItem(name) as HTMLInputElement).value.trim();

function form(office: Office, d: DrawWords, id: string, fields: TemplateResult, does: string, submit: (form: EventTarget | null) => void): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    submit(event.target);
  };
  return html`<form class="keep" id=${id} novalidate @submit=${send}>
    ${fields}
    <div class="deeds">
      <button type="submit" class="utrecht-button utrecht-button--primary-action" ?disabled=${office.busy}>${office.busy ? d.manage.working : does}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => office.start(null)}>${d.manage.cancel}</button>
    </div>
  </form>`;
}

const failed = (office: Office, d: DrawWords) => (office.failed ? html`<p class="told told--warn" role="alert">${d.manage.failed[office.failed] ?? d.manage.failed["away"]}</p>` : nothing);

/** Above the list of plans: a new one, or the way to be known as a planner. */
export function beginning(m: Model, office: Office): TemplateResult {
  const d = words(m.state.language);
  const named = html`${text("plan-name", d.manage.name, "", office.lacking === "name" ? d.manage.nameNeeded : "")} ${text("plan-description", d.manage.description, "")}`;
  if (office.who === null)
    return office.open === "key"
      ? form(office, d, "key-form", text("key", d.manage.key, "", office.lacking === "key" ? d.manage.keyNeeded : office.lacking === "wrong-key" ? d.manage.keyWrong : "", { type: "password", hint: d.manage.keyHint }), d.manage.keyUse, (from) => office.key(value(from, "key")))
      : html`<p><button type="button" class="link" id="be-planner" @click=${() => office.start("key")}>${d.manage.who}</button></p>`;
  return html`${failed(office, d)}
    ${office.open === "new"
      ? form(office, d, "new-plan-form", named, d.manage.make, (from) => office.make(value(from, "plan-name"), value(from, "plan-description")))
      : html`<p><button type="button" class="utrecht-button utrecht-button--primary-action" id="new-plan" @click=${() => office.start("new")}>${icon("pencil")} ${d.manage.start}</button></p>`}
    <p class="panel__note">${d.manage.asPlanner(office.who)} ${sessionStorage.getItem("twin:key") ? html`<button type="button" class="link" @click=${() => office.leave()}>${d.manage.leave}</button>` : nothing}</p>`;
}

/** Under the name of a plan: what a planner can do with it. */
export function managing(m: Model, plan: Plan, office: Office): TemplateResult | typeof nothing {
  if (office.who === null) return nothing;
  const d = words(m.state.language);
  const { manage: w } = d;
  const draft = plan.state === "draft";
  const link = (open: Open, label: string) => html`<button type="button" class="link" data-open=${open ?? ""} aria-expanded=${office.open === open} @click=${() => office.start(office.open === open ? null : open)}>${label}</button>`;
  const along = (how: "undo" | "redo", can: boolean) => html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-move=${how} ?disabled=${!can || office.busy} @click=${() => office.move(how)}>${icon(how)} ${w[how]}</button>`;
  const sure = (how: "publish" | "archive", said: string, does: string) => form(office, d, `${how}-form`, html`<p>${said}</p>`, does, () => office.move(how));
  return html`<section class="manage" id="manage">
    ${failed(office, d)}
    ${draft ? html`<button type="button" class="utrecht-button utrecht-button--primary-action" id="draw" ?disabled=${office.busy} @click=${() => office.draw()}>${icon("pencil")} ${office.left ? w.continue : w.draw}</button>` : nothing}
    ${draft ? html`<div class="deeds">${along("undo", plan.can_undo)}${along("redo", plan.can_redo)}</div>` : nothing}
    <p class="manage__links">
      ${draft ? link("rename", w.rename) : nothing} ${link("fork", w.fork)} ${link("revisions", w.revisions)} ${draft ? link("publish", w.publish) : nothing} ${plan.state === "archived" ? nothing : link("archive", w.archive)}
    </p>
    ${office.open === "rename"
      ? form(office, d, "rename-form", html`${text("plan-name", w.name, plan.name, office.lacking === "name" ? w.nameNeeded : "")} ${text("plan-description", w.description, plan.description)}`, w.renameDo, (from) => office.rename(value(from, "plan-name"), value(from, "plan-description")))
      : nothing}
    ${office.open === "fork" ? form(office, d, "fork-form", text("plan-name", w.name, w.forkOf(plan.name), office.lacking === "name" ? w.nameNeeded : ""), w.forkDo, (from) => office.fork(value(from, "plan-name"), null)) : nothing}
    ${office.open === "publish" ? sure("publish", w.publishSure, w.publishDo) : nothing} ${office.open === "archive" ? sure("archive", w.archiveSure, w.archiveDo) : nothing}
    ${office.open === "revisions" ? history(m, d, plan, office) : nothing}
  </section>`;
}

function history(m: Model, d: DrawWords, plan: Plan, office: Office): TemplateResult {
  const { revisions } = office;
  if (!revisions) return html`<p class="panel__text skeleton">${d.manage.working}</p>`;
  return html`<ol class="revisions" id="revisions">
    ${revisions.map(
      (each) => html`<li class="revision">
        <strong>${d.manage.revision(each.number)}</strong> ${each.number === plan.revision ? html`<span class="tag">${d.manage.current}</span>` : nothing}
        ${each.note ? html`<br />${each.note}` : nothing}<br />
        <span class="panel__note">${each.made_by}, ${moment(m.w, each.made_at)} · ${d.manage.changes(each.edit_count)}</span>
        ${each.number === plan.revision
          ? nothing
          : html`<br /><button type="button" class="utrecht-button utrecht-button--secondary-action" ?disabled=${office.busy} @click=${() => office.fork(`${plan.name}, ${d.manage.revision(each.number).toLowerCase()}`, each.number)}>${d.manage.open(each.number)}</button>`}
      </li>`,
    )}
  </ol>`;
}

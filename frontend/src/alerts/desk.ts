// What the panel of alerts does: which one is open, what somebody fills in, and asking the API.
import type { Alert, Around as Shell } from "../alerting";
import { type Remote, remote } from "../data";
import { afterPage, focusAfterPage } from "../ui/focus";
import { type History, type Quantity, type Trouble, changeAlert, deleteAlert, fetchHistory, fetchQuantities, setAlert } from "./data";
import { type Choice, type Draft, type Field, checked, choices, draftOf, empty } from "./draft";
import { en } from "./en";
import { type AlertWords, nl } from "./nl";

const waiting = { is: "waiting" } as const;

export interface Around extends Omit<Shell, "here"> {
  /** Asks what the alerts say now. */
  refresh(): Promise<void>;
}

export class AlertDesk {
  /** The alert whose history is open. */
  open: number | null = null;
  history: Remote<History> = waiting;
  /** What somebody fills in; it stays until it is saved or given up. `of` null: a new alert. */
  form: { draft: Draft; of: { id: number; revision: number } | null } | null = null;
  wrong: readonly Field[] = [];
  trouble: Trouble | null = null;
  /** What was done just now, in words for who hears the page. */
  told = "";
  /** The alert of which somebody pressed 'delete' once. */
  doubted: number | null = null;
  private quantities: readonly Quantity[] = [];
  private area: string | null = null;

  constructor(private around: Around) {}

  follow(): void {
    const { area } = this.around.state();
    if (area === this.area) return;
    this.area = area;
    Object.assign(this, { open: null, form: null, wrong: [], trouble: null, told: "", doubted: null });
    void this.ranges();
  }

  /** Without plausible ranges a threshold is only checked by the API. */
  private async ranges(): Promise<void> {
    const quantities = await remote(fetchQuantities());
    if (quantities.is === "here") this.quantities = quantities.value;
  }

  get choices(): Choice[] {
    const { things } = this.around.model();
    return choices(things.is === "here" ? things.value : []);
  }

  range(key: string): Quantity | null {
    return this.quantities.find((one) => one.key === key.split(".")[0]) ?? null;
  }

  refresh(): Promise<void> {
    return this.around.refresh();
  }

  /** Opens what an alert said before, or closes it. */
  async unfold(id: number): Promise<void> {
    this.open = this.open === id ? null : id;
    this.history = waiting;
    this.around.draw();
    const { area, open } = this;
    if (open === null || !area) return;
    const history = await remote(fetchHistory(area, id));
    if (this.open !== id) return;
    this.history = history;
    this.around.draw();
  }

  begin(): void {
    this.fill({ draft: empty(this.choices[0]), of: null });
  }

  edit(alert: Alert): void {
    this.fill({ draft: draftOf(alert, this.around.state().language === "nl"), of: { id: alert.id, revision: alert.revision } });
  }

  cancel(): void {
    const back = this.form?.of ? `alert-change-${this.form.of.id}` : "new-alert";
    Object.assign(this, { form: null, wrong: [], trouble: null });
    this.around.draw();
    focusAfterPage(() => document.getElementById(back));
  }

  type(part: Partial<Draft>): void {
    if (!this.form) return;
    const draft = { ...this.form.draft, ...part };
    const having = this.choices.find(({ key }) => key === draft.key)?.things ?? [];
    if (!having.some(({ id }) => id === draft.thing)) draft.thing = "";
    this.form = { ...this.form, draft };
    this.wrong = this.wrong.filter((field) => !(field in part));
    this.around.draw();
  }

  async save(): Promise<void> {
    const { form, area } = this;
    if (!form || !area) return;
    this.trouble = null;
    this.told = "";
    const found = checked(form.draft, this.range(form.draft.key));
    if ("wrong" in found) {
      this.wrong = found.wrong;
      this.around.draw();
      return afterPage(() => {
        const field = document.getElementById(`alert-${found.wrong[0]}`);
        field?.focus({ preventScroll: true });
        field?.closest(".field")?.scrollIntoView({ block: "nearest" }); // with what is wrong under it
      });
    }
    this.trouble = await (form.of ? changeAlert(area, form.of.id, form.of.revision, found.alert) : setAlert(area, found.alert));
    await this.around.refresh();
    if (this.trouble === "changed") this.rebase();
    if (this.trouble) return this.around.draw();
    this.form = null;
    this.told = this.words().saved(found.alert.name);
    this.around.draw();
    focusAfterPage(() => document.getElementById("new-alert"));
  }

  /** Asks once more before an alert goes for good. */
  async remove({ id, revision, name }: Alert): Promise<void> {
    if (this.doubted !== id) {
      this.doubted = id;
      return this.around.draw();
    }
    this.doubted = null;
    if (!this.area) return;
    this.trouble = await deleteAlert(this.area, id, revision);
    this.told = this.trouble ? "" : this.words().gone(name);
    await this.around.refresh();
    this.around.draw();
    if (!this.trouble) focusAfterPage(() => document.getElementById("alerts"));
  }

  words(): AlertWords {
    return this.around.state().language === "en" ? en : nl;
  }

  /** Who saves once more has seen what the other made of it. */
  private rebase(): void {
    const { alerts } = this.around.model();
    const now = alerts.is === "here" ? alerts.value.items.find(({ id }) => id === this.form?.of?.id) : undefined;
    if (this.form && now) this.form = { ...this.form, of: { id: now.id, revision: now.revision } };
  }

  private fill(form: NonNullable<AlertDesk["form"]>): void {
    Object.assign(this, { form, wrong: [], trouble: null, told: "", doubted: null });
    this.around.draw();
    focusAfterPage(() => document.getElementById("alert-name"));
  }
}

// Alerts in the page: how many are on is asked once a minute, after the first picture; the panel comes when it is opened.
import type { components } from "./api.gen";
import { type Remote, json, remote } from "./data";
import { Lazy } from "./lazy";
import type { UiState } from "./state";
import type { Model } from "./ui/model";

export type AlertPage = components["schemas"]["AlertPage"];
export type Alert = AlertPage["items"][number];

/** Milliseconds between two questions. */
const AGAIN = 60_000;

export interface Around {
  state(): UiState;
  model(): Model;
  set(patch: Partial<UiState>): void;
  patch(patch: Partial<Model>): void;
  draw(): void;
  /** The panel can be shown from now on. */
  here(): void;
}

export const fetchAlerts = (area: string): Promise<AlertPage> => json(`/api/v1/areas/${encodeURIComponent(area)}/alerts`);

/** The names of the alerts that are on, by the thing of which they are. */
export function ringing(alerts: Remote<AlertPage>): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, sensors } of alerts.is === "here" ? alerts.value.items : [])
    for (const { thing, state } of sensors) if (state === "on") names.set(thing, [...(names.get(thing) ?? []), name]);
  return names;
}

export class Alerting {
  private room = new Lazy(() => import("./alerts"));
  private timer = 0;
  private area: string | null = null;
  private opened = false;

  constructor(private around: Around) {}

  follow(): void {
    const { alerting, webgl } = this.around.model();
    const { panel, area } = this.around.state();
    const shown = document.documentElement.dataset["picture"] === "drawn" || !webgl;
    if (shown && area && area !== this.area) {
      this.area = area;
      this.around.patch({ alerts: { is: "waiting" } });
      void this.refresh();
    }
    const opens = panel === "alerts" && !this.opened;
    this.opened = panel === "alerts";
    if (panel !== "alerts" || !area) return;
    if (opens && area === this.area) void this.refresh();
    if (alerting) alerting.desk.follow();
    else void this.open();
  }

  /** Asks what the alerts say now, and again after a while. */
  async refresh(): Promise<void> {
    const { area } = this;
    if (!area) return;
    clearTimeout(this.timer);
    const alerts = await remote(fetchAlerts(area));
    if (area !== this.area) return;
    // What was known a minute ago is better than nothing, while the twin is away.
    if (alerts.is === "here" || this.around.model().alerts.is !== "here") this.around.patch({ alerts, ringing: ringing(alerts) });
    this.timer = window.setTimeout(() => void this.refresh(), AGAIN);
  }

  private async open(): Promise<void> {
    const loaded = await this.room.open();
    if (!loaded) return;
    const desk = new loaded.AlertDesk({ ...this.around, refresh: () => this.refresh() });
    this.around.patch({ alerting: { desk, views: loaded.views } });
    this.follow();
    this.around.here();
  }
}

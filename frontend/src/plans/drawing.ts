// The way from plans to drawing them: learns whether who looks is a planner, and fetches the planner's room only then.
import type { Around, Atelier } from "../draw/atelier";
import type * as Draw from "../draw";
import { bearer } from "../key";
import { Lazy } from "../lazy";

export class Drawing {
  room: { atelier: Atelier; views: typeof Draw.views } | null = null;
  private asked = false;
  private draw = new Lazy(() => import("../draw"));

  constructor(private around: Around) {}

  /** The panel with plans is open: whether to offer more than to read. */
  async offer(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    const answer = await fetch("/api/v1/planner", { headers: { accept: "application/json", ...bearer() } }).catch(() => null);
    const who = answer?.ok ? ((await answer.json()) as { name: string | null }).name : null;
    this.asked = answer !== null; // asked again when the twin was away
    if (who !== null) await this.enter();
  }

  /** Fetches the room; `open` shows the field for a key. */
  async enter(open = false): Promise<void> {
    const loaded = await this.draw.open();
    if (!loaded) return;
    const atelier = new loaded.Atelier(this.around);
    this.room = { atelier, views: loaded.views };
    await atelier.ask();
    if (open && atelier.who === null) atelier.start("key");
    atelier.tell();
  }

  /** Whether a plan is being edited. */
  get drawing(): boolean {
    return Boolean(this.room?.atelier.studio);
  }

  tell(): void {
    if (this.around.state().panel === "plans") void this.offer();
    this.room?.atelier.tell();
  }
}
